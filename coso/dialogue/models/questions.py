"""Questions and proposals of members. They are never without a name: there is no anonymous channel (domain/privacy.md §4.7).

Only the asker and the office that has it in hand read one: whoever holds the post in the very unit, nobody above. Both
walls hold that: `visible_to`, and `RowSecurity(desk=…)`. What hangs on a question carries copies of its place, which the
database keeps. No history is kept of a question besides its story: an earlier row would be read by an earlier office.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from coso.access.enums import desk_choices
from coso.access.roles import DESKS, Desk
from coso.common.folded import saying
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import RowSecurity
from coso.dialogue.enums import (
    OPEN,
    OfferState,
    QuestionEntryKind,
    QuestionKind,
    QuestionState,
)
from coso.members.models import Member
from coso.org.models import HOLD_PLACES, PlacedModel, PlacedQuerySet, StandsGuard, Unit

KEEP = "ten years: a member looks back on what was answered; then the office decides about archiving"
USER: Any = settings.AUTH_USER_MODEL


def at_desks_of(user: Any) -> Q:
    """Rows in the hands of the posts the reader holds, each in its very unit."""
    found = Q(pk__in=[])
    for desk, place in user.desks:
        found |= Q(desk=desk, position=place)
    return found


def own_of(user: Any) -> Q:
    """What the reader asked, or entered for a member without a phone, to whom the answer is to be told."""
    if not user.own_member_id:
        return Q(pk__in=[])
    return Q(member_id=user.own_member_id) | Q(entered_by_id=user.pk)


class QuestionQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(at_desks_of(user) | own_of(user))

    def in_hand_of(self, user: Any) -> Self:
        """What came to the reader's own posts."""
        return self.filter(at_desks_of(user))

    def asked_by(self, user: Any) -> Self:
        return self.filter(own_of(user))

    def open(self) -> Self:
        """Neither answered nor withdrawn."""
        return self.filter(state__in=OPEN)

    def late(self, day: date) -> Self:
        """Open and past the day that a rule set; without a rule nothing is late."""
        return self.filter(state__in=OPEN, due_on__lt=day)

    def search(self, text: str) -> Self:
        """By a part of the title, the text or the asker's name, with or without tone marks."""
        return saying(self, text, "title", "text", "name")


IN_UNIT = StandsGuard(name="question_to_unit_that_stands", which="true", message=_("The unit has ended. Choose the unit that follows it."))
FOLLOWING = (
    "UPDATE dialogue_questionentry SET position = NEW.position, desk = NEW.desk, people = NEW.people WHERE question_id = NEW.id; "
    "UPDATE dialogue_passed SET state = NEW.state WHERE question_id = NEW.id; "
)


class Question(PlacedModel):
    """A question or proposal. unit, desk: the office that has it in hand, since `here_since`. member, name, home: who asks, of which branch.

    due_on, due_rule: by when it is to be answered, and by which rule; empty where no rule says so. read_on: when the asker
    said that the answer is read. may_publish: the asker lets question and answer be published without the name.
    entered_by, told_how: who entered it for a member without a phone. people: who reads it as asker: the member, and who entered it.
    """

    desk = models.CharField(max_length=20, choices=desk_choices)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    home = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    people = ArrayField(models.BigIntegerField(), default=list, editable=False)
    kind = models.CharField(max_length=10, choices=QuestionKind, default=QuestionKind.QUESTION)
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=10_000)
    state = models.CharField(max_length=12, choices=QuestionState, default=QuestionState.ASKED)
    asked_on = models.DateField()
    here_since = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    due_rule = models.JSONField(default=dict, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    read_on = models.DateField(null=True, blank=True)
    may_publish = models.BooleanField(default=False)
    entered_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    told_how = models.CharField(max_length=300, blank=True)

    objects = QuestionQuerySet.as_manager()
    row_security = RowSecurity(desk="desk", own="people", own_many=True)
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True, notes=frozenset({"told_how"}))
    held_by_trigger: ClassVar[dict[str, Any]] = dict([IN_UNIT.broken])

    class Meta(PlacedModel.Meta):
        ordering = ("-pk",)
        triggers = [
            *PlacedModel.Meta.triggers, IN_UNIT,
            pgtrigger.Trigger(name="follow", when=pgtrigger.After, operation=pgtrigger.UpdateOf("unit_id", "desk", "people", "state"), func=f"{FOLLOWING} RETURN NULL;"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(title=""), name="question_says_something"),
            models.CheckConstraint(condition=Q(here_since__gte=F("asked_on")), name="question_days_fit"),
            models.CheckConstraint(condition=~Q(state=QuestionState.ANSWERED) | Q(answered_on__isnull=False), name="question_answered_has_day"),
            models.CheckConstraint(condition=Q(entered_by=None) | ~Q(told_how=""), name="question_on_behalf_says_how", violation_error_message=_("Say how and when the member told you. The member reads it.")),
        ]
        indexes = [
            models.Index(fields=["position", "desk", "state"], name="question_desk"),
            models.Index(fields=["member"], name="question_member"),
            models.Index(fields=["entered_by"], condition=Q(entered_by__isnull=False), name="question_entered"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("dialogue:question", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def is_late(self, day: date) -> bool:
        """As `QuestionQuerySet.late`."""
        return bool(self.is_open and self.due_on and self.due_on < day)

    @property
    def in_hand(self) -> str:
        """The office that has it, in words."""
        return office(self.unit.name, self.desk)


def office(unit_name: str, desk: str) -> str:
    """`Office of the committee, Đảng bộ xã Mường So`."""
    return f"{DESKS[Desk(desk)]}, {unit_name}"


class OfQuestionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(question__in=Question.objects.visible_to(user).values("pk"))


class QuestionEntry(models.Model):
    """A line of the story: sent, taken up, passed on and why, answered, asked back, withdrawn. Only ever added to.

    to_desk, to_name: the office it was passed on to, and its unit by the name it had.
    """

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=QuestionEntryKind)
    on = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    to_desk = models.CharField(max_length=20, choices=desk_choices, blank=True)
    to_name = models.CharField(max_length=300, blank=True)
    text = models.TextField(max_length=10_000, blank=True)
    position = models.BigIntegerField(editable=False, db_default=-1)
    desk = models.CharField(max_length=20, editable=False)
    people = ArrayField(models.BigIntegerField(), default=list, editable=False)

    objects = OfQuestionQuerySet.as_manager()
    row_security = RowSecurity(desk="desk", own="people", own_many=True, append_only=True)
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True, of="question__member", notes=frozenset({"text"}))

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(condition=~Q(kind__in=[QuestionEntryKind.ANSWERED, QuestionEntryKind.ASKED_BACK, QuestionEntryKind.PASSED_ON]) | ~Q(text=""), name="question_entry_says_why"),
        ]
        triggers = [pgtrigger.Trigger(
            name="place", when=pgtrigger.Before, operation=pgtrigger.Insert,
            func=f"{HOLD_PLACES} SELECT q.position, q.desk, q.people INTO STRICT NEW.position, NEW.desk, NEW.people FROM dialogue_question q WHERE q.id = NEW.question_id; RETURN NEW;",  # noqa: S608 fixed text
        )]

    def __str__(self) -> str:
        return f"{self.question_id} {self.kind} {self.on}"

    @property
    def where(self) -> str:
        """The office it was passed on to, in words."""
        return office(self.to_name, self.to_desk) if self.to_desk else ""


class PassedQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(at_desks_of(user))


class Passed(PlacedModel):
    """That an office passed a question on: all it still sees of it is the state, which the database keeps up.

    number: the question's, by which the office and the asker speak of it. to_desk, to_name: the office it went to, and its unit by the name it had.
    """

    desk = models.CharField(max_length=20, choices=desk_choices)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=QuestionState)
    came_on = models.DateField()
    passed_on = models.DateField()
    to_desk = models.CharField(max_length=20, choices=desk_choices)
    to_name = models.CharField(max_length=300)
    reason = models.TextField(max_length=2000)

    objects = PassedQuerySet.as_manager()
    row_security = RowSecurity(desk="desk")
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=False, not_copied="repeats what the story of the question says")

    class Meta(PlacedModel.Meta):
        ordering = ("-pk",)
        indexes = [models.Index(fields=["question"], name="passed_question")]

    def __str__(self) -> str:
        return f"{self.question_id} {self.to_desk}"

    @property
    def number(self) -> str:
        return _now("no. %(n)s") % {"n": self.question_id}

    @property
    def to(self) -> str:
        return office(self.to_name, self.to_desk)


class OfferQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """What editors of guides may write one of."""
        return self.inside(user.intervals("guide.write"))


class Offer(PlacedModel):
    """A question and its answer that the asker lets be published. It names nobody; unit: that of the office that answered.

    question, sent_in: what was put to an office, or sent in to a dialogue; one of the two.
    """

    question = models.OneToOneField(Question, null=True, on_delete=models.PROTECT, related_name="offer")
    sent_in = models.OneToOneField("dialogue.SentIn", null=True, blank=True, on_delete=models.PROTECT, related_name="offer")
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=40_000)
    state = models.CharField(max_length=10, choices=OfferState, default=OfferState.OFFERED)
    offered_on = models.DateField()

    objects = OfferQuerySet.as_manager()
    row_security = RowSecurity()
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=False, not_copied="repeats the question and its answer, without the name")

    class Meta(PlacedModel.Meta):
        ordering = ("offered_on", "pk")
        constraints = [models.CheckConstraint(condition=Q(question__isnull=False, sent_in=None) | Q(question=None, sent_in__isnull=False), name="offer_of_one_question")]

    def __str__(self) -> str:
        return self.title
