"""Before a meeting: it is planned, its agenda laid down, the members called."""

from __future__ import annotations

from datetime import time

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coso.access.queries import units_with
from coso.common import vietnamese
from coso.common.addresses import key_in, month_in
from coso.common.performing import NothingForm, perform
from coso.common.periods import add_months
from coso.meetings import actions, forms, rules
from coso.meetings.enums import MeetingKind
from coso.meetings.models import Meeting
from coso.meetings.queries.branch import last_plan
from coso.meetings.queries.roll import roll
from coso.meetings.queries.tasks import for_agenda
from coso.meetings.views.ground import (
    FORM,
    HOLD,
    act_page,
    branches_of,
    form_page,
    holders_of,
    seen,
    today,
)
from coso.org.kinds import BRANCH_KINDS
from coso.org.models import Unit

USUAL_TIME = time(19, 0)


def chosen(request: HttpRequest) -> Unit | None:
    """The branch in the address; without one the only one, or the first where the reader looks after few."""
    units = holders_of(request, HOLD).select_related("parent")
    asked = key_in(request.GET.get("unit"))
    if asked and (found := units.filter(pk=asked).first()):
        return found
    few = list(units[: forms.MOST_LISTED + 1])
    return few[0] if 0 < len(few) <= forms.MOST_LISTED else None


@form_page
def new(request: HttpRequest) -> HttpResponse:
    """Day and place are proposed: the day of the rule, and where and when the branch met last."""
    request.user.require_anywhere(HOLD)
    unit, month = chosen(request), month_in(request.GET.get("thang")) or add_months(today().replace(day=1), 1)
    at, place = last_plan(unit) if unit else (None, "")
    place_of_rule = unit or units_with(HOLD, request.user).in_tree_order().first()
    book = rules.book_on(month, place_of_rule) if place_of_rule else None
    kind = MeetingKind.REGULAR if unit is None or unit.kind in BRANCH_KINDS else MeetingKind.COMMITTEE
    initial = {"unit": unit, "kind": request.GET.get("loai", kind), "on": rules.proposed_day(month, book) if book else None, "at": at or USUAL_TIME, "place": place}
    form = forms.NewForm(request.POST or None, units=holders_of(request, HOLD), initial=initial)
    return perform(
        request, form, lambda told: actions.plan_meeting(unit=told["unit"], kind=told["kind"], plan=form.plan(), by=request.user), done=_("The meeting is planned. Look through the agenda, then call the members."),
        to=Meeting.get_absolute_url, template=FORM, title=_("Plan a meeting"), act=_("Plan the meeting"), back=reverse("meetings:list"), rules=[book.rule("day"), book.rule("window")] if book else [],
    )


@form_page
def year(request: HttpRequest) -> HttpResponse:
    request.user.require_anywhere(HOLD)
    unit = chosen(request)
    at, place = last_plan(unit) if unit else (None, "")
    form = forms.YearForm(request.POST or None, units=branches_of(request, HOLD), years=[today().year, today().year + 1], initial={"unit": unit, "at": at or USUAL_TIME, "place": place})
    book = rules.book_on(today(), unit) if unit else None
    return perform(
        request, form, lambda told: actions.plan_year(by=request.user, today=today(), **told), to=lambda made: reverse("meetings:list") + (f"?unit={made[0].unit_id}" if made else ""),
        done=lambda made: ngettext("%(n)s meeting is planned.", "%(n)s meetings are planned.", len(made)) % {"n": vietnamese.number(len(made))}, template=FORM, title=_("Plan the year"), act=_("Plan the regular meetings"),
        note=_("Each month of the year that has no regular meeting yet gets one, on the day of the rule. Days can be changed one by one afterwards."), back=reverse("meetings:list"), rules=[book.rule("day"), book.rule("window")] if book else [],
    )


@form_page
def change(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk, HOLD)
    form = forms.PlanForm(request.POST or None, initial=forms.PlanForm.initial_of(found))
    note = _("The members were called already; their notices will show the change.") if found.called_at else ""
    return act_page(request, found, form, lambda _told: actions.change_plan(meeting=found, plan=form.plan(), by=request.user, now=timezone.now()), title=_("Change day, place or topic"), act=_("Save"), done=_("The plan is changed."), note=note)


@form_page
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk, HOLD)
    form = forms.AgendaForm(request.POST or None, items=found.agendaitems.all())
    return act_page(request, found, form, lambda _told: actions.set_agenda(meeting=found, lines=form.lines(), by=request.user, now=timezone.now()), title=_("Agenda"), act=_("Save the agenda"), done=_("The agenda is saved."), template="meetings/agenda.html", open_tasks=for_agenda(found))


@form_page
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk, HOLD)
    form = forms.CallOffForm(request.POST or None)
    return act_page(request, found, form, lambda told: actions.call_off(meeting=found, by=request.user, today=today(), **told), title=_("Call the meeting off"), act=_("Call the meeting off"), done=_("The meeting is called off. Whoever was called reads why."))


@form_page
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """What the notice says is shown before it is sent."""
    found = seen(request, pk, HOLD)
    form = NothingForm(request.POST if request.method == "POST" else None)
    shown = {"meeting": found, "items": found.agendaitems.all(), "people": [one for one in roll(found) if one.expected], "open_tasks": for_agenda(found), "before": rules.book_on(found.planned_on, found.unit).rule("before")}
    return act_page(request, found, form, lambda _told: actions.call(meeting=found, by=request.user, now=timezone.now()), title=_("Call the members"), act=_("Send the notice"), done=_("The notice is sent to every member."), template="meetings/call.html", **shown)


@form_page
def answer_for(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk, HOLD)
    form = forms.AnswerForForm(request.POST or None, people=roll(found))

    return act_page(
        request, found, form, lambda told: actions.answer_for(meeting=found, member_id=told["member"], reply=told["reply"], reason=told["reason"], by=request.user, now=timezone.now()),
        title=_("Enter an answer for a member"), act=_("Enter"), done=_("The answer is entered."), note=_("For members without a phone. The record says that you entered it."),
    )
