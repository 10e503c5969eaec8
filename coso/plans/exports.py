"""A registered plan on paper, to sign: in Vietnamese, in the layout of the party's papers."""

from __future__ import annotations

from django.utils import translation

from coso.common.vietnamese import date as written
from coso.plans.enums import Stage
from coso.plans.models import PARTS, YearlyPlan
from coso.procedures.exports import TYPES
from coso.procedures.exports.head import body_of, layout_on, place_and_day, place_of
from coso.procedures.exports.sheet import Sheet


def as_file(plan: YearlyPlan, kind: str) -> tuple[bytes, str]:
    """The bytes and their type. kind: docx or pdf."""
    write, content_type = TYPES[kind]
    with translation.override("vi"):
        return write(sheet_of(plan)), content_type


def sheet_of(plan: YearlyPlan) -> Sheet:
    """It bears no number: it is the member's paper, signed by the member, and by the branch where it has received it."""
    unit = plan.member.unit
    told = [line for name in PARTS if (text := getattr(plan, name)) for line in (heading(name), *text.splitlines())]
    went = [line for stage, text, on in stages(plan) if text for line in (f"{stage.label} ({written(on)})", *text.splitlines())]
    return Sheet(
        layout=layout_on(plan.registered_on), above=body_of(unit.parent.name)[0].upper() if unit.parent else "", issuer=body_of(unit.name)[0].upper(), symbol="", party="ĐẢNG CỘNG SẢN VIỆT NAM",
        place_and_day=place_and_day(place_of(unit), plan.registered_on), kind="KẾ HOẠCH TU DƯỠNG, RÈN LUYỆN", about=f"năm {plan.year} của đồng chí {plan.member.full_name}", grounds=[], decides="",
        body=[*told, *went], recipients=[], signature=["NGƯỜI LẬP KẾ HOẠCH", plan.member.full_name], signs_left=["XÁC NHẬN CỦA CHI BỘ", ""],
    )


def heading(name: str) -> str:
    """What a part is called, as a heading."""
    label = str(YearlyPlan._meta.get_field(name).verbose_name)  # type: ignore[union-attr] # noqa: SLF001 a plain text field; Django's public _meta
    return label[:1].upper() + label[1:]


def stages(plan: YearlyPlan) -> list[tuple[Stage, str, object]]:
    return [(Stage.HALFWAY, plan.halfway, plan.halfway_on), (Stage.YEAR_END, plan.year_end, plan.year_end_on)]
