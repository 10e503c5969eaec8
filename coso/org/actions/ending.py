"""A unit ends: merged, split, dissolved, or its work is over. What holds from the day on is closed, nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.errors import RuleBroken
from coso.org import closure, rules
from coso.org.actions.ground import locked, put
from coso.org.enums import LineageKind, UnitAct
from coso.org.models import AreaService, Lineage, MassBody, Placement, Unit, UnitDetails
from coso.org.placing import lock_structure, still_held


@transaction.atomic
def merge_units(*, units: Sequence[Unit], into: Unit, on: date, today: date, paper: str, by: Actor, reason: str = "") -> Unit:
    """On `on` the units end and `into`, a new unit or one that goes on, follows them and serves their areas.

    Their members and the units below them must have gone over before.
    """
    held = _held([*units, into], on, today, by)
    into = held[into.pk]
    rules.check_in_being(into, on)
    gone = [held[unit.pk] for unit in units]
    if not gone or into in gone:
        raise RuleBroken(_("A unit is merged into another one. Nothing was changed. Choose at least one other unit."))
    for unit in gone:
        _take_over_areas(unit, into, on)
        bodies = list(MassBody.objects.filter(unit=unit).open())
        _end(unit, on, paper)
        _take_over_bodies(bodies, into, on)
        _follow(unit, [into], LineageKind.MERGE, on, paper)
        _record(UnitAct.MERGED, unit, by=by, on=on, reason=reason, into=[into])
    return into


@transaction.atomic
def split_unit(
    *, unit: Unit, into: Sequence[Unit], ends: bool, on: date, today: date, paper: str, by: Actor, reason: str = "",
) -> Unit:
    """Units founded from a part of this one follow it. `ends`: it is divided up (chia) and ends; else it goes on (tách)."""
    held = _held([unit, *into], on, today, by)
    unit, parts = held[unit.pk], [held[part.pk] for part in into]
    rules.check_in_being(unit, on)
    if not parts or unit in parts:
        raise RuleBroken(_("A unit is split into other units. Nothing was changed. Found them first."))
    for part in parts:
        rules.check_in_being(part, on)
    if ends:
        _end(unit, on, paper)
    _follow(unit, parts, LineageKind.SPLIT, on, paper)
    _record(UnitAct.SPLIT, unit, by=by, on=on, reason=reason, into=parts, ended=ends)
    return unit


@transaction.atomic
def dissolve_unit(
    *, unit: Unit, on: date, today: date, paper: str, by: Actor, into: Sequence[Unit] = (), reason: str = "", terminated: bool = False,
) -> Unit:
    """On `on` the unit ends. `into`: where its people went. `terminated`: its work is over because the model changed."""
    held = _held([unit, *into], on, today, by)
    unit, takers = held[unit.pk], [held[taker.pk] for taker in into]
    _end(unit, on, paper)
    _follow(unit, takers, LineageKind.DISSOLVE, on, paper)
    _record(UnitAct.TERMINATED if terminated else UnitAct.DISSOLVED, unit, by=by, on=on, reason=reason, into=takers)
    return unit


def _held(units: Sequence[Unit], on: date, today: date, by: Actor) -> dict[int, Unit]:
    """Leave in each unit, then the tree and all placed rows for ourselves: nothing may be added to what ends."""
    for unit in units:
        by.require("unit.restructure", unit)
    rules.check_not_in_future(on, today)
    lock_structure(alone_with_places=True)
    return locked(*(unit.pk for unit in units))


def _end(unit: Unit, on: date, paper: str) -> None:
    rules.check_may_end(unit, on)
    rules.check_emptied(unit, on, still_held(unit.pk, on))
    for rows in (UnitDetails, Placement, AreaService, MassBody):
        rows.objects.filter(unit=unit).open().update(valid_to=on)
    put(unit, ended_on=on, ending_paper=paper)
    closure.rebuild([unit.pk])


def _take_over_areas(unit: Unit, into: Unit, on: date) -> None:
    served = set(AreaService.objects.filter(unit=into).touching(on, date.max).values_list("area", flat=True))
    wanted = AreaService.objects.filter(unit=unit).open().exclude(area__in=served).values_list("area", flat=True)
    AreaService.objects.bulk_create([AreaService(unit=into, area_id=area, valid_from=on) for area in wanted])


def _take_over_bodies(bodies: Sequence[MassBody], into: Unit, on: date) -> None:
    """The enterprise's mass organisations go on beside the unit that follows; one it has already is not entered twice."""
    there = set(MassBody.objects.filter(unit=into).touching(on, date.max).values_list("kind", "name"))
    goes_on: dict[tuple[str, str], MassBody] = {}
    for body in bodies:
        goes_on.setdefault((body.kind, body.name), body)
    new = [MassBody(unit=into, kind=kind, name=name, valid_from=on, paper=body.paper, follows=body) for (kind, name), body in goes_on.items() if (kind, name) not in there]
    MassBody.objects.bulk_create(new)


def _follow(unit: Unit, successors: Sequence[Unit], kind: LineageKind, on: date, paper: str) -> None:
    """Who follows on a day is said once: a plan may split a unit and merge the rest of it into the same one."""
    found = [Lineage(predecessor=unit, successor=one, kind=kind, on=on, paper=paper) for one in successors]
    Lineage.objects.bulk_create(found, ignore_conflicts=True)


def _record(kind: UnitAct, unit: Unit, *, by: Actor, on: date, reason: str, into: Sequence[Unit], **more: object) -> None:
    """Reactions read `into`: keys of the units that follow, the first of them first."""
    record(kind, unit, by=by, position=unit.position, day=on, reason=reason, details={"into": [one.pk for one in into], **more})
