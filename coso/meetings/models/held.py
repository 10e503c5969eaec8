"""What figures read of meetings: those that were held, and a row for each who ought to have come. Views, as they stand and as they were known.

Of persons they tell nothing: who came is counted, never named.
"""

from __future__ import annotations

from django.db import models

from coso.common.history import KnownModel
from coso.meetings.enums import MeetingKind
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
