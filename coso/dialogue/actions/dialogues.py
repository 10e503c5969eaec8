"""A dialogue is announced, changed, called off, held; its minutes are published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, time

from django.db import transaction
from django.utils.translation import gettext as _

from coso.access.roles import Desk
from coso.common import scope, uploads
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.constraints import explained
from coso.common.errors import NotAllowed
from coso.common.locking import held
from coso.dialogue import rules
from coso.dialogue.enums import DialogueAct, DialogueState, RaisedState
from coso.dialogue.models import Dialogue, Raised, SentIn
from coso.dialogue.queries import dialogues as queries
from coso.org.models import Unit

HOLD = "dialogue.hold"


@dataclass(frozen=True)
class Planned:
    """What members are told of a dialogue. takes_from, takes_until: the days on which questions are taken. below: members of all units below are invited too."""

    host: str
    theme: str
    on: date
    at: time
    place: str
    takes_from: date
    takes_until: date
    about: str = ""
    below: bool = True


def require_preparing(dialogue: Dialogue, by: Actor) -> None:
    """Whoever holds the post that prepares it, in the very unit."""
    by.require(HOLD, dialogue.unit)
    if not by.at_desk(dialogue.desk, dialogue.unit.position):
        raise NotAllowed(_("Another office prepares this dialogue. Nothing was changed."))


def prepared(dialogue: Dialogue, by: Actor, *states: DialogueState) -> Dialogue:
    """The row held, in one of these states, for the office that prepares it. Asks leave; else it trusts its caller."""
    require_preparing(dialogue, by)
    now = held(Dialogue.objects.select_related("unit"), dialogue.pk)
    rules.check_dialogue(now, *states)
    return now


def kept(kind: DialogueAct, dialogue: Dialogue, by: Actor, on: date, *, reason: str = "") -> None:
    """An act about a dialogue. It trusts its caller to have asked leave."""
    record(kind, dialogue, by=by, position=dialogue.unit.position, day=on, reason=reason)


@transaction.atomic
def announce(*, unit: Unit, desk: str, planned: Planned, by: Actor, today: date) -> Dialogue:
    """The members of the unit, and of those below where they are invited, are told."""
    by.require(HOLD, unit)
    if not by.at_desk(desk, unit.position):
        raise NotAllowed(_("You do not hold this office in “%(unit)s”. Nothing was announced.") % {"unit": unit})
    _check(planned, today)
    with explained(Dialogue):
        made = Dialogue.objects.create(unit=unit, desk=Desk(desk), announced_on=today, **asdict(planned))
    kept(DialogueAct.ANNOUNCED, made, by, today)
    return made


@transaction.atomic
def change_dialogue(*, dialogue: Dialogue, planned: Planned, by: Actor, today: date) -> Dialogue:
    """Until it is held. Those invited are told that something changed."""
    now = prepared(dialogue, by, DialogueState.ANNOUNCED)
    _check(planned, today)
    told = asdict(planned)
    for name, value in told.items():
        setattr(now, name, value)
    now.save(update_fields=list(told))
    kept(DialogueAct.CHANGED, now, by, today)
    return now


def _check(planned: Planned, today: date) -> None:
    uploads.check_not_secret(False, planned.theme, planned.about)
    rules.check_days(planned.takes_from, planned.takes_until, planned.on, today)


@transaction.atomic
def call_off(*, dialogue: Dialogue, reason: str, by: Actor, today: date) -> Dialogue:
    """It does not take place; those invited read why. What was sent in stays with its askers and the office."""
    why = rules.check_text(reason)
    return _off(prepared(dialogue, by, DialogueState.ANNOUNCED), why, by, today)


def _off(now: Dialogue, why: str, by: Actor, today: date) -> Dialogue:
    now.state, now.why_off = DialogueState.CALLED_OFF, why
    now.save(update_fields=["state", "why_off"])
    kept(DialogueAct.CALLED_OFF, now, by, today, reason=why)
    return now


@transaction.atomic
def hold_dialogue(*, dialogue: Dialogue, present: int, chair: str, by: Actor, today: date) -> Dialogue:
    """Note that it was held: how many came, as a number, and who led it."""
    now = prepared(dialogue, by, DialogueState.ANNOUNCED)
    rules.check_day_has_come(now, today)
    now.state, now.present, now.chair = DialogueState.HELD, present, chair.strip()
    now.save(update_fields=["state", "present", "chair"])
    kept(DialogueAct.HELD, now, by, today)
    return now


@transaction.atomic
def publish_minutes(*, dialogue: Dialogue, by: Actor, today: date) -> Dialogue:
    """Their text is what the records say now, and stays so; answers that come later stand on the page."""
    now = prepared(dialogue, by, DialogueState.HELD)
    rules.check_all_told(queries.counts_of(now)[RaisedState.SENT], queries.without_answer(now))
    now.state, now.minutes, now.published_on = DialogueState.PUBLISHED, queries.minutes_text(now), today
    now.save(update_fields=["state", "minutes", "published_on"])
    kept(DialogueAct.PUBLISHED, now, by, today)
    return now


@transaction.atomic
def dialogues_follow(*, unit: Unit, into: Sequence[Unit], on: date, by: Actor, reason: str = "") -> int:
    """A unit ended: a dialogue it had announced is called off; one that was held goes on with the unit that follows, else with its superior, which owes what is not answered.

    Asks no leave: the decision on the unit has. Answers how many.
    """
    to = into[0] if into else unit.parent
    with scope.within(scope.everything(user=by.pk, where="dialogue.dialogues_follow")):
        found = list(Dialogue.objects.filter(unit=unit).exclude(state=DialogueState.CALLED_OFF).select_related("unit").order_by("pk"))
        for one in found:
            if one.state == DialogueState.ANNOUNCED:
                _off(one, reason or _("The unit has ended."), by, on)
            elif to:
                _moved(one, to, by, on)
    return len(found)


def _moved(one: Dialogue, to: Unit, by: Actor, on: date) -> None:
    one.unit = to
    one.save(update_fields=["unit"])
    Raised.objects.filter(dialogue=one).update(unit=to)
    SentIn.objects.filter(raised__dialogue=one).update(unit=to)
    kept(DialogueAct.FOLLOWED, one, by, on)
