"""The planning board: branches as columns, people as cards, as the plan has them so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from coso.common.vietnamese import fold
from coso.members.enums import Status
from coso.members.models import Member
from coso.org.enums import UnitKind
from coso.org.kinds import MEMBER_KINDS
from coso.org.models import Unit
from coso.restructuring.models import RestructuringPlan
from coso.restructuring.queries.forecast import Forecast, forecast
from coso.restructuring.rules.operations import Ref
from coso.restructuring.rules.sketch import Drawn

MOST_COLUMNS = 60
MOST_PEOPLE = 1500  # beyond, people are shown only in the columns that were opened


@dataclass(frozen=True)
class Card:
    """One member. start: the name of the unit they come from, when the plan moves them."""

    key: int
    name: str
    probationary: bool
    start: str


@dataclass
class Column:
    """One branch. touched: the plan changes it; such columns come first. hidden: how many people are not shown."""

    unit: Drawn
    superior: str
    touched: bool = False
    cards: list[Card] = field(default_factory=list)
    hidden: int = 0

    @property
    def kind(self) -> str:
        return str(UnitKind(self.unit.kind).label)


@dataclass
class Board:
    """others: the units that hold no members, to put units under. more: branches that are not shown."""

    told: Forecast
    columns: list[Column]
    others: list[Drawn]
    more: int = 0

    @property
    def targets(self) -> list[tuple[Ref, str]]:
        return [(unit.ref, unit.name) for unit in (*(column.unit for column in self.columns), *self.others)]


def board(plan: RestructuringPlan, user: Any, focus: Unit, opened: Iterable[int] = (), wanted: str = "") -> Board:
    """The branches under `focus` and those the plan touches. Names only for who may see members there.

    wanted: only columns whose name, or one of whose people, has these letters, and then only those people.
    """
    near = Unit.objects.under(focus).existing_on(plan.on).filter(kind__in=MEMBER_KINDS)
    keys = list(near.in_tree_order().values_list("pk", flat=True)[: MOST_COLUMNS + 1])
    middle = Unit.objects.under(focus).existing_on(plan.on).exclude(kind__in=MEMBER_KINDS).exclude(kind=UnitKind.PARTY_GROUP)
    told = forecast(plan.operations, plan.unit, plan.on, {focus.pk, *keys[:MOST_COLUMNS], *middle.values_list("pk", flat=True)[:MOST_COLUMNS]})
    assert told.sketch is not None
    alive = [unit for unit in told.sketch.units.values() if not unit.ended and told.sketch.inside(unit.ref, plan.unit_id)]
    touched = {line.ref for line in told.lines}
    columns = [Column(unit, _name_of(told, unit.parent), unit.ref in touched) for unit in alive if unit.holds_members]
    columns.sort(key=lambda column: not column.touched)
    _fill(columns, told, user, set(opened))
    columns = [column for column in columns if _fits(column, fold(wanted))] if wanted.strip() else columns
    others = [unit for unit in alive if not unit.holds_members and unit.kind != UnitKind.PARTY_GROUP]
    return Board(told, columns, others, max(0, near.count() - MOST_COLUMNS))


def _fits(column: Column, wanted: str) -> bool:
    """Whether the column is wanted; by its people, it keeps only those."""
    if wanted in fold(column.unit.name):
        return True
    column.cards = [card for card in column.cards if wanted in fold(card.name)]
    return bool(column.cards)


def _name_of(told: Forecast, ref: Ref | None) -> str:
    unit = told.sketch.units.get(ref) if told.sketch and ref is not None else None
    return unit.name if unit else ""


def _fill(columns: list[Column], told: Forecast, user: Any, opened: set[int]) -> None:
    few = sum(len(column.unit.people) for column in columns) <= MOST_PEOPLE
    shown = [column for column in columns if few or column.unit.ref in opened]
    people = {key for column in shown for key in column.unit.people}
    known = {row[0]: row for row in Member.objects.visible_to(user).filter(pk__in=people).by_name().values_list("pk", "full_name", "status")}
    order = {key: place for place, key in enumerate(known)}
    moved = told.sketch.moved if told.sketch else {}
    for column in columns:
        keys = sorted(column.unit.people & set(known) if column in shown else set(), key=order.__getitem__)
        column.cards = [Card(key, known[key][1], known[key][2] == Status.PROBATIONARY, _start(told, moved, key)) for key in keys]
        column.hidden = len(column.unit.people) - len(column.cards)


def _start(told: Forecast, moved: dict[int, tuple[Ref, Ref]], key: int) -> str:
    start, end = moved.get(key, (None, None))
    return _name_of(told, start) if start != end else ""
