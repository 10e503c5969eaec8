"""What is counted of surveys: held, asked, answered, each in the unit that asked. What was answered is not counted."""

from __future__ import annotations

from typing import Any

from django.db.models import DateField, F, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from coso.figures.enums import Direction
from coso.figures.queries import (
    SECTOR,
    UNIT_KIND,
    Indicator,
    Question,
    Ratio,
    declare,
    known_by,
)
from coso.surveys.models import AskedOnce, AskedOnceKnown, Survey, SurveyKnown

known_by(Survey, SurveyKnown)
known_by(AskedOnce, AskedOnceKnown)


def held(question: Question) -> QuerySet:
    """Ended in the period."""
    return _in_period(question, Survey)


def asked(question: Question) -> QuerySet:
    return _in_period(question, AskedOnce)


def answered(question: Question) -> QuerySet:
    return asked(question).filter(answered=True)


def _in_period(question: Question, model: Any) -> QuerySet:
    found: QuerySet = question.rows(model).filter(ended_on__gte=question.first_day, ended_on__lte=question.day)
    return found


def as_survey(one: Any) -> dict[str, Any]:
    """The survey, never a person."""
    return {"unit": one.unit.code, "unit_name": one.unit.name, "title": one.title, "ended_on": one.ended_on}


SURVEYS: dict[str, Any] = {
    "row": as_survey, "dimensions": (SECTOR, UNIT_KIND), "related": ("unit",), "order": ("ended_on", "pk"), "position": "unit__position",
    "event": "ended_on", "tree_day": Greatest(F("ended_on"), F("unit__founded_on"), output_field=DateField()),
}

declare(
    Indicator(key="dialogue.surveys_held", name=_("Surveys held"), unit_of_measure=_("surveys"), population=held, definition=_("Surveys of units that ended in the period, by name or anonymous; each counted in the unit that asked."), **SURVEYS),
    Indicator(key="dialogue.surveys_asked", name=_("Asked in surveys"), unit_of_measure=_("times asked"), population=asked, definition=_("How often members were asked in the surveys that ended in the period; who is asked in two counts twice."), **SURVEYS),
    Indicator(key="dialogue.surveys_answered", name=_("Answers to surveys"), unit_of_measure=_("times answered"), population=answered, direction=Direction.UP, definition=_("How often members answered in the surveys that ended in the period. Who answered is not told."), **SURVEYS),
    Ratio(key="dialogue.surveys_answered_share", name=_("Share of those asked who answered surveys"), unit_of_measure="%", numerator="dialogue.surveys_answered", denominator="dialogue.surveys_asked", percent=True, direction=Direction.UP, definition=_("Answers among those asked in the surveys that ended in the period, in percent, two decimals.")),
)
