"""Guides are written, handed to a second person, released from a day on, and taken away."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.errors import RuleBroken
from coso.common.locking import held
from coso.dialogue import actions as dialogue
from coso.dialogue.models import Offer
from coso.handbook import rules
from coso.handbook.enums import GuideAct, GuideState
from coso.handbook.models import Guide
from coso.org.models import Unit


@dataclass(frozen=True)
class Content:
    """What a guide says. rules: keys of the rulebook; starts: a procedure, or `correction`, or nothing."""

    topic: str
    question: str
    text: str
    reach: str
    rules: tuple[str, ...] = ()
    starts: str = ""


@transaction.atomic
def write(*, unit: Unit, content: Content, by: Actor, offer: Offer | None = None) -> Guide:
    """Begin a guide of the unit. offer: the answered question it begins with."""
    by.require("guide.write", unit)
    rules.check_content(content.question, content.text, content.rules, content.starts)
    taken = dialogue.take_offer(offer=offer, by=by) if offer else None
    made = Guide.objects.create(unit=unit, offer=taken, writers=[by.pk] if by.pk else [], **_fields(content))
    return _kept(GuideAct.WRITTEN, made, by)


@transaction.atomic
def change(*, guide: Guide, content: Content, by: Actor) -> Guide:
    """Write a draft anew."""
    guide = _in_hand(guide, "guide.write", by, GuideState.DRAFT)
    rules.check_content(content.question, content.text, content.rules, content.starts)
    for name, value in _fields(content).items():
        setattr(guide, name, value)
    _written_by(guide, by)
    guide.save(update_fields=[*_fields(content), "writers"])
    return _kept(GuideAct.CHANGED, guide, by)


@transaction.atomic
def submit(*, guide: Guide, by: Actor) -> Guide:
    """Hand a draft to a second person."""
    guide = _in_hand(guide, "guide.write", by, GuideState.DRAFT)
    guide.state, guide.handed_back_why = GuideState.IN_REVIEW, ""
    guide.save(update_fields=["state", "handed_back_why"])
    return _kept(GuideAct.SUBMITTED, guide, by)


@transaction.atomic
def hand_back(*, guide: Guide, reason: str, by: Actor) -> Guide:
    guide = _in_hand(guide, "guide.review", by, GuideState.IN_REVIEW)
    if not reason.strip():
        raise RuleBroken(_("Say what is to be mended. Nothing was saved; the author will read it."))
    guide.state, guide.handed_back_why = GuideState.DRAFT, reason.strip()
    guide.save(update_fields=["state", "handed_back_why"])
    return _kept(GuideAct.HANDED_BACK, guide, by, reason=reason.strip())


@transaction.atomic
def release(*, guide: Guide, from_day: date, by: Actor, today: date) -> Guide:
    """Lay it out from a day on; who wrote on it can not. What it replaces ends on that day."""
    guide = _in_hand(guide, "guide.review", by, GuideState.IN_REVIEW)
    rules.check_second_person(guide.writers, by.pk)
    rules.check_day_to_come(from_day, today)
    if guide.offer:
        dialogue.publish_offer(offer=guide.offer, by=by, today=today)
    guide.state, guide.reviewed_by_id, guide.from_day = GuideState.RELEASED, by.pk, from_day
    guide.save(update_fields=["state", "reviewed_by", "from_day"])
    Guide.objects.filter(pk=guide.replaces_id, ended_on=None).update(ended_on=from_day)
    return _kept(GuideAct.RELEASED, guide, by, day=from_day)


@transaction.atomic
def revise(*, guide: Guide, by: Actor) -> Guide:
    """A new draft that begins as this guide reads; it takes the other's place when it is released."""
    guide = _in_hand(guide, "guide.write", by, GuideState.RELEASED)
    rules.check_not_revised_yet(Guide.objects.filter(replaces=guide).exclude(state=GuideState.RELEASED).exists())
    copied = {name: getattr(guide, name) for name in ("unit", "topic", "question", "text", "rules", "starts", "reach")}
    made = Guide.objects.create(replaces=guide, writers=[by.pk] if by.pk else [], **copied)
    return _kept(GuideAct.WRITTEN, made, by)


@transaction.atomic
def end(*, guide: Guide, by: Actor, today: date) -> Guide:
    """Take it away; it is kept, and nobody finds it any more."""
    guide = _in_hand(guide, "guide.write", by, GuideState.RELEASED)
    guide.ended_on = today
    guide.save(update_fields=["ended_on"])
    return _kept(GuideAct.ENDED, guide, by, day=today)


def _fields(content: Content) -> dict[str, object]:
    told = asdict(content)
    return told | {"question": content.question.strip(), "text": content.text.strip(), "rules": list(content.rules)}


def _written_by(guide: Guide, by: Actor) -> None:
    if by.pk and by.pk not in guide.writers:
        guide.writers = [*guide.writers, by.pk]


def _in_hand(guide: Guide, permission: str, by: Actor, state: GuideState) -> Guide:
    """Leave asked, the row locked, and in the state the verb needs."""
    by.require(permission, guide.unit)
    guide = held(Guide.objects.select_related("unit"), guide.pk)
    rules.check_state(guide.state, state, guide.ended_on)
    return guide


def _kept(kind: GuideAct, guide: Guide, by: Actor, *, day: date | None = None, reason: str = "") -> Guide:
    record(kind, guide, by=by, position=guide.unit.position, day=day, reason=reason)
    return guide
