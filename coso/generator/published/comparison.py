"""The report that sets a place's published figures beside its records: a template of the unit, in the language of reports."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import translation

from coso.common.actors import SYSTEM
from coso.common.vietnamese import date as written
from coso.figures.queries import unmeasured
from coso.generator.published.facts import Fact, Published
from coso.org.models import Unit
from coso.reports.actions import keep_template
from coso.reports.enums import Period
from coso.reports.models import ReportTemplate

NAME = "Đối chiếu số đã công bố"
COUNTED, SUMS = "Số đã công bố và số từ hồ sơ", "Phép tính trên các số đã công bố"
ASKED = ("on", "since", "share", "base", "times", "change")


def keep(published: Published, unit: Unit, today: date) -> ReportTemplate:
    return keep_template(unit=unit, name=NAME, period=Period.DAY, text=text_of(published), on=today, by=SYSTEM)


def text_of(published: Published) -> str:
    return "\n\n".join(_paragraphs(published)) + "\n"


def _paragraphs(published: Published) -> Iterator[str]:
    counted = [fact for fact in published.facts if fact.indicator]
    sums = [fact for fact in published.facts if fact.parts]
    missing = [fact for fact in published.facts if not fact.measured]
    yield f"Nguồn số công bố: bài {published.article}, ngày {written(published.day)}, {published.place}. Tên đơn vị và đảng viên ở đây đều do máy đặt. {published.assumed}".strip()
    if counted:
        yield "# I. Số mà hồ sơ tính được"
        yield f"Bảng “{COUNTED}” đặt từng số đã công bố cạnh số đếm từ hồ sơ; số đếm nào cũng mở được hồ sơ."
        yield _call_all(map(_published, counted))
    if sums:
        yield "# II. Số phải khớp với nhau"
        yield f"Bảng “{SUMS}” chỉ tính lại từ các số đã công bố, không dùng hồ sơ."
        yield _call_all(map(_stated, sums))
    if notes := [fact for fact in published.facts if fact.note]:
        yield "# III. Ghi chú về phép tính"
        yield from (f"{fact.label}: {fact.note}" for fact in notes)
    if missing:
        yield "# IV. Số chưa có hồ sơ nào tính được"
        yield from (_call("not_measured", f"{fact.label}, công bố {fact.printed} ({_why(fact)})") for fact in missing)


def _published(fact: Fact) -> str:
    told = {name: value.isoformat() if isinstance(value, date) else value for name in ASKED if (value := getattr(fact, name))}
    return _call("published", COUNTED, fact.label, fact.printed, fact.indicator, **told, **fact.where)


def _stated(fact: Fact) -> str:
    return _call("stated", SUMS, fact.label, fact.printed, fact.parts, fact.whole)


def _why(fact: Fact) -> str:
    """Why no record tells it; what waits for a figure says so in Vietnamese, as the report does."""
    with translation.override("vi"):
        why = fact.why or str(next(one.waits_for for one in unmeasured() if one.key == fact.unmeasured)).removesuffix(".")
    return why[0].lower() + why[1:]


def _call_all(calls: Any) -> str:
    return "\n".join(calls)


def _call(helper: str, *args: str, **named: str) -> str:
    told = [json.dumps(one, ensure_ascii=False) for one in args] + [f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in named.items()]
    return f"{{{{ {helper}({', '.join(told)}) }}}}"
