"""Figures told to everybody: released and taken back by those who answer for them, read without signing in."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required, login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coso.access.forms import ReasonForm
from coso.common.for_everybody import for_everybody
from coso.common.performing import NothingForm, done_or_said
from coso.figures import actions
from coso.figures.models import ReleasedFigure
from coso.figures.views.pages import asked_page, declared_of
from coso.org.models import Unit

MOST_PUBLIC = 500


@require_POST
@login_required
def release(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """The number that stands on the indicator's page, of that day and period, as it is known now."""
    unit, wanted = asked_page(request, pk)
    request.user.require("figure.release", unit)
    declared = declared_of(key)
    since = wanted.question(unit, declared).start
    return done_or_said(
        request, NothingForm(request.POST), lambda _told: actions.release(unit=unit, key=declared.key, on=wanted.day, since=since, by=request.user, now=timezone.now()),
        said=_("The figure stands on the public page now."), to=reverse("figures:indicator", args=[unit.pk, key]) + wanted.address(),
    )


@require_POST
@login_required
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    released = get_object_or_404(ReleasedFigure.objects.visible_to(request.user).select_related("unit"), pk=pk)
    request.user.require("figure.release", released.unit)
    return done_or_said(
        request, ReasonForm(request.POST), lambda told: actions.take_back(released=released, reason=told["reason"], by=request.user, now=timezone.now()),
        said=_("The figure is taken back. Pages that others keep may show it five minutes longer."), to=reverse("figures:indicator", args=[released.unit_id, released.key]) + page_of(released),
    )


def page_of(released: ReleasedFigure) -> str:
    """The query of the page the number was released from."""
    words = {"from": released.since.isoformat()} if released.since else {}
    return "?" + urlencode({"on": released.on.isoformat(), **words})


@login_not_required
@require_safe
def public_index(request: HttpRequest) -> HttpResponseBase:
    """Organisations that released figures, those above first."""
    with translation.override("vi"):
        units = Unit.objects.filter(pk__in=ReleasedFigure.objects.open_to_everybody().values("unit")).in_tree_order()[:MOST_PUBLIC]
        return for_everybody(request, "figures/public_index.html", {"title": _("Released figures"), "units": units})


@login_not_required
@require_safe
def public_unit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """About one organisation: what it is, what stands above it, and its released figures, the latest day first."""
    figures = list(ReleasedFigure.objects.open_to_everybody().filter(unit=pk))
    if not figures:
        raise Http404
    with translation.override("vi"):
        unit = Unit.objects.select_related("parent").get(pk=pk)
        days = {day: [one for one in figures if one.on == day] for day in sorted({one.on for one in figures}, reverse=True)}
        return for_everybody(request, "figures/public_unit.html", {"title": unit.name, "unit": unit, "days": list(days.items())})
