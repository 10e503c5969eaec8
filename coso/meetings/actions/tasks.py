"""Tasks are given in a meeting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from coso.assignments import actions as assignments
from coso.assignments.actions import Order
from coso.assignments.models import Assignment
from coso.common.actors import Actor
from coso.common.constraints import explained
from coso.meetings import rules
from coso.meetings.actions.ground import kept, require_in_hand
from coso.meetings.enums import MeetingAct
from coso.meetings.models import Meeting, MeetingTask
from coso.meetings.queries import papers

MOST_BASIS = 300  # letters; a topic may be as long by itself


@transaction.atomic
def give_task(*, meeting: Meeting, order: Order, by: Actor, today: date, operation: UUID | None = None, claimed_at: datetime | None = None) -> Assignment:
    """Give a task of the branch on the day of the meeting, kept with the meeting it was given in. Without a paper, the meeting itself is what orders it."""
    meeting = require_in_hand(meeting, "meeting.hold", by, *rules.TAKES_NOTES)
    basis = order.basis or ("" if order.ordered_by else papers.about(meeting)[:MOST_BASIS])
    task = assignments.assign(unit=meeting.unit, order=replace(order, basis=basis), by=by, today=today, given_on=min(meeting.day, today))
    with explained(MeetingTask):
        MeetingTask.objects.create(unit=meeting.unit, meeting=meeting, assignment=task, operation=operation)
    kept(MeetingAct.TASK_GIVEN, meeting, by, day=task.given_on, operation=operation, claimed_at=claimed_at, task=task.pk)
    return task
