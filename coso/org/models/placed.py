"""Rows that belong to a unit and carry its position."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self

import pgtrigger
from django.db import models
from django.db.models import Q

from coso.common.periods import PeriodQuerySet
from coso.org.models.units import Unit

# Shared by every transaction that writes a placed row, taken alone by a move, so that no row keeps a place that has gone.
PLACES_LOCK = 0xC050_0002
HOLD_PLACES = f"PERFORM pg_advisory_xact_lock_shared({PLACES_LOCK});"

# Asked behind the lock: what the statement itself saw of the unit may be over.
OUTLASTS_UNIT = """
IF NOT ({unless}) AND EXISTS (
  SELECT FROM org_unit u WHERE u.id = NEW.unit_id AND u.ended_on < COALESCE(NEW.valid_to, 'infinity'::date)
) THEN
  RAISE EXCEPTION 'unit % has ended', NEW.unit_id USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
END IF;
RETURN NEW;"""


class PlacedQuerySet(PeriodQuerySet):
    """Rows that belong to a unit."""

    def under(self, unit: Unit) -> Self:
        return self.filter(position__gte=unit.position, position__lt=unit.position_end)

    def inside(self, intervals: list[tuple[int, int]]) -> Self:
        found = Q(pk__in=[])
        for lo, hi in intervals:
            found |= Q(position__gte=lo, position__lt=hi)
        return self.filter(found)


class StandsGuard(pgtrigger.Trigger):
    """Refuses a row of a unit that has ended, also when the unit ends in the same instant: who ends it is alone with all places.

    which: the rows of `NEW` that are refused, in SQL; `u` is the unit. of: the column that names the unit.
    """

    def __init__(self, *, name: str, which: str, message: Any, of: str = "unit_id") -> None:
        self.broken = (name, message)  # for `held_by_trigger`: its name and the user's sentence
        super().__init__(name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=(
            f"{HOLD_PLACES} IF EXISTS (SELECT FROM org_unit u WHERE u.id = NEW.{of} AND u.ended_on IS NOT NULL AND {which}) THEN "
            f"RAISE EXCEPTION 'unit % has ended', NEW.{of} USING ERRCODE = 'check_violation', CONSTRAINT = '{name}'; END IF; RETURN NEW;"
        ))


@dataclass(frozen=True)
class LeavesEndedUnit:
    """Declared as `leaves_ended_unit` by a placed model with periods: its rows go elsewhere before their unit ends.

    what: the word for the rows. which: those that count. broken: the constraint's name, and its sentence, when a row is to
    outlast its unit all the same: the tree may change between the look of an act and its writing.
    """

    what: Any
    broken: tuple[str, Any]
    which: Q = field(default_factory=Q)

    def trigger(self, *, unless: str = "false") -> pgtrigger.Trigger:
        """The database's own refusal. unless: in SQL, rows of NEW that do not count."""
        name, _sentence = self.broken
        return pgtrigger.Trigger(
            name=name,
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.UpdateOf("unit_id", "valid_to"),
            func=f"{HOLD_PLACES} {OUTLASTS_UNIT}".format(unless=unless, name=name),
        )


class PlacedModel(models.Model):
    """A row that belongs to a unit and carries its position, set by trigger and re-placed when the unit moves."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    position = models.BigIntegerField(editable=False, db_default=-1)

    class Meta:
        abstract = True
        triggers = [
            pgtrigger.Trigger(
                name="place",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("unit_id"),
                func=f"{HOLD_PLACES} SELECT u.position INTO STRICT NEW.position FROM org_unit u WHERE u.id = NEW.unit_id; RETURN NEW;",  # noqa: S608 fixed text only
            )
        ]
