"""What is kept of each member of the roll: the notice and its answers, the marks, that they spoke."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coso.common.history import VersionedModel, keeps_history
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import RowSecurity
from coso.meetings.enums import MeetingKind, Presence, Reply
from coso.meetings.models.meeting import (
    KEEP,
    STANDS,
    STANDS_SAID,
    USER,
    Meeting,
    OfMeeting,
    settled_stands,
)
from coso.members.models import Member
from coso.org.models import PlacedModel, PlacedQuerySet


class OwnQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of the reader's branches, and those about the reader."""
        found = Q(member_id=user.own_member_id) if user.own_member_id else Q(pk__in=[])
        for lo, hi in user.intervals("meeting.view"):
            found |= Q(position__gte=lo, position__lt=hi)
        return self.filter(found)


@keeps_history()
class Notice(OfMeeting, VersionedModel):
    """The notice to one member. What it says repeats the meeting's, so that a member reads it without reaching the branch's rows.

    ought: whether they ought to come, as it stood when the notice was written; None where that was not noted.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=MeetingKind)
    theme = models.CharField(max_length=300, blank=True)
    on = models.DateField()
    at = models.TimeField()
    place = models.CharField(max_length=200, blank=True)
    agenda = models.TextField(blank=True)
    issuer = models.CharField(max_length=300)
    sent_at = models.DateTimeField()
    called_off_why = models.CharField(max_length=500, blank=True)
    ought = models.BooleanField(null=True, blank=True)

    objects = OwnQuerySet.as_manager()
    row_security = RowSecurity(own="member_id")
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True, notes=frozenset({"agenda", "theme"}))

    class Meta(OfMeeting.Meta):
        ordering = ("-on", "-pk")
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="notice_once")]
        indexes = [models.Index(fields=["on", "position"], name="notice_day")]
        triggers = [*OfMeeting.Meta.triggers, *VersionedModel.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.member_id}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:own_notice", args=[self.pk])


class Answer(OfMeeting):
    """What a member, or somebody for them, answered to the notice; the last one counts."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    reply = models.CharField(max_length=12, choices=Reply)
    reason = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    operation = models.UUIDField(null=True, blank=True, unique=True)

    objects = OwnQuerySet.as_manager()
    row_security = RowSecurity(own="member_id", append_only=True)
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True, sensitive=frozenset({"reason"}))

    class Meta(OfMeeting.Meta):
        ordering = ("pk",)
        indexes = [models.Index(fields=["meeting", "member", "-id"], name="answer_last")]
        constraints = [models.CheckConstraint(condition=~Q(reply=Reply.EXCUSED) | ~Q(reason=""), name="answer_reason", violation_error_message=_("Say why you can not come."))]

    def __str__(self) -> str:
        return f"{self.member_id} {self.reply}"


class Mark(OfMeeting):
    """One mark of the roll call, kept for good: who marked whom, when by their own clock, when it was received, from which device.

    The standing mark of a member is the last received.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    presence = models.CharField(max_length=24, choices=Presence)
    reason = models.CharField(max_length=300, blank=True)
    claimed_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    marked_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    device = models.CharField(max_length=60, blank=True)
    operation = models.UUIDField(null=True, blank=True, unique=True)

    objects = OwnQuerySet.as_manager()
    row_security = RowSecurity(own="member_id", append_only=True)
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True, sensitive=frozenset({"reason"}), notes=frozenset({"reason"}), withheld={"device": _("the phone of whoever called the roll")})
    held_by_trigger: ClassVar[dict[str, Any]] = {STANDS: STANDS_SAID}

    class Meta(OfMeeting.Meta):
        ordering = ("pk",)
        triggers = [*PlacedModel.Meta.triggers, settled_stands(pgtrigger.Insert)]

    def __str__(self) -> str:
        return f"{self.member_id} {self.presence}"


class Opinion(OfMeeting):
    """That a member spoke once more, or with number −1 that this was noted wrongly. Never what was said."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    number = models.SmallIntegerField(default=1)
    noted_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField()
    noted_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    operation = models.UUIDField(null=True, blank=True, unique=True)

    objects = OwnQuerySet.as_manager()
    row_security = RowSecurity(own="member_id", append_only=True)
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True)
    held_by_trigger: ClassVar[dict[str, Any]] = {STANDS: STANDS_SAID}

    class Meta(OfMeeting.Meta):
        ordering = ("pk",)
        constraints = [models.CheckConstraint(condition=Q(number__in=[1, -1]), name="opinion_one")]
        triggers = [*PlacedModel.Meta.triggers, settled_stands(pgtrigger.Insert)]

    def __str__(self) -> str:
        return f"{self.member_id} {self.number:+}"
