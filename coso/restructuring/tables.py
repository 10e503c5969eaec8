"""The lists of plans and of areas that lack something."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coso.common.columns import Column, Kind
from coso.common.tables import ChoiceFilter, Table, YesNoFilter
from coso.org.models import Area
from coso.restructuring.enums import Gap, PlanState
from coso.restructuring.models import RestructuringPlan

COLUMNS = [
    Column("title", _("What it is about"), "title", sort=("title",), link=RestructuringPlan.get_absolute_url),
    Column("unit", _("Unit"), "unit.name", sort=("position",), phone=True),
    Column("on", _("In force from"), "on", Kind.DATE, sort=("on",), phone=True),
    Column("state", _("State"), "get_state_display", sort=("state",), phone=True),
    Column("operations", _("Operations"), lambda plan: len(plan.operations), Kind.NUMBER),
    Column("paper", _("Decision"), lambda plan: plan.full_paper, sort=("paper",)),
    Column("drafted_by", _("Drafted by"), lambda plan: str(plan.drafted_by or _("the system")), default_shown=False),
    Column("decided_at", _("Decided at"), "decided_at", Kind.MOMENT, sort=("decided_at",), default_shown=False),
]


def plan_table(request: HttpRequest, plans: QuerySet[RestructuringPlan]) -> Table:
    filters = [ChoiceFilter("state", _("State"), narrow=lambda rows, states: rows.filter(state__in=states), choices=PlanState.choices)]
    return Table(
        request, plans.select_related("unit", "drafted_by").defer("checked"), key="plans", columns=COLUMNS, filters=filters, default_order="-on",
        search=lambda rows, text: rows.search(text),
    )


def how_long(since: date | None, day: date) -> str:
    """In years and months, as people say it."""
    if since is None:
        return ""
    months = (day.year - since.year) * 12 + day.month - since.month - (day.day < since.day)
    years, rest = divmod(max(0, months), 12)
    if years:
        return str(_("%(years)s years %(months)s months")) % {"years": years, "months": rest}
    return str(_("%(months)s months")) % {"months": rest}


def coverage_table(request: HttpRequest, areas: QuerySet[Area], link: Callable[[Area], str], day: date) -> Table:
    """Areas with their gap; those without one only when asked for."""
    columns = [
        Column("name", _("Area"), "name", sort=("name",), link=link),
        Column("commune", _("Lies in"), "parent.name", sort=("parent__name",)),
        Column("gap", _("Gap"), lambda area: Gap(area.gap).label if area.gap else _("none"), phone=True),
        Column("since", _("Since"), "since", Kind.DATE),
        Column("how_long", _("For how long"), lambda area: how_long(area.since, day) if area.gap else "", phone=True),
        Column("branches", _("Served by"), lambda area: ", ".join(service.unit.name for service in area.services)),
        Column("members", _("Members"), "members", Kind.NUMBER),
        Column("planned_on", _("Planned for"), "planned_on", Kind.DATE, phone=True),
        Column("responsible", _("Responsible"), "responsible", default_shown=True),
    ]
    communes = sorted(set(areas.order_by().values_list("parent", "parent__name").distinct()), key=lambda pair: str(pair[1]))
    filters = [
        ChoiceFilter("gap", _("Gap"), narrow=lambda rows, gaps: rows.filter(gap__in=gaps), choices=Gap.choices),
        ChoiceFilter("commune", _("Lies in"), narrow=lambda rows, keys: rows.filter(parent__in=keys), choices=[(str(key), name) for key, name in communes if key]),
        YesNoFilter("planned", _("Has a plan"), narrow=lambda rows, yes: rows.filter(planned_on__isnull=not yes)),
        YesNoFilter("overdue", _("Planned day is past"), narrow=lambda rows, yes: rows.filter(planned_on__lt=day) if yes else rows.exclude(planned_on__lt=day)),
    ]
    if "gap" not in request.GET:
        areas = areas.exclude(gap="")
    return Table(request, areas.select_related("parent"), key="coverage", columns=columns, filters=filters, default_order="name", search=lambda rows, text: rows.search(text))
