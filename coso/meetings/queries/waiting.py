"""What of meetings waits for whom: the secretary of a branch, the committee above, a member who was called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from coso.meetings import rules
from coso.meetings.enums import MeetingState
from coso.meetings.models import BEFORE, HELD, Answer, Following, Meeting, Notice, Visit
from coso.org.kinds import BRANCH_KINDS
from coso.org.models import Unit

NOTICE_AHEAD = 3  # days before the notice has to be out that it is first asked for
NOTED_WITHIN = 10  # days after a meeting that a follower is reminded to note the visit
LOOKS_BACK = 92  # days: what was left undone longer ago is told by the board only


@dataclass(frozen=True)
class Waiting:
    """A meeting at a step of the secretary's; by: the last day of the rule, where one is known."""

    meeting: Meeting
    step: MeetingState
    by: date | None

    def is_late(self, day: date) -> bool:
        return self.by is not None and day > self.by


def branches_at_work(user: Any, day: date) -> QuerySet[Unit]:
    """The very branches whose meetings the user holds; who may do so from above is not asked daily."""
    return Unit.objects.inside(user.places("meeting.hold")).filter(kind__in=BRANCH_KINDS).existing_on(day).in_tree_order()


def not_planned(user: Any, day: date) -> list[tuple[Unit, date | None]]:
    """Branches at work that have no regular meeting in the month of the day, with the day of the rule."""
    month = day.replace(day=1)
    found = Meeting.objects.regular().standing().filter(unit=OuterRef("pk"), month=month)
    return [(unit, rules.proposed_day(month, rules.book_on(day, unit))) for unit in branches_at_work(user, day).filter(~Exists(found))]


def to_go_on_with(user: Any, day: date) -> list[Waiting]:
    """Meetings to be called, held, closed, or whose minutes are to be settled; the earliest first."""
    mine = Unit.objects.inside(user.places("meeting.hold")).existing_on(day)  # committees' meetings too
    asked = (*BEFORE, MeetingState.OPEN, MeetingState.CLOSED)
    rows = Meeting.objects.filter(unit__in=mine, state__in=asked, planned_on__gte=day - timedelta(days=LOOKS_BACK))
    found = [step for meeting in rows.select_related("unit").order_by("planned_on", "pk") if (step := _step_of(meeting, day))]
    return sorted(found, key=lambda one: (one.by or one.meeting.day, one.meeting.pk))


def _step_of(meeting: Meeting, day: date) -> Waiting | None:
    book = rules.book_on(meeting.day, meeting.unit)
    before, after = (rules.days_asked(meeting, book, name) for name in ("before", "after"))
    if meeting.state == MeetingState.CLOSED:
        return Waiting(meeting, MeetingState.SETTLED, meeting.day + timedelta(days=after) if after is not None else None)
    if meeting.is_open:
        return Waiting(meeting, MeetingState.CLOSED, meeting.day)
    if meeting.planned_on < day:
        return Waiting(meeting, MeetingState.OPEN, meeting.planned_on)
    by = meeting.planned_on - timedelta(days=before) if before is not None else None
    if meeting.state == MeetingState.PLANNED and (by or meeting.planned_on) - timedelta(days=NOTICE_AHEAD) <= day:
        return Waiting(meeting, MeetingState.CALLED, by)
    return None


def to_judge(user: Any) -> QuerySet[Meeting]:
    """Meetings of the branches right below the user's own unit that were scored and have no official level yet."""
    above = Unit.objects.inside(user.places("meeting.decide"))
    return Meeting.objects.filter(unit__parent__in=above, state__in=HELD, official_level="").exclude(self_level="").order_by("planned_on", "pk")


def to_note(member_id: int, day: date) -> QuerySet[Notice]:
    """Notices of meetings just over in branches the member follows, of which no visit is noted yet; whether they came is theirs to say."""
    follows = Following.objects.filter(Q(valid_to=None) | Q(valid_to__gt=OuterRef("on")), valid_from__lte=OuterRef("on"), unit=OuterRef("unit"), member=member_id)
    noted = Visit.objects.filter(meeting=OuterRef("meeting"), member=member_id)
    return Notice.objects.filter(Exists(follows), ~Exists(noted), member=member_id, on__lt=day, on__gte=day - timedelta(days=NOTED_WITHIN), called_off_why="").order_by("on", "pk")


def to_answer(member_id: int, day: date) -> QuerySet[Notice]:
    """A member's own notices of meetings to come that have no answer yet."""
    answered = Answer.objects.filter(meeting=OuterRef("meeting"), member=member_id)
    return Notice.objects.filter(~Exists(answered), member=member_id, on__gte=day, called_off_why="").order_by("on", "pk")
