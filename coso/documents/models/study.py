"""A paper laid out for study: its parts, a short quiz, and how far each member is, which the member alone reads."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import NotPersonal, RowSecurity
from coso.documents.enums import Reach
from coso.documents.models.library import (
    NOT_ASKED,
    Publication,
    ReceiptModel,
    covering,
    only_where_asked,
)
from coso.documents.models.papers import USER, refusal
from coso.members.models import Member
from coso.org.models import Unit

OPENED = "study_stands"
OPENED_SAID = _("The study is laid out already; what it says no longer changes.")
MAY_END = "'{ended_on,ended_why}'::text[]"
FEWEST, MOST = 2, 5  # choices of a question: one alone is none, and more are not read on a phone
OF_ROW = "(CASE WHEN TG_OP <> 'INSERT' THEN OLD.study_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.study_id END)"


def before_it_is_opened(name: str) -> pgtrigger.Trigger:
    """Rows of a study are written until it is opened, and not after; its row is held, so that whoever opens it meanwhile has done so, or waits."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"PERFORM 1 FROM documents_study WHERE id IN {OF_ROW} FOR SHARE; "
        + refusal(f"EXISTS (SELECT FROM documents_study WHERE id IN {OF_ROW} AND opened_on IS NOT NULL)", OPENED)
        + " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;",
    )


class StudyQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of the units in which the reader sees papers, and those opened that reach the reader's own place."""
        found = Q(pk__in=[]) if user.own_place is None else Q(opened_on__isnull=False) & covering(user.own_place)
        for lo, hi in user.intervals("document.view"):
            found |= Q(unit__position__gte=lo, unit__position__lt=hi)
        return self.filter(found)

    def running(self) -> Self:
        """Opened and not ended; also past its day, since studying late is better than not at all."""
        return self.filter(opened_on__isnull=False, ended_on=None)


class Study(models.Model):
    """A published paper laid out by a unit for its members to study by a day.

    unit: who lays it out: the unit that published the paper, or one that the paper reaches. reach: its own members, or those of all below too.
    opened_on: since when members see it; its parts and quiz no longer change from then on. Empty: it is being prepared.
    ended_on: taken back before everybody has finished, with the reason.
    """

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="studies")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    reach = models.CharField(max_length=10, choices=Reach)
    until = models.DateField()
    prepared_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField(null=True, blank=True)
    opened_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=500, blank=True)

    objects = StudyQuerySet.as_manager()
    row_security = NotPersonal("laid out on purpose for those it names; pages ask visible_to")
    held_by_trigger: ClassVar[dict[str, Any]] = {OPENED: OPENED_SAID}

    class Meta:
        ordering = ("until", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "unit"],
                condition=Q(ended_on=None),
                name="study_once",
                violation_error_message=_("The unit lays this paper out for study already. Go on with that study, or end it first."),
            ),
            models.CheckConstraint(condition=Q(reach__in=[Reach.UNIT, Reach.BELOW]), name="study_reach"),
            models.CheckConstraint(condition=Q(ended_on=None) | Q(opened_on__isnull=False) & ~Q(ended_why=""), name="study_ended_why", violation_error_message=_("Say why the study ends.")),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="opened_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__opened_on__isnull=False),
                func=refusal(f"TG_OP = 'DELETE' OR OLD.ended_on IS NOT NULL OR to_jsonb(NEW) - {MAY_END} <> to_jsonb(OLD) - {MAY_END}", OPENED) + " RETURN NEW;",
            )
        ]

    def __str__(self) -> str:
        return self.publication.symbol

    def get_absolute_url(self) -> str:
        return reverse("documents:study", args=[self.pk])

    def get_office_url(self) -> str:
        """Where those who lay it out go on with it."""
        return reverse("documents:prepared_study" if self.is_draft else "documents:study_receipts", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.opened_on is None

    @property
    def state(self) -> str:
        return "draft" if self.is_draft else "open" if self.ended_on is None else "ended"

    @property
    def asks(self) -> bool:
        """Whether members are asked to study it now."""
        return self.opened_on is not None and self.ended_on is None


class StudyReceipt(ReceiptModel):
    """That a member finished a study. What they answered and how long they took stands nowhere."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="receipts")
    held_by_trigger: ClassVar[dict[str, Any]] = {NOT_ASKED: _("This study is not open now.")}

    class Meta(ReceiptModel.Meta):
        constraints = [*ReceiptModel.Meta.constraints, models.UniqueConstraint(fields=["study", "member"], name="study_receipt_once", violation_error_message=_("This study is finished already."))]
        triggers = [*ReceiptModel.Meta.triggers, only_where_asked("documents_study", "study_id", "p.ended_on IS NULL", asked="p.opened_on IS NOT NULL")]

    def __str__(self) -> str:
        return f"{self.study_id} {self.member_id}"


class StudyPart(models.Model):
    """A part to be read at a time: some of the paper's text, a question to think about, or both. number: which comes first."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=200_000, blank=True)
    question = models.CharField(max_length=500, blank=True)

    row_security = NotPersonal("repeats a published paper")
    held_by_trigger: ClassVar[dict[str, Any]] = {OPENED: OPENED_SAID}

    class Meta:
        ordering = ("number", "pk")
        constraints = [models.CheckConstraint(condition=~Q(text="") | ~Q(question=""), name="study_part_says", violation_error_message=_("Give the part a text or a question."))]
        triggers = [before_it_is_opened("part_stands")]

    def __str__(self) -> str:
        return self.title


class QuizQuestion(models.Model):
    """A question with two to five answers, of which one is right. What members answer is kept nowhere.

    right: which answer, counted from 1. why: what explains it, shown with every answer.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    choices = ArrayField(models.CharField(max_length=300))
    right = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=1000)

    row_security = NotPersonal("about a published paper")
    held_by_trigger: ClassVar[dict[str, Any]] = {OPENED: OPENED_SAID}

    class Meta:
        ordering = ("number", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(choices__len__gte=FEWEST, choices__len__lte=MOST), name="quiz_question_choices", violation_error_message=_("Give two to five answers.")),
            models.CheckConstraint(condition=Q(right__gte=1, right__lte=F("choices__len")), name="quiz_question_right", violation_error_message=_("Say which of the answers is right.")),
            models.CheckConstraint(condition=~Q(why=""), name="quiz_question_why", violation_error_message=_("Explain the right answer in a sentence.")),
        ]
        triggers = [before_it_is_opened("question_stands")]

    def __str__(self) -> str:
        return self.text


class PartReadQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The reader's own; there are no others for anybody."""
        return self.filter(member=user.own_member_id or 0)


class PartRead(models.Model):
    """That a member has read a part, so that they go on where they stopped. Deleted when they finish; what stays is the receipt.

    No act and no history tell of it: how fast somebody studies is no matter of anybody's.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    part = models.ForeignKey(StudyPart, on_delete=models.PROTECT, related_name="reads")
    at = models.DateTimeField(default=timezone.now)

    objects = PartReadQuerySet.as_manager()
    row_security = RowSecurity(own="member_id", only_own=True)
    privacy = Privacy(default=DataClass.PERSONAL, retention="until the member finishes the study, or reads a part of another after it has ended", export=True)

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["member", "part"], name="part_read_once")]

    def __str__(self) -> str:
        return f"{self.part_id}"
