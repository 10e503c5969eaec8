"""Lengths of time as regulations count them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from coso.common.periods import add_months
from coso.common.working_days import working_days_after
from coso.rulebook.enums import ValueType

MONTHS_OF = {ValueType.MONTHS: 1, ValueType.YEARS: 12}


@dataclass(frozen=True)
class Span:
    """count: whole, except years (2.5 years are 30 months). kind: days, working days, months or years."""

    count: int | Decimal
    kind: ValueType

    def after(self, day: date, closures: Collection[date] = ()) -> date:
        """The last day of a deadline of this length from `day`, or the day a period of months or years is full."""
        if self.kind is ValueType.WORKING_DAYS:
            return working_days_after(day, int(self.count), closures)
        if self.kind is ValueType.DAYS:
            return day + timedelta(days=int(self.count))
        return add_months(day, self.months)

    def before(self, day: date) -> date:
        """The day this long ago; for months and years only."""
        return add_months(day, -self.months)

    @property
    def months(self) -> int:
        """ValueError for days, which are no months, and for parts of a month."""
        if self.kind not in MONTHS_OF or (months := self.count * MONTHS_OF[self.kind]) != int(months):
            raise ValueError(f"{self.count} {self.kind} are no whole months")
        return int(months)
