"""How far guides reach: by unit, how many of those asked to confirm one have. Numbers only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from coso.documents.queries import Line, totals
from coso.handbook.models import Guide
from coso.org.models import Unit

SHOWN = 6


def asked_for(user: Any, day: date) -> QuerySet[Guide]:
    """Guides of the editor's units that members were asked to confirm, the newest first."""
    return Guide.objects.visible_to(user).filter(receipt_by__isnull=False, from_day__lte=day).select_related("unit").order_by("-from_day", "-pk")


@dataclass(frozen=True)
class Reached:
    """A unit and all below it, with each guide in their order; None where the guide asks nobody there."""

    unit: Unit
    cells: list[tuple[Guide, Line | None]]


@dataclass(frozen=True)
class Reach:
    """The guides, the units right below one unit, and that unit as a whole."""

    guides: list[Guide]
    below: list[Reached]
    whole: Reached

    def rows(self) -> Iterator[tuple[Unit, Guide, Line]]:
        """Unit by unit, guide by guide, for a sheet."""
        for reached in [*self.below, self.whole]:
            yield from ((reached.unit, guide, line) for guide, line in reached.cells if line)

    @property
    def nobody(self) -> bool:
        """Whether none of the guides asks anybody in the unit."""
        return not any(line for _guide, line in self.whole.cells)


def reach(guides: list[Guide], unit: Unit) -> Reach:
    """The caller has made sure that the unit is the reader's."""
    counted = [(one, totals(one, unit)) for one in guides]
    found = [(one, {line.unit: line for line in told.below}) for one, told in counted]
    below = sorted({line for _guide, lines in found for line in lines}, key=lambda one: one.position)
    whole = Reached(unit, [(one, told.whole if told.whole.asked else None) for one, told in counted])
    return Reach(guides, [Reached(one, [(guide, lines.get(one)) for guide, lines in found]) for one in below], whole)
