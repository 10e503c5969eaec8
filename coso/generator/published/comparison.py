"""The report that sets a place's published figures beside its records: a template of the unit, in the language of reports."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

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
NUMERALS = ("I", "II", "III", "IV", "V")
ASKED = ("on", "since", "share", "base", "times", "change")


def keep(published: Published, unit: Unit, today: date) -> ReportTemplate:
    return keep_template(unit=unit, name=NAME, period=Period.DAY, text=text_of(published), on=today, by=SYSTEM)


def text_of(published: Published) -> str:
    """Numbers with their tables first, then what no records can give, then what is not counted."""
    told = [_intro(published)]
    for numeral, (title, paragraphs) in zip(NUMERALS, filter(lambda section: section[1], _sections(published)), strict=False):
        told += [f"# {numeral}. {title}", *paragraphs]
    return "\n\n".join(told) + "\n"


def _intro(published: Published) -> str:
    return f"Nguồn số công bố: bài {published.article}, ngày {written(published.day)}, {published.place}. Tên đơn vị và đảng viên ở đây đều do máy đặt. {published.assumed}".strip()


def _sections(published: Published) -> Iterator[tuple[str, list[str]]]:
    facts = published.facts
    yield "Số mà hồ sơ tính được", _table(COUNTED, "đặt từng số đã công bố cạnh số đếm từ hồ sơ; số đếm nào cũng mở được hồ sơ", [_published(fact) for fact in facts if fact.indicator])
    yield "Số phải khớp với nhau", _table(SUMS, "chỉ tính lại từ các số đã công bố, không dùng hồ sơ", [_stated(fact) for fact in facts if fact.parts])
    yield "Số đã công bố mà không hồ sơ nào cho được", [f"{fact.label}, công bố {fact.printed}: {fact.note}" for fact in facts if not fact.agrees]
    yield "Ghi chú về các phép tính khác", [f"{fact.label}: {fact.note}" for fact in facts if fact.note and fact.agrees]
    yield "Số chưa có hồ sơ nào tính được", [_call("not_measured", f"{fact.label}, công bố {fact.printed} ({_why(fact)})") for fact in facts if not fact.measured]


def _table(title: str, does: str, calls: list[str]) -> list[str]:
    return [f"Bảng “{title}” {does}.", "\n".join(calls)] if calls else []


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


def _call(helper: str, *args: str, **named: str) -> str:
    told = [json.dumps(one, ensure_ascii=False) for one in args] + [f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in named.items()]
    return f"{{{{ {helper}({', '.join(told)}) }}}}"
