"""The planning screen: branches as columns, people as cards, the operations beside them, figures before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coso.common.addresses import key_in
from coso.common.errors import RuleBroken
from coso.common.models import Job
from coso.org.kinds import KINDS
from coso.org.models import Area, Unit
from coso.org.queries import residential_areas
from coso.restructuring import actions
from coso.restructuring.enums import OPEN_STATES, Do, PlanState
from coso.restructuring.forms import FORMS, OperationForm, ref_of
from coso.restructuring.models import RestructuringPlan
from coso.restructuring.queries import board, forecast
from coso.restructuring.rules import editing
from coso.restructuring.rules.operations import Plain, Ref, parse
from coso.restructuring.views.common import (
    LEAVE,
    done,
    edition_of,
    gone_wrong,
    plan_to_change,
    seen_plan,
)


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    plan = seen_plan(request, pk)
    may_change = request.user.allowed(LEAVE, plan.unit)
    shown = {"plan": plan, "may_change": may_change and plan.state in OPEN_STATES, "may_decide": may_change, "kinds": Do.choices}
    if plan.state not in OPEN_STATES:
        broken = plan.state == PlanState.DECIDED and not Job.objects.unfinished().filter(pk=plan.job_id).exists()
        return render(request, "restructuring/decided.html", {**shown, "made": _made(plan), "told": plan.checked, "broken": broken and may_change})
    opened = [key for text in request.GET.getlist("open") if (key := key_in(text))]
    wanted = request.GET.get("q", "").strip()[:60]
    drawn = board(plan, request.user, _focus(request, plan), opened, wanted)
    return render(request, "restructuring/plan.html", {**shown, "board": drawn, "told": drawn.told, "checked": plan.state == PlanState.CHECKED, "wanted": wanted})


def _focus(request: HttpRequest, plan: RestructuringPlan) -> Unit:
    key = key_in(request.GET.get("focus"))
    inside = Unit.objects.visible_to(request.user).under(plan.unit)
    return (inside.filter(pk=key).first() if key else None) or plan.unit


def _made(plan: RestructuringPlan) -> list[Unit]:
    return list(Unit.objects.filter(pk__in=plan.made.values()).in_tree_order())


@require_POST
def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """People or units were dragged, or ticked and sent, to a unit: members move, branches merge, units move under."""
    plan = plan_to_change(request, pk)
    to = ref_of(request.POST.get("to", ""))
    people: dict[Ref, list[int]] = defaultdict(list)
    for word in request.POST.getlist("member"):
        unit, _colon, key = word.rpartition(":")
        if key.isdecimal():
            people[ref_of(unit)].append(int(key))
    units = [ref_of(word) for word in request.POST.getlist("unit") if word and word != str(to)]
    operations = [*editing.send(plan.operations, people, to), *_units_to(plan, units, to)]
    return done(request, plan, lambda: _change(request, plan, operations, nothing=not (people or units) or not to))


def _change(request: HttpRequest, plan: RestructuringPlan, operations: Sequence[Plain], *, nothing: bool = False) -> None:
    if nothing:
        raise RuleBroken(_("Nothing was chosen. Nothing was changed. Tick members or units, and choose where they go."))
    actions.change_plan(plan=plan, by=request.user, operations=operations, edition=edition_of(request))


def _units_to(plan: RestructuringPlan, units: list[Ref], to: Ref) -> list[Plain]:
    """Branches dropped on a branch merge into it; anything dropped on an organisation moves under it."""
    sketch = forecast(plan.operations, plan.unit, plan.on, [ref for ref in (*units, to) if isinstance(ref, int)]).sketch
    target = sketch.units.get(to) if sketch else None
    if not units or target is None:
        return []
    if KINDS[target.kind].holds_members:  # type: ignore[index] # a kind's value is its key
        return [{"do": Do.MERGE.value, "units": units, "into": to}]
    return [{"do": Do.MOVE.value, "unit": unit, "to": to} for unit in units]


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int, do: str) -> HttpResponse:
    """One more operation, by a form of its kind."""
    plan = plan_to_change(request, pk)
    if do not in FORMS:
        raise Http404
    form = _form(request, plan, FORMS[do])
    if request.method == "POST" and form.is_valid():
        try:
            parse(form.plain(), len(plan.operations) + 1)
            kept = actions.change_plan(plan=plan, by=request.user, operations=[*plan.operations, form.plain()], edition=edition_of(request))
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            if "again" not in request.POST:
                return HttpResponseRedirect(plan.get_absolute_url())
            messages.success(request, _("It is in the plan, which has %(n)d operations now.") % {"n": len(kept.operations)})
            return HttpResponseRedirect(request.get_full_path())
    return render(request, "restructuring/add.html", {"plan": plan, "form": form, "word": Do(do).label})


def _form(request: HttpRequest, plan: RestructuringPlan, form: type[OperationForm]) -> OperationForm:
    drawn = board(plan, request.user, plan.unit)
    units = [column.unit for column in drawn.columns] + drawn.others
    asked = request.GET.get("unit", "")
    return form(
        request.POST or None, units=sorted(units, key=lambda unit: unit.name), operations=plan.operations, areas=_areas(plan),
        initial={"under": asked or plan.unit_id, "unit": asked},
    )


def _areas(plan: RestructuringPlan) -> object:
    return residential_areas(plan.unit, plan.on) if plan.unit_id else Area.objects.none()


@require_POST
def remove(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    plan = plan_to_change(request, pk)
    return done(request, plan, lambda: _change(request, plan, editing.without(_with(plan, place), place - 1)))


@require_POST
def up(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    plan = plan_to_change(request, pk)
    return done(request, plan, lambda: _change(request, plan, editing.raised(_with(plan, place), place - 1)))


def _with(plan: RestructuringPlan, place: int) -> list[Plain]:
    if not 0 < place <= len(plan.operations):
        raise RuleBroken(gone_wrong())
    operations: list[Plain] = plan.operations
    return operations
