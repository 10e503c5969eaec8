"""What the pages of plans share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from coso.common.addresses import key_in
from coso.common.errors import RuleBroken
from coso.org.kinds import MEMBER_KINDS
from coso.org.models import Unit
from coso.restructuring.models import RestructuringPlan

LEAVE = "unit.restructure"


def seen_plan(request: HttpRequest, pk: int) -> RestructuringPlan:
    """The plan, if the reader may see it; else 404."""
    return get_object_or_404(RestructuringPlan.objects.visible_to(request.user).select_related("unit", "drafted_by", "decided_by"), pk=pk)


def plan_to_change(request: HttpRequest, pk: int) -> RestructuringPlan:
    plan = seen_plan(request, pk)
    request.user.require(LEAVE, plan.unit)
    return plan


def units_to_plan_for(user: Any, today: Any) -> Any:
    """Units with others below them, where the user may restructure."""
    return Unit.objects.inside(user.intervals(LEAVE)).existing_on(today).exclude(kind__in=[*MEMBER_KINDS, "party_group"]).in_tree_order()


def edition_of(request: HttpRequest) -> int | None:
    """Which edition of the plan the person saw; None when the form does not say."""
    return key_in(request.POST.get("edition"))


def done(request: HttpRequest, plan: RestructuringPlan, act: Callable[[], Any], said: str = "") -> HttpResponse:
    """Do it and show the plan again; a refusal is shown above it."""
    try:
        act()
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        if said:
            messages.success(request, said)
    return HttpResponseRedirect(plan.get_absolute_url())


def gone_wrong() -> str:
    return _("This operation is no longer in the plan. Nothing was changed. Look at the plan as it is now.")
