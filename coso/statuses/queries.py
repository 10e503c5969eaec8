"""Who reaches which badge by a round, and whose card or file was not looked at this year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from coso.common.periods import add_months
from coso.members.enums import StayReason
from coso.members.models import FormerMembership, Member, MemberQuerySet, Stay
from coso.rulebook import rules as rulebook
from coso.statuses.models import Badge, Check

MONTHS = 12
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reached:
    """A member who reaches a badge, and on which day. readmitted: when the member was admitted again, if ever."""

    member: Member
    years: int
    on: date
    readmitted: date | None = None


def badge_years(day: date) -> list[int]:
    return sorted(rulebook.on(day).get("badge.years"))


def reaching(members: MemberQuerySet, start: date, end: date) -> list[Reached]:
    """Members on the roll whose party age reaches a badge after `start` and by `end`, and who have it not; a fixed number of queries."""
    found = Q(pk__in=[])
    for years in badge_years(end):
        # A day wider at both ends: who was admitted on 29 February reaches it on the 28th of a common year.
        found |= Q(admission_date__gte=add_months(start, -MONTHS * years) - A_DAY, admission_date__lte=add_months(end, -MONTHS * years) + A_DAY)
    people = members.on_roll().filter(found).select_related("unit").by_name()
    had = set(Badge.objects.filter(member__in=people).values_list("member_id", "years"))
    again = readmissions(people)
    rows = [Reached(member, years, day, again.get(member.pk)) for member in people for years in badge_years(end) if start < (day := add_months(member.admission_date, MONTHS * years)) <= end]
    return sorted((row for row in rows if (row.member.pk, row.years) not in had), key=lambda row: -row.years)


def reached_by(member: Member, start: date, end: date) -> list[tuple[int, date]]:
    """As `reaching`, of one member: which badges, and on which day."""
    had = set(Badge.objects.filter(member=member).values_list("years", flat=True))
    return [(years, day) for years in badge_years(end) if years not in had and start < (day := add_months(member.admission_date, MONTHS * years)) <= end]


def readmissions(people: Iterable[Member]) -> dict[int, date]:
    """When those of these members who were admitted again last were, by key: by an earlier membership, or by a stay that begins so."""
    found: dict[int, date] = {}
    stays = Stay.objects.home().filter(member__in=people, reason=StayReason.READMITTED)
    former = FormerMembership.objects.filter(member__in=people)
    for key, day in [*stays.values_list("member_id", "valid_from"), *former.values_list("member_id", "readmitted_on")]:
        found[key] = max(day, found.get(key, day))
    return found


def unchecked(members: MemberQuerySet, kind: str, since: date) -> MemberQuerySet:
    """Members on the roll whose card or file nobody has looked at since the day."""
    seen = Check.objects.filter(member=OuterRef("pk"), kind=kind, on__gte=since)
    found: MemberQuerySet = members.on_roll().filter(~Exists(seen)).select_related("unit").by_name()
    return found


def of_member(member: Member, user: Any) -> tuple[list[Badge], list[Check]]:
    badges = Badge.objects.visible_to(user).filter(member=member).order_by("-on")
    checks = Check.objects.visible_to(user).filter(member=member).order_by("-on")
    return list(badges), list(checks[:4])
