"""A share is counted in whole votes and never rounded."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coso.rulebook.shares import Share

BASES = st.integers(1, 3000)
SHARES = st.builds(
    lambda numbers, strict: Share(min(numbers), max(numbers), strict=strict and min(numbers) < max(numbers)),
    st.tuples(st.integers(1, 100), st.integers(1, 100)), st.booleans(),
)


@pytest.mark.parametrize(("share", "base", "needed"), [
    ("2/3", 15, 10), ("2/3", 20, 14), ("2/3", 3, 2), ("2/3", 1, 1),
    (">1/2", 20, 11), (">1/2", 21, 11), (">1/2", 1, 1), ("1/1", 7, 7),
])
def test_how_many_votes_are_needed(share, base, needed):
    share = Share.parse(share)
    assert share.needed(base) == needed
    assert share.reached(needed, base)
    assert not share.reached(needed - 1, base)


def test_ten_of_fifteen_is_two_thirds():
    assert Share(2, 3).reached(10, 15)
    assert not Share(2, 3, strict=True).reached(10, 15)


def test_nobody_decides_where_the_base_is_nobody():
    assert not Share(2, 3).reached(0, 0)


def test_a_share_is_written_as_the_regulation_writes_it():
    assert Share.parse(" 4 / 6 ") == Share(2, 3)
    assert str(Share(2, 3)) == "2/3"
    assert str(Share.parse(">1/2")) == "more than 1/2"
    assert str(Share.parse(">90%")) == "more than 90%"
    assert Share.parse("90%") == Share(9, 10)
    assert Share(2, 3).fraction == Fraction(2, 3)


@pytest.mark.parametrize("text", ["", "two thirds", "0/3", "4/3", ">1/1", "1/0", "66 per cent"])
def test_what_is_no_share_is_refused(text):
    with pytest.raises(ValueError):
        Share.parse(text)


@pytest.mark.parametrize(("yes", "base"), [(4, 3), (-1, 3)])
def test_votes_outside_the_base_are_refused(yes, base):
    with pytest.raises(ValueError, match="no count"):
        Share(2, 3).reached(yes, base)


@given(SHARES, BASES, st.data())
def test_counting_agrees_with_exact_fractions(share, base, data):
    yes = data.draw(st.integers(0, base))
    part = Fraction(yes, base)
    assert share.reached(yes, base) is (part > share.fraction if share.strict else part >= share.fraction)
    assert share.reached(yes, base) is (yes >= share.needed(base))
    assert share.needed(base) <= base
