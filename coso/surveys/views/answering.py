"""What a member is asked, and the answer: by name or without one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coso.access.middleware import about_oneself
from coso.ballots.enums import Answer, BallotKind
from coso.ballots.models import Voter
from coso.common.addresses import key_in
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.performing import perform
from coso.surveys import actions, forms, queries
from coso.surveys.enums import SurveyKind
from coso.surveys.models import Survey

form_page = require_http_methods(["GET", "HEAD", "POST"])
PUT_IN = (Answer.COUNTED, Answer.ALREADY)


@about_oneself
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The surveys the reader is asked in, or was."""
    day = timezone.localdate()
    told = [(survey, voter, survey.takes_answers(day)) for survey, voter in queries.put_to(request.user)]
    return render(request, "surveys/mine.html", {"title": _("Surveys"), "told": told, "manages": request.user.anywhere("survey.manage")})


def find(request: HttpRequest, pk: int) -> tuple[Voter, Survey]:
    """The reader's own row on a roll, and the survey; nobody else's."""
    voter = get_object_or_404(Voter.objects.filter(member_id=request.user.own_member_id or 0, kind=BallotKind.SURVEY).select_related("member"), pk=pk)
    return voter, get_object_or_404(Survey.objects.select_related("unit"), ballot=voter.ballot_id)


@about_oneself
@form_page
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own answer. Of an anonymous survey it goes nowhere but into the box."""
    voter, survey = find(request, pk)
    day = timezone.localdate()
    reply = None if survey.anonymous else queries.own_reply(survey, request.user)
    form = forms.AnswerForm(request.POST or None, questions=list(survey.questions.all()), anonymous=survey.anonymous, reply=reply)
    if request.method == "POST" and form.is_valid() and (gone := sent(request, voter, survey, form)):
        return gone
    takes = survey.takes_answers(day) and not (survey.anonymous and voter.way)
    told: dict[str, Any] = {"survey": survey, "voter": voter, "form": form, "reply": reply, "takes": takes, "title": survey.title}
    return render(request, "surveys/answer.html", told, status=422 if form.errors else 200)


def sent(request: HttpRequest, voter: Voter, survey: Survey, form: forms.AnswerForm) -> HttpResponse | None:
    day = timezone.localdate()
    try:
        if survey.kind == SurveyKind.ANONYMOUS:
            put = actions.answer_anonymously(survey=survey, voter=voter, given=form.given(), by=request.user, today=day)
            (messages.success if put in PUT_IN else messages.error)(request, str(_said(put)))
        else:
            actions.answer_by_name(survey=survey, voter=voter, given=form.given(), by=request.user, today=day)
            messages.success(request, _("Your answer is kept. You can change it until the survey ends."))
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return None
    return redirect("surveys:answer", voter.pk)


def _said(put: Answer) -> str:
    return {
        Answer.COUNTED: _("Your answer is in. Nobody can see what it was."),
        Answer.ALREADY: _("You have answered already; your answer counts once. Nobody can see what it was."),
    }.get(put, _("The survey takes no answers any more. Nothing was sent."))


@form_page
def answer_for(request: HttpRequest, pk: int) -> HttpResponse:
    """For a member without a phone, of a survey that keeps names: first who, then what."""
    request.user.require_anywhere("status.prepare")
    survey = get_object_or_404(Survey.objects.select_related("unit").filter(kind=SurveyKind.NAMED, ballot__isnull=False), pk=pk)
    members = queries.members_to_enter_for(request.user, survey)
    if not members.exists():
        raise Http404  # nobody of the reader's branch is asked in it
    key = key_in(request.GET.get("member"))
    if not key:
        if not survey.takes_answers(timezone.localdate()):
            raise NotAllowed(_("The survey takes no answers any more."))
        return render(request, "surveys/for_whom.html", {"title": _("Enter an answer for a member"), "survey": survey, "members": list(members.select_related("unit")[:500])})
    one = get_object_or_404(members.select_related("unit"), pk=key)
    form = forms.AnswerForForm(request.POST or None, questions=list(survey.questions.all()), anonymous=False)
    return perform(
        request, form, lambda told: actions.answer_for(survey=survey, member=one, given=form.given(), told_how=told["told_how"], by=request.user, today=timezone.localdate()),
        done=_("It is kept in the member's name, and says that you entered it."), to=reverse("surveys:answer_for", args=[survey.pk]), template="surveys/form.html",
        title=_("Enter it for %(name)s") % {"name": one.full_name}, lead=survey.title, act=_("Keep the answer"), back=reverse("surveys:answer_for", args=[survey.pk]),
    )
