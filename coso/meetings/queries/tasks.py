"""The tasks a meeting looks at, and those given in it: open ones stand on its agenda by themselves, and so does what was closed since the last meeting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from coso.assignments.enums import EntryKind, TaskState
from coso.assignments.models import Assignment, AssignmentEntry
from coso.assignments.queries import open_of, to_look_at
from coso.common.periods import add_months
from coso.meetings.models import Meeting, MeetingTask
from coso.meetings.queries.branch import meeting_before

TELLS = (EntryKind.PROGRESS, EntryKind.REPORTED, EntryKind.HANDED_BACK)


@dataclass(frozen=True)
class Looked:
    """A task as it stood on a day, with what was last said of it by then."""

    task: Assignment
    day: date
    said: str = ""

    @property
    def done(self) -> bool:
        return self.task.state == TaskState.DONE and self.task.closed_on is not None and self.task.closed_on <= self.day

    @property
    def called_off(self) -> bool:
        return self.task.state == TaskState.CALLED_OFF and self.task.closed_on is not None and self.task.closed_on <= self.day

    @property
    def reported(self) -> bool:
        """Reported done by the day, accepted or not."""
        return self.task.reported_on is not None and self.task.reported_on <= self.day

    @property
    def late(self) -> bool:
        """Past its day, and neither closed nor reported done by the day asked for."""
        return self.task.due_on < self.day and not (self.done or self.called_off or self.reported)


def before_meeting(meeting: Meeting, today: date) -> list[Looked]:
    """What the branch has open, and what was closed since its last meeting, as it stood on the day of the meeting; before that day, as it stands today."""
    last, day = meeting_before(meeting), min(meeting.day, today)
    rows = to_look_at(meeting.unit, last.day if last else add_months(meeting.day, -1), meeting.day)
    tasks = list(rows.exclude(pk__in=MeetingTask.objects.filter(meeting=meeting).values("assignment")))
    said = last_said(tasks, day)
    return [Looked(task, day, said.get(task.pk, "")) for task in tasks]


def for_agenda(meeting: Meeting) -> QuerySet[Assignment]:
    """What is open now and will be asked about in the meeting, the first due first."""
    return open_of(meeting.unit, meeting.planned_on)


def given_in(meeting: Meeting) -> list[Assignment]:
    """In the order they were given."""
    return list(Assignment.objects.filter(given_in__meeting=meeting).told().order_by("given_in__pk"))


def last_said(tasks: Iterable[Assignment], day: date) -> dict[int, str]:
    """The last report on each, or why it was handed back, by the day."""
    rows = AssignmentEntry.objects.filter(assignment__in=[task.pk for task in tasks], kind__in=TELLS, on__lte=day)
    return dict(rows.order_by("assignment_id", "-pk").distinct("assignment_id").values_list("assignment_id", "text"))
