"""Many members moved by one decision, one case each, opened together; and who takes part in a branch for a time."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from coso.common.performing import perform
from coso.members.models import Member
from coso.org.kinds import TEMPORARY_KINDS
from coso.org.models import Unit
from coso.procedures.models import Case
from coso.rulebook import rules as rulebook
from coso.transfers import actions, queries, rules
from coso.transfers.forms import ThereForm, TransferForm
from coso.transfers.procedures import of_temporary

MOST_SHOWN = 200
APPROVERS = ("transfer.bulk_approver_out_of_unit", "transfer.bulk_approver_out_of_superior")


@require_http_methods(["GET", "HEAD", "POST"])
def together(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    request.user.require("transfer.prepare", unit)
    today = timezone.localdate()
    people = Member.objects.visible_to(request.user).on_roll().filter(unit=unit).by_name()
    form = TransferForm(request.POST or None)
    ticked = set(request.POST.getlist("chosen"))
    book = rulebook.on(today, unit)
    approvers = [rule for key in APPROVERS if (rule := book.find(key))]
    lines = [(person, str(person.pk) in ticked) for person in people]
    return perform(
        request, form, lambda told: actions.open_together(members_going=chosen(people, ticked), on=today, told=told, by=request.user, today=today),
        done=opened, to=f"{reverse('procedures:list')}?procedure=transfer&state=open", template="transfers/together.html",
        unit=unit, lines=lines, approvers=approvers, title=_("Transfer several members"),
    )


@require_safe
def here(request: HttpRequest, pk: int) -> HttpResponse:
    """Who takes part in this branch for a time, from where, until when, and how they are reached."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user).select_related("parent"), pk=pk)
    request.user.require("case.view", unit)
    founding = queries.founding_of(unit, request.user)
    shown = {"unit": unit, "guests": queries.guests(unit, request.user), "coming": queries.on_the_way(unit, request.user), "founding": founding, "today": timezone.localdate()}
    if founding:
        shown |= {"facts": [(_("Where its members are"), founding.told("opened", "place", "")), *of_temporary(founding)], "ends": rules.term_ends(founding), "keeps_contact": rules.contact_person(founding)}
    gathers = unit.kind in TEMPORARY_KINDS and unit.ended_on is None and request.user.allowed("transfer.prepare", unit)
    return render(request, "transfers/here.html", shown | {"may_gather": gathers})


@require_http_methods(["GET", "HEAD", "POST"])
def gather(request: HttpRequest, pk: int) -> HttpResponse:
    """Members of several branches who are away: those ticked go to the temporary branch, one case each."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user).filter(kind__in=TEMPORARY_KINDS, ended_on=None), pk=pk)
    request.user.require("transfer.prepare", unit)
    today = timezone.localdate()
    people = queries.away(Member.objects.visible_to(request.user).inside(request.user.intervals("transfer.prepare")))
    shown = list(people[:MOST_SHOWN])
    where = queries.places(shown, request.user)
    form = ThereForm(request.POST or None)
    ticked = set(request.POST.getlist("chosen"))
    return perform(
        request, form, lambda told: actions.open_together(members_going=chosen(people, ticked), on=today, told=told | {"other_unit": unit}, by=request.user, today=today, for_a_time=True),
        done=opened, to=reverse("transfers:here", args=[pk]), template="transfers/gather.html",
        unit=unit, keeps_contact=queries.contact_person(unit), lines=[(person, str(person.pk) in ticked, where.get(person.pk, "")) for person in shown], more=people.count() > MOST_SHOWN, title=_("Gather members who are away"),
    )


def chosen(people: QuerySet[Member], ticked: set[str]) -> list[Member]:
    return list(people.filter(pk__in=[key for key in ticked if key.isdecimal()]).select_related("unit"))


def opened(cases: list[Case]) -> str:
    return ngettext("%(n)d case is opened.", "%(n)d cases are opened.", len(cases)) % {"n": len(cases)}
