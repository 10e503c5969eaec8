"""What stands behind the question mark of an address, read with care: anybody can write anything there."""

from __future__ import annotations

from datetime import date

LONGEST_KEY = 18  # digits that still fit a row's key
YEARS = range(1900, 2200)  # a month before and one after can be named too


def key_in(text: str | None) -> int | None:
    """A row's key as it was sent; None for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY else None


def month_in(text: str | None) -> date | None:
    """`2026-11` as the first day of that month; None for anything else."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return found if found.year in YEARS else None
