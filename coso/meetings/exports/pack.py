"""One PDF for members without a phone, in large type on A5: for a meeting the notice, the agenda, their tasks and the last resolution.

The handbook prints with it too: each member's leaf is a title and sections, whatever they tell.

What is printed is Vietnamese, whoever prints it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db.models import Q
from django.utils.translation import override

from coso.assignments.enums import OPEN
from coso.assignments.models import Hand
from coso.common.vietnamese import date as written
from coso.common.vietnamese import long_date
from coso.documents.enums import DocumentState
from coso.documents.queries import paragraphs
from coso.meetings.models import Meeting
from coso.meetings.queries import papers
from coso.meetings.queries.branch import meeting_before
from coso.meetings.queries.roll import Person
from coso.org.models import Unit
from coso.procedures.exports import pdf

TEMPLATE = Path(__file__).resolve().parent.parent / "papers" / "pack.typ"
HEADS = {"agenda": "Chương trình"}
TASKS, NO_TASKS = "Nhiệm vụ đồng chí đang được giao", "Chưa có nhiệm vụ nào."


@dataclass(frozen=True)
class Section:
    """A title with lines: what (or nothing), and a word more. none: what stands there when there is no line."""

    title: str
    lines: list[tuple[str, str]]
    none: str = ""


@dataclass(frozen=True)
class Leaf:
    """One member's own pages."""

    name: str
    sections: list[Section]


@dataclass(frozen=True)
class Pack:
    """Everything the PDF shows, in words. at: empty where nobody is invited to anything."""

    issuer: str
    about: str
    people: list[Leaf]
    at: str = ""
    place: str = ""
    agenda: list[str] = field(default_factory=list)
    last_title: str = ""
    last: list[str] = field(default_factory=list)
    title: str = "THÔNG BÁO"
    greeting: str = "Kính gửi đồng chí"
    invited: str = "Chi bộ mời đồng chí dự"
    heads: dict[str, str] = field(default_factory=lambda: HEADS)


def pack_of(meeting: Meeting, people: Sequence[Person], today: date) -> Pack:
    """For these people of the roll."""
    with override("vi"):
        day = long_date(meeting.planned_on)
    mine, (title, last) = tasks_of(meeting.unit, [one.member_id for one in people], today), last_resolved(meeting)
    return Pack(
        issuer=meeting.unit.name.upper(), about=uncapitalised(papers.about(meeting)), at=f"{meeting.planned_at:%H:%M}, {day}", place=meeting.place,
        agenda=[f"{at}. {title_of}" for at, title_of in enumerate(meeting.agendaitems.values_list("title", flat=True), start=1)], people=[Leaf(one.name, [Section(TASKS, mine.get(one.member_id, []), NO_TASKS)]) for one in people], last_title=title, last=last,
    )


def uncapitalised(text: str) -> str:
    return text[:1].lower() + text[1:]


def tasks_of(unit: Unit, members: Sequence[int], today: date) -> dict[int, list[tuple[str, str]]]:
    """What each has in hand from the branch, or with it, by due day."""
    hands = Hand.objects.filter(Q(assignment__unit=unit) | Q(assignment__to_unit=unit), member__in=members, until=None, assignment__state__in=OPEN)
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for hand in hands.select_related("assignment").order_by("assignment__due_on", "assignment"):
        task = hand.assignment
        found[hand.member_id].append((task.title, f"Hạn: {written(task.due_on)}{' (quá hạn)' if task.is_late(today) else ''}"))
    return dict(found)


def last_resolved(meeting: Meeting) -> tuple[str, list[str]]:
    """What the branch resolved last: the paper as issued, else what the chair concluded."""
    before = meeting_before(meeting)
    if before is None:
        return "", []
    paper = before.resolution
    if paper and paper.state == DocumentState.ISSUED:
        return f"Nghị quyết kỳ trước: {paper.symbol}, ngày {written(paper.dated)}", paragraphs(paper.text)
    return f"Kết luận buổi trước, ngày {written(before.day)}", paragraphs(before.conclusion)


def as_pdf(pack: Pack) -> bytes:
    return pdf.written(pack, TEMPLATE)
