"""Units and areas as they were known: what figures ask of them."""

from __future__ import annotations

from django.db import models

from coso.common.history import KnownModel
from coso.common.periods import PeriodModel
from coso.org.enums import AreaKind, Sector, UnitKind
from coso.org.models.units import Unit, UnitQuerySet


class UnitKnown(KnownModel):
    """A unit as it was known, at today's place in the tree; `unit` is the unit itself."""

    unit = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, related_name="+")
    code = models.CharField(max_length=14)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=40, choices=UnitKind)
    sector = models.CharField(max_length=40, choices=Sector)
    parent = models.ForeignKey("self", null=True, on_delete=models.DO_NOTHING, related_name="children")
    position = models.BigIntegerField()
    founded_on = models.DateField()
    ended_on = models.DateField(null=True)

    objects = UnitQuerySet.as_manager()

    class Meta(KnownModel.Meta):
        db_table = "org_unit_known"

    def __str__(self) -> str:
        return self.name


class UnitDetailsKnown(KnownModel, PeriodModel):
    """What a unit was known to be called and counted as over a period."""

    unit = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, related_name="+")
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=40)
    sector = models.CharField(max_length=40)

    class Meta(KnownModel.Meta):
        db_table = "org_unitdetails_known"


class PlacementKnown(KnownModel, PeriodModel):
    """Under which superior a unit was known to stand over a period."""

    unit = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, related_name="+")
    parent = models.ForeignKey(Unit, null=True, on_delete=models.DO_NOTHING, related_name="+")

    class Meta(KnownModel.Meta):
        db_table = "org_placement_known"


class ClosureKnown(KnownModel, PeriodModel):
    """Ancestor and descendant over a period, worked out from the placements as they were known."""

    ancestor = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, related_name="+")
    descendant = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, related_name="known_above")
    depth = models.IntegerField()

    class Meta(KnownModel.Meta):
        db_table = "org_closure_known"


class AreaKnown(KnownModel):
    """A place as it was known."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=AreaKind)
    parent = models.ForeignKey("self", null=True, on_delete=models.DO_NOTHING, related_name="children")
    ended_on = models.DateField(null=True)
    border = models.BooleanField()
    minority = models.BooleanField()
    specially_hard = models.BooleanField()
    remote = models.BooleanField()

    class Meta(KnownModel.Meta):
        db_table = "org_area_known"


class AreaTraitsKnown(KnownModel, PeriodModel):
    """What the state was known to say about an area over a period."""

    area = models.ForeignKey(AreaKnown, on_delete=models.DO_NOTHING, related_name="+")
    border = models.BooleanField()
    minority = models.BooleanField()
    specially_hard = models.BooleanField()
    remote = models.BooleanField()

    class Meta(KnownModel.Meta):
        db_table = "org_areatraits_known"


class AreaServiceKnown(KnownModel, PeriodModel):
    """That a unit serves an area over a period, as it was known."""

    unit = models.ForeignKey(UnitKnown, on_delete=models.DO_NOTHING, related_name="+")
    area = models.ForeignKey(AreaKnown, on_delete=models.DO_NOTHING, related_name="served_by")

    class Meta(KnownModel.Meta):
        db_table = "org_areaservice_known"
