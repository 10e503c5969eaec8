"""A meeting with what all its rows share, and its agenda."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coso.common.history import VersionedModel, keeps_history
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import RowSecurity
from coso.documents.models import Document
from coso.meetings.enums import (
    OF_COMMITTEE,
    REGULAR_KINDS,
    ItemKind,
    Level,
    MeetingKind,
    MeetingState,
)
from coso.members.models import Member
from coso.org.kinds import BRANCH_KINDS
from coso.org.models import PlacedModel, PlacedQuerySet

KEEP = "for good: minutes and resolutions of a party organisation are handed to the archive"
USER: Any = settings.AUTH_USER_MODEL
BEFORE = (MeetingState.PLANNED, MeetingState.CALLED)
HELD = (MeetingState.CLOSED, MeetingState.SETTLED)
STANDS = "meeting_settled_stands"
STANDS_SAID = _("The minutes of this meeting are settled; they do not change any more. Amend them by a new version.")


def settled_stands(operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    """Nothing is added to, or changed in, a meeting whose minutes are settled."""
    return pgtrigger.Trigger(
        name="settled_stands", when=pgtrigger.Before, operation=operation,
        func=f"IF EXISTS (SELECT FROM meetings_meeting m WHERE m.id = NEW.meeting_id AND m.state = 'settled') THEN RAISE EXCEPTION '{STANDS}' USING ERRCODE = 'check_violation', CONSTRAINT = '{STANDS}'; END IF; RETURN NEW;",
    )


class MeetingQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.inside(user.intervals("meeting.view"))

    def regular(self) -> Self:
        """Those that are the regular meeting of their month."""
        return self.filter(kind__in=REGULAR_KINDS)

    def standing(self) -> Self:
        """All but those called off."""
        return self.exclude(state=MeetingState.CALLED_OFF)


@keeps_history()
class Meeting(PlacedModel, VersionedModel):
    """A meeting of a branch. month: the first day of the month it is the meeting of.

    called .. exempt_present, speakers, opinions: counted from the roll when it is closed, and again after each later mark.
    exempt, elsewhere: of those called, who need not come. self_points, self_level: what the branch gave itself;
    official_level: what the committee above decided.
    """

    kind = models.CharField(max_length=12, choices=MeetingKind)
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    month = models.DateField()
    theme = models.CharField(max_length=300, blank=True)
    planned_on = models.DateField()
    planned_at = models.TimeField()
    place = models.CharField(max_length=200, blank=True)
    called_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    called_off_why = models.CharField(max_length=500, blank=True)
    chair = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    secretary = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    guests = models.TextField(max_length=2000, blank=True)
    conclusion = models.TextField(max_length=20_000, blank=True)
    called = models.PositiveSmallIntegerField(default=0)
    exempt = models.PositiveSmallIntegerField(default=0)
    elsewhere = models.PositiveSmallIntegerField(default=0)
    present = models.PositiveSmallIntegerField(default=0)
    from_afar = models.PositiveSmallIntegerField(default=0)
    with_reason = models.PositiveSmallIntegerField(default=0)
    without_reason = models.PositiveSmallIntegerField(default=0)
    exempt_present = models.PositiveSmallIntegerField(default=0)
    speakers = models.PositiveSmallIntegerField(default=0)
    opinions = models.PositiveSmallIntegerField(default=0)
    self_points = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    self_level = models.CharField(max_length=10, choices=Level, blank=True)
    official_level = models.CharField(max_length=10, choices=Level, blank=True)
    official_note = models.CharField(max_length=500, blank=True)
    official_on = models.DateField(null=True, blank=True)
    resolution = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = MeetingQuerySet.as_manager()
    row_security = RowSecurity()
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=False, not_copied="what the branch did; what it knows of each member stands in notice, answer, mark and opinion")

    class Meta(PlacedModel.Meta):
        ordering = ("-planned_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "month"], condition=Q(kind__in=REGULAR_KINDS) & ~Q(state=MeetingState.CALLED_OFF), name="meeting_regular_once",
                violation_error_message=_("The branch has a regular meeting planned in this month already. Change that one."),
            ),
            models.CheckConstraint(condition=Q(state__in=[*BEFORE, MeetingState.CALLED_OFF], opened_at=None, closed_at=None) | Q(state=MeetingState.OPEN, opened_at__isnull=False, closed_at=None) | Q(state__in=HELD, opened_at__isnull=False, closed_at__isnull=False), name="meeting_times_fit"),
            models.CheckConstraint(condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")), name="meeting_ends_after", violation_error_message=_("The meeting ends before it begins.")),
            models.CheckConstraint(
                condition=Q(called__gte=F("exempt") + F("elsewhere") + F("present") + F("from_afar") + F("with_reason") + F("without_reason"), exempt__gte=F("exempt_present")),
                name="meeting_counts_hold",
            ),
            models.CheckConstraint(condition=~Q(state=MeetingState.CALLED_OFF) | ~Q(called_off_why=""), name="meeting_called_off_why", violation_error_message=_("Say why the meeting is called off.")),
            models.CheckConstraint(condition=Q(official_level="") | Q(official_on__isnull=False, state__in=HELD), name="meeting_level_of_held"),
        ]
        indexes = [models.Index(fields=["month", "position"], name="meeting_month")]
        triggers = [*PlacedModel.Meta.triggers, *VersionedModel.Meta.triggers]

    def __str__(self) -> str:
        return self.theme or str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.pk])

    @property
    def day(self) -> date:
        """The day it was held, or is to be."""
        return timezone.localdate(self.opened_at) if self.opened_at else self.planned_on

    @property
    def called_on(self) -> date | None:
        return timezone.localdate(self.called_at) if self.called_at else None

    @property
    def settled_on(self) -> date | None:
        return timezone.localdate(self.settled_at) if self.settled_at else None

    @property
    def lasted(self) -> timedelta | None:
        """From the opening to the end."""
        return self.closed_at - self.opened_at if self.opened_at and self.closed_at else None

    @property
    def is_regular(self) -> bool:
        return self.kind in REGULAR_KINDS

    @property
    def is_congress(self) -> bool:
        return self.kind == MeetingKind.CONGRESS

    @property
    def takes_delegates(self) -> bool:
        """Whether those who belong to it are entered one by one."""
        return self.is_congress and self.unit.kind not in BRANCH_KINDS

    @property
    def is_convened(self) -> bool:
        """Whether it calls people by name, of whom each ought to come and has a vote, and not a branch's roll."""
        return self.kind in OF_COMMITTEE or self.takes_delegates

    @property
    def is_before(self) -> bool:
        return self.state in BEFORE

    @property
    def is_called_off(self) -> bool:
        return self.state == MeetingState.CALLED_OFF

    @property
    def is_open(self) -> bool:
        return self.state == MeetingState.OPEN

    @property
    def is_held(self) -> bool:
        return self.state in HELD

    @property
    def is_settled(self) -> bool:
        return self.state == MeetingState.SETTLED


class OfMeeting(PlacedModel):
    """A row of a meeting, guarded like it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="%(class)ss")
    objects = PlacedQuerySet.as_manager()

    class Meta(PlacedModel.Meta):
        abstract = True


@keeps_history()
class AgendaItem(OfMeeting, VersionedModel):
    """An item of the agenda; minutes: what the minutes say of it."""

    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=ItemKind)
    title = models.CharField(max_length=300)
    minutes = models.TextField(max_length=20_000, blank=True)

    row_security = RowSecurity()
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=False)
    held_by_trigger: ClassVar[dict[str, Any]] = {STANDS: STANDS_SAID}

    class Meta(OfMeeting.Meta):
        ordering = ("order", "pk")
        triggers = [*PlacedModel.Meta.triggers, *VersionedModel.Meta.triggers, settled_stands(pgtrigger.Insert | pgtrigger.UpdateOf("minutes", "title", "kind", "order"))]

    def __str__(self) -> str:
        return self.title
