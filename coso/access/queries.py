"""Rights asked about people and units, and who has read what."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from coso.access.enums import ReadingKind
from coso.access.models import Appointment, CalendarKey, PhonePin, Reading, User
from coso.access.roles import OFFICES, ROLES, SAID, Permission, roles_with
from coso.common import vietnamese
from coso.common.acts import sentence
from coso.common.models import Act
from coso.org.kinds import BRANCH_KINDS
from coso.org.models import Unit, UnitQuerySet

PIN_RESTS = timedelta(days=180)
MANY_UNITS = 300  # more are too many for a list to choose from


def people_with(permission: str, unit: Unit, on: date) -> QuerySet[User]:
    """The active accounts that have the permission for the unit on a day, through a role there or above."""
    held = Appointment.objects.as_of(on).filter(
        role__in=roles_with(permission), unit__position__lte=unit.position, unit__position_end__gt=unit.position,
    )
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("full_name", "pk")


def units_with(permission: str, user: Any) -> UnitQuerySet:
    """The units in which the user has the permission today."""
    return Unit.objects.inside(user.intervals(permission))


def units_to_choose(permission: str, user: Any, day: date) -> UnitQuerySet:
    """The units in being in which the user has the permission, for a list to choose from; where these are very many, the organisations above branches."""
    units = units_with(permission, user).existing_on(day).in_tree_order()
    return units if units.count() <= MANY_UNITS else units.exclude(kind__in=BRANCH_KINDS)


def candidates(appointment: Appointment, on: date) -> QuerySet[User]:
    """Who may stand in for a holder: those with a role of an office in the same unit, in its superior, or below these."""
    around = appointment.unit.parent or appointment.unit
    near = Appointment.objects.as_of(on).filter(unit__position__gte=around.position, unit__position__lt=around.position_end)
    held = near.filter(role__in=OFFICES)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).exclude(pk=appointment.user_id).order_by("full_name", "pk")


def is_of_a_member_without_office(account: User, day: date) -> bool:
    """Whether the account belongs to a record on a roll and holds no office today nor later."""
    role = account.appointments.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), role__in=OFFICES)
    return User.objects.filter(pk=account.pk, member__isnull=False).exists() and not role.exists()


def free_username(full_name: str) -> str:
    """Given name, initials and a number nobody has yet, as `phuonglt.417`: no need to think of one for each member."""
    words = ["".join(letter for letter in word if letter.isascii() and letter.isalnum()) for word in vietnamese.fold(full_name).split()]
    known = [word for word in words if word] or ["dv"]
    base = (known[-1] + "".join(word[0] for word in known[:-1]))[:40]
    for digits in (3, 4, 5, 6, 7, 8, 9):
        name = f"{base}.{secrets.randbelow(10**digits):0{digits}}"
        if not User.objects.filter(username=name).exists():
            return name
    raise LookupError(base)


def birth_date_of(account: User) -> date | None:
    """Of the own record, asked in a transaction that sees it."""
    return User.objects.filter(pk=account.pk).values_list("member__birth_date", flat=True).first()


def pin_digest(secret: str) -> str:
    return salted_hmac("coso.access.pin", secret, algorithm="sha256").hexdigest()


def may_still_open(pin: PhonePin, now: datetime) -> bool:
    """Not after half a year in which it was not used, nor once the account is closed or holds an office."""
    return now - pin.used_at < PIN_RESTS and pin.user.is_active and not pin.user.holds_office


def ways_of(account: User, secret: str) -> dict[str, Any]:
    """What the page of one's ways in shows. here: this phone's PIN; pins: those of other phones; new: there is no way to come back yet."""
    pins = list(account.pins.order_by("-used_at"))
    here = next((one for one in pins if secret and one.digest == pin_digest(secret)), None)
    passkeys = Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN).count()
    return {
        "here": here, "pins": [one for one in pins if one != here], "passkeys": passkeys, "office": account.holds_office,
        "home": settings.LOGIN_REDIRECT_URL, "new": not (pins or passkeys or account.has_usable_password()),
    }


def calendar_digest(text: str) -> str:
    return salted_hmac("coso.access.calendar", text, algorithm="sha256").hexdigest()


def owner_of_calendar(text: str) -> User | None:
    """The active account whose calendar this secret opens."""
    key = CalendarKey.objects.select_related("user").filter(digest=calendar_digest(text), user__is_active=True).first()
    return key.user if key else None


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
