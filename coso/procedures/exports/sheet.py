"""A paper of a case, made from a text that an app declares in `papers/<name>.toml`.

The text is filled in a sandbox that reaches plain values only; what the case does not know stays as a dotted gap.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from jinja2 import Undefined
from jinja2.sandbox import SandboxedEnvironment

from coso.common.vietnamese import date as written
from coso.members.models import Member
from coso.org.models import Unit
from coso.procedures import queries
from coso.procedures.declarations import Paper
from coso.procedures.enums import Level
from coso.procedures.exports.head import Layout, body_of, layout_on, place_and_day, place_of
from coso.procedures.models import Case, CaseVote

GAP = "…………"
KEPT = {"CB": "Lưu Chi bộ.", "ĐU": "Lưu Đảng ủy."}


class Gap(Undefined):
    """What is not known is left to be written by hand."""

    def __str__(self) -> str:
        return GAP

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    __getitem__ = __getattr__


SANDBOX = SandboxedEnvironment(undefined=Gap, autoescape=False)


@dataclass(frozen=True)
class Sheet:
    """Everything a paper shows, in words.

    signs_left: post and name of who signs on the left, where the recipients stand otherwise; signature is then post and name too.
    signed_by: the name under the place to sign, where it is known. draft: what a paper says over its name that is not issued yet.
    concerning: of a letter, which says small under its number what it is about, and bears no name.
    """

    layout: Layout
    above: str
    issuer: str
    symbol: str
    party: str
    place_and_day: str
    kind: str
    about: str
    grounds: list[str]
    decides: str
    body: list[str]
    recipients: list[str]
    signature: list[str]
    signs_left: list[str] = field(default_factory=list)
    signed_by: str = ""
    draft: str = ""
    concerning: str = ""


@cache
def wording(template: str) -> dict[str, Any]:
    """`transfers/letter`: the text in `coso/transfers/papers/letter.toml`."""
    app, name = template.split("/")
    path = Path(apps.get_app_config(app).path) / "papers" / f"{name}.toml"
    return tomllib.loads(path.read_text())


def sheet_of(case: Case, paper: Paper, *, user: Any, day: date, number: str = "") -> Sheet:
    """The paper of a case as it reads on `day`; `number` as the register gave it."""
    text = wording(paper.template)
    return filled_sheet(text, issuer_of(case, text.get("issuer", Level.UNIT)), values(case, user), day=day, number=number)


def filled_sheet(text: dict[str, Any], unit: Unit, known: dict[str, Any], *, day: date, number: str = "") -> Sheet:
    """A text of `wording`, issued by a unit, with what it may name: plain values only."""
    issuer, mark = body_of(unit.name)

    def filled(source: str) -> str:
        return SANDBOX.from_string(source).render(known | {"issuer": issuer}).strip()

    return Sheet(
        layout=layout_on(day), above=body_of(unit.parent.name)[0].upper() if unit.parent else "", issuer=issuer.upper(),
        symbol=f"Số {number or '     '}-{text['mark']}/{mark}" if "/" not in number else f"Số {number}", party="ĐẢNG CỘNG SẢN VIỆT NAM",
        place_and_day=place_and_day(place_of(unit), day), kind=text["kind"], about=filled(text["about"]),
        grounds=[filled(one) for one in text.get("grounds", [])], decides=filled(text.get("decides", "")),
        body=[line for one in filled(text["body"]).split("\n\n") if (line := one.strip())],
        recipients=[*(filled(one) for one in text.get("recipients", [])), KEPT.get(mark, "Lưu Văn phòng.")],
        signature=["T/M CHI BỘ" if mark == "CB" else "T/M BAN THƯỜNG VỤ", "BÍ THƯ"],
    )


def issuer_of(case: Case, level: str) -> Unit:
    return queries.unit_of_level(case, Level(level))


def values(case: Case, user: Any) -> dict[str, Any]:
    """What a text may name, plain values only: person, unit, committee, superior, other, told, vote."""
    return {
        "person": person(case, user), "unit": case.unit.name, "committee": body_of(queries.grassroots_of(case.unit).name)[0],
        "superior": body_of(queries.superior_of(case.unit).name)[0], "case": case.number, "case_title": case.title,
        "other": case.other_unit.name if case.other_unit else case.told("opened", "organisation"),
        "other_committee": body_of(queries.grassroots_of(case.other_unit).name)[0] if case.other_unit else None,
        "told": {step: {name: plain(value) for name, value in answers.items()} for step, answers in case.facts.items()},
        "vote": votes(case, user),
    }


def person(case: Case, user: Any) -> dict[str, Any]:
    """The few facts papers name. Whoever does not see the record gets the name only."""
    member = Member.objects.visible_to(user).filter(pk=case.member_id).first() if case.member_id else None
    if member is None:
        return {"name": case.title}
    known = {
        "name": member.full_name, "born": written(member.birth_date), "admitted": written(member.admission_date), "card": member.party_card_number,
        "official": written(member.official_date) if member.official_date else "", "job": member.job,
    }
    return {name: value for name, value in known.items() if value}


def votes(case: Case, user: Any) -> dict[str, Any]:
    last = CaseVote.objects.visible_to(user).filter(case=case, void=False).last()
    return {} if last is None else {"base": last.base, "present": last.present, "in_favour": last.in_favour, "against": last.against, "on": written(last.on)}


def plain(value: Any) -> Any:
    """An answer in words: a day as it is written, a row of another table as what it was called."""
    if isinstance(value, dict):
        return value.get("said", "")
    try:
        return written(date.fromisoformat(value)) if isinstance(value, str) and len(value) == len("2026-01-01") else value
    except ValueError:
        return value
