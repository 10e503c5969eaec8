"""Meetings of the branches below, month by month: who met, on which day, how long, how many came, with which score, what is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import add
from typing import Any

from coso.common.periods import add_months
from coso.meetings import rules
from coso.meetings.enums import HeldWhen, Late
from coso.meetings.models import Meeting
from coso.meetings.queries.sums import Sums, branches_of, slipping, slips_by_child, sums
from coso.org.kinds import BRANCH_KINDS
from coso.org.models import Unit


@dataclass(frozen=True, slots=True)
class Facts:
    """What is told of one meeting; None where nothing can be told."""

    meeting: Meeting
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


def facts(meeting: Meeting, book: rules.Book, today: date) -> Facts:
    return Facts(
        meeting, rules.held_when(meeting, book), rules.minutes_of(meeting), rules.long_enough(meeting, book), rules.attendance_of(meeting),
        rules.called_in_time(meeting, book), rules.settled_in_time(meeting, book), tuple(rules.late(meeting, book, today)),
    )


@dataclass
class Row:
    """The branches of one unit in the month; of a branch itself there is at most one meeting, `only`.

    slips: how many of them met in time in none of the last three months; None where no rule tells.
    """

    unit: Unit
    branches: int = 0
    sums: Sums = field(default_factory=Sums)
    slips: int | None = None
    only: Facts | None = None

    @property
    def meeting(self) -> Meeting | None:
        return self.only.meeting if self.only else None

    @property
    def is_branch(self) -> bool:
        return self.unit.kind in BRANCH_KINDS

    @property
    def not_planned(self) -> int:
        return max(self.branches - self.sums.found, 0)


@dataclass(frozen=True)
class Board:
    unit: Unit
    month: date
    rows: list[Row]
    total: Row


def board(unit: Unit, month: date, today: date, *, by: Any) -> Board:
    """The regular meetings of a month below a unit the reader may see, by the units directly under it. Rules are those that hold for the unit itself."""
    day = min(add_months(month, 1), today)
    children = list(Unit.objects.filter(parent=unit).existing_on(day).in_tree_order())
    meetings = Meeting.objects.visible_to(by).under(unit).filter(month=month).regular().standing()
    book = rules.book_on(month, unit)
    branches, counted, slips = branches_of(unit, children, day), sums(meetings, children, book, month, today), slipping(unit, month, today, by=by)
    slow, single = slips_by_child(slips, children), only_ones(meetings, children, book, today)
    rows = [Row(one, branches.get(one.pk, 0), counted.get(one.pk, Sums()), None if slips is None else slow.get(one.pk, 0), single.get(one.pk)) for one in children]
    whole = Row(unit, sum(row.branches for row in rows), reduce(add, (row.sums for row in rows), Sums()), None if slips is None else sum(slow.values()))
    return Board(unit, month, rows, whole)


def only_ones(meetings: Any, children: Sequence[Unit], book: rules.Book, today: date) -> dict[int, Facts]:
    """Of the children that are branches themselves, what is told of their one meeting."""
    keys = [one.pk for one in children if one.kind in BRANCH_KINDS]
    return {one.unit_id: facts(one, book, today) for one in meetings.filter(unit__in=keys).defer("conclusion", "guests")} if keys else {}
