"""Ballots by what they belong to, and those a member can vote in."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from coso.ballots.enums import BallotState, Way
from coso.ballots.models import Ballot, Voter


def standing(subject: str) -> Ballot | None:
    """The ballot on a subject, open or closed; None when there is none or it was made void."""
    return Ballot.objects.filter(subject=subject).exclude(state=BallotState.VOID).first()


def to_vote_in(user: Any) -> QuerySet[Voter]:
    """The open ballots in which the user has a vote and has not used it, and the open surveys the user has not answered."""
    return Voter.objects.visible_to(user).filter(member_id=user.own_member_id, open=True, way=Way.NOT_YET)


def progress(ballot: Ballot) -> dict[str, int]:
    """How many have voted, and how many of them on paper; what they voted is not known before the end."""
    return ballot.voters.aggregate(voted=Count("pk", filter=~Q(way=Way.NOT_YET)), paper=Count("pk", filter=Q(way=Way.PAPER)))
