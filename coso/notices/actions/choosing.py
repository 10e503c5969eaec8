"""How one wants to be told. No act is kept of it: it is nobody else's matter."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from coso.common import scope
from coso.common.actors import Actor
from coso.common.constraints import explained
from coso.common.errors import NotAllowed
from coso.notices import rules
from coso.notices.models import Choice, Phone

MOST_PHONES = 5


@dataclass(frozen=True)
class Wish:
    """As the columns of `Choice`."""

    off: Collection[str] = ()
    inside: Collection[str] = ()
    pace: str = "at_once"
    quiet_from: time | None = None
    quiet_to: time | None = None


@transaction.atomic
def choose(*, wish: Wish, by: Actor) -> Choice:
    """From now on; what waits already goes out as it was to."""
    told = {"off": sorted(wish.off), "inside": sorted(wish.inside), "pace": wish.pace, "quiet_from": wish.quiet_from, "quiet_to": wish.quiet_to}
    with scope.within(scope.everything(user=by.pk, where="notices.choose")), explained(Choice):
        kept, _new = Choice.objects.update_or_create(member_id=require_own(by), defaults=told)
    return kept


def require_own(by: Actor) -> int:
    """The key of the actor's own record, which these verbs are about."""
    if by.own_member_id is None:
        raise NotAllowed(_("No member record belongs to your account yet. Nothing was saved. Ask your branch secretary to join the two."))
    return by.own_member_id


@transaction.atomic
def add_phone(*, endpoint: str, p256dh: str, auth: str, by: Actor, now: datetime) -> Phone:
    """Tell one on this browser too. Whoever was told on it before is no longer; of many phones the oldest gives way."""
    rules.check_phone(endpoint, p256dh, auth, settings.COSO_PUSH_HOSTS)
    with scope.within(scope.everything(user=by.pk, where="notices.add_phone")):
        Phone.objects.filter(endpoint=endpoint).delete()
        made = Phone.objects.create(member_id=require_own(by), endpoint=endpoint, p256dh=p256dh, auth=auth, added_at=now)
        newest = Phone.objects.filter(member_id=made.member_id).order_by("-pk").values_list("pk", flat=True)[:MOST_PHONES]
        Phone.objects.filter(member_id=made.member_id).exclude(pk__in=list(newest)).delete()
    return made


@transaction.atomic
def end_phone(*, phone: int, by: Actor) -> int:
    """Tell one on this phone no more; what waits for it goes with it. How many phones: none where it is not one's own."""
    with scope.within(scope.everything(user=by.pk, where="notices.end_phone")):
        return Phone.objects.filter(pk=phone, member_id=by.own_member_id or 0).delete()[1].get(Phone._meta.label, 0)  # noqa: SLF001 Django's public _meta
