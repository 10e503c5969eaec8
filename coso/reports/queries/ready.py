"""A report made ready to be settled: filled in, and the records behind each number fingerprinted, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self

from django.utils import translation

from coso.common.actors import Actor
from coso.figures.enums import Tree
from coso.figures.queries import Figure, RatioFigure, counting
from coso.org.models import Unit
from coso.reports.queries.build import Again, Wording, build
from coso.reports.queries.built import Built, Line
from coso.reports.queries.declared import Report

AT_A_TIME = 25


@dataclass
class Ready:
    """digests: place -> fingerprint of the records' keys, for the numbers done so far."""

    built: Built
    digests: dict[str, str] = field(default_factory=dict)

    @classmethod
    def begin(cls, report: Report, unit: Unit, on: date, *, by: Actor, tree: Tree, now: datetime, wording: Wording | None = None) -> Self:
        with translation.override("vi"):  # what is settled is a party paper, whatever language its clerk reads
            return cls(build(report, unit, on, by=by, tree=tree, now=now, wording=wording))

    def kept(self) -> dict[str, Any]:
        """Plain data, so that a job can go on from it."""
        return {"built": self.built.kept(), "digests": self.digests}

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Self:
        return cls(Built.read(kept["built"]), kept["digests"])

    @property
    def total(self) -> int:
        return sum(not cell.change for table in self.built.tables for line in table.lines for cell in line.cells)

    @property
    def whole(self) -> bool:
        return len(self.digests) == self.total

    def go_on(self, *, by: Actor, at_a_time: int = AT_A_TIME) -> None:
        """Fingerprint the next few numbers."""
        waiting = ((place, asked) for place, _line, _column, asked in self.numbers(by=by) if place not in self.digests)
        with counting():
            for (place, asked), _each in zip(waiting, range(at_a_time), strict=False):
                self.digests[place] = asked.digest()

    def numbers(self, *, by: Actor) -> Iterator[tuple[str, Line, int, Figure | RatioFigure]]:
        """Place, line, column and figure of each number."""
        for place, _table, line, column, asked in Again(self.built, by=by):
            yield place, line, column, asked
