"""What a person types at the command line or in an address of the API: a unit, a day, a time."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from coso.common.errors import CannotRun
from coso.org.models import Unit


def unit_of(code: str) -> Unit:
    """The unit in being of that code; else the last that had it."""
    digits = code.replace(".", "").replace(" ", "")
    found = Unit.objects.filter(code=digits).order_by("-ended_on").exclude(code="") if digits else Unit.objects.none()
    unit = found.filter(ended_on__isnull=True).first() or found.first()
    if unit is None:
        raise CannotRun(_("No unit has the code “%(code)s”. Nothing was counted. See the codes with “coso units”.") % {"code": code})
    return unit


def day_of(text: str | None) -> date:
    try:
        day = parse_date(text or "")
    except ValueError:
        day = None
    if day is None:
        raise CannotRun(_("“%(text)s” is not a day. Nothing was counted. Write it as YYYY-MM-DD, with --on, or with --from and --to.") % {"text": text or ""})
    return day


def time_of(text: str) -> datetime:
    """A time; a day alone means its end."""
    try:
        moment = parse_datetime(text) if len(text) > 10 else datetime.combine(day_of(text), datetime.max.time())
    except ValueError:
        moment = None
    if moment is None:
        raise CannotRun(_("“%(text)s” is not a time. Nothing was counted. Write it as YYYY-MM-DDTHH:MM:SS.") % {"text": text})
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
