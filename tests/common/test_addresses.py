"""Whatever stands in an address is read with care."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coso.common.addresses import key_in, month_in


@given(st.integers(0, 10**18 - 1))
def test_a_key_is_read_as_it_was_written(key):
    assert key_in(str(key)) == key


@pytest.mark.parametrize("text", [None, "", "x", "-1", "1.0", "٣", "²", "1" * 19, "1 OR 1=1"])
def test_what_is_no_key_is_none(text):
    assert key_in(text) is None


@pytest.mark.parametrize(("text", "month"), [("2026-11", date(2026, 11, 1)), ("2026-13", None), ("9999-12", None), ("0001-01", None), ("2026-11-05", None), (None, None), ("", None)])
def test_a_month_has_one_before_and_one_after(text, month):
    assert month_in(text) == month
