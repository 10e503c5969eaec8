"""Accounts, the roles they hold and where, and the log of who read what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from coso.access.enums import ReadingKind, role_choices
from coso.access.roles import OFFICES, ROLES, Permission, roles_with
from coso.common.actors import EVERYTHING
from coso.common.errors import NotAllowed
from coso.common.periods import PeriodModel, PeriodQuerySet, holds_a_day, no_overlap
from coso.common.privacy import DataClass, Privacy
from coso.common.row_security import NotPersonal, RowSecurity
from coso.common.scope import NOTHING, Scope, everything, within
from coso.org.models import PlacedQuerySet, Unit


class UserManager(BaseUserManager):
    def get_by_natural_key(self, username: str | None) -> User:  # type: ignore[override] # the stubs' own type variable
        user: User = self.get(username=username)  # type: ignore[assignment] # as above
        return user


class UserQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The accounts of the units whose accounts the user looks after, and the user's own."""
        found = Q(pk=user.pk)
        for lo, hi in user.intervals(Permission.ACCOUNT_MANAGE):
            found |= Q(unit__position__gte=lo, unit__position__lt=hi)
        return self.filter(found)


class User(AbstractBaseUser):
    """An account. Rights come from appointments only; the member record, if any, hangs on `member`.

    unit: whose administrator looks after the account; it gives no right by itself.
    morning_mail: whether they want a list of what is due each morning; mailed_on: the last day it was sent.
    """

    username = models.CharField(_("sign-in name"), max_length=150, unique=True)
    email = models.EmailField(blank=True)
    full_name = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=5, default="vi")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="accounts")
    opened_at = models.DateTimeField(default=timezone.now)
    morning_mail = models.BooleanField(default=False)
    mailed_on = models.DateField(null=True, blank=True)

    privacy = Privacy(
        default=DataClass.PERSONAL, retention="as long as the account is open, and as long as acts name it", export=True,
        withheld={"password": _("only a seal of it is kept, and it opens nothing")},
    )

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects = UserManager.from_queryset(UserQuerySet)()
    row_security = NotPersonal("sign-in reads accounts before anybody's scope is known; pages ask visible_to")

    def __str__(self) -> str:
        return self.full_name or self.username

    @cached_property
    def held(self) -> list[tuple[str, int, int]]:
        """Today's roles as (role key, position, position_end); asked once a request."""
        rows = Appointment.objects.filter(user=self).as_of(timezone.localdate())
        return list(rows.order_by("unit__position").values_list("role", "unit__position", "unit__position_end"))

    @property
    def owes_second_factor(self) -> bool:
        """Whether one of today's roles may not be used without a second factor."""
        return any(ROLES[role].second_factor for role, _lo, _hi in self.held)

    @property
    def holds_office(self) -> bool:
        """Whether one of today's roles gives any right; that of a plain member gives none."""
        return any(role in OFFICES for role, _lo, _hi in self.held)

    @property
    def own_member_id(self) -> int | None:
        """The key of the member record this account belongs to, if any."""
        return self.own_record[0] if self.own_record else None

    @cached_property
    def own_record(self) -> tuple[int, int, date | None] | None:
        """Key and position of the own member record, and the day it left the roll; asked before anything else may be seen."""
        with within(everything(user=self.pk, where="own record")):
            return self.find_own_record()

    def find_own_record(self) -> tuple[int, int, date | None] | None:
        """As `own_record`, in a transaction that sees everything already."""
        link = type(self).objects.filter(pk=self.pk, member__isnull=False)
        return link.values_list("member__pk", "member__position", "member__left_on").first()

    @property
    def own_place(self) -> int | None:
        """Where the own record stands on a roll. Whoever left the roll reads their record, and no more what is laid out for its members."""
        return self.own_record[1] if self.own_record and self.own_record[2] is None else None

    @property
    def home_position(self) -> int:
        """The own record's place, else that of the unit that looks after the account; 0 where there is neither."""
        if self.own_record:
            return self.own_record[1]
        return self.unit.position if self.unit else 0

    def has_been_at(self, position: int) -> bool:
        """Whether the own record or the account lies there, or a role covers it or once covered it."""
        if position == self.home_position:
            return True
        return Appointment.objects.filter(user=self, unit__position__lte=position, unit__position_end__gt=position).exists()

    def intervals(self, permission: str) -> list[tuple[int, int]]:
        """Merged half-open position intervals in which this user has the permission today."""
        roles = roles_with(permission)
        return merged([(lo, hi) for role, lo, hi in self.held if role in roles])

    def places(self, permission: str) -> list[tuple[int, int]]:
        """The intervals of the very units in which one of today's roles has the permission, without those below."""
        roles = roles_with(permission)
        return sorted({(lo, lo + 1) for role, lo, _hi in self.held if role in roles})

    @cached_property
    def desks(self) -> list[tuple[str, int]]:
        """Today's posts to which members may write, each with the position of its unit."""
        return sorted({(ROLES[role].desk, lo) for role, lo, _hi in self.held if ROLES[role].desk})

    def at_desk(self, desk: str, position: int) -> bool:
        return self.is_active and (desk, position) in self.desks

    def allowed(self, permission: str, unit: Unit) -> bool:
        return any(lo <= unit.position < hi for lo, hi in self.intervals(permission))

    def anywhere(self, permission: str) -> bool:
        """Whether the user holds the permission in any unit: for navigation only."""
        return bool(self.intervals(permission))

    def require_anywhere(self, permission: str) -> None:
        """For pages over all one's units: raise NotAllowed unless the user holds the permission in some unit."""
        if not self.anywhere(permission):
            raise NotAllowed(_("Your roles do not include this page. Ask the administrator of your unit if your work needs it."))

    def require(self, permission: str, unit: Unit) -> None:
        if not (self.is_active and self.allowed(permission, unit)):
            raise NotAllowed(_("Your roles do not include this act in “%(unit)s”. Nothing was changed.") % {"unit": unit})

    def scope(self, where: str = "", *, about_oneself: bool = False) -> Scope:
        """What row-level security lets this user's transaction see.

        The own record lies inside the reach as a rule, and then one interval says all. On pages about oneself
        (`about_oneself`) rows of one's own that lie elsewhere, as of an earlier branch, are seen too.
        """
        desks = ",".join(f"{desk}@{place}" for desk, place in self.desks)
        working = [(lo, hi) for role, lo, hi in self.held if ROLES[role].permissions]
        reach, at = merged(working), tuple(merged([(lo, lo + 1) for lo, _hi in working]))
        if not reach:
            return Scope(member=self.own_member_id, user=self.pk, where=where)
        if about_oneself or not self.own_is_inside(reach):
            return Scope(*EVERYTHING, tuple(reach), self.own_member_id, self.pk, where, desks, at)
        many = tuple(reach) if len(reach) > 1 else None
        return Scope(reach[0][0], reach[-1][1], many, self.own_member_id, self.pk, where, desks, at)

    def own_is_inside(self, intervals: list[tuple[int, int]]) -> bool:
        """Whether the intervals cover the own record; true for an account without one."""
        return self.own_record is None or any(lo <= self.own_record[1] < hi for lo, hi in intervals)

    def own_outside(self, intervals: list[tuple[int, int]]) -> int | None:
        """The own record's key where the intervals do not cover it: an OR that lists of whole units can do without."""
        return None if self.own_is_inside(intervals) else self.own_member_id


def merged(intervals: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Half-open intervals in order, those inside or touching another joined."""
    out: list[tuple[int, int]] = []
    for lo, hi in sorted(intervals):
        if out and lo <= out[-1][1]:
            out[-1] = (out[-1][0], max(hi, out[-1][1]))
        else:
            out.append((lo, hi))
    return out


def scope_of(user: Any, where: str = "", *, about_oneself: bool = False) -> Scope:
    return user.scope(where, about_oneself=about_oneself) if user.is_authenticated else NOTHING


class AppointmentQuerySet(PeriodQuerySet):
    def visible_to(self, user: Any) -> Self:
        found = Q(user_id=user.pk)
        for lo, hi in user.intervals(Permission.APPOINTMENT_MANAGE):
            found |= Q(unit__position__gte=lo, unit__position__lt=hi)
        return self.filter(found)


class Appointment(PeriodModel):
    """A user holds a role in a unit, and all below it, over a period. instead_of: the holder's own, while they are away."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=40, choices=role_choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="appointments")
    paper = models.CharField(max_length=300, blank=True)
    instead_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="stand_ins")
    said: str  # the period and the paper in words, from `queries.roles_held`

    objects = AppointmentQuerySet.as_manager()
    row_security = NotPersonal("the scope itself is found from these rows; pages ask visible_to")
    privacy = Privacy(default=DataClass.ORDINARY, retention="for good: who held which right when explains every act", export=True, of="user__member")

    class Meta:
        constraints = [
            holds_a_day("appointment_day"),
            no_overlap("user", "role", "unit", name="appointment_once", message=_("This person already holds this role here on some of these days.")),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} @ {self.unit_id}"


class ActivationCode(models.Model):
    """A short-lived code, used once, with which a person sets their own password; only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="codes")
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    void = models.BooleanField(default=False)

    row_security = NotPersonal("a digest and two times; asked before it is known who asks")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(used_at__isnull=True, void=False), name="activation_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.expires_at:%Y-%m-%d}"

    def is_good(self, now: datetime) -> bool:
        return not self.void and self.used_at is None and now < self.expires_at


class PhonePin(models.Model):
    """On one phone, a PIN opens the account (ADR 40). Neither is worth anything without the other.

    digest: of the secret which that phone keeps; seal: argon2id of secret and PIN together; wrong: tries since it last opened.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="pins")
    digest = models.CharField(max_length=64, unique=True)
    seal = models.CharField(max_length=200)
    wrong = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField()

    row_security = NotPersonal("digests and times; asked before it is known who asks")

    def __str__(self) -> str:
        return f"{self.user_id} {self.made_at:%Y-%m-%d}"


class CalendarKey(models.Model):
    """The secret address of a person's calendar of deadlines; only its digest is kept, and a new one ends the old."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="calendar_key")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    row_security = NotPersonal("a digest and a time; asked before it is known who asks")

    def __str__(self) -> str:
        return f"{self.user_id}"


class ReadingQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> Self:
        found = Q(member_id=user.own_member_id) if user.own_member_id else Q(pk__in=[])
        for lo, hi in user.intervals(Permission.READING_VIEW):
            found |= Q(position__gte=lo, position__lt=hi)
        return self.filter(found)


class Reading(models.Model):
    """Somebody read a record, or took a list or an export of sensitive fields. Written on its own connection.

    For a list or an export: how many rows, and a digest of the question asked; `member_id` is empty.
    """

    by_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=20, choices=ReadingKind)
    member_id = models.BigIntegerField(null=True)
    position = models.BigIntegerField()
    fields = models.CharField(max_length=300, blank=True)
    purpose = models.CharField(max_length=300, blank=True)
    rows = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64, blank=True)
    page = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = ReadingQuerySet.as_manager()
    row_security = RowSecurity(own="member_id", append_only=True)
    privacy = Privacy(default=DataClass.PERSONAL, retention="five years, so that a member can ask", export=True, of="member_id", notes=frozenset({"purpose"}))

    class Meta:
        indexes = [models.Index(fields=["member_id", "-at"]), models.Index(fields=["position", "-at"]), models.Index(fields=["by_id", "-at"])]

    def __str__(self) -> str:
        return f"{self.by_id} {self.kind} {self.member_id}"


