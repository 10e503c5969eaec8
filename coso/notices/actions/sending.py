"""What goes out is taken up, and what came of it is noted. Handing over lies between the two, outside any transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common import scope
from coso.common.actors import Actor
from coso.common.errors import NotAllowed
from coso.notices import rules
from coso.notices.enums import Channel, SendingState
from coso.notices.models import Choice, Phone, Sending
from coso.notices.queries import choices_of

LEASE = timedelta(minutes=10)
MOST = 200


@dataclass(frozen=True)
class Bundle:
    """What goes to one place at once: a phone, or `to`, an address or number. key: the same when it is tried again. kinds: of each message. href: the page to open."""

    sendings: tuple[int, ...]
    key: str
    channel: str
    phone: Phone | None
    to: str
    language: str
    kinds: tuple[str, ...]
    href: str


@transaction.atomic
def lease(*, by: Actor, now: datetime) -> list[Bundle]:
    """Take up what is due. Whoever dies with it in hand loses nothing: after the lease it is due again, and a phone shows the second in the first one's place."""
    _require_system(by)
    with scope.within(scope.everything(where="notices.lease")):
        due = Sending.objects.due(now).select_for_update(of=("self",), skip_locked=True).select_related("message__member__account", "phone").order_by("due_at", "pk")
        some = list(due[:MOST])
        Sending.objects.filter(pk__in=[one.pk for one in some]).update(due_at=now + LEASE, attempts=F("attempts") + 1)
        return list(_bundles(some, choices_of({one.message.member_id for one in some if one.channel == Channel.MAIL})))


def _bundles(some: Sequence[Sending], chosen: Mapping[int, Choice]) -> Iterator[Bundle]:
    def place(one: Sending) -> tuple[int, str, int]:
        return one.message.member_id, one.channel, one.phone_id or 0

    for _place, found in groupby(sorted(some, key=lambda one: (*place(one), one.pk)), key=place):
        together = list(found)
        first = together[0]
        member = first.message.member
        account = member.account
        to = {Channel.MAIL: chosen[member.pk].mail_to if member.pk in chosen else "", Channel.TEXT: member.phone}.get(Channel(first.channel), "")
        yield Bundle(
            tuple(one.pk for one in together), f"coso-{first.pk}", first.channel, first.phone, to, account.language if account else "vi",
            tuple(one.message.kind for one in together), first.message.href if len(together) == 1 else reverse("notices:index"),
        )


@transaction.atomic
def note(*, sendings: Collection[int], arrived: bool, by: Actor, now: datetime) -> None:
    """What arrived is done; what did not is tried again, later each time, outside quiet hours, and after the last try stands in the app only."""
    _require_system(by)
    with scope.within(scope.everything(where="notices.note")):
        waiting = Sending.objects.filter(pk__in=sendings, state=SendingState.WAITING)
        if arrived:
            waiting.update(state=SendingState.ARRIVED)
            return
        some = list(waiting.select_related("message"))
        chosen = choices_of({one.message.member_id for one in some})
        for one in some:
            again = rules.next_try(timezone.localtime(now), one.attempts, (chosen.get(one.message.member_id) or Choice()).quiet)
            one.due_at, one.state = (again, one.state) if again else (one.due_at, SendingState.GIVEN_UP)
        Sending.objects.bulk_update(some, ["due_at", "state"])


@transaction.atomic
def end_address(*, phone: int, by: Actor) -> None:
    """A push service says that the address is no more: the phone is forgotten, with what waits for it."""
    _require_system(by)
    with scope.within(scope.everything(where="notices.end_address")):
        Phone.objects.filter(pk=phone).delete()


def _require_system(by: Actor) -> None:
    if by.pk is not None:
        raise NotAllowed(_("Only the system sends notices. Nothing was changed."))
