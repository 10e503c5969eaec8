"""Who opens their own handbook, branch by branch, and who still needs a code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from coso.access.models import ActivationCode, Appointment
from coso.access.queries import units_with
from coso.access.roles import OFFICES, Permission
from coso.handbook.enums import Way
from coso.members.models import Member
from coso.org.kinds import MEMBER_KINDS
from coso.org.models import Unit, UnitQuerySet


def branches(user: Any, day: date) -> UnitQuerySet:
    """The units with a roll of their own in which the user hands out codes, each with `members`, `opened` and `used`."""
    rows = Member.objects.on_roll().filter(unit=OuterRef("pk"), merged_into=None).order_by().values("unit")

    def count(*which: Q) -> Any:
        return Coalesce(Subquery(rows.annotate(n=Count("pk", filter=Q(*which))).values("n")), 0)

    found = units_with(Permission.ACCOUNT_HAND_OUT, user).filter(kind__in=MEMBER_KINDS).existing_on(day)
    return found.annotate(members=count(), opened=count(Q(account__is_active=True)), used=count(Q(account__is_active=True, account__last_login__isnull=False)))


def waiting_codes() -> QuerySet[ActivationCode]:
    """Of a member's account, those neither used nor void, good or too old."""
    return ActivationCode.objects.filter(user=OuterRef("account"), used_at=None, void=False)


def offices_from(day: date) -> QuerySet[Appointment]:
    """Of a member's account, the offices it holds on the day or later."""
    return Appointment.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), user=OuterRef("account"), role__in=OFFICES)


def people(unit: Unit, user: Any, day: date) -> QuerySet[Any]:
    """Who is on the roll, by name, with their account, until when a code of theirs is good, and whether they hold an office."""
    rows = Member.objects.visible_to(user).on_roll().filter(unit=unit, merged_into=None).select_related("account").by_name()
    return rows.annotate(code_until=Subquery(waiting_codes().values("expires_at")[:1]), office=Exists(offices_from(day)))


def in_need(units: UnitQuerySet, user: Any, now: datetime) -> QuerySet[Any]:
    """Members of these units who have no account, or never used it and have no code that is good; branch by branch, by name."""
    kept_out = Exists(waiting_codes().filter(expires_at__gt=now)) | Exists(offices_from(timezone.localdate(now)))
    unused = Q(account__is_active=True, account__last_login=None, account__unit__isnull=False) & ~Q(kept_out)
    rows = Member.objects.visible_to(user).on_roll().filter(Q(account=None) | unused, unit__in=units.values("pk"), merged_into=None)
    return rows.select_related("unit").order_by("unit__position", "name_key", "pk")


@dataclass(frozen=True)
class Line:
    """A member, how they stand with their account, and the last day of a code that waits."""

    member: Member
    way: Way
    until: datetime | None

    @property
    def takes_a_code(self) -> bool:
        return self.way not in (Way.CLOSED, Way.OFFICE)

    @property
    def needs_a_code(self) -> bool:
        return self.way in (Way.NONE, Way.EXPIRED)


def lines(unit: Unit, user: Any, now: datetime) -> list[Line]:
    return [Line(one, _way(one, now), one.code_until) for one in people(unit, user, timezone.localdate(now))]


def _way(member: Any, now: datetime) -> Way:
    if member.account is None:
        return Way.NONE
    if not member.account.is_active:
        return Way.CLOSED
    if member.office:
        return Way.OFFICE
    if member.code_until:
        return Way.WAITING if now < member.code_until else Way.EXPIRED
    return Way.USED if member.account.last_login else Way.EXPIRED
