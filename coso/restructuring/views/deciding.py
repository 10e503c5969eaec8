"""Check a plan, and decide it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coso.common.errors import RuleBroken
from coso.common.performing import done_with
from coso.restructuring import actions
from coso.restructuring.enums import PlanState
from coso.restructuring.forms import CallBackForm, DecisionForm
from coso.restructuring.models import RestructuringPlan
from coso.restructuring.queries import forecast
from coso.restructuring.views.common import done, plan_to_change


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """The dry run; what stands against the plan is shown on its page."""
    plan = plan_to_change(request, pk)
    try:
        told = actions.check_plan(plan=plan, by=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        if told.ready:
            messages.success(request, _("Nothing stands against the plan. Look at the figures; then it may be decided."))
        else:
            messages.error(request, _("The plan cannot be decided yet. See what stands against it."))
    return HttpResponseRedirect(plan.get_absolute_url())


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Number and date of the decision; then everything is done at once."""
    plan = plan_to_change(request, pk)
    form = DecisionForm(request.POST or None, initial={"paper": plan.paper, "paper_date": plan.paper_date or timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            decided = actions.decide_plan(plan=plan, by=request.user, today=timezone.localdate(), now=timezone.now(), **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _decided(decided))
            return HttpResponseRedirect(plan.get_absolute_url())
    told = forecast(plan.operations, plan.unit, plan.on)
    return render(request, "restructuring/decide.html", {"plan": plan, "form": form, "told": told, "ahead": plan.on > timezone.localdate(), "ready": plan.state == PlanState.CHECKED and told.ready})


def _decided(plan: RestructuringPlan) -> str:
    match plan.state:
        case PlanState.DONE:
            return _("The plan is carried out.")
        case PlanState.AHEAD:
            return _("The plan is decided. It is carried out on %(day)s by itself, if its figures are still those you saw; until then everything stays as it is.") % {"day": f"{plan.on:%d/%m/%Y}"}
    return _("The plan is decided and is being carried out. You can follow it here.")


@require_http_methods(["GET", "POST"])
def call_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back whose day has not come."""
    plan = plan_to_change(request, pk)
    form = CallBackForm(request.POST or None)
    gone = done_with(
        request, form, lambda told: actions.call_back(plan=plan, by=request.user, **told),
        said=_("The decision is called back. The plan can be changed again."), to=plan.get_absolute_url(),
    )
    return gone or render(request, "restructuring/call_back.html", {"plan": plan, "form": form}, status=422 if form.errors else 200)


@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin broken-off work again where it stopped."""
    plan = plan_to_change(request, pk)
    return done(request, plan, lambda: actions.go_on(plan=plan, by=request.user, today=timezone.localdate()), _("The plan is being gone on with."))
