"""Intervals of positions: aligned, apart, inside; gaps are used when the end is reached."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coso.common.errors import RuleBroken
from coso.org.positions import Space, aligned

SIZES = st.lists(st.sampled_from([1, 2, 4, 8, 16]), max_size=40)


@given(SIZES)
def test_what_is_taken_is_aligned_apart_and_inside(sizes):
    space = Space(1, 256)
    taken = []
    for size in sizes:
        try:
            taken.append(space.take(size))
        except RuleBroken:
            assert all(not free(space, start, size) for start in range(0, 256, size))
    assert all(lo % (hi - lo) == 0 and lo >= 1 and hi <= 256 for lo, hi in taken)
    ordered = sorted(taken)
    assert all(before[1] <= after[0] for before, after in zip(ordered, ordered[1:], strict=False))


def free(space: Space, start: int, size: int) -> bool:
    inside = start >= space.lo and start + size <= space.hi
    return inside and all(start + size <= lo or hi <= start for lo, hi in space.taken)


def test_the_next_place_is_after_the_last_child():
    assert Space(1, 64, [(4, 8), (16, 20)]).take(4) == (20, 24)


def test_when_the_end_is_reached_the_first_gap_is_used():
    assert Space(1, 32, [(4, 8), (16, 32)]).take(4) == (8, 12)


def test_a_full_superior_says_so():
    with pytest.raises(RuleBroken, match="no room"):
        Space(1, 8, [(4, 8)]).take(4)


@given(st.integers(0, 2**62), st.sampled_from([2**n for n in range(40)]))
def test_aligned_is_the_first_multiple_not_before(position, size):
    found = aligned(position, size)
    assert found % size == 0
    assert position <= found < position + size
