"""Bodies of mass organisations in enterprises: entered, ended, corrected."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.constraints import explained
from coso.common.locking import held
from coso.common.vietnamese import tidy
from coso.org import rules
from coso.org.actions.ground import locked
from coso.org.enums import UnitAct
from coso.org.models import MassBody, Unit


@transaction.atomic
def enter_body(*, unit: Unit, kind: str, name: str, founded_on: date, today: date, by: Actor, paper: str = "") -> MassBody:
    """A body of a mass organisation was founded in the unit's enterprise."""
    by.require("unit.change", unit)
    unit = locked(unit.pk)[unit.pk]
    rules.check_not_in_future(founded_on, today)
    rules.check_in_being(unit, today)
    rules.check_enterprise(unit)
    with explained(MassBody):
        body = MassBody.objects.create(unit=unit, kind=kind, name=tidy(name), valid_from=founded_on, paper=tidy(paper))
    record(UnitAct.BODY_ENTERED, unit, by=by, position=unit.position, day=founded_on, details={"body": body.pk, "kind": kind})
    return body


@transaction.atomic
def end_body(*, body: MassBody, on: date, today: date, by: Actor) -> MassBody:
    """`on` is the first day on which the body is no more."""
    by.require("unit.change", body.unit)
    now = held(MassBody.objects.select_related("unit"), body.pk)
    rules.check_not_in_future(on, today)
    rules.check_body_may_end(now, on)
    MassBody.objects.filter(pk=now.pk).update(valid_to=on)
    now.valid_to = on
    record(UnitAct.BODY_ENDED, now.unit, by=by, position=now.unit.position, day=on, details={"body": now.pk})
    return now


@transaction.atomic
def correct_body(
    *, body: MassBody, kind: str, name: str, founded_on: date, ended_on: date | None, reason: str, today: date, by: Actor,
) -> MassBody:
    """Put right what was entered wrongly; the history keeps what was believed before."""
    by.require("unit.change", body.unit)
    now = held(MassBody.objects.select_related("unit"), body.pk)
    for day in (founded_on, ended_on):
        if day is not None:
            rules.check_not_in_future(day, today)
    rules.check_body_period(now, founded_on, ended_on)
    now.kind, now.name, now.valid_from, now.valid_to = kind, tidy(name), founded_on, ended_on
    with explained(MassBody):
        now.save(update_fields=["kind", "name", "valid_from", "valid_to"])
    record(UnitAct.BODY_CORRECTED, now.unit, by=by, position=now.unit.position, reason=reason, details={"body": now.pk})
    return now
