"""What a member sees of meetings: the notice, the own answer, the own presence."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coso.access.middleware import about_oneself
from coso.common.performing import perform
from coso.meetings import actions, forms
from coso.meetings.models import Answer, Mark, Notice
from coso.meetings.operations import of_notice
from coso.meetings.queries.following import own_following, own_visit
from coso.meetings.views.ground import today

SHOWN = 24


@about_oneself
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Those to come, the next first, and those that were."""
    own = request.user.own_member_id
    mine = list(Notice.objects.filter(member_id=own)[:SHOWN]) if own else []
    coming = sorted((one for one in mine if one.on >= today()), key=lambda one: (one.on, one.pk))
    marks = {mark.meeting_id: mark for mark in Mark.objects.filter(member_id=own).order_by("pk")} if own else {}
    answers = {one.meeting_id: one for one in Answer.objects.filter(member_id=own).order_by("pk")} if own else {}
    past = [(one, marks.get(one.meeting_id)) for one in mine if one.on < today()]
    return render(request, "meetings/own.html", {"title": _("My meetings"), "coming": [(one, answers.get(one.meeting_id)) for one in coming], "past": past})


def entered_for(answer: Answer | None, user: Any) -> str:
    """Who entered the answer, where it was not the member."""
    return str(answer.answered_by) if answer and answer.answered_by_id and answer.answered_by_id != user.pk else ""


@about_oneself
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Notice.objects.filter(member_id=request.user.own_member_id or 0), pk=pk)
    last = Answer.objects.filter(meeting_id=found.meeting_id, member_id=found.member_id).select_related("answered_by").order_by("pk").last()
    form = forms.AnswerForm(request.POST or None, initial={"reply": last.reply, "reason": last.reason} if last else {})
    return perform(
        request, form, lambda told: actions.answer(notice=found, by=request.user, now=timezone.now(), **told), done=_("Your answer is sent."), to=found.get_absolute_url(), template="meetings/own_notice.html",
        notice=found, last=last, entered_by=entered_for(last, request.user), without_network=of_notice(found), items=found.agenda.splitlines(), following=own_following(request.user, found.unit_id, found.on), visit=own_visit(request.user, found.meeting_id), open=found.on >= today() and not found.called_off_why,
    )
