"""Where else one is told: an e-mail address, shown to be one's own by a code; the phone number of the record, by text message."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from coso.common import scope
from coso.common.actors import Actor
from coso.common.errors import RuleBroken
from coso.notices import rules
from coso.notices.actions.choosing import require_own
from coso.notices.enums import Channel, SendingState
from coso.notices.models import Choice, Phone, Sending

BETWEEN = timedelta(minutes=1)
MOST_A_DAY = 5  # nobody is flooded with letters they did not ask for
MOST_TRIES = 5


@transaction.atomic
def ask_mail_code(*, email: str, by: Actor, now: datetime) -> str:
    """A code for the address, to be sent there by the caller; only its seal is kept, and an earlier one ends. One a minute, five a day."""
    rules.check_address(email)
    with scope.within(scope.everything(user=by.pk, where="notices.mail")):
        mine = _held(by)
        sent = _sent_today(mine, now)
        code = f"{secrets.randbelow(1_000_000):06}"
        mine.mail_asked, mine.code_digest, mine.code_tries = email, _digest(mine, email, code), 0
        mine.code_sent_at, mine.codes_sent = now, sent + 1
        mine.save(update_fields=["mail_asked", "code_digest", "code_tries", "code_sent_at", "codes_sent"])
    return code


@transaction.atomic
def confirm_mail(*, code: str, by: Actor, now: datetime) -> bool:
    """Whether the code is the one that was sent: then letters go to its address. Each wrong one counts, and after five it ends."""
    with scope.within(scope.everything(user=by.pk, where="notices.mail")):
        mine = _held(by)
        if not mine.waits_for_code(now) or mine.code_tries >= MOST_TRIES:
            return False
        good = constant_time_compare(mine.code_digest, _digest(mine, mine.mail_asked, code.strip()))
        if good:
            mine.mail_to, mine.mail_asked, mine.code_digest = mine.mail_asked, "", ""
        else:
            mine.code_tries += 1
        mine.save(update_fields=["mail_to", "mail_asked", "code_digest", "code_tries"])
    return good


@transaction.atomic
def stop_mail(*, by: Actor) -> None:
    """No letters any more, and none of those that wait; a code that was asked for ends too."""
    with scope.within(scope.everything(user=by.pk, where="notices.mail")):
        mine = _held(by)
        mine.mail_to = mine.mail_asked = mine.code_digest = ""
        mine.save(update_fields=["mail_to", "mail_asked", "code_digest"])
        _drop(mine, Channel.MAIL)


@transaction.atomic
def want_texts(*, wanted: bool, by: Actor) -> None:
    """Whether text messages go to the phone number of the record."""
    with scope.within(scope.everything(user=by.pk, where="notices.texts")):
        mine = _held(by)
        mine.texts = wanted
        mine.save(update_fields=["texts"])
        if not wanted:
            _drop(mine, Channel.TEXT)


@transaction.atomic
def end_ways_of(*, member: int, by: Actor) -> None:
    """Who left the roll is told nothing more: phones and addresses are forgotten, with what waits for them. Asks no leave: the leaving has."""
    with scope.within(scope.everything(user=by.pk, where="notices.end_ways")):
        Phone.objects.filter(member=member).delete()
        Choice.objects.filter(member=member).update(mail_to="", mail_asked="", code_digest="", texts=False)
        Sending.objects.filter(message__member=member, state=SendingState.WAITING).delete()


def _sent_today(mine: Choice, now: datetime) -> int:
    """How many codes were sent on this day; refuses another where that is enough. Stopping the letters does not begin the count anew."""
    last = mine.code_sent_at
    if last and now < last + BETWEEN:
        raise RuleBroken(_("A code was sent a moment ago. Nothing new was sent. Look into your mail, or ask again in a minute."))
    sent = mine.codes_sent if last and timezone.localdate(last) == timezone.localdate(now) else 0
    if sent >= MOST_A_DAY:
        raise RuleBroken(_("Enough codes were sent today. Nothing new was sent. Look into your mail, or ask again tomorrow."))
    return sent


def _held(by: Actor) -> Choice:
    mine, _new = Choice.objects.get_or_create(member_id=require_own(by))
    return Choice.objects.select_for_update(of=("self",)).get(pk=mine.pk)


def _drop(mine: Choice, channel: Channel) -> None:
    Sending.objects.filter(message__member=mine.member_id, channel=channel, state=SendingState.WAITING).delete()


def _digest(mine: Choice, email: str, code: str) -> str:
    return salted_hmac("coso.notices.mail", f"{mine.pk}:{email}:{code}").hexdigest()
