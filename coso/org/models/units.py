"""Units, what they were called, under which superior they stood, and who follows whom."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coso.common.history import VersionedModel, keeps_history
from coso.common.periods import PeriodModel, holds_a_day, no_overlap
from coso.common.row_security import NotPersonal
from coso.common.vietnamese import query_words
from coso.org.enums import LineageKind, Sector, UnitKind

END_OF_SPACE = 2**62
NOWHERE = END_OF_SPACE  # right after the last place a unit may have, and still seen by the system: rows there are read by whom they are about


def printed(code: str) -> str:
    """The 14 digits of an organisation code in groups 2.3.3.3.3, or nothing."""
    return f"{code[:2]}.{code[2:5]}.{code[5:8]}.{code[8:11]}.{code[11:]}" if code else ""


class Bears(Func):
    """Whether the name holds all the words; the last may be only begun."""

    template = "(%(expressions)s::tsquery)"
    arg_joiner = " @@ "
    output_field = models.BooleanField()

    def __init__(self, words: list[str]) -> None:
        quoted = ["'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in words]
        super().__init__(F("name_tokens"), models.Value(" & ".join(quoted) + ":*"))


class UnitQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The units inside the user's appointments."""
        return self.inside(user.intervals("unit.view"))

    def inside(self, intervals: list[tuple[int, int]]) -> Self:
        """The units whose position lies in one of the half-open intervals."""
        found = Q(pk__in=[])
        for lo, hi in intervals:
            found |= Q(position__gte=lo, position__lt=hi)
        return self.filter(found)

    def under(self, unit: Unit) -> Self:
        """The unit and all below it, on today's tree."""
        return self.filter(position__gte=unit.position, position__lt=unit.position_end)

    def above(self, unit: Unit) -> Self:
        """The units above it on today's tree, the top first."""
        return self.filter(position__lt=unit.position, position_end__gte=unit.position_end).order_by("position")

    def search(self, text: str) -> Self:
        """Units by the beginning of their code, or by words of their name with all, some or no tone marks."""
        digits = re.sub(r"[.\s]", "", text)
        if digits.isascii() and digits.isdecimal():
            return self.filter(code__startswith=digits)
        words = query_words(text)
        return self.filter(Bears(words)) if words else self.none()

    def with_below(self, day: date) -> Self:
        """Adds `has_below`: whether a unit in being on the day stands directly under it today."""
        return self.annotate(has_below=Exists(Unit.objects.filter(parent=OuterRef("pk")).existing_on(day)))

    def existing_on(self, day: date) -> Self:
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day), founded_on__lte=day)

    def in_tree_order(self) -> Self:
        return self.order_by("position")


@keeps_history()
class Unit(VersionedModel):
    """A party organisation. Name, code, kind, sector and parent here are today's; their history stands beside.

    `[position, position_end)` is the interval of the unit's subtree on today's tree; a unit that has
    ended keeps its last place, so that the past stays inside the scope of those who look after it.
    """

    code = models.CharField(max_length=14, blank=True)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=40, choices=UnitKind)
    sector = models.CharField(max_length=40, choices=Sector, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    position = models.BigIntegerField()
    position_end = models.BigIntegerField()
    founded_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    founding_paper = models.CharField(max_length=300, blank=True)
    ending_paper = models.CharField(max_length=300, blank=True)
    name_key = models.GeneratedField(
        expression=Func(F("name"), function="coso_fold"), output_field=models.TextField(), db_persist=True
    )
    name_tokens = models.GeneratedField(
        expression=Func(Func(F("name"), function="coso_name_tokens"), function="array_to_tsvector"),
        output_field=SearchVectorField(), db_persist=True,
    )

    objects = UnitQuerySet.as_manager()
    row_security = NotPersonal("organisations only; the tree is open to everybody who signs in")

    class Meta(VersionedModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["position"], name="unit_position_once", deferrable=models.Deferrable.DEFERRED),
            models.UniqueConstraint(
                fields=["code"], condition=Q(ended_on__isnull=True) & ~Q(code=""), name="unit_code_once",
                violation_error_message=_("Another unit in being already has this code."),
            ),
            models.CheckConstraint(condition=Q(position_end__gt=F("position")), name="unit_interval"),
            models.CheckConstraint(condition=Q(code="") | Q(code__regex=r"^[0-9]{14}$"), name="unit_code_digits"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gt=F("founded_on")), name="unit_lives_a_day"
            ),
        ]
        indexes = [
            models.Index(fields=["parent", "position"]),
            models.Index(fields=["position", "position_end"]),
            GinIndex(fields=["name_tokens"], name="unit_name_tokens"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def interval(self) -> tuple[int, int]:
        return self.position, self.position_end

    def get_absolute_url(self) -> str:
        return reverse("org:unit", args=[self.pk])

    def printed_code(self) -> str:
        return printed(self.code)


@keeps_history()
class UnitDetails(PeriodModel, VersionedModel):
    """What a unit was called, coded and counted as over a period."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="details")
    code = models.CharField(max_length=14, blank=True)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=40, choices=UnitKind)
    sector = models.CharField(max_length=40, choices=Sector, blank=True)
    paper = models.CharField(max_length=300, blank=True)
    reason = models.TextField(blank=True)

    row_security = NotPersonal("organisations only")

    class Meta(VersionedModel.Meta):
        constraints = [
            holds_a_day("unit_details_day"),
            no_overlap("unit", name="unit_details_once", message=_("The unit already has a name for some of these days.")),
        ]

    def __str__(self) -> str:
        return self.name


@keeps_history()
class Placement(PeriodModel, VersionedModel):
    """Under which parent a unit stood over a period; the top of a tree has none."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="placed_below")
    paper = models.CharField(max_length=300, blank=True)
    reason = models.TextField(blank=True)

    row_security = NotPersonal("organisations only")

    class Meta(VersionedModel.Meta):
        constraints = [
            holds_a_day("placement_day"),
            no_overlap("unit", name="placement_once", message=_("The unit already has a superior for some of these days.")),
            models.CheckConstraint(condition=~Q(unit=F("parent")), name="placement_not_own_parent"),
        ]
        # Every figure asks what has moved since its day; few placements of a day have ended.
        indexes = [models.Index(fields=["valid_to"], condition=Q(valid_to__isnull=False), name="placement_ended")]

    def __str__(self) -> str:
        return f"{self.unit_id} < {self.parent_id}"


class Closure(PeriodModel):
    """Ancestor and descendant over a period, self included at depth 0: the truth about the tree on any day."""

    ancestor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="closure_below")
    descendant = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="closure_above")
    depth = models.PositiveSmallIntegerField()

    row_security = NotPersonal("organisations only")

    class Meta:
        constraints = [
            holds_a_day("closure_day"),
            no_overlap("ancestor", "descendant", name="closure_once", message=_("This line of the tree already stands.")),
        ]
        indexes = [models.Index(fields=["descendant", "depth"])]

    def __str__(self) -> str:
        return f"{self.ancestor_id} > {self.descendant_id}"


class Lineage(models.Model):
    """A unit that follows another: merged, split, dissolved or changed in kind by a dated decision."""

    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successors")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="predecessors")
    kind = models.CharField(max_length=20, choices=LineageKind)
    on = models.DateField()
    paper = models.CharField(max_length=300, blank=True)

    row_security = NotPersonal("organisations only")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "on"], name="lineage_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="lineage_two_units"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} -> {self.successor_id}"
