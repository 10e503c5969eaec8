"""Guides: how party work is done, by question, written by editors and released by a second person."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coso.common.row_security import NotPersonal
from coso.common.vietnamese import query_words
from coso.dialogue.models import Offer
from coso.documents.enums import Reach
from coso.documents.models import (
    NOT_ASKED,
    AskedRow,
    Holds,
    ReceiptModel,
    only_where_asked,
    places_of,
    words_of,
)
from coso.handbook.enums import REACHES, GuideState, Topic
from coso.members.models import OfMember
from coso.org.models import Unit

USER: Any = settings.AUTH_USER_MODEL
STANDS = "guide_released_stands"
STANDS_SAID = _("A released guide does not change any more. Nothing was saved. Begin a new version of it.")


def refused() -> str:
    return f"RAISE EXCEPTION '{STANDS}' USING ERRCODE = 'check_violation', CONSTRAINT = '{STANDS}';"


class GuideQuerySet(models.QuerySet):
    def released(self, day: date) -> Self:
        """To be read on the day."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), state=GuideState.RELEASED, from_day__lte=day)

    def public(self, day: date) -> Self:
        return self.released(day).filter(reach=Reach.PUBLIC)

    def open_to(self, user: Any, day: date) -> Self:
        """What is released to the public, to the reader's own unit, or by one above it."""
        found = Q(reach=Reach.PUBLIC)
        for place in places_of(user):
            found |= Q(unit__position__lte=place, unit__position_end__gt=place)
        return self.released(day).filter(found)

    def visible_to(self, user: Any) -> Self:
        """What editors and reviewers see: every guide of the units they work for, in every state."""
        found = Q(pk__in=[])
        for lo, hi in [*user.intervals("guide.write"), *user.intervals("guide.review")]:
            found |= Q(unit__position__gte=lo, unit__position__lt=hi)
        return self.filter(found)

    def search(self, text: str) -> Self:
        """By words of the question and the text, with or without tone marks."""
        words = query_words(text)
        return self.filter(Holds(words)) if words else self.none()


class Guide(models.Model):
    """One question and its answer.

    rules: keys of the rulebook that decide it. starts: the procedure it leads to, or `correction`.
    videos: links to where a video may be watched, as title and address.
    receipt_by: the day until which members are asked to confirm that they have read it; empty where nobody is asked.
    writers: everybody who wrote on it; none of them releases it. replaces: the guide that ends when this one begins.
    offer: the answered question it began with, whose asker may take it back until the guide is released.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=12, choices=Topic)
    question = models.CharField(max_length=200)
    text = models.TextField(max_length=20_000)
    rules = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    starts = models.CharField(max_length=40, blank=True)
    videos = models.JSONField(default=list, blank=True, db_default=Value([], models.JSONField()))
    reach = models.CharField(max_length=10, choices=REACHES, default=Reach.BELOW)
    state = models.CharField(max_length=10, choices=GuideState, default=GuideState.DRAFT)
    writers = ArrayField(models.BigIntegerField(), default=list)
    handed_back_why = models.CharField(max_length=500, blank=True)
    reviewed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    from_day = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    receipt_by = models.DateField(null=True, blank=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    offer = models.ForeignKey(Offer, null=True, blank=True, on_delete=models.PROTECT, related_name="guides")
    words = words_of("question", "text")

    objects = GuideQuerySet.as_manager()
    row_security = NotPersonal("written to be read, and about no person; pages ask open_to, editors visible_to")
    held_by_trigger: ClassVar[dict[str, Any]] = {STANDS: STANDS_SAID}

    class Meta:
        ordering = ("topic", "question", "pk")
        constraints = [
            models.CheckConstraint(condition=~Q(state=GuideState.RELEASED) | Q(reviewed_by__isnull=False, from_day__isnull=False), name="guide_released_by_somebody"),
            models.CheckConstraint(condition=Q(ended_on=None) | Q(state=GuideState.RELEASED), name="guide_ended_was_released"),
            models.CheckConstraint(condition=Q(receipt_by=None) | Q(state=GuideState.RELEASED, receipt_by__gte=F("from_day")), name="guide_asks_once_released", violation_error_message=_("It can be confirmed from the day it is read on. Choose a later day.")),
            models.CheckConstraint(condition=Q(reviewed_by=None) | ~Q(writers__contains=Func(F("reviewed_by"), function="ARRAY", template="%(function)s[%(expressions)s]", output_field=ArrayField(models.BigIntegerField()))), name="guide_second_person", violation_error_message=_("Who wrote on a guide does not release it.")),
            models.CheckConstraint(condition=~Q(replaces=F("id")), name="guide_not_its_own_successor", violation_error_message=_("A guide does not replace itself.")),
        ]
        indexes = [GinIndex(fields=["words"], name="guide_words")]
        triggers = [
            pgtrigger.Trigger(
                name="released_stands", when=pgtrigger.Before, condition=pgtrigger.Q(old__state=GuideState.RELEASED),
                operation=pgtrigger.UpdateOf("unit_id", "topic", "question", "text", "rules", "starts", "videos", "reach", "state", "writers", "reviewed_by_id", "from_day", "receipt_by", "replaces_id"),
                func=refused(),
            ),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("handbook:guide", args=[self.pk])

    def asks(self, day: date) -> bool:
        """Whether members are asked on the day to confirm that they have read it."""
        return self.receipt_by is not None and (self.from_day or day) <= day and (self.ended_on is None or day < self.ended_on)


class GuideImage(models.Model):
    """A picture of a guide, drawn anew without place, date or camera. description: what is to be seen, for who does not see it."""

    guide = models.ForeignKey(Guide, on_delete=models.PROTECT, related_name="images")
    description = models.CharField(max_length=300)
    stored_as = models.CharField(max_length=80)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    row_security = NotPersonal("a picture to be looked at; pages ask who may read its guide")
    held_by_trigger: ClassVar[dict[str, Any]] = {STANDS: STANDS_SAID}

    class Meta:
        ordering = ("pk",)
        constraints = [models.CheckConstraint(condition=~Q(description=""), name="guide_image_described", violation_error_message=_("Say what the picture shows, for members who do not see it."))]
        triggers = [
            pgtrigger.Trigger(
                name="released_stands", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("row_guide", "bigint")],
                func=f"IF TG_OP = 'DELETE' THEN row_guide := OLD.guide_id; ELSE row_guide := NEW.guide_id; END IF; IF EXISTS (SELECT FROM handbook_guide g WHERE g.id = row_guide AND g.state = 'released') THEN {refused()} END IF; "
                     "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return self.description


class GuideReceipt(ReceiptModel):
    """That a member read a guide, as they confirmed themselves."""

    guide = models.ForeignKey(Guide, on_delete=models.PROTECT, related_name="receipts")
    held_by_trigger: ClassVar[dict[str, Any]] = {NOT_ASKED: _("No confirmation is asked for this guide.")}

    class Meta(ReceiptModel.Meta):
        constraints = [*ReceiptModel.Meta.constraints, models.UniqueConstraint(fields=["guide", "member"], name="guide_receipt_once", violation_error_message=_("You have confirmed this guide already."))]
        triggers = [*OfMember.Meta.triggers, only_where_asked("handbook_guide", "guide_id", "(p.ended_on IS NULL OR p.ended_on > (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)")]

    def __str__(self) -> str:
        return f"{self.guide_id} {self.member_id}"


class GuideAskedRow(AskedRow):
    """What figures read of the receipts of guides."""

    class Meta(AskedRow.Meta):
        abstract = True

    def get_absolute_url(self) -> str:
        return reverse("handbook:guide_receipts", args=[self.reading_id])


class GuideAsked(GuideAskedRow):
    class Meta(GuideAskedRow.Meta):
        db_table = "handbook_guide_asked"


class GuideAskedKnown(GuideAskedRow):
    class Meta(GuideAskedRow.Meta):
        db_table = "handbook_guide_asked_known"
