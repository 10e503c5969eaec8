"""Acts: one line for each thing somebody did, never changed afterwards."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import RowSecurity


class ActQuerySet(models.QuerySet):
    def about(self, subject: models.Model) -> Self:
        """Everything done to one thing, newest first."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).order_by("-at", "-pk")  # noqa: SLF001 Django's public _meta

    def visible_to(self, user: Any) -> Self:
        in_scope = Q(pk__in=[])
        for lo, hi in user.intervals("act.view"):
            in_scope |= Q(position__gte=lo, position__lt=hi)
        if user.own_member_id:
            in_scope |= Q(member_id=user.own_member_id)
        return self.filter(in_scope)


class Act(models.Model):
    """One act: what was done, to what, by whom, when, and the day it counts from."""

    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    member_id = models.BigIntegerField(null=True, blank=True)
    position = models.BigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="acts")
    at = models.DateTimeField(default=timezone.now)
    day = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict, blank=True)
    batch_id = models.BigIntegerField(null=True, blank=True)

    objects = ActQuerySet.as_manager()
    row_security = RowSecurity(own="member_id", append_only=True)
    privacy = Privacy(default=DataClass.PERSONAL, retention="as long as the record it tells of", export=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"]),
            models.Index(fields=["position", "-at"]),
            models.Index(fields=["member_id", "-at"], condition=Q(member_id__isnull=False), name="act_member"),
            models.Index(fields=["batch_id"], condition=Q(batch_id__isnull=False), name="act_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_type} {self.subject_id}"
