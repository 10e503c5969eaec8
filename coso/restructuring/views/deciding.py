"""Check a plan, and decide it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coso.common.errors import RuleBroken
from coso.restructuring import actions
from coso.restructuring.enums import PlanState
from coso.restructuring.forms import DecisionForm
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
            finished = decided.state == PlanState.DONE
            messages.success(request, _("The plan is carried out.") if finished else _("The plan is decided and is being carried out. You can follow it here."))
            return HttpResponseRedirect(plan.get_absolute_url())
    told = forecast(plan.operations, plan.unit, plan.on)
    return render(request, "restructuring/decide.html", {"plan": plan, "form": form, "told": told, "ready": plan.state == PlanState.CHECKED and told.ready})


@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin broken-off work again where it stopped."""
    plan = plan_to_change(request, pk)
    return done(request, plan, lambda: actions.go_on(plan=plan, by=request.user, today=timezone.localdate()), _("The plan is being gone on with."))
