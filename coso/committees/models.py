"""Who sits in the committee of an organisation, in which office, from when until when (domain/organisation.md §7)."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coso.committees.enums import Filled, Office
from coso.common.history import VersionedModel, keeps_history
from coso.common.periods import PeriodModel, PeriodQuerySet, holds_a_day, no_overlap
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import RowSecurity
from coso.members.models import Member
from coso.org.models import PlacedModel, PlacedQuerySet

KEEP = "for good: who led a party organisation belongs to its history"
RANK = Case(*[When(office=office, then=Value(at)) for at, office in enumerate(Office.values)], output_field=IntegerField())


class SeatQuerySet(PlacedQuerySet, PeriodQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of the reader's units, and the reader's own."""
        found = Q(member_id=user.own_member_id) if user.own_member_id else Q(pk__in=[])
        for lo, hi in user.intervals("committee.view"):
            found |= Q(position__gte=lo, position__lt=hi)
        return self.filter(found)

    def in_rank(self) -> Self:
        """The secretary first, then deputies, the standing committee before the others."""
        return self.order_by(RANK, "-standing", "name", "pk")


@keeps_history()
class CommitteeSeat(PlacedModel, PeriodModel, VersionedModel):
    """A seat in the committee of `unit`. standing: also in its standing committee. name: as it stood when the seat was filled.

    basis: the paper or congress by which it was filled. A new office, or a place in the standing committee, is a new row.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    office = models.CharField(max_length=20, choices=Office, default=Office.MEMBER)
    standing = models.BooleanField(default=False)
    filled = models.CharField(max_length=20, choices=Filled)
    basis = models.CharField(max_length=300, blank=True)

    objects = SeatQuerySet.as_manager()
    row_security = RowSecurity(own="member_id")
    privacy = Privacy(default=DataClass.PERSONAL, retention=KEEP, export=True)

    class Meta(PlacedModel.Meta):
        ordering = ("position", "pk")
        constraints = [
            holds_a_day("committee_seat_holds_a_day"),
            no_overlap("unit", "member", name="committee_seat_once", message=_("This member sits in the committee already in these days. End that seat first, or change it.")),
            no_overlap("unit", name="committee_secretary_once", condition=Q(office=Office.SECRETARY), message=_("The committee has another secretary in these days. End that seat first.")),
        ]
        triggers = [*PlacedModel.Meta.triggers, *VersionedModel.Meta.triggers]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("committees:seat", args=[self.pk])
