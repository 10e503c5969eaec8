"""Tasks that papers, meetings and plans order: what, who, until when, and what came of it.

A task belongs to the unit that gave it. Guarded by that unit's place, by the place of the unit it was given to, and by
the members who have it in hand; whatever hangs on a task is guarded as the task is, by copies the database keeps.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coso.assignments.enums import OPEN, EntryKind, TaskState
from coso.common.folded import saying
from coso.common.history import KnownModel, VersionedModel, keeps_history
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import RowSecurity
from coso.documents.models import Document
from coso.members.models import Member
from coso.org.models import HOLD_PLACES, PlacedModel, PlacedQuerySet, StandsGuard, Unit

KEEP = "for good: what a resolution ordered and what came of it is looked back on, and counts in the yearly review"
USER: Any = settings.AUTH_USER_MODEL


def of_places(user: Any) -> Q:
    """Rows of tasks given by a unit the reader works in, or to it. Units above read counts only."""
    found = Q(pk__in=[])
    for lo, hi in user.places("assignment.view"):
        found |= Q(position__gte=lo, position__lt=hi) | Q(to_position__gte=lo, to_position__lt=hi)
    return found


def in_hand(member_id: int | None, task: str) -> Q:
    """Rows of tasks a member has in hand; task: the column that names the task. Asked by key, which an index answers behind row-level security too."""
    return Q(**{f"{task}__in": Hand.objects.filter(member_id=member_id, until=None).values("assignment")}) if member_id else Q(pk__in=[])


class TaskQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Of the units the reader works in, and what the reader has in hand wherever it was given."""
        return self.filter(of_places(user) | in_hand(user.own_member_id, "pk"))

    def of_units_of(self, user: Any) -> Self:
        """Of the units the reader works in only: for lists of units."""
        return self.filter(of_places(user))

    def open(self) -> Self:
        """Neither done nor called off."""
        return self.filter(state__in=OPEN)

    def late(self, day: date) -> Self:
        """Open and past their day; what is reported done waits for its giver and is late no longer."""
        return self.filter(state__in=(TaskState.GIVEN, TaskState.HANDED_BACK), due_on__lt=day)

    def in_hand_of_member(self, member_id: int | None) -> Self:
        return self.filter(in_hand(member_id, "pk"))

    def search(self, text: str) -> Self:
        """By a part of the title, the details or what ordered it, with or without tone marks."""
        return saying(self, text, "title", "details", "basis")

    def told(self) -> Self:
        """With all that a line says of them."""
        return self.select_related("unit", "to_unit").prefetch_related("hands")


IN_UNIT = StandsGuard(name="task_in_unit_that_stands", which="NEW.closed_on IS NULL", message=_("The unit has ended, so it gives no task any more. Choose the unit that follows it."))
TO_UNIT = StandsGuard(name="task_to_unit_that_stands", which="NEW.closed_on IS NULL", of="to_unit_id", message=_("The unit that is to do it has ended. Choose the unit that follows it."))
# What hangs on a task follows it, whoever has it in hand and wherever its units stand.
COPIES = "".join(
    f"UPDATE {table} SET position = NEW.position, to_position = NEW.to_position, people = NEW.people WHERE assignment_id = NEW.id; "  # noqa: S608 fixed names
    for table in ("assignments_hand", "assignments_assignmententry")
)


@keeps_history()
class Assignment(PlacedModel, VersionedModel):
    """A task. unit: who gave it. to_unit: a unit below that is to do it. people: the keys of the members who have it in hand.

    ordered_by: the paper that orders it; basis: the same in words, also where no paper stands in a register here.
    parent: the larger task it is a part of. reported_on: when it was last reported done; with `due_on` it says whether in time.
    """

    title = models.CharField(max_length=300)
    details = models.TextField(max_length=4000, blank=True)
    ordered_by = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments")
    basis = models.CharField(max_length=300, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    to_unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_position = models.BigIntegerField(null=True, editable=False)
    people = ArrayField(models.BigIntegerField(), default=list, editable=False)
    given_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=12, choices=TaskState, default=TaskState.GIVEN)
    reported_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    objects = TaskQuerySet.as_manager()
    row_security = RowSecurity(also="to_position", own="people", own_many=True)
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True, of="hands__member", notes=frozenset({"title", "details"}))
    held_by_trigger = dict([IN_UNIT.broken, TO_UNIT.broken])

    class Meta(PlacedModel.Meta):
        triggers = [
            *PlacedModel.Meta.triggers, *VersionedModel.Meta.triggers,
            pgtrigger.Trigger(
                name="place_to", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.UpdateOf("to_unit_id"),
                func=f"{HOLD_PLACES} SELECT u.position INTO NEW.to_position FROM org_unit u WHERE u.id = NEW.to_unit_id; RETURN NEW;",  # noqa: S608 fixed text
            ),
            pgtrigger.Trigger(name="follow", when=pgtrigger.After, operation=pgtrigger.UpdateOf("people", "unit_id", "to_unit_id"), func=f"{COPIES} RETURN NULL;"),
            IN_UNIT, TO_UNIT,
        ]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("given_on")), name="task_due_after_given", violation_error_message=_("A task is not due before the day on which it was given.")),
            models.CheckConstraint(condition=Q(state__in=OPEN, closed_on__isnull=True) | ~Q(state__in=OPEN) & Q(closed_on__isnull=False), name="task_closed_has_day"),
            models.CheckConstraint(condition=~Q(state__in=[TaskState.REPORTED, TaskState.DONE]) | Q(reported_on__isnull=False), name="task_reported_has_day"),
            models.CheckConstraint(condition=~Q(to_unit=F("unit")), name="task_to_another_unit", violation_error_message=_("A unit gives a task to units below it, or to its members.")),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="task_not_its_own_part"),
        ]
        indexes = [
            models.Index(fields=["position", "due_on"], name="task_place"),
            models.Index(fields=["position", "due_on"], condition=Q(closed_on=None), name="task_open"),
            models.Index(fields=["to_position", "due_on"], condition=Q(to_position__isnull=False), name="task_to_place"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assignments:assignment", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def is_late(self, day: date) -> bool:
        """As `TaskQuerySet.late`."""
        return self.state in (TaskState.GIVEN, TaskState.HANDED_BACK) and self.due_on < day

    @property
    def in_time(self) -> bool:
        """Done, and reported by its day."""
        return bool(self.state == TaskState.DONE and self.reported_on and self.reported_on <= self.due_on)

    @property
    def done_by(self) -> str:
        """Who is to do it, in words: those in hand, the one who leads first, and the unit below."""
        names = [hand.name for hand in sorted(self.hands.all(), key=lambda hand: (not hand.leading, hand.pk)) if hand.until is None]
        return ", ".join(filter(None, [*names, self.to_unit.name if self.to_unit else ""]))


class AssignmentKnown(KnownModel):
    """A task as it was known: what figures ask of it. What it says stays with its unit."""

    unit = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, related_name="+")
    position = models.BigIntegerField()
    given_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=12)
    reported_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    class Meta(KnownModel.Meta):
        db_table = "assignments_assignment_known"

    def __str__(self) -> str:
        return f"{self.unit_id} {self.due_on}"


class OfTaskQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(of_places(user) | in_hand(user.own_member_id, "assignment"))


class OfAssignment(models.Model):
    """A row about a task, guarded as the task is."""

    position = models.BigIntegerField(editable=False, db_default=-1)
    to_position = models.BigIntegerField(editable=False, null=True)
    people = ArrayField(models.BigIntegerField(), default=list, editable=False)

    objects = OfTaskQuerySet.as_manager()
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True)

    class Meta:
        abstract = True
        triggers = [pgtrigger.Trigger(
            name="place", when=pgtrigger.Before, operation=pgtrigger.Insert,
            func=f"{HOLD_PLACES} SELECT a.position, a.to_position, a.people INTO STRICT NEW.position, NEW.to_position, NEW.people FROM assignments_assignment a WHERE a.id = NEW.assignment_id; RETURN NEW;",  # noqa: S608 fixed text
        )]


class Hand(OfAssignment):
    """A member who has, or had, a task in hand. name: as it stood when it was given, for those who may not open the record."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="hands")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    leading = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    row_security = RowSecurity(also="to_position", own="people", own_many=True)

    class Meta(OfAssignment.Meta):
        ordering = ("-leading", "pk")
        triggers = [*OfAssignment.Meta.triggers, pgtrigger.Trigger(
            name="people", when=pgtrigger.After, operation=pgtrigger.Insert | pgtrigger.UpdateOf("until", "member_id"),
            func="""UPDATE assignments_assignment SET people = ARRAY(SELECT h.member_id FROM assignments_hand h WHERE h.assignment_id = NEW.assignment_id AND h.until IS NULL ORDER BY h.id)
            WHERE id = NEW.assignment_id; RETURN NULL;""",
        )]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "member"], condition=Q(until=None), name="task_hand_once", violation_error_message=_("This member has the task in hand already.")),
            models.UniqueConstraint(fields=["assignment"], condition=Q(until=None, leading=True), name="task_hand_one_leads", violation_error_message=_("One member leads a task.")),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="task_hand_days"),
        ]
        indexes = [models.Index(fields=["member", "until"], name="task_hand_member")]

    def __str__(self) -> str:
        return self.name


class AssignmentEntry(OfAssignment):
    """A line of a task's story: what was given, reported, accepted, handed back, and why; with at most one file as evidence.

    on_behalf_of: for whom it was reported, when the person has no account. due_was, due_on: the day it was due before, and since.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=EntryKind)
    on = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.CharField(max_length=200, blank=True)
    text = models.TextField(max_length=4000, blank=True)
    due_was = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    stored_as = models.CharField(max_length=80, blank=True)
    original_name = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True, of="assignment__hands__member", notes=frozenset({"text"}), written_by="by")
    row_security = RowSecurity(also="to_position", own="people", own_many=True, append_only=True)

    class Meta(OfAssignment.Meta):
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(condition=~Q(kind=EntryKind.EXTENDED) | Q(due_was__isnull=False, due_on__isnull=False) & ~Q(text=""), name="task_entry_extension_whole"),
            models.CheckConstraint(condition=~Q(kind__in=[EntryKind.HANDED_BACK, EntryKind.CALLED_OFF, EntryKind.PROGRESS, EntryKind.REPORTED]) | ~Q(text=""), name="task_entry_says_why"),
            models.UniqueConstraint(fields=["stored_as"], condition=~Q(stored_as=""), name="task_entry_file_once"),
        ]
        indexes = [models.Index(fields=["assignment", "at"], name="task_story")]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.kind} {self.on}"
