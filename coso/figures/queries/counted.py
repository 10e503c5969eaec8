"""Counting: one pass over the rows of an indicator answers every split that is asked of them together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Func, IntegerField, QuerySet

from coso.figures.queries.indicator import Dimension, Indicator
from coso.figures.queries.question import Question, once
from coso.figures.queries.stored import answers, split_cells, stored_counts
from coso.org.models import Unit

Split = tuple[tuple[str, ...], bool]  # dimension keys in the order of the alphabet; whether by unit right below
Cells = Counter[tuple[int | None, tuple[Any, ...]]]  # the unit's key, or none; what the database says of each dimension
Lines = list[tuple[dict[str, Any], int]]  # the values of a set of columns, and how many rows have them
MANY_UNITS = 20_000
FEW_COLUMNS = 6


def split_of(keys: Iterable[str], *, child: bool = False) -> Split:
    return tuple(sorted(set(keys))), child


class Population:
    """The rows an indicator counts for a question, and what has been counted of them; from_rows: without the store."""

    def __init__(self, indicator: Indicator, question: Question, *, from_rows: bool = False) -> None:
        self.indicator, self.question, self.from_rows = indicator, question, from_rows
        self.cells: dict[Split, Cells] = {}

    @property
    def unit(self) -> str:
        """The field of a row that holds its unit; as known, a row about a unit names the unit it is about."""
        return "unit_id" if self.indicator.unit == "pk" and self.question.known_at else self.indicator.unit

    @property
    def since(self) -> Any:
        """The first day whose tree is read."""
        return self.question.first_day if self.indicator.flow else self.question.day

    @property
    def everywhere(self) -> QuerySet:
        """The rows that count, wherever they stand."""
        rows = self.indicator.population(self.question)
        for key, value in self.question.where:
            rows = self.indicator.dimension(key).narrow(rows, self.question, self.indicator, value)
        return rows

    @property
    def rows(self) -> QuerySet:
        """The rows that count, in this subtree; to be read inside `counting`."""
        of = self.indicator
        return self.question.subtree.holds(self.everywhere, unit=self.unit, position=of.position, day=of.day_of(self.question), since=self.since)

    def split(self, keys: Iterable[str], *, child: bool) -> Cells:
        """The rows counted by dimensions, and by unit right below: those that stand in none under the unit's own key."""
        self.count([split_of(keys, child=child)])
        return self.cells[split_of(keys, child=child)]

    def count(self, splits: Iterable[Split]) -> None:
        """Count all of these in one pass; in two where units have been put elsewhere below, so that positions do not tell."""
        missing = self._left_by_store([split for split in dict.fromkeys(splits) if split not in self.cells])
        if not missing:
            return
        if not any(child for _keys, child in missing):
            self._read(self.rows, missing)
        elif self.question.subtree.unmoved(self.since):
            self._read(self._with_child(self.rows), missing)
        else:
            self._count_by_closure(missing)

    def stores(self, split: Split) -> bool:
        """Whether the store of counts may answer the split."""
        return not (self.from_rows or self.question.where) and answers(self.indicator.stored, split[0])

    def _left_by_store(self, splits: list[Split]) -> list[Split]:
        """Answer from the store what it can; the splits that are left."""
        kept = [split for split in splits if self.stores(split)]
        if not kept or not (stored := self.indicator.stored):
            return splits
        child = any(child for _keys, child in kept)
        found = once(("stored", self.question, child), lambda: stored_counts(self.question, child=child))
        if found is None:
            return splits
        for keys, by_child in kept:
            self.cells[keys, by_child] = split_cells(stored, found, keys, child=by_child, only=self.indicator.stored_only)
        return [split for split in splits if split not in self.cells]

    def _with_child(self, rows: QuerySet) -> QuerySet:
        """Rows with `child`, the place between the edges of the units right below: odd inside one of them, even in none."""
        edges = ",".join(f"{child.position},{child.position_end}" for child in self.question.subtree.children())
        place = Func(F(self.indicator.position), template=f"width_bucket(%(expressions)s, '{{{edges}}}'::bigint[])", output_field=IntegerField())
        placed: QuerySet[Any] = rows.annotate(child=place)
        return placed

    def _count_by_closure(self, splits: list[Split]) -> None:
        whole = dict.fromkeys([split_of(keys) for keys, _child in splits])
        self.count(whole)
        below: list[Split] = [(keys, child) for keys, child in splits if child]
        if self.indicator.linked:
            rows = self.rows if self.indicator.flow else self.everywhere  # what happened in a unit before it came under this one is not this one's
            self._read(self.question.subtree.by_child(rows, unit=self.unit, day=self.indicator.day_of(self.question)), below)
        else:
            self._read(self.everywhere.annotate(child=F(self.unit)), below)
        for split in below:
            if not self.indicator.linked:
                self.cells[split] = self._folded(self.cells[split])
            own = Counter({values: count for (_none, values), count in self.cells[split[0], False].items()})
            for (_child, values), count in self.cells[split].items():
                own[values] -= count
            self.cells[split].update({(self.question.unit.pk, values): count for values, count in own.items() if count})

    def _folded(self, cells: Cells) -> Cells:
        """Counts by the rows' own units as counts by the units right below."""
        places, folded = self.question.subtree.child_of_unit(), Cells()
        for (unit, values), count in cells.items():
            if unit in places:
                folded[places[unit], values] += count
        return folded

    # --- one pass -----------------------------------------------------------------------------------

    def _read(self, rows: QuerySet, splits: list[Split]) -> None:
        dimensions = {key: self.indicator.dimension(key) for keys, _child in splits for key in keys}
        read = {f"by_{key}": one.expression(self.question, self.indicator) for key, one in dimensions.items() if not one.of_unit}
        if any(one.of_unit for one in dimensions.values()):
            read["at_unit"] = F(self.unit)
        columns = {split: self._columns(split, dimensions) for split in splits}
        found = grouped(rows.annotate(**read), list(columns.values()))
        standing = {row["at_unit"] for lines in found.values() for row, _count in lines if row.get("at_unit")}
        of_units = {key: self._split_of_units(one, standing) for key, one in dimensions.items() if one.of_unit}
        for split in splits:
            self.cells[split] = self._cells(split, found[columns[split]], of_units)

    def _columns(self, split: Split, dimensions: dict[str, Dimension]) -> tuple[str, ...]:
        """What the rows are grouped by for a split; units' own dimensions are folded here."""
        keys, child = split
        named = ["child"] * child + ["at_unit" if dimensions[key].of_unit else f"by_{key}" for key in keys]
        return tuple(dict.fromkeys(named))

    def _cells(self, split: Split, lines: Lines, of_units: dict[str, dict[int, Any]]) -> Cells:
        keys, child = split
        unit_key = self._unit_key() if child else None
        cells: Cells = Counter()
        for row, count in lines:
            values = tuple(of_units[key].get(row["at_unit"]) if key in of_units else row[f"by_{key}"] for key in keys)
            cells[unit_key(row["child"]) if unit_key else None, values] += count
        return cells

    def _unit_key(self) -> Callable[[int], int]:
        """From what a row was counted under to the unit's key: by its place between edges, or by the closure."""
        if not self.question.subtree.unmoved(self.since):
            return int
        own = self.question.unit.pk
        return [own, *(key for child in self.question.subtree.children() for key in (child.pk, own))].__getitem__

    def _split_of_units(self, dimension: Dimension, wanted: set[int]) -> dict[int, Any]:
        """What each unit that occurs is split as; all units at once when nearly all occur."""
        units: Any = dimension.of_unit(self.question) if dimension.of_unit else Unit.objects.none()
        few = units.filter(pk__in=wanted) if len(wanted) < MANY_UNITS else units
        return dict(few.values_list("pk", "split"))


def population(indicator: Indicator, question: Question) -> Population:
    """The one of this stretch of counting."""
    return once(("population", indicator.key, question), lambda: Population(indicator, question))


def grouped(rows: QuerySet, sets: list[tuple[str, ...]]) -> dict[tuple[str, ...], Lines]:
    """Rows counted by each of several sets of columns, in one pass."""
    found: dict[tuple[str, ...], Lines] = {one: [] for one in sets}
    columns = list(dict.fromkeys(chain.from_iterable(found)))
    if not columns:
        return {(): [({}, rows.count())]}
    try:
        inner, parameters = rows.order_by().values(*columns).query.sql_with_params()
    except EmptyResultSet:
        return found
    quoted = {name: connection.ops.quote_name(name) for name in columns}
    listed, wanted = ", ".join(quoted.values()), ", ".join(f"({', '.join(quoted[name] for name in one)})" for one in found)
    of_mask = {sum(1 << at for at, name in enumerate(reversed(columns)) if name not in one): one for one in found}
    with connection.cursor() as cursor:
        # A few columns first by all of them, which the database can share among its workers: what is left to add up is small.
        cells = f"SELECT {listed}, count(*) AS n FROM ({inner}) AS counted GROUP BY {listed}"  # noqa: S608 Django's own query inside
        if len(columns) > FEW_COLUMNS:
            cells = f"SELECT {listed}, 1 AS n FROM ({inner}) AS counted"  # noqa: S608 as above
        cursor.execute(f"SELECT GROUPING({listed}), coalesce(sum(n), 0)::bigint, {listed} FROM ({cells}) AS cells GROUP BY GROUPING SETS ({wanted})", parameters)  # noqa: S608 as above
        for mask, count, *values in cursor.fetchall():
            found[of_mask[mask]].append((dict(zip(columns, values, strict=True)), count))
    return found
