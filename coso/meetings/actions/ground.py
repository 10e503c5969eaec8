"""What the verbs of meetings share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.locking import held
from coso.meetings import rules
from coso.meetings.enums import MeetingAct, MeetingState
from coso.meetings.models import Meeting
from coso.meetings.queries import roll


def require_in_hand(meeting: Meeting, permission: str, by: Actor, *states: MeetingState) -> Meeting:
    """The meeting as it stands now, locked until the act is done, so that marks of several phones come one after the other."""
    by.require(permission, meeting.unit)
    found = held(Meeting.objects.select_related("unit", "chair", "secretary"), meeting.pk)
    if states:
        rules.check_state(found, *states)
    return found


def kept(kind: MeetingAct, meeting: Meeting, by: Actor, *, day: date | None = None, reason: str = "", member_id: int | None = None, operation: UUID | None = None, claimed_at: datetime | None = None, **details: Any) -> Meeting:
    """Record the act; it trusts its caller. operation, claimed_at: of the phone that did it in the room, kept beside."""
    if operation:
        details["operation"] = str(operation)
    if claimed_at:
        details["claimed_at"] = claimed_at.isoformat()
    meeting.refresh_from_db(fields=["position"])
    record(kind, meeting, by=by, position=meeting.position, day=day, reason=reason, member_id=member_id, details=details)
    return meeting


def count(meeting: Meeting) -> None:
    """Write down what the roll comes to; it trusts its caller, who holds the meeting."""
    people = roll.roll(meeting)
    found = roll.attendance(people)
    numbers = {name: getattr(found, name) for name in found.__dataclass_fields__}
    numbers |= {"speakers": sum(one.opinions > 0 for one in people), "opinions": sum(one.opinions for one in people)}
    for name, number in numbers.items():
        setattr(meeting, name, number)
    meeting.save(update_fields=list(numbers))
