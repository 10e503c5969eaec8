"""The tree level by level, one unit, the list of units, and switching by typing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coso.common import exports
from coso.common.addresses import key_in
from coso.org import queries
from coso.org.kinds import GUEST_KINDS
from coso.org.models import MassBody, Unit
from coso.org.rules import ENTERPRISES, warnings_of_size
from coso.org.tables import unit_table
from coso.org.views.common import VIEW, about, day_asked, seen_unit

MOST_SWITCHES = 12


@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    request.user.require_anywhere(VIEW)
    day, today = day_asked(request), timezone.localdate()
    opened = Unit.objects.visible_to(request.user).filter(pk=key_in(request.GET.get("open", ""))).first()
    nodes = queries.tree(request.user, day, opened)
    return render(request, "org/tree.html", {"nodes": nodes, "day": day, "today": today, "past": day < today, "opened": opened})


@require_safe
def children(request: HttpRequest, pk: int) -> HttpResponse:
    """One branch of the tree with its next level open, or closed again; without htmx the whole tree opened there."""
    unit = seen_unit(request, pk)
    day, today = day_asked(request), timezone.localdate()
    if not request.htmx:
        return HttpResponseRedirect(f"{reverse('org:tree')}?open={pk}" + (f"&on={day}" if day < today else ""))
    (node,) = queries.nodes(Unit.objects.filter(pk=unit.pk), day)
    if "close" not in request.GET:
        node.below = queries.level(request.user, unit, day)
    return render(request, "org/node.html", {"node": node, "day": day, "past": day < today})


@require_safe
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    unit = seen_unit(request, pk)
    today = timezone.localdate()
    user = request.user
    shown = about(
        request, unit, nodes=queries.level(user, unit, today), history=queries.history(unit), lineage=queries.lineage(unit),
        services=list(queries.areas_on(unit, today)), warnings=() if user.allowed("figure.view", unit) else warnings_of_size(unit.kind, today), past=False, day=today,
        may={verb: user.allowed(f"unit.{verb}", unit) for verb in ("found", "change", "move")},
        may_see_acts=user.allowed("act.view", unit), may_see_figures=user.allowed("figure.view", unit), may_see_members=user.allowed("member.view", unit),
        may_see_guests=unit.kind in GUEST_KINDS and user.allowed("case.view", unit), may_transfer=user.allowed("transfer.prepare", unit), may_take_sheet=user.allowed("member.export", unit) and user.allowed("member.reveal", unit),
    )
    if unit.sector in ENTERPRISES:
        shown |= {"is_enterprise": True, "bodies": list(MassBody.objects.filter(unit=unit).open().order_by("kind", "name"))}
    if shown["may_see_acts"]:
        shown["acts"] = queries.acts_of(unit)
    return render(request, "org/unit.html", shown)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """All units in scope as a list: search, filters, export."""
    request.user.require_anywhere(VIEW)
    units = Unit.objects.visible_to(request.user)

    def find(text: str) -> Unit | None:
        return units.filter(pk=text).first() if text.isdecimal() and len(text) < 12 else units.search(text).first()

    table = unit_table(request, units, find, timezone.localdate())
    if table.export_kind:
        return exports.response(table.export_kind, "to-chuc-dang", table.export_columns, table.ordered.iterator(chunk_size=2000))
    return render(request, "org/search.html", {"table": table})


@require_safe
def switch(request: HttpRequest) -> HttpResponse:
    """Units that match what is being typed, each leading to the page the reader is on, for that unit."""
    request.user.require_anywhere(VIEW)
    text = request.GET.get("q", "").strip()
    found = Unit.objects.visible_to(request.user).existing_on(timezone.localdate()).search(text).select_related("parent")
    here = request.GET.get("here", "")
    links = [(one, _same_page(here, one)) for one in found.in_tree_order()[:MOST_SWITCHES]] if text else []
    return render(request, "org/switch.html", {"links": links, "text": text})


def _same_page(name: str, unit: Unit) -> str:
    try:
        return reverse(name, args=[unit.pk])
    except NoReverseMatch:
        return unit.get_absolute_url()
