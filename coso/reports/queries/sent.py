"""The numbers of a unit's own report: those it counts now, and those it has sent up."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from coso.reports.models import FrozenReport
from coso.reports.queries.below import Below
from coso.reports.queries.built import Built, Cell, Line

Key = tuple[str, str]  # an indicator, and what it is narrowed to


@dataclass(frozen=True)
class SentUp:
    """What a unit has sent: its own numbers, and when they were settled.

    parts: what its report, of the same version, would list if it occurred: values of a dimension without any are left out of a table.
    """

    numbers: dict[Key, Cell]
    settled_at: datetime
    parts: frozenset[Key]

    def get(self, key: Key) -> Cell | None:
        """Its number of that key; nought where it is a part that did not occur."""
        cell = self.numbers.get(key) or (Cell(0) if key in self.parts else None)
        return None if cell is None or cell.value is None else cell


def narrowed(where: dict[str, str]) -> str:
    return json.dumps(where, sort_keys=True)


def own_numbers(built: Built, on: str, start: str) -> Iterator[tuple[Key, Line, Cell]]:
    """Each number of the report's own unit on that day, or from `start` to it; compared days, parts of sums and tables by unit are left out."""
    for table in built.tables:
        if any(line.unit != built.unit for line in table.lines):
            continue
        for line in table.lines:
            cell = line.cells[0]
            if (len(set(line.indicators)) == 1 or table.inline) and not cell.change and cell.on == on and cell.start in ("", start):
                yield (line.indicators[0], narrowed(line.wheres[0])), line, cell


def sent_up(below: Iterable[Below], built: Built) -> dict[int, SentUp]:
    """Unit's key -> the numbers of its settled report that was sent up, of the same day and period."""
    works = {one.work.frozen_id: one.unit.pk for one in below if one.sent and one.work}
    parts = frozenset(key for key, line, _cell in own_numbers(built, built.on, built.start) if line.wheres[0])
    return {
        works[one.pk]: SentUp(_numbers(one, built), one.as_known_on, parts if one.version == built.version else frozenset())
        for one in FrozenReport.objects.filter(pk__in=works)
    }


def _numbers(settled: FrozenReport, built: Built) -> dict[Key, Cell]:
    return {key: cell for key, _line, cell in own_numbers(Built.read(settled.content), built.on, built.start)}
