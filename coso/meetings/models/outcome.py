"""What a meeting comes to: its votes, its score, its minutes."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coso.ballots.models import Ballot
from coso.common.history import VersionedModel, keeps_history
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import RowSecurity
from coso.meetings.enums import VoteAbout
from coso.meetings.models.meeting import (
    KEEP,
    STANDS,
    STANDS_SAID,
    USER,
    Meeting,
    OfMeeting,
    settled_stands,
)
from coso.org.models import PlacedModel


@keeps_history()
class MeetingVote(OfMeeting, VersionedModel):
    """A vote: by show of hands with its numbers, or a secret ballot, whose numbers stand with the ballot.

    base: who has a vote, by the rule; left_out: how many were left out for which reason; present: those of the base who were there.
    adopted: what the chair declared. void: recorded wrongly, another stands instead.
    """

    about = models.CharField(max_length=12, choices=VoteAbout)
    question = models.CharField(max_length=300)
    base = models.PositiveSmallIntegerField()
    left_out = models.JSONField(default=dict, blank=True)
    present = models.PositiveSmallIntegerField()
    in_favour = models.PositiveSmallIntegerField(default=0)
    against = models.PositiveSmallIntegerField(default=0)
    abstained = models.PositiveSmallIntegerField(default=0)
    adopted = models.BooleanField(default=False)
    ballot = models.OneToOneField(Ballot, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    void = models.BooleanField(default=False)
    taken_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    operation = models.UUIDField(null=True, blank=True, unique=True)

    row_security = RowSecurity()
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=False)
    held_by_trigger: ClassVar[dict[str, Any]] = {STANDS: STANDS_SAID}

    class Meta(OfMeeting.Meta):
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(present__gte=F("in_favour") + F("against") + F("abstained"), base__gte=F("present")), name="meeting_vote_sums",
                violation_error_message=_("More votes are counted than members with a vote are present. Count again."),
            ),
        ]
        triggers = [*PlacedModel.Meta.triggers, *VersionedModel.Meta.triggers, settled_stands(pgtrigger.Insert | pgtrigger.UpdateOf("question", "in_favour", "against", "abstained", "adopted", "void"))]

    def __str__(self) -> str:
        return self.question


@keeps_history()
class ScoreLine(OfMeeting, VersionedModel):
    """What the branch gave itself for one item of the frame. key: of the rulebook; most: the points the frame gave on the day."""

    key = models.CharField(max_length=60)
    most = models.DecimalField(max_digits=4, decimal_places=1)
    points = models.DecimalField(max_digits=4, decimal_places=1)
    remedy = models.CharField(max_length=500, blank=True)

    row_security = RowSecurity()
    privacy = Privacy(default=DataClass.ORDINARY, retention=KEEP, export=False)
    held_by_trigger: ClassVar[dict[str, Any]] = {STANDS: STANDS_SAID}

    class Meta(OfMeeting.Meta):
        ordering = ("key",)
        constraints = [
            models.UniqueConstraint(fields=["meeting", "key"], name="score_line_once"),
            models.CheckConstraint(condition=Q(points__gte=0, points__lte=F("most")), name="score_line_within", violation_error_message=_("More points were given than the item has.")),
        ]
        triggers = [*PlacedModel.Meta.triggers, *VersionedModel.Meta.triggers, settled_stands(pgtrigger.Insert | pgtrigger.UpdateOf("points", "remedy"))]

    def __str__(self) -> str:
        return f"{self.key} {self.points}"


class Minutes(OfMeeting):
    """A version of the minutes as settled; a later one says why. text: an empty line begins a new paragraph."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=200_000)
    chair_name = models.CharField(max_length=100)
    secretary_name = models.CharField(max_length=100)
    settled_at = models.DateTimeField()
    settled_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=500, blank=True)

    row_security = RowSecurity(append_only=True)
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=False)

    class Meta(OfMeeting.Meta):
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="minutes_version_once"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(why=""), name="minutes_amended_why", violation_error_message=_("Say why the minutes are amended.")),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} v{self.number}"
