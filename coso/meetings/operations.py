"""What may be done in a meeting's room without network: each tap calls the same verb as the page (docs/offline.md)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coso.assignments.actions import Order
from coso.common.errors import RuleBroken
from coso.common.operations.kinds import OfForm, Payload, Tap, operation
from coso.common.vietnamese import date as written
from coso.common.vietnamese import number
from coso.meetings import actions, rules
from coso.meetings.enums import Presence, Reply, VoteAbout
from coso.meetings.models import AgendaItem, Meeting, Notice
from coso.meetings.queries.roll import roll
from coso.members.models import Member


class OfMeeting(Payload):
    meeting: int


class Opening(OfMeeting):
    chair: int
    secretary: int
    guests: str


class Marked(OfMeeting):
    member: int
    presence: Presence
    reason: str


class Rest(OfMeeting):
    """members: all whom the phone showed as not marked."""

    members: list[int]


class Spoke(OfMeeting):
    member: int
    back: bool


class Text(OfMeeting):
    """before: what the phone had read when it was written over."""

    item: int
    text: str
    before: str


class Task(OfMeeting):
    """leading: the member who answers for it."""

    title: str
    leading: int
    due: date


class Vote(OfMeeting):
    about: VoteAbout
    question: str
    in_favour: int
    against: int
    abstained: int
    adopted: bool


class Conclusion(OfMeeting):
    text: str
    before: str


class Score(OfMeeting):
    """By the item's key in the rulebook."""

    points: dict[str, Decimal]
    remedies: dict[str, str]


class Answered(Payload):
    """A member's answer to the own notice."""

    notice: int
    reply: Reply
    reason: str = ""


Told = TypeVar("Told", bound=OfMeeting)
Entered = Callable[[Tap[Told]], dict[str, Any] | None]


def of_notice(notice: Notice) -> OfForm:
    """The form of an answer, as an operation for when there is no network."""
    return OfForm("meeting.answer", f"notice:{notice.pk}", {"notice": notice.pk}, _("Answer to the notice of %(day)s") % {"day": written(notice.on)})


def place(told: OfMeeting) -> int:
    return Meeting.objects.values_list("position", flat=True).get(pk=told.meeting)


def of_meeting(key: str, payload: type[Told], title: Any, says: Callable[[Told], str]) -> Callable[[Entered[Told]], Entered[Told]]:
    """Decorator: an operation shown with the branch whose meeting it is."""
    return operation(f"meeting.{key}", version=1, payload=payload, title=title, place=place, says=says)


def meeting_of(tap: Tap[Any]) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(tap.by).select_related("unit"), pk=tap.payload.meeting)


def names(told: OfMeeting, *members: int) -> list[str]:
    """Of the roll only: whoever makes up a number is told nobody's name by it."""
    people = {one.member_id: one.name for one in roll(Meeting.objects.get(pk=told.meeting))}
    return [people.get(one, _("somebody who is not on the roll")) for one in members]


def opening_said(told: Opening) -> str:
    chair, secretary = names(told, told.chair, told.secretary)
    return _("Opened; in the chair: %(chair)s; minutes: %(secretary)s") % {"chair": chair, "secretary": secretary}


def kept_with(tap: Tap[Any]) -> dict[str, Any]:
    """What every verb is told of the phone."""
    return {"by": tap.by, "operation": tap.key, "claimed_at": tap.claimed_at}


def check_nobody_else_wrote(stands: str, told: Text | Conclusion, tap: Tap[Any]) -> None:
    """Nothing is written over unseen: what changed since the phone read it is put before a person, who may enter it all the same."""
    if not tap.decided and stands not in (told.before.strip(), told.text.strip()):
        raise RuleBroken(_("Somebody else has changed this text since the phone read it. Both are kept: compare them, and enter the one that holds."))


@of_meeting("open", Opening, gettext_lazy("Opening of the meeting"), opening_said)
def open_meeting(tap: Tap[Opening]) -> None:
    told = tap.payload
    chair, secretary = (get_object_or_404(Member.objects.visible_to(tap.by), pk=key) for key in (told.chair, told.secretary))
    actions.open_meeting(meeting=meeting_of(tap), chair=chair, secretary=secretary, guests=told.guests, now=timezone.now(), **kept_with(tap))


@of_meeting("mark", Marked, gettext_lazy("Roll call"), lambda told: f"{names(told, told.member)[0]}: {told.presence.label}" + (f" ({told.reason})" if told.reason else ""))
def mark(tap: Tap[Marked]) -> None:
    told = tap.payload
    actions.mark(meeting=meeting_of(tap), member_id=told.member, presence=told.presence, reason=told.reason, now=timezone.now(), **kept_with(tap))


@of_meeting("rest", Rest, gettext_lazy("Roll call of the others"), lambda told: _("Present: %(names)s") % {"names": ", ".join(names(told, *told.members))})
def mark_rest(tap: Tap[Rest]) -> None:
    actions.mark_rest(meeting=meeting_of(tap), members=tap.payload.members, now=timezone.now(), **kept_with(tap))


@of_meeting("opinion", Spoke, gettext_lazy("Opinion counted"), lambda told: f"{names(told, told.member)[0]}: {'−' if told.back else '+'}1")
def note_opinion(tap: Tap[Spoke]) -> None:
    actions.note_opinion(meeting=meeting_of(tap), member_id=tap.payload.member, back=tap.payload.back, now=timezone.now(), **kept_with(tap))


@of_meeting("text", Text, gettext_lazy("Text for the minutes"), lambda told: f"{AgendaItem.objects.get(pk=told.item, meeting=told.meeting)}: {told.text}")
def enter_text(tap: Tap[Text]) -> None:
    item = get_object_or_404(AgendaItem.objects.filter(meeting=meeting_of(tap)).select_related("meeting__unit"), pk=tap.payload.item)
    check_nobody_else_wrote(item.minutes, tap.payload, tap)
    actions.enter_text(item=item, text=tap.payload.text, **kept_with(tap))


@of_meeting("task", Task, gettext_lazy("Task given"), lambda told: _("%(task)s – %(name)s, until %(day)s") % {"task": told.title, "name": names(told, told.leading)[0], "day": written(told.due)})
def give_task(tap: Tap[Task]) -> None:
    told = tap.payload
    order = Order(told.title, told.due, leading=get_object_or_404(Member.objects.visible_to(tap.by), pk=told.leading))
    actions.give_task(meeting=meeting_of(tap), order=order, today=timezone.localdate(), **kept_with(tap))


@of_meeting("vote", Vote, gettext_lazy("Vote by show of hands"), lambda told: _("%(question)s: %(for)d in favour, %(against)d against, %(abstained)d abstained") % {"question": told.question, "for": told.in_favour, "against": told.against, "abstained": told.abstained})
def record_vote(tap: Tap[Vote]) -> None:
    told = tap.payload
    count = rules.Count(told.in_favour, told.against, told.abstained)
    actions.record_vote(meeting=meeting_of(tap), question=actions.Question(told.about, told.question), count=count, adopted=told.adopted, now=timezone.now(), **kept_with(tap))


@of_meeting("conclude", Conclusion, gettext_lazy("Conclusion"), lambda told: told.text)
def conclude(tap: Tap[Conclusion]) -> None:
    meeting = meeting_of(tap)
    check_nobody_else_wrote(meeting.conclusion, tap.payload, tap)
    actions.conclude(meeting=meeting, text=tap.payload.text, **kept_with(tap))


@of_meeting("score", Score, gettext_lazy("Score of the meeting"), lambda told: _("%(sum)s points") % {"sum": number(sum(told.points.values()), 1)})
def score(tap: Tap[Score]) -> None:
    actions.score(meeting=meeting_of(tap), points=tap.payload.points, remedies=tap.payload.remedies, **kept_with(tap))


@of_meeting("close", OfMeeting, gettext_lazy("End of the meeting"), lambda _told: _("Closed"))
def close(tap: Tap[OfMeeting]) -> None:
    """A person who enters an end that came before the beginning, by a wrong clock, closes it now, and corrects the times after."""
    told = kept_with(tap) | ({"claimed_at": None} if tap.decided else {})
    actions.close(meeting=meeting_of(tap), now=timezone.now(), **told)


def place_of_notice(told: Answered) -> int:
    return Notice.objects.values_list("position", flat=True).get(pk=told.notice)


def answer_said(told: Answered) -> str:
    """Who answered what; the reason is for those who enter it only."""
    return f"{Notice.objects.select_related('member').get(pk=told.notice).member}: {told.reply.label}"


@operation("meeting.answer", version=1, payload=Answered, title=gettext_lazy("Answer to a notice"), place=place_of_notice, says=answer_said)
def answer(tap: Tap[Answered]) -> None:
    told = tap.payload
    notice = get_object_or_404(Notice.objects.visible_to(tap.by), pk=told.notice)
    actions.answer(notice=notice, reply=told.reply, reason=told.reason, now=timezone.now(), **kept_with(tap))
