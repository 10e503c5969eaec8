"""What a record said before somebody was admitted again."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from coso.common.privacy import DataClass, Privacy
from coso.members.enums import LeaveReason
from coso.members.models.of_member import OfMember
from coso.members.models.reach import KEEP


class FormerMembership(OfMember):
    """An earlier membership of somebody who was admitted again: its official date, when and why it ended, and when the next began.

    The member's record speaks of the present membership; figures of the time before read these. entered_at: since when it
    is known; a row is never changed.
    """

    official_date = models.DateField(null=True, blank=True)
    left_on = models.DateField()
    left_reason = models.CharField(max_length=20, choices=LeaveReason)
    readmitted_on = models.DateField()
    entered_at = models.DateTimeField(default=timezone.now)

    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True, sensitive=frozenset({"left_reason"}))

    class Meta(OfMember.Meta):
        constraints = [models.UniqueConstraint(fields=["member", "left_on"], name="former_membership_once")]
        indexes = [models.Index(fields=["official_date"], name="former_official")]

    def __str__(self) -> str:
        return f"{self.member_id} until {self.left_on}"
