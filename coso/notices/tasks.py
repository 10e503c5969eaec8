"""What the worker does: tell a whole unit, part by part; hand over each minute what goes out; forget each night what was told long ago."""

from __future__ import annotations

import logging
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from django.db import close_old_connections
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from coso.access.models import User
from coso.common import scope
from coso.common.actors import SYSTEM
from coso.common.jobs import Running, job_kind
from coso.members.models import Member
from coso.notices import actions, wording
from coso.notices.channels import Letter, Outcome, gateway, mail, push
from coso.notices.enums import Channel, Said

TELL_UNIT = "notices.tell_unit"
CHUNK = 1000
AT_ONCE = 8  # letters under way
LONGEST_RUN = timedelta(seconds=40)
log = logging.getLogger(__name__)


@job_kind(TELL_UNIT, title=_("Telling the members of a unit"), permission="document.issue")
def tell_unit(job: Running) -> None:
    """Too many for the transaction of the act: in order of their keys, each part kept with how far it is. Nobody is told twice."""
    told = job.parameters
    after, done = job.checkpoint.get("after", 0), job.checkpoint.get("done", 0)
    with scope.within(scope.everything(where=TELL_UNIT)):
        total = _members(told).count()
    while some := _next(told, after):
        after, done = some[-1], done + len(some)
        with job.chunk(done=done, total=total, checkpoint={"after": after, "done": done}):
            actions.tell(said=Said(told["said"]), to=dict.fromkeys(some, told["href"]), what=told["what"], act_id=told["act"], by=User(pk=told["by"]) if told["by"] else SYSTEM, now=datetime.fromisoformat(told["at"]))


def _members(told: dict[str, Any]) -> QuerySet[Member]:
    return Member.objects.filter(position__gte=told["lo"], position__lt=told["hi"], left_on=None, account__is_active=True)


def _next(told: dict[str, Any], after: int) -> list[int]:
    with scope.within(scope.everything(where=TELL_UNIT)):
        return list(_members(told).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:CHUNK])


@app.periodic(cron="50 3 * * *")
@app.task(name="coso.forget_notices", queueing_lock="coso.forget_notices", pass_context=False)
def forget_notices(timestamp: int) -> None:  # noqa: ARG001 every periodic task is given it
    close_old_connections()
    actions.forget(before=timezone.now() - actions.KEPT, by=SYSTEM)


@app.periodic(cron="* * * * *")
@app.task(name="coso.send_notices", queueing_lock="coso.send_notices", pass_context=False)
def send_notices(timestamp: int) -> None:  # noqa: ARG001 as above
    close_old_connections()
    send_due()


def send_due() -> int:
    """All that is due, for at most some forty seconds: other work waits behind it. How many letters were handed over."""
    begun, done = timezone.now(), 0
    while (timezone.now() - begun) < LONGEST_RUN and (bundles := actions.lease(by=SYSTEM, now=timezone.now())):
        with ThreadPoolExecutor(AT_ONCE) as hands:
            for bundle, outcome in zip(bundles, hands.map(_handed_over, bundles), strict=True):
                done += outcome is Outcome.ARRIVED
                _noted(bundle, outcome)
    return done


def _handed_over(bundle: actions.Bundle) -> Outcome:
    """By the bundle's way. It asks no table, so that many are under way at once; a fault of one is no fault of the others."""
    try:
        with translation.override(bundle.language):
            letter = Letter(wording.TITLE, wording.outside(bundle.kinds), bundle.href, bundle.key)
            return WAYS[bundle.channel](letter, bundle)
    except Exception as fault:  # noqa: BLE001 one that can not be sent holds up no other
        where = traceback.extract_tb(fault.__traceback__)[-1]
        log.error("a %s notice was not handed over: %s in %s", bundle.channel, type(fault).__name__, where)  # noqa: TRY400 what a fault says may hold an address or a number
        return Outcome.AGAIN


def _pushed(letter: Letter, bundle: actions.Bundle) -> Outcome:
    phone = bundle.phone
    return push.send(letter, endpoint=phone.endpoint, p256dh=phone.p256dh, auth=phone.auth) if phone else Outcome.ENDED


def _mailed(letter: Letter, bundle: actions.Bundle) -> Outcome:
    return mail.send(letter, to=bundle.to)


def _texted(letter: Letter, bundle: actions.Bundle) -> Outcome:
    return gateway.send(letter, to=bundle.to)


WAYS = {Channel.PUSH: _pushed, Channel.MAIL: _mailed, Channel.TEXT: _texted}


def _noted(bundle: actions.Bundle, outcome: Outcome) -> None:
    if outcome is Outcome.ENDED and bundle.phone:
        actions.end_address(phone=bundle.phone.pk, by=SYSTEM)
    else:
        actions.note(sendings=bundle.sendings, arrived=outcome is Outcome.ARRIVED, by=SYSTEM, now=timezone.now())
