"""What is counted of units' proposals: sent, answered, answered in time, late, each by the unit that sent it. What they say is not counted."""

from __future__ import annotations

from typing import Any

from django.db.models import DateField, F, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from coso.dialogue.enums import PetitionState
from coso.dialogue.models import Petition, PetitionKnown
from coso.dialogue.models.petitions import by_day
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

known_by(Petition, PetitionKnown)


def sent(question: Question) -> QuerySet:
    """Sent in the period; those withdrawn since are left out."""
    return _rows(question).filter(sent_on__gte=question.first_day, sent_on__lte=question.day).exclude(state=PetitionState.WITHDRAWN)


def answered(question: Question) -> QuerySet:
    return _rows(question).filter(answered_on__gte=question.first_day, answered_on__lte=question.day)


def with_a_day(question: Question) -> QuerySet:
    return answered(question).filter(Q(due_on__isnull=False) | Q(promised_on__isnull=False))


def in_time(question: Question) -> QuerySet:
    return with_a_day(question).filter(answered_on__lte=by_day())


def late(question: Question) -> QuerySet:
    """On the day: sent, not closed by then, and past its day."""
    day = question.day
    open_then = _rows(question).filter(Q(closed_on=None) | Q(closed_on__gt=day), sent_on__lte=day)
    return open_then.filter(Q(due_on__lt=day) | Q(promised_on__lt=day))


def _rows(question: Question) -> QuerySet:
    found: QuerySet = question.rows(Petition)
    return found


def as_petition(one: Any) -> dict[str, Any]:
    """Without what it says, which its page tells those who may open it."""
    return {"unit": one.unit.code, "unit_name": one.unit.name, "sent_on": one.sent_on, "answer_by": min((day for day in (one.due_on, one.promised_on) if day), default=None), "answered_on": one.answered_on, "outcome": one.outcome, "state": one.state}


def of_tree(day: str) -> Any:
    """The day whose tree a proposal is read on, not before its unit was founded."""
    return Greatest(F(day), F("unit__founded_on"), output_field=DateField())


PETITIONS: dict[str, Any] = {"unit_of_measure": _("proposals"), "row": as_petition, "dimensions": (SECTOR, UNIT_KIND), "related": ("unit",), "order": ("sent_on", "pk")}

declare(
    Indicator(
        key="dialogue.petitions_sent", name=_("Proposals sent to upper units"), population=sent, event="sent_on", tree_day=of_tree("sent_on"), **PETITIONS,
        definition=_("Proposals of units to a unit above, sent in the period and not withdrawn since; each counted in the unit that sent it."),
    ),
    Indicator(
        key="dialogue.petitions_answered", name=_("Proposals answered by upper units"), population=answered, event="answered_on", tree_day=of_tree("answered_on"), direction=Direction.UP, **PETITIONS,
        definition=_("Proposals of units answered in the period, accepted, in part or not; each counted in the unit that sent it."),
    ),
    Indicator(
        key="dialogue.petitions_with_a_day", name=_("Proposals answered that had a day"), population=with_a_day, event="answered_on", tree_day=of_tree("answered_on"), **PETITIONS,
        definition=_("Of the proposals answered in the period, those to be answered by a day, which a rule set or the upper unit gave itself."),
    ),
    Indicator(
        key="dialogue.petitions_in_time", name=_("Proposals answered in time"), population=in_time, event="answered_on", tree_day=of_tree("answered_on"), direction=Direction.UP, **PETITIONS,
        definition=_("Of these, those answered by the earlier of the rule's day and the day the upper unit gave."),
    ),
    Ratio(
        key="dialogue.petitions_in_time_share", name=_("Share of proposals answered in time"), unit_of_measure="%", numerator="dialogue.petitions_in_time", denominator="dialogue.petitions_with_a_day", percent=True, direction=Direction.UP,
        definition=_("Proposals answered in time among those answered that had a day, in percent, two decimals."),
    ),
    Indicator(
        key="dialogue.petitions_late", name=_("Late answers to proposals"), population=late, direction=Direction.DOWN, **PETITIONS,
        definition=_("Proposals neither answered nor withdrawn on the day, past the rule's day or past the one the upper unit gave. Without either a proposal is never late."),
    ),
)
