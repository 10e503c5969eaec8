"""What of meetings waits for a user."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coso.common import vietnamese
from coso.common.scope import within
from coso.home.navigation import address
from coso.home.queries.due import Due
from coso.meetings.enums import MeetingState
from coso.meetings.queries import waiting as meetings
from coso.meetings.queries.papers import about

SHOWN_MEETINGS = 6


def notices_to_answer(user: Any, day: date) -> Iterator[Due]:
    """The notices of meetings the user was called to and has not answered."""
    if not user.own_member_id:
        return
    with within(user.scope("own notices", about_oneself=True)):
        mine = list(meetings.to_answer(user.own_member_id, day)[:SHOWN_MEETINGS])
    for one in mine:
        when = f"{one.at:%H:%M}, {vietnamese.date(one.on)}"
        yield Due(_("Answer the notice: %(meeting)s") % {"meeting": one.get_kind_display()}, " · ".join(filter(None, [when, one.place, one.issuer])), one.get_absolute_url(), _("Read and answer"))


def visits_to_note(user: Any, day: date) -> Iterator[Due]:
    """Meetings just over in branches the user follows, of which nothing is noted yet."""
    if not user.own_member_id:
        return
    with within(user.scope("own notices", about_oneself=True)):
        mine = list(meetings.to_note(user.own_member_id, day)[:SHOWN_MEETINGS])
    for one in mine:
        yield Due(_("Note your visit: %(branch)s") % {"branch": one.issuer}, f"{one.get_kind_display()}, {vietnamese.date(one.on)}", one.get_absolute_url(), _("Open"))


def meetings_to_plan(user: Any, day: date) -> Iterator[Due]:
    """Branches without a regular meeting in this month."""
    if not user.places("meeting.hold"):
        return
    for unit, proposed in meetings.not_planned(user, day)[:SHOWN_MEETINGS]:
        why = _("day of the rule: %(day)s") % {"day": vietnamese.date(proposed)} if proposed else ""
        href = f"{address('meetings:new')}?unit={unit.pk}&thang={day:%Y-%m}"
        yield Due(_("Plan the regular meeting of %(month)s") % {"month": f"{day:%m/%Y}"}, " · ".join(filter(None, [why, unit.name])), href, _("Plan the meeting"), late=bool(proposed and day > proposed))


def meetings_in_hand(user: Any, day: date) -> Iterator[Due]:
    """Meetings whose notice is to go out, that are to be held or closed, whose minutes are to be settled."""
    if not user.places("meeting.hold"):
        return
    said = {
        MeetingState.CALLED: (_("Send the notice: %(meeting)s"), "meetings:call"), MeetingState.OPEN: (_("Not held on its day: %(meeting)s"), "meetings:meeting"),
        MeetingState.CLOSED: (_("Close the meeting: %(meeting)s"), "meetings:now"), MeetingState.SETTLED: (_("Settle the minutes: %(meeting)s"), "meetings:minutes"),
    }
    for one in meetings.to_go_on_with(user, day)[:SHOWN_MEETINGS]:
        what, page = said[one.step]
        until = _("by %(day)s at the latest") % {"day": vietnamese.date(one.by)} if one.by else ""
        why = " · ".join(filter(None, [vietnamese.date(one.meeting.day), until, one.meeting.unit.name]))
        yield Due(what % {"meeting": about(one.meeting)}, why, address(page, one.meeting.pk), _("Open"), late=one.is_late(day))


def levels_to_decide(user: Any, day: date) -> Iterator[Due]:  # noqa: ARG001 no rule says until when
    """One line however many there are: the list itself is a page."""
    if not user.places("meeting.decide"):
        return
    waiting = meetings.to_judge(user)
    count, first = waiting.count(), waiting.select_related("unit").first()
    if first is not None:
        words = ngettext("Decide the official level of %(n)s branch meeting", "Decide the official level of %(n)s branch meetings", count)
        more = _("and %(n)s more") % {"n": vietnamese.number(count - 1)} if count > 1 else ""
        href = address("meetings:level", first.pk) if count == 1 else f"{address('meetings:list')}?decided=0"
        yield Due(words % {"n": vietnamese.number(count)}, " · ".join(filter(None, [f"{first.unit.name}, {vietnamese.date(first.day)}", more])), href, _("Decide") if count == 1 else _("Open the list"))
