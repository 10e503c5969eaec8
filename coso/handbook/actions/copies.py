"""A member takes a copy of all that is kept about them."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common import scope
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.errors import NotAllowed
from coso.handbook.enums import CopyAct
from coso.members.models import Member


@transaction.atomic
def note_copy(*, member: Member, form: str, by: Actor) -> Member:
    """Keep that the member takes the copy, in which form; only the member may."""
    if by.own_member_id != member.pk:
        raise NotAllowed(_("A copy of all data is for the member alone. Nothing was made."))
    with scope.within(scope.everything(user=by.pk)):  # a member without a role may add no act
        record(CopyAct.TAKEN, member, by=by, position=member.position, member_id=member.pk, details={"form": form})
    return member
