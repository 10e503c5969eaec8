"""Dimensions that several indicators share: bands of years, and what follows from the unit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

from django.db.models import Case, F, Func, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from coso.figures.queries.indicator import Choice, Dimension, Indicator, choices
from coso.figures.queries.question import Question
from coso.org.enums import Sector, UnitKind
from coso.org.models import Unit, UnitDetails


def years_before(day: date, years: int) -> date:
    """The last day on which somebody could be born to be `years` old on `day`."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February in a year that has none
        return date(day.year - years, 2, 28)


class YearsBetween(Func):
    """Whole years from one day to another, as a person's age is counted."""

    template = "date_part('year', age(%(expressions)s))::int"
    output_field = IntegerField()


def band_of(field: str, starts: Callable[[Question], list[int]]) -> Callable[[Question, Indicator], Case]:
    """The band a row is in: its first year. Bands begin at 0 and at each of `starts`; nothing recorded is no band."""

    def expression(question: Question, indicator: Indicator) -> Case:
        lowest_first = [0, *starts(question)]
        if indicator.event:
            years = YearsBetween(F(indicator.event), F(field))
            cases = [When(**{f"{field}__isnull": True}, then=None)] + [When(GreaterThanOrEqual(years, low), then=Value(low)) for low in reversed(lowest_first)]
        else:
            cases = [When(**{f"{field}__lte": years_before(question.day, low)}, then=Value(low)) for low in reversed(lowest_first[1:])]
            cases.append(When(**{f"{field}__isnull": False}, then=Value(0)))
        return Case(*cases, default=None, output_field=IntegerField())

    return expression


def band_values(starts: Callable[[Question], list[int]]) -> Callable[[Question], list[Choice]]:
    """`0-30`, `31-40`, …, `61+`."""

    def values(question: Question) -> list[Choice]:
        lows = [0, *starts(question)]
        closed = [Choice(low, f"{low}-{high - 1}", f"{low}–{high - 1}" if high > low + 1 else str(low)) for low, high in pairwise(lows)]
        return [*closed, Choice(lows[-1], f"{lows[-1]}+", f"≥ {lows[-1]}")]

    return values


def bands(key: str, name: Any, field: str, starts: Callable[[Question], list[int]]) -> Dimension:
    return Dimension(key, name, band_values(starts), of=band_of(field, starts))


def _of_the_day(field: str) -> Callable[[Question], QuerySet]:
    """Units with what a field said on the question's day; today's text where no history stands."""

    def units(question: Question) -> QuerySet:
        that_day = question.rows(UnitDetails).as_of(question.day).filter(unit=OuterRef("pk")).values(field)[:1]
        known: QuerySet = question.rows(Unit).annotate(split=NullIf(Coalesce(Subquery(that_day), F(field)), Value("")))
        return known

    return units


def either(no: Any, yes: Any) -> Callable[[Question], list[Choice]]:
    """The two values of a yes or no."""
    pair = [Choice(raw=True, key="true", label=yes), Choice(raw=False, key="false", label=no)]
    return lambda _question: pair


SECTOR = Dimension("sector", _("sector of the unit"), choices(Sector), of_unit=_of_the_day("sector"))
UNIT_KIND = Dimension("unit_kind", _("kind of unit"), choices(UnitKind), of_unit=_of_the_day("kind"))
