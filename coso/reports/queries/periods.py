"""Which days a report speaks of, and which it is compared with."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from coso.org.enums import UnitKind
from coso.org.kinds import GRASSROOTS_KINDS
from coso.org.models import Unit
from coso.reports.enums import Against, Period
from coso.rulebook import rules

A_YEAR = 12
MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF: 6, Period.YEAR: A_YEAR}
HOLD_SUBORDINATE_BRANCHES = (*GRASSROOTS_KINDS, UnitKind.SUB_GRASSROOTS_ORGANISATION, UnitKind.SECTIONAL_ORGANISATION)


@dataclass(frozen=True)
class Span:
    """A report's day, and the first day of what happened up to it."""

    start: date
    on: date


def span(period: str, on: date, unit: Unit, start: date | None = None) -> Span:
    """The period of that kind that holds `on`, up to `on`; one that was asked to begin earlier begins then.

    NoConfirmedRule for a term whose length the rulebook does not know for the unit on that day.
    """
    return Span(start if start and start <= on else _first_day(_months(period, on, unit), on), on)


def _months(period: str, on: date, unit: Unit) -> int:
    if period != Period.TERM:
        return MONTHS.get(Period(period), A_YEAR)
    return rules.on(on, unit).span("org.term_years", scope_of_term(unit)).months


def scope_of_term(unit: Unit) -> str:
    """The charter's term holds for grass-roots units and all above them; a subordinate branch has its own."""
    below = unit.kind == UnitKind.BRANCH and unit.parent is not None and unit.parent.kind in HOLD_SUBORDINATE_BRANCHES
    return rules.SUBORDINATE if below or unit.kind == UnitKind.SUBORDINATE_BRANCH else rules.GRASSROOTS


def _first_day(months: int, on: date) -> date:
    """Periods are laid end to end from the year 0, so that congresses meet in years divisible by their term."""
    year, month = divmod((on.year * A_YEAR + on.month - 1) // months * months, A_YEAR)
    return date(year, month + 1, 1)


def compared(period: str, asked: Span, against: str) -> Span:
    """The span it is compared with: the same a year before, or the whole period before it."""
    if against == Against.YEAR:
        start = asked.start if period == Period.TERM else years_before(asked.start, 1)
        return Span(start, years_before(asked.on, 1))
    end = asked.start - timedelta(days=1)
    length = asked.on.year - asked.start.year + 1
    start = years_before(asked.start, length) if period in (Period.TERM, Period.DAY) else _first_day(MONTHS.get(Period(period), A_YEAR), end)
    return Span(start, end)


def years_before(day: date, years: int) -> date:
    """The same day so many years before; 28 February for a 29th that is none."""
    year = day.year - years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))
