"""When a member may be told, and which phones and addresses can be."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from binascii import Error
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from coso.common.errors import RuleBroken
from coso.notices.channels.outgoing import is_listed
from coso.notices.enums import Pace

Quiet = tuple[time, time]
AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 2 * 60, 8 * 60))  # a try that failed is made again after; then it stands in the app only
LONGEST_ADDRESS = 254  # characters (RFC 5321)
POINT, SECRET = 65, 16  # the bytes of a browser's public key and of its secret


def due_at(now: datetime, pace: str, digest: time, quiet: Quiet) -> datetime:
    """At once, or with all others at the hour of the day; never in quiet hours. Times of the day are those of `now`'s zone."""
    if pace == Pace.AT_ONCE:
        return after_quiet(now, quiet)
    today = now.replace(hour=digest.hour, minute=digest.minute, second=0, microsecond=0)
    return after_quiet(today if today > now else today + timedelta(days=1), quiet)


def after_quiet(at: datetime, quiet: Quiet) -> datetime:
    """The moment itself, or the end of the quiet hours it falls into; equal hours are none."""
    begin, end, hour = *quiet, at.time()
    over_night = begin > end
    if not (begin <= hour < end or (over_night and (hour >= begin or hour < end))):
        return at
    day = at + timedelta(days=1) if over_night and hour >= begin else at
    return day.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)


def next_try(now: datetime, attempts: int, quiet: Quiet) -> datetime | None:
    """When a sending that failed so many times is tried again; None: no more."""
    return after_quiet(now + AFTER[attempts - 1], quiet) if attempts <= len(AFTER) else None


def check_phone(endpoint: str, p256dh: str, auth: str, listed: Sequence[str]) -> None:
    """A phone's push service is one of those the installation names, and its keys are keys."""
    if not is_listed(endpoint, listed):
        raise RuleBroken(_("Coso does not send to the push service of this browser. Nothing was saved; notices stand in the app. Ask the administrator, or use another browser."))
    if len(_bytes(p256dh)) != POINT or len(_bytes(auth)) != SECRET:
        raise RuleBroken(_("The browser did not give what is needed to reach this phone. Nothing was saved. Reload the page and try again."))


def check_address(email: str) -> None:
    """Letters can go there, and the address holds nothing that would become a line of a letter's head."""
    try:
        validate_email(email)
    except ValidationError:
        email = ""
    if not 0 < len(email) <= LONGEST_ADDRESS:
        raise RuleBroken(_("This is not an e-mail address. Nothing was sent. Write it as name@place.vn."))


def _bytes(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (Error, ValueError):
        return b""
