"""A member's own meetings as a calendar file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from coso.meetings import rules
from coso.meetings.models import Notice

HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def as_calendar(notices: Iterable[Notice], site: str) -> bytes:
    """One event for each notice, with its place and agenda; one called off is told as cancelled. `site` ends with a slash.

    It is shown as busy for as long as the rule makes such a meeting last at least; how long it will be nobody knows.
    """
    book_on = cache(rules.book_on)  # a branch's notices of one day ask once
    calendar = Calendar()
    calendar.add("prodid", "-//Coso//Coso//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("My branch meetings"))
    for one in notices:
        calendar.add_component(event(one, site, rules.least_minutes(one.kind, book_on(one.on, one.unit))))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def event(one: Notice, site: str, minutes: int | None) -> Event:
    found, begins = Event(), datetime.combine(one.on, one.at, HERE)
    found.add("uid", f"meeting-{one.meeting_id}@coso")
    found.add("dtstamp", one.sent_at)
    found.add("sequence", int(one.sent_at.timestamp()))  # a notice sent anew takes the place of the one before
    found.add("dtstart", begins)
    if minutes:
        found.add("dtend", begins + timedelta(minutes=minutes))
    found.add("summary", f"{one.get_kind_display()}: {one.theme}" if one.theme else one.get_kind_display())
    found.add("location", one.place)
    found.add("description", "\n".join(filter(None, [one.issuer, one.called_off_why, one.agenda])))
    found.add("status", "CANCELLED" if one.called_off_why else "CONFIRMED")
    found.add("url", site.rstrip("/") + one.get_absolute_url())
    return found
