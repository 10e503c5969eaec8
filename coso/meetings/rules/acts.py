"""What may be done with a meeting, and when."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common.errors import RuleBroken
from coso.common.vietnamese import date as written
from coso.meetings.enums import OF_COMMITTEE, OF_MEMBERS, MeetingKind, MeetingState, Reply
from coso.meetings.models import Meeting, Notice
from coso.meetings.rules.day import Book
from coso.org.kinds import BRANCH_KINDS
from coso.org.models import Unit

FARTHEST = timedelta(days=31)  # from the plan to the day a phone or a person says; beyond, a clock or a year is wrong
ALLOWED = {
    MeetingState.PLANNED: {MeetingState.CALLED, MeetingState.OPEN, MeetingState.CALLED_OFF},
    MeetingState.CALLED: {MeetingState.OPEN, MeetingState.CALLED_OFF},
    MeetingState.CALLED_OFF: set(),
    MeetingState.OPEN: {MeetingState.CLOSED},
    MeetingState.CLOSED: {MeetingState.SETTLED},
    MeetingState.SETTLED: set(),
}
# Marks of another phone may arrive before the opening or after the end that a first phone has sent.
TAKES_MARKS = (MeetingState.CALLED, MeetingState.OPEN, MeetingState.CLOSED)
TAKES_NOTES = (MeetingState.OPEN, MeetingState.CLOSED)


def check_branch(unit: Unit, on: date) -> None:
    if unit.kind not in BRANCH_KINDS:
        raise RuleBroken(_("“%(unit)s” is no branch. Nothing was saved. Choose a branch.") % {"unit": unit})
    check_in_being(unit, on)


def check_holds(unit: Unit, kind: str, on: date) -> None:
    """Whether such a unit holds meetings of the kind."""
    if kind in OF_MEMBERS:
        check_branch(unit, on)
    if kind == MeetingKind.STANDING and unit.kind in BRANCH_KINDS:
        raise RuleBroken(_("A branch has no standing committee. Nothing was saved. Choose another kind of meeting."))
    check_in_being(unit, on)


def check_roll(meeting: Meeting, people: int) -> None:
    """A meeting that calls nobody can not be called or opened; of a committee or a congress the people are entered first."""
    if not people:
        raise RuleBroken(
            _("Nobody sits in this committee yet. Nothing was saved. Enter who sits in it, under “Committees”.") if meeting.kind in OF_COMMITTEE
            else _("Nobody is called to this meeting yet. Nothing was saved. Enter the delegates first.")
        )


def check_in_being(unit: Unit, on: date) -> None:
    if unit.ended_on and unit.ended_on <= on:
        raise RuleBroken(_("“%(unit)s” ended on %(day)s. Nothing was saved. Choose the unit that follows it.") % {"unit": unit, "day": written(unit.ended_on)})


def check_plan(kind: str, month: date, on: date, theme: str) -> None:
    if kind in {MeetingKind.THEMATIC, MeetingKind.COMBINED} and not theme.strip():
        raise RuleBroken(_("A thematic meeting needs its topic. Nothing was saved."))
    if on.replace(day=1) != month:
        raise RuleBroken(_("%(day)s does not lie in the month the meeting is of. Nothing was saved. Check the day.") % {"day": written(on)})


def check_groups(members: int, held: int, book: Book) -> None:
    """Whether a branch of so many members that met so often by groups this year may do so again."""
    least, most = book.number("groups_members"), book.number("groups_year")
    if least is not None and members < least:
        raise RuleBroken(_("A branch meets by party groups from %(least)d members on; this one has %(members)d. Nothing was saved. Plan a regular meeting.") % {"least": least, "members": members})
    if most is not None and held >= most:
        raise RuleBroken(_("The branch meets by party groups %(held)d times this year already; at most %(most)d are allowed. Nothing was saved. Plan a regular meeting.") % {"held": held, "most": most})


def check_becomes(meeting: Meeting, state: MeetingState) -> None:
    if state not in ALLOWED[MeetingState(meeting.state)]:
        raise RuleBroken(stands_as(meeting))


def check_state(meeting: Meeting, *states: MeetingState) -> None:
    if meeting.state not in states:
        raise RuleBroken(stands_as(meeting))


def stands_as(meeting: Meeting) -> str:
    if meeting.is_settled:
        return _("The minutes of this meeting are settled; they do not change any more. Nothing was saved. Amend the minutes by a new version.")
    return _("This meeting stands as “%(state)s” by now. Nothing was saved. Open the page again.") % {"state": meeting.get_state_display()}


def check_not_called_off(notice: Notice) -> None:
    if notice.called_off_why:
        raise RuleBroken(_("The meeting of %(day)s is called off. Nothing was sent.") % {"day": written(notice.on)})


def check_answer(reply: str, reason: str, meeting_on: date, today: date) -> None:
    if reply == Reply.EXCUSED and not reason.strip():
        raise RuleBroken(_("Say why you can not come. Nothing was sent."))
    if today > meeting_on:
        raise RuleBroken(_("The meeting was on %(day)s. Nothing was sent. Speak to the branch secretary.") % {"day": written(meeting_on)})


def time_of(claimed_at: datetime | None, now: datetime) -> datetime:
    """When something was done in the room: as the phone says, but never later than it was received, whose clock is right."""
    return min(claimed_at, now) if claimed_at else now


def opening_time(meeting: Meeting, claimed_at: datetime | None, now: datetime) -> datetime:
    """As `time_of`; where a phone's clock says a day far from the plan, the planned hour, since the roll is that of the opening's day."""
    found = time_of(claimed_at, now)
    if claimed_at is None or near_plan(meeting, found):
        return found
    return time_of(timezone.make_aware(datetime.combine(meeting.planned_on, meeting.planned_at)), now)


def near_plan(meeting: Meeting, moment: datetime) -> bool:
    return abs(timezone.localdate(moment) - meeting.planned_on) <= FARTHEST


def check_times(meeting: Meeting, opened_at: datetime, closed_at: datetime, now: datetime) -> None:
    """Whether begin and end, as somebody corrects them, can be those of the meeting."""
    check_ends(opened_at, closed_at)
    check_past(closed_at, now)
    if not near_plan(meeting, opened_at):
        raise RuleBroken(_("The day is too far from %(day)s, for which the meeting was planned. Nothing was saved. Check day, month and year.") % {"day": written(meeting.planned_on)})


def check_ends(opened_at: datetime | None, closed_at: datetime) -> None:
    if opened_at and closed_at < opened_at:
        raise RuleBroken(_("The meeting ends before it begins. Nothing was saved. Check the clock of the phone."))


def check_past(closed_at: datetime, now: datetime) -> None:
    if closed_at > now:
        raise RuleBroken(_("The end of the meeting still lies ahead. Nothing was saved. Check day and time."))


def check_level_reason(level: str, proposed: str, note: str) -> None:
    """Whoever decides otherwise than the branch proposed says why."""
    if level != proposed and not note.strip():
        raise RuleBroken(_("You decide another level than the branch proposed. Nothing was saved. Say why."))
