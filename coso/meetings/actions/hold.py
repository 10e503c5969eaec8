"""A meeting is held: opened, the roll called, opinions counted, votes taken, concluded, scored, closed.

Each of these can be done in a room without network: `operation` is the phone's own number of the act and `claimed_at` what its
clock said; whoever applies it later calls the same verb. Rights are asked when it arrives.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from coso.ballots.actions import open_ballot
from coso.common import scope
from coso.common.actors import Actor
from coso.common.constraints import explained
from coso.common.errors import RuleBroken
from coso.common.locking import held
from coso.meetings import rules
from coso.meetings.actions.ground import count, kept, require_in_hand
from coso.meetings.enums import Level, MeetingAct, MeetingState, Place, Presence, VoteAbout
from coso.meetings.models import AgendaItem, Mark, Meeting, MeetingVote, Opinion, ScoreLine
from coso.meetings.queries import roll
from coso.members.models import Member

HOLD = "meeting.hold"
BY_CODE = "QR"  # in the place of a device


@transaction.atomic
def open_meeting(*, meeting: Meeting, chair: Member, secretary: Member, guests: str, by: Actor, now: datetime, operation: UUID | None = None, claimed_at: datetime | None = None) -> Meeting:
    """Begin. guests: a name and office a line, as text only."""
    meeting = require_in_hand(meeting, HOLD, by)
    rules.check_becomes(meeting, MeetingState.OPEN)
    rules.check_holds(meeting.unit, meeting.kind, meeting.day)
    for one in (chair, secretary):
        _check_on_roll(meeting, one.pk)
    meeting.state, meeting.opened_at = MeetingState.OPEN, rules.opening_time(meeting, claimed_at, now)
    meeting.chair, meeting.secretary, meeting.guests = chair, secretary, guests.strip()
    meeting.save(update_fields=["state", "opened_at", "chair", "secretary", "guests"])
    return kept(MeetingAct.OPENED, meeting, by, day=meeting.day, operation=operation, claimed_at=claimed_at)


@transaction.atomic
def mark(*, meeting: Meeting, member_id: int, presence: str, by: Actor, now: datetime, reason: str = "", device: str = "", operation: UUID | None = None, claimed_at: datetime | None = None) -> Mark:
    """Mark a member of the roll. Nothing is overwritten: an earlier mark stays, the last one received counts; `cleared` takes one back."""
    meeting = require_in_hand(meeting, HOLD, by, *rules.TAKES_MARKS)
    _check_on_roll(meeting, member_id)
    made = Mark.objects.create(**_mark(meeting, member_id, presence, by, now, claimed_at), reason=reason.strip(), device=device, operation=operation)
    _count_again(meeting)
    kept(MeetingAct.MARKED, meeting, by, member_id=member_id, operation=operation, claimed_at=claimed_at, presence=presence)
    return made


@transaction.atomic
def mark_rest(*, meeting: Meeting, by: Actor, now: datetime, members: Collection[int] | None = None, device: str = "", operation: UUID | None = None, claimed_at: datetime | None = None) -> int:
    """Mark all who ought to come and are not marked yet as present; answers how many.

    members: whom a phone meant by that, when it could not know what others marked; each gets the mark it was given there.
    """
    meeting = require_in_hand(meeting, HOLD, by, *rules.TAKES_MARKS)
    people = roll.roll(meeting)
    rest = [one.member_id for one in people if one.expected and not one.marked] if members is None else sorted(members)
    _check_all_on_roll(people, rest)
    Mark.objects.bulk_create([Mark(**_mark(meeting, key, Presence.PRESENT, by, now, claimed_at), device=device) for key in rest])
    _count_again(meeting)
    kept(MeetingAct.REST_MARKED, meeting, by, operation=operation, claimed_at=claimed_at, members=len(rest))
    return len(rest)


@transaction.atomic
def check_in(*, meeting: Meeting, by: Actor, now: datetime) -> Mark:
    """Whoever is in the room says so on their own phone, by the code shown there; a mark like any other, and nobody's but their own."""
    if by.own_member_id is None:
        raise RuleBroken(_("No member record belongs to your account yet. Nothing was saved. Ask your branch secretary to join the two."))
    with scope.within(scope.everything(user=by.pk, where="meetings.check_in")):  # a member without a role reaches no row of the branch
        meeting = held(Meeting.objects.select_related("unit", "chair", "secretary"), meeting.pk)
        rules.check_state(meeting, MeetingState.OPEN)
        _check_on_roll(meeting, by.own_member_id)
        made = Mark.objects.create(**_mark(meeting, by.own_member_id, Presence.PRESENT, by, now, None), device=BY_CODE)
        kept(MeetingAct.CHECKED_IN, meeting, by, member_id=by.own_member_id)
    return made


def _mark(meeting: Meeting, member_id: int, presence: str, by: Actor, now: datetime, claimed_at: datetime | None) -> dict[str, object]:
    return {"unit": meeting.unit, "meeting": meeting, "member_id": member_id, "presence": Presence(presence), "claimed_at": claimed_at or now, "received_at": now, "marked_by_id": by.pk}


def _check_on_roll(meeting: Meeting, member_id: int) -> None:
    _check_all_on_roll(roll.roll(meeting), [member_id])


def _check_all_on_roll(people: Iterable[roll.Person], members: Iterable[int]) -> None:
    if not {one.member_id for one in people if one.place != Place.SUSPENDED}.issuperset(members):
        raise RuleBroken(_("This member does not stand on the roll of the meeting's day. Nothing was saved. Check the member's branch and state."))


def _count_again(meeting: Meeting) -> None:
    """What a closed meeting came to follows a mark that arrives late."""
    if meeting.is_held:
        count(meeting)


@transaction.atomic
def note_opinion(*, meeting: Meeting, member_id: int, by: Actor, now: datetime, back: bool = False, operation: UUID | None = None, claimed_at: datetime | None = None) -> Opinion:
    """Count that a member spoke once more; back: one of those counted was counted wrongly. What was said is not kept."""
    meeting = require_in_hand(meeting, HOLD, by, *rules.TAKES_NOTES)
    _check_on_roll(meeting, member_id)
    if back and not roll.opinions_of(meeting).get(member_id):
        raise RuleBroken(_("No opinion of this member is counted. Nothing was saved."))
    made = Opinion.objects.create(
        unit=meeting.unit, meeting=meeting, member_id=member_id, number=-1 if back else 1, noted_at=now, claimed_at=claimed_at or now, noted_by_id=by.pk, operation=operation,
    )
    _count_again(meeting)
    kept(MeetingAct.OPINION_NOTED, meeting, by, member_id=member_id, operation=operation, claimed_at=claimed_at, number=made.number)
    return made


@transaction.atomic
def enter_text(*, item: AgendaItem, text: str, by: Actor, operation: UUID | None = None, claimed_at: datetime | None = None) -> AgendaItem:
    """Write what the minutes say of an item; what they said before is kept in its history."""
    meeting = require_in_hand(item.meeting, HOLD, by, *rules.TAKES_NOTES)
    item.minutes = text.strip()
    item.save(update_fields=["minutes"])
    kept(MeetingAct.TEXT_ENTERED, meeting, by, operation=operation, claimed_at=claimed_at, item=item.pk)
    return item


@dataclass(frozen=True)
class Question:
    """What is voted on. instead_of: a vote recorded wrongly, which this one takes the place of."""

    about: str
    text: str
    instead_of: MeetingVote | None = None


@transaction.atomic
def record_vote(*, meeting: Meeting, question: Question, count: rules.Count, adopted: bool, by: Actor, now: datetime, operation: UUID | None = None, claimed_at: datetime | None = None) -> MeetingVote:
    """A show of hands. Who has a vote is worked out from the roll of the day; adopted: what the chair declared."""
    meeting = require_in_hand(meeting, HOLD, by, *rules.TAKES_NOTES)
    able = roll.voters(meeting, roll.roll(meeting))
    rules.check_count(count, able.here)
    if old := question.instead_of:
        MeetingVote.objects.filter(pk=old.pk, meeting=meeting).update(void=True)
    with explained(MeetingVote):
        made = MeetingVote.objects.create(
            unit=meeting.unit, meeting=meeting, about=VoteAbout(question.about), question=question.text.strip(), base=able.base, left_out=able.left_out, present=able.here,
            in_favour=count.in_favour, against=count.against, abstained=count.abstained, adopted=adopted, taken_at=rules.time_of(claimed_at, now), recorded_by_id=by.pk, operation=operation,
        )
    kept(MeetingAct.VOTED, meeting, by, operation=operation, claimed_at=claimed_at, vote=made.pk, instead_of=old.pk if old else None)
    return made


@transaction.atomic
def open_meeting_ballot(*, meeting: Meeting, question: Question, by: Actor, now: datetime) -> MeetingVote:
    """Put a question to those with a vote who are here, as a secret ballot; it is cast, closed and counted like every ballot."""
    meeting = require_in_hand(meeting, HOLD, by, MeetingState.OPEN)
    people = roll.roll(meeting)
    able, here = roll.voters(meeting, people), roll.members_with_vote(people)
    number = meeting.meetingvotes.count() + 1
    ballot = open_ballot(subject=f"meeting/{meeting.pk}/{number}", question=question.text.strip(), unit=meeting.unit, voters=here, by=by)
    made = MeetingVote.objects.create(
        unit=meeting.unit, meeting=meeting, about=VoteAbout(question.about), question=question.text.strip(), base=able.base, left_out=able.left_out, present=able.here,
        ballot=ballot, taken_at=now, recorded_by_id=by.pk,
    )
    kept(MeetingAct.BALLOT_OPENED, meeting, by, vote=made.pk)
    return made


@transaction.atomic
def conclude(*, meeting: Meeting, text: str, by: Actor, operation: UUID | None = None, claimed_at: datetime | None = None) -> Meeting:
    """What the chair concluded; the resolution is drafted from it."""
    meeting = require_in_hand(meeting, HOLD, by, *rules.TAKES_NOTES)
    meeting.conclusion = text.strip()
    meeting.save(update_fields=["conclusion"])
    return kept(MeetingAct.CONCLUDED, meeting, by, operation=operation, claimed_at=claimed_at)


@transaction.atomic
def score(*, meeting: Meeting, points: Mapping[str, Decimal], remedies: Mapping[str, str], by: Actor, operation: UUID | None = None, claimed_at: datetime | None = None) -> Meeting:
    """The branch's own points for each item of the frame of the day; the level follows from their sum by the rulebook, where it draws the lines."""
    meeting = require_in_hand(meeting, HOLD, by, *rules.TAKES_NOTES)
    frame = rules.frame_of(meeting)
    rules.check_points(points, frame)
    for rule in frame:
        told = {"most": rule.value, "points": points[rule.key], "remedy": remedies.get(rule.key, "").strip()}
        ScoreLine.objects.update_or_create(meeting=meeting, key=rule.key, defaults=told, create_defaults=told | {"unit": meeting.unit})
    meeting.self_points = sum((points[rule.key] for rule in frame), Decimal(0))
    meeting.self_level = rules.level_of(meeting.self_points, rules.book_on(meeting.day, meeting.unit)) or ""
    meeting.save(update_fields=["self_points", "self_level"])
    return kept(MeetingAct.SCORED, meeting, by, operation=operation, claimed_at=claimed_at, points=str(meeting.self_points), level=Level(meeting.self_level).value if meeting.self_level else "")


@transaction.atomic
def close(*, meeting: Meeting, by: Actor, now: datetime, operation: UUID | None = None, claimed_at: datetime | None = None) -> Meeting:
    """End the meeting and write down what the roll came to."""
    meeting = require_in_hand(meeting, HOLD, by)
    rules.check_becomes(meeting, MeetingState.CLOSED)
    meeting.closed_at = rules.time_of(claimed_at, now)
    rules.check_ends(meeting.opened_at, meeting.closed_at)
    meeting.state = MeetingState.CLOSED
    meeting.save(update_fields=["state", "closed_at"])
    count(meeting)
    return kept(MeetingAct.CLOSED, meeting, by, day=meeting.day, operation=operation, claimed_at=claimed_at)


@transaction.atomic
def correct_times(*, meeting: Meeting, opened_at: datetime, closed_at: datetime, by: Actor, now: datetime) -> Meeting:
    """Put right when it began and ended, where the meeting was closed late or a phone's clock was wrong. The roll is that of the new day."""
    meeting = require_in_hand(meeting, HOLD, by, MeetingState.CLOSED)
    rules.check_times(meeting, opened_at, closed_at, now)
    before = {"opened_at": str(meeting.opened_at), "closed_at": str(meeting.closed_at)}
    meeting.opened_at, meeting.closed_at = opened_at, closed_at
    meeting.save(update_fields=["opened_at", "closed_at"])
    count(meeting)
    return kept(MeetingAct.TIMED, meeting, by, day=meeting.day, before=before)
