"""What a list shows: its filters as a form, chips, headings, rows and cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from coso.common.columns import Column
from coso.common.tables.filters import Filter


@dataclass(frozen=True)
class Chip:
    """A filter in force: what it is, what it asks, and the address without it."""

    label: str
    value: str
    remove_url: str


@dataclass(frozen=True)
class BoundFilter:
    """A filter as the form shows it: `names`, `options`, `value` (chosen keys, or the texts of a range)."""

    filter: Filter
    value: Any
    texts: list[str]

    @property
    def key(self) -> str:
        return self.filter.key

    @property
    def label(self) -> Any:
        return self.filter.label

    @property
    def kind(self) -> str:
        return self.filter.kind

    @property
    def fields(self) -> list[tuple[str, str]]:
        return list(zip(self.filter.names(), self.texts, strict=True))

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """Key, label, chosen."""
        chosen = self.value if isinstance(self.value, list) else self.texts
        return [(key, label, key in chosen) for key, label in self.filter.options()]


@dataclass(frozen=True)
class Head:
    """A column's heading. direction: `asc`, `desc` or empty; url: sorts by it, or the other way; empty: cannot."""

    column: Column
    url: str
    direction: str


@dataclass(frozen=True)
class Cell:
    column: Column
    text: str
    url: str = ""
    masked: bool = False


@dataclass(frozen=True)
class Row:
    object: Any
    cells: list[Cell]

    @property
    def phone(self) -> list[Cell]:
        """The facts that matter on a card; the first two cells when no column says so."""
        return [cell for cell in self.cells if cell.column.phone] or self.cells[:2]
