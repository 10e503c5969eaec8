"""What a filled-in report is: tables of numbers that know where they come from, and the text around them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Cell:
    """A number with where it comes from. hidden, under: for those who may not open people (`coso.figures.queries.Shown`).

    change: follows from two others of its line. start: first day of what is counted, where that is a period.
    form: `percent` for a share, `growth` for a change in per cent of what was before, `sum` for a sum of other numbers,
    `stated` for one that was published, or follows from such; of a word `good`, `info`, `warn` or `bad` where it tells a state.
    word: stands in the cell in place of a number.
    """

    value: float | int | None
    hidden: str = ""
    under: int = 0
    places: int = 0
    on: str = ""
    change: bool = False
    start: str = ""
    form: str = ""
    word: str = ""

    @property
    def signed(self) -> bool:
        """Whether more is told by a plus."""
        return self.change and self.form in ("", "growth")

    def text(self, *, people: bool) -> Any:
        """What stands in the cell for a reader who may, or may not, open the people."""
        if self.hidden and not people:
            return f"< {self.under}" if self.hidden == "small" else "…"
        return self.word or self.value


@dataclass(frozen=True)
class Line:
    """level 1: a part of the line above it. unit: key of the unit counted; its code and name stand in a line by unit."""

    label: str
    indicators: list[str]
    wheres: list[dict[str, str]]
    unit: int
    cells: list[Cell]
    level: int = 0


@dataclass(frozen=True)
class Table:
    """inline: the numbers that stand in the text; shown there, and traced like all others. notes: sentences below it.

    cards: each line is read by itself, so that on a phone it is a card.
    """

    title: str
    heads: list[str]
    lines: list[Line]
    inline: bool = False
    notes: list[str] = field(default_factory=list)
    cards: bool = False


@dataclass(frozen=True)
class Built:
    """A report as it is shown, printed and kept; plain data, so that it can be kept as it is.

    blocks: the text, in order, each `{"kind": "heading" | "text" | "table" | "write", …}` (`coso.reports.queries.filled`);
    empty where a report is tables alone. start: first day of the period, empty for a report of a day.
    """

    key: str
    version: int
    title: str
    unit: int
    unit_name: str
    unit_code: str
    unit_kind: str
    above: str
    place: str
    on: str
    tree: str
    known: str
    tables: list[Table]
    sources: list[dict[str, Any]] = field(default_factory=list)
    start: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)

    @property
    def day(self) -> date:
        return date.fromisoformat(self.on)

    @property
    def first_day(self) -> date | None:
        return date.fromisoformat(self.start) if self.start else None

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Built:
        """As it was kept."""
        tables = [
            Table(**{**table, "lines": [Line(**{**line, "cells": [Cell(**cell) for cell in line["cells"]]}) for line in table["lines"]]})
            for table in kept["tables"]
        ]
        return cls(**{**kept, "tables": tables})
