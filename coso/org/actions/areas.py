"""Areas, and which unit serves them."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.vietnamese import tidy
from coso.org import rules
from coso.org.actions.ground import locked
from coso.org.enums import UnitAct
from coso.org.models import Area, AreaService, Unit


@transaction.atomic
def add_area(
    *, unit: Unit, parent: Area, name: str, kind: str, on: date, by: Actor, households: int | None = None,
    border: bool = False, minority: bool = False, specially_hard: bool = False, remote: bool = False,
) -> Area:
    """Add a village or group inside a place that `unit`, or one above it, serves on `on`."""
    by.require("area.change", unit)
    rules.check_looks_after(unit, parent, on)
    area = Area(
        parent=parent, name=tidy(name), kind=kind, households=households,
        border=border, minority=minority, specially_hard=specially_hard, remote=remote,
    )
    rules.check_area_name(area)
    area.save()
    record(UnitAct.AREA_ADDED, area, by=by, position=unit.position, day=on, details={"name": area.name})
    return area


@transaction.atomic
def serve_area(*, unit: Unit, area: Area, on: date, by: Actor) -> AreaService:
    """From `on`, the unit serves the area, beside those that serve it already."""
    by.require("area.change", unit)
    unit = locked(unit.pk)[unit.pk]
    rules.check_in_being(unit, on)
    rules.check_area_in_being(area, on)
    rules.check_not_served_yet(unit, area, on)
    service = AreaService.objects.create(unit=unit, area=area, valid_from=on)
    record(UnitAct.AREA_SERVED, unit, by=by, position=unit.position, day=on, details={"area": area.pk})
    return service


@transaction.atomic
def stop_serving(*, unit: Unit, area: Area, on: date, by: Actor) -> AreaService:
    """`on` is the first day on which the unit no longer serves the area."""
    by.require("area.change", unit)
    unit = locked(unit.pk)[unit.pk]
    service = rules.service_to_end(unit, area, on)
    AreaService.objects.filter(pk=service.pk).update(valid_to=on)
    service.valid_to = on
    record(UnitAct.AREA_LEFT, unit, by=by, position=unit.position, day=on, details={"area": area.pk})
    return service
