"""The regulations as they lie in `regulations/*.toml`: read once, checked while reading."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from coso.rulebook.enums import COUNTS, SPANS, RuleStatus, ValueType
from coso.rulebook.shares import Share
from coso.rulebook.spans import Span
from coso.rulebook.wording import SILENT, Words, said_value, units, with_unit

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "regulations"
KEYS = HERE / "keys.toml"
UNKNOWN = object()
ADDRESS = re.compile(r"https?://[^\s;]+")
PRACTITIONER = "secondary source (practitioner)"


@dataclass(frozen=True)
class Key:
    """What a value is called on screen and what type it has."""

    name: str
    title: Words
    type: ValueType

    @property
    def group(self) -> str:
        return self.name.partition(".")[0]


@dataclass(frozen=True)
class Regulation:
    """One version of one regulation. A date that no source gives is None; `in_force_year` is all that is known then.

    place, province: a local regulation holds there only; `province` is the first two digits of its units' codes.
    """

    symbol: str
    title: Words
    issuer: Words
    status: RuleStatus
    slug: str = ""
    symbol_vi: str = ""
    signed_on: date | None = None
    in_force_from: date | None = None
    in_force_year: int | None = None
    replaces: tuple[str, ...] = ()
    place: Words = SILENT
    province: str = ""
    note: Words = SILENT

    def __str__(self) -> str:
        return str(Words(self.symbol, self.symbol_vi or self.symbol))

    @property
    def begins(self) -> date | None:
        """The first day it may have been in force."""
        return self.in_force_from or (date(self.in_force_year, 1, 1) if self.in_force_year else None)

    def get_absolute_url(self) -> str:
        return reverse("rulebook:regulation", args=[self.slug]) if self.slug else ""


@dataclass(frozen=True)
class Reading:
    """One of several values that sources give for the same rule."""

    value: Any
    written: Any
    unit: str = ""
    words: Words = SILENT

    @property
    def said(self) -> str:
        return with_unit(said_value(self.value, self.words), self.unit)


@dataclass(frozen=True)
class Rule:
    """One value of one key over a half-open period, with where it comes from.

    value: typed as its key says; a tuple of all readings while sources disagree; `known` is False where the regulation
        is in force but nobody has read the value. written: as the file has it, fit for JSON.
    valid_from: None when the day is not known; `from_year` is all that is known of it then.
    doubtful_from: from this day a version that nobody has read may have replaced it: shown as not checked.
    counted_from: the event a length of time is counted from, where versions differ.
    asked_on, asked_unit: for which day and unit the rulebook was asked.
    local: the key of the dated local entry this is, if it is one.
    """

    key: str
    about: Key
    value: Any
    regulation: Regulation
    status: RuleStatus
    written: Any = None
    readings: tuple[Reading, ...] = ()
    words: Words | tuple[Words, ...] = SILENT
    unit: str = ""
    scope: str = ""
    applies_to: Words = SILENT
    counted_from: str = ""
    article: str = ""
    together_with: tuple[str, ...] = ()
    valid_from: date | None = None
    from_year: int | None = None
    valid_to: date | None = None
    doubtful_from: date | None = None
    replaced_by: tuple[str, ...] = ()
    source: str = ""
    note: Words = SILENT
    asked_on: date | None = None
    asked_unit: int | None = None
    local: int | None = None

    @property
    def known(self) -> bool:
        return self.value is not UNKNOWN

    @property
    def confirmed(self) -> bool:
        """Whether it may decide without a word about its source."""
        return self.status in {RuleStatus.OFFICIAL, RuleStatus.LOCAL}

    @property
    def settled(self) -> bool:
        """False while sources disagree and nobody has chosen."""
        return self.status != RuleStatus.CONFLICT

    @property
    def title(self) -> Words:
        """What the value is called on screen."""
        return self.about.title

    @property
    def cautious(self) -> Rule:
        """Fit to remind by: where sources disagree, with the shorter or stricter reading as its value, which the files put first."""
        return self if self.settled else replace(self, value=self.readings[0].value, unit=self.readings[0].unit)

    @property
    def province(self) -> str:
        return self.regulation.province

    @property
    def everywhere(self) -> bool:
        return not self.regulation.place

    @property
    def span(self) -> Span:
        """A value that is a length of time, ready to be counted. TypeError for any other."""
        if self.about.type not in SPANS or not self.known:
            raise TypeError(f"{self.key} is no length of time")
        return Span(self.value, self.about.type)

    @property
    def said(self) -> str:
        """The value with its unit, in the reader's language; all readings while sources disagree."""
        if not self.known:
            return _("not known")
        if self.readings:
            return self._said_readings()
        return with_unit(said_value(self.value, self.words), self.unit)

    def _said_readings(self) -> str:
        """`30 hoặc 60 ngày làm việc`; each with its unit where the units differ."""
        if len({reading.unit for reading in self.readings}) > 1:
            return _(" or ").join(reading.said for reading in self.readings)
        values = _(" or ").join(said_value(reading.value, reading.words) for reading in self.readings)
        return with_unit(values, self.readings[0].unit)

    @property
    def doubtful(self) -> bool:
        """Whether a version that nobody has read may have replaced it by the day asked for."""
        return bool(self.doubtful_from and self.asked_on and self.asked_on >= self.doubtful_from)

    @property
    def symbols(self) -> str:
        """The regulation with those it rests on together, in the reader's language."""
        return _(" and ").join([str(self.regulation), *self.together_with])

    @property
    def addresses(self) -> list[str]:
        return ADDRESS.findall(self.source)

    @property
    def from_practice(self) -> bool:
        """Whether practitioners are the source, who have no standing of their own."""
        return PRACTITIONER in self.source

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)

    def overlaps(self, other: Rule) -> bool:
        return (other.valid_to is None or self.valid_from is None or self.valid_from < other.valid_to) and (
            self.valid_to is None or other.valid_from is None or other.valid_from < self.valid_to
        )

    def get_absolute_url(self) -> str:
        """The page of the value, on the day it was asked for: regulation, article, source, history."""
        asked = {"on": self.asked_on, "unit": self.asked_unit}
        query = urlencode({name: value for name, value in asked.items() if value})
        return reverse("rulebook:key", args=[self.key]) + (f"?{query}" if query else "")


@dataclass(frozen=True)
class Book:
    """All regulations by symbol, all keys, all rules by key."""

    regulations: Mapping[str, Regulation]
    keys: Mapping[str, Key]
    rules: Mapping[str, tuple[Rule, ...]]
    strange: tuple[str, ...] = field(default=())

    def faults(self) -> list[str]:
        """What is wrong with the files, a sentence each."""
        unknown = [
            f"{one.symbol} replaces {gone}, which is not in the rulebook"
            for one in self.regulations.values() for gone in one.replaces if gone not in self.regulations
        ]
        double = [
            f"{rule.key} has two values at once, from {rule.regulation.symbol} and {other.regulation.symbol}"
            for rules in self.rules.values() for n, rule in enumerate(rules) for other in rules[n + 1 :]
            if (rule.scope, str(rule.regulation.place)) == (other.scope, str(other.regulation.place)) and rule.overlaps(other)
        ]
        odd = [fault for rules in self.rules.values() for rule in rules if (fault := _oddness(rule))]
        return [*self.strange, *unknown, *double, *odd]


def _oddness(rule: Rule) -> str:
    """Why a row can not be meant, or nothing."""
    where = f"{rule.key} of {rule.regulation.symbol}"
    if (rule.status == RuleStatus.CONFLICT) != (len(rule.readings) > 1):
        return f"{where} must have several readings when, and only when, sources disagree"
    if rule.unit and rule.unit not in units():
        return f"{where} has a unit that units.toml does not translate: {rule.unit}"
    values = [reading.value for reading in rule.readings] or ([rule.value] if rule.known else [])
    wrong = [value for value in values if not fits(rule.about.type, value)]
    return f"{where} is no {rule.about.type}: {wrong[0]}" if wrong else ""


def fits(kind: ValueType, value: Any) -> bool:
    """Whether a value has the type of its key."""
    if kind in COUNTS:
        return isinstance(value, int | Decimal) and not isinstance(value, bool) and value >= 0
    if kind in {ValueType.LIST, ValueType.NUMBERS, ValueType.RANGE}:
        return isinstance(value, tuple) and bool(value)
    return isinstance(value, _PLAIN[kind])


_PLAIN = {ValueType.SHARE: Share, ValueType.FRACTION: Fraction, ValueType.DATE: date, ValueType.TEXT: str, ValueType.FLAG: bool}


@cache
def book(folder: Path = FOLDER) -> Book:
    return read(sorted(folder.glob("*.toml")), KEYS)


def read(files: Iterable[Path], keys: Path) -> Book:
    known = {name: Key(name, Words(row["en"], row["vi"]), ValueType(row["type"])) for name, row in _content(keys).items()}
    regulations: dict[str, Regulation] = {}
    rules: dict[str, list[Rule]] = defaultdict(list)
    strange = []
    for file in files:
        content = _content(file)
        values = content.pop("values", [])
        regulation = _regulation(content, file.stem)
        regulations[regulation.symbol] = regulation
        for row in values:
            if row["key"] in known:
                rules[row["key"]].append(_rule(row, known[row["key"]], regulation))
            else:
                strange.append(f"{regulation.symbol} has a value {row['key']}, which keys.toml does not know")
    return Book(regulations, known, {key: tuple(found) for key, found in rules.items()}, tuple(strange))


def _content(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)


def _regulation(content: dict[str, Any], slug: str) -> Regulation:
    texts = {name: Words.of(content.get(name)) for name in ("title", "issuer", "place", "note")}
    status = RuleStatus(content["status"])
    return Regulation(**{**content, **texts, "slug": slug, "status": status, "replaces": tuple(content.get("replaces", ()))})


def _rule(row: dict[str, Any], about: Key, regulation: Regulation) -> Rule:
    row = dict(row)
    written = row.pop("value", None)
    year = row.get("from_year")
    told = {
        "readings": tuple(_reading(one, about, row.get("unit", "")) for one in row.pop("readings", ())),
        "words": _words(row.pop("value_vi", None), written),
        "valid_from": row.pop("from", date(year, 1, 1) if year else None),
        "valid_to": row.pop("until", None),
        "applies_to": Words.of(row.pop("applies_to", None)),
        "note": Words.of(row.pop("note", None)),
        "status": RuleStatus(row.pop("status")),
    }
    lists = {name: tuple(row.pop(name, ())) for name in ("together_with", "replaced_by")}
    value = tuple(reading.value for reading in told["readings"]) or (UNKNOWN if written is None else typed(written, about.type))
    shown = [reading.written for reading in told["readings"]] or plain(written)
    return Rule(about=about, value=value, written=shown, regulation=regulation, **told, **lists, **row)


def _reading(one: dict[str, Any], key: Key, unit: str) -> Reading:
    written = one["value"]
    return Reading(typed(written, key.type), plain(written), one.get("unit", unit), Words(written, one["vi"]) if "vi" in one else SILENT)


def _words(vietnamese: Any, written: Any) -> Words | tuple[Words, ...]:
    if isinstance(vietnamese, list):
        return tuple(Words(en, vi) for en, vi in zip(written, vietnamese, strict=True))
    return Words(written, vietnamese) if vietnamese else SILENT


def typed(written: Any, kind: ValueType) -> Any:
    """A value as its key's type has it: fractions and shares are written as text, so that 2/3 stays 2/3. ValueError for what is none."""
    if kind is ValueType.SHARE:
        return Share.parse(written)
    if kind is ValueType.FRACTION:
        return Fraction(written)
    if kind is ValueType.DATE and isinstance(written, str):
        return date.fromisoformat(written)
    if kind in COUNTS and isinstance(written, str | float):
        return Decimal(str(written))
    return tuple(written) if isinstance(written, list) else written


def plain(written: Any) -> Any:
    """As JSON has it: days in ISO form, decimals as numbers."""
    if isinstance(written, date):
        return written.isoformat()
    if isinstance(written, Decimal):
        return float(written)
    return written
