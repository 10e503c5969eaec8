"""A meeting is planned, prepared and called; members answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common import scope
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.constraints import explained
from coso.common.errors import NotAllowed, RuleBroken
from coso.meetings import rules
from coso.meetings.actions.ground import kept, require_in_hand
from coso.meetings.declarations import first_agenda
from coso.meetings.enums import ItemKind, MeetingAct, MeetingKind, MeetingState, Place
from coso.meetings.models import BEFORE, AgendaItem, Answer, Meeting, Notice
from coso.meetings.queries import papers, roll
from coso.meetings.queries.branch import branch_size, held_by_groups
from coso.meetings.queries.following import followers_of
from coso.org.models import Unit

MOST_REASON = 500


@dataclass(frozen=True)
class Plan:
    """When, where and about what."""

    on: date
    at: time
    place: str = ""
    theme: str = ""


@dataclass(frozen=True)
class Line:
    """An item as it is to stand on the agenda."""

    kind: str
    title: str


@transaction.atomic
def plan_meeting(*, unit: Unit, kind: str, plan: Plan, by: Actor) -> Meeting:
    """Plan a meeting; its agenda begins as the kind of branch has it. A regular one is once a month."""
    by.require("meeting.hold", unit)
    meeting = _planned(unit, kind, plan)
    return kept(MeetingAct.PLANNED, meeting, by, day=plan.on)


@transaction.atomic
def plan_year(*, unit: Unit, year: int, at: time, place: str, by: Actor, today: date) -> list[Meeting]:
    """Plan the regular meeting of each month of the year that is still to come and has none, on the day of the rule."""
    by.require("meeting.hold", unit)
    taken = set(Meeting.objects.filter(unit=unit, month__year=year).regular().standing().values_list("month", flat=True))
    book = rules.book_on(max(today, date(year, 1, 1)), unit)
    months = [date(year, month, 1) for month in range(1, 13)]
    days = [day for month in months if month not in taken and (day := rules.proposed_day(month, book)) and day >= today]
    made = [_planned(unit, MeetingKind.REGULAR, Plan(day, at, place)) for day in days]
    for one in made:
        kept(MeetingAct.PLANNED, one, by, day=one.planned_on)
    return made


def _planned(unit: Unit, kind: str, plan: Plan) -> Meeting:
    rules.check_holds(unit, kind, plan.on)
    rules.check_plan(kind, plan.on.replace(day=1), plan.on, plan.theme)
    if kind == MeetingKind.GROUPS:
        rules.check_groups(branch_size(unit, plan.on), held_by_groups(unit, plan.on.year), rules.book_on(plan.on, unit))
    with explained(Meeting):
        meeting = Meeting.objects.create(unit=unit, kind=kind, month=plan.on.replace(day=1), theme=plan.theme.strip(), planned_on=plan.on, planned_at=plan.at, place=plan.place.strip())
    theme = plan.theme.strip() if kind == MeetingKind.COMBINED else ""
    _lay(meeting, [Line(kind, title) for kind, title in first_agenda(meeting.kind, unit, theme)])
    return meeting


@transaction.atomic
def change_plan(*, meeting: Meeting, plan: Plan, by: Actor, now: datetime) -> Meeting:
    """Move a meeting within its month, or mend its place or topic; who was called already reads the change in their notice."""
    meeting = require_in_hand(meeting, "meeting.hold", by, *BEFORE)
    rules.check_plan(meeting.kind, meeting.month, plan.on, plan.theme)
    meeting.planned_on, meeting.planned_at, meeting.place, meeting.theme = plan.on, plan.at, plan.place.strip(), plan.theme.strip()
    meeting.save(update_fields=["planned_on", "planned_at", "place", "theme"])
    if meeting.called_at:
        _notify(meeting, now)
    return kept(MeetingAct.CHANGED, meeting, by, day=plan.on)


@transaction.atomic
def set_agenda(*, meeting: Meeting, lines: Sequence[Line], by: Actor, now: datetime) -> Meeting:
    """Lay the agenda down anew, in this order, while the meeting has not begun."""
    meeting = require_in_hand(meeting, "meeting.hold", by, *BEFORE)
    if not any(line.title.strip() for line in lines):
        raise RuleBroken(_("The agenda needs at least one item. Nothing was saved."))
    AgendaItem.objects.filter(meeting=meeting).delete()
    _lay(meeting, lines)
    if meeting.called_at:
        _notify(meeting, now)
    return kept(MeetingAct.AGENDA_SET, meeting, by)


def _lay(meeting: Meeting, lines: Sequence[Line]) -> None:
    whole = [line for line in lines if line.title.strip()]
    AgendaItem.objects.bulk_create([AgendaItem(unit=meeting.unit, meeting=meeting, order=at, kind=ItemKind(line.kind), title=line.title.strip()) for at, line in enumerate(whole, start=1)])


@transaction.atomic
def call_off(*, meeting: Meeting, reason: str, by: Actor, today: date) -> Meeting:
    """The meeting will not be held; who was called reads why in their notice. Another may be planned in its month."""
    meeting = require_in_hand(meeting, "meeting.hold", by)
    rules.check_becomes(meeting, MeetingState.CALLED_OFF)
    if not reason.strip():
        raise RuleBroken(_("Say why the meeting is called off. Nothing was saved; the members will read it."))
    return _called_off(meeting, reason.strip(), by, today)


@transaction.atomic
def follow_ended_unit(*, unit: Unit, on: date, by: Actor, reason: str) -> int:
    """What a branch that ended had planned from its last day on is called off. Asks no leave: the decision on the branch has. Answers how many."""
    with scope.within(scope.everything(user=by.pk, where="meetings.follow")):
        found = list(Meeting.objects.filter(unit=unit, state__in=BEFORE, planned_on__gte=on).select_related("unit").select_for_update(of=("self",)).order_by("planned_on", "pk"))
        for meeting in found:
            _called_off(meeting, reason, by, on)
    return len(found)


def _called_off(meeting: Meeting, reason: str, by: Actor, on: date) -> Meeting:
    meeting.state, meeting.called_off_why = MeetingState.CALLED_OFF, reason[:MOST_REASON]
    meeting.save(update_fields=["state", "called_off_why"])
    Notice.objects.filter(meeting=meeting).update(called_off_why=meeting.called_off_why)
    return kept(MeetingAct.CALLED_OFF, meeting, by, day=on, reason=meeting.called_off_why)


@transaction.atomic
def call(*, meeting: Meeting, by: Actor, now: datetime) -> Meeting:
    """Send every member of the roll, and whoever follows the branch, the notice with the agenda; exempt ones and those elsewhere get it too, but need not come."""
    meeting = require_in_hand(meeting, "meeting.hold", by)
    rules.check_becomes(meeting, MeetingState.CALLED)
    rules.check_holds(meeting.unit, meeting.kind, meeting.planned_on)
    meeting.state, meeting.called_at = MeetingState.CALLED, now
    meeting.save(update_fields=["state", "called_at"])
    sent = _notify(meeting, now)
    return kept(MeetingAct.CALLED, meeting, by, day=timezone.localdate(now), members=sent)


def notify_again(meeting: Meeting, now: datetime) -> None:
    """Who belongs to a meeting has changed since it was called: those added get the notice too. Trusts its caller, who holds the meeting."""
    if meeting.called_at:
        _notify(meeting, now)


def _notify(meeting: Meeting, now: datetime) -> int:
    """One notice to each member, and to the committee members who follow the branch; it is written anew where the plan has changed since."""
    told = {"unit": meeting.unit, "kind": meeting.kind, "theme": meeting.theme, "on": meeting.planned_on, "at": meeting.planned_at, "place": meeting.place}
    told |= {"agenda": papers.agenda_text(meeting), "issuer": meeting.unit.name, "sent_at": now}
    ought = {one.member_id: one.expected for one in roll.roll(meeting) if one.place != Place.SUSPENDED}
    rules.check_roll(meeting, len(ought))
    rows = [Notice(meeting=meeting, member_id=member, ought=ought.get(member, False), **told) for member in dict.fromkeys([*ought, *followers_of(meeting)])]
    Notice.objects.bulk_create(rows, update_conflicts=True, unique_fields=["meeting", "member"], update_fields=["ought", *(name for name in told if name != "unit")])
    return len(rows)


@transaction.atomic
def answer(*, notice: Notice, reply: str, reason: str, by: Actor, now: datetime, operation: UUID | None = None, claimed_at: datetime | None = None) -> Answer:
    """A member's own answer to a notice; the last one counts."""
    if by.own_member_id != notice.member_id:
        raise NotAllowed(_("Only the member can answer this notice. Nothing was sent."))
    return _answered(notice, reply, reason, by, now, operation, claimed_at)


@transaction.atomic
def answer_for(*, meeting: Meeting, member_id: int, reply: str, reason: str, by: Actor, now: datetime, operation: UUID | None = None, claimed_at: datetime | None = None) -> Answer:
    """Enter what a member without a phone has answered; the record says who entered it."""
    meeting = require_in_hand(meeting, "meeting.hold", by, MeetingState.CALLED)
    notice = Notice.objects.select_related("unit").filter(meeting=meeting, member_id=member_id).first()
    if notice is None:
        raise RuleBroken(_("This member was not called to the meeting. Nothing was saved."))
    return _answered(notice, reply, reason, by, now, operation, claimed_at)


def _answered(notice: Notice, reply: str, reason: str, by: Actor, now: datetime, operation: UUID | None, claimed_at: datetime | None) -> Answer:
    rules.check_not_called_off(notice)
    rules.check_answer(reply, reason, notice.on, timezone.localdate(rules.time_of(claimed_at, now)))
    with scope.within(scope.everything(user=by.pk)):  # a member without a role reaches no row of the branch, the act's neither
        made = Answer.objects.create(
            unit_id=notice.unit_id, meeting_id=notice.meeting_id, member_id=notice.member_id, reply=reply, reason=reason.strip(),
            answered_at=now, claimed_at=claimed_at, answered_by_id=by.pk, operation=operation,
        )
        record(MeetingAct.ANSWERED, notice, by=by, position=notice.position, member_id=notice.member_id, details={"reply": reply})
    return made
