"""Rename, correct and move a unit; make it a unit of another kind."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.errors import RuleBroken
from coso.common.vietnamese import tidy
from coso.org import closure, rules
from coso.org.actions.ground import (
    check_code,
    check_codes_free,
    details_from,
    line_to,
    locked,
    make_room,
    place,
    put,
    size_of,
    tidy_code,
)
from coso.org.enums import UnitAct, UnitKind
from coso.org.kinds import KINDS
from coso.org.models import Closure, Placement, Unit, UnitDetails
from coso.org.placing import held_since, lock_structure, still_held
from coso.org.positions import Space


@transaction.atomic
def rename_unit(
    *, unit: Unit, on: date, today: date, paper: str, reason: str = "", by: Actor,
    name: str | None = None, code: str | None = None, kind: str | None = None, sector: str | None = None,
) -> Unit:
    """From `on`, the unit has another name, code, kind or sector; what is None stays as it was."""
    by.require("unit.change", unit)
    rules.check_not_in_future(on, today)
    lock_structure(alone_with_places=kind is not None)
    unit = locked(unit.pk)[unit.pk]
    changed = _changes(unit, name=name, code=code, kind=kind, sector=sector)
    _check_changes(unit, changed, on)
    _alter(unit, changed, on, paper=paper, reason=reason, by=by)
    if "kind" in changed:
        check_settled(unit=unit, on=on)
    record(UnitAct.RENAMED, unit, by=by, position=unit.position, day=on, reason=reason, details=changed)
    return unit


@transaction.atomic
def change_kind(
    *, unit: Unit, kind: str, on: date, today: date, paper: str, by: Actor, name: str | None = None, code: str | None = None,
    reason: str = "", unsettled: bool = False,
) -> Unit:
    """From `on`, a branch is a party organisation, or the reverse.

    unsettled: its members and the units below go to where they belong in the same decision; who does that asks
    `check_settled` at the end.
    """
    by.require("unit.restructure", unit)
    rules.check_not_in_future(on, today)
    lock_structure(alone_with_places=True)
    unit = locked(unit.pk)[unit.pk]
    before = unit.kind
    changed = _changes(unit, kind=kind, name=name, code=code)
    if "kind" not in changed:
        raise RuleBroken(_("“%(unit)s” is of this kind already. Nothing was changed.") % {"unit": unit})
    rules.check_kind(kind, unit.parent.kind if unit.parent else None)
    _check_new_code(unit, changed, on)
    _alter(unit, changed, on, paper=paper, reason=reason, by=by)
    if not unsettled:
        check_settled(unit=unit, on=on)
    record(UnitAct.KIND_CHANGED, unit, by=by, position=unit.position, day=on, reason=reason, details={"from": before, **changed})
    return unit


def check_settled(*, unit: Unit, on: date) -> None:
    """Whether what the unit holds fits its kind: members in branches only, and below it only what may stand there."""
    unit = locked(unit.pk)[unit.pk]
    for below in Unit.objects.filter(parent=unit, ended_on__isnull=True).values_list("kind", flat=True).distinct():
        rules.check_kind(below, unit.kind)
    if not KINDS[UnitKind(unit.kind)].holds_members:
        rules.check_emptied(unit, on, still_held(unit.pk, on))


def _alter(unit: Unit, changed: dict[str, str], on: date, *, paper: str, reason: str, by: Actor) -> None:
    rules.check_in_being(unit, on)
    if "kind" in changed:
        make_room(unit, size_of(changed["kind"]), by)
    put(unit, **changed)
    details_from(unit, on, paper=paper, reason=reason)


@transaction.atomic
def correct_unit(
    *, unit: Unit, reason: str, today: date, by: Actor,
    name: str | None = None, code: str | None = None, sector: str | None = None, founding_paper: str | None = None, founded_on: date | None = None,
) -> Unit:
    """Put right what was entered wrongly; the history keeps what was believed before."""
    by.require("unit.change", unit)
    lock_structure()
    unit = locked(unit.pk)[unit.pk]
    founded_anew = founded_on is not None and founded_on != unit.founded_on
    texts = {"name": name, "code": code, "sector": sector, "founding_paper": founding_paper}
    changed = _differences(unit, **texts) if founded_anew else _changes(unit, **texts)
    latest = UnitDetails.objects.filter(unit=unit).latest("valid_from")
    _check_changes(unit, changed, latest.valid_from)
    put(unit, **changed)
    UnitDetails.objects.filter(pk=latest.pk).update(**{key: value for key, value in changed.items() if key != "founding_paper"}, reason=reason)
    if founded_on and founded_anew:
        changed |= {"founded_on": founded_on.isoformat(), "founded_on_before": unit.founded_on.isoformat()}
        rules.check_founding(unit, founded_on, today, held_since(unit.pk))
        _found_on(unit, founded_on)
    record(UnitAct.CORRECTED, unit, by=by, position=unit.position, reason=reason, details=changed)
    return unit


def _found_on(unit: Unit, day: date) -> None:
    """All that began with the unit begins on `day`: its first details, its first placement, its lines in the tree."""
    for rows in (UnitDetails.objects, Placement.objects):
        rows.filter(unit=unit, valid_from=unit.founded_on).update(valid_from=day)
    put(unit, founded_on=day)
    closure.rebuild([unit.pk])


def _changes(unit: Unit, **wanted: str | None) -> dict[str, str]:
    """What really changes, tidied; a refusal when nothing does."""
    changed = _differences(unit, **wanted)
    if not changed:
        raise RuleBroken(_("Nothing differs from what is kept about “%(unit)s”. Nothing was changed.") % {"unit": unit})
    return changed


def _differences(unit: Unit, **wanted: str | None) -> dict[str, str]:
    tidied = {key: tidy_code(value) if key == "code" else tidy(value) for key, value in wanted.items() if value is not None}
    return {key: value for key, value in tidied.items() if value != getattr(unit, key)}


def _check_changes(unit: Unit, changed: dict[str, str], on: date) -> None:
    kind = changed.get("kind", unit.kind)
    rules.check_name(changed.get("name", unit.name))
    if "kind" in changed:
        rules.check_kind(kind, unit.parent.kind if unit.parent else None)
    _check_new_code(unit, changed, on)


def _check_new_code(unit: Unit, changed: dict[str, str], on: date) -> None:
    if changed.get("code"):
        check_code(changed["code"], changed.get("kind", unit.kind), line_to(unit.parent) if unit.parent else [], on)
        check_codes_free([changed["code"]])


@transaction.atomic
def move_unit(*, unit: Unit, to: Unit, on: date, today: date, paper: str, reason: str, new_code: str = "", by: Actor) -> Unit:
    """From `on`, the unit stands under `to`, with all below it; an empty `new_code` leaves the code as it is."""
    by.require("unit.move", unit)
    by.require("unit.move", to)
    lock_structure(alone_with_places=True)
    held = locked(unit.pk, to.pk)
    unit, to = held[unit.pk], held[to.pk]
    last = Placement.objects.open().get(unit=unit)
    rules.check_move(unit=unit, to=to, on=on, today=today, last=last)
    changed = _changes(unit, code=new_code) if tidy_code(new_code) not in {"", unit.code} else {}
    if changed:
        check_code(changed["code"], unit.kind, line_to(to), on)
        check_codes_free([changed["code"]])
    place(unit, Space.below(to).take(unit.position_end - unit.position), by)
    put(unit, parent=to, **changed)
    _placement_from(last, to, on, paper=paper, reason=reason)
    if changed:
        details_from(unit, on, paper=paper, reason=reason)
    record(UnitAct.MOVED, unit, by=by, position=unit.position, day=on, reason=reason, details={"from": last.parent_id, "to": to.pk, **changed})
    return unit


def _placement_from(last: Placement, to: Unit, on: date, *, paper: str, reason: str) -> None:
    """Close the last placement, open the next, and work out the lines of all that stood below since then."""
    Placement.objects.filter(pk=last.pk).update(valid_to=on)
    Placement.objects.create(unit=last.unit, parent=to, valid_from=on, paper=paper, reason=reason)
    below = Closure.objects.filter(ancestor=last.unit).touching(on, date.max)
    closure.rebuild(set(below.values_list("descendant", flat=True)))
