"""What may be done to the tree and to areas. Each verb asks leave, locks, keeps the rules, writes and records."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.acts import act, record, record_all
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.scope import everything, within
from coso.common.vietnamese import tidy
from coso.org import closure, rules
from coso.org.enums import UnitAct, UnitKind
from coso.org.kinds import KINDS
from coso.org.models import Area, AreaService, Closure, Placement, Unit, UnitDetails
from coso.org.placing import lock_structure, shift
from coso.org.positions import Space
from coso.rulebook import rules as rulebook


@dataclass(frozen=True, eq=False, kw_only=True)
class NewUnit:
    """A unit to be founded. `parent`: a unit in being, another new one earlier in the same list, or None for a top."""

    name: str
    kind: str
    founded_on: date
    parent: Unit | NewUnit | None
    code: str = ""
    sector: str = ""
    paper: str = ""


@transaction.atomic
def found_unit(
    *, parent: Unit | None, kind: str, name: str, founded_on: date, code: str = "", sector: str = "", paper: str = "", by: Actor
) -> Unit:
    """Found one unit under `parent` by a dated decision. Only the system founds the top of a tree."""
    new = NewUnit(parent=parent, kind=kind, name=name, founded_on=founded_on, code=code, sector=sector, paper=paper)
    return found_units(units=[new], by=by)[0]


@transaction.atomic
def found_units(*, units: Sequence[NewUnit], by: Actor) -> list[Unit]:
    """Found many units at once, superiors before those below them; answers in the same order."""
    parents = {new.parent.pk: new.parent for new in units if isinstance(new.parent, Unit)}
    for parent in parents.values():
        by.require("unit.found", parent)
    if by.pk is not None and any(new.parent is None for new in units):
        raise NotAllowed(_("The top of a tree is founded at the command line. Nothing was changed."))
    lock_structure()
    founding = Founding(_locked(*parents))
    _check_codes_free([tidy_code(new.code) for new in units])
    for level in _levels(units):
        founding.found(level)
    founded = [founding.founded[new] for new in units]
    closure.rebuild([unit.pk for unit in founded])
    record_all([act(UnitAct.FOUNDED, unit, by=by, position=unit.position, day=unit.founded_on) for unit in founded])
    return founded


def _levels(units: Sequence[NewUnit]) -> list[list[NewUnit]]:
    """New units by how many new units stand above them."""
    depth: dict[NewUnit, int] = {}
    levels: dict[int, list[NewUnit]] = defaultdict(list)
    for new in units:
        depth[new] = depth[new.parent] + 1 if isinstance(new.parent, NewUnit) else 0
        levels[depth[new]].append(new)
    return list(levels.values())


class Founding:
    """Places and keeps new units level by level, so that a whole province takes a handful of statements."""

    def __init__(self, parents: dict[int, Unit]) -> None:
        self.parents = parents
        self.founded: dict[NewUnit, Unit] = {}
        self.spaces: dict[int | None, Space] = {}
        self.lines: dict[int | None, list[rules.Superior]] = {None: []}

    def found(self, level: Iterable[NewUnit]) -> None:
        """Keep one level: all its superiors are in being."""
        pairs = [(new, self.placed(new)) for new in level]
        units = Unit.objects.bulk_create(dict(pairs).values(), batch_size=2000)
        UnitDetails.objects.bulk_create([_first_details(unit) for unit in units], batch_size=5000)
        Placement.objects.bulk_create([_first_placement(unit) for unit in units], batch_size=5000)
        self.founded |= dict(pairs)

    def placed(self, new: NewUnit) -> Unit:
        parent = self.parent_of(new)
        unit = Unit(
            parent=parent, kind=new.kind, name=tidy(new.name), code=tidy_code(new.code), sector=new.sector,
            founded_on=new.founded_on, founding_paper=new.paper,
        )
        rules.check_name(unit.name)
        rules.check_kind(unit.kind, parent.kind if parent else None)
        if parent:
            rules.check_in_being(parent, new.founded_on)
        _check_code(unit.code, unit.kind, self.line_below(parent), new.founded_on)
        unit.position, unit.position_end = self.space_below(parent).take(_size(unit.kind))
        return unit

    def parent_of(self, new: NewUnit) -> Unit | None:
        if isinstance(new.parent, NewUnit):
            return self.founded[new.parent]
        return self.parents[new.parent.pk] if new.parent else None

    def space_below(self, parent: Unit | None) -> Space:
        key = parent.pk if parent else None
        if key not in self.spaces:
            known = parent is None or key in self.parents
            self.spaces[key] = Space.below(parent) if known else Space.inside(parent)
        return self.spaces[key]

    def line_below(self, parent: Unit | None) -> list[rules.Superior]:
        """The superiors of a unit under `parent`, the top first."""
        key = parent.pk if parent else None
        if parent and key not in self.lines:
            if key in self.parents:
                self.lines[key] = _line_to(parent)
            else:
                self.lines[key] = [*self.line_below(parent.parent), rules.Superior(parent.kind, parent.code)]
        return self.lines[key]


def _line_to(unit: Unit) -> list[rules.Superior]:
    above = Unit.objects.above(unit).values_list("kind", "code")
    return [*(rules.Superior(*one) for one in above), rules.Superior(unit.kind, unit.code)]


def _first_details(unit: Unit) -> UnitDetails:
    return UnitDetails(
        unit=unit, code=unit.code, name=unit.name, kind=unit.kind, sector=unit.sector, paper=unit.founding_paper, valid_from=unit.founded_on
    )


def _first_placement(unit: Unit) -> Placement:
    return Placement(unit=unit, parent=unit.parent, paper=unit.founding_paper, valid_from=unit.founded_on)


@transaction.atomic
def rename_unit(
    *, unit: Unit, on: date, today: date, paper: str, reason: str = "", by: Actor,
    name: str | None = None, code: str | None = None, kind: str | None = None, sector: str | None = None,
) -> Unit:
    """From `on`, the unit has another name, code, kind or sector; what is None stays as it was."""
    by.require("unit.change", unit)
    rules.check_not_in_future(on, today)
    lock_structure(alone_with_places=kind is not None)
    unit = _locked(unit.pk)[unit.pk]
    rules.check_in_being(unit, on)
    changed = _changes(unit, name=name, code=code, kind=kind, sector=sector)
    _check_changes(unit, changed, on)
    if "kind" in changed:
        _make_room(unit, _size(changed["kind"]), by)
    _set(unit, **changed)
    _details_from(unit, on, paper=paper, reason=reason)
    record(UnitAct.RENAMED, unit, by=by, position=unit.position, day=on, reason=reason, details=changed)
    return unit


@transaction.atomic
def correct_unit(
    *, unit: Unit, reason: str, by: Actor,
    name: str | None = None, code: str | None = None, sector: str | None = None, founding_paper: str | None = None,
) -> Unit:
    """Put right what was entered wrongly; the history keeps what was believed before."""
    by.require("unit.change", unit)
    lock_structure()
    unit = _locked(unit.pk)[unit.pk]
    changed = _changes(unit, name=name, code=code, sector=sector, founding_paper=founding_paper)
    latest = UnitDetails.objects.filter(unit=unit).latest("valid_from")
    _check_changes(unit, changed, latest.valid_from)
    _set(unit, **changed)
    UnitDetails.objects.filter(pk=latest.pk).update(**{key: value for key, value in changed.items() if key != "founding_paper"}, reason=reason)
    record(UnitAct.CORRECTED, unit, by=by, position=unit.position, reason=reason, details=changed)
    return unit


def _changes(unit: Unit, **wanted: str | None) -> dict[str, str]:
    """What really changes, tidied; a refusal when nothing does."""
    tidied = {key: tidy_code(value) if key == "code" else tidy(value) for key, value in wanted.items() if value is not None}
    changed = {key: value for key, value in tidied.items() if value != getattr(unit, key)}
    if not changed:
        raise RuleBroken(_("Nothing differs from what is kept about “%(unit)s”. Nothing was changed.") % {"unit": unit})
    return changed


def _check_changes(unit: Unit, changed: dict[str, str], on: date) -> None:
    kind = changed.get("kind", unit.kind)
    rules.check_name(changed.get("name", unit.name))
    if "kind" in changed:
        rules.check_kind(kind, unit.parent.kind if unit.parent else None)
        for below in Unit.objects.filter(parent=unit, ended_on__isnull=True).values_list("kind", flat=True).distinct():
            rules.check_kind(below, kind)
    if changed.get("code"):
        _check_code(changed["code"], kind, _line_to(unit.parent) if unit.parent else [], on)
        _check_codes_free([changed["code"]])


@transaction.atomic
def move_unit(*, unit: Unit, to: Unit, on: date, today: date, paper: str, reason: str, new_code: str = "", by: Actor) -> Unit:
    """From `on`, the unit stands under `to`, with all below it; an empty `new_code` leaves the code as it is."""
    by.require("unit.move", unit)
    by.require("unit.move", to)
    lock_structure(alone_with_places=True)
    locked = _locked(unit.pk, to.pk)
    unit, to = locked[unit.pk], locked[to.pk]
    last = Placement.objects.open().get(unit=unit)
    rules.check_move(unit=unit, to=to, on=on, today=today, last=last)
    changed = _changes(unit, code=new_code) if tidy_code(new_code) not in {"", unit.code} else {}
    if changed:
        _check_code(changed["code"], unit.kind, _line_to(to), on)
        _check_codes_free([changed["code"]])
    _place(unit, Space.below(to).take(unit.position_end - unit.position), by)
    _set(unit, parent=to, **changed)
    _placement_from(last, to, on, paper=paper, reason=reason)
    if changed:
        _details_from(unit, on, paper=paper, reason=reason)
    record(UnitAct.MOVED, unit, by=by, position=unit.position, day=on, reason=reason, details={"from": last.parent_id, "to": to.pk, **changed})
    return unit


def _placement_from(last: Placement, to: Unit, on: date, *, paper: str, reason: str) -> None:
    """Close the last placement, open the next, and work out the lines of all that stood below since then."""
    Placement.objects.filter(pk=last.pk).update(valid_to=on)
    Placement.objects.create(unit=last.unit, parent=to, valid_from=on, paper=paper, reason=reason)
    below = Closure.objects.filter(ancestor=last.unit).touching(on, date.max)
    closure.rebuild(set(below.values_list("descendant", flat=True)))


def _place(unit: Unit, interval: tuple[int, int], by: Actor) -> None:
    """Shift the unit and all it holds to an interval of the same width."""
    with within(everything(user=by.pk, where="org.move")):
        shift(unit.position, unit.position_end, interval[0] - unit.position)
    unit.position, unit.position_end = interval


def _make_room(unit: Unit, size: int, by: Actor) -> None:
    """A kind with a wider interval gets a new one under the same superior; a narrower one keeps what it has."""
    if unit.position_end - unit.position >= size:
        return
    lo, hi = Space.below(unit.parent).take(size)
    _place(unit, (lo, lo + unit.position_end - unit.position), by)
    _set(unit, position_end=hi)


def _set(unit: Unit, **values: object) -> None:
    for key, value in values.items():
        setattr(unit, key, value)
    unit.save(update_fields=list(values))


def _details_from(unit: Unit, on: date, *, paper: str, reason: str) -> None:
    """From `on`, the details are those the unit has now. A second change on one day replaces the first."""
    now = {"code": unit.code, "name": unit.name, "kind": unit.kind, "sector": unit.sector, "paper": paper, "reason": reason}
    last = UnitDetails.objects.open().get(unit=unit)
    if on < last.valid_from:
        raise RuleBroken(_("“%(unit)s” has its present name, code and kind since %(day)s. Nothing was changed. Choose that day or a later one.") % {"unit": last, "day": f"{last.valid_from:%d/%m/%Y}"})
    if on == last.valid_from:
        UnitDetails.objects.filter(pk=last.pk).update(**now)
        return
    UnitDetails.objects.filter(pk=last.pk).update(valid_to=on)
    UnitDetails.objects.create(unit=unit, valid_from=on, **now)


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
    unit = _locked(unit.pk)[unit.pk]
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
    unit = _locked(unit.pk)[unit.pk]
    service = rules.service_to_end(unit, area, on)
    AreaService.objects.filter(pk=service.pk).update(valid_to=on)
    service.valid_to = on
    record(UnitAct.AREA_LEFT, unit, by=by, position=unit.position, day=on, details={"area": area.pk})
    return service


def tidy_code(code: str) -> str:
    """Digits only: dots and spaces between the parts are for reading."""
    return tidy(code).replace(".", "").replace(" ", "")


def _check_code(code: str, kind: str, line: list[rules.Superior], on: date) -> None:
    if code:
        rules.check_code(code, kind=kind, line=line, groups=rulebook.on(on).get("org.code.groups"))


def _check_codes_free(codes: Sequence[str]) -> None:
    """No two units in being share a code."""
    wanted = [code for code in codes if code]
    twice = next((code for code, times in Counter(wanted).items() if times > 1), None)
    taken = twice or Unit.objects.filter(code__in=wanted, ended_on__isnull=True).values_list("code", flat=True).first()
    if taken:
        raise RuleBroken(_("Another unit in being already has the code %(code)s. Nothing was changed. Correct the code.") % {"code": taken})


def _size(kind: str) -> int:
    return 1 << KINDS[UnitKind(kind)].width


def _locked(*keys: int) -> dict[int, Unit]:
    """The units as they are now, held until the transaction ends; always locked in the order of their keys."""
    found = Unit.objects.select_for_update(of=("self",)).filter(pk__in=keys).select_related("parent").order_by("pk")
    return {unit.pk: unit for unit in found}
