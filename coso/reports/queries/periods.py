"""Which days a report speaks of, and which it is compared with."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from coso.reports.enums import Against, Period

MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF: 6, Period.YEAR: 12}
TERM_YEARS = 5  # congresses meet in years divisible by five; another beginning can be asked for


@dataclass(frozen=True)
class Span:
    """A report's day, and the first day of what happened up to it."""

    start: date
    on: date


def span(period: str, on: date, start: date | None = None) -> Span:
    """The period of that kind that holds `on`, up to `on`; one that was asked to begin earlier begins then."""
    return Span(start if start and start <= on else _first_day(period, on), on)


def _first_day(period: str, on: date) -> date:
    if period == Period.TERM:
        return date(on.year - on.year % TERM_YEARS, 1, 1)
    months = MONTHS.get(Period(period), 12)
    return date(on.year, (on.month - 1) // months * months + 1, 1)


def compared(period: str, asked: Span, against: str) -> Span:
    """The span it is compared with: the same a year before, or the whole period before it."""
    if against == Against.YEAR:
        start = asked.start if period == Period.TERM else years_before(asked.start, 1)
        return Span(start, years_before(asked.on, 1))
    end = asked.start - timedelta(days=1)
    length = asked.on.year - asked.start.year + 1
    start = years_before(asked.start, length) if period in (Period.TERM, Period.DAY) else _first_day(period, end)
    return Span(start, end)


def years_before(day: date, years: int) -> date:
    """The same day so many years before; 28 February for a 29th that is none."""
    year = day.year - years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))
