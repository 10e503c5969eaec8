"""An upper unit's report set beside those of the units below it: its totals equal theirs, or the report says why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.figures.queries import (
    Figure,
    Question,
    Shown,
    count_together,
    counting,
    figure,
    shown_lines,
)
from coso.org.models import Unit
from coso.reports.enums import State
from coso.reports.models import FrozenFigure, UnitReport
from coso.reports.queries.build import CountsOnly
from coso.reports.queries.built import Built, Cell, Line, Table
from coso.reports.queries.filled import Written

EXPLAINED = "đối chiếu cấp dưới"  # the part in which a person says why the numbers differ
Reported = dict[tuple[str, str], float]  # indicator and what it is narrowed to -> the number that was sent up


@dataclass(frozen=True)
class Below:
    """A unit right below, and its report of the same name and day, once it is begun."""

    unit: Unit
    work: UnitReport | None


def reports_below(work: UnitReport) -> list[Below]:
    """The units right below on the report's day, in the order of the tree."""
    with counting():
        children = Question(work.unit, work.on).subtree.children()
    made = {one.unit_id: one for one in UnitReport.objects.filter(unit__in=children, key=work.key, on=work.on)}
    return [Below(unit, made.get(unit.pk)) for unit in children]


def with_below(built: Built, work: UnitReport, written: dict[str, Written], *, by: Actor) -> Built:
    """The report with a table of what differs from the reports taken in, and the part that explains it; as it was where nothing differs."""
    taken = {one.unit.pk: one.work for one in reports_below(work) if one.work and one.work.state == State.ACCEPTED}
    lines = list(_apart(built, work, taken, by)) if taken else []
    if not lines:
        return built
    with translation.override("vi"):
        table = Table(_("Compared with the reports of the units below"), [_("This report"), _("With the reports below"), _("Difference")], lines)
        hint = _("Say why the numbers differ from the reports of the units below.")
    return _added(built, table, {"kind": "write", "name": EXPLAINED, "hint": hint} | Written.told(written.get(EXPLAINED)))


def _added(built: Built, table: Table, part: dict[str, Any]) -> Built:
    """The numbers that stand in the text keep the last place among the tables."""
    inline = [one for one in built.tables if one.inline]
    tables = [one for one in built.tables if not one.inline]
    blocks = built.blocks or [{"kind": "table", "table": at} for at in range(len(tables))]
    return replace(built, tables=[*tables, table, *inline], blocks=[*blocks, {"kind": "table", "table": len(tables)}, part])


def _apart(built: Built, work: UnitReport, taken: dict[int, UnitReport], by: Actor) -> Iterator[Line]:
    """For each number that does not equal the sum: both sums, then the units whose report says otherwise than the records do now."""
    reported = {unit: _reported(one, built) for unit, one in taken.items()}
    question = Question(work.unit, work.on, start=built.first_day)
    with counting():
        asked = dict(_asked(built, question, CountsOnly(by)))
        count_together((one, (), True) for one, _line, _cell in asked.values())
        for place, (one, line, cell) in asked.items():
            sent = {unit: numbers[place] for unit, numbers in reported.items() if place in numbers}
            counted = {shown.line.unit.pk: shown for shown in shown_lines(one, by=CountsOnly(by), children=True) if shown.line.unit}
            other = [(counted[unit], number) for unit, number in sent.items() if counted[unit].line.value != number]
            if other:
                yield from _lines(line, cell, other)


def _reported(work: UnitReport, built: Built) -> Reported:
    """The unit's own numbers of the same days in its settled report."""
    same = FrozenFigure.objects.filter(report=work.frozen_id, unit=work.unit_id, on=built.day, value__isnull=False)
    return {(one.indicator, _narrowed(one.where)): float(one.value or 0) for one in same if one.start in (None, built.first_day)}


def _asked(built: Built, question: Question, by: Actor) -> Iterator[tuple[tuple[str, str], tuple[Figure, Line, Cell]]]:
    """Each count of the report's own unit, day and period, once."""
    for table in built.tables:
        for line in table.lines:
            cell = line.cells[0]
            own = len(set(line.indicators)) == 1 or table.inline
            if own and line.unit == built.unit and not cell.change and (cell.on, cell.start or built.start) == (built.on, built.start):
                where = line.wheres[0]
                one = figure(line.indicators[0], question, by=by)
                if isinstance(one, Figure):
                    yield (line.indicators[0], _narrowed(where)), (one.only(**where) if where else one, line, cell)


def _narrowed(where: dict[str, str]) -> str:
    return json.dumps(where, sort_keys=True)


def _lines(line: Line, cell: Cell, other: list[tuple[Shown, float]]) -> Iterator[Line]:
    """Level 1: the units."""
    hidden = "other" if cell.hidden or any(shown.hidden for shown, _number in other) else ""
    apart = sum(number - int(shown.line.value or 0) for shown, number in other)
    whole = int(cell.value or 0)
    yield replace(line, indicators=line.indicators[:1], wheres=line.wheres[:1], cells=_cells(whole, whole + apart, hidden, cell.under), level=0)
    for shown, number in other:
        unit = shown.line.unit
        name, key = (unit.name, unit.pk) if unit else ("", line.unit)
        yield Line(name, line.indicators[:1], line.wheres[:1], key, _cells(int(shown.line.value or 0), number, hidden, cell.under), 1)


def _cells(here: int, below: float, hidden: str, under: int) -> list[Cell]:
    """All three follow from numbers that have their trace elsewhere: in this report, and in those taken in."""
    return [Cell(here, hidden, under, form="sum", change=True), Cell(int(below), hidden, under, form="sum", change=True), Cell(here - int(below), hidden, under, change=True)]
