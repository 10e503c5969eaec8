"""What figures read of meetings: those that were held, a row for each who ought to have come, and one for each notice. Views, as they stand and as they were known.

Of persons they tell nothing: who came is counted, never named.
"""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from coso.common.history import KnownModel
from coso.meetings.enums import MeetingKind, Reply
from coso.org.models import Unit


class HeldRow(KnownModel):
    """kind, month, held_on: of the meeting. Levels are empty where nobody gave one."""

    unit = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, related_name="+")
    position = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=MeetingKind)
    month = models.DateField()
    held_on = models.DateField()

    class Meta(KnownModel.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.unit_id} {self.held_on}"


class LevelRow(HeldRow):
    self_level = models.CharField(max_length=10, blank=True)
    official_level = models.CharField(max_length=10, blank=True)

    class Meta(HeldRow.Meta):
        abstract = True

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.pk])


class Held(LevelRow):
    """A meeting that was held."""

    class Meta(LevelRow.Meta):
        db_table = "meetings_held"


class HeldKnown(LevelRow):
    class Meta(LevelRow.Meta):
        db_table = "meetings_held_known"


class Seat(HeldRow):
    """One of those who ought to come to a meeting that was held, and whether somebody came: as many as came, came."""

    came = models.BooleanField()

    class Meta(HeldRow.Meta):
        db_table = "meetings_seat"


class SeatKnown(HeldRow):
    came = models.BooleanField()

    class Meta(HeldRow.Meta):
        db_table = "meetings_seat_known"


class CalledRow(KnownModel):
    """A notice to somebody who ought to come to a meeting that was not called off. reply: the last answer; empty where there is none."""

    unit = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, related_name="+")
    position = models.BigIntegerField()
    meeting_id = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=MeetingKind)
    meets_on = models.DateField()
    reply = models.CharField(max_length=12, choices=Reply, blank=True)

    class Meta(KnownModel.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.unit_id} {self.meets_on}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.meeting_id])


class Called(CalledRow):
    class Meta(CalledRow.Meta):
        db_table = "meetings_called"


class CalledKnown(CalledRow):
    class Meta(CalledRow.Meta):
        db_table = "meetings_called_known"
