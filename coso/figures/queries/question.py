"""What is asked of an indicator: which unit, which day or days, which tree, and as known when."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Self, TypeVar, cast

from django.db import connection, models
from django.db.models import F, Q, QuerySet

from coso.common import scope
from coso.figures.enums import Tree
from coso.org.models import Closure, Placement, Unit

Found = TypeVar("Found")
_known: dict[type[models.Model], type[models.Model]] = {}


@dataclass(frozen=True)
class Sitting:
    """One stretch of counting: its time of knowledge, and what has been found out in it already."""

    known_at: datetime | None
    found: dict[Hashable, Any] = field(default_factory=dict)


_sitting: ContextVar[Sitting | None] = ContextVar("sitting", default=None)


def once(key: Hashable, find: Callable[[], Found]) -> Found:
    """What `find` answers, asked once in a stretch of counting."""
    sitting = _sitting.get()
    if sitting is None:
        return find()
    if key not in sitting.found:
        sitting.found[key] = find()
    return cast("Found", sitting.found[key])


def known_by(present: type[models.Model], known: type[models.Model]) -> None:
    """Declare the model that answers as known at a time in place of another."""
    _known[present] = known


@dataclass(frozen=True)
class Question:
    """One unit, on `day`; for a flow in all days from `start` to `day`, both included.

    tree: the tree of the day, or today's. known_at: what was shown then, whatever was corrected since.
    where: only rows of these dimension values, as (dimension key, value key).
    """

    unit: Unit
    day: date
    start: date | None = None
    tree: Tree = Tree.STOOD
    known_at: datetime | None = None
    where: tuple[tuple[str, str], ...] = ()

    @property
    def first_day(self) -> date:
        """The first day of the period; without one asked for, 1 January of the day's year."""
        return self.start or date(self.day.year, 1, 1)

    def only(self, **where: str) -> Self:
        """The same, narrowed to these dimension values."""
        same = replace(self, where=(*self.where, *where.items()))
        same.__dict__["subtree"] = self.subtree
        return same

    def rows(self, model: type[models.Model]) -> Any:
        """A model's rows, as they stand or as they were known."""
        chosen = _known[model] if self.known_at else model
        return chosen._default_manager.all()  # noqa: SLF001 Django's public name

    @cached_property
    def subtree(self) -> Subtree:
        return Subtree(self.unit, self.day, self.tree, known=self.known_at is not None)


@dataclass(frozen=True)
class Changes:
    """What has happened in a unit's interval of positions `since` a day. crossed, moved: the last day on which a unit
    came in or went out, or was put under another superior; founded, ended: the last founding and the first ending.
    """

    since: date
    crossed: date | None
    moved: date | None
    founded: date | None
    ended: date | None


def changes(unit: Unit, since: date) -> Changes:
    """Read once in a stretch of counting for the earliest day asked about; later days are answered from it."""
    key = ("changes", unit)
    known: Changes = once(key, lambda: _changes(unit, since))
    sitting = _sitting.get()
    if known.since <= since or sitting is None:
        return known
    sitting.found[key] = _changes(unit, since)
    return cast("Changes", sitting.found[key])


# Asked from the units and from the superiors of the interval, each by its own index.
CHANGES = """
WITH ended AS (
  SELECT p.valid_to, p.parent_id, u.parent_id AS now_under, u.position AS at, a.position AS above
  FROM org_unit u JOIN org_placement p ON p.unit_id = u.id LEFT JOIN org_unit a ON a.id = p.parent_id
  WHERE u.position >= %(lo)s AND u.position < %(hi)s AND p.valid_to > %(since)s AND u.id <> %(unit)s
  UNION ALL
  SELECT p.valid_to, p.parent_id, u.parent_id, u.position, a.position
  FROM org_unit a JOIN org_placement p ON p.parent_id = a.id JOIN org_unit u ON u.id = p.unit_id
  WHERE a.position >= %(lo)s AND a.position < %(hi)s AND p.valid_to > %(since)s AND u.id <> %(unit)s
), moves AS (
  SELECT max(valid_to) FILTER (WHERE (at >= %(lo)s AND at < %(hi)s) IS DISTINCT FROM (above >= %(lo)s AND above < %(hi)s)) AS crossed,
    max(valid_to) FILTER (WHERE now_under IS NULL OR parent_id IS NULL OR now_under <> parent_id) AS moved FROM ended
)
SELECT crossed, moved, founded, ended FROM moves, (
  SELECT max(founded_on) AS founded, min(ended_on) AS ended FROM org_unit WHERE position >= %(lo)s AND position < %(hi)s
) AS life
"""


def _changes(unit: Unit, since: date) -> Changes:
    with connection.cursor() as cursor:
        cursor.execute(CHANGES, {"unit": unit.pk, "lo": unit.position, "hi": unit.position_end, "since": since})
        return Changes(since, *cursor.fetchone())


class Subtree:
    """The unit and all below it, on the tree of a day or on today's.

    Where nothing has been put elsewhere since, the interval of positions says it, which is one index range;
    else the dated closure. known: the tree of the day as it was known at the time of knowledge, always by its closure.
    """

    def __init__(self, unit: Unit, day: date, tree: Tree, *, known: bool = False) -> None:
        self.unit, self.day, self.tree, self.known = unit, day, tree, known and tree == Tree.STOOD

    @property
    def closure(self) -> Any:
        return (_known[Closure] if self.known else Closure)._default_manager.all()  # noqa: SLF001 Django's public name

    @property
    def is_interval(self) -> bool:
        """Whether the interval of positions says it: on today's tree, or when nothing crossed the edge since."""
        return self.tree == Tree.STANDS or (not self.known and self._stood and not _after(changes(self.unit, self.day).crossed, self.day))

    @property
    def _stood(self) -> bool:
        return self.unit.founded_on <= self.day and (self.unit.ended_on is None or self.day < self.unit.ended_on)

    def unmoved(self, since: date) -> bool:
        """Whether every unit of the interval stands where it stood on any day from `since`, as long as it was in being."""
        return self.tree == Tree.STANDS or not (self.known or _after(changes(self.unit, since).moved, since))

    @property
    def strangers(self) -> QuerySet[Any] | None:
        """Units in the interval that were not in being on the day; None when there are none."""
        if self.tree == Tree.STANDS:
            return None
        known = changes(self.unit, self.day)
        if not _after(known.founded, self.day) and (known.ended is None or known.ended > self.day):
            return None
        return Unit.objects.under(self.unit).filter(Q(founded_on__gt=self.day) | Q(ended_on__lte=self.day)).values("pk")

    def holds(self, rows: QuerySet, *, unit: str, position: str, day: F | date | models.Expression, since: date) -> QuerySet:
        """Narrow rows to this subtree. unit, position: where they stand on a row; day: the day of the tree, never before `since`."""
        inside = rows.filter(**{f"{position}__gte": self.unit.position, f"{position}__lt": self.unit.position_end})
        if self.tree == Tree.STANDS:
            return inside
        if not isinstance(day, date):
            return self._holds_events(rows, inside, unit, day, since)
        if self.is_interval:
            strangers = self.strangers
            return inside if strangers is None else inside.exclude(**{f"{unit}__in": strangers})
        below = self.closure.as_of(day).filter(ancestor=self.unit)
        return rows.filter(**{f"{unit}__in": below.values("descendant")})

    def _holds_events(self, rows: QuerySet, inside: QuerySet, unit: str, day: F | models.Expression, since: date) -> QuerySet:
        """Rows each read on the tree of its own day."""
        if self.known or _after(changes(self.unit, since).crossed, since):
            return rows.filter(self._on_tree(unit, day), **{self._above(unit, "ancestor"): self.unit.pk})
        if changes(self.unit, since).ended is None:
            return inside
        ended_on = "ended_on" if unit in {"pk", "id"} else f"{unit.removesuffix('_id')}__ended_on"  # the row may be a unit itself
        return inside.filter(Q(**{f"{ended_on}__isnull": True}) | Q(**{f"{ended_on}__gt": day}))

    def children(self) -> list[Unit]:
        """The units right below, in the order of the tree; for the tree of the day, those of the day."""
        return once(("children", self.unit, self.day, self.tree, self.known), self._children)

    def _children(self) -> list[Unit]:
        if self.tree == Tree.STANDS:
            return list(Unit.objects.filter(parent=self.unit).in_tree_order())
        if self.known:
            below = self.closure.as_of(self.day).filter(ancestor=self.unit, depth=1).values("descendant")
            return list(Unit.objects.filter(pk__in=below).in_tree_order())
        placed = Placement.objects.as_of(self.day).filter(parent=self.unit).values("unit")
        return list(Unit.objects.filter(Q(ended_on=None) | Q(ended_on__gt=self.day), pk__in=placed, founded_on__lte=self.day).in_tree_order())

    def by_child(self, rows: QuerySet, *, unit: str, day: F | date | models.Expression) -> QuerySet:
        """Rows annotated with `child`, the key of the one of the units right below that was above them on the day; others left out.

        `unit` is a foreign key, or the row is a unit, so that the closure can be joined.
        """
        above = [child.pk for child in self.children()]
        below: QuerySet[Any] = rows.filter(self._on_tree(unit, day), **{self._above(unit, "ancestor__in"): above}).annotate(child=F(self._above(unit, "ancestor_id")))
        return below

    def child_of_unit(self) -> dict[int, int]:
        """Each unit's one of the units right below, on the day."""
        return dict(self.closure.as_of(self.day).filter(ancestor__in=[child.pk for child in self.children()]).values_list("descendant", "ancestor"))

    def _above(self, unit: str, field: str) -> str:
        """The closure's line upward, from the field that holds a row's unit."""
        stem = "" if unit == "pk" else f"{unit.removesuffix('_id')}__"
        return f"{stem}{'known_above' if self.known else 'closure_above'}__{field}"

    def _on_tree(self, unit: str, day: F | date | models.Expression) -> Q:
        ends = Q(**{self._above(unit, "valid_to__isnull"): True}) | Q(**{self._above(unit, "valid_to__gt"): day})
        return ends & Q(**{self._above(unit, "valid_from__lte"): day})

    def units(self) -> QuerySet[Unit]:
        """All units of the subtree."""
        return self.holds(Unit.objects.all(), unit="pk", position="position", day=self.day, since=self.day)


def _after(found: date | None, day: date) -> bool:
    return found is not None and found > day


@contextmanager
def counting(known_at: datetime | None = None) -> Iterator[None]:
    """Count across the reader's walls, once leave has been asked for the unit; tell the time of knowledge.

    A unit's total of a past day may lie in units that have since moved out of the reader's scope.
    Only counts leave this block; lists of people are read again within the reader's own walls.
    What was counted inside is not counted again: the rows of one reading belong together.
    """
    sitting = _sitting.get()
    if sitting is not None and sitting.known_at == known_at:
        yield
        return
    token = _sitting.set(Sitting(known_at))
    try:
        with scope.within(scope.everything(where="figures")), knowing(known_at):
            yield
    finally:
        _sitting.reset(token)


@contextmanager
def knowing(known_at: datetime | None) -> Iterator[None]:
    """Tell the views of what was known the time they speak of; what is known now is not read from them."""
    if known_at is None:
        yield
        return
    _tell(known_at.isoformat())
    yield
    _tell("")


def _tell(known_at: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('coso.known_at', %s, true)", [known_at])
