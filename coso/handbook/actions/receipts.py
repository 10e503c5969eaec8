"""Members say that they have read a guide, where that is asked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from coso.common.actors import Actor
from coso.common.constraints import explained
from coso.common.locking import held
from coso.handbook import rules
from coso.handbook.models import Guide, GuideReceipt
from coso.members.models import Member


@transaction.atomic
def confirm_read(*, guide: Guide, by: Actor, now: datetime) -> GuideReceipt:
    """The member who reads says so, once and for good. No act is recorded besides: acts are read from above the branch, receipts are not."""
    member = Member.objects.filter(pk=by.own_member_id or 0).first()
    guide = held(Guide.objects.select_related("unit"), guide.pk)
    rules.check_confirms(guide, member, timezone.localdate(now))
    with explained(GuideReceipt):
        return GuideReceipt.objects.create(guide=guide, member=member, at=now)
