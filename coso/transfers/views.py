"""Many members of one branch moved by one decision: one case each, opened together."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from coso.common.performing import perform
from coso.members.models import Member
from coso.org.models import Unit
from coso.procedures.models import Case
from coso.rulebook import rules as rulebook
from coso.transfers import actions
from coso.transfers.forms import TransferForm

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


def chosen(people: QuerySet[Member], ticked: set[str]) -> list[Member]:
    return list(people.filter(pk__in=[key for key in ticked if key.isdecimal()]).select_related("unit"))


def opened(cases: list[Case]) -> str:
    return ngettext("%(n)d case is opened.", "%(n)d cases are opened.", len(cases)) % {"n": len(cases)}
