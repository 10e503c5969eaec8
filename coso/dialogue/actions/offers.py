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
from coso.dialogue.models import Offer, Question

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
        offer = Offer.objects.select_for_update().filter(question=now).first()
        rules.check_may_be_taken_back(offer)
        if now.may_publish:
            now.may_publish = False
            now.save(update_fields=["may_publish"])
            kept(QuestionEntryKind.TAKEN_BACK, now, by, today)
            _set(offer, OfferState.TAKEN_BACK)
        return now


def offer_if_allowed(question: Question, today: date) -> None:
    """Lay an answered question out for the editors, or lay it out anew; trusts its caller to have asked leave and to hold the question."""
    if not question.may_publish or question.state != QuestionState.ANSWERED:
        return
    offer = Offer.objects.select_for_update().filter(question=question).first() or Offer(question=question)
    if offer.state in (OfferState.OFFERED, OfferState.TAKEN_BACK):
        said = [question.text, *question.entries.filter(kind__in=SPOKEN).order_by("pk").values_list("text", flat=True)]
        offer.unit, offer.title, offer.text = question.unit, question.title, "\n\n".join(said)
        offer.state, offer.offered_on = OfferState.OFFERED, today
        offer.save()


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
        question = held(Question.objects.select_related("unit"), offer.question_id)
        now = held(Offer.objects.select_related("unit"), offer.pk)
        rules.check_still_offered(now)
        _set(now, OfferState.PUBLISHED)
        kept(QuestionEntryKind.PUBLISHED, question, by, today)
    return now


def _set(offer: Offer | None, state: OfferState) -> None:
    if offer:
        offer.state = state
        offer.save(update_fields=["state"])
