"""Plans of restructuring: what is to change in the tree, by which decision, from which day."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coso.common.folded import saying
from coso.common.history import VersionedModel, keeps_history
from coso.common.models import Job
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import RowSecurity
from coso.org.models import Area, PlacedModel, PlacedQuerySet
from coso.restructuring.enums import OPEN_STATES, PlanState

KEEP = "as long as the units it speaks of; a decision about organisation is kept for good"


class PlanQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.inside(user.intervals("unit.view"))

    def search(self, text: str) -> Self:
        """By a part of title or decision, with or without tone marks."""
        return saying(self, text, "title", "paper")

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def broken_off(self) -> Self:
        """Being carried out as long work, but nobody works on them any more."""
        return self.filter(state=PlanState.DECIDED).exclude(job_id__in=Job.objects.unfinished().values("pk"))

    def due(self, day: date) -> Self:
        """Decided before their day, and the day has come; the earliest first."""
        return self.filter(state=PlanState.AHEAD, on__lte=day).order_by("on", "pk")


@keeps_history()
class RestructuringPlan(PlacedModel, VersionedModel):
    """One decision about many units, all from one day.

    unit: whose subtree is restructured and who may see the plan. operations: plain data, one item an operation
    (`coso.restructuring.rules.operations`). made: label of a unit founded by the plan -> its key. carried: how many
    operations are done. held_up: why the decision could not be carried out on its day. checked: what the last dry run answered. edition: counts the changes of the operations.
    """

    title = models.CharField(_("title"), max_length=300)
    paper = models.CharField(_("decision"), max_length=200, blank=True)
    paper_date = models.DateField(_("date of the decision"), null=True, blank=True)
    on = models.DateField(_("in force from"))
    operations = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=10, choices=PlanState, default=PlanState.DRAFT)
    edition = models.PositiveIntegerField(default=0)
    checked = models.JSONField(default=dict)
    made = models.JSONField(default=dict)
    carried = models.PositiveIntegerField(default=0)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    job_id = models.BigIntegerField(null=True)
    held_up = models.TextField(blank=True)

    objects = PlanQuerySet.as_manager()
    row_security = RowSecurity()
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=False)

    class Meta(PlacedModel.Meta):
        triggers = [*PlacedModel.Meta.triggers, *VersionedModel.Meta.triggers]
        indexes = [models.Index(fields=["position", "-on"], name="plan_place")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("restructuring:plan", args=[self.pk])

    @property
    def full_paper(self) -> str:
        """The decision as it is written beside what it changed: number and date."""
        day = f"{self.paper_date:%d/%m/%Y}" if self.paper_date else ""
        return str(_("%(paper)s of %(day)s") % {"paper": self.paper, "day": day}) if day and self.paper else self.paper


class CoverageQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.inside(user.intervals("unit.view"))

    def open(self) -> Self:
        return self.filter(replaced_on__isnull=True)


@keeps_history()
class CoveragePlan(PlacedModel, VersionedModel):
    """By when an area is to have a branch of its own, or members, and who sees to it. A later plan replaces it."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="coverage_plans")
    made_on = models.DateField()
    planned_on = models.DateField()
    responsible = models.CharField(max_length=200)
    note = models.CharField(max_length=500, blank=True)
    replaced_on = models.DateField(null=True, blank=True)

    objects = CoverageQuerySet.as_manager()
    row_security = RowSecurity()
    privacy = Privacy(default=DataClass.PERSONAL, retention="as long as the area is looked after; it tells what was planned", export=False)

    class Meta(PlacedModel.Meta):
        triggers = [*PlacedModel.Meta.triggers, *VersionedModel.Meta.triggers]
        constraints = [models.UniqueConstraint(fields=["area"], condition=models.Q(replaced_on__isnull=True), name="coverage_plan_once")]

    def __str__(self) -> str:
        return f"{self.area_id} {self.planned_on}"
