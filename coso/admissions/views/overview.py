"""The way into the Party as a whole: by branch and step, how long cases wait, and branches that admit nobody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coso.admissions import forms, queries
from coso.figures.exports import Bar, bars
from coso.procedures.models import Case
from coso.procedures.views.ground import today

SHOWN = 200
FIRST_YEARS = 3


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Funnel, ageing and the board by unit, each with its table."""
    request.user.require_anywhere("case.view")
    cases = Case.objects.visible_to(request.user)
    funnel, ageing = queries.funnel(cases), queries.ageing(cases, today())
    shown = {
        "funnel": funnel, "ageing": ageing, "board": queries.board(cases, today()),
        "funnel_picture": bars([Bar(str(row.step.title), row.reached) for row in funnel]),
        "ageing_picture": bars([Bar(row.label, row.number) for row in ageing]),
    }
    return render(request, "admissions/overview.html", shown)


@require_safe
def without(request: HttpRequest) -> HttpResponse:
    """Branches that have admitted nobody for so many years."""
    request.user.require_anywhere("case.view")
    form = forms.YearsForm(request.GET if "years" in request.GET else {"years": FIRST_YEARS})
    years = form.cleaned_data["years"] if form.is_valid() else FIRST_YEARS
    found = queries.without_admission(request.user, years, today())
    return render(request, "admissions/without.html", {"form": form, "years": years, "count": found.count(), "units": found.select_related("parent")[:SHOWN], "most": SHOWN, "title": _("Branches without an admission")})
