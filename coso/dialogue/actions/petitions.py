"""A unit proposes to one above; that receives it, says by when, answers or passes it further up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common import scope, uploads
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.constraints import explained
from coso.common.errors import NotAllowed
from coso.common.locking import held
from coso.dialogue import rules
from coso.dialogue.enums import (
    NOT_RECEIVED,
    Outcome,
    PetitionAct,
    PetitionEntryKind,
    PetitionState,
)
from coso.dialogue.models import Petition, PetitionEntry
from coso.org.models import Unit

PETITION_DAYS = "dialogue.petition_days"


@dataclass(frozen=True)
class Proposed:
    """What a unit proposes. paper: with which paper it is sent, in words."""

    title: str
    text: str
    paper: str = ""


@transaction.atomic
def send_petition(*, unit: Unit, to: Unit, proposed: Proposed, by: Actor, today: date) -> Petition:
    by.require("petition.send", unit)
    title, text = rules.check_said(proposed.title, proposed.text)
    uploads.check_not_secret(False, title, text)
    rules.check_higher(unit, to)
    due_on, due_rule = rules.due(PETITION_DAYS, today, to)
    with explained(Petition):
        made = Petition.objects.create(unit=unit, to_unit=to, title=title, text=text, paper=proposed.paper.strip(), sent_on=today, here_since=today, due_on=due_on, due_rule=due_rule)
    made.refresh_from_db(fields=["position", "to_position"])
    return _kept(PetitionEntryKind.SENT, made, by, today, where=to.name)


@transaction.atomic
def receive_petition(*, petition: Petition, by: Actor, today: date) -> Petition:
    now = _above(petition, by, *NOT_RECEIVED)
    now.state = PetitionState.RECEIVED
    now.save(update_fields=["state"])
    return _kept(PetitionEntryKind.RECEIVED, now, by, today)


@transaction.atomic
def deal_with_petition(*, petition: Petition, promised_on: date, text: str, by: Actor, today: date) -> Petition:
    """The upper unit says by when it will answer, and what it does till then. A later day than the rule's moves nothing."""
    now = _above(petition, by)
    rules.check_to_come(promised_on, today)
    now.state, now.promised_on = PetitionState.IN_WORK, promised_on
    now.save(update_fields=["state", "promised_on"])
    return _kept(PetitionEntryKind.IN_WORK, now, by, today, text=text.strip(), until=promised_on)


@transaction.atomic
def answer_petition(*, petition: Petition, outcome: str, text: str, by: Actor, today: date) -> Petition:
    """Accepted, in part or not, and why."""
    said = rules.check_text(text)
    uploads.check_not_secret(False, said)
    now = _above(petition, by)
    now.state, now.outcome, now.answer, now.answered_on, now.closed_on = PetitionState.ANSWERED, Outcome(outcome), said, today, today
    now.save(update_fields=["state", "outcome", "answer", "answered_on", "closed_on"])
    return _kept(PetitionEntryKind.ANSWERED, now, by, today, text=said)


@transaction.atomic
def pass_petition_up(*, petition: Petition, to: Unit, reason: str, by: Actor, today: date) -> Petition:
    """A unit still higher answers it; its time is counted anew, and both units below go on seeing it."""
    why = rules.check_text(reason)
    now = _above(petition, by)
    rules.check_higher(now.to_unit, to)
    return _put_to(now, to, PetitionEntryKind.PASSED_UP, why, by, today)


def _put_to(now: Petition, to: Unit, kind: PetitionEntryKind, why: str, by: Actor, today: date) -> Petition:
    """Out of reach of the one who passes it on; leave has been asked."""
    with scope.within(scope.everything(user=by.pk, where="dialogue.pass_petition_up")):
        now.to_unit, now.state, now.here_since, now.promised_on = to, PetitionState.PASSED_UP, today, None
        now.due_on, now.due_rule = rules.due(PETITION_DAYS, today, to)
        now.save(update_fields=["to_unit", "state", "here_since", "promised_on", "due_on", "due_rule"])
        now.refresh_from_db(fields=["to_position"])
        return _kept(kind, now, by, today, text=why, where=to.name)


@transaction.atomic
def withdraw_petition(*, petition: Petition, reason: str, by: Actor, today: date) -> Petition:
    by.require("petition.send", petition.unit)
    why = rules.check_text(reason)
    now = held(Petition.objects.select_related("unit", "to_unit"), petition.pk)
    rules.check_petition_open(now)
    now.state, now.closed_on = PetitionState.WITHDRAWN, today
    now.save(update_fields=["state", "closed_on"])
    return _kept(PetitionEntryKind.WITHDRAWN, now, by, today, text=why)


@transaction.atomic
def petitions_follow(*, unit: Unit, into: Sequence[Unit], on: date, by: Actor, reason: str = "") -> int:
    """A unit ended: what it had sent goes on as sent by the one that follows, what it had received waits there, or with its superior.

    One whose sender ended without a unit that follows, or would now be put to its own sender, is withdrawn. Asks no leave: the decision on the unit has. Answers how many.
    """
    with scope.within(scope.everything(user=by.pk, where="dialogue.petitions_follow")):
        sent = list(Petition.objects.open().filter(unit=unit).select_related("unit", "to_unit").order_by("pk"))
        for one in sent:
            _go_on_from(one, into[0] if into else None, on, by, reason)
        received = list(Petition.objects.open().filter(to_unit=unit).select_related("unit", "to_unit").order_by("pk"))
        for one in received:
            _go_on_to(one, into[0] if into else unit.parent, on, by, reason)
    return len(sent) + len(received)


def _go_on_from(one: Petition, unit: Unit | None, on: date, by: Actor, reason: str) -> None:
    if unit is None or not rules.is_higher(unit, one.to_unit):
        _closed_by_end(one, on, by, reason)
        return
    one.unit = unit
    one.save(update_fields=["unit"])
    one.refresh_from_db(fields=["position"])
    _kept(PetitionEntryKind.FOLLOWED, one, by, on, text=reason or _("The unit has ended."), where=unit.name)


def _go_on_to(one: Petition, to: Unit | None, on: date, by: Actor, reason: str) -> None:
    if to is None or not rules.is_higher(one.unit, to):
        _closed_by_end(one, on, by, reason)
    else:
        _put_to(one, to, PetitionEntryKind.FOLLOWED, reason or _("The unit has ended."), by, on)


def _closed_by_end(one: Petition, on: date, by: Actor, reason: str) -> None:
    one.state, one.closed_on = PetitionState.WITHDRAWN, on
    one.save(update_fields=["state", "closed_on"])
    _kept(PetitionEntryKind.WITHDRAWN, one, by, on, text=reason or _("The unit has ended."))


def _above(petition: Petition, by: Actor, *states: PetitionState) -> Petition:
    """The row held, for the very unit it is put to."""
    now = held(Petition.objects.select_related("unit", "to_unit"), petition.pk)
    by.require("petition.answer", now.to_unit)
    if now.to_unit_id != petition.to_unit_id:
        raise NotAllowed(_("It was passed on meanwhile. Nothing was changed. Open the page again."))
    rules.check_petition_open(now, *states)
    return now


def _kept(kind: PetitionEntryKind, petition: Petition, by: Actor, on: date, *, text: str = "", until: date | None = None, where: str = "") -> Petition:
    """A line of the story, and an act."""
    PetitionEntry.objects.create(petition=petition, kind=kind, on=on, by_id=by.pk, text=text, until=until, where=where)
    record(PetitionAct[kind.name], petition, by=by, position=petition.position, day=on)
    return petition
