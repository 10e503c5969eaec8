"""What a phone carries into a room without network: the meeting as it stands, everybody called with their place, and the words of the page."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common.vietnamese import long_date
from coso.meetings.enums import HERE, Place, Presence, VoteAbout
from coso.meetings.models import Meeting
from coso.meetings.queries.roll import Person, roll


def pack_of(meeting: Meeting) -> dict[str, Any]:
    """Plain values only. Nothing of a member but the name, whether they are called and what is marked."""
    return {
        "name": f"meeting:{meeting.pk}", "meeting": meeting.pk, "address": meeting.get_absolute_url(),
        "title": f"{meeting.get_kind_display()}, {long_date(meeting.day)}", "theme": meeting.theme, "unit": meeting.unit.name, "where": f"{meeting.planned_at:%H:%M} · {meeting.place}",
        "state": meeting.state, "opened_at": meeting.opened_at and timezone.localtime(meeting.opened_at).isoformat(), "chair": meeting.chair_id, "secretary": meeting.secretary_id,
        "guests": meeting.guests, "conclusion": meeting.conclusion,
        "people": [person(one) for one in roll(meeting) if one.place != Place.SUSPENDED],
        "items": [{"id": item.pk, "title": item.title, "minutes": item.minutes} for item in meeting.agendaitems.all()],
        "votes": [{"question": vote.question, "in_favour": vote.in_favour, "against": vote.against, "abstained": vote.abstained, "adopted": vote.adopted} for vote in meeting.meetingvotes.filter(void=False, ballot=None)],
        "presences": [[one.value, str(one.label)] for one in Presence if one != Presence.CLEARED], "here": [one.value for one in HERE],
        "abouts": [[one.value, str(one.label)] for one in VoteAbout], "words": words(),
    }


def person(one: Person) -> dict[str, Any]:
    return {
        "id": one.member_id, "name": one.name, "place": one.place.value, "said": "" if one.expected else str(one.place.label), "presence": one.presence.value,
        "reason": one.mark.reason if one.mark else "", "opinions": one.opinions, "official": one.official and not one.guest,
    }


def words() -> dict[str, str]:
    """What the page says; the page itself is drawn on the phone."""
    return {
        "roll": _("Roll call"), "agenda": _("Agenda"), "votes": _("Votes"), "end": _("Close"), "back": _("On this phone"),
        "open": _("Open the meeting"), "chair": _("In the chair"), "secretary": _("Meeting secretary"), "guests": _("Guests, one a line"), "choose": _("Choose"),
        "not_open": _("Open the meeting first."), "count": _("{here} of {expected} here · {left} not marked"), "rest": _("Mark all others as present"),
        "reason": _("Reason of absence"), "opinion": _("Spoke"), "minutes": _("For the minutes"), "keep": _("Keep"), "kept": _("Kept on this phone."),
        "question": _("What is voted on"), "about": _("About"), "in_favour": _("In favour"), "against": _("Against"), "abstained": _("Abstained"), "adopted": _("Adopted"), "not_adopted": _("Not adopted"),
        "record": _("Record the vote"), "too_many": _("More votes than members with a vote who are here ({here}). Count again."), "conclusion": _("Conclusion of the chair"),
        "close": _("Close the meeting"), "sure": _("Close the meeting? Marks and texts can still be added until the minutes are settled."), "closed": _("The meeting is closed. When everything is sent, it goes from this phone."),
        "lasted": _("{n} minutes"), "full": _("This phone is full. What you just entered was NOT kept."),
    }
