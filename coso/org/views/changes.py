"""Found, rename, correct and move a unit."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coso.common.addresses import key_in
from coso.common.performing import done_with
from coso.org import actions, queries
from coso.org.forms import CorrectForm, FoundForm, MoveForm, RenameForm
from coso.org.kinds import children_of
from coso.org.models import Unit
from coso.org.rules import warnings_of_size
from coso.org.views.common import about, seen_unit

MOST_CANDIDATES = 15


@require_http_methods(["GET", "POST"])
def found(request: HttpRequest, pk: int) -> HttpResponse:
    parent = seen_unit(request, pk)
    request.user.require("unit.found", parent)
    today = timezone.localdate()
    form = FoundForm(request.POST or None, parent=parent, today=today)
    done = done_with(
        request, form, lambda told: actions.found_unit(parent=parent, by=request.user, **told),
        said=_("The unit is founded."), to=parent.get_absolute_url(),
    )
    warnings = {sentence: None for kind in children_of(parent.kind) for sentence in warnings_of_size(kind, today)}
    return done or render(request, "org/found.html", about(request, parent, form=form, warnings=list(warnings)))


@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    unit = seen_unit(request, pk)
    request.user.require("unit.change", unit)
    today = timezone.localdate()
    form = RenameForm(request.POST or None, unit=unit, today=today)
    done = done_with(
        request, form, lambda told: actions.rename_unit(unit=unit, today=today, by=request.user, **told),
        said=_("The change is kept; the old name stays in the history."), to=unit.get_absolute_url(),
    )
    return done or render(request, "org/rename.html", about(request, unit, form=form))


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    unit = seen_unit(request, pk)
    request.user.require("unit.change", unit)
    form = CorrectForm(request.POST or None, unit=unit)
    done = done_with(
        request, form, lambda told: actions.correct_unit(unit=unit, today=timezone.localdate(), by=request.user, **told),
        said=_("The record is corrected."), to=unit.get_absolute_url(),
    )
    return done or render(request, "org/correct.html", about(request, unit, form=form))


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """First the new superior is chosen by typing, then the day, the decision and the reason are given."""
    unit = seen_unit(request, pk)
    request.user.require("unit.move", unit)
    today = timezone.localdate()
    superiors = queries.legal_superiors(request.user, unit, today)
    text = request.GET.get("q", "").strip()
    found = (superiors.search(text) if text else superiors).select_related("parent").in_tree_order()[:MOST_CANDIDATES]
    if request.htmx and request.method == "GET":
        return render(request, "org/superiors.html", {"unit": unit, "found": found, "text": text})
    chosen = _chosen(superiors, request.POST.get("to") or request.GET.get("to") or "")
    form = MoveForm(request.POST or None, superiors=superiors, today=today, initial={"to": chosen})
    done = done_with(
        request, form, lambda told: actions.move_unit(unit=unit, today=today, by=request.user, **told),
        said=_("The unit now stands under its new superior, with all below it."), to=unit.get_absolute_url(),
    )
    below = Unit.objects.under(unit).existing_on(today).count() - 1
    return done or render(request, "org/move.html", about(request, unit, form=form, found=found, text=text, chosen=chosen, below=below))


def _chosen(superiors: object, text: str) -> Unit | None:
    return superiors.filter(pk=key).first() if (key := key_in(text)) else None  # type: ignore[attr-defined]
