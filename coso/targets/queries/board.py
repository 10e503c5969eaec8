"""The board of a scheme in a unit: units below × targets; best, worst and ranking; the trend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q

from coso.common.actors import Actor
from coso.figures.queries import Question, counting, figure
from coso.org.models import Closure, Unit
from coso.targets import rules
from coso.targets.enums import HandState, SplitWay, Standing
from coso.targets.models import Assignment, Scheme
from coso.targets.queries.progress import (
    Progress,
    counted_by,
    progress,
    progress_below,
    standing_of,
)

POINTS = 12
BEST = 3


@dataclass(frozen=True)
class Placed:
    """A unit's progress with its place among its sisters; same: others share the place."""

    progress: Progress
    rank: int | None
    same: bool


@dataclass(frozen=True)
class Line:
    """A unit's line: its progress by target, None where it has no share."""

    unit: Unit
    cells: list[Progress | None]


@dataclass(frozen=True)
class Board:
    """own: the unit's own shares, the columns; lines: the units below."""

    unit: Unit
    on: date
    own: list[Progress]
    lines: list[Line]

    def placed(self, at: int) -> list[Placed]:
        """The column's units by attainment, the best first; those of which nothing can be told last."""
        return ranked([cell for line in self.lines if (cell := line.cells[at])])


def board(scheme: Scheme, unit: Unit, on: date, *, by: Actor) -> Board:
    """Of a unit the reader may see, as of a day."""
    own = list(Assignment.objects.visible_to(by).told().filter(target__scheme=scheme, unit=unit).order_by("target_id"))
    shares = list(Assignment.objects.visible_to(by).told().filter(parent__in=own, ended_on=None).order_by("unit__position"))
    with counting():
        heads = [progress(one, on, by=by) for one in own]
        below = {one.pk: progress_below(one, on, by=by, shares=[share for share in shares if share.parent_id == one.pk]) for one in own}
    cells = {(cell.assignment.unit_id, cell.assignment.parent_id): cell for column in below.values() for cell in column}
    units = list(dict.fromkeys(share.unit for share in shares))
    return Board(unit, on, heads, [Line(one, [cells.get((one.pk, head.pk)) for head in own]) for one in units])


def ranked(found: Sequence[Progress]) -> list[Placed]:
    places = rules.ranks({one.assignment.pk: one.attained for one in found})
    taken = list(places.values())
    placed = [Placed(one, places.get(one.assignment.pk), taken.count(places.get(one.assignment.pk, 0)) > 1) for one in found]
    return sorted(placed, key=lambda one: (one.rank is None, one.rank or 0))


def best_and_worst(placed: Sequence[Placed]) -> tuple[list[Placed], list[Placed]]:
    """The first and the last few of those that have a place, none in both."""
    known = [one for one in placed if one.rank is not None]
    few = min(BEST, len(known) // 2)
    return known[:few], known[len(known) - few :]


def unit_on_board(scheme: Scheme, by: Actor) -> Unit | None:
    """The topmost unit of the reader that has a share of the scheme."""
    return Unit.objects.filter(pk__in=Assignment.objects.visible_to(by).filter(target__scheme=scheme).values("unit")).in_tree_order().first()


def trend(assignment: Assignment, on: date, *, by: Actor, points: int = POINTS) -> list[Progress]:
    """The result at up to so many ends of equal stretches from the first day to `on`."""
    start, last = assignment.target.starts_on, min(on, assignment.target.ends_on)
    days = (last - start).days
    if days < 1:
        return []
    at = sorted({start + timedelta(days=days * step // points) for step in range(1, points + 1)})
    with counting():
        return [standing_of(assignment, day, counted_by(by)) for day in at]


def half_way(scheme: Scheme) -> date:
    return scheme.starts_on + (scheme.ends_on - scheme.starts_on) // 2


def units_to_share(assignment: Assignment, today: date) -> list[Unit]:
    """The units right below that have no share yet."""
    below = Closure.objects.as_of(today).filter(ancestor=assignment.unit, depth=1).values("descendant")
    taken = Assignment.objects.filter(target=assignment.target_id).values("unit")
    return list(Unit.objects.filter(pk__in=below).exclude(pk__in=taken).in_tree_order())


def suggested(assignment: Assignment, units: Sequence[Unit], way: str, value: Decimal, today: date, *, by: Actor) -> dict[int, Decimal]:
    """Each unit's share by the way chosen; a share in per cent is the same for each."""
    if assignment.target.is_share:
        return {unit.pk: value for unit in units}
    if not units:
        return {}
    return rules.divided(value, sizes_of(assignment, units, today, by=by) if way == SplitWay.SIZE else {unit.pk: 1 for unit in units})


def sizes_of(assignment: Assignment, units: Sequence[Unit], today: date, *, by: Actor) -> dict[int, int]:
    """Members of each unit today."""
    lines = figure("members.count", Question(assignment.unit, today), by=by).children()
    known = {line.unit.pk: int(line.value or 0) for line in lines if line.unit}
    return {unit.pk: known.get(unit.pk, 0) for unit in units}


def sum_below(assignment: Assignment) -> tuple[Decimal, Decimal] | None:
    """What the shares below make together (proposed ones as proposed), and the difference to the whole; None without shares or for per cents."""
    shares = [one for one in assignment.shares.all() if one.ended_on is None]
    if assignment.target.is_share or not shares:
        return None
    whole = sum((_last_value(one) for one in shares), Decimal(0))
    return whole, whole - _last_value(assignment)


def _last_value(assignment: Assignment) -> Decimal:
    values = list(assignment.values.all())
    return values[-1].value if values else assignment.proposed


def waiting_for(user: Any, most: int) -> list[Assignment]:
    """At most so many targets that wait for this user: proposed ones to answer, accepted and answered ones to decide. One query."""
    answers = _within(user.intervals("target.answer"), "position") & Q(state=HandState.PROPOSED)
    decides = _within(user.intervals("target.set"), "given_by__position") & Q(state__in=[HandState.ACCEPTED, HandState.ANSWERED])
    return list(Assignment.objects.filter(answers | decides, ended_on=None).select_related("target", "unit").order_by("-state", "position")[:most])


def late_of(user: Any, on: date, most: int) -> list[Progress]:
    """Decided targets of the user's own units that are late on the day, at most so many; each is counted from the records."""
    own = [lo for lo, _hi in user.intervals("target.answer")]
    running = Assignment.objects.visible_to(user).told().filter(unit__position__in=own, state=HandState.DECIDED, ended_on=None, target__starts_on__lte=on, target__ends_on__gt=on)
    with counting():
        found = [progress(one, on, by=user) for one in running]
    return [one for one in found if one.standing == Standing.LATE][:most]


def _within(intervals: list[tuple[int, int]], field: str) -> Q:
    found = Q(pk__in=[])
    for lo, hi in intervals:
        found |= Q(**{f"{field}__gte": lo, f"{field}__lt": hi})
    return found

