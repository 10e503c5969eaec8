"""Reports that were settled: what they said, kept for ever, with where each number came from."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coso.common import vietnamese
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import NotPersonal, RowSecurity
from coso.org.models import PlacedModel, PlacedQuerySet, Unit
from coso.reports.enums import Period, State

KEEP = "as long as the report itself; party statistics are kept for good"


class FrozenReportQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.inside(user.intervals("report.view"))


class UnitReportQuerySet(FrozenReportQuerySet):
    def in_hand_of(self, user: Any) -> Self:
        """At a step that is this user's: the own unit's to mend, sign off or send up, and those sent up by the units right below."""
        writes = [lo for lo, _hi in user.intervals("report.freeze")]
        signs = [lo for lo, _hi in user.intervals("report.sign")]
        return self.filter(
            models.Q(unit__position__in=writes, state__in=[State.RETURNED, State.SIGNED]) | models.Q(unit__parent__position__in=writes, state=State.SENT)
            | models.Q(unit__position__in=signs, state=State.FROZEN)
        )


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

    template: the version of the office's template it was begun with; none for a standing report. start: of its period, where
    that is not the usual one. frozen: as it was settled last. sent_on: the day it went up last. answer: why it was handed back.
    """

    key = models.CharField(max_length=60)
    on = models.DateField()
    start = models.DateField(null=True)
    template = models.ForeignKey("ReportTemplate", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    frozen = models.ForeignKey(FrozenReport, null=True, on_delete=models.PROTECT, related_name="+")
    signed_by = models.CharField(max_length=200, blank=True)
    sent_on = models.DateField(null=True)
    answer = models.CharField(max_length=500, blank=True)

    objects = UnitReportQuerySet.as_manager()
    row_security = RowSecurity()
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=False)

    class Meta(PlacedModel.Meta):
        constraints = [models.UniqueConstraint(fields=["unit", "key", "on"], name="unit_report_once", violation_error_message=_("This unit has that report of that day already. Open it."))]
        indexes = [models.Index(fields=["position", "state"], name="unit_report_place")]

    def __str__(self) -> str:
        return f"{self.key} {self.on}"

    def get_absolute_url(self) -> str:
        return reverse("reports:work", args=[self.pk])

    @property
    def colour(self) -> str:
        """How its state is shown."""
        return {State.RETURNED: "bad", State.ACCEPTED: "good", State.SENT: "info", State.DRAFT: ""}.get(State(self.state), "warn")


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


class ReportCall(models.Model):
    """A committee asks the units right below it for a report: as of `on`, and again at the end of each later period.

    every: a day asks once. due_days: after its day, by when a report must have been sent.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    every = models.CharField(max_length=10, choices=Period)
    on = models.DateField()
    due_days = models.PositiveSmallIntegerField()
    ended_on = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    row_security = NotPersonal("what a committee asks its units for, which name nobody; units below read what is asked of them")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "key", "every", "on"], condition=models.Q(ended_on__isnull=True), name="report_called_once",
                violation_error_message=_("This report is asked for from that day already. See the list below."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.every} {self.on}"

    @property
    def said(self) -> str:
        """How often, from which day and due when, in one line."""
        told = {"every": Period(self.every).label, "on": vietnamese.date(self.on), "days": self.due_days}
        if self.every == Period.DAY:
            return _("Once, as of %(on)s, due %(days)s days later") % told
        return _("%(every)s, from %(on)s on, due %(days)s days after its end") % told
