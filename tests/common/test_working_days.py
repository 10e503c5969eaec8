"""Deadlines in working days: Tết, substitute days off, local closures, leap years."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coso.common.working_days import (
    is_working_day,
    next_working_day,
    public_holidays,
    working_days_after,
    working_days_before,
    working_days_between,
)

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
COUNTS = st.integers(0, 70)
CLOSURES = st.frozensets(st.dates(date(2015, 1, 1), date(2036, 6, 30)), max_size=12)


@pytest.mark.parametrize(("start", "count", "end"), [
    (date(2026, 7, 27), 1, date(2026, 7, 28)),
    (date(2026, 7, 31), 1, date(2026, 8, 3)),  # over a weekend
    (date(2026, 8, 1), 1, date(2026, 8, 3)),  # from a Saturday
    (date(2026, 2, 13), 1, date(2026, 2, 23)),  # over Tết 2026
    (date(2027, 2, 3), 1, date(2027, 2, 11)),  # Tết 2027, with the days off for its weekend
    (date(2026, 4, 24), 1, date(2026, 4, 28)),  # Hùng Kings' day on a Sunday: Monday off instead
    (date(2025, 4, 29), 1, date(2025, 5, 5)),  # 2 May 2025 off in exchange for a Saturday
    (date(2026, 8, 28), 1, date(2026, 9, 3)),  # 31 August off in exchange, 1 and 2 September
    (date(2024, 2, 28), 1, date(2024, 2, 29)),  # a leap year
    (date(2026, 7, 26), 30, date(2026, 9, 9)),
    (date(2026, 7, 26), 60, date(2026, 10, 21)),
    (date(2026, 8, 2), 0, date(2026, 8, 2)),
])
def test_a_deadline_ends_on_its_last_working_day(start, count, end):
    assert working_days_after(start, count) == end


def test_a_saturday_worked_in_exchange_ends_no_deadline():
    assert not is_working_day(date(2025, 4, 26))
    assert not is_working_day(date(2026, 8, 22))


def test_a_local_closure_moves_the_deadline():
    flood = {date(2026, 9, 9), date(2026, 9, 10)}
    assert working_days_after(date(2026, 7, 26), 30, flood) == date(2026, 9, 11)
    assert next_working_day(date(2026, 9, 9), flood) == date(2026, 9, 11)
    assert next_working_day(date(2026, 9, 9)) == date(2026, 9, 9)


def test_a_day_off_can_be_named_to_the_user():
    assert public_holidays(2026)[date(2026, 2, 17)] == "Tết Nguyên Đán"
    assert "nghỉ bù" in public_holidays(2026)[date(2026, 4, 27)]


def test_a_deadline_does_not_run_backwards():
    with pytest.raises(ValueError, match="backwards"):
        working_days_after(date(2026, 1, 1), -1)


@given(DAYS, COUNTS, CLOSURES)
def test_as_many_working_days_lie_between_as_were_asked_for(start, count, closures):
    end = working_days_after(start, count, closures)
    assert working_days_between(start, end, closures) == count
    assert working_days_between(end, start, closures) == -count
    assert count == 0 or is_working_day(end, closures)


@given(DAYS, COUNTS, COUNTS, CLOSURES)
def test_deadlines_one_after_the_other_add_up(start, first, second, closures):
    assert working_days_after(working_days_after(start, first, closures), second, closures) == working_days_after(start, first + second, closures)


@given(DAYS, COUNTS, CLOSURES)
def test_a_closure_never_brings_a_deadline_forward(start, count, closures):
    assert working_days_after(start, count, closures) >= working_days_after(start, count)


@given(DAYS, st.integers(1, 70), CLOSURES)
def test_before_and_after_are_each_other_turned_round(day, count, closures):
    day = next_working_day(day, closures)
    assert working_days_after(working_days_before(day, count, closures), count, closures) == day


@given(DAYS)
def test_every_day_has_a_working_day_within_a_fortnight(day):
    assert next_working_day(day) - day <= timedelta(days=14)
