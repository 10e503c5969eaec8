"""Committees: who sits in them, and since when."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coso.access.queries import units_with
from coso.committees import actions, forms
from coso.committees.actions import KEEP
from coso.committees.models import CommitteeSeat
from coso.committees.queries import committee_of
from coso.committees.tables import seat_table
from coso.common import exports
from coso.common.addresses import key_in
from coso.common.performing import perform
from coso.org.kinds import BRANCH_KINDS

form_page = require_http_methods(["GET", "HEAD", "POST"])
FORM = "committees/form.html"


def today() -> date:
    return timezone.localdate()


@require_safe
def seats(request: HttpRequest) -> HttpResponse:
    request.user.require_anywhere("committee.view")
    table = seat_table(request)
    if table.export_kind:
        return exports.response(table.export_kind, "cap-uy", table.export_columns, table.ordered, title=_("Committees"))
    mine = units_with("committee.view", request.user).existing_on(today()).in_tree_order().first()
    own = committee_of(mine, today(), by=request.user) if mine else None
    return render(request, "committees/list.html", {"title": _("Committees"), "table": table, "own": own, "may_keep": request.user.anywhere(KEEP)})


@form_page
def new(request: HttpRequest) -> HttpResponse:
    request.user.require_anywhere(KEEP)
    units = units_with(KEEP, request.user).existing_on(today()).in_tree_order()
    chosen = units.filter(pk=key_in(request.GET.get("unit")) or 0).first() or units.first()
    form = forms.SeatForm(request.POST or None, units=units, user=request.user, initial={"unit": chosen, "since": today()})
    return perform(
        request, form, lambda told: actions.seat_member(unit=told["unit"], member=told["member"], seated=form.seated(), by=request.user), done=_("Kept."),
        to=CommitteeSeat.get_absolute_url, template=FORM, title=_("A seat in a committee"), act=_("Keep"), back=reverse("committees:list") + "?now=1",
    )


def in_sight(request: HttpRequest, pk: int, permission: str = "") -> CommitteeSeat:
    found = get_object_or_404(CommitteeSeat.objects.visible_to(request.user).select_related("unit", "member"), pk=pk)
    if permission:
        request.user.require(permission, found.unit)
    return found


@require_safe
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """The seat, and what the member held in this committee before and after."""
    one = in_sight(request, pk)
    others = CommitteeSeat.objects.visible_to(request.user).filter(unit=one.unit_id, member=one.member_id).exclude(pk=pk).order_by("-valid_from")
    may_keep = request.user.allowed(KEEP, one.unit)
    return render(request, "committees/seat.html", {"one": one, "others": others, "may_keep": may_keep and one.valid_to is None, "may_see_member": request.user.allowed("member.view", one.member.unit)})


@form_page
def change(request: HttpRequest, pk: int) -> HttpResponse:
    one = in_sight(request, pk, KEEP)
    form = forms.OfficeForm(request.POST or None, has_standing=one.unit.kind not in BRANCH_KINDS, initial=forms.OfficeForm.initial_of(one) | {"since": today()})
    return perform(
        request, form, lambda _told: actions.change_seat(seat=one, seated=form.seated(), by=request.user), done=_("Kept. The seat before stays in the history."),
        to=CommitteeSeat.get_absolute_url, template=FORM, title=_("Another office in the committee"), lead=f"{one.name} · {one.unit}", act=_("Keep"), back=one.get_absolute_url(),
    )


@form_page
def end(request: HttpRequest, pk: int) -> HttpResponse:
    one = in_sight(request, pk, KEEP)
    form = forms.EndForm(request.POST or None, initial={"until": today()})
    return perform(
        request, form, lambda told: actions.end_seat(seat=one, by=request.user, **told), done=_("The seat has ended. It stays in the history."),
        to=reverse("committees:list") + "?now=1", template=FORM, title=_("End the seat"), lead=f"{one.name} · {one.unit}", act=_("End it"), back=one.get_absolute_url(),
    )
