"""Secret ballots: who has voted stands in one table, what was voted in another, and nothing joins the two.

The votes are counters, not rows: no vote has a time, an order or a history. The app has no right to the table of
counters; it puts a vote in and has the closed box counted through functions of the database (migrations 0002 and 0004,
docs/adr/0021-secret-ballot.md). A survey has such a roll too, and where it is anonymous such a box (ADR 38); of its
roll nobody but each voter reads a row.
"""

from __future__ import annotations

from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from coso.ballots.enums import BallotKind, BallotState, Way
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import RowSecurity, Sealed
from coso.members.models import Member
from coso.org.models import HOLD_PLACES, NOWHERE, PlacedModel, PlacedQuerySet

KEEP = "as long as the case or meeting it belongs to"


class BallotQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Votes; the roll of a survey is shown by the survey, as numbers."""
        return self.inside(user.intervals("ballot.run")).filter(kind=BallotKind.VOTE)


class Ballot(PlacedModel):
    """One question put to a roll of voters. subject: what it belongs to, in the words of the app that asks.

    Its numbers are empty until it is closed. on_paper: ballots on paper among them; invalid: those that say nothing.
    """

    kind = models.CharField(max_length=10, choices=BallotKind, default=BallotKind.VOTE, db_default=BallotKind.VOTE)
    subject = models.CharField(max_length=80)
    question = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=BallotState, default=BallotState.OPEN)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    base = models.PositiveIntegerField()
    voted = models.PositiveIntegerField(null=True)
    in_favour = models.PositiveIntegerField(null=True)
    against = models.PositiveIntegerField(null=True)
    abstained = models.PositiveIntegerField(null=True)
    invalid = models.PositiveIntegerField(null=True)
    on_paper = models.PositiveIntegerField(null=True)

    objects = BallotQuerySet.as_manager()
    row_security = RowSecurity()
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=False)

    class Meta(PlacedModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["subject"], condition=~Q(state=BallotState.VOID), name="ballot_once"),
            models.CheckConstraint(
                condition=~Q(state=BallotState.CLOSED) | Q(kind=BallotKind.SURVEY, voted__lte=F("base")) | Q(voted=F("in_favour") + F("against") + F("abstained") + F("invalid"), voted__lte=F("base"), on_paper__lte=F("voted")),
                name="ballot_sums_hold",
            ),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("ballots:ballot", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == BallotState.OPEN


class VoterQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        found = Q(member_id=user.own_member_id) if user.own_member_id else Q(pk__in=[])
        for lo, hi in user.intervals("ballot.run"):
            found |= Q(position__gte=lo, position__lt=hi)
        return self.filter(found)


class Voter(models.Model):
    """Somebody on the roll of a ballot, and whether they have voted. No time is kept. `kind`, `question` and `open` repeat the ballot's.

    position: the ballot's; of a survey a place where no unit lies, so that only the voter and the system read the row.
    """

    kind = models.CharField(max_length=10, choices=BallotKind, default=BallotKind.VOTE, db_default=BallotKind.VOTE)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="voters")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=300)
    open = models.BooleanField(default=True)
    way = models.CharField(max_length=10, choices=Way, default=Way.NOT_YET, blank=True)
    position = models.BigIntegerField(editable=False, db_default=-1)

    objects = VoterQuerySet.as_manager()
    row_security = RowSecurity(own="member_id")
    privacy = Privacy(default=DataClass.SENSITIVE, retention=KEEP, export=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "member"], name="voter_once")]
        triggers = [pgtrigger.Trigger(
            name="place",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            func=f"{HOLD_PLACES} SELECT b.kind, CASE b.kind WHEN 'survey' THEN {NOWHERE} ELSE b.position END INTO STRICT NEW.kind, NEW.position FROM ballots_ballot b WHERE b.id = NEW.ballot_id; RETURN NEW;",  # noqa: S608 fixed text
        )]

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.member_id}"


class Box(models.Model):
    """How often each choice was put in, spread over slots so that voters do not wait for each other. Emptied when counted.

    texts: what was written where the choice is a question to be answered in words, shuffled with each one added.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=40)
    slot = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(default=0)
    texts = ArrayField(models.TextField(), db_default=[])

    row_security = Sealed("what was voted: only the functions of the database touch it")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "choice", "slot"], name="box_once")]

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.choice}"
