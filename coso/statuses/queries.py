"""Who reaches which badge by a round, and whose card or file was not looked at this year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from coso.common.periods import add_months
from coso.members.models import Member, MemberQuerySet
from coso.rulebook import rules as rulebook
from coso.statuses.models import Badge, Check

MONTHS = 12
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reached:
    """A member who reaches a badge, and on which day."""

    member: Member
    years: int
    on: date


def badge_years(day: date) -> list[int]:
    return sorted(rulebook.on(day).get("badge.years"))


def reaching(members: MemberQuerySet, start: date, end: date) -> list[Reached]:
    """Members on the roll whose party age reaches a badge after `start` and by `end`, and who have it not; two queries."""
    found = Q(pk__in=[])
    for years in badge_years(end):
        # A day wider at both ends: who was admitted on 29 February reaches it on the 28th of a common year.
        found |= Q(admission_date__gte=add_months(start, -MONTHS * years) - A_DAY, admission_date__lte=add_months(end, -MONTHS * years) + A_DAY)
    people = members.on_roll().filter(found).select_related("unit").by_name()
    had = set(Badge.objects.filter(member__in=people).values_list("member_id", "years"))
    rows = [Reached(member, years, day) for member in people for years in badge_years(end) if start < (day := add_months(member.admission_date, MONTHS * years)) <= end]
    return sorted((row for row in rows if (row.member.pk, row.years) not in had), key=lambda row: -row.years)


def unchecked(members: MemberQuerySet, kind: str, since: date) -> MemberQuerySet:
    """Members on the roll whose card or file nobody has looked at since the day."""
    seen = Check.objects.filter(member=OuterRef("pk"), kind=kind, on__gte=since)
    found: MemberQuerySet = members.on_roll().filter(~Exists(seen)).select_related("unit").by_name()
    return found


def of_member(member: Member, user: Any) -> tuple[list[Badge], list[Check]]:
    badges = Badge.objects.visible_to(user).filter(member=member).order_by("-on")
    checks = Check.objects.visible_to(user).filter(member=member).order_by("-on")
    return list(badges), list(checks[:4])
