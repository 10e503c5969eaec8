"""Which units may be counted as one: those that stood below the same places on the same days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from coso.org.kinds import UPPER_KINDS
from coso.org.models import Closure, Unit

Line = tuple[int, int, date, date | None, bool]  # ancestor, depth, from, to, whether it is of an upper kind
FIRST_DAY = date(1930, 1, 1)


@dataclass(frozen=True)
class Path:
    """places: the unit at commune level above, each with the day from which it was; the first from ever. position: that of the last one today."""

    places: tuple[tuple[date, int], ...]
    position: int


def paths(units: Sequence[int]) -> dict[int, Path]:
    """The path of each unit that can be counted with others; left out are upper units and those whose days leave gaps."""
    lines: dict[int, list[Line]] = defaultdict(list)
    found = Closure.objects.filter(descendant__in=units).values_list("descendant", "ancestor", "depth", "valid_from", "valid_to", "ancestor__kind")
    for unit, ancestor, depth, start, end, kind in found.iterator(chunk_size=20_000):
        lines[unit].append((ancestor, depth, start, end, kind in UPPER_KINDS))
    places = {unit: _places(unit, above) for unit, above in lines.items()}
    spans = spans_of({way[-1][1] for way in places.values() if way} | set(units))
    return {unit: Path(way, spans[way[-1][1]][0]) for unit, way in places.items() if way and holds(spans[way[-1][1]], spans[unit])}


def spans_of(units: Iterable[int]) -> dict[int, tuple[int, int]]:
    return {pk: (start, end) for pk, start, end in Unit.objects.filter(pk__in=units).values_list("pk", "position", "position_end")}


def holds(place: tuple[int, int], unit: tuple[int, int]) -> bool:
    return place[0] <= unit[0] and unit[1] <= place[1]


def _places(unit: int, lines: list[Line]) -> tuple[tuple[date, int], ...]:
    """The places in their order; none where the unit can't be counted with others."""
    own = [line for line in lines if line[1] == 0]
    if len(own) != 1 or own[0][4]:
        return ()
    cuts = sorted({day for line in lines for day in line[2:4] if day and own[0][2] <= day and day != own[0][3]})
    way: list[tuple[date, int]] = []
    for day in cuts:
        place = _place_on(unit, lines, day)
        if not way or way[-1][1] != place:
            way.append((day, place))
    return ((date.min, way[0][1]), *way[1:])


def _place_on(unit: int, lines: list[Line], day: date) -> int:
    """The highest unit above, or the unit itself, with no upper unit in between."""
    place = unit
    for ancestor, _depth, _start, _end, upper in sorted((line for line in lines if line[2] <= day and (line[3] is None or day < line[3])), key=lambda line: line[1]):
        if upper:
            break
        place = ancestor
    return place


def late_units() -> list[int]:
    """Units with late counts that are not in the store yet."""
    return keys_of("SELECT DISTINCT l.unit_id FROM figures_latecount l WHERE NOT l.settled ORDER BY 1")


def marked() -> tuple[list[int], list[int]]:
    """The marks that stand, but those of sums alone, and the units at and below the marked ones on whatever day."""
    marks = keys_of("SELECT id FROM figures_storemark WHERE NOT wide")
    below = """SELECT DISTINCT c.descendant_id FROM figures_storemark m JOIN org_closure c ON c.ancestor_id = m.unit_id
        JOIN figures_storedunit s ON s.unit_id = c.descendant_id WHERE m.id = ANY(%s)"""
    return marks, keys_of(below, marks) if marks else []


def not_built_since(moment: datetime, many: int) -> list[int]:
    """The next units to be counted into the store, in the order of the tree."""
    return keys_of(
        """SELECT u.id FROM org_unit u LEFT JOIN figures_storedunit s ON s.unit_id = u.id AND s.built_at >= %s
        WHERE s.unit_id IS NULL ORDER BY u.position LIMIT %s""", moment, many,
    )


NEVER_COUNTED = "SELECT unit_id FROM figures_storedunit WHERE unit_id = ANY(%s) AND built_at = '-infinity' ORDER BY unit_id"


def never_counted(units: Sequence[int], *, hold: bool = False) -> list[int]:
    """Those of the units on the store's list that were not counted yet; held until the transaction ends, if wanted."""
    return keys_of(f"{NEVER_COUNTED} FOR UPDATE" if hold else NEVER_COUNTED, list(units))


def keys_of(told: str, *parameters: Any) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(told, parameters)
        return [key for (key,) in cursor.fetchall()]
