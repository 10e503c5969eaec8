"""Rights asked about people and units, and who has read what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.access.enums import ReadingKind
from coso.access.models import Appointment, Reading, User
from coso.access.roles import ROLES, SAID, Permission, roles_with
from coso.common import vietnamese
from coso.common.acts import sentence
from coso.common.models import Act
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
        Read(row.at, str(people.get(row.by_id or 0, "")), held.get((row.by_id or 0, row.at.date()), ""), str(ReadingKind(row.kind).label), row.fields, row.purpose)
        for row in rows
    ]


def roles_of(people: Iterable[int], rows: Iterable[Reading]) -> dict[tuple[int, date], str]:
    """Account and day to the roles held then, in words."""
    appointments = list(Appointment.objects.filter(user__in=people).select_related("unit"))
    days = {(row.by_id or 0, row.at.date()) for row in rows}
    return {
        (account, day): "; ".join(f"{ROLES[one.role].title}, {one.unit}" for one in appointments if one.user_id == account and day in one.period)
        for account, day in days
    }


def accounts_in_care(user: Any) -> QuerySet[User]:
    """The accounts the user looks after, with the roles they hold today ready to be said."""
    today = Appointment.objects.as_of(timezone.localdate()).select_related("unit").order_by("unit__position")
    return User.objects.visible_to(user).select_related("unit").prefetch_related(Prefetch("appointments", queryset=today, to_attr="today"))


def roles_held(account: User) -> list[Appointment]:
    """All roles the account holds, held or will hold, the latest first; `said` tells from when to when, and the paper."""
    held = list(account.appointments.select_related("unit").order_by("-valid_from", "pk"))
    for one in held:
        until = _("until %(day)s") % {"day": vietnamese.date(one.valid_to)} if one.valid_to else ""
        one.said = " · ".join(filter(None, [_("from %(day)s") % {"day": vietnamese.date(one.valid_from)}, until, one.paper]))
    return held


def acts_about(account: User, user: Any, limit: int = 50) -> list[tuple[Act, str]]:
    """What was done to an account and its roles, as far as the user may see, newest first, each with its sentence."""
    roles = Q(subject_type=Appointment._meta.label_lower, subject_id__in=account.appointments.values("pk"))  # noqa: SLF001 Django's public _meta
    itself = Q(subject_type=User._meta.label_lower, subject_id=account.pk)  # noqa: SLF001 as above
    acts = Act.objects.visible_to(user).filter(roles | itself).select_related("by").order_by("-at", "-pk")
    return [(act, sentence(act.kind)) for act in acts[:limit]]


def roles_in_words(account: Any) -> str:
    """`Branch secretary, Chi bộ Bản Mới; …` of an account from `accounts_in_care`."""
    return "; ".join(f"{ROLES[one.role].title}, {one.unit}" for one in account.today)


def table_of_roles() -> list[tuple[str, list[tuple[Any, bool]]]]:
    """Each permission in words, with whether each role has it, in the order of `roles.py`."""
    return [(SAID[permission], [(role, permission in role.permissions) for role in ROLES.values()]) for permission in Permission]
