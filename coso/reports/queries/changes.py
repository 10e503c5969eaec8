"""What a settled report would say otherwise today, cell by cell, and which acts changed it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from coso.common.actors import SYSTEM, Actor
from coso.common.models import Act
from coso.figures.queries import Figure, NoSuchIndicator, RatioFigure, counting
from coso.org.models import Closure, Unit
from coso.reports.models import FrozenReport
from coso.reports.queries.build import Again
from coso.reports.queries.built import Built
from coso.reports.queries.sections import was_there

NAMED = 5  # acts named for one number


@dataclass(frozen=True)
class Difference:
    """One number that reads otherwise now. acts: the latest that changed the records behind it; more: how many others."""

    table: str
    line: str
    head: str
    then: float | int | None
    now: float | int | None
    places: int
    acts: list[Act]
    more: int = 0


def differences(report: FrozenReport, *, by: Actor) -> list[Difference]:
    """The numbers of a settled report that have changed since, in its order; small hidden ones are left out.

    Leave is asked for the report's own unit: a unit below whose number it holds may stand elsewhere by now.
    """
    by.require("report.view", report.unit)
    open_people = by.allowed("member.view", report.unit)
    found = []
    with counting():
        for _place, table, line, column, asked in Again(Built.read(report.content), by=SYSTEM):
            cell = line.cells[column]
            if cell.hidden and not open_people:
                continue
            now = _now(asked)
            if now != cell.value:
                found.append((table.title, line.label, table.heads[column], cell.value, now, cell.places, asked))
    return [_explained(told, asked, report) for *told, asked in found]


def _now(asked: Figure | RatioFigure) -> float | int | None:
    """Nothing where the unit was not in being, or where rules no longer know the line, such as a band of age."""
    try:
        value = asked.value() if was_there(asked.question) else None
    except NoSuchIndicator:
        return None
    return float(value) if isinstance(value, Decimal) else value


def _explained(told: list[Any], asked: Figure | RatioFigure, report: FrozenReport) -> Difference:
    acts = causes(asked, report.unit, report.as_known_on)
    return Difference(*told, acts=acts[:NAMED], more=len(acts) - len(acts[:NAMED]))


def causes(asked: Figure | RatioFigure, unit: Unit, since: datetime) -> list[Act]:
    """The acts since then upon the records that count now and did not then, or the other way round; the latest first.

    First those upon the persons, then upon the units they stand in and those above, then upon areas of the unit, then upon
    the values of rules by which records are split: the first kind that there is.
    """
    moved = [whose for one in _counts(asked) for whose in _moved(one, since)]
    people, units = {member for member, _unit in moved if member}, {unit for _member, unit in moved if unit}
    upon_units = Closure.objects.filter(descendant__in=units).values("ancestor")
    tried = [
        Q(member_id__in=people) | Q(subject_type="members.member", subject_id__in=people),
        Q(subject_type="org.unit", subject_id__in=upon_units),
        Q(subject_type__startswith="org.", position__gte=unit.position, position__lt=unit.position_end),
        Q(subject_type__startswith="rulebook."),
    ]
    with counting():
        kinds = (list(Act.objects.filter(one, at__gt=since).select_related("by").order_by("-at", "-pk")) for one in tried)
        return next((found for found in kinds if found), [])


def _counts(asked: Figure | RatioFigure) -> Iterable[Figure]:
    return [asked.numerator, asked.denominator] if isinstance(asked, RatioFigure) else [asked]


def _moved(one: Figure, since: datetime) -> Iterable[tuple[int | None, int | None]]:
    """Whose records count now and did not then, or the other way round; nobody's where rules no longer know the line."""
    try:
        then, now = Figure(one.indicator, replace(one.question, known_at=since)).whose(), one.whose()
    except NoSuchIndicator:
        return set()
    return {(then | now)[key] for key in then.keys() ^ now.keys()}
