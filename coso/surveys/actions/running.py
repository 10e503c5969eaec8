"""A survey is released by a second person, opens, and ends: then, and not before, it is counted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from coso.ballots import actions as ballots
from coso.ballots.actions import Counted
from coso.common import scope
from coso.common.actors import Actor
from coso.common.constraints import explained
from coso.common.errors import RuleBroken
from coso.common.locking import held
from coso.org.models import Unit
from coso.surveys import queries, rules
from coso.surveys.actions.ground import in_hand, kept
from coso.surveys.enums import AskKind, SurveyAct, SurveyState
from coso.surveys.models import Remark, Survey, SurveyQuestion, Tally, Turnout


@transaction.atomic
def release(*, survey: Survey, by: Actor, today: date) -> Survey:
    """By somebody who did not write on it. It opens on its first day, today if that has come."""
    survey = in_hand(survey, by, SurveyState.IN_REVIEW)
    rules.check_second_person(survey.writers, by.pk)
    rules.check_days(max(survey.from_day, today), survey.until, today)
    survey.state, survey.released_by_id = SurveyState.RELEASED, by.pk
    survey.from_day = max(survey.from_day, today)
    with explained(Survey):
        survey.save(update_fields=["state", "released_by", "from_day"])
    kept(SurveyAct.RELEASED, survey, by, day=survey.from_day)
    return _opened(survey, by, today) if survey.from_day <= today else survey


@transaction.atomic
def open_on_its_day(*, survey: Survey, by: Actor, today: date) -> Survey:
    """Its first day has come. If by now it would ask too few, it goes back to its author with the reason. Asks no leave: the release has."""
    survey = held(Survey.objects.select_related("unit"), survey.pk)
    rules.check_state(survey, SurveyState.RELEASED)
    try:
        return _opened(survey, by, today)
    except RuleBroken as refusal:
        return _back(survey, by, str(refusal))


def _opened(survey: Survey, by: Actor, today: date) -> Survey:
    """The roll is that of the day. Leave has been asked, and the row is held."""
    with scope.within(scope.everything(user=by.pk, where="surveys.open")):
        asked, questions = queries.whom(survey), list(survey.questions.all())
        rules.check_asks_enough(len(asked), anonymous=survey.anonymous, floor=queries.floor_of(survey, today))
        choices = [choice for one in questions for choice in ([one.key] if one.kind == AskKind.TEXT else map(one.key_of, range(len(one.options))))]
        survey.ballot = ballots.open_roll(subject=f"survey/{survey.pk}", question=survey.title, unit=survey.unit, voters=asked, choices=choices if survey.anonymous else [], by=by)
        survey.state, survey.opened_on = SurveyState.OPEN, today
        survey.save(update_fields=["state", "opened_on", "ballot"])
        return kept(SurveyAct.OPENED, survey, by, day=today)


def _back(survey: Survey, by: Actor, reason: str) -> Survey:
    survey.state, survey.handed_back_why = SurveyState.DRAFT, reason[:500]
    survey.save(update_fields=["state", "handed_back_why"])
    survey.released_by = None  # a draft again, so that the database lets it go
    survey.save(update_fields=["released_by"])
    return kept(SurveyAct.HANDED_BACK, survey, by, reason=survey.handed_back_why)


@transaction.atomic
def end_early(*, survey: Survey, reason: str, by: Actor, now: datetime) -> Survey:
    """Before its day, with a reason that those asked read; what was answered so far is counted."""
    why = rules.check_reason(reason)
    survey = in_hand(survey, by, SurveyState.OPEN)
    return _ended(survey, by, now, why)


@transaction.atomic
def end_when_over(*, survey: Survey, by: Actor, now: datetime) -> Survey:
    """Its last day is over. Asks no leave: its day was set when it was released."""
    survey = held(Survey.objects.select_related("unit"), survey.pk)
    rules.check_state(survey, SurveyState.OPEN)
    return _ended(survey, by, now, "")


@transaction.atomic
def follow_ended_unit(*, unit: Unit, by: Actor, now: datetime, reason: str) -> int:
    """A unit ended: so do its open surveys, and what it had released does not open. Asks no leave: the decision on the unit has. Answers how many."""
    with scope.within(scope.everything(user=by.pk, where="surveys.follow")):
        found = list(Survey.objects.filter(unit=unit, state__in=[SurveyState.OPEN, SurveyState.RELEASED]).order_by("pk"))
        for one in found:
            survey = held(Survey.objects.select_related("unit"), one.pk)
            if survey.state == SurveyState.OPEN:
                _ended(survey, by, now, reason[:500])
            else:
                _back(survey, by, reason)
    return len(found)


def _ended(survey: Survey, by: Actor, now: datetime, why: str) -> Survey:
    """Counted once; sums of too few are not kept. Leave has been asked, and the row is held, so nobody is answering."""
    day = timezone.localdate(now)
    with scope.within(scope.everything(user=by.pk, where="surveys.end")):
        roll: Any = survey.ballot  # an open survey has one: the database holds that
        floor, questions = queries.floor_of(survey, day), list(survey.questions.all())
        turnout = rules.shown_turnout(queries.turnout(survey), floor)
        counted = ballots.count_roll(ballot=roll, by=by, now=now)
        survey.asked, survey.answered = roll.base, counted.voted
        survey.shown = rules.may_be_shown(survey, survey.asked, survey.answered, floor)
        if survey.shown:
            _keep_sums(survey, questions, counted)
        Turnout.objects.bulk_create([Turnout(survey=survey, unit_id=unit, asked=told and told[0], answered=told and told[1]) for unit, told in turnout.items()])
        survey.state, survey.ended_on, survey.ended_why = SurveyState.ENDED, day, why
        survey.save(update_fields=["state", "ended_on", "ended_why", "asked", "answered", "shown"])
        return kept(SurveyAct.ENDED, survey, by, day=day, reason=why)


def _keep_sums(survey: Survey, questions: list[SurveyQuestion], counted: Counted) -> None:
    numbers = counted.numbers if survey.anonymous else rules.numbers_of(survey.replies.values_list("answers", flat=True))
    Tally.objects.bulk_create([Tally(survey=survey, question=one, option=option, number=number) for one, option, number in rules.sums_of(questions, numbers)])
    Remark.objects.bulk_create([Remark(survey=survey, question=one, text=text) for one in questions for text in counted.texts.get(one.key, [])])
