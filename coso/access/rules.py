"""What must hold of accounts and appointments, in plain words."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from coso.access.models import Appointment, User
from coso.common.errors import RuleBroken

ADMINISTRATOR = "administrator"
MOST_PHONES = 5
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")


def clean_username(text: str) -> str:
    """Small letters without tone marks, digits, dot, hyphen: what can be typed on any keyboard."""
    name = text.strip().lower()
    if not USERNAME.fullmatch(name):
        raise RuleBroken(_("A sign-in name has 3 to 60 letters without tone marks, digits, dots or hyphens. Nothing was changed. Enter it anew."))
    return name


def check_may_have_pin(user: User, *, phones: int) -> None:
    if user.holds_office:
        raise RuleBroken(_("Your account holds an office, and an office is not opened by a PIN. Nothing was changed. Set a password."))
    if phones >= MOST_PHONES:
        raise RuleBroken(_("Your account has a PIN on %(n)s other phones. Nothing was saved. End one of them first.") % {"n": phones})


def check_pin(pin: str, born: date | None) -> None:
    """Six digits that nobody tries first: no row, no pattern that repeats, not the own birth date."""
    if not re.fullmatch(r"[0-9]{6}", pin):
        raise RuleBroken(_("A PIN has 6 digits. Nothing was saved. Enter 6 digits."))
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    of_birth = {f"{born:%d%m%y}", f"{born:%y%m%d}", f"{born:%m%d%y}", f"{born:%d%Y}", f"{born:%m%Y}"} if born else set()
    if len(steps) == 1 or pin == pin[:2] * 3 or pin == pin[:3] * 2 or pin in of_birth:
        raise RuleBroken(_("This PIN is easy to guess: digits in a row or repeated, or your birth date. Nothing was saved. Choose another one."))


def check_not_oneself(user: int, by: int | None) -> None:
    if user == by:
        raise RuleBroken(_("Nobody changes their own rights. Nothing was changed. Ask another administrator."))


def check_period(start: date, end: date | None) -> None:
    if end is not None and end <= start:
        raise RuleBroken(_("The role would end before it begins. Nothing was changed. Correct the dates."))


def check_inside(appointment: Appointment, start: date, end: date) -> None:
    """Nobody stands in before the role was held or after it ends."""
    if start < appointment.valid_from or (appointment.valid_to is not None and end > appointment.valid_to):
        raise RuleBroken(_("The role itself is not held on all these days. Nothing was changed. Correct the dates."))


def check_end(start: date, end: date | None, on: date) -> None:
    if end is not None and end <= on:
        raise RuleBroken(_("This role has ended by then already. Nothing was changed."))
    check_period(start, on)
