"""Today, and the answer given on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coso.access.middleware import about_oneself
from coso.common.performing import NothingForm, done_or_said, done_with
from coso.documents import actions as documents
from coso.documents.models import Publication
from coso.handbook.exports.today import as_pack
from coso.handbook.queries import today as queries
from coso.meetings import actions as meetings
from coso.meetings.forms import AnswerForm
from coso.meetings.models import Notice
from coso.meetings.operations import of_notice


@about_oneself
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    return page(request)


@about_oneself
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer to a notice, given on Today with one tap; refused, it comes back with what was typed."""
    notice = get_object_or_404(Notice.objects.filter(member_id=request.user.own_member_id or 0), pk=pk)
    form = AnswerForm(request.POST)
    gone = done_with(request, form, lambda told: meetings.answer(notice=notice, by=request.user, now=timezone.now(), **told), said=_("Your answer is sent."), to=reverse("handbook:today"))
    return gone or page(request, refused=form)


@about_oneself
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper confirmed as read, right on Today; what cannot be done is told there."""
    paper = get_object_or_404(Publication.objects.visible_to(request.user), pk=pk)
    return done_or_said(
        request, NothingForm(request.POST), lambda _told: documents.confirm_read(publication=paper, by=request.user, now=timezone.now()),
        said=_("Thank you. Your branch sees that you have read it."), to=reverse("handbook:today"),
    )


def page(request: HttpRequest, refused: AnswerForm | None = None) -> HttpResponse:
    told = queries.today(request.user, timezone.localdate())
    name = str(request.user).split()[-1]  # the given name stands last in Vietnamese
    tasks = [(one, one.is_late(told.day)) for one in told.tasks]
    shown: dict[str, Any] = {"today": told, "name": name, "tasks": tasks, "refused": refused, "pack": as_pack(told) if told.record else None}
    if told.meeting:
        shown["without_network"] = of_notice(told.meeting.notice)
    return render(request, "handbook/today.html", shown, status=422 if refused else 200)
