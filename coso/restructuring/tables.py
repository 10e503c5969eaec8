"""The list of plans."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coso.common.columns import Column, Kind
from coso.common.tables import ChoiceFilter, Table
from coso.restructuring.enums import PlanState
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
        search=lambda rows, text: rows.filter(title__icontains=text) | rows.filter(paper__icontains=text),
    )
