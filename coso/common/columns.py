"""A column, declared once: what a screen, a CSV file and a spreadsheet show of a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common import vietnamese
from coso.common.privacy import DataClass

MASK = "••••"


class Kind(StrEnum):
    """How a value is shown, aligned and typed in a spreadsheet."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    MOMENT = "moment"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class Column:
    """key: stands in addresses and saved filters, never changes. label: the heading.

    value: attribute path with dots (`unit.name`) or a function of the row; answers text, a number, a date,
        a moment, a truth value or None, never markup.
    sort: model field paths the column sorts by, e.g. `("name_key",)`; empty: cannot be sorted.
    link: a function of the row that answers the address its cell leads to, or an empty text.
    default_shown: shown until the reader chooses columns. phone: one of the facts on a phone's card.
    places: decimal places of a number or percent.
    """

    key: str
    label: Any
    value: str | Callable[[Any], Any]
    kind: Kind = Kind.TEXT
    sort: tuple[str, ...] = ()
    data_class: DataClass = DataClass.ORDINARY
    default_shown: bool = True
    phone: bool = False
    link: Callable[[Any], str] | None = None
    places: int = 0

    @property
    def sensitive(self) -> bool:
        return self.data_class == DataClass.SENSITIVE

    @property
    def numeric(self) -> bool:
        return self.kind in (Kind.NUMBER, Kind.PERCENT)

    def of(self, row: Any) -> Any:
        """The typed value for a row."""
        if callable(self.value):
            return self.value(row)
        for name in self.value.split("."):
            row = row.get(name) if isinstance(row, dict) else getattr(row, name, None)
        return row() if callable(row) else row

    def text(self, row: Any) -> str:
        """The value as people read it in the active language."""
        return as_text(self.of(row), self.kind, self.places)


def as_text(value: Any, kind: Kind = Kind.TEXT, places: int = 0) -> str:
    if value is None:
        return ""
    if isinstance(value, str):  # a word in place of a number: “< 5”
        return value
    if kind is Kind.NUMBER:
        return vietnamese.number(value, places)
    if kind is Kind.PERCENT:
        return vietnamese.percent(value, places)
    if kind is Kind.YES_NO:
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{local:%d/%m/%Y %H:%M}"
    return vietnamese.date(value) if isinstance(value, date) else str(value)
