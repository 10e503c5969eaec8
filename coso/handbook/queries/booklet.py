"""What the printed handbook of a branch is made of, and for whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from coso.access.queries import units_with
from coso.admissions.queries import joined_on
from coso.documents.enums import Reach
from coso.documents.models import Publication
from coso.handbook.queries.today import LATELY
from coso.meetings.models import Meeting
from coso.members.models import Member
from coso.org.kinds import BRANCH_KINDS
from coso.org.models import Unit, UnitQuerySet

PERMISSION = "member.export"


def branches(user: Any, day: date) -> UnitQuerySet:
    """The branches in being whose members the user may take out on paper."""
    return units_with(PERMISSION, user).filter(kind__in=BRANCH_KINDS).existing_on(day).in_tree_order()


def people(unit: Unit, *, everybody: bool) -> QuerySet[Member]:
    """The members on the roll of the branch by name; without `everybody`, those who have no account in use."""
    rows = Member.objects.on_roll().filter(unit=unit, merged_into=None).select_related("unit").annotate(joined=joined_on()).by_name()
    return rows if everybody else rows.exclude(account__is_active=True)


def meetings_of_year(unit: Unit, day: date) -> QuerySet[Meeting]:
    """Those still to come in the year."""
    return Meeting.objects.filter(unit=unit, planned_on__gte=day, planned_on__year=day.year).standing().order_by("planned_on", "planned_at")


def papers_for(unit: Unit, user: Any, day: date) -> QuerySet[Publication]:
    """What was laid out lately for the unit by itself or by those above it, the newest first."""
    laid_out = Publication.objects.visible_to(user).filter(unit__position__lte=unit.position, unit__position_end__gt=unit.position, published_on__gte=day - LATELY)
    for_it = laid_out.exclude(Q(reach=Reach.UNIT) & ~Q(unit=unit))
    return for_it.defer("text", "words").order_by("-published_on", "-pk")
