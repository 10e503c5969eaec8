"""Who is called to a congress by name, and what was elected: ballots in numbers, votes by candidate, never who voted how."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coso.common.history import VersionedModel, keeps_history
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import RowSecurity
from coso.meetings.enums import DelegateBy, ElectionOf
from coso.meetings.models.meeting import KEEP, STANDS, STANDS_SAID, OfMeeting, settled_stands
from coso.meetings.models.people import OwnQuerySet
from coso.members.models import Member
from coso.org.models import PlacedModel


@keeps_history()
class Delegate(OfMeeting, VersionedModel):
    """A member called to a congress of delegates. sent_by: the name of the unit that sends them, as it stood."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    by = models.CharField(max_length=12, choices=DelegateBy)
    sent_by = models.CharField(max_length=300, blank=True)

    objects = OwnQuerySet.as_manager()
    row_security = RowSecurity(own="member_id")
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True)
    held_by_trigger: ClassVar[dict[str, Any]] = {STANDS: STANDS_SAID}

    class Meta(OfMeeting.Meta):
        ordering = ("name", "pk")
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="delegate_once", violation_error_message=_("This member is a delegate already."))]
        triggers = [*PlacedModel.Meta.triggers, *VersionedModel.Meta.triggers, settled_stands(pgtrigger.Insert)]

    def __str__(self) -> str:
        return self.name


@keeps_history()
class Election(OfMeeting, VersionedModel):
    """An election in a meeting. seats: how many are to be elected. issued, collected, valid: ballots; None until they are counted.

    seated: whether those elected were entered among the committee's seats.
    """

    of = models.CharField(max_length=12, choices=ElectionOf)
    seats = models.PositiveSmallIntegerField()
    issued = models.PositiveSmallIntegerField(null=True, blank=True)
    collected = models.PositiveSmallIntegerField(null=True, blank=True)
    valid = models.PositiveSmallIntegerField(null=True, blank=True)
    seated = models.BooleanField(default=False)

    row_security = RowSecurity()
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=False)
    held_by_trigger: ClassVar[dict[str, Any]] = {STANDS: STANDS_SAID}

    class Meta(OfMeeting.Meta):
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(condition=Q(issued=None, collected=None, valid=None) | Q(issued__gte=F("collected"), collected__gte=F("valid")), name="election_ballots_hold", violation_error_message=_("More ballots came back than were given out, or more are valid than came back. Count again.")),
            models.CheckConstraint(condition=Q(seats__gte=1), name="election_of_somebody", violation_error_message=_("At least one seat is elected.")),
        ]
        triggers = [*PlacedModel.Meta.triggers, *VersionedModel.Meta.triggers, settled_stands(pgtrigger.Insert | pgtrigger.UpdateOf("of", "seats", "issued", "collected", "valid"))]

    def __str__(self) -> str:
        return str(self.get_of_display())

    def get_absolute_url(self) -> str:
        return reverse("meetings:election", args=[self.meeting_id, self.pk])

    @property
    def is_counted(self) -> bool:
        return self.valid is not None


@keeps_history()
class Candidate(OfMeeting, VersionedModel):
    """Somebody on the ballot paper, the votes for them, and whether they were declared elected."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="candidates")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    votes = models.PositiveSmallIntegerField(null=True, blank=True)
    elected = models.BooleanField(default=False)

    objects = OwnQuerySet.as_manager()
    row_security = RowSecurity(own="member_id")
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True)
    held_by_trigger: ClassVar[dict[str, Any]] = {STANDS: STANDS_SAID}

    class Meta(OfMeeting.Meta):
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["election", "member"], name="candidate_once", violation_error_message=_("This member stands on the ballot paper already.")),
            models.CheckConstraint(condition=Q(elected=False) | Q(votes__isnull=False), name="candidate_elected_by_votes"),
        ]
        triggers = [*PlacedModel.Meta.triggers, *VersionedModel.Meta.triggers, settled_stands(pgtrigger.Insert | pgtrigger.UpdateOf("votes", "elected"))]

    def __str__(self) -> str:
        return self.name
