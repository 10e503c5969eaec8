"""A member sends a question in to a dialogue and may withdraw it; the office puts it forward, or says why not; members support it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common import scope, uploads
from coso.common.actors import SYSTEM, Actor
from coso.common.acts import record
from coso.common.errors import NotAllowed
from coso.common.locking import held
from coso.dialogue import rules
from coso.dialogue.actions.dialogues import prepared
from coso.dialogue.actions.offers import offer_if_allowed, take_back_offer
from coso.dialogue.enums import DialogueAct, DialogueState, Ground, RaisedState
from coso.dialogue.models import Dialogue, Raised, SentIn, Support, Topic
from coso.members.models import Member

PREPARING = (DialogueState.ANNOUNCED, DialogueState.HELD)


@dataclass(frozen=True)
class Put:
    """What is sent in. show_name: others read the name with it; may_publish: question and answer may become a guide without the name."""

    title: str
    text: str
    show_name: bool = False
    may_publish: bool = False


@contextmanager
def _everywhere(by: Actor, where: str) -> Iterator[None]:
    """The asker's reach does not cover the office, nor the office's the asker's branch; leave has been asked."""
    with scope.within(scope.everything(user=by.pk, where=where)):
        yield


def _kept(kind: DialogueAct, sent: SentIn, by: Actor, on: date) -> SentIn:
    """Acts are read by more people: they say neither what was asked nor who asked."""
    record(kind, sent.raised.dialogue, by=by, position=sent.position, day=on)
    return sent


# --- the asker -------------------------------------------------------------------------------------


@transaction.atomic
def send_in(*, dialogue: Dialogue, member: Member | None, put: Put, by: Actor, today: date) -> SentIn:
    """In the own name only; the office that prepares the dialogue reads the name, and others only where the asker wants it shown."""
    if member is not None and by.own_member_id != member.pk:
        raise NotAllowed(_("One asks in one's own name only. Nothing was sent."))
    title, text = rules.check_said(put.title, put.text)
    uploads.check_not_secret(False, title, text)
    with _everywhere(by, "dialogue.send_in"):
        now = held(Dialogue.objects.select_related("unit"), dialogue.pk)
        rules.check_taking(now, today)
        asker = rules.check_invited(now, member)
        raised = Raised.objects.create(dialogue=now, unit=now.unit, sent_on=today)
        made = SentIn.objects.create(raised=raised, unit=now.unit, desk=now.desk, member=asker, name=asker.full_name, home=asker.unit, title=title, text=text, sent_on=today, show_name=put.show_name, may_publish=put.may_publish)
        made.refresh_from_db(fields=["position"])
        return _kept(DialogueAct.SENT_IN, made, SYSTEM, today)


@contextmanager
def _of_asker(sent: SentIn, by: Actor) -> Iterator[SentIn]:
    if by.own_member_id is None or by.own_member_id != sent.member_id:
        raise NotAllowed(_("Only the asker can do this. Nothing was changed."))
    with _everywhere(by, "dialogue.asker"):
        yield _held(sent)


def _held(sent: SentIn) -> SentIn:
    now = held(SentIn.objects.select_related("raised__dialogue__unit"), sent.pk)
    now.raised = held(Raised.objects.select_related("dialogue__unit", "topic"), now.raised_id)
    return now


@transaction.atomic
def withdraw_sent_in(*, sent: SentIn, by: Actor, today: date) -> SentIn:
    """Until questions are taken no more. Others see nothing of it any more; the asker and the office do."""
    with _of_asker(sent, by) as now:
        rules.check_raised(now.raised, RaisedState.SENT, RaisedState.SHOWN, RaisedState.HELD_BACK)
        rules.check_taking(now.raised.dialogue, today)
        _cover(now.raised, RaisedState.WITHDRAWN)
        return _kept(DialogueAct.WITHDRAWN, now, SYSTEM, today)


@transaction.atomic
def set_publishing(*, sent: SentIn, may_publish: bool, by: Actor, today: date) -> SentIn:
    """Question and answer may be published as a guide without the name, or may not any more, until a guide of it is released."""
    with _of_asker(sent, by) as now:
        if not may_publish:
            take_back_offer(sent_in=now)
        now.may_publish = may_publish
        now.save(update_fields=["may_publish"])
        offer_if_allowed(now, today)
        return now


# --- the office ------------------------------------------------------------------------------------


@contextmanager
def _of_office(sent: SentIn, by: Actor) -> Iterator[SentIn]:
    prepared(sent.raised.dialogue, by, *PREPARING)
    with _everywhere(by, "dialogue.office"):
        yield _held(sent)


@transaction.atomic
def put_forward(*, sent: SentIn, topic: Topic | None, by: Actor, today: date) -> SentIn:
    """Everybody invited reads it, in a group it lies in alone or with others. topic: none makes a group of its own."""
    with _of_office(sent, by) as now:
        rules.check_raised(now.raised, RaisedState.SENT, RaisedState.HELD_BACK)
        raised = now.raised
        raised.topic = _group(raised, topic, now.title)
        raised.state, raised.title, raised.text, raised.name = RaisedState.SHOWN, now.title, now.text, now.name if now.show_name else ""
        raised.save(update_fields=["topic", "state", "title", "text", "name"])
        now.ground, now.why = "", ""
        now.save(update_fields=["ground", "why"])
        return _kept(DialogueAct.SHOWN, now, by, today)


@transaction.atomic
def hold_back(*, sent: SentIn, ground: str, why: str, by: Actor, today: date) -> SentIn:
    """Not put forward, for one of three reasons, which the asker reads with a sentence. It stays on record."""
    said = rules.check_text(why)
    with _of_office(sent, by) as now:
        rules.check_raised(now.raised, RaisedState.SENT, RaisedState.SHOWN)
        _cover(now.raised, RaisedState.HELD_BACK)
        now.ground, now.why = Ground(ground), said
        now.save(update_fields=["ground", "why"])
        record(DialogueAct.HELD_BACK, now, by=by, position=now.position, day=today)
        return now


@transaction.atomic
def regroup(*, sent: SentIn, topic: Topic | None, by: Actor, today: date) -> SentIn:
    """Into another group, or out into one of its own."""
    with _of_office(sent, by) as now:
        rules.check_raised(now.raised, RaisedState.SHOWN)
        now.raised.topic = _group(now.raised, topic, now.title)
        now.raised.save(update_fields=["topic"])
        return _kept(DialogueAct.GROUPED, now, by, today)


def _group(raised: Raised, topic: Topic | None, title: str) -> Topic:
    if topic is None:
        return Topic.objects.create(dialogue=raised.dialogue, title=title)
    rules.check_of_dialogue(topic, raised.dialogue)
    return topic


def _cover(raised: Raised, state: RaisedState) -> None:
    """Nothing of its words is seen by others any more."""
    raised.state, raised.topic, raised.title, raised.text, raised.name = state, None, "", "", ""
    raised.save(update_fields=["state", "topic", "title", "text", "name"])


# --- support ---------------------------------------------------------------------------------------


@transaction.atomic
def support(*, raised: Raised, member: Member | None, by: Actor, today: date) -> bool:
    """One support a member; given twice it counts once. Whether it was given now. No act tells of it: nobody else reads who supports what."""
    now = _supportable(raised, member, by, today)
    before = Support.objects.filter(raised=now, member=by.own_member_id).exists()
    Support.objects.bulk_create([Support(raised=now, member_id=by.own_member_id)], ignore_conflicts=True)
    return not before


@transaction.atomic
def take_back_support(*, raised: Raised, member: Member | None, by: Actor, today: date) -> bool:
    """Until questions are taken no more. Nothing is left of it. Whether there was one."""
    now = _supportable(raised, member, by, today)
    gone, _each = Support.objects.filter(raised=now, member=by.own_member_id).delete()
    return bool(gone)


def _supportable(raised: Raised, member: Member | None, by: Actor, today: date) -> Raised:
    if member is not None and by.own_member_id != member.pk:
        raise NotAllowed(_("One supports in one's own name only. Nothing was changed."))
    now = held(Raised.objects.select_related("dialogue__unit"), raised.pk)
    rules.check_raised(now, RaisedState.SHOWN)
    rules.check_taking(now.dialogue, today)
    rules.check_invited(now.dialogue, member)
    return now


# --- what happens to members -----------------------------------------------------------------------


@transaction.atomic
def join_sent_in(*, kept_member: Member, gone: int, by: Actor) -> int:
    """Two records of one person became one: what the other sent in is the kept one's. Asks no leave: the joining has. Answers how many.

    Supports are reached by their member alone; those of the other record stay, and are counted, as they are.
    """
    with _everywhere(by, "dialogue.join"):
        found = list(SentIn.objects.filter(member=gone).select_related("raised__dialogue"))
        for one in found:
            one.member = kept_member
            one.save(update_fields=["member"])
            record(DialogueAct.JOINED, one.raised.dialogue, by=SYSTEM, position=one.position)
    return len(found)
