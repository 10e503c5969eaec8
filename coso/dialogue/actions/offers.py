"""What the asker lets be published without the name, and what becomes of it. The handbook writes the guide."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from coso.common import scope
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.locking import held
from coso.dialogue import rules
from coso.dialogue.actions.ground import kept, of_asker
from coso.dialogue.enums import (
    OfferState,
    QuestionAct,
    QuestionEntryKind,
    QuestionState,
)
from coso.dialogue.models import Offer, Question, SentIn

SPOKEN = (QuestionEntryKind.ANSWERED, QuestionEntryKind.ASKED_BACK)


@transaction.atomic
def allow_publishing(*, question: Question, by: Actor, today: date) -> Question:
    """Question and answers may be published, without the name. Of one that is not answered yet this holds for the answer to come."""
    with of_asker(question, by) as now:
        if not now.may_publish:
            now.may_publish = True
            now.save(update_fields=["may_publish"])
            kept(QuestionEntryKind.ALLOWED, now, by, today)
            offer_if_allowed(now, today)
        return now


@transaction.atomic
def take_back_publishing(*, question: Question, by: Actor, today: date) -> Question:
    """It is not published any more; possible until a guide of it is released."""
    with of_asker(question, by) as now:
        take_back_offer(question=now)
        if now.may_publish:
            now.may_publish = False
            now.save(update_fields=["may_publish"])
            kept(QuestionEntryKind.TAKEN_BACK, now, by, today)
        return now


def take_back_offer(**of: Question | SentIn) -> None:
    """What was laid out of a question is not published any more; refused where a guide of it is released. Trusts its caller to have asked leave."""
    offer = Offer.objects.select_for_update().filter(**of).first()
    rules.check_may_be_taken_back(offer)
    _set(offer, OfferState.TAKEN_BACK)


def offer_if_allowed(asked: Question | SentIn, today: date) -> None:
    """Lay an answered question out for the editors, or lay it out anew; trusts its caller to have asked leave and to hold the question."""
    said = _said(asked) if asked.may_publish else []
    of = {"sent_in" if isinstance(asked, SentIn) else "question": asked}
    offer = Offer.objects.select_for_update().filter(**of).first() or Offer(**of)
    if said and offer.state in (OfferState.OFFERED, OfferState.TAKEN_BACK):
        offer.unit, offer.title, offer.text = asked.unit, asked.title, "\n\n".join(said)
        offer.state, offer.offered_on = OfferState.OFFERED, today
        offer.save()


def _said(asked: Question | SentIn) -> list[str]:
    """Question and answers; nothing where there is no answer."""
    if isinstance(asked, SentIn):
        answer = asked.raised.topic.answer if asked.raised.topic else ""
        return [asked.text, answer] if answer else []
    if asked.state != QuestionState.ANSWERED:
        return []
    return [asked.text, *asked.entries.filter(kind__in=SPOKEN).order_by("pk").values_list("text", flat=True)]


@transaction.atomic
def take_offer(*, offer: Offer, by: Actor) -> Offer:
    """An editor begins a guide of it."""
    by.require("guide.write", offer.unit)
    now = held(Offer.objects.select_related("unit"), offer.pk)
    rules.check_offer(now, OfferState.OFFERED)
    _set(now, OfferState.TAKEN)
    record(QuestionAct.OFFER_TAKEN, now, by=by, position=now.position)
    return now


@transaction.atomic
def publish_offer(*, offer: Offer, by: Actor, today: date) -> Offer:
    """The guide of it is released: from now on it can not be taken back. Asks no leave: the release has."""
    with scope.within(scope.everything(user=by.pk, where="dialogue.publish")):
        question = held(Question.objects.select_related("unit"), offer.question_id) if offer.question_id else None
        now = held(Offer.objects.select_related("unit"), offer.pk)
        rules.check_still_offered(now)
        _set(now, OfferState.PUBLISHED)
        if question:
            kept(QuestionEntryKind.PUBLISHED, question, by, today)
    return now


def _set(offer: Offer | None, state: OfferState) -> None:
    if offer:
        offer.state = state
        offer.save(update_fields=["state"])
