"""What must hold of accounts and appointments, in plain words."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _

from coso.access.models import Appointment
from coso.common.errors import RuleBroken

ADMINISTRATOR = "administrator"
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")


def clean_username(text: str) -> str:
    """Small letters without tone marks, digits, dot, hyphen: what can be typed on any keyboard."""
    name = text.strip().lower()
    if not USERNAME.fullmatch(name):
        raise RuleBroken(_("A sign-in name has 3 to 60 letters without tone marks, digits, dots or hyphens. Nothing was changed. Enter it anew."))
    return name


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
