"""The smallest thing a phone can do, for tests of operations: a number noted about a unit, unless the unit's book is closed.

Its history is the acts; the newest is what stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.shortcuts import get_object_or_404

from coso.common import acts
from coso.common.acts import record
from coso.common.errors import RuleBroken
from coso.common.models import Act
from coso.common.operations import kinds
from coso.common.operations.kinds import Payload, Tap, operation, translator
from coso.org.models import Unit

KIND = "test.note"


@acts.declare
class NoteAct(models.TextChoices):
    NOTED = "test.noted", "Noted"
    CLOSED = "test.closed", "Closed"
    OPENED = "test.opened", "Opened"


class Note(Payload):
    unit: int
    value: int
    because: str


@transaction.atomic
def note(*, unit: Unit, value: int, by: Any, key: UUID | None = None) -> Act:
    by.require("member.change", unit)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if is_closed(unit):
        raise RuleBroken("The book is closed.")
    return record(NoteAct.NOTED, unit, by=by, position=unit.position, details={"key": str(key or ""), "value": value})


def is_closed(unit: Unit) -> bool:
    last = Act.objects.about(unit).filter(kind__in=[NoteAct.CLOSED, NoteAct.OPENED]).first()
    return last is not None and last.kind == NoteAct.CLOSED


def turn(unit: Unit, *, closed: bool, by: Any) -> None:
    record(NoteAct.CLOSED if closed else NoteAct.OPENED, unit, by=by, position=unit.position)


def history(unit: Unit) -> list[Act]:
    """What was noted, the first first."""
    return list(Act.objects.filter(subject_type="org.unit", subject_id=unit.pk, kind=NoteAct.NOTED).order_by("pk"))


def standing(unit: Unit) -> int | None:
    noted = history(unit)
    return noted[-1].details["value"] if noted else None


@contextmanager
def notes_kind() -> Iterator[None]:
    """The kind is known, in its third version, with translators from the first two."""
    before, ways = dict(kinds.KINDS), dict(kinds.TRANSLATORS)

    @operation(KIND, version=3, payload=Note, title="Note", place=lambda told: Unit.objects.get(pk=told.unit).position, says=lambda told: f"{Unit.objects.get(pk=told.unit)}: {told.value}")
    def enter(tap: Tap[Note]) -> dict[str, Any]:
        if tap.payload.because == "fail":
            raise ZeroDivisionError
        if tap.payload.because == "orphan":  # what only the end of the transaction would refuse
            Act.objects.create(kind=NoteAct.NOTED, subject_type="org.unit", subject_id=1, position=1, by_id=2**40)
        unit = get_object_or_404(Unit.objects.visible_to(tap.by), pk=tap.payload.unit)
        return {"act": note(unit=unit, value=tap.payload.value, by=tap.by, key=tap.key).pk}

    @translator(KIND, since=1)
    def named_anew(old: dict[str, Any]) -> dict[str, Any]:
        return {"unit": old["branch"], "value": old["number"]}

    @translator(KIND, since=2)
    def with_reason(old: dict[str, Any]) -> dict[str, Any]:
        return old | {"because": ""}

    try:
        yield
    finally:
        kinds.KINDS.clear()
        kinds.KINDS.update(before)
        kinds.TRANSLATORS.clear()
        kinds.TRANSLATORS.update(ways)
