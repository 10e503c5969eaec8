"""A survey is written, with its questions, and handed to a second person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from coso.common import uploads
from coso.common.actors import Actor
from coso.common.constraints import explained
from coso.org.models import Unit
from coso.surveys import rules
from coso.surveys.actions.ground import in_hand, kept
from coso.surveys.enums import SurveyAct, SurveyState
from coso.surveys.models import Survey, SurveyQuestion


@dataclass(frozen=True)
class Content:
    """What a survey says on top. becomes: what becomes of the answers. desk: the office that reads names and texts. publish: those asked see the sums."""

    title: str
    why: str
    becomes: str
    kind: str
    reach: str
    desk: str
    from_day: date
    until: date
    publish: bool = True


@transaction.atomic
def write(*, unit: Unit, content: Content, by: Actor, today: date) -> Survey:
    """Begin a survey of the unit."""
    by.require("survey.manage", unit)
    _check(unit, content, today)
    with explained(Survey):
        made = Survey.objects.create(unit=unit, writers=[by.pk] if by.pk else [], **_fields(content))
    return kept(SurveyAct.WRITTEN, made, by)


@transaction.atomic
def change(*, survey: Survey, content: Content, by: Actor, today: date) -> Survey:
    """Write a draft anew, its kind too."""
    survey = in_hand(survey, by, SurveyState.DRAFT)
    _check(survey.unit, content, today)
    for name, value in _fields(content).items():
        setattr(survey, name, value)
    with explained(Survey):
        survey.save(update_fields=[*_fields(content)])
    return _written(survey, by)


@transaction.atomic
def add_question(*, survey: Survey, kind: str, text: str, options: Sequence[str], by: Actor) -> SurveyQuestion:
    """At the end of a draft. options: a line each; of a scale the words for its two ends."""
    survey = in_hand(survey, by, SurveyState.DRAFT)
    kept_options = _checked(kind, text, options)
    made = SurveyQuestion.objects.create(survey=survey, kind=kind, text=text.strip(), options=kept_options)
    _written(survey, by)
    return made


@transaction.atomic
def change_question(*, question: SurveyQuestion, kind: str, text: str, options: Sequence[str], by: Actor) -> SurveyQuestion:
    survey = in_hand(question.survey, by, SurveyState.DRAFT)
    question.kind, question.text, question.options = kind, text.strip(), _checked(kind, text, options)
    question.save(update_fields=["kind", "text", "options"])
    _written(survey, by)
    return question


@transaction.atomic
def remove_question(*, question: SurveyQuestion, by: Actor) -> Survey:
    """Take a question out of a draft; nobody has read it yet."""
    survey = in_hand(question.survey, by, SurveyState.DRAFT)
    question.delete()
    return _written(survey, by)


@transaction.atomic
def submit(*, survey: Survey, by: Actor, today: date) -> Survey:
    """Hand a draft to a second person."""
    survey = in_hand(survey, by, SurveyState.DRAFT)
    rules.check_has_questions(survey.questions.count())
    rules.check_days(max(survey.from_day, today), survey.until, today)
    survey.state, survey.handed_back_why = SurveyState.IN_REVIEW, ""
    survey.save(update_fields=["state", "handed_back_why"])
    return kept(SurveyAct.SUBMITTED, survey, by)


@transaction.atomic
def hand_back(*, survey: Survey, reason: str, by: Actor) -> Survey:
    """The second person wants something mended; the author reads the reason."""
    survey = in_hand(survey, by, SurveyState.IN_REVIEW)
    survey.state, survey.handed_back_why = SurveyState.DRAFT, rules.check_reason(reason)
    survey.save(update_fields=["state", "handed_back_why"])
    return kept(SurveyAct.HANDED_BACK, survey, by, reason=survey.handed_back_why)


def _check(unit: Unit, content: Content, today: date) -> None:
    rules.check_content(content.title, content.why, content.becomes)
    uploads.check_not_secret(False, content.title, content.why, content.becomes)
    rules.check_desk(unit, content.desk)
    rules.check_days(content.from_day, content.until, today)


def _checked(kind: str, text: str, options: Sequence[str]) -> list[str]:
    kept_options = rules.options_of(kind, options)
    rules.check_question(text, kept_options, kind)
    uploads.check_not_secret(False, text, *kept_options)
    return kept_options


def _fields(content: Content) -> dict[str, object]:
    return {name: value.strip() if isinstance(value, str) else value for name, value in asdict(content).items()}


def _written(survey: Survey, by: Actor) -> Survey:
    """Whoever wrote on it does not release it."""
    if by.pk and by.pk not in survey.writers:
        survey.writers = [*survey.writers, by.pk]
        survey.save(update_fields=["writers"])
    return kept(SurveyAct.CHANGED, survey, by)
