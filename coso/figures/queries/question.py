"""What is asked of an indicator: which unit, which day or days, which tree, and as known when."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Self, cast

from django.db import connection, models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from coso.common import scope
from coso.figures.enums import Tree
from coso.org.models import Closure, Placement, Unit

_known: dict[type[models.Model], type[models.Model]] = {}
_counting: ContextVar[tuple[datetime | None] | None] = ContextVar("counting", default=None)


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

    def rows(self, model: type[models.Model]) -> QuerySet:
        """A model's rows, as they stand or as they were known."""
        chosen = _known[model] if self.known_at else model
        return chosen._default_manager.all()  # noqa: SLF001 Django's public name

    @cached_property
    def subtree(self) -> Subtree:
        return Subtree(self.unit, self.day, self.tree)


class Subtree:
    """The unit and all below it, on the tree of a day or on today's."""

    def __init__(self, unit: Unit, day: date, tree: Tree) -> None:
        self.unit, self.day, self.tree = unit, day, tree

    @cached_property
    def is_interval(self) -> bool:
        """Whether the interval of positions says it: on today's tree, or when nothing crossed the edge since."""
        return self.tree == Tree.STANDS or (self._stood and not self._crossed)

    @property
    def _stood(self) -> bool:
        return self.unit.founded_on <= self.day and (self.unit.ended_on is None or self.day < self.unit.ended_on)

    @property
    def _crossed(self) -> bool:
        """Whether a unit has come in from outside or gone out since the day."""
        unit_in = Q(unit__position__gte=self.unit.position, unit__position__lt=self.unit.position_end)
        parent_in = Q(parent__position__gte=self.unit.position, parent__position__lt=self.unit.position_end)
        ended = Placement.objects.filter(valid_from__lte=self.day, valid_to__gt=self.day).exclude(unit=self.unit)
        came = unit_in & (~parent_in | Q(parent__isnull=True))
        return bool(ended.filter(came | (parent_in & ~unit_in)).exists())

    @cached_property
    def strangers(self) -> QuerySet[Any] | None:
        """Units in the interval that were not in being on the day; None when there are none."""
        not_in_being: QuerySet[Any] = Unit.objects.under(self.unit).filter(Q(founded_on__gt=self.day) | Q(ended_on__lte=self.day))
        return not_in_being.values("pk") if self.tree == Tree.STOOD and not_in_being.exists() else None

    def holds(self, rows: QuerySet, *, unit: str, position: str, day: F | date | models.Expression) -> QuerySet:
        """Narrow rows to this subtree. unit, position: where they stand on a row; day: the day of the tree."""
        if self.is_interval and (isinstance(day, date) or self.tree == Tree.STANDS):
            inside = rows.filter(**{f"{position}__gte": self.unit.position, f"{position}__lt": self.unit.position_end})
            strangers = self.strangers
            return inside if strangers is None else inside.exclude(**{f"{unit}__in": strangers})
        if isinstance(day, date):
            below = Closure.objects.as_of(day).filter(ancestor=self.unit)
            return rows.filter(**{f"{unit}__in": below.values("descendant")})
        return rows.filter(_on_tree(unit, day), **{_above(unit, "ancestor"): self.unit.pk})

    def children(self) -> list[Unit]:
        """The units right below, in the order of the tree; for the tree of the day, those of the day."""
        if self.tree == Tree.STANDS:
            return list(Unit.objects.filter(parent=self.unit).in_tree_order())
        below = Closure.objects.as_of(self.day).filter(ancestor=self.unit, depth=1)
        return list(Unit.objects.filter(pk__in=below.values("descendant")).in_tree_order())

    def units(self) -> QuerySet[Unit]:
        """All units of the subtree."""
        return self.holds(Unit.objects.all(), unit="pk", position="position", day=self.day)


def _above(unit: str, field: str) -> str:
    """The closure's line upward, from the field that holds a row's unit."""
    stem = "" if unit == "pk" else f"{unit.removesuffix('_id')}__"
    return f"{stem}closure_above__{field}"


def _on_tree(unit: str, day: F | date | models.Expression) -> Q:
    ends = Q(**{_above(unit, "valid_to__isnull"): True}) | Q(**{_above(unit, "valid_to__gt"): day})
    return ends & Q(**{_above(unit, "valid_from__lte"): day})


def by_child(rows: QuerySet, children: list[Unit], *, unit: str, day: F | date | models.Expression, linked: bool) -> QuerySet:
    """Rows annotated with `child`, the key of the one of `children` above them on the day; others left out.

    linked: `unit` is a foreign key (or the row is a unit), so the closure can be joined.
    """
    above = [child.pk for child in children]
    if linked:
        below: QuerySet[Any] = rows.filter(_on_tree(unit, day), **{_above(unit, "ancestor__in"): above}).annotate(child=F(_above(unit, "ancestor_id")))
        return below
    line = Closure.objects.as_of(cast("date", day)).filter(descendant=OuterRef(unit), ancestor__in=above)
    placed: QuerySet[Any] = rows.annotate(child=Subquery(line.values("ancestor")[:1])).filter(child__isnull=False)
    return placed


@contextmanager
def counting(known_at: datetime | None = None) -> Iterator[None]:
    """Count across the reader's walls, once leave has been asked for the unit; tell the time of knowledge.

    A unit's total of a past day may lie in units that have since moved out of the reader's scope.
    Only counts leave this block; lists of people are read again within the reader's own walls.
    """
    if _counting.get() == (known_at,):
        yield
        return
    token = _counting.set((known_at,))
    try:
        with scope.within(scope.everything(where="figures")), knowing(known_at):
            yield
    finally:
        _counting.reset(token)


@contextmanager
def knowing(known_at: datetime | None) -> Iterator[None]:
    """Tell the views of what was known the time they speak of."""
    _tell(known_at)
    yield
    _tell(None)


def _tell(known_at: datetime | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('coso.known_at', %s, true)", [known_at.isoformat() if known_at else ""])
