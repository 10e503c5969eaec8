"""Members of a committee above who are to attend a branch's meetings, and when they came (domain/organisation.md)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coso.common.history import KnownModel, VersionedModel, keeps_history
from coso.common.periods import PeriodModel, PeriodQuerySet, holds_a_day, no_overlap
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import RowSecurity
from coso.meetings.models.meeting import KEEP, USER, OfMeeting
from coso.meetings.models.people import OwnQuerySet
from coso.members.models import Member
from coso.org.models import PlacedModel, Unit

ABOVE = "following_from_above"


class FollowingQuerySet(OwnQuerySet, PeriodQuerySet):
    def of_committee(self, unit: Unit) -> Self:
        return self.filter(committee=unit)


@keeps_history()
class Following(PlacedModel, PeriodModel, VersionedModel):
    """That a member of a committee above follows the branch `unit`. committee: whose member.

    name, committee_name: as they stood when it was decided, for the branch, which does not reach the member's record.
    basis: the paper that says so.
    """

    committee = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    committee_name = models.CharField(max_length=300)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    basis = models.CharField(max_length=300, blank=True)

    objects = FollowingQuerySet.as_manager()
    row_security = RowSecurity(own="member_id")
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True)
    held_by_trigger: ClassVar[dict[str, Any]] = {ABOVE: _("A branch is followed by a committee above it.")}

    class Meta(PlacedModel.Meta):
        ordering = ("position", "pk")
        constraints = [
            holds_a_day("following_holds_a_day"),
            no_overlap("unit", "member", name="following_once", message=_("This member follows the branch already in these days.")),
        ]
        triggers = [
            *PlacedModel.Meta.triggers, *VersionedModel.Meta.triggers,
            pgtrigger.Trigger(
                name="from_above", when=pgtrigger.Before, operation=pgtrigger.Insert,
                func=f"IF NOT EXISTS (SELECT FROM org_unit c, org_unit b WHERE c.id = NEW.committee_id AND b.id = NEW.unit_id AND c.id <> b.id AND b.position >= c.position AND b.position < c.position_end) THEN RAISE EXCEPTION '{ABOVE}' USING ERRCODE = 'check_violation', CONSTRAINT = '{ABOVE}'; END IF; RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("meetings:followed", args=[self.pk])


class FollowingKnown(KnownModel, PeriodModel):
    """Followings as they were known, for figures."""

    unit = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, related_name="+")

    class Meta(KnownModel.Meta):
        db_table = "meetings_following_known"

    def __str__(self) -> str:
        return str(self.unit_id)


class VisitKnown(KnownModel):
    """Visits as they were known, for figures."""

    meeting_id = models.BigIntegerField()

    class Meta(KnownModel.Meta):
        db_table = "meetings_visit_known"

    def __str__(self) -> str:
        return str(self.meeting_id)


@keeps_history()
class Visit(OfMeeting, VersionedModel):
    """That a follower came to a meeting, and what they noted for the committee. The branch reads it too."""

    following = models.ForeignKey(Following, on_delete=models.PROTECT, related_name="visits")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    noted = models.TextField(max_length=4000, blank=True)
    entered_at = models.DateTimeField(default=timezone.now)
    entered_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")

    objects = OwnQuerySet.as_manager()
    row_security = RowSecurity(own="member_id")
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True, notes=frozenset({"noted"}))

    class Meta(OfMeeting.Meta):
        ordering = ("-held_on", "-pk")
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="visit_once")]
        triggers = [*PlacedModel.Meta.triggers, *VersionedModel.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.member_id}"
