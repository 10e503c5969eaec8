"""Guides: how party work is done, by question, written by editors and released by a second person."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coso.common.row_security import NotPersonal
from coso.common.vietnamese import query_words
from coso.dialogue.models import Offer
from coso.documents.enums import Reach
from coso.documents.models import Holds, places_of, words_of
from coso.handbook.enums import REACHES, GuideState, Topic
from coso.org.models import Unit

USER: Any = settings.AUTH_USER_MODEL
STANDS = "guide_released_stands"


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
    writers: everybody who wrote on it; none of them releases it. replaces: the guide that ends when this one begins.
    offer: the answered question it began with, whose asker may take it back until the guide is released.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=12, choices=Topic)
    question = models.CharField(max_length=200)
    text = models.TextField(max_length=20_000)
    rules = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    starts = models.CharField(max_length=40, blank=True)
    reach = models.CharField(max_length=10, choices=REACHES, default=Reach.BELOW)
    state = models.CharField(max_length=10, choices=GuideState, default=GuideState.DRAFT)
    writers = ArrayField(models.BigIntegerField(), default=list)
    handed_back_why = models.CharField(max_length=500, blank=True)
    reviewed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    from_day = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    offer = models.ForeignKey(Offer, null=True, blank=True, on_delete=models.PROTECT, related_name="guides")
    words = words_of("question", "text")

    objects = GuideQuerySet.as_manager()
    row_security = NotPersonal("written to be read, and about no person; pages ask open_to, editors visible_to")
    held_by_trigger: ClassVar[dict[str, Any]] = {STANDS: _("A released guide does not change any more. Nothing was saved. Begin a new version of it.")}

    class Meta:
        ordering = ("topic", "question", "pk")
        constraints = [
            models.CheckConstraint(condition=~Q(state=GuideState.RELEASED) | Q(reviewed_by__isnull=False, from_day__isnull=False), name="guide_released_by_somebody"),
            models.CheckConstraint(condition=Q(ended_on=None) | Q(state=GuideState.RELEASED), name="guide_ended_was_released"),
            models.CheckConstraint(condition=Q(reviewed_by=None) | ~Q(writers__contains=Func(F("reviewed_by"), function="ARRAY", template="%(function)s[%(expressions)s]", output_field=ArrayField(models.BigIntegerField()))), name="guide_second_person", violation_error_message=_("Who wrote on a guide does not release it.")),
            models.CheckConstraint(condition=~Q(replaces=F("id")), name="guide_not_its_own_successor", violation_error_message=_("A guide does not replace itself.")),
        ]
        indexes = [GinIndex(fields=["words"], name="guide_words")]
        triggers = [
            pgtrigger.Trigger(
                name="released_stands", when=pgtrigger.Before, condition=pgtrigger.Q(old__state=GuideState.RELEASED),
                operation=pgtrigger.UpdateOf("unit_id", "topic", "question", "text", "rules", "starts", "reach", "state", "writers", "reviewed_by_id", "from_day", "replaces_id"),
                func=f"RAISE EXCEPTION '{STANDS}' USING ERRCODE = 'check_violation', CONSTRAINT = '{STANDS}';",
            ),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("handbook:guide", args=[self.pk])
