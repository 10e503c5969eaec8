"""What is counted of units' proposals, each by the unit that sent it, and of dialogues with members, each by the unit that held it. What anybody says is not counted."""

from __future__ import annotations

from typing import Any

from django.db.models import DateField, F, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from coso.dialogue.enums import DialogueState, PetitionState, RaisedState
from coso.dialogue.models import Dialogue, Petition, PetitionKnown, Raised
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


# --- scheduled dialogues. Their days stand on the rows and are corrected on none of them, so that what was known when is what stands. ---


def dialogues_held(question: Question) -> QuerySet:
    return Dialogue.objects.filter(state__in=[DialogueState.HELD, DialogueState.PUBLISHED], on__gte=question.first_day, on__lte=question.day)


def sent_in(question: Question) -> QuerySet:
    """Sent in in the period; those withdrawn since are left out."""
    return Raised.objects.filter(sent_on__gte=question.first_day, sent_on__lte=question.day).exclude(state=RaisedState.WITHDRAWN)


def _answered(question: Question) -> QuerySet:
    return Raised.objects.filter(state=RaisedState.SHOWN, topic__answered_on__gte=question.first_day, topic__answered_on__lte=question.day)


def on_the_day(question: Question) -> QuerySet:
    return _answered(question).filter(topic__answered_on=F("dialogue__on"))


def afterwards(question: Question) -> QuerySet:
    return _answered(question).filter(topic__answered_on__gt=F("dialogue__on"))


def answers_late(question: Question) -> QuerySet:
    """On the day: owed by a day that is over, and not answered by then."""
    day = question.day
    return Raised.objects.filter(Q(topic__answered_on=None) | Q(topic__answered_on__gt=day), state=RaisedState.SHOWN, topic__owed_until__lt=day)


def as_dialogue(one: Any) -> dict[str, Any]:
    return {"unit": one.unit.code, "unit_name": one.unit.name, "on": one.on, "host": one.host, "present": one.present, "state": one.state}


def as_raised(one: Any) -> dict[str, Any]:
    """Neither who asked nor what."""
    topic = one.topic
    return {"unit": one.unit.code, "unit_name": one.unit.name, "dialogue_on": one.dialogue.on, "sent_on": one.sent_on, "state": one.state, "answered_on": topic.answered_on if topic else None, "answer_by": topic.owed_until if topic else None}


DIALOGUES: dict[str, Any] = {"unit_of_measure": _("dialogues"), "row": as_dialogue, "position": "unit__position", "dimensions": (SECTOR, UNIT_KIND), "related": ("unit",), "order": ("on", "pk")}
RAISED: dict[str, Any] = {"unit_of_measure": _("questions"), "row": as_raised, "position": "unit__position", "dimensions": (SECTOR, UNIT_KIND), "related": ("unit", "dialogue", "topic"), "order": ("sent_on", "pk")}

declare(
    Indicator(
        key="dialogue.dialogues_held", name=_("Dialogues held with members"), population=dialogues_held, event="on", tree_day=of_tree("on"), direction=Direction.UP, **DIALOGUES,
        definition=_("Scheduled dialogues of a committee with members that were held in the period; each counted in the unit that held it."),
    ),
    Indicator(
        key="dialogue.sent_in", name=_("Questions sent in to dialogues"), population=sent_in, event="sent_on", tree_day=of_tree("sent_on"), **RAISED,
        definition=_("Questions of members sent in to dialogues in the period and not withdrawn since, put forward or not; each counted in the unit that holds the dialogue."),
    ),
    Indicator(
        key="dialogue.answered_on_the_day", name=_("Questions answered on the day of the dialogue"), population=on_the_day, event="topic__answered_on", tree_day=of_tree("topic__answered_on"), direction=Direction.UP, **RAISED,
        definition=_("Questions put forward whose group was answered on the day of the dialogue, in the period."),
    ),
    Indicator(
        key="dialogue.answered_afterwards", name=_("Questions answered after the dialogue"), population=afterwards, event="topic__answered_on", tree_day=of_tree("topic__answered_on"), **RAISED,
        definition=_("Questions put forward whose group was answered after the day of the dialogue, in the period."),
    ),
    Indicator(
        key="dialogue.answers_late", name=_("Late answers after dialogues"), population=answers_late, direction=Direction.DOWN, **RAISED,
        definition=_("Questions put forward whose group was to be answered after the dialogue by a day that is over, and was not answered by then."),
    ),
)
