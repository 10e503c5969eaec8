"""When a meeting is to be held, how long it lasts, and what of it is late."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from coso.common.working_days import is_working_day, next_working_day
from coso.meetings.enums import OF_MEMBERS, HeldWhen, Late, MeetingKind
from coso.meetings.models import Meeting
from coso.org.models import Unit
from coso.rulebook import rules as rulebook
from coso.rulebook.book import Rule

FIRST_WEEK = "first week of the month"  # as `meeting.fallback_window` says it
DAYS_OF_A_WEEK, SECONDS = 7, 60
KEYS = {
    "day": "meeting.regular_day", "window": "meeting.fallback_window", "least": "meeting.regular_min_minutes", "least_combined": "meeting.combined_min_minutes",
    "before": "meeting.papers_before_days", "after": "meeting.papers_after_days", "attendance": "meeting.attendance_target", "quorum": "meeting.quorum",
    "good": "meeting.level.good_min", "fair": "meeting.level.fair_min", "average": "meeting.level.average_min",
    "groups_members": "meeting.group_mode_min_members", "groups_year": "meeting.group_mode_max_per_year",
}


@dataclass(frozen=True)
class Book:
    """What the rulebook says of meetings on a day for a unit; None where it knows nothing."""

    rules: Mapping[str, Rule | None]
    closures: Collection[date] = ()
    proposed: dict[date, date | None] = field(default_factory=dict, init=False, compare=False)  # worked out once for each month

    def rule(self, name: str) -> Rule | None:
        return self.rules[name]

    def number(self, name: str) -> int | None:
        rule = self.rules[name]
        return int(rule.value) if rule and rule.settled else None


def book_on(day: date, unit: Unit) -> Book:
    asked = rulebook.on(day, unit)
    return Book({name: asked.find(key) for name, key in KEYS.items()}, asked.closures)


class Seen(Protocol):
    """A meeting as far as boards look at it: the row itself, or its few facts read without it."""

    kind: str
    month: date
    planned_on: date

    @property
    def day(self) -> date: ...

    @property
    def called_on(self) -> date | None: ...

    @property
    def settled_on(self) -> date | None: ...

    @property
    def lasted(self) -> timedelta | None: ...

    @property
    def is_regular(self) -> bool: ...

    @property
    def is_held(self) -> bool: ...

    @property
    def is_called_off(self) -> bool: ...

    @property
    def is_open(self) -> bool: ...


def proposed_day(month: date, book: Book) -> date | None:
    """The day of the regular meeting: that of the rule, or where it is a day off the nearest working day of the window, a later one first. None where no rule is known."""
    if month not in book.proposed:
        book.proposed[month] = _proposed(month, book)
    return book.proposed[month]


def _proposed(month: date, book: Book) -> date | None:
    number = book.number("day")
    if number is None:
        return None
    day = month.replace(day=min(number, monthrange(month.year, month.month)[1]))
    last = window_ends(month, book)
    if last is None or is_working_day(day, book.closures):
        return day
    later = next_working_day(day, book.closures)
    earlier = [one for one in days_between(month, day) if is_working_day(one, book.closures)]
    return later if later <= last else (earlier or [day])[-1]


def day_named(month: date, book: Book) -> date | None:
    """The day of the month that the rule names, be it a day off; None where it names none, or the month has no such day."""
    number = book.number("day")
    return month.replace(day=number) if number and number <= monthrange(month.year, month.month)[1] else None


def days_between(first: date, end: date) -> list[date]:
    """Half-open."""
    return [first + timedelta(days=n) for n in range((end - first).days)]


def window_ends(month: date, book: Book) -> date | None:
    """The last day of the time for special cases; None where the rulebook has none that Coso can count."""
    rule = book.rule("window")
    return month.replace(day=DAYS_OF_A_WEEK) if rule and rule.value == FIRST_WEEK else None


def held_when(meeting: Seen, book: Book) -> HeldWhen | None:
    """How the day of a regular meeting that was held keeps the rule; None for others, and where no rule is known."""
    number = book.number("day")
    if not meeting.is_held or not meeting.is_regular or number is None:
        return None
    day = meeting.day
    if day == proposed_day(meeting.month, book) or (day.replace(day=1) == meeting.month and day.day == number):
        return HeldWhen.ON_DAY
    last = window_ends(meeting.month, book)
    return HeldWhen.IN_WINDOW if last and meeting.month <= day <= last else HeldWhen.OUTSIDE


def minutes_of(meeting: Seen) -> int | None:
    """How many whole minutes it lasted; None before its end."""
    return whole_minutes(meeting.lasted)


def minutes_by(meeting: Meeting, now: datetime) -> int | None:
    """How many whole minutes it lasted, or has lasted by now; None before it is opened."""
    return whole_minutes((meeting.closed_at or now) - meeting.opened_at) if meeting.opened_at else None


def whole_minutes(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds() // SECONDS)


def least_minutes(kind: str, book: Book) -> int | None:
    """How long a meeting of the kind has to be; None where no rule says so, as for a thematic one alone."""
    if kind == MeetingKind.THEMATIC or kind not in OF_MEMBERS:
        return None
    return book.number("least_combined" if kind == MeetingKind.COMBINED else "least")


def long_enough(meeting: Seen, book: Book) -> bool | None:
    least, lasted = least_minutes(meeting.kind, book), minutes_of(meeting)
    return None if least is None or lasted is None else lasted >= least


def days_asked(meeting: Seen, book: Book, name: str) -> int | None:
    """How many days the rule about papers gives; it is about meetings of a branch with its members only."""
    return book.number(name) if meeting.kind in OF_MEMBERS else None


def called_in_time(meeting: Seen, book: Book) -> bool | None:
    """Whether notice and agenda went out so many days before; None where no rule says so, and while there is still time."""
    days = days_asked(meeting, book, "before")
    sent = meeting.called_on
    return None if days is None or sent is None else sent <= meeting.day - timedelta(days=days)


def settled_in_time(meeting: Seen, book: Book) -> bool | None:
    """Whether the minutes were settled so many days after; None where no rule says so, and before they are."""
    days = days_asked(meeting, book, "after")
    settled = meeting.settled_on
    return None if days is None or settled is None else settled <= meeting.day + timedelta(days=days)


def late(meeting: Seen, book: Book, today: date) -> Iterator[Late]:
    """What is late today, or was done late, in the order of the work."""
    if meeting.is_called_off:
        return
    before, after = (days_asked(meeting, book, name) for name in ("before", "after"))
    if called_in_time(meeting, book) is False or (before is not None and meeting.called_on is None and today > meeting.day - timedelta(days=before)):
        yield Late.NOT_CALLED
    if not meeting.is_held and not meeting.is_open and today > meeting.planned_on:
        yield Late.NOT_HELD
    if settled_in_time(meeting, book) is False or (after is not None and meeting.is_held and meeting.settled_on is None and today > meeting.day + timedelta(days=after)):
        yield Late.MINUTES
