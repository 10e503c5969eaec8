"""Mass organisations in the enterprises where units stand: which body, since when, until when. Counts, no persons."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from coso.common.history import KnownModel, VersionedModel, keeps_history
from coso.common.periods import PeriodModel, holds_a_day, no_overlap
from coso.common.row_security import NotPersonal
from coso.org.enums import MassKind
from coso.org.models.units import Unit


@keeps_history()
class MassBody(PeriodModel, VersionedModel):
    """A body of a mass organisation in a unit's enterprise, from its founding to its end.

    follows: the same body's row in a unit that was merged into this one; a body is founded once, with the row that follows none.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="mass_bodies")
    kind = models.CharField(max_length=20, choices=MassKind)
    name = models.CharField(max_length=200)
    paper = models.CharField(max_length=300, blank=True)
    follows = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by")

    row_security = NotPersonal("organisations only")

    class Meta(VersionedModel.Meta):
        constraints = [
            holds_a_day("mass_body_day"),
            no_overlap("unit", "kind", "name", name="mass_body_once", message=_("This body is entered already for some of these days.")),
        ]
        indexes = [models.Index(fields=["valid_from"], name="mass_body_founded")]

    def __str__(self) -> str:
        return self.name


class MassBodyKnown(KnownModel, PeriodModel):
    """A body as it was known."""

    unit = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, related_name="+")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    follows = models.ForeignKey("self", null=True, on_delete=models.DO_NOTHING, related_name="+")

    class Meta(KnownModel.Meta):
        db_table = "org_massbody_known"

    def __str__(self) -> str:
        return self.name
