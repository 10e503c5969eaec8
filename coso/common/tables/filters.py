"""What a list can be narrowed by, and how the address says it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from coso.common import vietnamese


@dataclass(frozen=True)
class Filter:
    """One filter; its value stands in the address under `key`.

    narrow: a function of queryset and value that answers the narrower queryset.
    """

    key: str
    label: Any
    narrow: Callable[[QuerySet, Any], QuerySet] = field(kw_only=True)
    kind: str = field(default="text", init=False)

    def names(self) -> list[str]:
        return [self.key]

    def value(self, asked: QueryDict) -> Any:
        """What the reader asked for; None or empty when nothing."""
        return asked.get(self.key, "").strip()

    def said(self, value: Any) -> str:
        """The value in words, for the chip."""
        return str(value)

    def options(self) -> list[tuple[str, str]]:
        return []


@dataclass(frozen=True)
class ChoiceFilter(Filter):
    """One or several of a closed list. choices: pairs, or a function that answers them."""

    choices: Any = field(default=(), kw_only=True)
    kind: str = field(default="choice", init=False)

    def value(self, asked: QueryDict) -> list[str]:
        known = dict(self.options())
        return [one for one in asked.getlist(self.key) if one in known]

    def said(self, value: list[str]) -> str:
        known = dict(self.options())
        return ", ".join(known[one] for one in value)

    def options(self) -> list[tuple[str, str]]:
        pairs = self.choices() if callable(self.choices) else self.choices
        return [(str(key), str(label)) for key, label in pairs]


@dataclass(frozen=True)
class YesNoFilter(Filter):
    """narrow is given True or False."""

    kind: str = field(default="yes_no", init=False)

    def value(self, asked: QueryDict) -> bool | None:
        return {"1": True, "0": False}.get(asked.get(self.key, ""))

    def said(self, value: bool) -> str:
        return _("Yes") if value else _("No")

    def options(self) -> list[tuple[str, str]]:
        return [("1", _("Yes")), ("0", _("No"))]


@dataclass(frozen=True)
class RangeFilter(Filter):
    """From and to, both included; narrow is given the pair, either may be None."""

    def names(self) -> list[str]:
        return [f"{self.key}_from", f"{self.key}_to"]

    def value(self, asked: QueryDict) -> tuple[Any, Any] | None:
        pair = tuple(self.parsed(asked.get(name, "").strip()) for name in self.names())
        return None if pair == (None, None) else pair

    def parsed(self, text: str) -> Any:
        raise NotImplementedError

    def said(self, value: tuple[Any, Any]) -> str:
        low, high = (None if end is None else self.said_end(end) for end in value)
        if low and high:
            return f"{low} – {high}"
        return _("from %(low)s") % {"low": low} if low else _("to %(high)s") % {"high": high}

    def said_end(self, value: Any) -> str:
        return str(value)


@dataclass(frozen=True)
class DateRangeFilter(RangeFilter):
    kind: str = field(default="dates", init=False)

    def parsed(self, text: str) -> date | None:
        try:
            return parse_date(text)
        except ValueError:
            return None

    def said_end(self, value: date) -> str:
        return vietnamese.date(value)


@dataclass(frozen=True)
class NumberRangeFilter(RangeFilter):
    kind: str = field(default="numbers", init=False)

    def parsed(self, text: str) -> int | None:
        return int(text) if text.isdecimal() and len(text) < 12 else None

    def said_end(self, value: int) -> str:
        return vietnamese.number(value)


@dataclass(frozen=True)
class UnitFilter(Filter):
    """A unit chosen by typing. find: from the text in the address to the unit the reader may see, or None."""

    find: Callable[[str], Any] = field(kw_only=True)
    kind: str = field(default="unit", init=False)

    def value(self, asked: QueryDict) -> Any:
        text = super().value(asked)
        return self.find(text) if text else None
