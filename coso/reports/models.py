"""Reports that were settled: what they said, kept for ever, with where each number came from."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import NotPersonal, RowSecurity
from coso.org.models import PlacedModel, PlacedQuerySet, Unit
from coso.reports.enums import Period, State

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


class UnitReport(PlacedModel):
    """A report a unit makes, from the first word to the superior's answer. One for each key and day.

    start: of its period, where that is not the usual one. frozen: as it was settled last. reason: why it was handed back.
    """

    key = models.CharField(max_length=60)
    on = models.DateField()
    start = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    frozen = models.ForeignKey(FrozenReport, null=True, on_delete=models.PROTECT, related_name="+")
    signed_by = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    objects = FrozenReportQuerySet.as_manager()
    row_security = RowSecurity()
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=False)

    class Meta(PlacedModel.Meta):
        constraints = [models.UniqueConstraint(fields=["unit", "key", "on"], name="unit_report_once", violation_error_message=_("This unit has that report of that day already. Open it."))]
        indexes = [models.Index(fields=["position", "state"], name="unit_report_place")]

    def __str__(self) -> str:
        return f"{self.key} {self.on}"

    def get_absolute_url(self) -> str:
        return reverse("reports:work", args=[self.pk])


class WrittenPart(PlacedModel):
    """What a person wrote in a report: the latest text of a part counts, the earlier ones are kept.

    part: its name in the report's text.
    """

    report = models.ForeignKey(UnitReport, on_delete=models.PROTECT, related_name="parts")
    part = models.CharField(max_length=120)
    text = models.TextField(max_length=20_000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects = PlacedQuerySet.as_manager()
    row_security = RowSecurity(append_only=True)
    privacy = Privacy(default=DataClass.SENSITIVE, retention=KEEP, export=False)

    def __str__(self) -> str:
        return self.part


class ReportTemplate(models.Model):
    """A report's text that an office wrote, for its unit and all below it. A change is a new version; none is overwritten."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    period = models.CharField(max_length=10, choices=Period)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    row_security = NotPersonal("forms of reports, which name nobody; units below read those of the units above")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="template_version_once", violation_error_message=_("Somebody has kept a newer version meanwhile. Open it and change it there."))]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"
