"""Rights asked about people and units, and who has read what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from coso.access.enums import ReadingKind
from coso.access.models import Appointment, Reading, User
from coso.access.roles import ROLES, roles_with
from coso.org.models import Unit


def people_with(permission: str, unit: Unit, on: date) -> QuerySet[User]:
    """The active accounts that have the permission for the unit on a day, through a role there or above."""
    held = Appointment.objects.as_of(on).filter(
        role__in=roles_with(permission), unit__position__lte=unit.position, unit__position_end__gt=unit.position,
    )
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("full_name", "pk")


def units_with(permission: str, user: Any) -> QuerySet[Unit]:
    """The units in which the user has the permission today."""
    return Unit.objects.inside(user.intervals(permission))


@dataclass(frozen=True)
class Read:
    """One line of “who has seen this record”. who: the reader's name; roles: what they held that day."""

    at: datetime
    who: str
    roles: str
    kind: str
    fields: str
    purpose: str


def who_has_read(member_id: int, user: Any, limit: int = 200) -> list[Read]:
    """The latest readings of one record, as far as the user may see them, newest first."""
    rows = list(Reading.objects.visible_to(user).filter(member_id=member_id).order_by("-at")[:limit])
    people = User.objects.in_bulk({row.by_id for row in rows if row.by_id})
    held = roles_of(people, rows)
    return [
        Read(row.at, str(people.get(row.by_id, "")), held.get((row.by_id, row.at.date()), ""), ReadingKind(row.kind).label, row.fields, row.purpose)
        for row in rows
    ]


def roles_of(people: Iterable[int], rows: Iterable[Reading]) -> dict[tuple[int, date], str]:
    """Account and day to the roles held then, in words."""
    appointments = list(Appointment.objects.filter(user__in=people).select_related("unit"))
    days = {(row.by_id, row.at.date()) for row in rows}
    return {
        (account, day): "; ".join(f"{ROLES[one.role].title}, {one.unit}" for one in appointments if one.user_id == account and day in one.period)
        for account, day in days
    }
