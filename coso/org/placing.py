"""Rows that carry a unit's position, in every app: found by declaration, shifted when a unit moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import connection, models

from coso.common.periods import PeriodModel
from coso.common.row_security import RowSecurity
from coso.common.scope import everything, within
from coso.org.models import PLACES_LOCK, LeavesEndedUnit, PlacedModel

STRUCTURE_LOCK = 0xC050_0001  # those who change the tree's shape wait for each other


@dataclass(frozen=True)
class PlacedTable:
    """column: one that holds a position. has_unit: it is that of the unit the rows name, now and not as it once was."""

    table: str
    column: str
    has_unit: bool = False


def placed_tables() -> list[PlacedTable]:
    """Every table whose rows are guarded by a position, and the history of those tables."""
    found = [(model, _declared(model)) for model in apps.get_models(include_auto_created=True)]
    return [
        PlacedTable(model._meta.db_table, column, column == declared.column and issubclass(model, PlacedModel))  # noqa: SLF001 Django's public _meta
        for model, declared in found if declared for column in declared.columns
    ]


def _declared(model: type[models.Model]) -> RowSecurity | None:
    declared = getattr(getattr(model, "pgh_tracked_model", model), "row_security", None)
    return declared if isinstance(declared, RowSecurity) else None


def still_held(unit: int, on: date) -> list[tuple[str, int]]:
    """What belongs to a unit from `on` and must go elsewhere before the unit ends, with how many rows.

    Found by declaration (`LeavesEndedUnit`). All rows are asked, also those outside the reader's scope.
    """
    with within(everything(where="org.still_held")):
        return [(str(model.leaves_ended_unit.what), count) for model in leaving_models() if (count := _count(model, unit, on))]


def held_since(unit: int) -> date | None:
    """The first day on which any dated row belonged to the unit, also of those outside the reader's scope."""
    models_of_time = [model for model in apps.get_models() if issubclass(model, PlacedModel) and issubclass(model, PeriodModel)]
    with within(everything(where="org.held_since")):
        firsts = [model.objects.filter(unit=unit).order_by("valid_from").values_list("valid_from", flat=True).first() for model in models_of_time]
    return min((first for first in firsts if first), default=None)


def leaving_models() -> list[Any]:
    return [model for model in apps.get_models() if isinstance(getattr(model, "leaves_ended_unit", None), LeavesEndedUnit)]


def _count(model: Any, unit: int, on: date) -> int:
    found: int = model.objects.filter(model.leaves_ended_unit.which, unit=unit).touching(on, date.max).count()
    return found


def lock_structure(*, alone_with_places: bool = False) -> None:
    """Held until the transaction ends."""
    _lock(STRUCTURE_LOCK)
    if alone_with_places:
        _lock(PLACES_LOCK)


def hold_places() -> None:
    """No unit moves or ends until the transaction is over. Taken before any row that such a change locks too, so that
    nobody waits for the other in a ring.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [PLACES_LOCK])


def _lock(key: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def shift(lo: int, hi: int, delta: int) -> None:
    """Move all units and placed rows of `[lo, hi)` by `delta`; no history is written, since no fact changed.

    The caller's transaction must see everything (`coso.common.scope.everything`).
    """
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute("UPDATE org_unit SET position = position + %s, position_end = position_end + %s WHERE position >= %s AND position < %s", [delta, delta, lo, hi])
        for placed in placed_tables():
            cursor.execute(f"UPDATE {placed.table} SET {placed.column} = {placed.column} + %s WHERE {placed.column} >= %s AND {placed.column} < %s", [delta, lo, hi])  # noqa: S608 names from declarations
