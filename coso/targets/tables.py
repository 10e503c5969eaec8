"""The list of schemes; the board as columns, for files, and what its cells say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coso.common.columns import Column, Kind
from coso.common.tables import ChoiceFilter, Table, YesNoFilter
from coso.targets.enums import HandState, SchemeKind, Standing
from coso.targets.models import Scheme, SchemeQuerySet, Target
from coso.targets.queries import Progress

HEAT = {Standing.DONE: 4, Standing.ON_THE_WAY: 3, Standing.AT_RISK: 2, Standing.LATE: 1, Standing.MISSED: 1}
WAITS = {HandState.PROPOSED: _("proposed"), HandState.ACCEPTED: _("accepted"), HandState.ANSWERED: _("answered")}

SCHEMES = [
    Column("title", _("Scheme or plan"), "title", sort=("title",), link=Scheme.get_absolute_url),
    Column("kind", _("Kind"), "get_kind_display", sort=("kind",), phone=True),
    Column("unit", _("Issuing unit"), "unit.name", sort=("unit__position",), phone=True),
    Column("paper", _("Paper"), "paper", sort=("paper",)),
    Column("starts_on", _("From"), "starts_on", Kind.DATE, sort=("starts_on",), phone=True),
    Column("ends_on", _("To"), "ends_on", Kind.DATE, sort=("ends_on",), phone=True),
    Column("targets", _("Targets"), "n", Kind.NUMBER),
]


def scheme_table(request: HttpRequest, schemes: SchemeQuerySet, day: date) -> Table:
    filters = [
        ChoiceFilter("kind", _("Kind"), narrow=lambda rows, kinds: rows.filter(kind__in=kinds), choices=SchemeKind.choices),
        YesNoFilter("under_way", _("Under way"), narrow=lambda rows, yes: under_way(rows, day) if yes else rows.exclude(pk__in=under_way(rows, day))),
    ]
    rows = schemes.select_related("unit").annotate(n=Count("targets"))
    return Table(request, rows, key="schemes", columns=SCHEMES, filters=filters, default_order="-ends_on", search=lambda rows, text: rows.search(text))


def under_way(schemes: QuerySet[Scheme], day: date) -> QuerySet[Scheme]:
    return schemes.filter(starts_on__lte=day, ends_on__gte=day)


def columns() -> Sequence[Column]:
    return (
        Column("unit", _("Unit"), "assignment.unit.name"),
        Column("target", _("Target"), "assignment.target.title"),
        Column("value", _("To reach"), "value", Kind.NUMBER, places=2),
        Column("reached", _("Result so far"), "reached", Kind.NUMBER, places=2),
        Column("way", _("How known"), how_known),
        Column("attained", _("Attained, %"), "attained", Kind.NUMBER, places=2),
        Column("gap", _("Above or below the target"), "gap", Kind.NUMBER, places=2),
        Column("baseline", _("Baseline"), "baseline", Kind.NUMBER, places=2),
        Column("change", _("Change, in its own unit or points"), "change", Kind.NUMBER, places=2),
        Column("change_percent", _("Change, % of the baseline"), "change_percent", Kind.NUMBER, places=2),
        Column("expected", _("Expected by the day"), "expected", Kind.NUMBER, places=2),
        Column("forecast", _("Forecast for the last day"), "forecast.value", Kind.NUMBER, places=2),
        Column("standing", _("Standing"), "standing.label"),
        Column("small", _("Small"), "small", Kind.YES_NO),
    )


def how_known(one: Progress) -> str:
    return str(_("counted from records") if one.counted else _("reported"))


def shown(one: Progress | None) -> dict[str, Any] | None:
    """A progress with what its cell looks like."""
    if one is None:
        return None
    assignment = one.assignment
    return {
        "one": one, "heat": HEAT.get(one.standing, ""), "kind": one.standing.kind, "places": assignment.target.places, "unit": measured_in(assignment.target),
        "waits": WAITS.get(assignment.state, ""),
    }


def measured_in(target: Target) -> str:
    """What follows a number of the target: a per cent sign, the unit of measure, or nothing."""
    return "%" if target.is_share else f" {target.measure}" if target.measure else ""
