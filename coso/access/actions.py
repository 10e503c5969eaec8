"""Accounts and the roles they hold. Nobody's password is set for them: an account opens with a code of its own."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from coso.access import rules
from coso.access.enums import AccessAct
from coso.access.models import ActivationCode, Appointment, CalendarKey, PhonePin, User
from coso.access.queries import (
    birth_date_of,
    calendar_digest,
    candidates,
    free_username,
    is_of_a_member_without_office,
    may_still_open,
    pin_digest,
)
from coso.access.roles import ROLES, Permission, Role
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.scope import everything, within
from coso.org.models import Unit

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 12
CODE_LASTS = timedelta(days=7)
PIN_TRIES = 5


@dataclass(frozen=True)
class IssuedCode:
    """A code as it is handed over once; only its digest is kept."""

    user: User
    text: str
    expires_at: datetime


@dataclass(frozen=True)
class Tried:
    """Whom a PIN let in, if it was right; left: how many more tries this phone has."""

    user: User | None
    left: int


@transaction.atomic
def open_account(*, username: str, full_name: str, unit: Unit, by: Actor, now: datetime) -> IssuedCode:
    """A new account that its owner opens with the code; until then nobody can sign in with it."""
    by.require(Permission.ACCOUNT_MANAGE, unit)
    name = rules.clean_username(username)
    if User.objects.filter(username=name).exists():
        raise RuleBroken(_("The sign-in name “%(name)s” is taken. Nothing was changed. Choose another one.") % {"name": name})
    return _opened(name, full_name, unit, by, now)


@transaction.atomic
def open_own_account(*, full_name: str, unit: Unit, by: Actor, now: datetime) -> IssuedCode:
    """The account of somebody on the unit's roll; its sign-in name is made from theirs and a number."""
    by.require(Permission.ACCOUNT_HAND_OUT, unit)
    return _opened(free_username(full_name), full_name, unit, by, now)


@transaction.atomic
def issue_code(*, user: User, by: Actor, now: datetime) -> IssuedCode:
    """A new code for an account; any earlier one is void. Also for those who lost password, PIN or second factor."""
    unit = _unit_of(user)
    _lock(user)
    by.require(_needed_for_a_code(user, by, timezone.localdate(now)), unit)
    return _issued(user, unit, by, now)


def _needed_for_a_code(user: User, by: Actor, day: date) -> Permission:
    """An account with an office, now or soon, is the administrator's alone: whoever holds its code could do what it may do."""
    if by.allowed(Permission.ACCOUNT_MANAGE, user.unit) or not is_of_a_member_without_office(user, day):
        return Permission.ACCOUNT_MANAGE
    return Permission.ACCOUNT_HAND_OUT


def _opened(name: str, full_name: str, unit: Unit, by: Actor, now: datetime) -> IssuedCode:
    user = User(username=name, full_name=full_name.strip(), unit=unit)
    user.set_unusable_password()
    user.save()
    record(AccessAct.ACCOUNT_OPENED, user, by=by, position=unit.position, day=now.date())
    return _issued(user, unit, by, now)


def _issued(user: User, unit: Unit, by: Actor, now: datetime) -> IssuedCode:
    if not user.is_active:
        raise RuleBroken(_("This account is closed. No code was made. Reopen the account first."))
    user.codes.filter(used_at=None, void=False).update(void=True)
    text = "".join(secrets.choice(LETTERS) for _each in range(CODE_LENGTH))
    code = ActivationCode.objects.create(user=user, digest=_digest(text), issued_at=now, expires_at=now + CODE_LASTS)
    record(AccessAct.CODE_ISSUED, user, by=by, position=unit.position, day=now.date())
    return IssuedCode(user, "-".join(text[at:at + 4] for at in range(0, CODE_LENGTH, 4)), code.expires_at)


@transaction.atomic
def activate(*, code: str, by: Actor, now: datetime) -> User:
    """The owner uses the code and is let in; every way in that was set up before ends, and so do sessions elsewhere."""
    with within(everything(user=by.pk, where="activation")):
        found = ActivationCode.objects.select_for_update().filter(digest=_digest(code)).first()
        if found is None or not found.is_good(now) or not found.user.is_active:
            raise RuleBroken(_("This code is not valid, was used, or is too old. Nothing was changed. Check it, or ask your office for a new one."))
        user = found.user
        user.set_unusable_password()
        user.save(update_fields=["password"])
        ActivationCode.objects.filter(pk=found.pk).update(used_at=now)
        Authenticator.objects.filter(user=user).delete()
        _end_everywhere(user)
        record(AccessAct.ACTIVATED, user, by=user, position=_unit_of(user).position, day=now.date())
        return user


@transaction.atomic
def set_pin(*, pin: str, by: User, now: datetime, before: str = "") -> str:
    """With this PIN the phone that keeps the answered secret opens the account; neither is of use without the other.

    before: the secret the phone kept until now, whose PIN ends.
    """
    with within(everything(user=by.pk, where="PIN")):
        _lock(by)
        PhonePin.objects.filter(digest=pin_digest(before)).delete()
        rules.check_may_have_pin(by, phones=by.pins.count())
        rules.check_pin(pin, birth_date_of(by))
        secret = secrets.token_urlsafe(32)
        PhonePin.objects.create(user=by, digest=pin_digest(secret), seal=make_password(secret + pin), made_at=now, used_at=now)
        record(AccessAct.PIN_SET, by, by=by, position=by.home_position, day=now.date())
        return secret


@transaction.atomic
def try_pin(*, secret: str, pin: str, by: Actor, now: datetime) -> Tried:
    """Whether this phone's PIN is right. Every wrong one is counted, also of tries at the same moment; after five the PIN ends."""
    with within(everything(user=by.pk, where="PIN")):
        found = PhonePin.objects.select_for_update(of=("self",)).select_related("user").filter(digest=pin_digest(secret)).first()
        if found is None or not may_still_open(found, now):
            return Tried(None, 0)
        if check_password(secret + pin, found.seal):
            PhonePin.objects.filter(pk=found.pk).update(wrong=0, used_at=now)
            return Tried(found.user, PIN_TRIES)
        PhonePin.objects.filter(pk=found.pk).update(wrong=found.wrong + 1)
        left = PIN_TRIES - found.wrong - 1
        if left == 0:
            end_pin(pin=found, by=found.user, now=now)
        return Tried(None, left)


@transaction.atomic
def end_pin(*, pin: PhonePin, by: User, now: datetime) -> None:
    """That phone opens the account no more; only the owner ends it, or too many wrong tries."""
    with within(everything(user=by.pk, where="PIN")):
        if pin.user_id != by.pk:
            raise NotAllowed(_("This PIN is not yours. Nothing was changed."))
        PhonePin.objects.filter(pk=pin.pk).delete()
        record(AccessAct.PIN_ENDED, by, by=by, position=by.home_position, day=now.date())


@transaction.atomic
def close_account(*, user: User, by: Actor, now: datetime, reason: str) -> User:
    """The account can no more be used, from the next click on; what it did stays."""
    unit = _unit_of(user)
    by.require(Permission.ACCOUNT_MANAGE, unit)
    rules.check_not_oneself(user.pk, by.pk)
    for held in list(user.appointments.as_of(now.date()).filter(role=rules.ADMINISTRATOR).select_related("unit")):
        _keep_an_administrator(held, now.date())
    User.objects.filter(pk=user.pk).update(is_active=False)
    user.codes.filter(used_at=None, void=False).update(void=True)
    _end_everywhere(user)
    record(AccessAct.ACCOUNT_CLOSED, user, by=by, position=unit.position, day=now.date(), reason=reason)
    user.refresh_from_db()
    return user


@transaction.atomic
def reopen_account(*, user: User, by: Actor, now: datetime, reason: str) -> User:
    unit = _unit_of(user)
    by.require(Permission.ACCOUNT_MANAGE, unit)
    rules.check_not_oneself(user.pk, by.pk)
    User.objects.filter(pk=user.pk).update(is_active=True)
    record(AccessAct.ACCOUNT_REOPENED, user, by=by, position=unit.position, day=now.date(), reason=reason)
    user.refresh_from_db()
    return user


@transaction.atomic
def appoint(*, user: User, role: str, unit: Unit, valid_from: date, paper: str, by: Actor, valid_to: date | None = None) -> Appointment:
    """A role in a unit and all below it; only inside the giver's own reach, and never to oneself."""
    by.require(Permission.APPOINTMENT_MANAGE, unit)
    rules.check_not_oneself(user.pk, by.pk)
    rules.check_period(valid_from, valid_to)
    _lock(user)
    appointment = Appointment(user=user, role=_role(role).key, unit=unit, valid_from=valid_from, valid_to=valid_to, paper=paper)
    try:
        appointment.validate_constraints()
    except ValidationError as refused:
        raise RuleBroken(" ".join(refused.messages)) from refused
    appointment.save()
    record(AccessAct.APPOINTED, appointment, by=by, position=unit.position, day=valid_from, details={"user": user.pk, "role": role, "paper": paper})
    return appointment


@transaction.atomic
def stand_in(*, appointment: Appointment, user: User, valid_from: date, valid_to: date, reason: str, by: Actor) -> Appointment:
    """While its holder is away, `user` holds the role too, from `valid_from` until the day before `valid_to`.

    The holder may say who, among those who hold a role beside or around the unit; so may whoever gives roles there.
    """
    if by.pk != appointment.user_id:
        by.require(Permission.APPOINTMENT_MANAGE, appointment.unit)
    rules.check_not_oneself(user.pk, appointment.user_id)
    rules.check_period(valid_from, valid_to)
    rules.check_inside(appointment, valid_from, valid_to)
    if user.pk not in set(candidates(appointment, valid_from).values_list("pk", flat=True)):
        raise RuleBroken(_("“%(user)s” holds no role near “%(unit)s”. Nothing was changed. Choose somebody who does, or ask the administrator.") % {"user": user, "unit": appointment.unit})
    stand = Appointment(user=user, role=appointment.role, unit=appointment.unit, valid_from=valid_from, valid_to=valid_to, paper=reason, instead_of=appointment)
    try:
        stand.validate_constraints()
    except ValidationError as refused:
        raise RuleBroken(" ".join(refused.messages)) from refused
    stand.save()
    record(AccessAct.STAND_IN, stand, by=by, position=stand.unit.position, day=valid_from, reason=reason, details={"user": user.pk, "role": stand.role, "instead_of": appointment.pk})
    return stand


@transaction.atomic
def want_morning_mail(*, wanted: bool, email: str, by: User) -> User:
    """Whether one wants the list of what is due each morning, and where to."""
    if wanted and not email:
        raise RuleBroken(_("An e-mail address is needed. Nothing was changed. Enter one, or switch the mail off."))
    User.objects.filter(pk=by.pk).update(morning_mail=wanted, email=email)
    return by


@transaction.atomic
def mark_mailed(*, user: User, day: date, by: Actor) -> bool:
    """Whether the morning mail of the day is still to be sent; of two workers one is told yes."""
    if by.pk is not None:
        raise NotAllowed(_("Only the system sends this mail. Nothing was changed."))
    return bool(User.objects.filter(pk=user.pk, morning_mail=True).exclude(mailed_on=day).update(mailed_on=day))


@transaction.atomic
def make_calendar_key(*, by: User, now: datetime) -> str:
    """A new secret for one's own calendar; the old address ends. The text is shown once."""
    text = secrets.token_urlsafe(24)
    CalendarKey.objects.update_or_create(user=by, defaults={"digest": calendar_digest(text), "made_at": now})
    return text


@transaction.atomic
def forget_calendar_key(*, by: User) -> None:
    CalendarKey.objects.filter(user=by).delete()


@transaction.atomic
def end_appointment(*, appointment: Appointment, on: date, by: Actor, reason: str) -> Appointment:
    """The role holds until the day before `on`; it is gone at the holder's next click. The last administrator stays."""
    by.require(Permission.APPOINTMENT_MANAGE, appointment.unit)
    rules.check_end(appointment.valid_from, appointment.valid_to, on)
    if appointment.role == rules.ADMINISTRATOR:
        _keep_an_administrator(appointment, on)
    appointment.valid_to = on
    appointment.save(update_fields=["valid_to"])
    record(AccessAct.APPOINTMENT_ENDED, appointment, by=by, position=appointment.unit.position, day=on, reason=reason, details={"user": appointment.user_id, "role": appointment.role})
    return appointment


@transaction.atomic
def end_sessions(*, user: User, by: Actor, now: datetime) -> None:
    """Sign the account out everywhere, as when a phone is lost."""
    unit = _unit_of(user)
    by.require(Permission.ACCOUNT_MANAGE, unit)
    _end_everywhere(user)
    record(AccessAct.SIGNED_OUT, user, by=by, position=unit.position, day=now.date())


def _keep_an_administrator(leaving: Appointment, day: date) -> None:
    """Of two that leave at once one waits here for the other, and then sees that it is the last."""
    held: Iterable[Appointment] = Appointment.objects.select_for_update(of=("self",)).filter(role=rules.ADMINISTRATOR, user__is_active=True).select_related("unit").order_by("pk")
    others = [one for one in held if one.user_id != leaving.user_id and day in one.period and _covers(one.unit, leaving.unit)]
    if not others:
        raise RuleBroken(_("This is the last administrator of “%(unit)s”. Nothing was changed. Appoint another one first.") % {"unit": leaving.unit})


def _covers(above: Unit, unit: Unit) -> bool:
    return above.position <= unit.position < above.position_end


def _role(key: str) -> Role:
    if key not in ROLES or not ROLES[key].permissions:
        raise RuleBroken(_("There is no such role to give. Nothing was changed. Choose a role from the list."))
    return ROLES[key]


def _unit_of(user: User) -> Unit:
    if user.unit is None:
        raise RuleBroken(_("This account belongs to no unit. Nothing was changed. It is looked after at the command line."))
    return user.unit


def _lock(user: User) -> Any:
    return User.objects.select_for_update().get(pk=user.pk)


def _end_everywhere(user: User) -> None:
    """No browser is signed in any more, and no phone opens with its PIN."""
    user.pins.all().delete()
    for session in UserSession.objects.filter(user_id=user.pk):
        session.end()


def _digest(code: str) -> str:
    """As typed: small letters, spaces and hyphens do not matter."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return salted_hmac("coso.access.activation", plain, algorithm="sha256").hexdigest()
