"""How numbers, shares and days are written on every page, in Vietnamese or in English."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone

from coso.common import vietnamese
from coso.common.text_tables import table_rows

register = template.Library()

NOTHING = "–"


@register.filter
def number(value: Any, places: int | str = 0) -> str:
    """`15.980` in Vietnamese, `15,980` in English; nothing known is a dash, words stay as they are."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, int | float | Decimal):
        return vietnamese.number(value, int(places))
    return str(value)


@register.filter
def as_table(value: str) -> dict[str, Any]:
    """Of a paragraph that is a table its heads, and its rows as pairs of head and cell; else nothing."""
    rows = table_rows(value)
    return {"heads": rows[0], "rows": [list(zip(rows[0], row, strict=True)) for row in rows[1:]]} if rows else {}


@register.filter
def percent(value: float | Decimal | None, places: int | str = 2) -> str:
    """A share in percent, `62,67%`; the value is already multiplied by a hundred."""
    return NOTHING if value is None or value == "" else vietnamese.percent(value, int(places))


@register.filter
def day(value: dt.date | str | None) -> str:
    """`31/12/2020`, in both languages."""
    found = _as_day(value)
    return vietnamese.date(found) if found else NOTHING


@register.filter
def long_day(value: dt.date | str | None) -> str:
    """With its weekday, for a day on which people must come: `Thứ Năm, 03/12/2026`."""
    found = _as_day(value)
    return vietnamese.long_date(found) if found else NOTHING


@register.filter
def moment(value: dt.datetime | None) -> str:
    """A day with the time where the clock matters: `14:05, 31/12/2020`."""
    if not value:
        return NOTHING
    local = timezone.localtime(value)
    return f"{local:%H:%M}, {vietnamese.date(local.date())}"


@register.filter
def iso_day(value: dt.date | str | None) -> str:
    """For date inputs and `datetime` attributes."""
    found = _as_day(value)
    return found.isoformat() if found else ""


def _as_day(value: dt.date | str | None) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    if isinstance(value, str):
        return dt.date.fromisoformat(value) if value else None
    return value
