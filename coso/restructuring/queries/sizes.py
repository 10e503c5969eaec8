"""Units whose size has crossed a threshold of the rulebook: told to the committee above, never acted upon by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q

from coso.members.enums import Status, StayKind
from coso.members.models import Stay
from coso.org.kinds import BRANCH_KINDS, GRASSROOTS_KINDS
from coso.org.models import Unit
from coso.org.rules import notes_on_size


def units_of_odd_size(positions: Sequence[int], day: date) -> list[tuple[Unit, str]]:
    """Units directly below those at `positions`, each with the first sentence that calls for a decision; in tree order."""
    below = list(Unit.objects.filter(parent__position__in=positions, kind__in={*BRANCH_KINDS, *GRASSROOTS_KINDS}).existing_on(day).in_tree_order())
    counted = _counted(below, day)
    found = []
    for unit in below:
        inside = [counts for position, counts in counted.items() if unit.position <= position < unit.position_end]
        members, official = sum(one[0] for one in inside), sum(one[1] for one in inside)
        urgent = [note.sentence for note in notes_on_size(unit.kind, members=members, official=official, day=day) if note.urgent]
        found += [(unit, urgent[0])] if urgent else []
    return found


def _counted(units: list[Unit], day: date) -> dict[int, tuple[int, int]]:
    """Position of a branch at or below one of the units -> its members and its official ones on the day."""
    here = Stay.objects.inside([(unit.position, unit.position_end) for unit in units]).filter(kind=StayKind.HOME).as_of(day)
    rows = here.order_by().values("position").annotate(members=Count("pk"), official=Count("pk", filter=Q(status=Status.OFFICIAL)))
    return {row["position"]: (row["members"], row["official"]) for row in rows}
