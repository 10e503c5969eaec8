"""Found, rename, correct and move a unit."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from coso.common.addresses import key_in
from coso.common.errors import CannotRun, RuleBroken
from coso.common.performing import done_with
from coso.org import actions, queries
from coso.org.forms import CorrectForm, FoundForm, ListForm, MoveForm, RenameForm
from coso.org.imports import Tree, import_units
from coso.org.kinds import children_of
from coso.org.models import Unit
from coso.org.rules import warnings_of_size
from coso.org.views.common import about, seen_unit

MOST_CANDIDATES = 15
MOST_ROWS = 1_000  # of a list of units, so that the page answers in seconds


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
def found_many(request: HttpRequest, pk: int) -> HttpResponse:
    """Units from a spreadsheet: looked at, then all founded or none; each fault by row and column."""
    parent = seen_unit(request, pk)
    request.user.require("unit.found", parent)
    form, tree = ListForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        try:
            tree = from_file(request, parent, form.cleaned_data)
        except (CannotRun, RuleBroken) as refused:
            form.add_error("file", str(refused))
    if tree and not tree.faults and not form.cleaned_data["only_look"]:
        messages.success(request, ngettext("%(n)s unit is founded.", "%(n)s units are founded.", tree.created) % {"n": tree.created})
        return redirect(parent)
    shown = about(request, parent, form=form, tree=tree, known=sum(1 for line in tree.lines if line.there) if tree else 0)
    return render(request, "org/found_many.html", shown, status=422 if form.errors or (tree and tree.faults) else 200)


def from_file(request: HttpRequest, parent: Unit, told: dict[str, Any]) -> Tree:
    """The file lies on the disk only while it is read."""
    with NamedTemporaryFile() as kept:
        for part in told["file"].chunks():
            kept.write(part)
        kept.flush()
        return import_units(path=Path(kept.name), top=parent, founded_on=told["founded_on"], by=request.user, today=timezone.localdate(), keep=not told["only_look"], most=MOST_ROWS)


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
