"""When a meeting is to be held, who ought to come, what the votes and the score come to, and what of it is late."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common.errors import RuleBroken
from coso.common.vietnamese import date as written
from coso.common.working_days import is_working_day, next_working_day
from coso.meetings.declarations import FRAME
from coso.meetings.enums import HeldWhen, Late, Level, MeetingKind, MeetingState, Reply
from coso.meetings.models import Meeting, Notice
from coso.org.kinds import BRANCH_KINDS
from coso.org.models import Unit
from coso.rulebook import rules as rulebook
from coso.rulebook.book import Rule
from coso.rulebook.shares import Share

FIRST_WEEK = "first week of the month"  # as `meeting.fallback_window` says it
DAYS_OF_A_WEEK, SECONDS, PER_CENT = 7, 60, 100
FARTHEST = timedelta(days=31)  # from the plan to the day a phone says; beyond, its clock is wrong
ALLOWED = {
    MeetingState.PLANNED: {MeetingState.CALLED, MeetingState.OPEN, MeetingState.CALLED_OFF},
    MeetingState.CALLED: {MeetingState.OPEN, MeetingState.CALLED_OFF},
    MeetingState.CALLED_OFF: set(),
    MeetingState.OPEN: {MeetingState.CLOSED},
    MeetingState.CLOSED: {MeetingState.SETTLED},
    MeetingState.SETTLED: set(),
}
# Marks of another phone may arrive before the opening or after the end that a first phone has sent.
TAKES_MARKS = (MeetingState.CALLED, MeetingState.OPEN, MeetingState.CLOSED)
TAKES_NOTES = (MeetingState.OPEN, MeetingState.CLOSED)


# --- the rules of a day ----------------------------------------------------------------------------

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


# --- the day ---------------------------------------------------------------------------------------

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
    if kind == MeetingKind.THEMATIC:
        return None
    return book.number("least_combined" if kind == MeetingKind.COMBINED else "least")


def long_enough(meeting: Seen, book: Book) -> bool | None:
    least, lasted = least_minutes(meeting.kind, book), minutes_of(meeting)
    return None if least is None or lasted is None else lasted >= least


# --- who ought to come -----------------------------------------------------------------------------

@dataclass(frozen=True)
class Attendance:
    """The roll in numbers. called: all; exempt, elsewhere: of them, who need not come; the rest: of those who ought to.

    exempt_present: exempt members who came all the same.
    """

    called: int
    exempt: int = 0
    elsewhere: int = 0
    present: int = 0
    from_afar: int = 0
    with_reason: int = 0
    without_reason: int = 0
    exempt_present: int = 0

    @property
    def expected(self) -> int:
        return self.called - self.exempt - self.elsewhere

    @property
    def here(self) -> int:
        return self.present + self.from_afar

    @property
    def unmarked(self) -> int:
        return self.expected - self.here - self.with_reason - self.without_reason

    @property
    def rate(self) -> Fraction | None:
        """Those who came over those who ought to; None where nobody ought to."""
        return Fraction(self.here, self.expected) if self.expected else None

    @property
    def rate_excused(self) -> Fraction | None:
        """As `rate`, those absent with reason counted as if they had come: whether the guide means this is not known."""
        return Fraction(self.here + self.with_reason, self.expected) if self.expected else None


def attendance_of(meeting: Any) -> Attendance:
    """As it was counted when the meeting was closed."""
    return Attendance(**{name: getattr(meeting, name) for name in Attendance.__dataclass_fields__})


@dataclass(frozen=True)
class Quorum:
    """Whether enough have come. needed: None where no rule says how many."""

    here: int
    expected: int
    needed: int | None

    @property
    def known(self) -> bool:
        return self.needed is not None

    @property
    def met(self) -> bool | None:
        return None if self.needed is None else self.here >= self.needed


def quorum(attendance: Attendance, rule: Rule | None) -> Quorum:
    """By `meeting.quorum`, which has no default: without a value nothing is decided."""
    share = rule.value if rule and rule.settled else None
    return Quorum(attendance.here, attendance.expected, share.needed(attendance.expected) if isinstance(share, Share) else None)


# --- votes -----------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Count:
    """A show of hands."""

    in_favour: int
    against: int = 0
    abstained: int = 0

    @property
    def total(self) -> int:
        return self.in_favour + self.against + self.abstained


def check_count(count: Count, present: int) -> None:
    if count.total > present:
        raise RuleBroken(
            _("For, against and abstaining make %(told)d, but only %(present)d members with a vote are present. Nothing was saved. Count again, or complete the roll call.")
            % {"told": count.total, "present": present}
        )


# --- the score -------------------------------------------------------------------------------------

def frame_on(day: date, unit: Unit) -> list[Rule]:
    """The items of the score frame in force on the day, in order; empty where none is known."""
    asked = rulebook.on(day, unit)
    return [rule for key in FRAME if (rule := asked.find(key))]


def level_of(points: Decimal, book: Book) -> Level | None:
    """The level that so many points give; None where no rule draws the lines."""
    lines = [(book.number(name), level) for name, level in (("good", Level.GOOD), ("fair", Level.FAIR), ("average", Level.AVERAGE))]
    if any(least is None for least, _level in lines):
        return None
    return next((level for least, level in lines if least is not None and points >= least), Level.WEAK)


def check_points(points: Mapping[str, Decimal], frame: list[Rule]) -> None:
    """Every item of the frame has points, none more than the frame gives."""
    if not frame:
        raise RuleBroken(_("The rulebook has no score frame for this day. Nothing was saved."))
    for rule in frame:
        given = points.get(rule.key)
        if given is None:
            raise RuleBroken(_("“%(item)s” has no points yet. Nothing was saved. Enter 0 where nothing was reached.") % {"item": rule.title})
        if not 0 <= given <= rule.value:
            raise RuleBroken(_("“%(item)s” takes 0 to %(most)s points. Nothing was saved.") % {"item": rule.title, "most": rule.value})


# --- papers in time, and what is late --------------------------------------------------------------

def called_in_time(meeting: Seen, book: Book) -> bool | None:
    """Whether notice and agenda went out so many days before; None where no rule says so, and while there is still time."""
    days = book.number("before")
    sent = meeting.called_on
    return None if days is None or sent is None else sent <= meeting.day - timedelta(days=days)


def settled_in_time(meeting: Seen, book: Book) -> bool | None:
    """Whether the minutes were settled so many days after; None where no rule says so, and before they are."""
    days = book.number("after")
    settled = meeting.settled_on
    return None if days is None or settled is None else settled <= meeting.day + timedelta(days=days)


def late(meeting: Seen, book: Book, today: date) -> Iterator[Late]:
    """What is late today, or was done late, in the order of the work."""
    if meeting.is_called_off:
        return
    before, after = book.number("before"), book.number("after")
    if called_in_time(meeting, book) is False or (before is not None and meeting.called_on is None and today > meeting.day - timedelta(days=before)):
        yield Late.NOT_CALLED
    if not meeting.is_held and not meeting.is_open and today > meeting.planned_on:
        yield Late.NOT_HELD
    if settled_in_time(meeting, book) is False or (after is not None and meeting.is_held and meeting.settled_on is None and today > meeting.day + timedelta(days=after)):
        yield Late.MINUTES


# --- what may be done ------------------------------------------------------------------------------

def check_branch(unit: Unit, on: date) -> None:
    if unit.kind not in BRANCH_KINDS:
        raise RuleBroken(_("“%(unit)s” is no branch. Nothing was saved. Choose a branch.") % {"unit": unit})
    if unit.ended_on and unit.ended_on <= on:
        raise RuleBroken(_("“%(unit)s” ended on %(day)s. Nothing was saved. Choose the unit that follows it.") % {"unit": unit, "day": written(unit.ended_on)})


def check_plan(kind: str, month: date, on: date, theme: str) -> None:
    if kind in {MeetingKind.THEMATIC, MeetingKind.COMBINED} and not theme.strip():
        raise RuleBroken(_("A thematic meeting needs its topic. Nothing was saved."))
    if on.replace(day=1) != month:
        raise RuleBroken(_("%(day)s does not lie in the month the meeting is of. Nothing was saved. Check the day.") % {"day": written(on)})


def check_groups(members: int, held: int, book: Book) -> None:
    """Whether a branch of so many members that met so often by groups this year may do so again."""
    least, most = book.number("groups_members"), book.number("groups_year")
    if least is not None and members < least:
        raise RuleBroken(_("A branch meets by party groups from %(least)d members on; this one has %(members)d. Nothing was saved. Plan a regular meeting.") % {"least": least, "members": members})
    if most is not None and held >= most:
        raise RuleBroken(_("The branch meets by party groups %(held)d times this year already; at most %(most)d are allowed. Nothing was saved. Plan a regular meeting.") % {"held": held, "most": most})


def check_becomes(meeting: Meeting, state: MeetingState) -> None:
    if state not in ALLOWED[MeetingState(meeting.state)]:
        raise RuleBroken(stands_as(meeting))


def check_state(meeting: Meeting, *states: MeetingState) -> None:
    if meeting.state not in states:
        raise RuleBroken(stands_as(meeting))


def stands_as(meeting: Meeting) -> str:
    if meeting.is_settled:
        return _("The minutes of this meeting are settled; they do not change any more. Nothing was saved. Amend the minutes by a new version.")
    return _("This meeting stands as “%(state)s” by now. Nothing was saved. Open the page again.") % {"state": meeting.get_state_display()}


def check_not_called_off(notice: Notice) -> None:
    if notice.called_off_why:
        raise RuleBroken(_("The meeting of %(day)s is called off. Nothing was sent.") % {"day": written(notice.on)})


def check_answer(reply: str, reason: str, meeting_on: date, today: date) -> None:
    if reply == Reply.EXCUSED and not reason.strip():
        raise RuleBroken(_("Say why you can not come. Nothing was sent."))
    if today > meeting_on:
        raise RuleBroken(_("The meeting was on %(day)s. Nothing was sent. Speak to the branch secretary.") % {"day": written(meeting_on)})


def time_of(claimed_at: datetime | None, now: datetime) -> datetime:
    """When something was done in the room: as the phone says, but never later than it was received, whose clock is right."""
    return min(claimed_at, now) if claimed_at else now


def opening_time(meeting: Meeting, claimed_at: datetime | None, now: datetime) -> datetime:
    """As `time_of`; where a phone's clock says a day far from the plan, the planned hour, since the roll is that of the opening's day."""
    found = time_of(claimed_at, now)
    if claimed_at is None or abs(timezone.localdate(found) - meeting.planned_on) <= FARTHEST:
        return found
    return time_of(timezone.make_aware(datetime.combine(meeting.planned_on, meeting.planned_at)), now)


def check_ends(opened_at: datetime | None, closed_at: datetime) -> None:
    if opened_at and closed_at < opened_at:
        raise RuleBroken(_("The meeting ends before it begins. Nothing was saved. Check the clock of the phone."))


def check_past(closed_at: datetime, now: datetime) -> None:
    if closed_at > now:
        raise RuleBroken(_("The end of the meeting still lies ahead. Nothing was saved. Check day and time."))


def check_level_reason(level: str, proposed: str, note: str) -> None:
    """Whoever decides otherwise than the branch proposed says why."""
    if level != proposed and not note.strip():
        raise RuleBroken(_("You decide another level than the branch proposed. Nothing was saved. Say why."))


def percent_of(share: Fraction | None) -> Decimal | None:
    return None if share is None else Decimal(share.numerator * PER_CENT) / share.denominator


