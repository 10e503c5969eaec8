"""Areas, and which unit serves them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.errors import RuleBroken
from coso.common.locking import held
from coso.common.vietnamese import tidy
from coso.org import rules
from coso.org.actions.ground import locked
from coso.org.enums import UnitAct
from coso.org.models import ALWAYS, TRAITS, Area, AreaService, AreaTraits, Unit


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
def change_traits(
    *, unit: Unit, area: Area, on: date, today: date, paper: str, by: Actor,
    border: bool, minority: bool, specially_hard: bool, remote: bool,
) -> Area:
    """From `on`, the area is (not) a border, ethnic-minority, specially hard or remote one, as a decision says."""
    by.require("area.change", unit)
    rules.check_not_in_future(on, today)
    area = _locked_area(area)
    rules.check_may_describe(unit, area, today)
    new = {"border": border, "minority": minority, "specially_hard": specially_hard, "remote": remote}
    changed = _differences(area, new)
    last = rules.traits_to_end(area, on)
    if last is None:
        AreaTraits.objects.create(area=area, valid_from=ALWAYS, valid_to=on, **{name: getattr(area, name) for name in TRAITS})
    else:
        AreaTraits.objects.filter(pk=last.pk).update(valid_to=on)
    AreaTraits.objects.create(area=area, valid_from=on, paper=tidy(paper), **new)
    _put(area, changed)
    record(UnitAct.AREA_CHANGED, area, by=by, position=unit.position, day=on, reason=tidy(paper), details=changed)
    return area


@transaction.atomic
def correct_area(
    *, unit: Unit, area: Area, reason: str, today: date, by: Actor, name: str, households: int | None,
    border: bool, minority: bool, specially_hard: bool, remote: bool,
) -> Area:
    """Put right what was entered wrongly about the area; the history keeps what was believed before."""
    by.require("area.change", unit)
    area = _locked_area(area)
    rules.check_may_describe(unit, area, today)
    traits = {"border": border, "minority": minority, "specially_hard": specially_hard, "remote": remote}
    changed = _differences(area, {"name": tidy(name), "households": households, **traits})
    if "name" in changed:
        rules.check_area_name(Area(parent=area.parent, kind=area.kind, name=changed["name"]))
    AreaTraits.objects.open().filter(area=area).update(**traits)
    _put(area, changed)
    record(UnitAct.AREA_CORRECTED, area, by=by, position=unit.position, reason=reason, details=changed)
    return area


def _locked_area(area: Area) -> Area:
    return held(Area.objects.select_related("parent"), area.pk)


def _differences(area: Area, new: dict[str, Any]) -> dict[str, Any]:
    """What really changes; a refusal when nothing does."""
    changed = {name: value for name, value in new.items() if value != getattr(area, name)}
    if not changed:
        raise RuleBroken(_("Nothing differs from what is kept about “%(area)s”. Nothing was changed.") % {"area": area})
    return changed


def _put(area: Area, changed: dict[str, Any]) -> None:
    for name, value in changed.items():
        setattr(area, name, value)
    area.save(update_fields=list(changed))


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
