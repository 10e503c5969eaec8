"""A report filled in for a unit and a day, and the figures behind a kept one asked again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import translation

from coso.common.actors import Actor
from coso.figures.enums import Tree
from coso.figures.queries import (
    Figure,
    Question,
    RatioFigure,
    count_together,
    counting,
    figure,
    indicator,
)
from coso.org.models import Unit
from coso.procedures.exports.head import place_of
from coso.reports.enums import Against, Period
from coso.reports.queries.built import Built, Line, Table
from coso.reports.queries.declared import Report
from coso.reports.queries.filled import Asking, Written, fill
from coso.reports.queries.periods import Span, compared, span
from coso.reports.queries.sections import table_of, wanted_by


class CountsOnly:
    """A reader as one who may see numbers and no people: finds what must be hidden from such readers."""

    def __init__(self, by: Actor) -> None:
        self.by = by
        self.pk, self.own_member_id, self.own_outside, self.at_desk, self.places = by.pk, by.own_member_id, by.own_outside, by.at_desk, by.places

    def require(self, permission: str, unit: Any) -> None:
        self.by.require(permission, unit)

    def allowed(self, permission: str, unit: Any) -> bool:
        return permission != "member.view" and self.by.allowed(permission, unit)

    def intervals(self, permission: str) -> list[tuple[int, int]]:
        return [] if permission == "member.view" else self.by.intervals(permission)


@dataclass(frozen=True)
class Wording:
    """What a report needs beside its day. start: of its period, where that is not the usual one.

    written: the parts people wrote, by name. deadline: `time.monotonic()` after which filling a text in is given up.
    """

    start: date | None = None
    written: dict[str, Written] = field(default_factory=dict)
    deadline: float | None = None


def build(report: Report, unit: Unit, on: date, *, by: Actor, tree: Tree = Tree.STOOD, now: datetime, wording: Wording | None = None) -> Built:
    """Fill a report in for somebody who may see reports of the unit. `now`: the time it says it was made."""
    by.require("report.view", unit)
    wording = wording or Wording()
    asked = span(report.period, on, unit, wording.start)
    questions = [Question(unit, one.on, start=None if report.period == Period.DAY else one.start, tree=tree) for one in compared_spans(report, asked)]
    with counting(), translation.override("vi") if report.text else nullcontext():  # a party paper's text is Vietnamese
        if report.text:
            tables, blocks = fill(report, Asking(questions, asked, CountsOnly(by), wording.written, wording.deadline))
        else:
            count_together(wanted_by(report, questions, by))
            tables, blocks = [table for section in report.sections if (table := table_of(section, questions, CountsOnly(by))).lines], []
        title, above, sources = str(report.name), Unit.objects.above(unit).last(), list(_sources(tables))
    return Built(
        key=report.key, version=report.version, title=title, unit=unit.pk, unit_name=unit.name, unit_code=unit.printed_code(), unit_kind=unit.kind,
        above=above.name if above else "", place=place_of(unit), on=on.isoformat(), tree=str(tree), known=now.isoformat(), tables=tables, sources=sources,
        start="" if report.period == Period.DAY else asked.start.isoformat(), blocks=blocks,
    )


def compared_spans(report: Report, asked: Span) -> list[Span]:
    """The report's own span, the same a year before, and the period before; each once."""
    return list(dict.fromkeys([asked, *(compared(report.period, asked, against) for against in Against)]))


def _sources(tables: list[Table]) -> Iterator[dict[str, Any]]:
    """Each indicator of the report with its definition, once."""
    for key in dict.fromkeys(key for table in tables for line in table.lines for key in line.indicators if key):
        declared = indicator(key)
        yield {"key": key, "version": declared.version, "name": str(declared.name), "definition": str(declared.definition), "unit_of_measure": str(declared.unit_of_measure)}


def sees_people(unit: Unit, by: Actor) -> bool:
    """Whether small sensitive groups of a report are open to this reader."""
    return by.allowed("member.view", unit)


class Again:
    """The figures behind a kept report, asked again."""

    def __init__(self, built: Built, *, by: Actor, known_at: datetime | None = None) -> None:
        self.built, self.by, self.known_at = built, by, known_at
        self.units = Unit.objects.in_bulk({line.unit for table in built.tables for line in table.lines})
        self.questions: dict[tuple[int, str, str], Question] = {}

    def __iter__(self) -> Iterator[tuple[str, Table, Line, int, Figure | RatioFigure]]:
        """Place, table, line, column and figure of each number; a change is left out, it follows from two others."""
        for at, table in enumerate(self.built.tables):
            for number, line in enumerate(table.lines):
                for column, cell in enumerate(line.cells):
                    if not cell.change:
                        yield f"{at}.{number}.{column}", table, line, column, self._asked(line, column)

    def _asked(self, line: Line, column: int) -> Figure | RatioFigure:
        cell = line.cells[column]
        place = (line.unit, cell.on, cell.start)
        if place not in self.questions:
            start = date.fromisoformat(cell.start) if cell.start else None
            self.questions[place] = Question(self.units[line.unit], date.fromisoformat(cell.on), start=start, tree=Tree(self.built.tree), known_at=self.known_at)
        at = column if len(line.indicators) > 1 else 0
        asked = figure(line.indicators[at], self.questions[place], by=self.by)
        return asked.only(**line.wheres[at]) if line.wheres[at] else asked
