"""The coverage board: which areas lack what, commune by commune, and the plan to end each gap."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coso.access.queries import units_with
from coso.common import exports
from coso.common.errors import NotAllowed
from coso.common.performing import done_with
from coso.org.models import Unit
from coso.org.queries import serving
from coso.org.views.common import about, seen_unit
from coso.restructuring import actions
from coso.restructuring.enums import Gap
from coso.restructuring.forms import CoverageForm
from coso.restructuring.models import CoveragePlan
from coso.restructuring.queries import covered, heat
from coso.restructuring.tables import coverage_table


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """The board of the topmost unit the reader may see."""
    top = units_with("unit.view", request.user).in_tree_order().first()
    if top is None:
        raise NotAllowed(_("Your roles do not include looking at the organisation. Ask the administrator for a role in your unit."))
    return HttpResponseRedirect(reverse("restructuring:coverage_of", args=[top.pk]))


@require_safe
def coverage_of(request: HttpRequest, pk: int) -> HttpResponse:
    unit: Unit = seen_unit(request, pk)
    today = timezone.localdate()
    areas = covered(unit, today)
    table = coverage_table(request, serving(areas, today), lambda area: reverse("restructuring:cover", args=[pk, area.pk]), today)
    if table.export_kind:
        return exports.response(table.export_kind, "phu-kin-to-chuc-dang", table.export_columns, table.ordered)
    return render(request, "restructuring/coverage.html", about(request, unit, table=table, heat=heat(areas, today), gaps=Gap))


@require_http_methods(["GET", "POST"])
def cover(request: HttpRequest, pk: int, area: int) -> HttpResponse:
    """One area: what it lacks, what was planned, and a new plan."""
    unit: Unit = seen_unit(request, pk)
    today = timezone.localdate()
    place = get_object_or_404(serving(covered(unit, today), today).select_related("parent"), pk=area)
    may_change = request.user.allowed("area.change", unit)
    if request.method == "POST":
        request.user.require("area.change", unit)
    plans = CoveragePlan.objects.visible_to(request.user).filter(area=place).order_by("-made_on", "-pk")
    form = CoverageForm(request.POST or None)
    done = done_with(
        request, form, lambda told: actions.plan_coverage(unit=unit, area=place, by=request.user, today=today, **told),
        said=_("The plan is set."), to=reverse("restructuring:coverage_of", args=[pk]),
    )
    gap = Gap(place.gap).label if place.gap else ""
    return done or render(request, "restructuring/cover.html", about(request, unit, form=form, area=place, plans=plans, may_change=may_change, gap=gap))
