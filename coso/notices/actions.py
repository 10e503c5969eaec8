"""Members are told what concerns them, in the transaction of the act; and choose how."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common import bulk, scope
from coso.common.actors import Actor
from coso.common.constraints import explained
from coso.common.errors import NotAllowed
from coso.members.models import Member
from coso.notices.enums import Said
from coso.notices.models import Choice, Message
from coso.notices.queries import reachable

KEPT = timedelta(days=180)
LONGEST = 300


@transaction.atomic
def tell(*, said: Said, to: Mapping[int, str], what: str, act_id: int, by: Actor, now: datetime) -> int:
    """Tell each member, with the address of the page where it stands for them. Asks no leave: the act that concerns them has. How many were told.

    what: which meeting, task or paper; never a field of class 3. Who has no account, or switched the kind off, is told nothing.
    """
    with scope.within(scope.everything(user=by.pk, where="notices.tell")):
        off = set(Choice.objects.filter(member__in=to, off__contains=[said.kind]).values_list("member_id", flat=True))
        people = [member for member in reachable(to, by) if member not in off]
        bulk.insert([bulk.new(Message, member_id=one, said=said, kind=said.kind, what=what[:LONGEST], href=to[one], told_at=now, act_id=act_id) for one in people])
    return len(people)


@transaction.atomic
def choose(*, off: Collection[str], by: Actor) -> Choice:
    """How one wants to be told from now on. No act is kept of it: it is nobody else's matter."""
    with scope.within(scope.everything(user=by.pk, where="notices.choose")), explained(Choice):
        kept, _new = Choice.objects.update_or_create(member_id=_own(by), defaults={"off": sorted(off)})
    return kept


def _own(by: Actor) -> int:
    if by.own_member_id is None:
        raise NotAllowed(_("No member record belongs to your account yet. Nothing was saved. Ask your branch secretary to join the two."))
    return by.own_member_id


@transaction.atomic
def join(*, kept: Member, gone: int, by: Actor) -> int:
    """Two records of one person became one: what either was told is the kept one's, and so is how they want it. Asks no leave: the joining has. How many messages went over."""
    with scope.within(scope.everything(user=by.pk, where="notices.join")):
        twice = Message.objects.filter(member=kept).values("act_id")
        moved = Message.objects.filter(member=gone).exclude(act_id__in=twice).update(member=kept)
        if not Choice.objects.filter(member=kept).exists():
            Choice.objects.filter(member=gone).update(member=kept)
    return moved


@transaction.atomic
def forget(*, before: datetime, by: Actor) -> int:
    """What was told long ago is taken away; how many."""
    if by.pk is not None:
        raise NotAllowed(_("Only the system forgets what was told. Nothing was changed."))
    with scope.within(scope.everything(where="notices.forget")):
        return Message.objects.filter(told_at__lt=before).delete()[0]
