"""Add ready-made operations to a plan."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from coso.common.errors import RuleBroken
from coso.restructuring import actions
from coso.restructuring.enums import Recipe
from coso.restructuring.forms import RecipeForm, ref_of
from coso.restructuring.models import RestructuringPlan
from coso.restructuring.queries import Board, areas_of, board
from coso.restructuring.rules import recipes
from coso.restructuring.rules.operations import Plain
from coso.restructuring.views.common import edition_of, plan_to_change


@require_http_methods(["GET", "POST"])
def recipe(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_to_change(request, pk)
    drawn = board(plan, request.user, plan.unit)
    units = sorted([column.unit for column in drawn.columns] + drawn.others, key=lambda unit: unit.name)
    form = RecipeForm(request.POST or None, units=units, initial={"unit": request.GET.get("unit", "")})
    if request.method == "POST" and form.is_valid():
        try:
            made = cooked(plan, drawn, form.cleaned_data)
            actions.change_plan(plan=plan, by=request.user, operations=[*plan.operations, *made], edition=edition_of(request))
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(plan.get_absolute_url())
    return render(request, "restructuring/recipe.html", {"plan": plan, "form": form})


def cooked(plan: RestructuringPlan, drawn: Board, told: dict[str, Any]) -> list[Plain]:
    """The operations of the recipe for what was chosen."""
    assert drawn.told.sketch is not None
    unit = drawn.told.sketch.unit(ref_of(told["unit"]))
    served = areas_of([*(column.unit for column in drawn.columns), unit])
    match told["recipe"]:
        case Recipe.OFFICE | Recipe.OFFICE_AGAIN:
            again = told["recipe"] == Recipe.OFFICE_AGAIN
            return recipes.office_to_villages(unit, served, ref_of(told["rest"]), again=again, operations=plan.operations)
        case Recipe.JOINT:
            return recipes.joint_branch_apart(unit, next((areas for one, areas in served if one is unit), {}), operations=plan.operations)
        case Recipe.GROW:
            return recipes.branch_to_organisation(unit, told["count"] or 2, operations=plan.operations)
    return recipes.organisation_to_branch(unit, list(drawn.told.sketch.below(unit.ref)))
