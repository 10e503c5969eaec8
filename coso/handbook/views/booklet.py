"""The secretary prints the handbook for members without a phone: choose the branch, then for whom and with which papers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coso.common import jobs
from coso.common.errors import RuleBroken
from coso.common.models import Job
from coso.common.performing import perform
from coso.common.vietnamese import fold
from coso.handbook import forms, tasks
from coso.handbook.queries import booklet as queries
from coso.handbook.views.guides import LONGEST_SEARCH, form_page
from coso.org.models import Unit

MOST_SHOWN = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Whoever has one branch is led to it."""
    request.user.require_anywhere(queries.PERMISSION)
    typed = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    found = queries.branches(request.user, timezone.localdate())
    shown = list((found.filter(name_key__contains=fold(typed)) if typed else found).select_related("parent")[: MOST_SHOWN + 1])
    if len(shown) == 1 and not typed:
        return HttpResponseRedirect(address(shown[0]))
    return render(request, "handbook/booklets.html", {"title": _("Printed handbook"), "typed": typed, "branches": shown[:MOST_SHOWN], "more": len(shown) > MOST_SHOWN, "most": MOST_SHOWN})


def address(unit: Unit) -> str:
    return reverse("handbook:booklet", args=[unit.pk])


@form_page
def branch(request: HttpRequest, pk: int) -> HttpResponse:
    day = timezone.localdate()
    unit = get_object_or_404(queries.branches(request.user, day), pk=pk)
    form = forms.BookletForm(request.POST if request.method == "POST" else None, papers=queries.papers_for(unit, request.user, day))

    def ask(told: dict[str, Any]) -> Job:
        everybody = told["whom"] == "all"
        if not queries.people(unit, everybody=everybody).exists():
            raise RuleBroken(_("There is nobody to print for: everybody in this branch has an account, or nobody is on its roll. Choose all members, or another branch."))
        return jobs.start(kind=tasks.PRINT, by=request.user, unit=unit, parameters={"unit": unit.pk, "on": day.isoformat(), "everybody": everybody, "papers": told["papers"], "page": request.path})

    return perform(
        request, form, ask, done=_("The handbook is being made. You can leave this page; the file waits under “Long work”."), to=lambda job: reverse("home:job", args=[job.pk]),
        template="handbook/booklet.html", title=_("Printed handbook"), lead=unit.name, act=_("Make the PDF (A5)"), back=reverse("home:today"),
        without=queries.people(unit, everybody=False).count(), everybody=queries.people(unit, everybody=True).count(),
    )
