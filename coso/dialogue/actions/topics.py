"""Questions to a dialogue are grouped and ordered; each group is answered on the day, or by an office after it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from coso.access.roles import Desk
from coso.common import scope, uploads
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.locking import held
from coso.dialogue import rules
from coso.dialogue.actions.dialogues import kept, prepared, require_preparing
from coso.dialogue.actions.offers import offer_if_allowed
from coso.dialogue.enums import DialogueAct, DialogueState
from coso.dialogue.models import Dialogue, SentIn, Topic
from coso.dialogue.queries.questions import is_held

ANSWERING = (DialogueState.ANNOUNCED, DialogueState.HELD, DialogueState.PUBLISHED)


@transaction.atomic
def arrange_topic(*, topic: Topic, title: str, rank: int | None, by: Actor, today: date) -> Topic:
    """rank: its place in the order by hand; without one it stands after those, the most supported first."""
    prepared(topic.dialogue, by, DialogueState.ANNOUNCED, DialogueState.HELD)
    now = _held(topic)
    now.title, now.rank = rules.check_text(title), rank
    now.save(update_fields=["title", "rank"])
    kept(DialogueAct.GROUPED, now.dialogue, by, today)
    return now


@transaction.atomic
def answer_topic(*, topic: Topic, text: str, by: Actor, today: date) -> Topic:
    """On the day of the dialogue, or after it; by the office that prepares it, or the one that owes the answer. Each asker is told.

    What was said may be put better until the minutes are published; the day it was answered first stays.
    """
    said = rules.check_text(text)
    uploads.check_not_secret(False, said)
    held(Dialogue.objects.all(), topic.dialogue_id)
    now = _held(topic)
    _require_answering(now, by)
    rules.check_dialogue(now.dialogue, *ANSWERING)
    rules.check_day_has_come(now.dialogue, today)
    first = now.answered_on is None
    if now.dialogue.state == DialogueState.PUBLISHED:
        rules.check_not_answered(now)
    now.answer, now.answered_on, now.answered_by_id = said, now.answered_on or today, by.pk
    now.save(update_fields=["answer", "answered_on", "answered_by"])
    _lay_out(now, today)
    if first:
        record(DialogueAct.ANSWERED, now, by=by, position=now.dialogue.unit.position, day=today)
    return now


@transaction.atomic
def owe_answer(*, topic: Topic, desk: str, until: date, by: Actor, today: date) -> Topic:
    """An office of the unit answers after the dialogue, by a day. Once the minutes have promised it, the day is not moved any more."""
    prepared(topic.dialogue, by, DialogueState.ANNOUNCED, DialogueState.HELD)
    now = _held(topic)
    rules.check_day_has_come(now.dialogue, today)
    rules.check_not_answered(now)
    rules.check_to_come(until, today)
    rules.check_held(is_held(now.dialogue.unit, desk, today))
    now.owed_desk, now.owed_until = Desk(desk), until
    now.save(update_fields=["owed_desk", "owed_until"])
    kept(DialogueAct.OWED, now.dialogue, by, today)
    return now


def _held(topic: Topic) -> Topic:
    return held(Topic.objects.select_related("dialogue__unit"), topic.pk)


def _require_answering(topic: Topic, by: Actor) -> None:
    """The office that prepares the dialogue, or the one that owes the answer."""
    dialogue = topic.dialogue
    if topic.is_owed and by.at_desk(topic.owed_desk, dialogue.unit.position):
        by.require("dialogue.answer", dialogue.unit)
        return
    require_preparing(dialogue, by)


def _lay_out(topic: Topic, today: date) -> None:
    """For editors of guides, where askers let it."""
    with scope.within(scope.everything(where="dialogue.lay_out")):
        for one in SentIn.objects.filter(raised__topic=topic, may_publish=True).select_related("raised__topic", "raised__dialogue__unit"):
            offer_if_allowed(one, today)
