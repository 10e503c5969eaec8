"""The places a unit looks after, the villages in them, and which branch serves each."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coso.common import exports
from coso.common.addresses import key_in
from coso.common.performing import done_with
from coso.org import actions, queries
from coso.org.enums import RESIDENTIAL_KINDS
from coso.org.forms import (
    AreaForm,
    CorrectAreaForm,
    PlaceForm,
    ServeForm,
    StopForm,
    TraitsForm,
)
from coso.org.models import Area, Unit
from coso.org.tables import area_table
from coso.org.views.common import about, seen_unit

MOST_PLACES = 15


@require_safe
def areas(request: HttpRequest, pk: int) -> HttpResponse:
    unit = seen_unit(request, pk)
    today = timezone.localdate()
    found = queries.serving(queries.residential_areas(unit, today).select_related("parent"), today)
    table = area_table(request, found, lambda area: reverse("org:serve", args=[pk, area.pk]))
    if table.export_kind:
        return exports.response(table.export_kind, "dia-ban", table.export_columns, table.ordered)
    services = list(queries.areas_on(unit, today))
    may_change = request.user.allowed("area.change", unit)
    return render(request, "org/areas.html", about(request, unit, table=table, services=services, may_change=may_change))


@require_http_methods(["GET", "POST"])
def add_area(request: HttpRequest, pk: int) -> HttpResponse:
    unit = seen_unit(request, pk)
    request.user.require("area.change", unit)
    form = AreaForm(request.POST or None, unit=unit, today=timezone.localdate())
    done = done_with(
        request, form, lambda told: actions.add_area(unit=unit, by=request.user, **told),
        said=_("The area is added. Set the branch that serves it next."), to=reverse("org:areas", args=[pk]),
    )
    return done or render(request, "org/add_area.html", about(request, unit, form=form))


@require_http_methods(["GET", "POST"])
def add_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which commune, ward or special zone the unit serves: found by typing, then dated."""
    unit = seen_unit(request, pk)
    request.user.require("area.change", unit)
    places = Area.objects.exclude(kind__in=RESIDENTIAL_KINDS).filter(ended_on__isnull=True)
    text = request.GET.get("q", "").strip()
    found = places.search(text).select_related("parent")[:MOST_PLACES] if text else []
    if request.htmx and request.method == "GET":
        return render(request, "org/places.html", {"unit": unit, "found": found, "text": text})
    key = request.POST.get("area") or request.GET.get("area") or ""
    chosen = places.filter(pk=at).first() if (at := key_in(key)) else None
    form = PlaceForm(request.POST or None, today=timezone.localdate(), initial={"area": chosen})
    done = done_with(
        request, form, lambda told: actions.serve_area(unit=unit, by=request.user, **told),
        said=_("The place is set."), to=reverse("org:areas", args=[pk]),
    )
    return done or render(request, "org/add_place.html", about(request, unit, form=form, found=found, text=text, chosen=chosen))


@require_http_methods(["GET", "POST"])
def serve(request: HttpRequest, pk: int, area: int) -> HttpResponse:
    """One area: who serves it and has served it, and a further branch from a day on."""
    unit = seen_unit(request, pk)
    today = timezone.localdate()
    place = get_object_or_404(queries.residential_areas(unit, today).select_related("parent"), pk=area)
    may_change = request.user.allowed("area.change", unit)
    if request.method == "POST":
        request.user.require("area.change", unit)
    form = ServeForm(request.POST or None, unit=unit, area=place, today=today)
    done = done_with(
        request, form, lambda told: actions.serve_area(unit=told["branch"], area=place, on=told["on"], by=request.user),
        said=_("The branch is set."), to=reverse("org:areas", args=[pk]),
    )
    services = place.served_by.select_related("unit").order_by("-valid_from")
    visible = set(Unit.objects.visible_to(request.user).filter(pk__in=[one.unit_id for one in services]).values_list("pk", flat=True))
    return done or render(request, "org/serve.html", about(request, unit, form=form, area=place, services=services, visible=visible, may_change=may_change, events=queries.traits_of(place)))


@require_http_methods(["GET", "POST"])
def area_traits(request: HttpRequest, pk: int, area: int) -> HttpResponse:
    """From a day on, an area is (not) a border, ethnic-minority, specially hard or remote one."""
    unit = seen_unit(request, pk)
    request.user.require("area.change", unit)
    today = timezone.localdate()
    place = get_object_or_404(queries.areas_described(unit, today), pk=area)
    form = TraitsForm(request.POST or None, area=place, today=today)
    done = done_with(
        request, form, lambda told: actions.change_traits(unit=unit, area=place, today=today, by=request.user, **told),
        said=_("The traits are kept; those before stay in the history."), to=reverse("org:areas", args=[pk]),
    )
    return done or render(request, "org/area_traits.html", about(request, unit, form=form, area=place, events=queries.traits_of(place)))


@require_http_methods(["GET", "POST"])
def correct_area(request: HttpRequest, pk: int, area: int) -> HttpResponse:
    unit = seen_unit(request, pk)
    request.user.require("area.change", unit)
    today = timezone.localdate()
    place = get_object_or_404(queries.areas_described(unit, today), pk=area)
    form = CorrectAreaForm(request.POST or None, area=place)
    done = done_with(
        request, form, lambda told: actions.correct_area(unit=unit, area=place, today=today, by=request.user, **told),
        said=_("The record is corrected."), to=reverse("org:areas", args=[pk]),
    )
    return done or render(request, "org/correct_area.html", about(request, unit, form=form, area=place))


@require_POST
def stop(request: HttpRequest, pk: int, area: int) -> HttpResponse:
    """The unit no longer serves the area from the day given."""
    unit = seen_unit(request, pk)
    request.user.require("area.change", unit)
    place = get_object_or_404(Area, pk=area)
    form = StopForm(request.POST)
    said = _("“%(unit)s” no longer serves “%(area)s”.") % {"unit": unit, "area": place}
    back = reverse("org:areas", args=[pk])
    done = done_with(request, form, lambda told: actions.stop_serving(unit=unit, area=place, by=request.user, **told), said=said, to=back)
    for sentence in form.errors.get("on", []) + form.non_field_errors():
        messages.error(request, sentence)
    return done or HttpResponseRedirect(back)
