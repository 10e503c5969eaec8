"""The list of plans, a new plan, its head, its file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coso.common import exports
from coso.common.addresses import key_in
from coso.common.errors import RuleBroken
from coso.restructuring import actions
from coso.restructuring.forms import PlanForm
from coso.restructuring.imports import written
from coso.restructuring.models import RestructuringPlan
from coso.restructuring.tables import plan_table
from coso.restructuring.views.common import (
    LEAVE,
    done,
    plan_to_change,
    seen_plan,
    units_to_plan_for,
)


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Plans in the reader's units, the latest first."""
    request.user.require_anywhere("unit.view")
    table = plan_table(request, RestructuringPlan.objects.visible_to(request.user))
    if table.export_kind:
        return exports.response(table.export_kind, "phuong-an-sap-xep", table.export_columns, table.ordered)
    return render(request, "restructuring/plans.html", {"table": table, "may_draft": request.user.anywhere(LEAVE)})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    request.user.require_anywhere(LEAVE)
    today = timezone.localdate()
    asked = key_in(request.GET.get("unit"))
    form = PlanForm(request.POST or None, units=units_to_plan_for(request.user, today), today=today)
    if asked:
        form.fields["unit"].initial = asked
    if request.method == "POST" and form.is_valid():
        try:
            plan = actions.draft_plan(by=request.user, now=timezone.now(), **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(plan.get_absolute_url())
    return render(request, "restructuring/new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Title, day and number of a plan that is not decided."""
    plan = plan_to_change(request, pk)
    form = PlanForm(request.POST or None, units=None, plan=plan, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        return done(request, plan, lambda: actions.change_plan(plan=plan, by=request.user, **form.cleaned_data))
    return render(request, "restructuring/edit.html", {"form": form, "plan": plan})


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_to_change(request, pk)
    response = done(request, plan, lambda: actions.drop_plan(plan=plan, by=request.user), _("The plan is thrown away. It can still be read."))
    return response if response.url != plan.get_absolute_url() else HttpResponseRedirect(reverse("restructuring:plans"))


@require_safe
def toml(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan as a file for `coso restructure`; members are named by key only."""
    plan = seen_plan(request, pk)
    response = HttpResponse(written(plan), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="sap-xep-{plan.pk}.toml"'
    return response
