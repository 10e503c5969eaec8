"""Small groups: which cells of a table of sensitive counts may not be shown (domain/privacy.md §2); what may be told to everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from coso.common.errors import RuleBroken

Place = tuple[Hashable, ...]


def hidden_cells(cells: Mapping[Place, int], limit: int) -> tuple[set[Place], set[Place]]:
    """The cells to hide: those under the limit, and those that would give them away.

    cells: place along each axis -> count, with the zeros; every line's total is taken as known.
    limit: the smallest count that may be shown; nothing, 0, may always be shown for itself.
    Answers (hidden for themselves, hidden for the sake of others): in each line where exactly one cell is
    hidden a second one goes, the smallest, until no line gives a hidden cell away.
    """
    small = {place for place, count in cells.items() if 0 < count < limit}
    others: set[Place] = set()
    lines = _lines(cells)
    while giving_away := [line for line in lines if len(line) > 1 and sum(place in small or place in others for place in line) == 1]:
        shown = [place for place in giving_away[0] if place not in small and place not in others]
        others.add(min(shown, key=lambda place: (cells[place] == 0, cells[place], str(place))))
    return small, others


def _lines(cells: Iterable[Place]) -> list[list[Place]]:
    """Each line of the table along each axis: the places that differ only there."""
    found: dict[tuple[int, Place], list[Place]] = defaultdict(list)
    for place in cells:
        for axis in range(len(place)):
            found[axis, place[:axis] + place[axis + 1 :]].append(place)
    return list(found.values())


def check_not_to_come(on: date, today: date) -> None:
    if on > today:
        raise RuleBroken(_("That day has not come yet. Nothing was released. Choose today or an earlier day."))


def check_many(name: str, people: Iterable[int], limit: int) -> None:
    """Of a few people somebody who knows the place could tell who they are; nought may be told."""
    if any(0 < count < limit for count in people):
        raise RuleBroken(_("“%(name)s” counts fewer than %(limit)s people here, so it is not released to everybody.") % {"name": name, "limit": limit})


def number_to_release(name: str, value: int | Decimal | None) -> int | Decimal:
    if value is None:
        raise RuleBroken(_("“%(name)s” has no value on that day: there is nothing to divide by. Nothing was released.") % {"name": name})
    return value
