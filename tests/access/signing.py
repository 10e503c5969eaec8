"""Signing in with a password and a code, and the clock some minutes on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import time_machine
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

PASSWORD = "đường làng mùa gặt 1998"
LOGIN = "/accounts/login/"


def sign_in(browser: Client, username: str, password: str = PASSWORD):
    return browser.post(LOGIN, {"login": username, "password": password})


def code_of(user) -> str:
    return format_hotp_value(hotp_value(user.secret, next(yield_hotp_counters_from_time())))


def later(minutes: int):
    """The clock stands: a code made in it holds until it is used, however slow the machine."""
    return time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes), tick=False)
