"""The forms of tasks: each asks leave and calls its one verb."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coso.access.middleware import about_oneself
from coso.assignments import actions, forms, queries
from coso.assignments.models import Assignment
from coso.assignments.views.ground import ACTS, Act, find, may_do
from coso.common.addresses import key_in
from coso.common.errors import NotAllowed
from coso.common.performing import perform
from coso.org.models import Unit

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def new(request: HttpRequest) -> HttpResponse:
    """A task of the unit in the address, by default of the first in which the reader gives tasks; of a paper or as a part of a larger one."""
    request.user.require_anywhere("assignment.give")
    units, day = giving_units(request.user), timezone.localdate()
    unit = get_object_or_404(units, pk=key) if (key := key_in(request.GET.get("unit"))) else units.first()
    if unit is None:
        raise Http404
    whole = get_object_or_404(Assignment.objects.visible_to(request.user).open(), pk=key) if (key := key_in(request.GET.get("part_of"))) else None
    initial = {"due_on": whole.due_on if whole else forms.due_after(day), "ordered_by": key_in(request.GET.get("paper"))}
    form = forms.OrderForm(request.POST or None, people=queries.who_may_do(unit, request.user, day), units=queries.units_below(unit, day), papers=queries.papers_of(unit, request.user), initial=initial)
    back = whole.get_absolute_url() if whole else ""
    return perform(
        request, form, lambda _told: actions.assign(unit=unit, order=form.order(), parent=whole, by=request.user, today=day), done=_("The task is given."), to=Assignment.get_absolute_url,
        template="assignments/new.html", title=_("Give a task"), lead=f"{unit.name} · {whole.title}" if whole else unit.name, act=_("Give the task"), back=back, unit=unit, others=[] if whole else list(units.exclude(pk=unit.pk)[:20]),
    )


def giving_units(user: Any) -> QuerySet[Unit]:
    """The very units in which the reader gives tasks."""
    return Unit.objects.inside(user.places("assignment.give")).existing_on(timezone.localdate()).in_tree_order()


@about_oneself
@form_page
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """The form of one act, and the act."""
    found, chosen = find(request, pk), ACTS.get(verb)
    if chosen is None:
        raise Http404
    if not may_do(request.user, chosen, found):
        raise NotAllowed(_("This is for those who have the task in hand, or for who gave it. Nothing was changed."))
    form = form_of(request, chosen, found)
    return perform(
        request, form, lambda told: chosen.verb(assignment=found, by=request.user, today=timezone.localdate(), **(form.told() if hasattr(form, "told") else told)), done=str(chosen.done),
        to=found.get_absolute_url(), template="assignments/form.html", title=chosen.label, lead=found.title, act=chosen.label, back=found.get_absolute_url(),
    )


def form_of(request: HttpRequest, act: Act, task: Assignment) -> Any:
    sent = request.POST if request.method == "POST" else None
    if not act.of_giver:
        return forms.ReportForm(sent, request.FILES or None, task=task, behalf=request.user.own_member_id not in task.people and request.user.allowed("assignment.give", task.unit))
    if act.slug == "giao-lai":
        return forms.ReassignForm(sent, people=queries.who_may_do(task.unit, request.user, timezone.localdate()), initial=forms.initial_of(task))
    return {"chap-nhan": forms.AcceptForm, "gia-han": forms.ExtendForm}.get(act.slug, forms.ReasonForm)(sent)
