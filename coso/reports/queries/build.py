"""A report filled in: every line of every section, for each of its days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import product
from typing import Any

from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.vietnamese import date as written
from coso.figures.enums import Tree
from coso.figures.queries import (
    NOT_RECORDED,
    Asked,
    Figure,
    Question,
    RatioFigure,
    Shown,
    count_together,
    counting,
    figure,
    indicator,
    shown_lines,
    shown_value,
)
from coso.figures.queries import Counted as Numbers
from coso.figures.queries import Line as Counted
from coso.org.models import Unit
from coso.procedures.exports.head import place_of
from coso.reports.queries.declared import Part, Report, Section

Where = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Cell:
    """A number with where it comes from. hidden, under: for those who may not open people (`coso.figures.queries.Shown`)."""

    value: float | int | None
    hidden: str = ""
    under: int = 0
    places: int = 0
    on: str = ""
    change: bool = False

    def text(self, *, people: bool) -> Any:
        """What stands in the cell for a reader who may, or may not, open the people."""
        if self.hidden and not people:
            return f"< {self.under}" if self.hidden == "small" else "…"
        return self.value


@dataclass(frozen=True)
class Line:
    """level 1: a part of the line above it. unit: key of the unit counted; its code and name stand in a line by unit."""

    label: str
    indicators: list[str]
    wheres: list[dict[str, str]]
    unit: int
    cells: list[Cell]
    level: int = 0


@dataclass(frozen=True)
class Table:
    title: str
    heads: list[str]
    lines: list[Line]


@dataclass(frozen=True)
class Built:
    """A report as it is shown, printed and kept; plain data, so that it can be kept as it is."""

    key: str
    version: int
    title: str
    unit: int
    unit_name: str
    unit_code: str
    unit_kind: str
    above: str
    place: str
    on: str
    tree: str
    known: str
    tables: list[Table]
    sources: list[dict[str, Any]] = field(default_factory=list)

    @property
    def day(self) -> date:
        return date.fromisoformat(self.on)

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Built:
        """As it was kept."""
        tables = [
            Table(table["title"], table["heads"], [Line(**{**line, "cells": [Cell(**cell) for cell in line["cells"]]}) for line in table["lines"]])
            for table in kept["tables"]
        ]
        return cls(**{**kept, "tables": tables})


class CountsOnly:
    """A reader as one who may see numbers and no people: finds what must be hidden from such readers."""

    def __init__(self, by: Actor) -> None:
        self.by = by
        self.pk, self.own_member_id, self.own_outside = by.pk, by.own_member_id, by.own_outside

    def require(self, permission: str, unit: Any) -> None:
        self.by.require(permission, unit)

    def allowed(self, permission: str, unit: Any) -> bool:
        return permission != "member.view" and self.by.allowed(permission, unit)

    def intervals(self, permission: str) -> list[tuple[int, int]]:
        return [] if permission == "member.view" else self.by.intervals(permission)


def build(report: Report, unit: Unit, on: date, *, by: Actor, tree: Tree = Tree.STOOD, now: datetime) -> Built:
    """Fill a report in for somebody who may see reports of the unit. `now`: the time it says it was made."""
    by.require("report.view", unit)
    days = compared_days(on)
    with counting():
        questions = [Question(unit, day, tree=tree) for day in days]
        count_together(_wanted(report, questions, by))
        tables = [_table(section, questions, CountsOnly(by)) for section in report.sections]
        above = Unit.objects.above(unit).last()
    return Built(
        key=report.key, version=report.version, title=str(report.name), unit=unit.pk, unit_name=unit.name, unit_code=unit.printed_code(), unit_kind=unit.kind,
        above=above.name if above else "", place=place_of(unit), on=on.isoformat(), tree=str(tree), known=now.isoformat(),
        tables=[table for table in tables if table.lines], sources=list(_sources(report)),
    )


def _wanted(report: Report, questions: list[Question], by: Actor) -> Iterator[Numbers]:
    """All that the report asks, to be counted together."""
    for section in report.sections:
        for part, question in product(section.parts, questions if section.compared else questions[:1]):
            asked = _ask(part, question, by)
            if part.own_line:
                yield asked, (), not section.compared
            if part.by:
                yield asked, (part.by,), False


def compared_days(on: date) -> list[date]:
    """The day, a year before, and the end of last year; each once."""
    year_before = on.replace(year=on.year - 1, day=28) if (on.month, on.day) == (2, 29) else on.replace(year=on.year - 1)
    return list(dict.fromkeys([on, year_before, date(on.year - 1, 12, 31)]))


def _table(section: Section, questions: list[Question], by: Actor) -> Table:
    """questions: of the day, then of the days it is compared with."""
    if not section.compared:
        return _by_unit(section, questions[0], by)
    heads = [written(questions[0].day)]
    for question in questions[1:]:
        heads += [written(question.day), _("Change")]
    lines = [line for part in section.parts for line in _lines(part, questions, by)]
    return Table(str(section.title), heads, lines)


def _ask(part: Part, question: Question, by: Actor) -> Asked:
    asked = figure(part.indicator, question, by=by)
    return asked.only(**dict(part.where)) if part.where else asked


def _lines(part: Part, questions: list[Question], by: Actor) -> Iterator[Line]:
    asked = [_ask(part, question, by) for question in questions]
    if part.own_line:
        yield _line(part, _name(part, asked[0]), part.where, asked, [shown_value(one, by=by) for one in asked], level=part.level)
    if not part.by:
        return
    shown = [{one.line.choices[0]: one for one in shown_lines(each, part.by, by=by)} for each in asked]
    (dimension,) = asked[0].dimensions((part.by,))
    nothing = Shown(Counted((), 0))
    for choice in [*dimension.values(questions[0]), NOT_RECORDED]:
        found = [each.get(choice, nothing) for each in shown]
        if any(one.line.value for one in found):
            yield _line(part, str(choice.label), (*part.where, (part.by, choice.key)), asked, found, level=int(part.own_line))


def _name(part: Part, asked: Asked) -> str:
    """What the line counts; a share says that it is in per cent."""
    name = str(part.label or asked.indicator.name)
    return f"{name} (%)" if asked.indicator.unit_of_measure == "%" else name


def _line(part: Part, label: str, where: Where, asked: list[Asked], shown: list[Shown], *, level: int = 0) -> Line:
    places = 2 if isinstance(asked[0], RatioFigure) else 0
    now = _cell(shown[0], asked[0], places)
    cells = [now]
    for one, each in zip(shown[1:], asked[1:], strict=True):
        before = _cell(one, each, places)
        cells += [before, _change(now, before)]
    return Line(label, [part.indicator], [dict(where)], asked[0].question.unit.pk, cells, level)


def _cell(shown: Shown, asked: Asked, places: int = 0) -> Cell:
    """Nothing, not nought, on a day on which the unit was not in being."""
    value = _plain(shown.line.value) if was_there(asked.question) else None
    return Cell(value, shown.hidden, shown.under, places, asked.question.day.isoformat())


def was_there(question: Question) -> bool:
    unit, day = question.unit, question.day
    return question.tree == Tree.STANDS or (unit.founded_on <= day and (unit.ended_on is None or day < unit.ended_on))


def _change(now: Cell, before: Cell) -> Cell:
    hidden = "other" if now.hidden or before.hidden else ""
    known = now.value is not None and before.value is not None
    value = round((now.value or 0) - (before.value or 0), 2) if known else None
    return Cell(value, hidden, now.under, now.places, change=True)


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _by_unit(section: Section, question: Question, by: Actor) -> Table:
    asked = [_ask(part, question, by) for part in section.parts]
    columns = [{one.line.unit: one for one in shown_lines(each, by=by, children=True)} for each in asked]
    lines = []
    for unit, first in columns[0].items():
        if unit is None or (unit == question.unit and not first.line.value):
            continue
        cells = [_cell(column.get(unit, Shown(Counted((), 0))), each) for column, each in zip(columns, asked, strict=True)]
        label = _("Directly in the unit") if unit == question.unit else unit.name
        lines.append(Line(label, [part.indicator for part in section.parts], [dict(part.where) for part in section.parts], unit.pk, cells))
    heads = [str(part.label or each.indicator.name) for part, each in zip(section.parts, asked, strict=True)]
    return Table(str(section.title), heads, lines if any(line.unit != question.unit.pk for line in lines) else [])


def _sources(report: Report) -> Iterator[dict[str, Any]]:
    """Each indicator of the report with its definition, once."""
    for key in dict.fromkeys(part.indicator for section in report.sections for part in section.parts):
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
        self.questions: dict[tuple[int, str], Question] = {}

    def __iter__(self) -> Iterator[tuple[str, Table, Line, int, Figure | RatioFigure]]:
        """Place, table, line, column and figure of each number; a change is left out, it follows from two others."""
        for at, table in enumerate(self.built.tables):
            for number, line in enumerate(table.lines):
                for column, cell in enumerate(line.cells):
                    if not cell.change:
                        yield f"{at}.{number}.{column}", table, line, column, self._asked(line, column)

    def _asked(self, line: Line, column: int) -> Figure | RatioFigure:
        on = line.cells[column].on
        if (line.unit, on) not in self.questions:
            self.questions[line.unit, on] = Question(self.units[line.unit], date.fromisoformat(on), tree=Tree(self.built.tree), known_at=self.known_at)
        at = column if len(line.indicators) > 1 else 0
        asked = figure(line.indicators[at], self.questions[line.unit, on], by=self.by)
        return asked.only(**line.wheres[at]) if line.wheres[at] else asked
