"""A secret ballot is opened, voted in, closed and counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from coso.ballots.enums import (
    Answer,
    BallotAct,
    BallotKind,
    BallotState,
    Choice,
    Way,
)
from coso.ballots.models import Ballot, Voter
from coso.common import scope
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.errors import NotAllowed, RuleBroken
from coso.members.models import Member
from coso.org.models import Unit


@dataclass(frozen=True)
class PaperVotes:
    """Ballots on paper, counted by hand, of those marked as having voted on paper."""

    in_favour: int = 0
    against: int = 0
    abstained: int = 0
    invalid: int = 0

    @property
    def total(self) -> int:
        return self.in_favour + self.against + self.abstained + self.invalid


@transaction.atomic
def open_ballot(*, subject: str, question: str, unit: Unit, voters: Sequence[Member], by: Actor) -> Ballot:
    """Put a question to the voters given. One ballot stands for one subject until it is made void."""
    by.require("ballot.run", unit)
    if not voters:
        raise RuleBroken(_("Nobody has a vote here on this day. Nothing was saved. Check the unit's members and the day."))
    if Ballot.objects.filter(subject=subject).exclude(state=BallotState.VOID).exists():
        raise RuleBroken(_("A secret ballot on this was opened already. Nothing was saved. Open the page again."))
    ballot = _opened(BallotKind.VOTE, subject, question, unit, voters, Choice.values, by)
    record(BallotAct.OPENED, ballot, by=by, position=ballot.position, details={"voters": len(voters)})
    return ballot


@transaction.atomic
def cast(*, voter: Voter, choice: str, by: Actor) -> Answer:
    """One's own vote, once. The database takes who votes from the signed-in session, not from what it is told; no act is recorded."""
    if by.own_member_id != voter.member_id:
        raise NotAllowed(_("Only the voter can vote. Nothing was counted."))
    return Answer(str(_ask("SELECT ballots_cast(%s, %s)", voter.ballot_id, Choice(choice).value)))


# --- surveys: the same roll, and the same box where they are anonymous. None of these asks leave: the survey's own verb has ---


@dataclass(frozen=True)
class Counted:
    """What was in the box of a survey. voted: how many of the roll answered; texts: what was written, in no order."""

    voted: int
    numbers: Mapping[str, int]
    texts: Mapping[str, list[str]]


@transaction.atomic
def open_roll(*, subject: str, question: str, unit: Unit, voters: Sequence[Member], choices: Sequence[str], by: Actor) -> Ballot:
    """The roll of those a survey asks, with a box for what may be answered; no choices, no box. Trusts its caller to have asked leave."""
    with scope.within(scope.everything(user=by.pk, where="ballots.open_roll")):
        return _opened(BallotKind.SURVEY, subject, question, unit, voters, choices, by)


@transaction.atomic
def put_in(*, voter: Voter, marks: Sequence[str], texts: Mapping[str, str], by: Actor) -> Answer:
    """One's own sheet, once; as `cast`."""
    if by.own_member_id != voter.member_id:
        raise NotAllowed(_("Only the voter can vote. Nothing was counted."))
    return Answer(str(_ask("SELECT ballots_put(%s, %s, %s)", voter.ballot_id, list(marks), Jsonb(dict(texts)))))


@transaction.atomic
def mark_answered(*, ballot: Ballot, member: Member, way: Way, by: Actor) -> bool:
    """Somebody on the roll answered a survey that keeps names; whether they are on it. Trusts its caller to have asked leave."""
    with scope.within(scope.everything(user=by.pk, where="ballots.mark_answered")):
        on_roll = Voter.objects.filter(ballot=ballot, member=member, open=True)
        on_roll.filter(way=Way.NOT_YET).update(way=way)
        return on_roll.exists()


@transaction.atomic
def count_roll(*, ballot: Ballot, by: Actor, now: datetime) -> Counted:
    """End a survey: the box is emptied, and the rows of the roll are written anew. Trusts its caller to have asked leave."""
    with scope.within(scope.everything(user=by.pk, where="ballots.count_roll")):
        found = Ballot.objects.select_for_update().get(pk=ballot.pk)
        rows = _rows("SELECT choice, number, texts FROM ballots_count(%s)", found.pk)
        found.refresh_from_db()
        found.voted, found.closed_at = found.voters.exclude(way=Way.NOT_YET).count(), now
        found.save(update_fields=["voted", "closed_at"])
    return Counted(found.voted, {choice: int(number) for choice, number, _texts in rows}, {choice: texts for choice, _number, texts in rows if texts})


# --- votes again ---


@transaction.atomic
def mark_paper(*, voter: Voter, by: Actor) -> Voter:
    """Somebody without a device has put a ballot on paper into the urn."""
    ballot = _locked(voter.ballot_id, by)
    marked = Voter.objects.filter(pk=voter.pk, way=Way.NOT_YET).update(way=Way.PAPER)
    if not marked:
        raise RuleBroken(_("This person has voted already. Nothing was saved."))
    record(BallotAct.PAPER_MARKED, ballot, by=by, position=ballot.position, member_id=voter.member_id)
    return voter


@transaction.atomic
def close_ballot(*, ballot: Ballot, paper: PaperVotes, by: Actor, now: datetime) -> Ballot:
    """End the voting and count. The numbers on paper must be those of the people marked as having voted on paper."""
    found = _locked(ballot.pk, by)
    marked = found.voters.filter(way=Way.PAPER).count()
    if paper.total != marked:
        raise RuleBroken(_("%(told)d ballots on paper were counted, but %(marked)d people are marked as having voted on paper. Nothing was closed. Count again, or mark who voted.") % {"told": paper.total, "marked": marked})
    counted = {str(choice): int(number) for choice, number in _rows("SELECT choice, number FROM ballots_count(%s)", found.pk)}
    for choice in Choice:
        setattr(found, choice.value, counted.get(choice.value, 0) + getattr(paper, choice.value))
    found.invalid, found.on_paper, found.voted = paper.invalid, marked, sum(counted.values()) + paper.total
    found.state, found.closed_at = BallotState.CLOSED, now
    found.save()
    record(BallotAct.CLOSED, found, by=by, position=found.position, details={"voted": found.voted})
    return found


@transaction.atomic
def void_ballot(*, ballot: Ballot, reason: str, by: Actor) -> Ballot:
    """The ballot counts no more; what was put in is destroyed uncounted where it was still open."""
    by.require("ballot.run", ballot.unit)
    found = Ballot.objects.select_for_update().get(pk=ballot.pk)
    if found.state == BallotState.OPEN:
        _rows("SELECT choice, number FROM ballots_count(%s)", found.pk)
    found.state = BallotState.VOID
    found.save(update_fields=["state"])
    record(BallotAct.VOIDED, found, by=by, position=found.position, reason=reason)
    return found


def _opened(kind: BallotKind, subject: str, question: str, unit: Unit, voters: Sequence[Member], choices: Sequence[str], by: Actor) -> Ballot:
    ballot = Ballot.objects.create(kind=kind, subject=subject, question=question, unit=unit, opened_by_id=by.pk, base=len(voters))
    Voter.objects.bulk_create([Voter(ballot=ballot, kind=kind, member=member, question=question) for member in voters], batch_size=1000)
    _ask("SELECT ballots_set_box(%s, %s)", ballot.pk, list(choices))
    ballot.refresh_from_db(fields=["position"])
    return ballot


def _locked(pk: int, by: Actor) -> Ballot:
    found = Ballot.objects.select_for_update().get(pk=pk, kind=BallotKind.VOTE)
    by.require("ballot.run", found.unit)
    if not found.is_open:
        raise RuleBroken(_("This ballot is closed already. Nothing was saved. Open the page again to see its numbers."))
    return found


def _ask(question: str, *values: Any) -> Any:
    return _rows(question, *values)[0][0]


def _rows(question: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return list(cursor.fetchall())
