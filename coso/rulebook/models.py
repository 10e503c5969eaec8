"""What a province sets itself: values of rules, and days on which its offices are closed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coso.common.history import VersionedModel, keeps_history
from coso.common.periods import PeriodModel, PeriodQuerySet, holds_a_day, no_overlap
from coso.common.row_security import NotPersonal


class LocalQuerySet(PeriodQuerySet):
    """Rows a province set for a unit and all below it."""

    def for_unit(self, unit: Any) -> Self:
        """Those that reach the unit on today's tree, the nearest first; without a unit those of the tops of the tree."""
        if unit is None:
            return self.filter(unit__parent__isnull=True).order_by("pk")
        return self.filter(unit__position__lte=unit.position, unit__position_end__gt=unit.position).order_by("-unit__position", "pk")


@keeps_history()
class LocalRule(PeriodModel, VersionedModel):
    """A value a province set for itself, over a period, by a paper. Never changed: a newer one ends it.

    key, scope: as in the regulation files. value: written as there. measure: the unit of measure, where sources
    disagree on that too. unit: it holds there and below. The rulebook lies below the tree, so the unit is named only.
    """

    key = models.CharField(max_length=80)
    scope = models.CharField(max_length=40, blank=True)
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    value = models.JSONField()
    measure = models.CharField(max_length=80, blank=True)
    paper = models.CharField(_("paper"), max_length=300)
    reason = models.TextField(_("reason"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    objects = LocalQuerySet.as_manager()
    row_security = NotPersonal("values of rules, open to everybody who signs in")

    class Meta(VersionedModel.Meta):
        constraints = [
            holds_a_day("local_rule_day"),
            no_overlap("key", "scope", "unit", name="local_rule_once", message=_("This value is already set here for some of these days.")),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.valid_from}"


@keeps_history()
class LocalClosure(PeriodModel, VersionedModel):
    """Days off besides the public holidays, of a unit and all below it: a flood, a provincial holiday, a swapped day."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    paper = models.CharField(_("paper"), max_length=300)
    reason = models.TextField(_("reason"))
    withdrawn_on = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    objects = LocalQuerySet.as_manager()
    row_security = NotPersonal("days off of offices")

    class Meta(VersionedModel.Meta):
        constraints = [
            holds_a_day("local_closure_day"),
            models.CheckConstraint(condition=Q(valid_to__isnull=False), name="local_closure_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from} – {self.last_day}"

    @property
    def last_day(self) -> date:
        assert self.valid_to  # held by the database
        return self.valid_to - timedelta(days=1)

    @property
    def days(self) -> list[date]:
        return [self.valid_from + timedelta(days=n) for n in range((self.last_day - self.valid_from).days + 1)]
