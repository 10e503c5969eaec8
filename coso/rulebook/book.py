"""The regulations as they lie in `regulations/*.toml`: read once, checked while reading."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from coso.rulebook.enums import RuleStatus

FOLDER = Path(__file__).resolve().parent / "regulations"
UNKNOWN = object()


@dataclass(frozen=True)
class Regulation:
    """One version of one regulation. A date that no source gives is None."""

    symbol: str
    title: str
    issuer: str
    status: RuleStatus
    signed_on: date | None = None
    in_force_from: date | None = None
    replaces: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Rule:
    """One value of one key over a half-open period, with where it comes from.

    value: an int, Decimal, Fraction, date, text or tuple; `known` is False where the regulation is
    in force but nobody has read the value. valid_from: None when the day is not known.
    """

    key: str
    value: Any
    regulation: Regulation
    status: RuleStatus
    unit: str = ""
    scope: str = ""
    applies_to: str = ""
    article: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    replaced_by: str = ""
    source: str = ""
    note: str = ""

    @property
    def known(self) -> bool:
        return self.value is not UNKNOWN

    @property
    def confirmed(self) -> bool:
        """Whether it may decide without a word about its source."""
        return self.status in {RuleStatus.OFFICIAL, RuleStatus.LOCAL}

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)

    def overlaps(self, other: Rule) -> bool:
        return (other.valid_to is None or self.valid_from is None or self.valid_from < other.valid_to) and (
            self.valid_to is None or other.valid_from is None or other.valid_from < self.valid_to
        )


@dataclass(frozen=True)
class Book:
    """All regulations by symbol, all rules by key."""

    regulations: Mapping[str, Regulation]
    rules: Mapping[str, tuple[Rule, ...]]

    def faults(self) -> list[str]:
        """What is wrong with the files, a sentence each."""
        unknown = [
            f"{one.symbol} replaces {gone}, which is not in the rulebook"
            for one in self.regulations.values() for gone in one.replaces if gone not in self.regulations
        ]
        double = [
            f"{rule.key} has two values at once, from {rule.regulation.symbol} and {other.regulation.symbol}"
            for rules in self.rules.values() for n, rule in enumerate(rules) for other in rules[n + 1 :]
            if rule.scope == other.scope and rule.overlaps(other)
        ]
        return unknown + double


@cache
def book(folder: Path = FOLDER) -> Book:
    return read(sorted(folder.glob("*.toml")))


def read(files: Iterable[Path]) -> Book:
    regulations: dict[str, Regulation] = {}
    rules: dict[str, list[Rule]] = defaultdict(list)
    for file in files:
        content = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
        values = content.pop("values", [])
        regulation = Regulation(**{**content, "status": RuleStatus(content["status"]), "replaces": tuple(content.get("replaces", ()))})
        regulations[regulation.symbol] = regulation
        for row in values:
            rules[row["key"]].append(_rule(row, regulation))
    return Book(regulations, {key: tuple(found) for key, found in rules.items()})


def _rule(row: dict[str, Any], regulation: Regulation) -> Rule:
    row = dict(row)
    value = _typed(row.pop("value", UNKNOWN), row.pop("type", ""))
    period = {"valid_from": row.pop("from", None), "valid_to": row.pop("until", None)}
    return Rule(value=value, regulation=regulation, status=RuleStatus(row.pop("status")), **period, **row)


def _typed(value: Any, kind: str) -> Any:
    """Fractions are written as text, so that 2/3 stays 2/3."""
    if kind == "fraction":
        return Fraction(value)
    return tuple(value) if isinstance(value, list) else value
