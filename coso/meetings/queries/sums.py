"""Sums of a month's regular meetings, by the units right below one: the database counts, with the rules of the month as constants.

Says the same as `rules` says of each meeting alone; tests hold the two together on random meetings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, TruncDate

from coso.common.periods import add_months
from coso.meetings import rules
from coso.meetings.enums import MeetingKind, MeetingState
from coso.meetings.models import HELD, Meeting
from coso.org.kinds import BRANCH_KINDS
from coso.org.models import Unit

SLIPS = 3  # months one after the other
YEAR = 12
NEVER = Q(pk__in=[])


@dataclass(frozen=True)
class Sums:
    """found: planned or more. in_time: held on the day, or in the time for special cases. late: of which something is late."""

    found: int = 0
    held: int = 0
    in_time: int = 0
    long_enough: int = 0
    papers_in_time: int = 0
    late: int = 0
    here: int = 0
    expected: int = 0
    points: Decimal = Decimal(0)
    scored: int = 0

    @property
    def rate(self) -> Decimal | None:
        """All who came over all who ought to, in per cent."""
        return rules.percent_of(Fraction(self.here, self.expected)) if self.expected else None

    @property
    def mean_points(self) -> Decimal | None:
        return self.points / self.scored if self.scored else None

    def __add__(self, other: Sums) -> Sums:
        return Sums(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def by_child(rows: QuerySet, children: Sequence[Unit]) -> QuerySet:
    """Rows annotated with `child`: odd, 2k + 1, where their position lies in the interval of the child k; even between or beside them. At least one child."""
    edges = [edge for child in children for edge in (child.position, child.position_end)]
    found: QuerySet = rows.annotate(child=Func(F("position"), Value(edges, output_field=ArrayField(BigIntegerField())), function="width_bucket", output_field=IntegerField()))
    return found


def sums(meetings: QuerySet[Meeting], children: Sequence[Unit], book: rules.Book, month: date, today: date) -> dict[int, Sums]:
    """Of the meetings of one month, by the child's key."""
    if not children:
        return {}
    told = with_days(meetings)
    held, counted = Q(state__in=HELD), {"here": F("present") + F("from_afar"), "expected": F("called") - F("exempt") - F("elsewhere")}
    asked = {"found": Q(), "held": held, "in_time": held & in_time(month, book), "long_enough": held & _long_enough(book), "papers_in_time": held & _papers_in_time(book), "late": _late(book, today)}
    counts: dict[str, Any] = {name: Count("pk", filter=condition) for name, condition in asked.items()}
    counts |= {name: Coalesce(Sum(value, filter=held), 0) for name, value in counted.items()}
    counts |= {"points": Coalesce(Sum("self_points", filter=held), Decimal(0)), "scored": Count("self_points", filter=held)}
    found = by_child(told, children).order_by().values("child").annotate(**counts)
    return {children[row.pop("child") // 2].pk: Sums(**row) for row in found.filter(child__in=range(1, 2 * len(children), 2))}


def branches_of(unit: Unit, children: Sequence[Unit], day: date) -> dict[int, int]:
    """How many branches stand under each child on the day, by its key."""
    return _counted(Unit.objects.under(unit).filter(kind__in=BRANCH_KINDS).existing_on(day), children)


def _counted(units: QuerySet[Unit], children: Sequence[Unit]) -> dict[int, int]:
    if not children:
        return {}
    found = by_child(units, children).order_by().values_list("child").annotate(number=Count("pk"))
    return {children[at // 2].pk: number for at, number in found if at % 2}


# --- the rules as conditions -----------------------------------------------------------------------

def with_days(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """With the days the rules ask for."""
    return meetings.annotate(day_held=Coalesce(TruncDate("opened_at"), "planned_on"), day_called=TruncDate("called_at"), day_settled=TruncDate("settled_at"))


def in_time(month: date, book: rules.Book) -> Q:
    """As `rules.held_when`: on the day of the rule, or in the time for special cases. Nothing where no rule is known."""
    proposed, last = rules.proposed_day(month, book), rules.window_ends(month, book)
    if proposed is None:
        return NEVER
    days = Q(day_held=proposed) | Q(day_held=rules.day_named(month, book))
    return days | Q(day_held__gte=month, day_held__lte=last) if last else days


def _long_enough(book: rules.Book) -> Q:
    combined, alone = book.number("least_combined"), book.number("least")
    lasts = NEVER
    if combined is not None:
        lasts |= Q(kind=MeetingKind.COMBINED, closed_at__gte=F("opened_at") + timedelta(minutes=combined))
    if alone is not None:
        lasts |= ~Q(kind__in=[MeetingKind.COMBINED, MeetingKind.THEMATIC]) & Q(closed_at__gte=F("opened_at") + timedelta(minutes=alone))
    return lasts


def _papers_in_time(book: rules.Book) -> Q:
    before, after = book.number("before"), book.number("after")
    if before is None or after is None:
        return NEVER
    return Q(day_called__lte=_shifted(-before), day_settled__lte=_shifted(after))


def _late(book: rules.Book, today: date) -> Q:
    before, after = book.number("before"), book.number("after")
    found = ~Q(state__in=[*HELD, MeetingState.OPEN]) & Q(planned_on__lt=today)
    if before is not None:
        found |= Q(day_called__gt=_shifted(-before)) | Q(day_called=None, day_held__lt=today + timedelta(days=before))
    if after is not None:
        found |= Q(day_settled__gt=_shifted(after)) | Q(state__in=HELD, day_settled=None, day_held__lt=today - timedelta(days=after))
    return found


def _shifted(days: int) -> ExpressionWrapper:
    """The day of the meeting and so many days more."""
    return ExpressionWrapper(F("day_held") + Value(days, output_field=IntegerField()), output_field=DateField())


# --- a year ---------------------------------------------------------------------------------------

@dataclass(frozen=True)
class MonthHeld:
    """How many branches held the regular meeting of a month, and how many of them in time."""

    month: date
    held: int = 0
    in_time: int = 0


def over_a_year(unit: Unit, month: date, *, by: Any) -> list[MonthHeld]:
    """The twelve months up to this one, the first first; a month without any meeting is told too. Each by the rules that held in it."""
    months = [add_months(month, -back) for back in range(YEAR - 1, -1, -1)]
    kept = NEVER
    for one in months:
        kept |= Q(month=one) & in_time(one, rules.book_on(one, unit))
    rows = with_days(Meeting.objects.visible_to(by).under(unit).regular().filter(state__in=HELD, month__in=months))
    found = {row["month"]: MonthHeld(**row) for row in rows.order_by().values("month").annotate(held=Count("pk"), in_time=Count("pk", filter=kept))}
    return [found.get(one, MonthHeld(one)) for one in months]


# --- three months ----------------------------------------------------------------------------------

def months_over(month: date, today: date, book: rules.Book) -> list[date]:
    """The last three months up to this one whose time to meet is over; the latest first."""
    last = rules.window_ends(month, book) or add_months(month, 1) - timedelta(days=1)
    latest = month if last < today else add_months(month, -1)
    return [add_months(latest, -back) for back in range(SLIPS)]


def slipping(unit: Unit, month: date, today: date, *, by: Any) -> QuerySet[Unit] | None:
    """Branches below that met in time in none of the last three months, though they were in being in all of them. None where no rule is known for one of the months.

    Of a branch that entered no meeting up to the first of them nothing is said: it may have met on paper.
    """
    months = months_over(month, today, rules.book_on(month, unit))
    books = {one: rules.book_on(one, unit) for one in months}
    if any(rules.proposed_day(one, book) is None for one, book in books.items()):
        return None
    kept = NEVER
    for one, book in books.items():
        kept |= Q(month=one) & in_time(one, book)
    met = with_days(Meeting.objects.visible_to(by).under(unit).regular().filter(state__in=HELD, month__in=months)).filter(kept)
    there = Unit.objects.under(unit).filter(kind__in=BRANCH_KINDS).existing_on(min(today, add_months(months[0], 1))).filter(founded_on__lte=months[-1])
    entered = Exists(Meeting.objects.visible_to(by).filter(unit=OuterRef("pk"), month__lte=months[-1]))
    return there.filter(entered).exclude(pk__in=met.values("unit"))


def slips_by_child(found: QuerySet[Unit] | None, children: Sequence[Unit]) -> dict[int, int]:
    return _counted(found, children) if found is not None else {}
