"""Working days: without Saturdays, Sundays, Vietnam's public holidays (substitute days off included) and local closures.

A deadline of n working days begins on the day after the event, and its last day is a working day. A Saturday worked
in exchange for a day off stays a Saturday here: no deadline ever ends sooner than the plain calendar lets it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from functools import cache

import holidays

SATURDAY = 5
_ONE_DAY = timedelta(days=1)


@cache
def public_holidays(year: int) -> Mapping[date, str]:
    """The public holidays of a year with their Vietnamese names. Swapped days are known once the government has announced them."""
    return dict(holidays.country_holidays("VN", years=year, language="vi"))


def is_working_day(day: date, closures: Collection[date] = ()) -> bool:
    return day.weekday() < SATURDAY and day not in public_holidays(day.year) and day not in closures


def working_days_after(day: date, count: int, closures: Collection[date] = ()) -> date:
    """The last day of a deadline of `count` working days from `day`; `day` itself for 0. ValueError for a count below 0."""
    return _nth(_walk(day, _ONE_DAY, closures), day, count)


def working_days_before(day: date, count: int, closures: Collection[date] = ()) -> date:
    """The latest day that leaves `count` working days up to and including `day`'s eve; `day` itself for 0."""
    return _nth(_walk(day, -_ONE_DAY, closures), day, count)


def working_days_between(start: date, end: date, closures: Collection[date] = ()) -> int:
    """How many working days lie after `start` up to and including `end`; below 0 where `end` is the earlier one."""
    if end < start:
        return -working_days_between(end, start, closures)
    return sum(is_working_day(start + timedelta(days=n), closures) for n in range(1, (end - start).days + 1))


def next_working_day(day: date, closures: Collection[date] = ()) -> date:
    """`day` where it is a working day, otherwise the first one after it."""
    return day if is_working_day(day, closures) else working_days_after(day, 1, closures)


def _walk(day: date, step: timedelta, closures: Collection[date]) -> Iterator[date]:
    while True:
        day += step
        if is_working_day(day, closures):
            yield day


def _nth(days: Iterator[date], start: date, count: int) -> date:
    if count < 0:
        raise ValueError(f"{count} working days: a deadline does not run backwards")
    found = start
    for _ in range(count):
        found = next(days)
    return found
