"""A figure: an indicator's answer to one question, once leave has been given."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from django.db.models import BigIntegerField, F, Q, QuerySet, Value
from django.utils.translation import gettext as _

from coso.common.actors import EVERYTHING, Actor
from coso.figures.queries.counted import Cells, Population, Split, population, split_of
from coso.figures.queries.indicator import (
    NOT_RECORDED,
    Choice,
    Dimension,
    Indicator,
    NoSuchIndicator,
    Ratio,
    indicator,
)
from coso.figures.queries.question import Question, counting, knowing
from coso.org.models import Unit

Number = int | Decimal | None
Cell = tuple[int | None, tuple[Choice, ...]]  # the child's key, or none; a value of each dimension
Counts = Counter[Cell]


@dataclass(frozen=True)
class Line:
    """One line of an answer: its dimension values in the order asked for, the unit when read by child, the number."""

    choices: tuple[Choice, ...]
    value: Number
    unit: Unit | None = None


def figure(key: str, question: Question, *, by: Actor) -> Figure | RatioFigure:
    """The figure of that key, for somebody who may see figures of the unit; else NotAllowed."""
    declared = indicator(key)
    by.require("figure.view", question.unit)
    if isinstance(declared, Ratio):
        return RatioFigure(declared, question)
    return Figure(declared, question)


class Figure:
    """Answers `value`, `by`, `children`, `records`; always `value() == len(records())`."""

    def __init__(self, indicator: Indicator, question: Question) -> None:
        self.indicator, self.question = indicator, question

    def only(self, **where: str) -> Figure:
        """The same figure, of these dimension values alone."""
        return Figure(self.indicator, self.question.only(**where))

    def dimensions(self, keys: tuple[str, ...]) -> list[Dimension]:
        return [self.indicator.dimension(key) for key in keys]

    @property
    def rows(self) -> QuerySet:
        """The rows that count, in this subtree; to be read inside `counting`."""
        return population(self.indicator, self.question).rows

    # --- answers --------------------------------------------------------------------------------

    def value(self) -> int:
        return self._counts(())[None, ()]

    def by(self, *keys: str) -> list[Line]:
        """A line for each combination of values that occurs; with one dimension its zeros too, in its order."""
        return [Line(choices, count) for (_unit, choices), count in self._in_order(self._counts(keys), keys, [None])]

    def children(self, *keys: str) -> list[Line]:
        """A line for each unit right below and one for the unit itself (what stands in no child), split if asked."""
        with counting(self.question.known_at):
            counted = self._counts(keys, child=True)
            children = self.question.subtree.children()
        places: dict[int | None, Unit] = {unit.pk: unit for unit in [*children, self.question.unit]}
        return [Line(choices, count, places[unit]) for (unit, choices), count in self._in_order(counted, keys, list(places))]

    def records(self, *, start: int = 0, stop: int | None = None) -> list[Any]:
        """Exactly the rows behind the number, or a part of them."""
        with counting(self.question.known_at):
            return list(self.rows.select_related(*self.indicator.related).order_by(*self.indicator.order)[start:stop])

    def open_records(self, by: Actor, *, start: int = 0, stop: int | None = None) -> list[Any]:
        """The rows behind the number that this reader may open."""
        if not self.indicator.people:
            return self.records(start=start, stop=stop)
        return self.read(self.open_keys(by, start=start, stop=stop))

    def open_keys(self, by: Actor, *, start: int = 0, stop: int | None = None) -> list[int]:
        with counting(self.question.known_at):
            return list(self._open(by).order_by(*self.indicator.order).values_list("pk", flat=True)[start:stop])

    def read(self, keys: list[int]) -> list[Any]:
        """The rows of these keys, in their order: persons are read within the reader's own walls."""
        with knowing(self.question.known_at):
            found = {row.pk: row for row in self.indicator.population(self.question).model._default_manager.filter(pk__in=keys).select_related(*self.indicator.related)}  # noqa: SLF001 Django's public name
        return [found[key] for key in keys if key in found]

    def open_count(self, by: Actor) -> int:
        """How many of the rows this reader may open; the rest stand in units outside their scope today."""
        with counting(self.question.known_at):
            return int(self._open(by).count())

    def _open(self, by: Actor) -> QuerySet:
        inside = Q(pk__in=[])
        for lo, hi in by.intervals("member.view") if self.indicator.people else [EVERYTHING]:
            inside |= Q(**{f"{self.indicator.position}__gte": lo, f"{self.indicator.position}__lt": hi})
        return self.rows.filter(inside)

    def keys(self) -> list[int]:
        with counting(self.question.known_at):
            return sorted(self.rows.values_list("pk", flat=True))

    def whose(self) -> dict[int, tuple[int | None, int | None]]:
        """Of each record, by its key, whose it is: the person, for a count of people, and the unit it stands in."""
        with counting(self.question.known_at):
            person = F("member_id") if self.indicator.people else Value(None, output_field=BigIntegerField())
            found = self.rows.values_list("pk", person, population(self.indicator, self.question).unit)
            return {key: (member, unit) for key, member, unit in found}

    def digest(self) -> str:
        """A fingerprint of the records, to tell later whether they are the same."""
        return hashlib.sha256(",".join(map(str, self.keys())).encode()).hexdigest()

    # --- counting -------------------------------------------------------------------------------

    def _counts(self, keys: tuple[str, ...], *, child: bool = False) -> Counts:
        """Counts by (child, values), from what has been counted together if it is there."""
        with counting(self.question.known_at):
            wide = population(self.indicator, replace(self.question, where=()))
            narrowed = dict(self.question.where)
            split = split_of((*keys, *narrowed), child=child)
            if split not in wide.cells and not wide.stores(split):
                wide, narrowed = population(self.indicator, self.question), {}
            cells = wide.split((*keys, *narrowed), child=child)
        return self._narrowed(cells, keys, narrowed, child=child)

    def _narrowed(self, cells: Cells, keys: tuple[str, ...], narrowed: dict[str, str], *, child: bool) -> Counts:
        """Cells of raw values as counts of choices, only those of the values narrowed to."""
        at = {key: place for place, key in enumerate(split_of((*keys, *narrowed), child=child)[0])}
        only = [(at[key], self.indicator.dimension(key).raw(self.question, value)) for key, value in narrowed.items()]
        said = [(at[d.key], {value.raw: value for value in d.values(self.question)}) for d in self.dimensions(keys)]
        counts: Counts = Counter()
        for (unit, raws), count in cells.items():
            if all(raws[place] == raw for place, raw in only):
                counts[unit, tuple(known.get(raws[place], NOT_RECORDED) for place, known in said)] += count
        return counts

    def _in_order(self, counted: Counts, keys: tuple[str, ...], units: list[int | None]) -> list[tuple[Cell, int]]:
        """Lines in the order of units, then of each dimension's values, with the zeros that are worth showing."""
        if len(keys) < 2:  # one dimension or none: every unit and every value has its line
            for unit in units:
                for choices in self._every_choice(keys):
                    counted.setdefault((unit, choices), 0)
        place = {unit: at for at, unit in enumerate(units)}
        ranks = [{value.key: at for at, value in enumerate(d.values(self.question))} for d in self.dimensions(keys)]

        def rank(item: tuple[Cell, int]) -> tuple[int, ...]:
            (unit, choices), _count = item
            return (place[unit], *(r.get(c.key, len(r)) for r, c in zip(ranks, choices, strict=True)))

        return sorted(counted.items(), key=rank)

    def _every_choice(self, keys: tuple[str, ...]) -> list[tuple[Choice, ...]]:
        return [(value,) for d in self.dimensions(keys) for value in d.values(self.question)] if keys else [()]


class RatioFigure:
    """A share or an average; it has no list of its own, its two counts have."""

    def __init__(self, ratio: Ratio, question: Question) -> None:
        self.indicator, self.question = ratio, question

    @cached_property
    def numerator(self) -> Figure:
        return Figure(indicator(self.indicator.numerator), self.question.only(**dict(self.indicator.numerator_where)))

    @cached_property
    def denominator(self) -> Figure:
        return Figure(indicator(self.indicator.denominator), self.question)

    def only(self, **where: str) -> RatioFigure:
        return RatioFigure(self.indicator, self.question.only(**where))

    def dimensions(self, keys: tuple[str, ...]) -> list[Dimension]:
        return self.numerator.dimensions(keys)

    def value(self) -> Decimal | None:
        return self.divided(self.numerator.value(), self.denominator.value())

    def by(self, *keys: str) -> list[Line]:
        return self._divided(self.numerator.by(*keys), self.denominator.by(*keys))

    def children(self, *keys: str) -> list[Line]:
        return self._divided(self.numerator.children(*keys), self.denominator.children(*keys))

    def records(self, **_part: int) -> list[Any]:
        raise NoSuchIndicator(
            _("“%(name)s” is a ratio and has no list of its own. Ask for the records of %(numerator)s or of %(denominator)s.")
            % {"name": self.indicator.name, "numerator": self.indicator.numerator, "denominator": self.indicator.denominator}
        )

    def digest(self) -> str:
        """A fingerprint of both counts' records."""
        return hashlib.sha256(f"{self.numerator.digest()}/{self.denominator.digest()}".encode()).hexdigest()

    def divided(self, above: int, below: int) -> Decimal | None:
        """Rounded to two decimals, half up, as party papers do; None when there is nothing to divide by."""
        times = 100 if self.indicator.percent else 1
        return (Decimal(above * times) / below).quantize(Decimal("0.01"), ROUND_HALF_UP) if below else None

    def _divided(self, above: list[Line], below: list[Line]) -> list[Line]:
        counts = {(line.unit, line.choices): line.value for line in above}
        return [replace(line, value=self.divided(int(counts.get((line.unit, line.choices)) or 0), int(line.value or 0))) for line in below]


Counted = tuple[Figure | RatioFigure, tuple[str, ...], bool]  # a figure, the dimensions it is split by, whether by child


def count_together(wanted: Iterable[Counted]) -> None:
    """Count what a page will ask, one pass for each indicator and day; to be called inside `counting`, which keeps it."""
    splits: dict[Population, list[Split]] = {}
    for asked, keys, child in wanted:
        for one in [asked.numerator, asked.denominator] if isinstance(asked, RatioFigure) else [asked]:
            rows = population(one.indicator, replace(one.question, where=()))
            splits.setdefault(rows, []).append(split_of((*keys, *dict(one.question.where)), child=child))
    for rows in sorted(splits, key=lambda rows: rows.since):  # the earliest first: what has moved since answers the rest
        rows.count(splits[rows])
