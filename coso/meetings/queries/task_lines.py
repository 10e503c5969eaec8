"""Tasks as papers of a meeting tell them, in the party's own Vietnamese."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from coso.assignments.enums import TaskState
from coso.assignments.models import Assignment, Hand
from coso.common.text_tables import table_text
from coso.common.vietnamese import date as written
from coso.meetings.models import Meeting
from coso.meetings.queries.tasks import Looked, for_agenda, given_in

HEADS = ("Nhiệm vụ", "Người thực hiện", "Thời hạn", "Kết quả")
MOST_ON_AGENDA = 20


def agenda_lines(meeting: Meeting) -> Iterator[str]:
    """What is open, by due day: a line each, so that whoever has it in hand comes prepared."""
    found = list(for_agenda(meeting))
    for task in islice(found, MOST_ON_AGENDA):
        yield f"   - {task.title}: {task.done_by or 'chưa phân công'}, hạn {written(task.due_on)}"
    if len(found) > MOST_ON_AGENDA:
        yield f"   - và {len(found) - MOST_ON_AGENDA} nhiệm vụ khác"


def progress_table(looked: Iterable[Looked]) -> str:
    """The four columns of a resolution's first part: task, person, due day, result."""
    return table_text([HEADS, *([one.task.title, one.task.done_by, written(one.task.due_on), result(one)] for one in looked)])


def result(one: Looked) -> str:
    """How it stood on the day, and what was last reported."""
    said = f": {one.said}" if one.said else ""
    if one.called_off:
        return "Không thực hiện nữa"
    if one.done:
        return ("Hoàn thành đúng hạn" if one.task.in_time else "Hoàn thành chậm hạn") + said
    if one.reported:
        return f"Đã báo cáo hoàn thành, chờ công nhận{said}"
    return ("Chưa hoàn thành, quá hạn" if one.late else "Đang thực hiện") + said


def given_lines(meeting: Meeting, title: str = "") -> Iterator[str]:
    """The tasks given in the meeting that still stand, a numbered paragraph each; under the title where there is one."""
    found = [task for task in given_in(meeting) if task.state != TaskState.CALLED_OFF]
    if found and title:
        yield title
    for at, task in enumerate(found, start=1):
        yield f"{at}. {task.title}. {who(task)}; thời hạn: {written(task.due_on)}."


def who(task: Assignment) -> str:
    """Who leads and who helps."""
    hands: list[Hand] = [hand for hand in task.hands.all() if hand.until is None]
    parts = [("Thực hiện", [hand.name for hand in hands if hand.leading]), ("phối hợp", [hand.name for hand in hands if not hand.leading])]
    return "; ".join(f"{label}: đồng chí {', '.join(names)}" for label, names in parts if names) or "Thực hiện: chưa phân công"
