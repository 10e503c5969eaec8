"""Which groups of the store may be summed up in one: those that stood below the same units right below the top of the tree on the same days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from coso.figures.models import StoredGroup, StoredPlace
from coso.figures.queries.grouping import Path, holds, keys_of, spans_of
from coso.org.models import Closure

Line = tuple[int, int, date, date | None]  # ancestor, depth, from, to
Stood = tuple[int, date, date | None]  # a place above a group, from, to
Way = tuple[tuple[date, int], ...]


def waiting() -> dict[Path, list[int]]:
    """The groups that are in no sum yet, by the way they stood."""
    found: dict[Path, list[int]] = defaultdict(list)
    for group, way in wide_paths(list(StoredGroup.objects.filter(wide=False, whole=None).values_list("pk", flat=True))).items():
        found[way].append(group)
    return found


def wide_paths(groups: Sequence[int]) -> dict[int, Path]:
    """The way of each group that is in no sum: the unit right below the top of the tree, day by day; left out are groups outside its interval today."""
    places: dict[int, list[Stood]] = defaultdict(list)
    stood = StoredPlace.objects.filter(group__in=groups, group__wide=False, group__whole=None).order_by("valid_from")
    for group, place, start, end in stood.values_list("group", "unit", "valid_from", "valid_to"):
        places[group].append((place, start, end))
    lines = _lines({place for way in places.values() for place, _start, _end in way})
    ways = {group: _way(stays, lines) for group, stays in places.items()}
    spans = spans_of({way[-1][1] for way in ways.values() if way} | {stays[-1][0] for stays in places.values()})
    return {
        group: Path(way, spans[way[-1][1]][0]) for group, way in ways.items() if way and holds(spans[way[-1][1]], spans[places[group][-1][0]])
    }


def _lines(places: set[int]) -> dict[int, list[Line]]:
    lines: dict[int, list[Line]] = defaultdict(list)
    for place, ancestor, depth, start, end in Closure.objects.filter(descendant__in=places).values_list("descendant", "ancestor", "depth", "valid_from", "valid_to"):
        lines[place].append((ancestor, depth, start, end))
    return lines


def _way(stays: list[Stood], lines: dict[int, list[Line]]) -> Way:
    """The units right below the top, each with the day from which it was; the first from ever."""
    way: list[tuple[date, int]] = []
    for place, start, end in stays:
        cuts = {max(line[2], start) for line in lines[place]} | {line[3] for line in lines[place] if line[3]}
        for day in sorted(day for day in cuts if start <= day and (end is None or day < end)):
            top = _top_on(lines[place], day)
            if top is not None and (not way or way[-1][1] != top):
                way.append((day, top))
    return ((date.min, way[0][1]), *way[1:]) if way else ()


def _top_on(lines: list[Line], day: date) -> int | None:
    """The last unit but one on the way up; the unit itself where nothing is above it; none on days on which it was not in being."""
    above = sorted((depth, ancestor) for ancestor, depth, start, end in lines if start <= day and (end is None or day < end))
    return above[-2:][0][1] if above else None


def standing_as(way: Path) -> set[int]:
    """The wide groups that stood the same way."""
    stood: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for group, place, start in StoredPlace.objects.filter(group__wide=True).order_by("valid_from").values_list("group", "unit", "valid_from"):
        stood[group].append((start, place))
    return {group for group, places in stood.items() if tuple(places) == way.places}


def wide_marks() -> list[int]:
    """The marks of sums alone that stand."""
    return keys_of("SELECT id FROM figures_storemark WHERE wide")


def wholes_below(marks: Sequence[int]) -> set[int]:
    """The wide groups with a part that stood below a marked unit on whatever day."""
    return set(keys_of(
        """SELECT DISTINCT g.whole_id FROM figures_storemark m JOIN org_closure c ON c.ancestor_id = m.unit_id
        JOIN figures_storedplace p ON p.unit_id = c.descendant_id JOIN figures_storedgroup g ON g.id = p.group_id
        WHERE m.id = ANY(%s) AND g.whole_id IS NOT NULL""", list(marks),
    ))
