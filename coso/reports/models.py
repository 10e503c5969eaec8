"""Reports that were settled: what they said, kept for ever, with where each number came from."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import RowSecurity
from coso.org.models import PlacedModel, PlacedQuerySet, Unit

KEEP = "as long as the report itself; party statistics are kept for good"


class FrozenReportQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.inside(user.intervals("report.view"))


class FrozenReport(PlacedModel):
    """A report as it was settled. `content` is what was shown (`coso.reports.queries.Built`), never changed."""

    key = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    on = models.DateField()
    tree = models.CharField(max_length=10)
    as_known_on = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    content = models.JSONField()

    objects = FrozenReportQuerySet.as_manager()
    row_security = RowSecurity(append_only=True)
    privacy = Privacy(default=DataClass.SENSITIVE, retention=KEEP, export=False)

    class Meta(PlacedModel.Meta):
        indexes = [models.Index(fields=["position", "-as_known_on"])]

    def __str__(self) -> str:
        return f"{self.title} {self.on}"


class FrozenFigure(PlacedModel):
    """One number of a settled report: which indicator, of which unit, on which day, known when, from which records.

    place: section.line.column in the report. digest: of the keys of the records; empty where there were none to list.
    """

    report = models.ForeignKey(FrozenReport, on_delete=models.PROTECT, related_name="figures")
    place = models.CharField(max_length=20)
    indicator = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    where = models.JSONField(default=dict)
    on = models.DateField()
    start = models.DateField(null=True)
    as_known_on = models.DateTimeField()
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    digest = models.CharField(max_length=64, blank=True)

    objects = PlacedQuerySet.as_manager()
    row_security = RowSecurity(append_only=True)
    privacy = Privacy(default=DataClass.SENSITIVE, retention=KEEP, export=False)

    class Meta(PlacedModel.Meta):
        constraints = [models.UniqueConstraint(fields=["report", "place"], name="frozen_figure_once")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.where} = {self.value}"

    @property
    def counted_unit(self) -> Unit:
        """The unit the number is of: the report's own, or one right below it."""
        return self.unit
