"""Tables of figures for screens: each number with the address of the records behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coso.common.actors import Actor
from coso.figures.exports import Bar
from coso.figures.forms import Wanted
from coso.figures.queries import (
    NOT_RECORDED,
    Asked,
    Counted,
    Line,
    RatioFigure,
    Shown,
    by_subject,
    figure,
    may_open_people,
    shown_lines,
    shown_value,
)
from coso.org.models import Unit


@dataclass(frozen=True)
class Cell:
    """A number, the address of its records (empty where the reader may not open them), and what it counts."""

    shown: Shown
    url: str = ""
    label: str = ""
    places: int = 0

    @property
    def text(self) -> Any:
        return self.shown.text


@dataclass(frozen=True)
class Row:
    """A line of a table. url: where its name leads."""

    name: str
    cells: list[Cell]
    url: str = ""


@dataclass(frozen=True)
class Grid:
    """A table: heading of the first column, headings of the numbers, lines, and a last line of totals if there is one."""

    first: str
    heads: list[str]
    rows: list[Row]
    total: Row | None = None


def records_url(asked: Asked, wanted: Wanted, by: Actor, **where: str) -> str:
    """The address of the records behind a number, for those who may open them."""
    if isinstance(asked, RatioFigure) or (asked.indicator.people and not may_open_people(asked, by)):
        return ""
    narrowed = dict(asked.question.where) | where
    return reverse("figures:records", args=[asked.question.unit.pk, asked.indicator.key]) + wanted.address(**narrowed)


def cell_of(asked: Asked, wanted: Wanted, by: Actor, shown: Shown | None = None, **where: str) -> Cell:
    found = shown or shown_value(asked, by=by)
    url = records_url(asked, wanted, by, **where) if found.value and not found.hidden else ""
    places = 2 if isinstance(asked, RatioFigure) else 0
    return Cell(found, url, str(asked.indicator.name), places)


# --- the unit's page ------------------------------------------------------------------------------

COLUMNS: Sequence[tuple[Any, str, str, str]] = (  # heading, indicator, dimension, value
    (gettext_lazy("Members"), "members.count", "", ""),
    (gettext_lazy("Official"), "members.count", "status", "official"),
    (gettext_lazy("Probationary"), "members.count", "status", "probationary"),
    (gettext_lazy("Women"), "members.count", "sex", "female"),
    (gettext_lazy("Ethnic minority"), "members.count", "minority", "true"),
    (gettext_lazy("Admitted"), "members.admitted", "", ""),
)

AGES, AGES_BY_SEX = "members.count", ("age_band", "sex")


def wanted_on_page(unit: Unit, wanted: Wanted, by: Actor) -> Iterator[Counted]:
    """All that the tables of a unit's page ask, to be counted together."""
    for _head, key, split, value in COLUMNS:
        asked = figure(key, wanted.question(unit), by=by)
        yield asked, (split,) * bool(split), True
        yield asked.only(**{split: value}) if split else asked, (), False
    yield figure(AGES, wanted.question(unit), by=by), AGES_BY_SEX, False


def units_below(unit: Unit, wanted: Wanted, by: Actor) -> Grid:
    """The units right below, each with its main numbers; none for a unit that has none below on that tree."""
    counted = {(key, split): _by_unit(figure(key, wanted.question(unit), by=by), split, by) for _head, key, split, _value in COLUMNS}
    heads = [str(head) for head, *_rest in COLUMNS]
    lines = [line for line in counted["members.count", ""][""].values() if line.line.unit]
    rows = [_unit_row(line.line.unit, counted, wanted, by) for line in lines if line.line.unit and line.line.unit.pk != unit.pk]
    direct = [_unit_row(unit, counted, wanted, by, own=True)] if any(line.line.unit == unit and line.line.value for line in lines) and rows else []
    return Grid(_("Unit"), heads, rows + direct, _totals(unit, wanted, by) if rows else None)


def _by_unit(asked: Asked, split: str, by: Actor) -> dict[str, dict[int, Shown]]:
    """Value of the split -> unit -> number."""
    found: dict[str, dict[int, Shown]] = {}
    for shown in shown_lines(asked, *[split] * bool(split), by=by, children=True):
        value = shown.line.choices[0].key if shown.line.choices else ""
        found.setdefault(value, {})[shown.line.unit.pk if shown.line.unit else 0] = shown
    return found


def _unit_row(unit: Unit, counted: dict[tuple[str, str], dict[str, dict[int, Shown]]], wanted: Wanted, by: Actor, *, own: bool = False) -> Row:
    cells = []
    for _head, key, split, value in COLUMNS:
        shown = counted[key, split].get(value, {}).get(unit.pk)
        asked = figure(key, wanted.question(unit), by=by)
        narrowed = {split: value} if split else {}
        cells.append(_plain_cell(shown) if own or shown is None else cell_of(asked, wanted, by, shown, **narrowed))
    name = _("Directly in the unit") if own else unit.name
    return Row(name, cells, "" if own else reverse("figures:unit", args=[unit.pk]) + wanted.address())


def _plain_cell(shown: Shown | None) -> Cell:
    return Cell(shown or Shown(Line((), 0)))


def _totals(unit: Unit, wanted: Wanted, by: Actor) -> Row:
    cells = []
    for _head, key, split, value in COLUMNS:
        narrowed = {split: value} if split else {}
        cells.append(cell_of(figure(key, wanted.question(unit), by=by).only(**narrowed), wanted, by))
    return Row(_("Total"), cells)


def ages_by_sex(unit: Unit, wanted: Wanted, by: Actor) -> tuple[Grid, list[Bar]]:
    """How old the members are, women and men beside each other: the picture and its table."""
    return crossed(figure(AGES, wanted.question(unit), by=by), *AGES_BY_SEX, wanted, by)


@dataclass(frozen=True)
class Listed:
    """A figure in the list of all: its name and definition, the sign after its number, where it leads, and its number once that is asked."""

    name: Any
    definition: Any
    sign: str
    url: str
    cell: Cell | None = None


def listed(unit: Unit, wanted: Wanted, by: Actor, *, counted: bool) -> list[tuple[Any, list[Listed]]]:
    """All figures by subject. counted: with their numbers; without, nothing is asked of the database."""
    return [
        (subject.label, [_listed(figure(one.key, wanted.question(unit), by=by), wanted, by, counted=counted) for one in found])
        for subject, found in by_subject()
    ]


def _listed(asked: Asked, wanted: Wanted, by: Actor, *, counted: bool) -> Listed:
    one = asked.indicator
    url = reverse("figures:indicator", args=[asked.question.unit.pk, one.key]) + wanted.address()
    sign = "%" if isinstance(asked, RatioFigure) and asked.indicator.percent else ""
    return Listed(one.name, one.definition, sign, url, cell_of(asked, wanted, by) if counted else None)


# --- an indicator's page --------------------------------------------------------------------------


def crossed(asked: Asked, down: str, across: str, wanted: Wanted, by: Actor) -> tuple[Grid, list[Bar]]:
    """One dimension down, another across; only lines and columns where something is."""
    downs, acrosses = asked.dimensions((down, across))
    shown = {(one.line.choices[0], one.line.choices[1]): one for one in shown_lines(asked, down, across, by=by)}
    columns = [choice for choice in [*acrosses.values(asked.question), NOT_RECORDED] if any(pair[1] == choice for pair in shown)]
    lines = [choice for choice in [*downs.values(asked.question), NOT_RECORDED] if any(pair[0] == choice for pair in shown)]
    nothing = Shown(Line((), None if isinstance(asked, RatioFigure) else 0))
    rows = [
        Row(str(line.label), [cell_of(asked, wanted, by, shown.get((line, column), nothing), **{down: line.key, across: column.key}) for column in columns])
        for line in lines
    ]
    drawn = [Bar(str(line.label), float(shown.get((line, column), nothing).value or 0), str(column.label)) for line in lines for column in columns]
    return Grid(str(downs.name).capitalize(), [str(column.label) for column in columns], rows), drawn


def split(asked: Asked, by_key: str, wanted: Wanted, by: Actor) -> tuple[Grid, list[Bar]]:
    """One dimension: a line for each value that occurs."""
    (dimension,) = asked.dimensions((by_key,))
    lines = [one for one in shown_lines(asked, by_key, by=by) if one.line.value]
    rows = [Row(str(one.line.choices[0].label), [cell_of(asked, wanted, by, one, **{by_key: one.line.choices[0].key})]) for one in lines]
    drawn = [Bar(str(one.line.choices[0].label), float(one.value or 0)) for one in lines]
    return Grid(str(dimension.name).capitalize(), [str(asked.indicator.name)], rows), drawn


def below(asked: Asked, wanted: Wanted, by: Actor) -> tuple[Grid, list[Bar]]:
    """A line for each unit right below."""
    rows, drawn = [], []
    for one in shown_lines(asked, by=by, children=True):
        unit = one.line.unit
        own = unit is None or unit == asked.question.unit
        if unit is None or (own and not one.line.value):
            continue
        name = _("Directly in the unit") if own else unit.name
        there = figure(asked.indicator.key, replace(asked.question, unit=unit), by=by)
        address = "" if own else reverse("figures:indicator", args=[unit.pk, asked.indicator.key]) + wanted.address(children="1", **dict(asked.question.where))
        rows.append(Row(name, [_plain_cell(one) if own else cell_of(there, wanted, by, one)], address))
        drawn.append(Bar(name, float(one.value or 0)))
    return Grid(_("Unit"), [str(asked.indicator.name)], rows), drawn
