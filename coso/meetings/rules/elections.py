"""What an election's numbers can be. Who is elected the meeting declares: the rulebook does not know how many votes are needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from coso.common.errors import RuleBroken
from coso.meetings.enums import OF_COMMITTEE, MeetingKind
from coso.meetings.models import Election, Meeting

ELECTS = (*OF_COMMITTEE, MeetingKind.CONGRESS)


@dataclass(frozen=True)
class Result:
    """votes, elected: in the order of the candidates."""

    issued: int
    collected: int
    valid: int
    votes: Sequence[int]
    elected: Sequence[bool]


def check_elects(meeting: Meeting) -> None:
    if meeting.kind not in ELECTS:
        raise RuleBroken(_("Elections are held at a congress or in a committee. Nothing was saved. Votes of a branch meeting are entered under “Votes”."))


def check_delegates(meeting: Meeting) -> None:
    if not meeting.takes_delegates:
        raise RuleBroken(_("To this meeting nobody is called as a delegate. Nothing was saved."))


def check_result(election: Election, result: Result, here: int) -> None:
    """Ballots add up; no candidate has more votes than there are valid ballots; not more are elected than there are seats."""
    if not here >= result.issued >= result.collected >= result.valid:
        told = {"here": here, "issued": result.issued, "collected": result.collected, "valid": result.valid}
        raise RuleBroken(_("%(here)d with a vote are here; %(issued)d ballots were given out, %(collected)d came back, %(valid)d are valid: no number can be larger than the one before. Nothing was saved. Count again, or complete the roll call.") % told)
    if any(votes > result.valid for votes in result.votes):
        raise RuleBroken(_("A candidate has more votes than there are valid ballots (%(valid)d). Nothing was saved. Count again.") % {"valid": result.valid})
    if sum(result.votes) > result.valid * election.seats:
        raise RuleBroken(_("%(votes)d votes are counted; %(valid)d valid ballots with at most %(seats)d names make at most %(most)d. Nothing was saved. Count again.") % {"votes": sum(result.votes), "valid": result.valid, "seats": election.seats, "most": result.valid * election.seats})
    if sum(result.elected) > election.seats:
        raise RuleBroken(_("%(elected)d are marked as elected, but %(seats)d are to be elected. Nothing was saved.") % {"elected": sum(result.elected), "seats": election.seats})
    check_most_votes(result)


def check_most_votes(result: Result) -> None:
    """Nobody is elected before somebody with more votes."""
    elected = [votes for votes, chosen in zip(result.votes, result.elected, strict=True) if chosen]
    others = [votes for votes, chosen in zip(result.votes, result.elected, strict=True) if not chosen]
    if elected and others and min(elected) < max(others):
        raise RuleBroken(_("Somebody with fewer votes is marked as elected before somebody with more. Nothing was saved. Check the marks."))


def check_can_be_seated(election: Election) -> None:
    if not election.is_counted:
        raise RuleBroken(_("The ballots are not counted yet. Nothing was saved."))
    if election.seated:
        raise RuleBroken(_("Those elected are entered in the committee already. Nothing was saved."))
