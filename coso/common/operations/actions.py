"""An operation is received once, entered or kept for a person; the person enters it or sets it aside."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from coso.common import scope
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.enums import OperationState
from coso.common.errors import CosoError, RuleBroken
from coso.common.locking import held
from coso.common.models import Operation
from coso.common.operations.enums import OperationAct, Outcome
from coso.common.operations.kinds import KINDS, NotUnderstood, Plain, Tap, understood
from coso.common.operations.sent import Sent

log = logging.getLogger(__name__)

CLOCKS_DIFFER = 120  # seconds; less is the time a message takes
MOST_KEPT = 500  # of one account, waiting for a person


@dataclass(frozen=True)
class Receipt:
    """What the phone is told of one operation."""

    key: str
    outcome: Outcome
    sentence: str = ""
    answer: Plain = field(default_factory=dict)

    @property
    def told(self) -> Plain:
        return {"id": self.key, "outcome": self.outcome.value, "sentence": self.sentence or str(self.outcome.label), "answer": self.answer}


@dataclass(frozen=True)
class Way:
    """How an operation came here: from which phone, how far its clock was ahead, and when it arrived."""

    device: UUID
    skew: int
    received_at: datetime


class Sender(Actor, Protocol):
    """Whoever hands something in, with the place where it is shown when nothing better is known."""

    @property
    def home_position(self) -> int:
        """The position of the unit the sender belongs to; 0 where there is none."""

    def has_been_at(self, position: int) -> bool:
        """Whether the sender belongs to the unit at this position, or has or had a role that covers it."""


@transaction.atomic
def receive(*, sent: Sent, way: Way, by: Sender) -> Receipt:
    """Enter the operation with the sender's rights of now, or keep it; the same one again gets the same answer.

    Row and effect are one transaction. Whoever sends the same key meanwhile is told to come again.
    """
    if not _first_to_hold(sent.key):
        return Receipt(str(sent.key), Outcome.LATER)
    known = _known(sent.key)
    if known:
        return receipt_of(known) if known.digest == sent.digest else _other_content(sent)
    now = Operation(
        key=sent.key, device=way.device, user_id=by.pk, author=sent.author, kind=sent.kind, version=sent.version, subject=sent.subject, payload=sent.payload,
        digest=sent.digest, claimed_at=sent.claimed_at, skew=way.skew, received_at=way.received_at, position=by.home_position,
    )
    _try(now, by)
    if is_private(sent.kind):
        if now.state == OperationState.KEPT:
            return Receipt(str(sent.key), Outcome.REFUSED, now.why)
        now.payload = {}
    with scope.within(scope.everything(user=by.pk, where="operation")):
        if now.state == OperationState.KEPT:
            if Operation.objects.kept().filter(user_id=by.pk).count() >= MOST_KEPT:
                return Receipt(str(sent.key), Outcome.LATER, _("Too many of your entries wait for a person already. This one is kept on the phone. Ask the secretary or the office to look through them."))
            _describe(now, by)
        now.save(force_insert=True)
    return receipt_of(now)


@transaction.atomic
def enter(*, operation: Operation, by: Actor, at: datetime) -> Operation:
    """Enter what was kept, in the name of who decides; RuleBroken with the reason where it still cannot be."""
    now = _open(operation, by)
    _try(now, by, decided=True)
    if now.state != OperationState.APPLIED:
        raise RuleBroken(_("%(why)s Nothing was entered; it still waits.") % {"why": now.why})
    return _settled(now, OperationAct.ENTERED, by=by, at=at)


@transaction.atomic
def set_aside(*, operation: Operation, reason: str, by: Actor, at: datetime) -> Operation:
    """Decide that it will not be entered, and say why; it stays on record."""
    now = _open(operation, by)
    if not reason.strip():
        raise RuleBroken(_("Setting an entry aside needs its reason, which the sender will read. Nothing was changed. Write the reason."))
    now.state, now.reason = OperationState.SET_ASIDE, reason.strip()
    return _settled(now, OperationAct.SET_ASIDE, by=by, at=at)


@transaction.atomic
def forget_contents(*, before: datetime) -> int:
    """Empty what was received before a day and is decided; key, digest and state stay. trusts its caller: the nightly task."""
    with scope.within(scope.everything(where="operations")):
        old = Operation.objects.filter(received_at__lt=before).exclude(state=OperationState.KEPT).exclude(payload={}, answer={})
        return old.update(payload={}, answer={}, words="", author="", subject="")


def receipt_of(operation: Operation) -> Receipt:
    sentence = {OperationState.KEPT: operation.why, OperationState.SET_ASIDE: operation.reason}.get(OperationState(operation.state), "")
    return Receipt(str(operation.key), Outcome(operation.state), sentence, operation.answer)


def is_private(kind: str) -> bool:
    """As `Kind.private`; of a kind this release does not know nothing is known."""
    return kind in KINDS and KINDS[kind].private


def _other_content(sent: Sent) -> Receipt:
    log.warning("operation %s came again with another content", sent.key)
    return Receipt(str(sent.key), Outcome.REFUSED, _("Under this entry's number another content was received before. This one was not entered and is kept on the phone. Save it to a file and ask the office."))


def _first_to_hold(key: UUID) -> bool:
    """Hold the key until the transaction ends, without waiting for whoever holds it now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [int.from_bytes(key.bytes[:8], signed=True)])
        return bool(cursor.fetchone()[0])


def _known(key: UUID) -> Operation | None:
    with scope.within(scope.everything(where="operation")):
        return Operation.objects.filter(key=key).first()


def _try(operation: Operation, by: Actor, *, decided: bool = False) -> None:
    """Let the kind's function do it, undone as a whole where it refuses; sets state, why and answer."""
    operation.state, operation.why = OperationState.KEPT, ""
    try:
        with transaction.atomic():
            operation.position, operation.answer = _done(operation, by, decided)
            connection.check_constraints()  # what the database would refuse at the end, it refuses here
        operation.state = OperationState.APPLIED
    except (ObjectDoesNotExist, Http404):
        operation.why = _("What it is about is no longer there, or not in the sender's reach.")
    except CosoError as refusal:
        operation.why = str(refusal)
    except (OperationalError, InterfaceError):
        raise  # the database is away or busy: the phone comes again
    except Exception:
        log.exception("operation %s failed", operation.key)
        operation.why = _("Something went wrong that Coso did not expect. Ask the administrator to look into the server's log under this entry's number.")


def _done(operation: Operation, by: Actor, decided: bool) -> tuple[int, Plain]:
    kind, payload = understood(operation.kind, operation.version, operation.payload)
    answer = kind.run(Tap(operation.key, payload, _likely_at(operation, by), by, operation.author, decided))
    with scope.within(scope.everything(user=by.pk, where="operation")):
        place = kind.place(payload)
    return (operation.position if place is None else place), answer or {}


def _likely_at(operation: Operation, by: Actor) -> datetime:
    """When it was most likely done: a phone whose clock was wrong while sending had it wrong before; of another phone's taps nothing is known."""
    own = operation.author == getattr(by, "username", "")
    off = timedelta(seconds=operation.skew) if own and abs(operation.skew) > CLOCKS_DIFFER else timedelta()
    return min(operation.claimed_at - off, operation.received_at)


def _describe(operation: Operation, by: Sender) -> None:
    """Say in words what was kept, and lay it before somebody: with the unit it is about if the sender belongs or belonged there, else with the sender's own."""
    try:
        with transaction.atomic():
            kind, payload = understood(operation.kind, operation.version, operation.payload)
            place, words = kind.place(payload), kind.says(payload)
    except (NotUnderstood, ObjectDoesNotExist):
        return
    except Exception:
        log.exception("operation %s cannot be told in words", operation.key)
        return
    if place is not None and by.has_been_at(place):
        operation.position, operation.words = place, words


def _open(operation: Operation, by: Actor) -> Operation:
    now = held(Operation.objects.all(), operation.pk)
    by.require("operation.settle", now)
    if now.state != OperationState.KEPT:
        raise RuleBroken(_("Somebody has decided on this entry already. Nothing was changed. Open the page again."))
    return now


def _settled(operation: Operation, act: OperationAct, *, by: Actor, at: datetime) -> Operation:
    operation.settled_by_id, operation.settled_at = by.pk, at
    operation.save()
    details: dict[str, Any] = {"kind": operation.kind, "key": str(operation.key), "author": operation.author, "handed_in_by": operation.user_id}
    record(act, operation, by=by, position=operation.position, reason=operation.reason, details=details)
    return operation


def title_of(operation: Operation) -> str:
    kind = KINDS.get(operation.kind)
    return str(kind.title) if kind else operation.kind
