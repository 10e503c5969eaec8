"""Scheduled dialogues of a committee with its members: the day, what was sent in, what was put forward, who supports it, what was answered.

What a member sends in lies in two rows. `SentIn` holds the name and the words; the asker reads it, and the preparing office,
behind both walls. `Raised` is what everybody invited may see of it: nothing until the office puts it forward, then the words, without
the name unless the asker wants it. `Support` is read by nobody but the supporter; `Raised.supports` counts them, kept by the database.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coso.access.enums import desk_choices
from coso.common.folded import saying
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import NotPersonal, RowSecurity
from coso.dialogue.enums import DialogueState, Ground, Host, Phase, RaisedState
from coso.dialogue.models.questions import KEEP, USER, at_desks_of, office
from coso.documents.models.library import places_of
from coso.members.models import Member
from coso.org.models import PlacedModel, PlacedQuerySet, StandsGuard, Unit

OPEN_TO = "announced on purpose to the members it invites, and names none of them; pages ask visible_to"


class DialogueQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those that invite the reader: a member of the unit, or of one below where all below are invited, or a holder of a role there."""
        found = Q(pk__in=[])
        for place in places_of(user):
            found |= Q(unit__position=place) | Q(below=True, unit__position__lte=place, unit__position_end__gt=place)
        return self.filter(found)

    def prepared_by(self, user: Any) -> Self:
        """Those the reader's own posts prepare."""
        found = Q(pk__in=[])
        for desk, place in user.desks:
            found |= Q(desk=desk, unit__position=place)
        return self.filter(found)

    def search(self, text: str) -> Self:
        return saying(self, text, "theme", "about", "place")


OF_UNIT = StandsGuard(name="dialogue_of_unit_that_stands", which="true", message=_("The unit has ended, so it holds no dialogue any more."))


class Dialogue(models.Model):
    """A day on which a body of `unit` answers its members. desk: the office that prepares it. below: members of all units below are invited too.

    takes_from, takes_until: the first and the last day on which questions are taken and supported.
    present, chair: how many came, and who led it, as noted after it. minutes: their text, as it was published.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    desk = models.CharField(max_length=20, choices=desk_choices)
    host = models.CharField(max_length=20, choices=Host)
    theme = models.CharField(max_length=200)
    about = models.TextField(max_length=2000, blank=True)
    on = models.DateField()
    at = models.TimeField()
    place = models.CharField(max_length=200)
    takes_from = models.DateField()
    takes_until = models.DateField()
    below = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=DialogueState, default=DialogueState.ANNOUNCED)
    announced_on = models.DateField()
    why_off = models.TextField(max_length=2000, blank=True)
    present = models.PositiveIntegerField(null=True, blank=True)
    chair = models.CharField(max_length=200, blank=True)
    minutes = models.TextField(blank=True)
    published_on = models.DateField(null=True, blank=True)

    objects = DialogueQuerySet.as_manager()
    row_security = NotPersonal(OPEN_TO)
    held_by_trigger: ClassVar[dict[str, Any]] = dict([OF_UNIT.broken])

    class Meta:
        ordering = ("-on", "-pk")
        triggers = [OF_UNIT]
        constraints = [
            models.CheckConstraint(condition=Q(takes_from__lte=F("takes_until"), takes_until__lte=F("on")), name="dialogue_days_fit", violation_error_message=_("Questions are taken from a day to a later one, and not after the dialogue.")),
            models.CheckConstraint(condition=Q(state=DialogueState.CALLED_OFF) & ~Q(why_off="") | ~Q(state=DialogueState.CALLED_OFF) & Q(why_off=""), name="dialogue_called_off_says_why"),
            models.CheckConstraint(condition=Q(state__in=[DialogueState.HELD, DialogueState.PUBLISHED], present__isnull=False) | Q(state__in=[DialogueState.ANNOUNCED, DialogueState.CALLED_OFF], present=None), name="dialogue_held_says_how_many"),
            models.CheckConstraint(condition=Q(state=DialogueState.PUBLISHED, published_on__isnull=False) & ~Q(minutes="") | ~Q(state=DialogueState.PUBLISHED) & Q(published_on=None, minutes=""), name="dialogue_minutes_whole"),
        ]
        indexes = [models.Index(fields=["unit", "-on"], name="dialogue_of_unit")]

    def __str__(self) -> str:
        return self.theme

    def get_absolute_url(self) -> str:
        return reverse("dialogue:dialogue", args=[self.pk])

    def phase(self, day: date) -> Phase:
        if self.state != DialogueState.ANNOUNCED:
            return Phase(self.state)
        if day < self.takes_from:
            return Phase.ANNOUNCED
        return Phase.TAKING if day <= self.takes_until else Phase.CLOSED

    def invites(self, place: int) -> bool:
        """Whether a member who stands at this place is invited."""
        return place == self.unit.position or (self.below and self.unit.position <= place < self.unit.position_end)

    @property
    def prepares(self) -> str:
        """The office that prepares it, in words."""
        return office(self.unit.name, self.desk)


class OfDialogueQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(dialogue__in=Dialogue.objects.visible_to(user).values("pk"))


class TopicQuerySet(OfDialogueQuerySet):
    def counted(self) -> Self:
        """Those in which a question lies, with `questions` and `support` (supports of its questions, added up), in their order: by hand, then the most supported first."""
        rows = self.filter(raised__state=RaisedState.SHOWN).annotate(questions=Count("raised"), support=Coalesce(Sum("raised__supports"), 0))
        return rows.order_by(F("rank").asc(nulls_last=True), "-support", "pk")

    def owed(self) -> Self:
        """To be answered after the dialogue, and not answered yet."""
        return self.filter(answered_on=None).exclude(owed_desk="")


class Topic(models.Model):
    """What questions of one kind are about; they are answered together. rank: its place in the order, where the office set one by hand.

    answer: given on `answered_on`, on the day itself or after. owed_desk, owed_until: which office of the unit answers after the day, and by when.
    """

    dialogue = models.ForeignKey(Dialogue, on_delete=models.PROTECT, related_name="topics")
    title = models.CharField(max_length=200)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.TextField(max_length=10_000, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owed_desk = models.CharField(max_length=20, choices=desk_choices, blank=True)
    owed_until = models.DateField(null=True, blank=True)
    questions: int
    support: int

    objects = TopicQuerySet.as_manager()
    row_security = NotPersonal("the title of a group and what the committee answers to everybody invited; pages ask visible_to")

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="topic_has_title"),
            models.CheckConstraint(condition=Q(answered_on=None, answer="") | Q(answered_on__isnull=False) & ~Q(answer=""), name="topic_answer_whole"),
            models.CheckConstraint(condition=Q(owed_until=None, owed_desk="") | Q(owed_until__isnull=False) & ~Q(owed_desk=""), name="topic_owed_by_a_day"),
        ]
        indexes = [models.Index(fields=["dialogue"], name="topic_of_dialogue")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_owed(self) -> bool:
        return bool(self.owed_desk) and self.answered_on is None

    def is_late(self, day: date) -> bool:
        return bool(self.is_owed and self.owed_until and self.owed_until < day)


class RaisedQuerySet(OfDialogueQuerySet):
    def shown(self) -> Self:
        return self.filter(state=RaisedState.SHOWN)

    def visible_to(self, user: Any) -> Self:
        """Those put forward in dialogues that invite the reader."""
        return super().visible_to(user).shown()


COUNT_BY_DATABASE = "raised_counts_its_supports"
COUNT = "IF (TG_OP = 'INSERT' AND NEW.supports <> 0) OR (TG_OP = 'UPDATE' AND pg_trigger_depth() < 2) THEN RAISE EXCEPTION 'supports are counted' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}'; END IF; RETURN NEW;"
SAME_DIALOGUE = "IF NEW.topic_id IS NOT NULL AND NOT EXISTS (SELECT FROM dialogue_topic t WHERE t.id = NEW.topic_id AND t.dialogue_id = NEW.dialogue_id) THEN RAISE EXCEPTION 'topic of another dialogue' USING ERRCODE = 'check_violation', CONSTRAINT = 'raised_topic_of_its_dialogue'; END IF; RETURN NEW;"


class Raised(models.Model):
    """What everybody invited may see of a question sent in: its words once it is put forward, and how many support it.

    name: only where the asker wants it shown. topic: the one group it lies in.
    """

    dialogue = models.ForeignKey(Dialogue, on_delete=models.PROTECT, related_name="raised")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="raised")
    state = models.CharField(max_length=10, choices=RaisedState, default=RaisedState.SENT)
    sent_on = models.DateField()
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(max_length=4000, blank=True)
    name = models.CharField(max_length=100, blank=True)
    supports = models.PositiveIntegerField(default=0, editable=False)

    objects = RaisedQuerySet.as_manager()
    row_security = NotPersonal("what an office put forward, in the words and only with the name the asker wanted shown; pages ask visible_to")
    held_by_trigger: ClassVar[dict[str, Any]] = {"raised_topic_of_its_dialogue": _("This group belongs to another dialogue.")}

    class Meta:
        ordering = ("-supports", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RaisedState.SHOWN, topic__isnull=False) & ~Q(title="") & ~Q(text="") | ~Q(state=RaisedState.SHOWN) & Q(topic=None, title="", text="", name=""),
                name="raised_shown_or_nothing",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(name="counted", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.UpdateOf("supports"), func=COUNT.format(name=COUNT_BY_DATABASE)),
            pgtrigger.Trigger(name="same_dialogue", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.UpdateOf("topic_id", "dialogue_id"), func=SAME_DIALOGUE),
        ]
        indexes = [models.Index(fields=["dialogue", "state"], name="raised_of_dialogue"), models.Index(fields=["unit", "sent_on"], name="raised_of_unit")]

    def __str__(self) -> str:
        return self.title or f"{self.dialogue_id} {self.state}"

    def get_absolute_url(self) -> str:
        return f"{reverse('dialogue:dialogue', args=[self.dialogue_id])}#cau-{self.pk}"


class SentInQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        own = Q(member_id=user.own_member_id) if user.own_member_id else Q(pk__in=[])
        return self.filter(at_desks_of(user) | own)

    def in_hand_of(self, user: Any) -> Self:
        return self.filter(at_desks_of(user))


class SentIn(PlacedModel):
    """What a member sent in to a dialogue. unit, desk: the office that prepares it, which alone reads the name; home: the member's branch.

    show_name: the asker wants the name shown. may_publish: question and answer may be published as a guide without the name.
    ground, why: of one not put forward, which the asker reads.
    """

    raised = models.OneToOneField(Raised, on_delete=models.PROTECT, related_name="sent_in")
    desk = models.CharField(max_length=20, choices=desk_choices)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    home = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=4000)
    sent_on = models.DateField()
    show_name = models.BooleanField(default=False)
    may_publish = models.BooleanField(default=False)
    ground = models.CharField(max_length=15, choices=Ground, blank=True)
    why = models.TextField(max_length=2000, blank=True)

    objects = SentInQuerySet.as_manager()
    row_security = RowSecurity(desk="desk", own="member_id")
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True, notes=frozenset({"why"}))

    class Meta(PlacedModel.Meta):
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="sent_in_says_something"),
            models.CheckConstraint(condition=Q(ground="", why="") | ~Q(ground="") & ~Q(why=""), name="sent_in_held_back_says_why"),
        ]
        indexes = [models.Index(fields=["position", "desk"], name="sent_in_desk"), models.Index(fields=["member"], name="sent_in_member")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("dialogue:sent_in", args=[self.pk])


class SupportQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The reader's own; there are no others for anybody."""
        return self.filter(member=user.own_member_id or 0)


ADDED = "UPDATE dialogue_raised SET supports = supports + 1 WHERE id = NEW.raised_id; RETURN NULL;"
TAKEN_BACK = "UPDATE dialogue_raised SET supports = supports - 1 WHERE id = OLD.raised_id; RETURN NULL;"


class Support(models.Model):
    """That a member supports a question put forward; taken back, nothing is left of it. It bears no time, and no act tells of it."""

    raised = models.ForeignKey(Raised, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    objects = SupportQuerySet.as_manager()
    row_security = RowSecurity(own="member_id", only_own=True)
    privacy = Privacy(default=DataClass.PERSONAL, retention="until the member takes it back", export=True)

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["raised", "member"], name="support_once")]
        triggers = [
            pgtrigger.Trigger(name="added", when=pgtrigger.After, operation=pgtrigger.Insert, func=ADDED),
            pgtrigger.Trigger(name="taken_back", when=pgtrigger.After, operation=pgtrigger.Delete, func=TAKEN_BACK),
            pgtrigger.Protect(name="stays_as_it_is", operation=pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return f"{self.raised_id}"
