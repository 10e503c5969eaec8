"""Rows about a member, placed where the member is."""

from __future__ import annotations

from typing import Any, Self

import pgtrigger
from django.db import models

from coso.common.row_security import RowSecurity
from coso.members.models.member import Member
from coso.members.models.reach import own_or_inside
from coso.org.models import HOLD_PLACES, PlacedQuerySet


class OfMemberQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(own_or_inside(user, "member.view", "member_id"))


class OfMember(models.Model):
    """A row about a member: guarded by the member's position, readable by the member."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="%(class)ss")
    position = models.BigIntegerField(editable=False, db_default=-1)

    objects = OfMemberQuerySet.as_manager()
    row_security = RowSecurity(own="member_id")

    class Meta:
        abstract = True
        triggers = [pgtrigger.Trigger(
            name="place",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.UpdateOf("member_id"),
            func=f"{HOLD_PLACES} SELECT m.position INTO STRICT NEW.position FROM members_member m WHERE m.id = NEW.member_id; RETURN NEW;",  # noqa: S608 fixed text
        )]
