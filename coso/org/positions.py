"""Where a unit's interval lies on the line of positions (design §6).

A child's interval has the width of its kind, is aligned to it, and lies inside its parent's, after the
parent's own position. Aligned widths mean that a subtree may be shifted whole and still fits together.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from itertools import pairwise

from django.utils.translation import gettext as _

from coso.common.errors import RuleBroken
from coso.org.models import END_OF_SPACE, Unit

Interval = tuple[int, int]


class Space:
    """The room among the children of one unit, or among the tops of all trees."""

    def __init__(self, lo: int, hi: int, taken: Iterable[Interval] = ()) -> None:
        """`[lo, hi)` is where children may lie; `taken` are the half-open intervals in use."""
        self.lo, self.hi, self.taken = lo, hi, sorted(taken)

    @classmethod
    def below(cls, parent: Unit | None) -> Space:
        """As the database has it now; the caller holds the lock of the tree."""
        taken = Unit.objects.filter(parent=parent).values_list("position", "position_end")
        return cls.inside(parent, taken)

    @classmethod
    def inside(cls, parent: Unit | None, taken: Iterable[Interval] = ()) -> Space:
        if parent is None:
            return cls(0, END_OF_SPACE, taken)
        return cls(parent.position + 1, parent.position_end, taken)

    def take(self, size: int) -> Interval:
        """The interval after the last child, else the first gap that fits; taken from now on."""
        found = self._after_last(size) or self._first_gap(size)
        if found is None:
            raise RuleBroken(_("The superior has no room for another unit of this kind. Nothing was changed. Found or place the unit under another superior."))
        insort(self.taken, found)
        return found

    def _after_last(self, size: int) -> Interval | None:
        start = aligned(self.taken[-1][1] if self.taken else self.lo, size)
        return (start, start + size) if start + size <= self.hi else None

    def _first_gap(self, size: int) -> Interval | None:
        edges = [(self.lo, self.lo), *self.taken, (self.hi, self.hi)]
        for (_lo, end), (following, _hi) in pairwise(edges):
            start = aligned(end, size)
            if start + size <= following:
                return start, start + size
        return None


def aligned(position: int, size: int) -> int:
    """The first multiple of `size` at or after `position`."""
    return -(-position // size) * size
