"""What a dialogue shows to whom, what waits with the office that prepares it, and the text of its minutes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import override

from coso.common import vietnamese
from coso.dialogue.enums import DialogueState, Ground, Host, RaisedState
from coso.dialogue.models import Dialogue, Raised, SentIn, Support, Topic
from coso.dialogue.models.questions import office
from coso.dialogue.queries.questions import MOST

HOSTS = {Host.STANDING_COMMITTEE: "ban thường vụ", Host.PERMANENT_MEMBERS: "thường trực cấp ủy", Host.COMMITTEE: "cấp ủy"}
GROUNDS = {Ground.OFF_THEME: "ngoài chủ đề", Ground.DOUBLED: "trùng câu hỏi khác", Ground.NAMES_PERSONS: "nêu đích danh cá nhân"}


@dataclass(frozen=True)
class Grouped:
    """A group with the questions put forward in it, the most supported first."""

    topic: Topic
    questions: list[Raised] = field(default_factory=list)


def groups_of(dialogue: Dialogue, user: Any = None) -> list[Grouped]:
    """In their order; each question with `supported`, whether the reader supports it."""
    found: dict[int | None, Grouped] = {one.pk: Grouped(one) for one in Topic.objects.filter(dialogue=dialogue).counted().select_related("answered_by")}
    for group in found.values():
        group.topic.dialogue = dialogue
    rows = Raised.objects.filter(dialogue=dialogue).shown()
    mine = Support.objects.filter(raised=OuterRef("pk"), member=getattr(user, "own_member_id", None) or 0)
    for one in rows.annotate(supported=Exists(mine)).order_by("-supports", "pk"):
        found[one.topic_id].questions.append(one)
    return list(found.values())


def asked_by(dialogue: Dialogue, user: Any) -> QuerySet[SentIn]:
    """What the reader sent in to it."""
    found: QuerySet[SentIn] = SentIn.objects.filter(raised__dialogue=dialogue, member=user.own_member_id or 0).select_related("raised", "raised__topic")
    return found


def counts_of(dialogue: Dialogue) -> dict[str, int]:
    """How many questions stand in each state."""
    return Counter(dict(Raised.objects.filter(dialogue=dialogue).order_by().values_list("state").annotate(n=Count("pk"))))


def without_answer(dialogue: Dialogue) -> int:
    return sum(1 for one in Topic.objects.filter(dialogue=dialogue, answered_on=None, owed_desk="").counted())


def to_prepare(user: Any, day: date) -> list[tuple[Dialogue, int]]:
    """What the reader's posts have to do about dialogues: questions to look through (how many), a day to note, minutes to publish."""
    rows = Dialogue.objects.prepared_by(user).filter(state__in=[DialogueState.ANNOUNCED, DialogueState.HELD])
    rows = rows.annotate(waiting=Count("raised", filter=Q(raised__state=RaisedState.SENT)))
    found = rows.filter(Q(waiting__gt=0) | Q(on__lt=day) | Q(state=DialogueState.HELD)).order_by("on", "pk")
    return [(one, one.waiting) for one in found[:MOST]]


def owed_by(user: Any) -> QuerySet[Topic]:
    """Answers that the reader's posts owe after a dialogue, what is due first."""
    found = Q(pk__in=[])
    for desk, place in user.desks:
        found |= Q(owed_desk=desk, dialogue__unit__position=place)
    rows: QuerySet[Topic] = Topic.objects.filter(found).owed().select_related("dialogue").order_by("owed_until", "pk")
    return rows


# --- minutes: the party's own formulas stand here in Vietnamese and are not translated ---


def title_of(dialogue: Dialogue) -> str:
    return f"Đối thoại của {HOSTS[Host(dialogue.host)]} với đảng viên: {dialogue.theme}"


def minutes_text(dialogue: Dialogue) -> str:
    """What the records say of it, paragraph by paragraph."""
    with override("vi"):
        groups = groups_of(dialogue)
        return "\n\n".join([*_head(dialogue, groups), *(line for at, one in enumerate(groups, 1) for line in _of_group(at, one, dialogue)), *_owed(dialogue, groups)])


def _head(dialogue: Dialogue, groups: list[Grouped]) -> Iterator[str]:
    counts = counts_of(dialogue)
    yield f"Thời gian, địa điểm: {dialogue.at:%H:%M} ngày {vietnamese.date(dialogue.on)}, tại {dialogue.place}."
    yield f"Chủ trì: {dialogue.chair}. Số đảng viên tham dự: {vietnamese.number(dialogue.present or 0)}." if dialogue.chair else f"Số đảng viên tham dự: {vietnamese.number(dialogue.present or 0)}."
    yield f"Số câu hỏi gửi đến, không tính câu người gửi đã rút: {sum(counts.values()) - counts[RaisedState.WITHDRAWN]}. Số câu hỏi đưa ra đối thoại: {counts[RaisedState.SHOWN]}, gồm {len(groups)} vấn đề. Số câu hỏi không đưa ra: {counts[RaisedState.HELD_BACK]}{_grounds(dialogue)}."


def _grounds(dialogue: Dialogue) -> str:
    rows = SentIn.objects.filter(raised__dialogue=dialogue).exclude(ground="").order_by("ground").values_list("ground").annotate(n=Count("pk"))
    told = "; ".join(f"{GROUNDS[Ground(ground)]}: {n}" for ground, n in rows)
    return f" ({told})" if told else ""


def _of_group(at: int, group: Grouped, dialogue: Dialogue) -> Iterator[str]:
    topic = group.topic
    yield f"{at}. {topic.title} ({topic.questions} câu hỏi, {topic.support} lượt ủng hộ)"
    for one in group.questions:
        yield f"- {one.text}{f' ({one.name})' if one.name else ''}"
    if topic.answer:
        when = "" if topic.answered_on == dialogue.on else f" (ngày {vietnamese.date(topic.answered_on)})" if topic.answered_on else ""
        yield f"Trả lời{when}: {topic.answer}"
    elif topic.is_owed and topic.owed_until:
        yield f"Trả lời sau buổi đối thoại: {office(dialogue.unit.name, topic.owed_desk)}, chậm nhất ngày {vietnamese.date(topic.owed_until)}."


def _owed(dialogue: Dialogue, groups: list[Grouped]) -> Iterator[str]:
    rest = [one.topic for one in groups if one.topic.is_owed and one.topic.owed_until]
    if rest:
        yield "Những nội dung còn phải trả lời:"
        yield from (f"- {one.title}: {office(dialogue.unit.name, one.owed_desk)}, chậm nhất ngày {vietnamese.date(one.owed_until)}." for one in rest if one.owed_until)
    else:
        yield "Các nội dung đưa ra đối thoại đã được trả lời."
