"""Who ought to come, what the votes come to, and what the score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from coso.common.errors import RuleBroken
from coso.common.vietnamese import number
from coso.meetings.declarations import FRAME, LOCAL_STEPS
from coso.meetings.enums import OF_MEMBERS, Level
from coso.meetings.rules.day import Book
from coso.org.models import Unit
from coso.rulebook import rules as rulebook
from coso.rulebook.book import Rule
from coso.rulebook.shares import Share

PER_CENT = 100


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


def frame_on(day: date, unit: Unit) -> list[Rule]:
    """The items of the score frame in force on the day, in order; empty where none is known."""
    asked = rulebook.on(day, unit)
    return [rule for key in FRAME if (rule := asked.find(key))]


def frame_of(meeting: Any) -> list[Rule]:
    """The frame by which the meeting is scored; those of committees and congresses are not."""
    return frame_on(meeting.day, meeting.unit) if meeting.kind in OF_MEMBERS else []


def local_steps(day: date, unit: Unit) -> dict[str, Rule]:
    """The local steps of points that reach the unit on the day, by the item of the frame they stand under."""
    asked = rulebook.on(day, unit)
    return {item: rule for item, key in LOCAL_STEPS.items() if (rule := asked.find(key)) and rule.known}


def steps_said(rule: Rule) -> str:
    """Points from the best step down, what each step means, and by which paper; the meaning is that of the register where a local entry gives none."""
    points = rule.value if isinstance(rule.value, Sequence) else (rule.value,)
    means = str(rule.applies_to) or next((str(one.applies_to) for one in rulebook.all_of(rule.key) if str(one.applies_to)), "")
    return " · ".join(filter(None, [" / ".join(number(one) for one in points), means, rule.symbols]))


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


def percent_of(share: Fraction | None) -> Decimal | None:
    return None if share is None else Decimal(share.numerator * PER_CENT) / share.denominator
