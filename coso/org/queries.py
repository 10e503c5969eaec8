"""The tree on any day, and the life of one unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from operator import attrgetter
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from coso.common import vietnamese
from coso.common.acts import sentence
from coso.common.errors import CannotRun
from coso.common.models import Act
from coso.org.enums import UnitKind
from coso.org.kinds import KINDS
from coso.org.models import (
    TRAITS,
    Area,
    AreaService,
    AreaTraits,
    Closure,
    Lineage,
    Placement,
    Unit,
    UnitDetails,
    UnitQuerySet,
    printed,
)


def subtree_on(unit: Unit, day: date) -> QuerySet[Unit]:
    """The unit and all below it as the tree stood on `day`, with `depth` below the unit; superiors before those below them."""
    below = Closure.objects.filter(ancestor=unit).as_of(day)
    depth = below.filter(descendant=OuterRef("pk")).values("depth")[:1]
    return Unit.objects.filter(pk__in=below.values("descendant")).annotate(depth=Subquery(depth)).order_by("depth", "position")


def children_on(unit: Unit | None, day: date) -> UnitQuerySet:
    """The units directly under `unit` on `day`, None for the tops, each with `name_then`, what it was called on that day."""
    placed = Placement.objects.filter(parent=unit).as_of(day)
    return called_on(Unit.objects.filter(placements__in=placed), day).order_by("position")


def called_on(units: UnitQuerySet, day: date) -> UnitQuerySet:
    """Adds `name_then` and `kind_then`: what each was called and was on `day`."""
    details = UnitDetails.objects.filter(unit=OuterRef("pk")).as_of(day)
    return units.annotate(name_then=Subquery(details.values("name")[:1]), kind_then=Subquery(details.values("kind")[:1]))


def parent_on(unit: Unit, day: date) -> Unit | None:
    """The superior on `day`; None at a top, and when the unit did not exist."""
    return Unit.objects.filter(placed_below__in=Placement.objects.filter(unit=unit).as_of(day)).first()


def line_on(unit: Unit, day: date) -> list[Unit]:
    """From the top of the tree down to the unit itself, as it stood on `day`."""
    lines = Closure.objects.filter(descendant=unit).as_of(day).select_related("ancestor").order_by("-depth")
    return [line.ancestor for line in lines]


@dataclass(frozen=True)
class Event:
    """One line of a unit's life: the day it counts from, what, and by which paper or why."""

    day: date
    what: str
    why: str = ""
    kind: str = ""


def history(unit: Unit) -> list[Event]:
    """The unit's life from what the tables say: names, superiors, places served; newest first."""
    ended = [Event(unit.ended_on, _("Ended"), unit.ending_paper, "bad")] if unit.ended_on else []
    events = [*ended, *_details(unit), *_placements(unit), *_areas(unit), _founded(unit)]
    return sorted(events, key=attrgetter("day"), reverse=True)


def _founded(unit: Unit) -> Event:
    return Event(unit.founded_on, _("Founded"), unit.founding_paper, "done")


def _details(unit: Unit) -> Iterable[Event]:
    rows = list(UnitDetails.objects.filter(unit=unit).order_by("valid_from"))
    for before, row in pairwise(rows):
        why = vietnamese.tidy(f"{row.paper} {row.reason}")
        if row.name != before.name:
            yield Event(row.valid_from, _("Renamed from “%(old)s” to “%(new)s”") % {"old": before.name, "new": row.name}, why)
        if row.kind != before.kind:
            yield Event(row.valid_from, _("Changed from %(old)s to %(new)s") % {"old": before.get_kind_display(), "new": row.get_kind_display()}, why)
        if row.code != before.code:
            yield Event(row.valid_from, _("Code changed from %(old)s to %(new)s") % {"old": printed(before.code) or _("none"), "new": printed(row.code) or _("none")}, why)
        if row.sector != before.sector:
            yield Event(row.valid_from, _("Sector changed from %(old)s to %(new)s") % {"old": before.get_sector_display() or _("none"), "new": row.get_sector_display() or _("none")}, why)


def _placements(unit: Unit) -> Iterable[Event]:
    rows = list(Placement.objects.filter(unit=unit).select_related("parent").order_by("valid_from"))
    for before, row in pairwise(rows):
        yield Event(
            row.valid_from, _("Moved from “%(old)s” to “%(new)s”") % {"old": _superior(before.parent), "new": _superior(row.parent)},
            vietnamese.tidy(f"{row.paper} {row.reason}"), "now",
        )


def _superior(unit: Unit | None) -> str:
    """Its name, and its end, since a unit that follows another often bears the same name."""
    if unit and unit.ended_on:
        return _("%(unit)s, ended %(day)s") % {"unit": unit, "day": vietnamese.date(unit.ended_on)}
    return str(unit or _("none"))


def _areas(unit: Unit) -> Iterable[Event]:
    for row in AreaService.objects.filter(unit=unit).select_related("area"):
        yield Event(row.valid_from, _("Serves “%(area)s”") % {"area": row.area})
        if row.valid_to:
            yield Event(row.valid_to, _("No longer serves “%(area)s”") % {"area": row.area})


def lineage(unit: Unit) -> tuple[list[Lineage], list[Lineage]]:
    """What the unit came from and what came after it."""
    before = Lineage.objects.filter(successor=unit).select_related("predecessor").order_by("on", "pk")
    after = Lineage.objects.filter(predecessor=unit).select_related("successor").order_by("on", "pk")
    return list(before), list(after)


def acts_of(unit: Unit, limit: int = 20) -> list[tuple[Act, str]]:
    """The last acts done to the unit in Coso, each with its sentence."""
    return [(act, sentence(act.kind)) for act in Act.objects.about(unit).select_related("by")[:limit]]


def areas_on(unit: Unit, day: date) -> QuerySet[AreaService]:
    """The places the unit itself serves on the day."""
    return AreaService.objects.filter(unit=unit).as_of(day).select_related("area", "area__parent").order_by("area__name", "pk")


def unit_by_code(code: str) -> Unit | None:
    """The unit in being with this code, dots and spaces ignored; else the last that had it."""
    digits = "".join(code.replace(".", "").split())
    found = Unit.objects.filter(code=digits) if digits else Unit.objects.none()
    return found.filter(ended_on__isnull=True).first() or found.order_by("-ended_on").first()


def unit_named(code: str) -> Unit:
    """The unit that a command or a file names by its code; CannotRun with a sentence where there is none."""
    found = unit_by_code(code)
    if found is None:
        raise CannotRun(_("No unit has the code %(code)s. Nothing was done. Look the code up with: coso units.") % {"code": code})
    return found


@dataclass
class Node:
    """A unit in the tree on a day; `below` is None while its level is closed.

    unit: from `nodes`, so that it knows `name_then`, `kind_then` and `has_below`.
    """

    unit: Any
    below: list[Node] | None = None

    @property
    def name(self) -> str:
        """What the unit was called on the day."""
        return str(self.unit.name_then or self.unit.name)

    @property
    def kind(self) -> str:
        return str(UnitKind(self.unit.kind_then or self.unit.kind).label)


LEVEL = 300  # a level is shown whole up to here; beyond, the list of units pages through it


def tops(user: Any, day: date) -> list[Node]:
    """Where the reader's part of the tree begins: the highest units they may see."""
    found = [unit.pk for lo, hi in user.intervals("unit.view") for unit in _side_by_side(lo, hi)]
    return nodes(Unit.objects.filter(pk__in=found), day)


def _side_by_side(lo: int, hi: int) -> Iterable[Unit]:
    """The units that together fill `[lo, hi)`, none under another."""
    while unit := Unit.objects.filter(position__gte=lo, position__lt=hi).order_by("position").first():
        yield unit
        lo = unit.position_end


def level(user: Any, unit: Unit, day: date) -> list[Node]:
    """The units directly under `unit` on `day` that the reader may see."""
    return nodes(children_on(unit, day).visible_to(user), day)


def nodes(units: UnitQuerySet, day: date) -> list[Node]:
    """Units as closed nodes of the tree of `day`, each knowing whether there is a level below."""
    below = Placement.objects.filter(parent=OuterRef("pk")).as_of(day)
    return [Node(unit) for unit in called_on(units, day).annotate(has_below=Exists(below)).order_by("position")[:LEVEL]]


def tree(user: Any, day: date, opened: Unit | None = None) -> list[Node]:
    """The reader's tree with the levels down to `opened` open; with one top only, that one is open too."""
    found = tops(user, day)
    path = {unit.pk for unit in line_on(opened, day)} if opened else set()
    if len(found) == 1:
        path.add(found[0].unit.pk)
    _open(found, path, user, day)
    return found


def _open(found: list[Node], path: set[int], user: Any, day: date) -> None:
    for node in found:
        if node.unit.pk in path and node.unit.has_below:
            node.below = level(user, node.unit, day)
            _open(node.below, path, user, day)


def trail(user: Any, unit: Unit) -> list[Unit]:
    """The units from the highest the reader may see down to `unit`, on today's tree."""
    return [*Unit.objects.above(unit).visible_to(user), unit]


def legal_superiors(user: Any, unit: Unit, day: date) -> QuerySet[Unit]:
    """The units under which `unit` may be put by this user; the same table feeds the form and the rule."""
    kinds = [kind for kind in UnitKind if kind in KINDS[UnitKind(unit.kind)].under]
    inside = Unit.objects.inside(user.intervals("unit.move")).existing_on(day).filter(kind__in=kinds)
    return inside.exclude(position__gte=unit.position, position__lt=unit.position_end).exclude(pk=unit.parent_id)


def residential_areas(unit: Unit, day: date) -> QuerySet[Area]:
    """The villages and groups that the unit or one below it serves, and those of the communes they serve."""
    served = AreaService.objects.filter(unit__position__gte=unit.position, unit__position__lt=unit.position_end).as_of(day).values("area")
    return Area.objects.residential().filter(Q(parent__in=served) | Q(pk__in=served), ended_on__isnull=True)


def areas_described(unit: Unit, day: date) -> QuerySet[Area]:
    """The villages and groups of the unit, and the places it serves itself."""
    served = AreaService.objects.filter(unit=unit).as_of(day).values("area")
    return Area.objects.filter(Q(pk__in=residential_areas(unit, day)) | Q(pk__in=served), ended_on__isnull=True).select_related("parent")


def traits_of(area: Area) -> list[Event]:
    """The changes of an area's traits, the newest first."""
    rows = list(AreaTraits.objects.filter(area=area).order_by("valid_from"))
    return [Event(row.valid_from, _traits_changed(before, row), row.paper) for before, row in pairwise(rows)][::-1]


def _traits_changed(before: AreaTraits, row: AreaTraits) -> str:
    words = {"border": _("border area"), "minority": _("ethnic-minority area"), "specially_hard": _("specially hard area"), "remote": _("remote area")}
    begun = [words[name] for name in TRAITS if getattr(row, name) and not getattr(before, name)]
    ended = [words[name] for name in TRAITS if getattr(before, name) and not getattr(row, name)]
    parts = [_("Becomes: %(traits)s") % {"traits": ", ".join(begun)}] if begun else []
    return ". ".join(parts + ([_("No longer: %(traits)s") % {"traits": ", ".join(ended)}] if ended else []))


def serving(areas: QuerySet[Area], day: date) -> QuerySet[Area]:
    """Adds `services`, the branches that serve each area on the day."""
    found = AreaService.objects.as_of(day).select_related("unit").order_by("unit__position")
    return areas.prefetch_related(Prefetch("served_by", queryset=found, to_attr="services"))
