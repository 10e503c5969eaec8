"""Half-open periods `[valid_from, valid_to)`: facts that are true for a time, never overwritten."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q


@dataclass(frozen=True, order=True)
class Period:
    """Days from `start` up to, not including, `end`; an `end` of None has not come yet."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"{self.start}..{self.end} holds no day")

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: Period) -> bool:
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)

    def days(self) -> int | None:
        return None if self.end is None else (self.end - self.start).days


def add_months(day: date, months: int) -> date:
    """The same day of a later month (an earlier one below 0), or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class PeriodQuerySet(models.QuerySet):
    """Rows that are true for a time."""

    def as_of(self, day: date) -> Self:
        """The rows that are true on `day`."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)

    def touching(self, start: date, end: date) -> Self:
        """The rows true on any day of `[start, end)`."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=start), valid_from__lt=end)

    def open(self) -> Self:
        """The rows with no end yet."""
        return self.filter(valid_to__isnull=True)


class PeriodModel(models.Model):
    """A fact with a half-open period."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def period(self) -> Period:
        return Period(self.valid_from, self.valid_to)


class DateRange(Func):
    function = "daterange"
    output_field = DateRangeField()


def no_overlap(
    *fields: str, name: str, message: Any, condition: Q | None = None, deferrable: Deferrable | None = None,
) -> ExclusionConstraint:
    """At most one row of the same `fields` on any day, held by the database, with the user's sentence.

    With `Deferrable.IMMEDIATE` one statement may shift several rows at once: asked at its end.
    """
    same = [(F(field), RangeOperators.EQUAL) for field in fields]
    days = (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS)
    return ExclusionConstraint(
        name=name, expressions=[*same, days], condition=condition, deferrable=deferrable, violation_error_message=message,
    )


def holds_a_day(name: str) -> models.CheckConstraint:
    """A period has at least one day."""
    return models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name=name)
