"""What a settled report would say otherwise today, cell by cell, and why that may be."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from coso.common.actors import Actor
from coso.figures.queries import counting
from coso.reports.models import FrozenReport
from coso.reports.queries.build import Again
from coso.reports.queries.built import Built
from coso.reports.queries.sections import was_there


@dataclass(frozen=True)
class Difference:
    """One number that reads otherwise now."""

    table: str
    line: str
    head: str
    then: float | int | None
    now: float | int | None
    places: int


def differences(report: FrozenReport, *, by: Actor) -> list[Difference]:
    """The numbers of a settled report that have changed since, in its order; small hidden ones are left out."""
    open_people = by.allowed("member.view", report.unit)
    found = []
    with counting():
        for _place, table, line, column, asked in Again(Built.read(report.content), by=by):
            cell = line.cells[column]
            if cell.hidden and not open_people:
                continue
            value = asked.value() if was_there(asked.question) else None
            now = float(value) if isinstance(value, Decimal) else value
            if now != cell.value:
                found.append(Difference(table.title, line.label, table.heads[column], cell.value, now, cell.places))
    return found
