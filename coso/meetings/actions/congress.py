"""Delegates are called to a congress; elections are prepared and counted; those elected take their seats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coso.committees import actions as committees
from coso.committees.actions import Seated
from coso.committees.enums import Filled, Office
from coso.committees.models import CommitteeSeat
from coso.committees.queries import seats_on
from coso.common.actors import Actor
from coso.common.constraints import explained
from coso.common.errors import RuleBroken
from coso.common.locking import held
from coso.meetings import rules
from coso.meetings.actions.ground import kept, require_in_hand
from coso.meetings.actions.plan import notify_again
from coso.meetings.enums import DelegateBy, ElectionOf, MeetingAct
from coso.meetings.models import BEFORE, Candidate, Delegate, Election, Meeting
from coso.meetings.queries import papers, roll
from coso.members.models import Member, Stay

HOLD = "meeting.hold"
MOST_DELEGATES = 500  # as many as one roll can be called by hand
OFFICE_OF = {ElectionOf.SECRETARY: Office.SECRETARY, ElectionOf.DEPUTY: Office.DEPUTY}


@transaction.atomic
def add_delegate(*, meeting: Meeting, member: Member, right: str, by: Actor, now: datetime) -> Delegate:
    """Call a member to the congress by name."""
    meeting = require_in_hand(meeting, HOLD, by, *BEFORE)
    rules.check_delegates(meeting)
    with explained(Delegate):
        made = Delegate.objects.create(unit=meeting.unit, meeting=meeting, member=member, name=member.full_name, by=DelegateBy(right), sent_by=member.unit.name)
    notify_again(meeting, now)
    kept(MeetingAct.DELEGATE_ADDED, meeting, by, member_id=member.pk)
    return made


@transaction.atomic
def add_all_members(*, meeting: Meeting, by: Actor, now: datetime) -> int:
    """A congress of all members: everybody at home below the unit is called. Answers how many were added."""
    meeting = require_in_hand(meeting, HOLD, by, *BEFORE)
    rules.check_delegates(meeting)
    stays = Stay.objects.home().as_of(meeting.planned_on).under(meeting.unit).exclude(member__in=Delegate.objects.filter(meeting=meeting).values("member")).select_related("member", "unit")
    found = list(stays[: MOST_DELEGATES + 1])
    if len(found) > MOST_DELEGATES:
        raise RuleBroken(_("More than %(most)d members stand below this unit; their roll can not be called by hand. Nothing was saved. Hold a congress of delegates.") % {"most": MOST_DELEGATES})
    Delegate.objects.bulk_create([Delegate(unit=meeting.unit, meeting=meeting, member=one.member, name=one.member.full_name, by=DelegateBy.MEMBER, sent_by=one.unit.name) for one in found])
    notify_again(meeting, now)
    kept(MeetingAct.DELEGATE_ADDED, meeting, by, members=len(found))
    return len(found)


@transaction.atomic
def remove_delegate(*, delegate: Delegate, by: Actor) -> None:
    """Somebody was entered wrongly, or another comes in their place; what stood there is kept in the history."""
    meeting = require_in_hand(delegate.meeting, HOLD, by, *BEFORE)
    kept(MeetingAct.DELEGATE_REMOVED, meeting, by, member_id=delegate.member_id)
    delegate.delete()


@transaction.atomic
def nominate(*, meeting: Meeting, of: str, seats: int, members: Sequence[Member], by: Actor) -> Election:
    """Lay down the ballot paper: what is elected, how many, and who stands."""
    meeting = require_in_hand(meeting, HOLD, by, *rules.TAKES_NOTES)
    rules.check_elects(meeting)
    with explained(Election, Candidate):
        made = Election.objects.create(unit=meeting.unit, meeting=meeting, of=ElectionOf(of), seats=seats)
        Candidate.objects.bulk_create([Candidate(unit=meeting.unit, meeting=meeting, election=made, member=one, name=one.full_name) for one in members])
    kept(MeetingAct.NOMINATED, meeting, by, election=made.pk, candidates=len(members))
    return made


@transaction.atomic
def count_election(*, election: Election, result: rules.Result, by: Actor) -> Election:
    """Enter what the ballots came to, and whom the meeting declared elected. Until the minutes are settled it may be put right."""
    meeting = require_in_hand(election.meeting, HOLD, by, *rules.TAKES_NOTES)
    election = held(Election.objects.select_related("unit"), election.pk)
    rules.check_result(election, result, roll.voters(meeting, roll.roll(meeting)).here)
    election.issued, election.collected, election.valid = result.issued, result.collected, result.valid
    election.save(update_fields=["issued", "collected", "valid"])
    for candidate, votes, elected in zip(election.candidates.all(), result.votes, result.elected, strict=True):
        candidate.votes, candidate.elected = votes, elected
        candidate.save(update_fields=["votes", "elected"])
    kept(MeetingAct.ELECTED, meeting, by, election=election.pk, elected=sum(result.elected))
    return election


@transaction.atomic
def seat_elected(*, election: Election, by: Actor) -> int:
    """Enter those elected among the committee's seats, from the day of the meeting on. Answers how many.

    A congress elects the whole committee anew: seats from before end that day. An office or a place in the standing
    committee changes the seat that is there, or where there is none begins one.
    """
    meeting = require_in_hand(election.meeting, HOLD, by)
    election = held(Election.objects.select_related("unit"), election.pk)
    rules.check_can_be_seated(election)
    chosen = list(election.candidates.filter(elected=True).select_related("member__unit"))
    if election.of == ElectionOf.COMMITTEE and meeting.is_congress:
        for seat in seats_on(meeting.unit, meeting.day):
            committees.end_seat(seat=seat, until=meeting.day, reason=papers.about(meeting), by=by)
    for one in chosen:
        _seat(one, election, meeting, by)
    election.seated = True
    election.save(update_fields=["seated"])
    kept(MeetingAct.SEATED, meeting, by, election=election.pk, members=len(chosen))
    return len(chosen)


def _seat(candidate: Candidate, election: Election, meeting: Meeting, by: Actor) -> CommitteeSeat:
    seat = seats_on(meeting.unit, meeting.day).filter(member=candidate.member_id).first()
    office = OFFICE_OF.get(ElectionOf(election.of), Office(seat.office) if seat else Office.MEMBER)
    standing = election.of == ElectionOf.STANDING or (seat is not None and seat.standing)
    seated = Seated(office, meeting.day, Filled.ELECTED, standing=standing, basis=papers.about(meeting))
    if seat is None:
        return committees.seat_member(unit=meeting.unit, member=candidate.member, seated=seated, by=by)
    if seat.valid_from == meeting.day:  # elected to the committee and to an office in it on one day: one seat, put right
        return committees.correct_seat(seat=seat, seated=seated, by=by)
    return committees.change_seat(seat=seat, seated=seated, by=by)
