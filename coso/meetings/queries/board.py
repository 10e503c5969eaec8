"""Meetings of the branches below, month by month: who met, on which day, how long, how many came, with which score, what is late."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Coalesce, TruncDate

from coso.common.periods import add_months
from coso.meetings import rules
from coso.meetings.enums import HeldWhen, Late, MeetingState
from coso.meetings.models import HELD, Meeting
from coso.org.kinds import BRANCH_KINDS
from coso.org.models import Unit

COUNTS = tuple(rules.Attendance.__dataclass_fields__)
READ: tuple[Any, ...] = (
    "pk", "position", "kind", "state", "month", "planned_on", Coalesce(TruncDate("opened_at"), "planned_on"), TruncDate("called_at"), TruncDate("settled_at"),
    ExpressionWrapper(F("closed_at") - F("opened_at"), output_field=DurationField()), "self_points", *COUNTS,
)


@dataclass(slots=True)
class Light:
    """The few facts of a meeting that boards count by, read without the rest of its row: a province has thousands a month."""

    pk: int
    position: int
    kind: str
    state: str
    month: date
    planned_on: date
    day: date
    called_on: date | None
    settled_on: date | None
    lasted: timedelta | None
    self_points: Decimal | None
    attendance: rules.Attendance
    is_regular: bool = True  # only these are read
    is_called_off: bool = False  # and none of these

    @property
    def is_held(self) -> bool:
        return self.state in HELD

    @property
    def is_open(self) -> bool:
        return self.state == MeetingState.OPEN


def light(row: tuple[Any, ...]) -> Light:
    first = len(row) - len(COUNTS)
    return Light(*row[:first], attendance=rules.Attendance(*row[first:]))


@dataclass(frozen=True, slots=True)
class Facts:
    """What is told of one meeting; None where nothing can be told."""

    meeting: Any
    when: HeldWhen | None
    minutes: int | None
    long_enough: bool | None
    attendance: rules.Attendance
    called_in_time: bool | None
    settled_in_time: bool | None
    late: tuple[Late, ...]

    @property
    def papers_in_time(self) -> bool | None:
        """Both before and after; None while one of them can not be told."""
        told = (self.called_in_time, self.settled_in_time)
        return False if False in told else None if None in told else True


def facts(meeting: Any, book: rules.Book, today: date, attendance: rules.Attendance | None = None) -> Facts:
    """Of a meeting, or of its few facts."""
    return Facts(
        meeting, rules.held_when(meeting, book), rules.minutes_of(meeting), rules.long_enough(meeting, book), attendance or rules.attendance_of(meeting),
        rules.called_in_time(meeting, book), rules.settled_in_time(meeting, book), tuple(rules.late(meeting, book, today)),
    )


@dataclass
class Row:
    """The branches of one unit in the month; of a branch itself there is at most one meeting."""

    unit: Unit
    branches: int = 0
    found: list[Facts] = field(default_factory=list)
    meeting: Meeting | None = None

    @property
    def only(self) -> Facts | None:
        """The one meeting of a branch."""
        return self.found[0] if self.found and self.is_branch else None

    @property
    def is_branch(self) -> bool:
        return self.unit.kind in BRANCH_KINDS

    @property
    def held(self) -> list[Facts]:
        return [one for one in self.found if one.meeting.is_held]

    @property
    def not_planned(self) -> int:
        return max(self.branches - len(self.found), 0)

    @property
    def in_time(self) -> int:
        """Held on the day, or in the time for special cases."""
        return sum(one.when in (HeldWhen.ON_DAY, HeldWhen.IN_WINDOW) for one in self.found)

    @property
    def long_enough(self) -> int:
        return sum(one.long_enough is True for one in self.held)

    @property
    def papers_in_time(self) -> int:
        return sum(one.papers_in_time is True for one in self.held)

    @property
    def rate(self) -> Decimal | None:
        """All who came over all who ought to, in per cent."""
        expected = sum(one.attendance.expected for one in self.held)
        return rules.percent_of(Fraction(sum(one.attendance.here for one in self.held), expected)) if expected else None

    @property
    def points(self) -> Decimal | None:
        """The mean of the branches' own points."""
        given = [one.meeting.self_points for one in self.held if one.meeting.self_points is not None]
        return sum(given, Decimal(0)) / len(given) if given else None

    @property
    def late(self) -> int:
        """Meetings of which something is late."""
        return sum(bool(one.late) for one in self.found)


@dataclass(frozen=True)
class Board:
    unit: Unit
    month: date
    rows: list[Row]
    total: Row


def board(unit: Unit, month: date, today: date, *, by: Any) -> Board:
    """The regular meetings of a month below a unit the reader may see, by the units directly under it. Rules are those that hold for the unit itself."""
    last = add_months(month, 1)
    children = list(Unit.objects.filter(parent=unit).existing_on(min(last, today)).in_tree_order())
    branches = Unit.objects.under(unit).filter(kind__in=BRANCH_KINDS).existing_on(min(last, today)).values_list("position", flat=True)
    meetings = Meeting.objects.visible_to(by).under(unit).filter(month=month).regular().standing().order_by("position")
    book = rules.book_on(month, unit)
    found = [facts(one, book, today, one.attendance) for one in map(light, meetings.values_list(*READ))]
    rows = {child.pk: Row(child) for child in children}
    for position, number in counted(children, branches).items():
        rows[position].branches = number
    for one in found:
        if child := child_at(children, one.meeting.position):
            rows[child.pk].found.append(one)
    single = {row.found[0].meeting.pk: row for row in rows.values() if row.only}
    for meeting in meetings.filter(pk__in=single):
        single[meeting.pk].meeting = meeting
    whole = Row(unit, sum(row.branches for row in rows.values()), [one for row in rows.values() for one in row.found])
    return Board(unit, month, list(rows.values()), whole)


def counted(children: list[Unit], positions: Iterable[int]) -> dict[int, int]:
    """How many of the positions lie under each child, by key."""
    found: dict[int, int] = defaultdict(int)
    for position in positions:
        if child := child_at(children, position):
            found[child.pk] += 1
    return found


def child_at(children: list[Unit], position: int) -> Unit | None:
    """The one of these units, in the order of the tree, whose interval holds the position."""
    at = bisect_right(children, position, key=lambda one: one.position) - 1
    return children[at] if at >= 0 and position < children[at].position_end else None
