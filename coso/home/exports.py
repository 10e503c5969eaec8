"""Deadlines as a calendar and as a letter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from icalendar import Calendar, Event

from coso.common import vietnamese
from coso.home.queries import Deadline


def as_calendar(found: Sequence[Deadline], site: str) -> bytes:
    """An iCalendar file (RFC 5545) with one whole-day event for each deadline; `site` ends with a slash."""
    calendar = Calendar()
    calendar.add("prodid", "-//Coso//Coso//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Deadlines in Coso"))
    for one in found:
        calendar.add_component(event(one, site))
    return bytes(calendar.to_ical())


def event(one: Deadline, site: str) -> Event:
    found = Event()
    found.add("uid", f"{one.number}-{one.on.isoformat()}@coso")
    found.add("dtstamp", datetime.combine(one.on, datetime.min.time(), UTC))
    found.add("dtstart", one.on)
    found.add("dtend", one.on + timedelta(days=1))
    found.add("summary", _("Due: %(what)s (%(number)s)") % {"what": one.what, "number": one.number})
    found.add("url", site.rstrip("/") + one.href)
    return found


def as_letter(found: Sequence[Deadline], day: date, site: str) -> tuple[str, str]:
    """Subject and text of the morning mail; the late first. No name of a person is in it."""
    late = [one for one in found if one.on < day]
    subject = ngettext("%(n)s deadline in your hands", "%(n)s deadlines in your hands", len(found)) % {"n": vietnamese.number(len(found))}
    if late:
        subject += ", " + _("%(n)s of them late") % {"n": vietnamese.number(len(late))}
    lines = [_("%(day)s: %(what)s (%(number)s)") % {"day": vietnamese.date(one.on), "what": one.what, "number": one.number} + f"\n  {site.rstrip('/')}{one.href}" for one in found]
    return subject, "\n".join([*lines, "", _("You can switch this mail off under “Reminders”.")])
