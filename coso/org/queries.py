"""The tree on any day, and the life of one unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from coso.common import vietnamese
from coso.common.acts import sentence
from coso.common.models import Act
from coso.org.models import AreaService, Closure, Lineage, Placement, Unit, UnitDetails


def subtree_on(unit: Unit, day: date) -> QuerySet[Unit]:
    """The unit and all below it as the tree stood on `day`, with `depth` below the unit; superiors before those below them."""
    below = Closure.objects.filter(ancestor=unit).as_of(day)
    depth = below.filter(descendant=OuterRef("pk")).values("depth")[:1]
    return Unit.objects.filter(pk__in=below.values("descendant")).annotate(depth=Subquery(depth)).order_by("depth", "position")


def children_on(unit: Unit | None, day: date) -> QuerySet[Unit]:
    """The units directly under `unit` on `day`, None for the tops, each with `name_then`, what it was called on that day."""
    placed = Placement.objects.filter(parent=unit).as_of(day)
    return called_on(Unit.objects.filter(placements__in=placed), day).order_by("position")


def called_on(units: QuerySet[Unit], day: date) -> QuerySet[Unit]:
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
    """The unit's life from what the tables say: names, superiors, places served, lineage; newest first."""
    events = [_founded(unit), *_details(unit), *_placements(unit), *_areas(unit), *_lineage(unit)]
    if unit.ended_on:
        events.append(Event(unit.ended_on, _("Ended"), unit.ending_paper, "bad"))
    return sorted(events, key=attrgetter("day"), reverse=True)


def _founded(unit: Unit) -> Event:
    return Event(unit.founded_on, _("Founded"), unit.founding_paper, "done")


def _details(unit: Unit) -> Iterable[Event]:
    rows = list(UnitDetails.objects.filter(unit=unit).order_by("valid_from"))
    for before, row in zip(rows, rows[1:], strict=False):
        why = vietnamese.tidy(f"{row.paper} {row.reason}")
        if row.name != before.name:
            yield Event(row.valid_from, _("Renamed from “%(old)s” to “%(new)s”") % {"old": before.name, "new": row.name}, why)
        if row.kind != before.kind:
            yield Event(row.valid_from, _("Changed from %(old)s to %(new)s") % {"old": before.get_kind_display(), "new": row.get_kind_display()}, why)
        if row.code != before.code:
            yield Event(row.valid_from, _("Code changed from %(old)s to %(new)s") % {"old": before.code or _("none"), "new": row.code or _("none")}, why)
        if row.sector != before.sector:
            yield Event(row.valid_from, _("Sector changed from %(old)s to %(new)s") % {"old": before.get_sector_display() or _("none"), "new": row.get_sector_display() or _("none")}, why)


def _placements(unit: Unit) -> Iterable[Event]:
    rows = list(Placement.objects.filter(unit=unit).select_related("parent").order_by("valid_from"))
    for before, row in zip(rows, rows[1:], strict=False):
        yield Event(
            row.valid_from, _("Moved from “%(old)s” to “%(new)s”") % {"old": before.parent, "new": row.parent},
            vietnamese.tidy(f"{row.paper} {row.reason}"), "now",
        )


def _areas(unit: Unit) -> Iterable[Event]:
    for row in AreaService.objects.filter(unit=unit).select_related("area"):
        yield Event(row.valid_from, _("Serves “%(area)s”") % {"area": row.area})
        if row.valid_to:
            yield Event(row.valid_to, _("No longer serves “%(area)s”") % {"area": row.area})


def _lineage(unit: Unit) -> Iterable[Event]:
    for row in Lineage.objects.filter(successor=unit).select_related("predecessor"):
        yield Event(row.on, _("Follows “%(unit)s” (%(how)s)") % {"unit": row.predecessor, "how": row.get_kind_display()}, row.paper)
    for row in Lineage.objects.filter(predecessor=unit).select_related("successor"):
        yield Event(row.on, _("Followed by “%(unit)s” (%(how)s)") % {"unit": row.successor, "how": row.get_kind_display()}, row.paper)


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
