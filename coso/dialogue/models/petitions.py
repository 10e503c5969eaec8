"""Proposals of a unit to one above it, and what was answered. They belong to the unit that sent them, and are read in the units between too."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Least
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coso.common.folded import saying
from coso.common.history import KnownModel, VersionedModel, keeps_history
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import RowSecurity
from coso.dialogue.enums import (
    PETITION_OPEN,
    Outcome,
    PetitionEntryKind,
    PetitionState,
)
from coso.dialogue.models.questions import USER
from coso.org.models import HOLD_PLACES, PlacedModel, PlacedQuerySet, StandsGuard, Unit

KEEP = "for good: what a unit proposed and what was answered belongs to its papers"
OF_UNIT = "says what a unit proposed; it is about no member"


def by_day() -> Least:
    """By when it is to be answered: the rule's day or the one the upper unit gave, the earlier; nothing where there is neither."""
    return Least("due_on", "promised_on")


class PetitionQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Of the reader's units and those below, and sent to them."""
        found = Q(pk__in=[])
        for lo, hi in user.intervals("petition.view"):
            found |= Q(position__gte=lo, position__lt=hi) | Q(to_position__gte=lo, to_position__lt=hi)
        return self.filter(found)

    def sent_by(self, places: list[tuple[int, int]]) -> Self:
        return self.inside(places)

    def sent_to(self, places: list[tuple[int, int]]) -> Self:
        return self.filter(to_position__in=[lo for lo, _hi in places])

    def open(self) -> Self:
        """Neither answered nor withdrawn."""
        return self.filter(state__in=PETITION_OPEN)

    def late(self, day: date) -> Self:
        """Open and past the rule's day, or past the one the upper unit gave; without either nothing is late."""
        return self.filter(Q(due_on__lt=day) | Q(promised_on__lt=day), state__in=PETITION_OPEN)

    def search(self, text: str) -> Self:
        return saying(self, text, "title", "text", "answer")


IN_UNIT = StandsGuard(name="petition_of_unit_that_stands", which="true", message=_("The unit has ended, so it proposes nothing any more."))
TO_UNIT = StandsGuard(name="petition_to_unit_that_stands", which="true", of="to_unit_id", message=_("The unit it is put to has ended. Choose the unit that follows it."))
TO_PLACE = "SELECT u.position INTO STRICT NEW.to_position FROM org_unit u WHERE u.id = NEW.to_unit_id;"
COPIES = "UPDATE dialogue_petitionentry SET position = NEW.position, to_position = NEW.to_position WHERE petition_id = NEW.id;"


@keeps_history()
class Petition(PlacedModel, VersionedModel):
    """A proposal of `unit` to `to_unit`, above it. paper: with which paper it was sent, in words.

    due_on, due_rule: by when it is to be answered, and by which rule; promised_on: the day the upper unit gave itself.
    outcome, answer: what was answered on `answered_on`.
    """

    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    to_position = models.BigIntegerField(editable=False, db_default=-1)
    title = models.CharField(max_length=300)
    text = models.TextField(max_length=10_000)
    paper = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=12, choices=PetitionState, default=PetitionState.SENT)
    sent_on = models.DateField()
    here_since = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    due_rule = models.JSONField(default=dict, blank=True)
    promised_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answer = models.TextField(max_length=10_000, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    objects = PetitionQuerySet.as_manager()
    row_security = RowSecurity(also="to_position")
    privacy = Privacy(default=DataClass.ORDINARY, retention=KEEP, export=False, not_copied=OF_UNIT)
    held_by_trigger: ClassVar[dict[str, Any]] = dict([IN_UNIT.broken, TO_UNIT.broken])

    class Meta(PlacedModel.Meta):
        ordering = ("-sent_on", "-pk")
        triggers = [
            *PlacedModel.Meta.triggers, *VersionedModel.Meta.triggers, IN_UNIT, TO_UNIT,
            pgtrigger.Trigger(name="place_to", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.UpdateOf("to_unit_id"), func=f"{HOLD_PLACES} {TO_PLACE} RETURN NEW;"),
            pgtrigger.Trigger(name="follow", when=pgtrigger.After, operation=pgtrigger.UpdateOf("unit_id", "to_unit_id"), func=f"{COPIES} RETURN NULL;"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(to_unit=F("unit")), name="petition_to_another_unit", violation_error_message=_("A unit proposes to a unit above it.")),
            models.CheckConstraint(condition=Q(state=PetitionState.ANSWERED, answered_on__isnull=False) & ~Q(outcome="") & ~Q(answer="") | ~Q(state=PetitionState.ANSWERED) & Q(answered_on=None, outcome=""), name="petition_answer_whole"),
            models.CheckConstraint(condition=Q(state__in=PETITION_OPEN, closed_on=None) | ~Q(state__in=PETITION_OPEN) & Q(closed_on__isnull=False), name="petition_closed_has_day"),
            models.CheckConstraint(condition=Q(here_since__gte=F("sent_on")), name="petition_days_fit"),
        ]
        indexes = [
            models.Index(fields=["position", "sent_on"], name="petition_place"),
            models.Index(fields=["to_position", "state"], name="petition_to_place"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("dialogue:petition", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in PETITION_OPEN

    @property
    def answer_by(self) -> date | None:
        """As `by_day`."""
        return min((one for one in (self.due_on, self.promised_on) if one), default=None)

    def is_late(self, day: date) -> bool:
        """As `PetitionQuerySet.late`."""
        return bool(self.is_open and self.answer_by and self.answer_by < day)

    @property
    def in_time(self) -> bool | None:
        """Answered by its day; None where it is not answered, or had none."""
        return self.answered_on <= self.answer_by if self.answered_on and self.answer_by else None


class PetitionKnown(KnownModel):
    """A proposal as it was known: what figures ask of it."""

    unit = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, related_name="+")
    position = models.BigIntegerField()
    sent_on = models.DateField()
    due_on = models.DateField(null=True)
    promised_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    outcome = models.CharField(max_length=10)
    state = models.CharField(max_length=12)

    class Meta(KnownModel.Meta):
        db_table = "dialogue_petition_known"

    def __str__(self) -> str:
        return f"{self.unit_id} {self.sent_on}"


class OfPetitionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(petition__in=Petition.objects.visible_to(user).values("pk"))


class PetitionEntry(models.Model):
    """A line of the story. Only ever added to."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=PetitionEntryKind)
    on = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=10_000, blank=True)
    until = models.DateField(null=True, blank=True)
    where = models.CharField(max_length=300, blank=True)
    position = models.BigIntegerField(editable=False, db_default=-1)
    to_position = models.BigIntegerField(editable=False, db_default=-1)

    objects = OfPetitionQuerySet.as_manager()
    row_security = RowSecurity(also="to_position", append_only=True)
    privacy = Privacy(default=DataClass.ORDINARY, retention=KEEP, export=False, not_copied=OF_UNIT)

    class Meta:
        ordering = ("pk",)
        triggers = [pgtrigger.Trigger(
            name="place", when=pgtrigger.Before, operation=pgtrigger.Insert,
            func=f"{HOLD_PLACES} SELECT p.position, p.to_position INTO STRICT NEW.position, NEW.to_position FROM dialogue_petition p WHERE p.id = NEW.petition_id; RETURN NEW;",  # noqa: S608 fixed text
        )]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.kind} {self.on}"
