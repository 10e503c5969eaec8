"""Schemes, their targets, and the way of each target down the tree of organisations."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coso.common.folded import saying
from coso.common.history import VersionedModel, keeps_history
from coso.common.periods import PeriodModel, PeriodQuerySet, holds_a_day, no_overlap
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import NotPersonal, RowSecurity
from coso.figures.queries import indicator
from coso.org.models import PlacedModel, PlacedQuerySet, Unit
from coso.targets.enums import Aim, HandState, SchemeKind

KEEP = "as long as the scheme is looked back on; resolutions and their results are kept for good"
USER: Any = settings.AUTH_USER_MODEL


class SchemeQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those issued in the reader's units, and those that gave a unit of the reader a target."""
        inside = Q(pk__in=[])
        for lo, hi in user.intervals("target.view"):
            inside |= Q(unit__position__gte=lo, unit__position__lt=hi)
        given = Assignment.objects.visible_to(user).filter(target__scheme=OuterRef("pk"))
        return self.filter(inside | Exists(given))

    def search(self, text: str) -> Self:
        """By a part of title or paper, with or without tone marks."""
        return saying(self, text, "title", "paper")


class Scheme(models.Model):
    """A scheme, resolution or plan of a unit, with the days between which its targets count."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=SchemeKind)
    title = models.CharField(max_length=300)
    paper = models.CharField(max_length=200, blank=True)
    paper_date = models.DateField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects = SchemeQuerySet.as_manager()
    row_security = NotPersonal("a published decision on work; no person stands in it")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="scheme_has_days", violation_error_message=_("The scheme ends before it begins."))]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("targets:board", args=[self.pk])

    @property
    def right(self) -> str:
        """The permission it takes to set its targets and to revise the unit's own."""
        return "target.answer" if self.kind == SchemeKind.REGISTERED else "target.set"


class Target(models.Model):
    """What a scheme wants to reach. indicator: its key, empty when results are reported by hand.

    over: a second indicator to divide by, for a share in per cent. where: dimension -> value the (upper) indicator is narrowed to.
    """

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="targets")
    title = models.CharField(max_length=300)
    indicator = models.CharField(max_length=60, blank=True)
    over = models.CharField(max_length=60, blank=True)
    where = models.JSONField(default=dict, blank=True)
    measure = models.CharField(max_length=60, blank=True)
    aim = models.CharField(max_length=10, choices=Aim, default=Aim.AT_LEAST)
    starts_on = models.DateField()
    ends_on = models.DateField()

    row_security = NotPersonal("what a published decision wants to reach; no person stands in it")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "title"], name="target_once", violation_error_message=_("The scheme has a target of this name already.")),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="target_has_days", violation_error_message=_("The target's period ends before it begins.")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def counted(self) -> bool:
        """Whether its results are counted from records."""
        return bool(self.indicator)

    @property
    def is_share(self) -> bool:
        """A share is handed down as it stands; it can't be divided among units."""
        return bool(self.over) or (self.counted and hasattr(indicator(self.indicator), "numerator"))

    @property
    def is_flow(self) -> bool:
        """Whether its result grows from nothing over the period."""
        return not self.is_share and (not self.counted or bool(indicator(self.indicator).flow))

    @property
    def places(self) -> int:
        return 2 if self.is_share else 0


class Milestone(models.Model):
    """What part of a target, in per cent, is to be reached by a day; the same for every unit."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="milestones")
    on = models.DateField()
    percent = models.DecimalField(max_digits=6, decimal_places=2)

    row_security = NotPersonal("a day and a number of a published decision")

    class Meta:
        ordering = ("on",)
        constraints = [models.UniqueConstraint(fields=["target", "on"], name="milestone_once", violation_error_message=_("The target has a milestone on this day already."))]

    def __str__(self) -> str:
        return f"{self.on} {self.percent}"


class ShownQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.inside(user.intervals("target.view"))


class AssignmentQuerySet(ShownQuerySet):
    def told(self) -> Self:
        """With all that a page says of them."""
        return self.select_related("target__scheme__unit", "unit", "given_by").prefetch_related("values", "target__milestones", "carried_from__unit", "results", "shares__values")


@keeps_history()
class Assignment(PlacedModel, VersionedModel):
    """A target in a unit's hands. parent: the one it was shared out of; it may lie outside the reader's units, so
    given_by names its unit, which decides and revises (its own unit where nothing stands above). proposed: what was proposed last.

    baseline: the result on `baseline_on`, counted from records unless typed with its paper. responsible: who sees to it.
    into: where it went when its unit ended.
    """

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="assignments")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="shares")
    given_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=HandState, default=HandState.PROPOSED)
    proposed = models.DecimalField(max_digits=14, decimal_places=2)
    answer = models.CharField(max_length=500, blank=True)
    responsible = models.CharField(max_length=200, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    baseline = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    baseline_paper = models.CharField(max_length=200, blank=True)
    into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_from")
    ended_on = models.DateField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()
    row_security = RowSecurity()
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=False)

    class Meta(PlacedModel.Meta):
        triggers = [*PlacedModel.Meta.triggers, *VersionedModel.Meta.triggers]
        constraints = [models.UniqueConstraint(fields=["target", "unit"], name="assignment_once", violation_error_message=_("The unit has a share of this target already."))]
        indexes = [models.Index(fields=["position", "state"], name="assignment_place")]

    def __str__(self) -> str:
        return f"{self.target} · {self.unit}"

    def get_absolute_url(self) -> str:
        return reverse("targets:assignment", args=[self.pk])


class ValueQuerySet(PlacedQuerySet, PeriodQuerySet):
    """Versions of a unit's target."""


class AssignedValue(PlacedModel, PeriodModel):
    """What a unit is to reach, in force for a period, by a decision. A revision ends one and begins the next."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="values")
    value = models.DecimalField(max_digits=14, decimal_places=2)
    paper = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ValueQuerySet.as_manager()
    row_security = RowSecurity()
    privacy = Privacy(default=DataClass.ORDINARY, retention=KEEP, export=False)

    class Meta(PlacedModel.Meta):
        ordering = ("valid_from",)
        constraints = [no_overlap("assignment", name="assigned_value_once", message=_("Another value of this target is in force on these days.")), holds_a_day("assigned_value_day")]

    def __str__(self) -> str:
        return f"{self.value} {self.valid_from}"


class ReportedResult(PlacedModel):
    """A result a unit reports of what no record counts, with the paper it stands in and its file. A later report of the same day replaces none: the last entered holds."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="results")
    on = models.DateField()
    value = models.DecimalField(max_digits=14, decimal_places=2)
    paper = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=80, unique=True)
    original_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    entered_at = models.DateTimeField(auto_now_add=True)
    entered_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ShownQuerySet.as_manager()
    row_security = RowSecurity(append_only=True)
    privacy = Privacy(default=DataClass.ORDINARY, retention=KEEP, export=False)

    class Meta(PlacedModel.Meta):
        ordering = ("on", "pk")
        constraints = [models.CheckConstraint(condition=~Q(paper=""), name="result_has_paper", violation_error_message=_("A reported result needs its paper."))]

    def __str__(self) -> str:
        return f"{self.value} {self.on}"


@keeps_history()
class NewModel(PlacedModel, VersionedModel):
    """A new model or creative way that a unit registers for a year, and what it reports of it."""

    title = models.CharField(max_length=300)
    text = models.TextField(max_length=2000, blank=True)
    year = models.PositiveSmallIntegerField()
    result = models.TextField(max_length=2000, blank=True)
    reported_on = models.DateField(null=True, blank=True)

    objects = ShownQuerySet.as_manager()
    row_security = RowSecurity()
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=False)

    class Meta(PlacedModel.Meta):
        triggers = [*PlacedModel.Meta.triggers, *VersionedModel.Meta.triggers]
        constraints = [models.UniqueConstraint(fields=["unit", "year", "title"], name="new_model_once", violation_error_message=_("The unit has registered a model of this name for the year already."))]

    def __str__(self) -> str:
        return self.title


def in_force(values: Any, day: Any) -> Decimal | None:
    """The value in force on the day; before the first decision nothing."""
    return next((one.value for one in values if day in one.period), None)
