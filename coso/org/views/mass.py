"""Mass organisations in a unit's enterprise: the list, a new one, an end, a correction."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coso.common.performing import done_with
from coso.org import actions
from coso.org.forms import BodyForm, CorrectBodyForm, StopForm
from coso.org.models import MassBody, Unit
from coso.org.rules import ENTERPRISES
from coso.org.views.common import about, seen_unit


@require_http_methods(["GET", "POST"])
def bodies(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands and what has ended; a further one is entered on the same page."""
    unit = seen_unit(request, pk)
    may_change = request.user.allowed("unit.change", unit) and unit.ended_on is None and unit.sector in ENTERPRISES
    if request.method == "POST":
        request.user.require("unit.change", unit)
    today = timezone.localdate()
    form = BodyForm(request.POST or None, today=today)
    done = done_with(
        request, form, lambda told: actions.enter_body(unit=unit, today=today, by=request.user, **told),
        said=_("The body is entered."), to=reverse("org:bodies", args=[pk]),
    )
    found = list(MassBody.objects.filter(unit=unit).order_by("valid_to", "kind", "name"))
    shown = {"standing": [one for one in found if one.valid_to is None], "ended": [one for one in found if one.valid_to], "form": form, "may_change": may_change, "is_enterprise": unit.sector in ENTERPRISES}
    return done or render(request, "org/bodies.html", about(request, unit, **shown), status=422 if form.errors else 200)


@require_POST
def end_body(request: HttpRequest, pk: int, body: int) -> HttpResponse:
    unit, one = _seen(request, pk, body)
    request.user.require("unit.change", unit)
    form, back = StopForm(request.POST), reverse("org:bodies", args=[pk])
    done = done_with(
        request, form, lambda told: actions.end_body(body=one, today=timezone.localdate(), by=request.user, **told),
        said=_("The end of “%(body)s” is entered.") % {"body": one}, to=back,
    )
    for sentence in form.errors.get("on", []) + form.non_field_errors():
        messages.error(request, sentence)
    return done or HttpResponseRedirect(back)


@require_http_methods(["GET", "POST"])
def correct_body(request: HttpRequest, pk: int, body: int) -> HttpResponse:
    unit, one = _seen(request, pk, body)
    request.user.require("unit.change", unit)
    form = CorrectBodyForm(request.POST or None, body=one)
    done = done_with(
        request, form, lambda told: actions.correct_body(body=one, today=timezone.localdate(), by=request.user, **told),
        said=_("The record is corrected."), to=reverse("org:bodies", args=[pk]),
    )
    return done or render(request, "org/correct_body.html", about(request, unit, form=form, body=one), status=422 if form.errors else 200)


def _seen(request: HttpRequest, pk: int, body: int) -> tuple[Unit, MassBody]:
    unit = seen_unit(request, pk)
    return unit, get_object_or_404(MassBody.objects.filter(unit=unit).select_related("unit"), pk=body)
