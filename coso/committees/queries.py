"""Who sits in a committee on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from coso.committees import rules
from coso.committees.models import CommitteeSeat, SeatQuerySet
from coso.org.models import Unit


def seats_on(unit: Unit, day: date, *, standing: bool = False) -> SeatQuerySet:
    """Those of the unit's committee, or of its standing committee only, in the order of rank."""
    found = CommitteeSeat.objects.as_of(day).filter(unit=unit).in_rank()
    return found.filter(standing=True) if standing else found


@dataclass(frozen=True)
class Committee:
    """A unit's committee on a day, with its standing committee beside the rule."""

    unit: Unit
    seats: list[CommitteeSeat]
    share: rules.StandingShare

    @property
    def secretary(self) -> CommitteeSeat | None:
        return next((one for one in self.seats if one.office == "secretary"), None)


def committee_of(unit: Unit, day: date, *, by: Any) -> Committee:
    seats = list(seats_on(unit, day).visible_to(by))
    return Committee(unit, seats, rules.standing_share(unit, day, sum(one.standing for one in seats), len(seats)))
