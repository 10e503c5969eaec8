"""The lists of units and of areas."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coso.common.columns import Column, Kind
from coso.common.tables import ChoiceFilter, DateRangeFilter, Table, UnitFilter, YesNoFilter
from coso.org.enums import RESIDENTIAL_KINDS, Sector, UnitKind
from coso.org.models import Area, Unit

UNIT_COLUMNS = [
    Column("name", _("Name"), "name", sort=("name_key",), link=Unit.get_absolute_url),
    Column("kind", _("Kind of unit"), "get_kind_display", sort=("kind",), phone=True),
    Column("parent", _("Superior"), "parent.name", sort=("position",), phone=True),
    Column("code", _("Code"), Unit.printed_code, sort=("code",)),
    Column("sector", _("Sector"), "get_sector_display", sort=("sector",), default_shown=False),
    Column("founded_on", _("Founded on"), "founded_on", Kind.DATE, sort=("founded_on",)),
    Column("ended_on", _("Ended on"), "ended_on", Kind.DATE, sort=("ended_on",), default_shown=False),
    Column("founding_paper", _("Founding decision"), "founding_paper", default_shown=False),
]


def unit_table(request: HttpRequest, units: QuerySet[Unit], find: Callable[[str], Unit | None], day: date) -> Table:
    """Units the reader may see, those in being unless asked otherwise."""
    if "in_being" not in request.GET:
        units = units.existing_on(day)
    filters = [
        ChoiceFilter("kind", _("Kind of unit"), narrow=lambda rows, kinds: rows.filter(kind__in=kinds), choices=UnitKind.choices),
        ChoiceFilter("sector", _("Sector"), narrow=lambda rows, sectors: rows.filter(sector__in=sectors), choices=Sector.choices),
        UnitFilter("under", _("Under the unit"), narrow=lambda rows, unit: rows.under(unit), find=find),
        YesNoFilter("in_being", _("In being"), narrow=lambda rows, yes: rows.existing_on(day) if yes else rows.filter(ended_on__lte=day)),
        DateRangeFilter("founded", _("Founded on"), narrow=lambda rows, days: _between(rows, "founded_on", days)),
        YesNoFilter("paper", _("Founding decision entered"), narrow=lambda rows, yes: rows.exclude(founding_paper="") if yes else rows.filter(founding_paper="")),
    ]
    return Table(
        request, units.select_related("parent"), key="units", columns=UNIT_COLUMNS, filters=filters,
        default_order="parent", search=lambda rows, text: rows.search(text),
    )


def _between(rows: QuerySet, field: str, days: tuple[date | None, date | None]) -> QuerySet:
    low, high = days
    if low:
        rows = rows.filter(**{f"{field}__gte": low})
    return rows.filter(**{f"{field}__lte": high}) if high else rows


def branches_of(area: Area) -> str:
    return ", ".join(service.unit.name for service in area.services) or str(_("No branch yet"))


def traits_of(area: Area) -> str:
    traits = {"border": _("border"), "minority": _("ethnic minority"), "specially_hard": _("specially hard"), "remote": _("remote")}
    return ", ".join(str(word) for field, word in traits.items() if getattr(area, field))


def area_table(request: HttpRequest, areas: QuerySet[Area], link: Callable[[Area], str]) -> Table:
    """Villages and groups; `areas` carry their `services`. `link` leads to where the serving branch is set."""
    columns = [
        Column("name", _("Area"), "name", sort=("name",), link=link),
        Column("kind", _("Kind of area"), "get_kind_display", sort=("kind",)),
        Column("parent", _("Lies in"), "parent.name", sort=("parent",), default_shown=False),
        Column("branches", _("Served by"), branches_of, phone=True),
        Column("households", _("Households"), "households", Kind.NUMBER, sort=("households",), phone=True),
        Column("traits", _("Traits"), traits_of),
    ]
    filters = [
        ChoiceFilter("kind", _("Kind of area"), narrow=lambda rows, kinds: rows.filter(kind__in=kinds), choices=[(kind.value, kind.label) for kind in RESIDENTIAL_KINDS]),
        YesNoFilter("served", _("Has a branch"), narrow=lambda rows, yes: rows.filter(served_by__valid_to__isnull=True, served_by__isnull=False).distinct() if yes else rows.exclude(pk__in=rows.filter(served_by__valid_to__isnull=True, served_by__isnull=False).values("pk"))),
    ]
    return Table(request, areas, key="areas", columns=columns, filters=filters, default_order="name", search=lambda rows, text: rows.search(text))
