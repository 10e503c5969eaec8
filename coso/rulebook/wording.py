"""How the rulebook speaks: its files hold English and Vietnamese side by side, and units of measure are translated once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Self

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coso.common import vietnamese

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Words:
    """One text in both languages."""

    en: str = ""
    vi: str = ""

    @classmethod
    def of(cls, value: str | Mapping[str, str] | None) -> Self:
        """From a file: one text for both, or a table of two."""
        if isinstance(value, Mapping):
            return cls(value["en"], value["vi"])
        return cls(value or "", value or "")

    def __str__(self) -> str:
        return self.en if (get_language() or "vi").startswith("en") else self.vi

    def __bool__(self) -> bool:
        return bool(self.en)


SILENT = Words()


@cache
def units() -> Mapping[str, str]:
    """Units of measure to their Vietnamese; empty for those that only name what kind of thing a value is."""
    return tomllib.loads((HERE / "units.toml").read_text(encoding="utf-8"))


def said_unit(unit: str) -> str:
    """The unit of measure behind a value on screen, or nothing."""
    vietnamese_word = units().get(unit, unit)
    return str(Words(unit, vietnamese_word)) if vietnamese_word else ""


def said_value(value: Any, words: Words | tuple[Words, ...] = SILENT) -> str:
    """A typed value as a reader of the active language writes it; `words` stand for text values."""
    if isinstance(words, tuple):
        return "; ".join(map(str, words))
    if words:
        return str(words)
    if isinstance(value, tuple):
        return ", ".join(said_value(one) for one in value)
    return _said_one(value)


def _said_one(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal | int):
        return vietnamese.number(value, places_of(Decimal(value)))
    if isinstance(value, date):
        return vietnamese.date(value)
    return f"{value.numerator}/{value.denominator}" if isinstance(value, Fraction) else str(value)


def places_of(value: Decimal) -> int:
    """Decimal places worth writing: 1.50 -> 1, 2.0 -> 0."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def with_unit(value: str, unit: str) -> str:
    """`30 ngày làm việc`, `20% số được xếp loại tốt`: a percent sign stands close to its number."""
    said = said_unit(unit)
    return f"{value}{'' if said.startswith('%') else ' '}{said}" if said else value


