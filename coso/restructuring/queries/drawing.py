"""Reads from the records what a plan speaks of, as a sketch on which its operations are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q

from coso.common.vietnamese import fold
from coso.members.enums import StayKind
from coso.members.models import Member, Stay
from coso.org.enums import UnitKind
from coso.org.kinds import BRANCH_KINDS
from coso.org.models import Area, AreaService, Placement, Unit, UnitDetails
from coso.org.rules import SUB_UNITS
from coso.restructuring.enums import Who
from coso.restructuring.rules.operations import (
    ChangeKind,
    Dissolve,
    Merge,
    MoveMembers,
    Operation,
    Split,
)
from coso.restructuring.rules.sketch import Drawn, Sketch, by_unit

EMPTYING = (Merge, Split, Dissolve, ChangeKind)
LOW = (UnitKind.GRASSROOTS_PARTY_ORGANISATION, UnitKind.COMMUNE_ORGANISATION, *SUB_UNITS, *BRANCH_KINDS)
ADDRESSES = ("residence_address", "temporary_address")


def sketch_of(operations: Sequence[Operation], day: date, also: Iterable[int] = ()) -> Sketch:
    """The units the operations name, those above and right below them, and `also`, as they are on `day` before the plan.

    The caller must see everything or be content with what is in scope; only keys and counts leave a sketch.
    """
    named = {ref for one in operations for ref in one.refs() if isinstance(ref, int)} | set(also)
    units = _with_neighbours(operations, named)
    drawn = {unit.pk: Drawn(unit.pk, unit.name, unit.kind, unit.parent_id, unit.code, unit.sector) for unit in units}
    _fill(drawn, day)
    return Sketch(drawn.values(), living_in(operations, drawn))


def _with_neighbours(operations: Sequence[Operation], named: set[int]) -> list[Unit]:
    """The units, those right below them where it matters, and their superiors up to the top."""
    emptied = {ref for one in operations if isinstance(one, EMPTYING) for ref in one.refs()}
    small = Q(parent__in=named, parent__kind__in=LOW) | Q(parent__parent__in=named, parent__kind__in=SUB_UNITS)
    near = Unit.objects.filter(Q(pk__in=named) | Q(parent__in=[ref for ref in emptied if isinstance(ref, int)]) | small, ended_on__isnull=True)
    found = {unit.pk: unit for unit in near}
    while missing := {unit.parent_id for unit in found.values() if unit.parent_id} - set(found):
        found |= Unit.objects.in_bulk(missing)
    return list(found.values())


def _fill(drawn: dict[int, Drawn], day: date) -> None:
    """People, areas, and what begins too late for a change on the day."""
    stays = Stay.objects.filter(unit__in=drawn).exclude(kind=StayKind.ASIDE)
    now = by_unit(stays.home().as_of(day).values_list("unit", "member"))
    later = by_unit(stays.touching(day, date.max).values_list("unit", "member"))
    areas = by_unit(AreaService.objects.filter(unit__in=drawn).open().values_list("unit", "area"))
    placed = _since(Placement, drawn, day)
    begun = placed | _since(UnitDetails, drawn, day) | _since(AreaService, drawn, day)
    named = set(UnitDetails.objects.filter(unit__in=drawn, valid_from__gt=day).values_list("unit", flat=True))
    for key, unit in drawn.items():
        unit.people, unit.later, unit.areas = now.get(key, set()), later.get(key, set()) - now.get(key, set()), areas.get(key, set())
        unit.begun, unit.placed, unit.named = key in begun, key in placed, key in named


def _since(rows: type[Placement | UnitDetails | AreaService], drawn: dict[int, Drawn], day: date) -> set[int]:
    return set(rows.objects.filter(unit__in=drawn, valid_from__gte=day).values_list("unit", flat=True))


def living_in(operations: Iterable[Operation], drawn: dict[int, Drawn]) -> dict[str, set[int]]:
    """For each area that an operation names: who of the drawn people has an address that names it."""
    wanted = {one.area for one in operations if isinstance(one, MoveMembers) and one.who == Who.AREA}
    if not wanted:
        return {}
    people: set[int] = set().union(*(unit.people | unit.later for unit in drawn.values()))
    rows = list(Member.objects.filter(pk__in=people).values_list("pk", *ADDRESSES))
    return {area: {key for key, *texts in rows if any(names_area(text, area) for text in texts)} for area in wanted}


def areas_of(units: Iterable[Drawn]) -> list[tuple[Drawn, dict[int, str]]]:
    """Each branch that serves residential areas, with these: key and name."""
    served = list(units)
    names = dict(Area.objects.residential().filter(pk__in=set().union(*(unit.areas for unit in served))).values_list("pk", "name"))
    pairs = [(unit, {key: names[key] for key in sorted(unit.areas & set(names))}) for unit in served if unit.holds_members]
    return [(unit, areas) for unit, areas in pairs if areas]


def names_area(address: str, area: str) -> bool:
    """Whether an address names an area, as whole words, without regard to marks and case."""
    return f" {_words(area)} " in f" {_words(address)} "


def _words(text: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in fold(text)).split())
