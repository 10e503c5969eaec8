"""The arithmetic of targets: shares sum exactly, per cents are what a clerk gets, equals share a place."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coso.targets import rules
from coso.targets.enums import Aim, Standing

START, END = date(2026, 1, 1), date(2026, 12, 31)
weights = st.dictionaries(st.integers(1, 10_000), st.integers(0, 5_000), min_size=1, max_size=40)
totals = st.decimals(0, 10_000_000, places=2)


@given(totals, weights)
def test_shares_make_the_whole_exactly_and_none_is_more_than_one_from_its_due(total, sizes):
    parts = rules.divided(total, sizes)
    assert sum(parts.values()) == total
    step = 1 if total == int(total) else Decimal("0.01")
    weighed = sizes if sum(sizes.values()) else dict.fromkeys(sizes, 1)
    for key, part in parts.items():
        assert part >= 0
        assert abs(part - total * weighed[key] / sum(weighed.values())) < step


def test_what_is_left_goes_to_the_largest_remainders_and_of_equals_to_the_first():
    assert rules.divided(Decimal(10), {1: 1, 2: 1, 3: 1}) == {1: 4, 2: 3, 3: 3}
    assert rules.divided(Decimal(10), {1: 50, 2: 30, 3: 6}) == {1: 6, 2: 3, 3: 1}


def test_the_published_attainments_come_out():
    assert rules.attained(Decimal(940), Decimal(1500)) == Decimal("62.67")
    assert rules.attained(Decimal(15980), Decimal(10000)) == Decimal("159.80")
    assert rules.attained(Decimal("65.8"), Decimal(75)) == Decimal("87.73")
    assert rules.attained(None, Decimal(75)) is None
    assert rules.attained(Decimal(3), Decimal(0)) is None


@given(st.integers(1, 10_000), st.integers(0, 20_000))
def test_points_and_per_cent_of_the_baseline_are_two_things(before, now):
    percent = rules.change_in_percent(Decimal(now), Decimal(before))
    assert abs(percent * before / 100 - (now - before)) <= Decimal("0.005") * before / 100
    assert rules.change_in_percent(Decimal(now), Decimal(0)) is None
    assert rules.change_in_percent(None, Decimal(before)) is None


@given(st.lists(st.one_of(st.none(), st.decimals(0, 300, places=1)), max_size=30))
def test_a_place_is_one_more_than_the_number_that_did_better(values):
    places = rules.ranks(dict(enumerate(values)))
    known = [value for value in values if value is not None]
    assert places == {at: 1 + sum(other > value for other in known) for at, value in enumerate(values) if value is not None}


@given(st.integers(-40, 500))
def test_what_is_expected_never_falls_and_ends_at_the_whole(days):
    milestones = [(date(2026, 6, 30), Decimal(20))]
    day = START + timedelta(days=days)
    part = rules.part_expected(START, END, day, milestones)
    assert 0 <= part <= 1
    assert part <= rules.part_expected(START, END, day + timedelta(days=1), milestones)


def test_a_milestone_bends_the_line():
    assert rules.part_expected(START, END, date(2026, 6, 30), [(date(2026, 6, 30), Decimal(20))]) == Decimal("0.2")
    assert rules.part_expected(START, END, START - timedelta(days=1)) == 0
    assert rules.part_expected(START, END, END) == 1


@pytest.mark.parametrize(("reached", "over", "stands"), [
    (100, False, Standing.DONE), (120, True, Standing.DONE), (99, True, Standing.MISSED), (45, False, Standing.ON_THE_WAY),
    (35, False, Standing.AT_RISK), (34, False, Standing.LATE), (-1, False, Standing.LATE), (None, False, Standing.UNKNOWN),
])
def test_half_way_to_a_hundred(reached, over, stands):
    told = Decimal(reached) if reached is not None else None
    assert rules.standing(aim=Aim.AT_LEAST, reached=told, value=Decimal(100), expected=Decimal(50), baseline=Decimal(0), over=over) == stands


@pytest.mark.parametrize(("reached", "over", "stands"), [(5, False, Standing.ON_THE_WAY), (8, False, Standing.AT_RISK), (11, False, Standing.LATE), (10, True, Standing.DONE), (11, True, Standing.MISSED)])
def test_at_most_ten_half_way(reached, over, stands):
    assert rules.standing(aim=Aim.AT_MOST, reached=Decimal(reached), value=Decimal(10), expected=Decimal(5), baseline=Decimal(0), over=over) == stands
