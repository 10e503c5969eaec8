"""Delegates of a congress, and elections: the ballot paper, the count, the seats of those elected."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from coso.common import vietnamese
from coso.common.performing import NothingForm, perform
from coso.meetings import actions, forms, rules
from coso.meetings.models import Delegate, Election, Meeting
from coso.meetings.queries import papers
from coso.meetings.views.ground import FORM, HOLD, act_page, form_page, seen
from coso.members.models import Member


def congress_of(request: HttpRequest, pk: int, permission: str = "") -> Meeting:
    found = seen(request, pk, permission)
    if not found.takes_delegates:
        raise Http404
    return found


def to_delegates(meeting: Meeting) -> str:
    return reverse("meetings:delegates", args=[meeting.pk])


@require_safe
def delegates(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is called, by the unit that sends them."""
    found = congress_of(request, pk)
    rows = Delegate.objects.filter(meeting=found).visible_to(request.user).order_by("sent_by", "name", "pk")
    may_change = found.is_before and request.user.allowed(HOLD, found.unit)
    return render(request, "meetings/delegates.html", {"title": _("Delegates"), "meeting": found, "about": papers.about(found), "rows": rows, "may_change": may_change})


@form_page
def add_delegate(request: HttpRequest, pk: int) -> HttpResponse:
    found = congress_of(request, pk, HOLD)
    form = forms.DelegateForm(request.POST or None, user=request.user)
    return act_page(
        request, found, form, lambda told: actions.add_delegate(meeting=found, by=request.user, now=timezone.now(), **told), title=_("Enter a delegate"), act=_("Keep"),
        done=_("The delegate is entered."), to=to_delegates(found),
    )


@form_page
def add_all(request: HttpRequest, pk: int) -> HttpResponse:
    found = congress_of(request, pk, HOLD)
    form = NothingForm(request.POST if request.method == "POST" else None)
    return act_page(
        request, found, form, lambda _told: actions.add_all_members(meeting=found, by=request.user, now=timezone.now()), title=_("Call all members"), act=_("Call all members"), to=to_delegates(found),
        done=lambda n: ngettext("%(n)s member is called.", "%(n)s members are called.", n) % {"n": vietnamese.number(n)}, note=_("For a congress of all members: everybody at home in a branch below is called."),
    )


@form_page
def remove_delegate(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Delegate.objects.visible_to(request.user).select_related("meeting__unit"), pk=pk)
    request.user.require(HOLD, one.unit)
    form = NothingForm(request.POST if request.method == "POST" else None)
    return perform(
        request, form, lambda _told: actions.remove_delegate(delegate=one, by=request.user), done=_("The delegate is taken out."), to=to_delegates(one.meeting),
        template=FORM, title=_("Take the delegate out"), lead=f"{one.name} · {one.sent_by}", act=_("Take out"), back=to_delegates(one.meeting),
    )


@form_page
def nominate(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk, HOLD)
    if found.kind not in rules.ELECTS:
        raise Http404
    form = forms.NominateForm(request.POST or None, rows=Member.objects.visible_to(request.user).on_roll(), user=request.user)
    return act_page(
        request, found, form, lambda told: actions.nominate(meeting=found, by=request.user, **told), title=_("An election"), act=_("Lay down the ballot paper"), to=Election.get_absolute_url,
        done=_("The ballot paper is laid down. Enter the count once the ballots are counted."), wide=True,
    )


def election_of(request: HttpRequest, pk: int, election: int, permission: str = "") -> Election:
    meeting = seen(request, pk, permission)
    return get_object_or_404(Election.objects.select_related("meeting__unit", "unit"), pk=election, meeting=meeting)


@form_page
def election(request: HttpRequest, pk: int, election: int) -> HttpResponse:
    """The count, to enter while the meeting is open or its minutes are written; afterwards to read."""
    one = election_of(request, pk, election, HOLD if request.method == "POST" else "")
    may_count = one.meeting.state in rules.TAKES_NOTES and not one.seated and request.user.allowed(HOLD, one.meeting.unit)
    form = forms.CountForm(request.POST or None, election=one)
    return perform(
        request, form, lambda _told: actions.count_election(election=one, result=form.result(), by=request.user), done=_("The count is kept."), to=one.get_absolute_url(), template="meetings/election.html",
        title=str(one.get_of_display()), **shown_of(request, one, form, may_count=may_count),
    )


def shown_of(request: HttpRequest, one: Election, form: forms.CountForm, *, may_count: bool) -> dict[str, Any]:
    may_seat = one.is_counted and not one.seated and one.of != "delegates" and request.user.allowed("committee.keep", one.meeting.unit)
    return {"one": one, "meeting": one.meeting, "about": papers.about(one.meeting), "by_votes": papers.by_votes(one), "may_count": may_count, "may_seat": may_seat, "rows": form.rows, "invalid": (one.collected or 0) - (one.valid or 0)}


@form_page
def seat_elected(request: HttpRequest, pk: int, election: int) -> HttpResponse:
    one = election_of(request, pk, election, HOLD)
    form = NothingForm(request.POST if request.method == "POST" else None)
    anew = one.of == "committee" and one.meeting.is_congress
    return act_page(
        request, one.meeting, form, lambda _told: actions.seat_elected(election=one, by=request.user), title=_("Enter those elected in the committee"), act=_("Enter them"), to=one.get_absolute_url(),
        done=lambda n: ngettext("%(n)s seat is entered.", "%(n)s seats are entered.", n) % {"n": vietnamese.number(n)},
        note=_("The congress elected the whole committee: the seats from before end on the day of the congress. They stay in the history.") if anew else _("From the day of the meeting on they hold what they were elected to."),
    )
