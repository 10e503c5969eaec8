"""One message a member, in the transaction of the act; and what of it goes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common import bulk, scope
from coso.common.actors import Actor
from coso.common.errors import NotAllowed
from coso.members.models import Member
from coso.notices import rules
from coso.notices.enums import Channel, Said
from coso.notices.models import Choice, Message, Phone, Sending
from coso.notices.queries import choices_of, reachable

KEPT = timedelta(days=180)
LONGEST = 300


@transaction.atomic
def tell(*, said: Said, to: Mapping[int, str], what: str, act_id: int, by: Actor, now: datetime) -> int:
    """Tell each member, with the address of the page where it stands for them. Asks no leave: the act that concerns them has. How many were told.

    what: which meeting, task or paper; never a field of class 3. Who has no account, or switched the kind off, is told nothing.
    """
    with scope.within(scope.everything(user=by.pk, where="notices.tell")):
        chosen = choices_of(to)
        people = [one for one in reachable(to, by) if one not in chosen or said.kind not in chosen[one].off]
        kept = bulk.insert([bulk.new(Message, member_id=one, said=said, kind=said.kind, what=what[:LONGEST], href=to[one], told_at=now, act_id=act_id) for one in people])
        bulk.insert(_sendings(kept, chosen, now), back=False)
    return len(people)


def _sendings(messages: Sequence[Message], chosen: Mapping[int, Choice], now: datetime) -> Iterator[Sending]:
    """What goes out of the app, by each way the member has, at the member's hour."""
    phones: dict[int, list[Phone]] = {}
    for phone in Phone.objects.filter(member__in=[one.member_id for one in messages]):
        phones.setdefault(phone.member_id, []).append(phone)
    for one in messages:
        choice = chosen.get(one.member_id) or Choice()
        if one.kind not in choice.inside:
            due = rules.due_at(timezone.localtime(now), choice.pace, settings.COSO_DIGEST_AT, choice.quiet)
            ways = [(Channel.PUSH, phone) for phone in phones.get(one.member_id, ())] + [(Channel.MAIL, None)] * bool(choice.mail_to) + [(Channel.TEXT, None)] * choice.texts
            yield from (Sending(message=one, channel=channel, phone=phone, due_at=due) for channel, phone in ways)


@transaction.atomic
def join(*, kept: Member, gone: int, by: Actor) -> int:
    """Two records of one person became one: what either was told is the kept one's, and so are phones and wishes. Asks no leave: the joining has. How many messages went over."""
    with scope.within(scope.everything(user=by.pk, where="notices.join")):
        twice = Message.objects.filter(member=kept).values("act_id")
        moved = Message.objects.filter(member=gone).exclude(act_id__in=twice).update(member=kept)
        Phone.objects.filter(member=gone).update(member=kept)
        if not Choice.objects.filter(member=kept).exists():
            Choice.objects.filter(member=gone).update(member=kept)
    return moved


@transaction.atomic
def forget(*, before: datetime, by: Actor) -> int:
    """What was told long ago is taken away; how many messages."""
    if by.pk is not None:
        raise NotAllowed(_("Only the system forgets what was told. Nothing was changed."))
    with scope.within(scope.everything(where="notices.forget")):
        _all, each = Message.objects.filter(told_at__lt=before).delete()
    return each.get(Message._meta.label, 0)  # noqa: SLF001 Django's public _meta
