"""An office opens the handbook for the members of a branch: who has an account, codes on slips of paper, an account that is there already."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coso.access.forms import ReasonForm
from coso.access.roles import Permission
from coso.access.sign_in import shown_again
from coso.common import exports
from coso.common.errors import RuleBroken
from coso.common.performing import perform
from coso.common.vietnamese import fold
from coso.handbook import forms
from coso.handbook.exports import slips
from coso.handbook.queries import accounts as queries
from coso.handbook.tables import branch_table
from coso.members import actions as members
from coso.members.actions import HandedOut
from coso.members.models import Member
from coso.members.navigation import PersonPart
from coso.org.models import Unit

AT_ONCE = 200  # slips: fifty sheets
form_page = require_http_methods(["GET", "HEAD", "POST"])


def part(user: Any, member: Member) -> PersonPart:
    """On the person's page: the way to the account, for whoever hands out codes."""
    if member.left_on or not user.allowed(Permission.ACCOUNT_HAND_OUT, member.unit):
        return PersonPart()
    return PersonPart([(_("Account and code"), reverse("handbook:accounts_of", args=[member.unit_id]))], _("Handbook"))


@form_page
@shown_again
def index(request: HttpRequest) -> HttpResponse:
    """The branches; sent, it answers with slips for those in need of one in the branches listed, so many at a time as can be printed in one go."""
    request.user.require_anywhere(Permission.ACCOUNT_HAND_OUT)
    table = branch_table(request, timezone.localdate())
    needing = queries.in_need(table.narrowed, request.user, timezone.now())
    if request.method == "POST" and (some := list(needing[:AT_ONCE])):
        try:
            return slips_of_many(request, some)
        except RuleBroken as broken:
            messages.error(request, str(broken))
    if table.export_kind:
        return exports.response(table.export_kind, _("Accounts of members"), table.export_columns, table.ordered)
    return render(request, "handbook/accounts.html", {"table": table, "needing": needing.count(), "at_once": AT_ONCE})


@form_page
@shown_again
def branch(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has an account; sent, it answers with the slips, which hold the codes this once."""
    unit = find_branch(request, pk)
    lines = queries.lines(unit, request.user, timezone.now())
    form = forms.CodesForm(request.POST if request.method == "POST" else None, members=[one.member.pk for one in lines if one.takes_a_code])
    if form.is_valid():
        try:
            return slips_of(request, unit, form.cleaned_data["chosen"])
        except RuleBroken as broken:
            form.add_error(None, str(broken))
    return render(request, "handbook/accounts_of.html", {"unit": unit, "lines": lines, "form": form, "back": reverse("handbook:accounts")}, status=422 if form.errors else 200)


def slips_of(request: HttpRequest, unit: Unit, chosen: list[int]) -> HttpResponse:
    return paper_of(request, hand_out(request, unit, chosen), f"phieu-mo-so-tay-{fold(unit.name).replace(' ', '-')}.pdf")


def slips_of_many(request: HttpRequest, people: list[Member]) -> HttpResponse:
    """People branch by branch, in this order; all of them or none."""
    with transaction.atomic():
        handed = [slip for unit, some in groupby(people, key=attrgetter("unit")) for slip in hand_out(request, unit, [one.pk for one in some])]
    return paper_of(request, handed, "phieu-mo-so-tay.pdf")


def hand_out(request: HttpRequest, unit: Unit, chosen: list[int]) -> list[HandedOut]:
    return members.hand_out_codes(unit=unit, members=chosen, by=request.user, now=timezone.now())


def paper_of(request: HttpRequest, handed: Sequence[HandedOut], name: str) -> HttpResponse:
    with translation.override("vi"):
        paper = slips.as_pdf(handed, request.build_absolute_uri(reverse("access:activate")))
    answer = exports.as_file(paper, "application/pdf", name)
    answer["Cache-Control"] = "no-store"
    return answer


@form_page
@shown_again
def join(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    unit, one = find_member(request, pk, member)
    form = forms.JoinForm(request.POST if request.method == "POST" else None)

    def act(told: dict[str, Any]) -> Member:
        return members.join_account(member=one, username=told["username"], by=request.user, now=timezone.now())

    return form_of(request, unit, one, form, act, _("Join an account to the record"), _("The account opens this record now."))


@form_page
@shown_again
def take_off(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    unit, one = find_member(request, pk, member)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def act(told: dict[str, Any]) -> Member:
        return members.part_account(member=one, reason=told["reason"], by=request.user, now=timezone.now())

    return form_of(request, unit, one, form, act, _("Part the account from the record"), _("The account opens this record no more."))


def form_of(request: HttpRequest, unit: Unit, member: Member, form: Any, act: Any, title: str, done: str) -> HttpResponse:
    back = reverse("handbook:accounts_of", args=[unit.pk])
    return perform(request, form, act, done=done, to=back, template="handbook/form.html", title=title, lead=f"{member.full_name} · {unit.name}", act=title, back=back)


def find_branch(request: HttpRequest, pk: int) -> Unit:
    return get_object_or_404(queries.branches(request.user, timezone.localdate()), pk=pk)


def find_member(request: HttpRequest, pk: int, member: int) -> tuple[Unit, Member]:
    unit = find_branch(request, pk)
    return unit, get_object_or_404(queries.people(unit, request.user, timezone.localdate()), pk=member)
