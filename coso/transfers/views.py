"""Many members of one branch moved by one decision: one case each, opened together."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from coso.common.errors import NoConfirmedRule, RuleBroken
from coso.members.models import Member
from coso.org.models import Unit
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
    if request.method == "POST" and form.is_valid():
        chosen = list(people.filter(pk__in=[key for key in request.POST.getlist("chosen") if key.isdecimal()]).select_related("unit"))
        try:
            cases = actions.open_together(members_going=chosen, on=today, told=form.cleaned_data, by=request.user, today=today)
        except (RuleBroken, NoConfirmedRule) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, ngettext("%(n)d case is opened.", "%(n)d cases are opened.", len(cases)) % {"n": len(cases)})
            return redirect(f"{reverse('procedures:list')}?procedure=transfer&state=open")
    book = rulebook.on(today, unit)
    approvers = [rule for key in APPROVERS if (rule := book.find(key))]
    ticked = set(request.POST.getlist("chosen"))
    lines = [(person, str(person.pk) in ticked) for person in people]
    return render(request, "transfers/together.html", {"unit": unit, "form": form, "lines": lines, "approvers": approvers, "title": _("Transfer several members")}, status=422 if form.errors else 200)
