"""Places, their traits over time, and the units that serve them."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coso.common.folded import saying
from coso.common.history import VersionedModel, keeps_history
from coso.common.periods import PeriodModel, holds_a_day, no_overlap
from coso.common.row_security import NotPersonal
from coso.org.enums import AreaKind
from coso.org.models.units import Unit

TRAITS = ("border", "minority", "specially_hard", "remote")
ALWAYS = date.min  # the first traits of an area hold since before Coso knew it


class AreaQuerySet(models.QuerySet):
    def search(self, text: str) -> Self:
        """Areas whose name holds what was typed, without regard to marks and case."""
        return saying(self, text, "name")

    def residential(self) -> Self:
        return self.exclude(kind__in=[AreaKind.PROVINCE, AreaKind.COMMUNE, AreaKind.WARD, AreaKind.SPECIAL_ZONE])


@keeps_history()
class Area(VersionedModel):
    """A place: province and commune with their official codes, and the villages and groups inside."""

    code = models.CharField(max_length=20, unique=True, null=True, blank=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=AreaKind)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    border = models.BooleanField(default=False)
    minority = models.BooleanField(default=False)
    specially_hard = models.BooleanField(default=False)
    remote = models.BooleanField(default=False)
    ended_on = models.DateField(null=True, blank=True)
    households = models.PositiveIntegerField(null=True, blank=True)

    objects = AreaQuerySet.as_manager()
    row_security = NotPersonal("places only")

    class Meta(VersionedModel.Meta):
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name", "kind"], condition=Q(ended_on__isnull=True), name="area_name_once",
                violation_error_message=_("This place already has an area of that name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


@keeps_history()
class AreaTraits(PeriodModel, VersionedModel):
    """What the state says about an area over a period; written from its first change on, `Area` repeats the latest."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="traits")
    border = models.BooleanField(default=False)
    minority = models.BooleanField(default=False)
    specially_hard = models.BooleanField(default=False)
    remote = models.BooleanField(default=False)
    paper = models.CharField(max_length=300, blank=True)

    row_security = NotPersonal("places only")

    class Meta(VersionedModel.Meta):
        constraints = [
            holds_a_day("area_traits_day"),
            no_overlap("area", name="area_traits_once", message=_("The area already has traits for some of these days.")),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.valid_from}"


@keeps_history()
class AreaService(PeriodModel, VersionedModel):
    """A unit serves an area over a period; a branch with two areas is a joint branch."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="areas_served")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="served_by")

    row_security = NotPersonal("organisations only")

    class Meta(VersionedModel.Meta):
        constraints = [
            holds_a_day("area_service_day"),
            no_overlap("unit", "area", name="area_service_once", message=_("The unit already serves this area on some of these days.")),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} @ {self.area_id}"
