"""What a member says is wrong in the own record."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import RowSecurity
from coso.members.enums import CorrectionState
from coso.members.models.of_member import OfMember
from coso.members.models.reach import KEEP


class CorrectionRequest(OfMember):
    """A member says a field of the record is wrong; an officer decides and answers.

    entered_by, told_how: who entered it for a member who does not do so, and how the member told them.
    """

    field = models.CharField(max_length=40)
    said = models.CharField(max_length=300, blank=True)
    wanted = models.CharField(max_length=300, blank=True)
    evidence = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=CorrectionState, default=CorrectionState.OPEN)
    answer = models.TextField(blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    told_how = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    row_security = RowSecurity(own="member_id", own_insert=True)
    privacy = Privacy(default=DataClass.SENSITIVE, retention=KEEP, export=True, notes=frozenset({"answer", "told_how"}))

    class Meta(OfMember.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["member", "field"], condition=Q(state="open"), name="correction_one_open",
                violation_error_message=_("A correction of this field is already waiting for an answer."),
            ),
            models.CheckConstraint(
                condition=Q(entered_by=None) | ~Q(told_how=""), name="correction_on_behalf_says_how",
                violation_error_message=_("Say how and when the member told you. The member reads it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.field}"
