"""Which areas lack a branch of their own or members, for how long, and what is planned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from coso.members.enums import StayKind
from coso.members.models import Stay
from coso.org.enums import RESIDENTIAL_KINDS
from coso.org.kinds import BRANCH_KINDS
from coso.org.models import Area, AreaService, Unit
from coso.org.queries import residential_areas
from coso.restructuring.enums import Gap
from coso.restructuring.models import CoveragePlan


def covered(unit: Unit, day: date) -> QuerySet[Area]:
    """The residential areas of `unit`, each with its `gap` (empty: none), `since`, `members` and its open plan.

    since: the day from which the gap stands, None where the records do not tell. members: in its branches.
    """
    by_branch = AreaService.objects.filter(area=OuterRef("pk"), unit__kind__in=BRANCH_KINDS)
    now = by_branch.as_of(day)
    rows = residential_areas(unit, day).annotate(
        branches=_count(now, "area"), members=_count(_people(day), "unit__areas_served__area"),
        own=Exists(now.annotate(areas=_count(_areas_of_branch(day), "unit")).filter(areas=1)),
        planned_on=Subquery(_plan().values("planned_on")[:1]), responsible=Subquery(_plan().values("responsible")[:1]),
    )
    return rows.annotate(
        gap=Case(When(branches=0, then=Value(Gap.NO_BRANCH)), When(members=0, then=Value(Gap.NO_MEMBER)), When(own=False, then=Value(Gap.JOINT)), default=Value("")),
    ).annotate(since=_since(day))


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(by).annotate(n=Count("pk", distinct=True)).values("n")[:1], output_field=IntegerField()), 0)


def _people(day: date) -> QuerySet[Stay]:
    """Home stays of the day in branches that serve the area on the day."""
    serving = Q(unit__areas_served__valid_to__isnull=True) | Q(unit__areas_served__valid_to__gt=day)
    return Stay.objects.home().as_of(day).filter(
        serving, unit__areas_served__area=OuterRef("pk"), unit__areas_served__valid_from__lte=day, unit__kind__in=BRANCH_KINDS,
    )


def _areas_of_branch(day: date) -> QuerySet[AreaService]:
    return AreaService.objects.as_of(day).filter(unit=OuterRef("unit"), area__kind__in=RESIDENTIAL_KINDS)


def _plan() -> QuerySet[CoveragePlan]:
    return CoveragePlan.objects.open().filter(area=OuterRef("pk"))


def _since(day: date) -> Case:
    """No branch: since the last one left. No member: since the last one left. Joint: since the branch has a second area."""
    left = AreaService.objects.filter(area=OuterRef("pk"), unit__kind__in=BRANCH_KINDS, valid_to__lte=day).order_by("-valid_to")
    serving = AreaService.objects.as_of(day).filter(area=OuterRef(OuterRef("pk")), unit__kind__in=BRANCH_KINDS).values("unit")
    gone = Stay.objects.filter(unit__in=serving, kind=StayKind.HOME, valid_to__lte=day).order_by("-valid_to")
    second = AreaService.objects.as_of(day).filter(unit__in=serving, area__kind__in=RESIDENTIAL_KINDS).order_by("-valid_from")
    return Case(
        When(gap=Gap.NO_BRANCH, then=Subquery(left.values("valid_to")[:1])),
        When(gap=Gap.NO_MEMBER, then=Subquery(gone.values("valid_to")[:1])),
        When(gap=Gap.JOINT, then=Subquery(second.values("valid_from")[:1])),
        default=None,
    )


@dataclass(frozen=True)
class Heat:
    """One commune: how many areas it has, how many lack what, how many of these gaps have a plan, and whose day is past."""

    key: int
    name: str
    areas: int
    no_branch: int
    no_member: int
    joint: int
    planned: int
    overdue: int

    @property
    def gaps(self) -> int:
        return self.no_branch + self.no_member + self.joint

    def level(self, count: int) -> int:
        """1 is worst, 4 is good: the share of the areas."""
        share = count / self.areas if self.areas else 0
        return 4 if not count else 3 if share < 0.1 else 2 if share < 0.25 else 1

    @property
    def cells(self) -> Iterable[tuple[str, int, int]]:
        return [(gap.value, count, self.level(count)) for gap, count in ((Gap.NO_BRANCH, self.no_branch), (Gap.NO_MEMBER, self.no_member), (Gap.JOINT, self.joint))]


def heat(areas: QuerySet[Area], day: date) -> list[Heat]:
    """Communes with the most gaps first."""
    counts = {gap.value: Count("pk", filter=Q(gap=gap)) for gap in Gap}
    lacking = ~Q(gap="")
    rows = areas.order_by().values("parent", "parent__name").annotate(
        areas=Count("pk"), **counts, planned=Count("pk", filter=lacking & Q(planned_on__isnull=False)), overdue=Count("pk", filter=lacking & Q(planned_on__lt=day)),
    )
    found = [
        Heat(row["parent"] or 0, row["parent__name"] or "", row["areas"], row["no_branch"], row["no_member"], row["joint"], row["planned"], row["overdue"])
        for row in rows
    ]
    return sorted(found, key=lambda one: (-one.gaps, one.name))
