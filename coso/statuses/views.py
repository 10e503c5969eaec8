"""Lists with a tick beside each member: badges of a round, and the yearly check of cards and files."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from coso.access.queries import units_with
from coso.common.errors import NoConfirmedRule, RuleBroken
from coso.common.periods import add_months
from coso.members.models import Member
from coso.members.navigation import PersonPart
from coso.procedures.exports import TYPES
from coso.rulebook import rules as rulebook
from coso.rulebook.rules import not_known
from coso.statuses import actions, forms, queries, rules
from coso.statuses.actions import Award
from coso.statuses.enums import CheckKind
from coso.statuses.exports import round_sheet

MOST_SHOWN = 200
HALF_A_YEAR = 6
form_page = require_http_methods(["GET", "HEAD", "POST"])


def inside(request: HttpRequest, permission: str) -> QuerySet[Member]:
    return Member.objects.visible_to(request.user).inside(request.user.intervals(permission))


def part(user: Any, member: Member) -> PersonPart:
    """Badges and checks on the person's page."""
    had, seen = queries.of_member(member, user)
    acts = [(_("Enter a Party badge"), reverse("statuses:early", args=[member.pk]))] if user.allowed("status.decide", member.unit) else []
    return PersonPart(acts, _("Badges"), "statuses/_of_person.html", {"badges": had, "checks": seen})


@form_page
def badges(request: HttpRequest) -> HttpResponse:
    """Who reaches a badge between two rounds; those ticked are awarded by one decision."""
    request.user.require_anywhere("status.decide")
    today = timezone.localdate()
    asked = forms.RoundForm(request.GET if "end" in request.GET else {"start": add_months(today, -HALF_A_YEAR), "end": add_months(today, HALF_A_YEAR)})
    book = rulebook.on(asked.cleaned_data["end"] if asked.is_valid() else today)
    rule = book.find("badge.years")
    rows = queries.reaching(inside(request, "status.decide"), **asked.cleaned_data) if asked.is_valid() and rule else []
    form = forms.AwardForm(request.POST or None, initial={"on": today})
    party_age = book.find("party_age.start") if any(row.readmitted for row in rows) else None
    if request.method == "POST" and form.is_valid():
        ticked = set(request.POST.getlist("chosen"))
        reached = [row for row in rows if f"{row.member.pk}-{row.years}" in ticked]
        if reached and (write := request.POST.get("write")) in TYPES:
            return decision_of(request, reached, form.cleaned_data["on"], write)
        chosen = [Award(row.member, row.years) for row in reached]
        if done(request, form, lambda: actions.award_badges(awards=chosen, by=request.user, today=today, **form.cleaned_data), len(chosen)):
            return redirect(request.get_full_path())
    lines = [(f"{row.member.pk}-{row.years}", row.member, row) for row in rows[:MOST_SHOWN]]
    return render(request, "statuses/badges.html", {"asked": asked, "form": form, "lines": lines, "count": len(rows), "more": len(rows) > MOST_SHOWN, "rule": rule, "party_age": party_age, "again": any(row.readmitted for row in rows), "unknown": "" if rule else not_known("badge.years", book.day)}, status=422 if form.errors else 200)


def decision_of(request: HttpRequest, reached: list[queries.Reached], on: date, form: str) -> HttpResponse:
    """The decision on the badges that are ticked, to be signed; nothing is recorded by it."""
    unit = units_with("status.decide", request.user).in_tree_order().first()
    if unit is None:
        raise Http404
    write, kind = TYPES[form]
    sheet = round_sheet(reached, unit, on=on)
    return HttpResponse(write(sheet), content_type=kind, headers={"Content-Disposition": f'attachment; filename="huy-hieu-{on:%Y-%m-%d}.{form}"'})


@form_page
def early(request: HttpRequest, pk: int) -> HttpResponse:
    """A badge for one member: in its round, early for a gravely ill member, or after death."""
    member = get_object_or_404(Member.objects.visible_to(request.user).select_related("unit"), pk=pk)
    request.user.require("status.decide", member.unit)
    today = timezone.localdate()
    book = rulebook.on(today, member.unit)
    deciding = {key: rule for key in rules.BADGE_RULES if (rule := book.find(key))}
    form = forms.EarlyForm(request.POST or None, years=deciding["badge.years"].value if "badge.years" in deciding else (), initial={"on": today})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        award = Award(member, told["years"], told["way"])
        if done(request, form, lambda: actions.award_badges(awards=[award], on=told["on"], paper=told["paper"], by=request.user, today=today), 1):
            return redirect(member)
    had, _checks = queries.of_member(member, request.user)
    readmitted = queries.readmissions([member]).get(member.pk)
    return render(request, "statuses/early.html", {"member": member, "form": form, "had": had, "deciding": deciding.values(), "readmitted": readmitted, "party_age": book.find("party_age.start")}, status=422 if form.errors else 200)


@form_page
def checks(request: HttpRequest, kind: str) -> HttpResponse:
    """Whose card or file was not looked at for a year; those ticked are recorded as seen."""
    if kind not in CheckKind.values:
        raise Http404
    request.user.require_anywhere("status.prepare")
    today = timezone.localdate()
    since, rule = rules.check_due_since(kind, today)
    rows = queries.unchecked(inside(request, "status.prepare"), kind, since)
    form = forms.CheckForm(request.POST or None, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        chosen = list(rows.filter(pk__in=[key for key in request.POST.getlist("chosen") if key.isdecimal()]))
        if done(request, form, lambda: actions.check_members(members_seen=chosen, kind=kind, by=request.user, today=today, **form.cleaned_data), len(chosen)):
            return redirect(request.get_full_path())
    count, shown = rows.count(), list(rows[:MOST_SHOWN])
    lines = [(str(member.pk), member, None) for member in shown]
    return render(request, "statuses/checks.html", {"kind": CheckKind(kind), "kinds": CheckKind, "form": form, "lines": lines, "count": count, "more": count > MOST_SHOWN, "rule": rule, "unknown": "" if rule else not_known(rules.CHECK_RULES[CheckKind(kind)], today)}, status=422 if form.errors else 200)


def done(request: HttpRequest, form: Any, act: Any, number: int) -> bool:
    """Whether the act went through; a refusal comes back on the form."""
    if not number:
        form.add_error(None, _("Nobody is ticked. Nothing was saved. Tick those it is about."))
        return False
    try:
        act()
    except (RuleBroken, NoConfirmedRule) as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, ngettext("Recorded for %(n)d member.", "Recorded for %(n)d members.", number) % {"n": number})
    return True
