"""Cases: one run of a procedure each, with its story, its papers and its votes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coso.common.history import VersionedModel, keeps_history
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import NotPersonal, RowSecurity
from coso.members.models import Member
from coso.org.models import HOLD_PLACES, PlacedModel, PlacedQuerySet, StandsGuard, Unit
from coso.procedures.declarations import PROCEDURES, Procedure, Step
from coso.procedures.enums import CaseState, EntryKind, PaperWay, VoteWay

KEEP = "as long as the file it belongs to; the archive period is unknown and is a setting"
GUARD = RowSecurity(also="other_position", own="member_id")


def in_reach(user: Any, permission: str) -> Q:
    """Rows of cases in the user's units by either side, or about the user's own member record."""
    found = Q(member_id=user.own_member_id) if user.own_member_id else Q(pk__in=[])
    for lo, hi in user.intervals(permission):
        found |= Q(position__gte=lo, position__lt=hi) | Q(other_position__gte=lo, other_position__lt=hi)
    return found


def steps_by_permission() -> dict[str, Q]:
    """The rows that stand in a step a permission is asked for."""
    keys: dict[str, dict[str, list[str]]] = {}
    for procedure in PROCEDURES.values():
        for step in procedure.steps:
            keys.setdefault(step.permission, {}).setdefault(procedure.key, []).append(step.key)
    return {permission: _any(Q(procedure=key, step__in=steps) for key, steps in found.items()) for permission, found in keys.items()}


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)


class CaseQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(in_reach(user, "case.view"))

    def open(self) -> Self:
        return self.filter(state=CaseState.OPEN)

    def in_hand_of(self, user: Any) -> Self:
        """The open cases whose step the user may do today."""
        found = Q(pk__in=[])
        for permission, steps in steps_by_permission().items():
            places = Q(pk__in=[])
            for lo, hi in user.intervals(permission):
                places |= Q(acting_unit__position__gte=lo, acting_unit__position__lt=hi)
            found |= places & steps
        return self.open().filter(found)

    def late_first(self) -> Self:
        return self.order_by(F("due_on").asc(nulls_last=True), "pk")

IN_UNIT = StandsGuard(
    name="case_in_unit_that_stands", which="NEW.state = 'open'",
    message=_("The unit has ended, so no case can be opened in it. Open it in the unit that follows."),
)
WITH_UNIT = StandsGuard(
    name="case_with_unit_that_stands", which="NEW.state = 'open'", of="other_unit_id",
    message=_("The unit on the other side has ended, so no case can be opened with it. Choose the unit that follows it."),
)


@keeps_history()
class Case(PlacedModel, VersionedModel):
    """One run of a procedure, about a person or a unit.

    unit: where it belongs. other_unit: the other side of a two-sided case. acting_unit: who has the present step in hand.
    title: whom or what it is about, as both sides may read it. facts: step key -> what was told there.
    step_since: the day the present step came into hand; due_on and due_rule: by when it is due, and by which rule.
    turn: grows with every change, so that of two people acting at once one is told.
    """

    number = models.CharField(max_length=20, unique=True)
    procedure = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    other_unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    other_position = models.BigIntegerField(null=True, editable=False)
    acting_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.OPEN)
    step = models.CharField(max_length=40, blank=True)
    step_since = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    due_rule = models.JSONField(default=dict, blank=True)
    opened_on = models.DateField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    facts = models.JSONField(default=dict, blank=True)
    turn = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()
    row_security = GUARD
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True, notes=frozenset({"outcome"}))

    held_by_trigger = dict([IN_UNIT.broken, WITH_UNIT.broken])

    class Meta(PlacedModel.Meta):
        triggers = [*PlacedModel.Meta.triggers, *VersionedModel.Meta.triggers, pgtrigger.Trigger(
            name="place_other",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.UpdateOf("other_unit_id"),
            func=f"{HOLD_PLACES} SELECT u.position INTO NEW.other_position FROM org_unit u WHERE u.id = NEW.other_unit_id; RETURN NEW;",  # noqa: S608 fixed text
        ), IN_UNIT, WITH_UNIT]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_on__isnull=True) & ~Q(step="") | ~Q(state="open") & Q(closed_on__isnull=False), name="case_open_has_step",
            ),
            models.UniqueConstraint(
                fields=["procedure", "member"], condition=Q(state="open", member__isnull=False), name="case_member_once",
                violation_error_message=_("Such a case is already open for this person."),
            ),
        ]
        indexes = [
            models.Index(fields=["position", "procedure", "state"], name="case_place"),
            models.Index(fields=["other_position"], condition=Q(other_position__isnull=False), name="case_other_place"),
            models.Index(fields=["acting_unit", "procedure", "step"], condition=Q(state="open"), name="case_in_hand"),
            models.Index(fields=["due_on"], condition=Q(state="open"), name="case_due"),
            models.Index(fields=["member"], condition=Q(member__isnull=False), name="case_member"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("procedures:case", args=[self.number])

    @property
    def declared(self) -> Procedure:
        return PROCEDURES[self.procedure]

    @property
    def now(self) -> Step | None:
        """The step in hand; None when the case is closed."""
        return self.declared.by_key[self.step] if self.state == CaseState.OPEN else None

    def told(self, step: str, name: str, default: Any = None) -> Any:
        """What was answered in a step; the default while it is not done. A row of another table is `{"pk", "said"}`."""
        return self.facts.get(step, {}).get(name, default)

    def told_day(self, step: str, name: str = "on") -> date | None:
        """A day answered in a step, by default that on which it was done; None while it is not told."""
        text = self.told(step, name)
        return date.fromisoformat(text) if text else None

    @property
    def procedure_title(self) -> str | Promise:
        return self.declared.title

    @property
    def is_open(self) -> bool:
        return self.state == CaseState.OPEN


class CaseNumber(models.Model):
    """The last number given, for each kind of case and year."""

    prefix = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    row_security = NotPersonal("a counter")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="case_number_once")]

    def __str__(self) -> str:
        return f"{self.prefix}{self.year} {self.last}"


class OfCaseQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(in_reach(user, "case.view"))


class OfCase(models.Model):
    """A row about a case: guarded as the case is, whose places the database copies."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="%(class)ss")
    position = models.BigIntegerField(editable=False, db_default=-1)
    other_position = models.BigIntegerField(editable=False, null=True)
    member = models.ForeignKey(Member, null=True, editable=False, on_delete=models.PROTECT, related_name="+")

    objects = OfCaseQuerySet.as_manager()
    row_security = GUARD

    class Meta:
        abstract = True
        triggers = [pgtrigger.Trigger(
            name="place",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.UpdateOf("case_id"),
            func=f"{HOLD_PLACES} SELECT c.position, c.other_position, c.member_id INTO STRICT NEW.position, NEW.other_position, NEW.member_id FROM procedures_case c WHERE c.id = NEW.case_id; RETURN NEW;",  # noqa: S608 fixed text
        )]


class Entry(OfCase):
    """One line of the case's story: which step, what happened, on which day, by whom, by which rules.

    on_behalf_of: for whom it was done, when the person has no account. told: what was typed. rules: the values
    that decided, each with key, value, regulation, article and status, as they stood.
    """

    step = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12, choices=EntryKind)
    on = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    told = models.JSONField(default=dict)
    rules = models.JSONField(default=list)

    row_security = RowSecurity(also="other_position", own="member_id", append_only=True)
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True, notes=frozenset({"note"}))

    class Meta(OfCase.Meta):
        ordering = ["pk"]
        indexes = [models.Index(fields=["position", "at"], name="entry_place")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step} {self.kind}"


class CasePaper(OfCase):
    """A paper of a case: its file, or the word of the person who has seen it on paper."""

    step = models.CharField(max_length=40)
    key = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    form_code = models.CharField(max_length=20, blank=True)
    way = models.CharField(max_length=10, choices=PaperWay)
    number = models.CharField(max_length=60, blank=True)
    dated = models.DateField(null=True, blank=True)
    stored_as = models.CharField(max_length=80, blank=True)
    original_name = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    privacy = Privacy(default=DataClass.SENSITIVE, retention=KEEP, export=True)

    class Meta(OfCase.Meta):
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(way=PaperWay.SEEN, stored_as="") | ~Q(way=PaperWay.SEEN) & ~Q(stored_as=""), name="case_paper_file")]

    def __str__(self) -> str:
        return self.title

    @property
    def said(self) -> str:
        """Its title in the reader's language, as long as the procedure asks for it."""
        step = self.case.declared.by_key.get(self.step)
        declared = next((paper for paper in step.papers if paper.key == self.key), None) if step else None
        return str(declared.title) if declared else self.title


class CaseVote(OfCase):
    """A vote taken in a step, in numbers only. The sums hold in the database.

    base: those who have a vote by the rule; left_out: why others have none, reason -> how many.
    share: as the rulebook has it, `2/3`; needed: how many of the base that is; none where the board
    itself said whether it was adopted, since the rulebook knew no share. void: the step was handed back.
    """

    step = models.CharField(max_length=40)
    on = models.DateField()
    way = models.CharField(max_length=20, choices=VoteWay)
    base = models.PositiveIntegerField()
    left_out = models.JSONField(default=dict)
    present = models.PositiveIntegerField()
    issued = models.PositiveIntegerField(null=True)
    returned = models.PositiveIntegerField(null=True)
    invalid = models.PositiveIntegerField(default=0)
    in_favour = models.PositiveIntegerField()
    against = models.PositiveIntegerField()
    abstained = models.PositiveIntegerField(default=0)
    share = models.CharField(max_length=20)
    needed = models.PositiveIntegerField(null=True)
    passed = models.BooleanField()
    rule = models.JSONField(default=dict)
    void = models.BooleanField(default=False)

    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True)

    class Meta(OfCase.Meta):
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(present__lte=F("base")), name="vote_present_in_base"),
            models.CheckConstraint(condition=Q(in_favour__lte=F("present")), name="vote_favour_in_present"),
            models.CheckConstraint(
                condition=Q(way=VoteWay.SHOW_OF_HANDS, present=F("in_favour") + F("against") + F("abstained"), issued__isnull=True)
                | Q(way__in=[VoteWay.BALLOTS, VoteWay.ELECTRONIC], issued__lte=F("present"), returned__lte=F("issued"), returned=F("in_favour") + F("against") + F("abstained") + F("invalid")),
                name="vote_sums_hold",
            ),
            models.CheckConstraint(condition=Q(needed__isnull=True, share="") | Q(passed=True, in_favour__gte=F("needed")) | Q(passed=False, in_favour__lt=F("needed")), name="vote_result_follows"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.in_favour}/{self.base}"
