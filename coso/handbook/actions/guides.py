"""Guides are written, handed to a second person, released from a day on, and taken away."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.errors import RuleBroken
from coso.dialogue import actions as dialogue
from coso.dialogue.models import Offer
from coso.documents.queries import asked_of
from coso.handbook import rules
from coso.handbook.actions.ground import in_hand, kept, written_by
from coso.handbook.actions.images import copy_images
from coso.handbook.enums import GuideAct, GuideState
from coso.handbook.models import Guide
from coso.org.models import Unit


@dataclass(frozen=True)
class Content:
    """What a guide says. rules: keys of the rulebook; starts: a procedure, or `correction`, or nothing; videos: titles and addresses."""

    topic: str
    question: str
    text: str
    reach: str
    rules: tuple[str, ...] = ()
    starts: str = ""
    videos: tuple[tuple[str, str], ...] = ()


@transaction.atomic
def write(*, unit: Unit, content: Content, by: Actor, offer: Offer | None = None) -> Guide:
    """Begin a guide of the unit. offer: the answered question it begins with."""
    by.require("guide.write", unit)
    _check(content)
    taken = dialogue.take_offer(offer=offer, by=by) if offer else None
    made = Guide.objects.create(unit=unit, offer=taken, writers=[by.pk] if by.pk else [], **_fields(content))
    return kept(GuideAct.WRITTEN, made, by)


@transaction.atomic
def change(*, guide: Guide, content: Content, by: Actor) -> Guide:
    """Write a draft anew."""
    guide = in_hand(guide, "guide.write", by, GuideState.DRAFT)
    _check(content)
    for name, value in _fields(content).items():
        setattr(guide, name, value)
    written_by(guide, by)
    guide.save(update_fields=[*_fields(content), "writers"])
    return kept(GuideAct.CHANGED, guide, by)


@transaction.atomic
def submit(*, guide: Guide, by: Actor) -> Guide:
    """Hand a draft to a second person."""
    guide = in_hand(guide, "guide.write", by, GuideState.DRAFT)
    guide.state, guide.handed_back_why = GuideState.IN_REVIEW, ""
    guide.save(update_fields=["state", "handed_back_why"])
    return kept(GuideAct.SUBMITTED, guide, by)


@transaction.atomic
def hand_back(*, guide: Guide, reason: str, by: Actor) -> Guide:
    guide = in_hand(guide, "guide.review", by, GuideState.IN_REVIEW)
    if not reason.strip():
        raise RuleBroken(_("Say what is to be mended. Nothing was saved; the author will read it."))
    guide.state, guide.handed_back_why = GuideState.DRAFT, reason.strip()
    guide.save(update_fields=["state", "handed_back_why"])
    return kept(GuideAct.HANDED_BACK, guide, by, reason=reason.strip())


@transaction.atomic
def release(*, guide: Guide, from_day: date, by: Actor, today: date, receipt_by: date | None = None) -> Guide:
    """Lay it out from a day on; who wrote on it can not. What it replaces ends on that day. receipt_by: members are asked to confirm by that day that they read it."""
    guide = in_hand(guide, "guide.review", by, GuideState.IN_REVIEW)
    rules.check_second_person(guide.writers, by.pk)
    rules.check_day_to_come(from_day, today)
    if receipt_by:
        rules.check_asks(receipt_by, from_day, asked_of(guide).exists())
    if guide.offer:
        dialogue.publish_offer(offer=guide.offer, by=by, today=today)
    guide.state, guide.reviewed_by_id, guide.from_day, guide.receipt_by = GuideState.RELEASED, by.pk, from_day, receipt_by
    guide.save(update_fields=["state", "reviewed_by", "from_day", "receipt_by"])
    Guide.objects.filter(pk=guide.replaces_id, ended_on=None).update(ended_on=from_day)
    return kept(GuideAct.RELEASED, guide, by, day=from_day)


@transaction.atomic
def revise(*, guide: Guide, by: Actor) -> Guide:
    """A new draft that begins as this guide reads; it takes the other's place when it is released."""
    guide = in_hand(guide, "guide.write", by, GuideState.RELEASED)
    rules.check_not_revised_yet(Guide.objects.filter(replaces=guide).exclude(state=GuideState.RELEASED).exists())
    copied = {name: getattr(guide, name) for name in ("unit", "topic", "question", "text", "rules", "starts", "videos", "reach")}
    made = Guide.objects.create(replaces=guide, writers=[by.pk] if by.pk else [], **copied)
    copy_images(guide, made)
    return kept(GuideAct.WRITTEN, made, by)


@transaction.atomic
def end(*, guide: Guide, by: Actor, today: date, on: date | None = None) -> Guide:
    """Take it away, today or on a later day; it is kept, and from then on nobody finds it any more."""
    guide = in_hand(guide, "guide.write", by, GuideState.RELEASED)
    rules.check_day_to_end(on or today, today)
    guide.ended_on = on or today
    guide.save(update_fields=["ended_on"])
    return kept(GuideAct.ENDED, guide, by, day=guide.ended_on)


def _check(content: Content) -> None:
    rules.check_content(content.question, content.text, content.rules, content.starts)
    rules.check_videos(content.videos)


def _fields(content: Content) -> dict[str, object]:
    told = asdict(content)
    return told | {"question": content.question.strip(), "text": content.text.strip(), "rules": list(content.rules), "videos": [[title.strip(), address.strip()] for title, address in content.videos]}
