"""A branch's meetings: its size, what went before, what is next."""

from __future__ import annotations

from datetime import date, time

from coso.access.models import Appointment
from coso.committees.enums import Office
from coso.committees.queries import seats_on
from coso.meetings.enums import OF_MEMBERS, REGULAR_KINDS, ChairedAs, MeetingKind
from coso.meetings.models import HELD, Meeting
from coso.members.models import Stay
from coso.org.models import Unit

CHAIRED_AS = {Office.SECRETARY: ChairedAs.SECRETARY, Office.PERMANENT_DEPUTY: ChairedAs.DEPUTY, Office.DEPUTY: ChairedAs.DEPUTY, Office.MEMBER: ChairedAs.COMMITTEE}


def branch_size(unit: Unit, on: date) -> int:
    """Members with their home in the branch on the day."""
    return Stay.objects.home().as_of(on).filter(unit=unit).count()


def held_by_groups(unit: Unit, year: int) -> int:
    """How many meetings by party groups the branch has held or planned in the year."""
    return Meeting.objects.filter(unit=unit, kind=MeetingKind.GROUPS, month__year=year).standing().count()


def meeting_before(meeting: Meeting) -> Meeting | None:
    """The branch's last regular meeting that was held before this one; of a committee or congress the last of its kind."""
    kinds = REGULAR_KINDS if meeting.kind in OF_MEMBERS else [meeting.kind]
    return Meeting.objects.filter(unit=meeting.unit_id, state__in=HELD, planned_on__lt=meeting.planned_on, kind__in=kinds).order_by("-planned_on").first()


def office_of_chair(meeting: Meeting) -> ChairedAs | None:
    """By the chair's seat in the committee on the day; where none is entered, secretary if their account has that role. None: somebody has to say."""
    if seat := seats_on(meeting.unit, meeting.day).filter(member=meeting.chair_id).first():
        return CHAIRED_AS[Office(seat.office)]
    heads = Appointment.objects.as_of(meeting.day).filter(unit=meeting.unit_id, role="branch_secretary", user__member=meeting.chair_id)
    return ChairedAs.SECRETARY if meeting.chair_id and heads.exists() else None


def last_plan(unit: Unit) -> tuple[time | None, str]:
    """When in the evening and where the branch met last, to be proposed again."""
    found = Meeting.objects.filter(unit=unit).order_by("-planned_on").values_list("planned_at", "place").first()
    return found or (None, "")
