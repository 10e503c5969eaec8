"""How a counted row is kept: its facts as one small number, its beginning and its end as two changes of a count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fact:
    """A column whose value a stored count is split by. key: the dimension it answers; values: all it may hold, in a fixed order.

    Anything else, and nothing, is kept as nothing recorded.
    """

    key: str
    column: str
    values: tuple[Any, ...]

    @property
    def code(self) -> str:
        """SQL for the value's place from 1, or 0."""
        told = ", ".join(f"'{str(value).lower()}'" for value in self.values)
        return f"coalesce(array_position(ARRAY[{told}], {self.column}::text), 0)"


@dataclass(frozen=True)
class Stored:
    """Which rows with a period are counted ahead, and by which facts.

    table: holds unit_id, position, valid_from and valid_to. condition: SQL for the rows that count.
    """

    table: str
    condition: str
    facts: tuple[Fact, ...]

    @property
    def cell(self) -> str:
        """SQL for a row's facts as one number; `read` takes it apart again."""
        told = "0"
        for fact in self.facts:
            told = f"({told} * {len(fact.values) + 1} + {fact.code})"
        return told

    def read(self, cell: int) -> dict[str, Any]:
        """The values of a cell by the keys of their dimensions; None for nothing recorded."""
        found: dict[str, Any] = {}
        for fact in reversed(self.facts):
            cell, at = divmod(cell, len(fact.values) + 1)
            found[fact.key] = fact.values[at - 1] if at else None
        return found

    def changes(self, rows: str, *, sign: int = 1) -> str:
        """SQL for what rows add to a count, and on which day: unit_id, position, day, cell, n."""
        return f"""SELECT unit_id, position, one.day, {self.cell} AS cell, one.n FROM {rows},
  LATERAL (VALUES (valid_from, {sign}), (valid_to, {-sign})) AS one(day, n)
  WHERE {self.condition} AND one.day IS NOT NULL"""  # noqa: S608 names from declarations

    def late(self, *changes: str) -> str:
        """The statement of a trigger: what its rows change is added to the counts written down since the store was made."""
        union = " UNION ALL ".join(changes)
        return f"""INSERT INTO figures_latecount (unit_id, position, day, cell, n)
  SELECT unit_id, position, day, cell, sum(n) FROM ({union}) AS changed GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0;
RETURN NULL;"""  # noqa: S608 as above
