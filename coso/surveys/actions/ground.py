"""What the verbs of surveys share: leave, the row held, and the act kept."""

from __future__ import annotations

from datetime import date

from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.locking import held
from coso.surveys import rules
from coso.surveys.enums import SurveyAct, SurveyState
from coso.surveys.models import Survey


def in_hand(survey: Survey, by: Actor, *states: SurveyState) -> Survey:
    """Leave asked, the row held, and in a state the verb needs. Asks leave; else it trusts its caller."""
    by.require("survey.manage", survey.unit)
    survey = held(Survey.objects.select_related("unit"), survey.pk)
    rules.check_state(survey, *states)
    return survey


def kept(kind: SurveyAct, survey: Survey, by: Actor, *, day: date | None = None, reason: str = "") -> Survey:
    """An act of the survey: never who answered, nor what. It trusts its caller to have asked leave."""
    record(kind, survey, by=by, position=survey.unit.position, day=day, reason=reason)
    return survey
