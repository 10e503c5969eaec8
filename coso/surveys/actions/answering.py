"""A member answers: by name, changeable until the end, or without a name, once and for good. No act is recorded: acts are read from above the branch."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coso.ballots import actions as ballots
from coso.ballots.enums import Answer, Way
from coso.ballots.models import Voter
from coso.common import scope, uploads
from coso.common.actors import Actor
from coso.common.constraints import explained
from coso.common.errors import NotAllowed, RuleBroken
from coso.members.models import Member
from coso.surveys import rules
from coso.surveys.enums import SurveyKind
from coso.surveys.models import Reply, Survey
from coso.surveys.rules import Given


@transaction.atomic
def answer_anonymously(*, survey: Survey, voter: Voter, given: Given, by: Actor, today: date) -> Answer:
    """Into the box, once. Nothing keeps whose it is, nor when it came; it can neither be changed nor taken back."""
    questions = _checked(survey, SurveyKind.ANONYMOUS, given, today)
    marks, texts = rules.marks_of(questions, given)
    return ballots.put_in(voter=voter, marks=marks, texts=texts, by=by)


@transaction.atomic
def answer_by_name(*, survey: Survey, voter: Voter, given: Given, by: Actor, today: date) -> Reply:
    """In one's own name; sent again before the end, it takes the place of the first."""
    if by.own_member_id != voter.member_id:
        raise NotAllowed(_("One answers in one's own name only. Nothing was sent."))
    return _kept(survey, voter.member, given, by, today, Way.ELECTRONIC)


@transaction.atomic
def answer_for(*, survey: Survey, member: Member, given: Given, told_how: str, by: Actor, today: date) -> Reply:
    """Enter what a member without a phone answers to a survey that keeps names; the member and the office read who did. Never over what the member sent."""
    by.require("status.prepare", member.unit)
    if by.own_member_id == member.pk:
        raise RuleBroken(_("This is you yourself. Answer in your own name. Nothing was sent."))
    with scope.within(scope.everything(user=by.pk, where="surveys.answer_for")):
        if Reply.objects.filter(survey=survey, member=member, entered_by=None).exists():
            raise RuleBroken(_("%(name)s has answered already. Nothing was sent.") % {"name": member.full_name})
    return _kept(survey, member, given, by, today, Way.PAPER, entered_by_id=by.pk, told_how=told_how.strip())


def _kept(survey: Survey, member: Member, given: Given, by: Actor, today: date, way: Way, **on_behalf: Any) -> Reply:
    questions = _checked(survey, SurveyKind.NAMED, given, today)
    with scope.within(scope.everything(user=by.pk, where="surveys.answer")), explained(Reply):
        told: dict[str, Any] = {"answers": rules.in_words(questions, given), "answered_on": today, "entered_by_id": None, "told_how": ""} | on_behalf
        reply = Reply.objects.select_for_update().filter(survey=survey, member=member).first()
        if reply is None:
            reply = Reply.objects.create(survey=survey, member=member, name=member.full_name, home=member.unit, **told)
        else:
            for name, value in told.items():
                setattr(reply, name, value)
            reply.save(update_fields=["answers", "answered_on", "entered_by", "told_how"])
        if survey.ballot is None or not ballots.mark_answered(ballot=survey.ballot, member=member, way=way, by=by):
            raise NotAllowed(_("The survey does not ask %(name)s. Nothing was sent.") % {"name": member.full_name})
    return reply


def _checked(survey: Survey, kind: SurveyKind, given: Given, today: date) -> list[Any]:
    """The questions, when the survey is of this kind, takes answers, and these fit."""
    if survey.kind != kind:
        raise NotAllowed(_("This survey is answered otherwise. Nothing was sent. Open the page again."))
    rules.check_takes_answers(survey, today)
    questions = list(survey.questions.all())
    rules.check_given(questions, given)
    uploads.check_not_secret(False, *given.said.values())
    return questions


@transaction.atomic
def join_replies(*, kept: Member, gone: int, by: Actor) -> int:
    """Two records of one person became one: what the other answered by name is the kept one's, where that has not answered itself. Asks no leave: the joining has. How many went over."""
    with scope.within(scope.everything(user=by.pk, where="surveys.join")):
        twice = Reply.objects.filter(member=kept).values("survey")
        return Reply.objects.filter(member=gone).exclude(survey__in=twice).update(member=kept)
