"""A secret ballot: each voter once, no vote before or after, nothing that joins a person to a vote."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coso.ballots import queries
from coso.ballots.actions import (
    PaperVotes,
    cast,
    close_ballot,
    mark_paper,
    open_ballot,
    void_ballot,
)
from coso.ballots.enums import Answer, BallotState, Way
from coso.ballots.models import Ballot, Box, Voter
from coso.common import scope
from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Act
from coso.common.scope import Scope, everything, within
from coso.members.models import Member
from tests.factories import make_member, make_unit, make_user


class Comrade:
    """A signed-in member, as far as a ballot asks."""

    pk = None

    def __init__(self, member: Member) -> None:
        self.own_member_id = member.pk


def opened(voters: int = 5) -> tuple[Ballot, list[Member]]:
    branch = make_unit()
    members = [make_member(branch, full_name=f"Giàng A {n}") for n in range(voters)]
    return open_ballot(subject=f"thử/{branch.pk}", question="Kết nạp đồng chí Sùng Thị Mây", unit=branch, voters=members, by=SYSTEM), members


def vote(ballot: Ballot, member: Member, choice: str) -> Answer:
    with within(Scope(member=member.pk)):
        return cast(voter=Voter.objects.get(ballot=ballot, member=member), choice=choice, by=Comrade(member))


def closed(ballot: Ballot, **paper: int) -> Ballot:
    return close_ballot(ballot=ballot, paper=PaperVotes(**paper), by=SYSTEM, now=timezone.now())


@pytest.mark.django_db
def test_votes_on_devices_and_on_paper_make_one_result():
    ballot, members = opened()
    assert [vote(ballot, member, "in_favour") for member in members[:2]] == [Answer.COUNTED] * 2
    assert vote(ballot, members[2], "against") == Answer.COUNTED
    mark_paper(voter=Voter.objects.get(ballot=ballot, member=members[3]), by=SYSTEM)
    with pytest.raises(RuleBroken, match="1"):
        closed(ballot)
    done = closed(ballot, abstained=1)
    assert (done.base, done.voted, done.in_favour, done.against, done.abstained, done.on_paper) == (5, 4, 2, 1, 1, 1)
    assert vote(ballot, members[4], "in_favour") == Answer.CLOSED


@pytest.mark.django_db
def test_a_second_vote_is_not_counted_and_a_stranger_has_none():
    ballot, members = opened(2)
    assert [vote(ballot, members[0], choice) for choice in ("against", "in_favour")] == [Answer.COUNTED, Answer.ALREADY]
    with pytest.raises(RuleBroken):
        mark_paper(voter=Voter.objects.get(ballot=ballot, member=members[0]), by=SYSTEM)
    stranger = make_member()
    with within(Scope(member=stranger.pk)), connection.cursor() as cursor:
        cursor.execute("SELECT ballots_cast(%s, 'in_favour')", [ballot.pk])
        assert cursor.fetchone() == ("no_voter",)
    with pytest.raises(NotAllowed):
        cast(voter=Voter.objects.get(ballot=ballot, member=members[1]), choice="in_favour", by=Comrade(stranger))
    assert closed(ballot).voted == 1


@pytest.mark.django_db
def test_the_app_cannot_look_into_the_box():
    ballot, members = opened(2)
    vote(ballot, members[0], "against")
    for question in ("SELECT * FROM ballots_box", "UPDATE ballots_box SET number = 9", "DELETE FROM ballots_box"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(question)


@pytest.mark.django_db
def test_nothing_kept_joins_a_voter_to_a_vote():
    """No table but the box holds a choice; the voter's row holds no time; no act and no history tells of a vote."""
    ballot, members = opened(3)
    acts = Act.objects.count()
    for member, choice in zip(members, ("in_favour", "against", "in_favour"), strict=True):
        vote(ballot, member, choice)
    assert Act.objects.count() == acts
    assert {field.name for field in Voter._meta.fields} == {"id", "ballot", "kind", "member", "question", "open", "way", "position"}
    assert {field.name for field in Box._meta.fields} == {"id", "ballot", "choice", "slot", "number", "texts"}
    assert not [model for model in apps.get_models() if getattr(model, "pgh_tracked_model", None) in {Ballot, Voter, Box}]
    closed(ballot)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text), count(*) FROM ballots_voter WHERE ballot_id = %s", [ballot.pk])
        assert cursor.fetchone() == (1, 3)  # one transaction wrote them all: not even that tells who voted when


@pytest.mark.django_db
def test_a_void_ballot_makes_room_for_another():
    ballot, members = opened(2)
    vote(ballot, members[0], "in_favour")
    with pytest.raises(RuleBroken):
        open_ballot(subject=ballot.subject, question="?", unit=ballot.unit, voters=members, by=SYSTEM)
    assert void_ballot(ballot=ballot, reason="Thiếu người", by=SYSTEM).state == BallotState.VOID
    assert queries.standing(ballot.subject) is None
    open_ballot(subject=ballot.subject, question="?", unit=ballot.unit, voters=members, by=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_a_crowd_votes_at_once_some_twice_while_the_ballot_is_being_closed():
    with within(everything()):
        ballot, members = opened(40)
    choices = {member.pk: random.choice(["in_favour", "against", "abstained"]) for member in members}

    def once(member: Member) -> tuple[int, Answer]:
        try:
            return member.pk, vote(ballot, member, choices[member.pk])
        finally:
            connection.close()

    def stop(_member: Member | None) -> None:
        try:
            with scope.within(scope.everything()):
                closed(ballot)
        finally:
            connection.close()

    crowd = [*members, *members]
    random.shuffle(crowd)
    with ThreadPoolExecutor(6) as pool:
        first, race = list(pool.map(once, crowd[:60])), pool.submit(stop, None)
        rest = list(pool.map(once, crowd[60:]))
        race.result()
    answers = [*first, *rest]
    counted = [pk for pk, answer in answers if answer == Answer.COUNTED]
    assert len(counted) == len(set(counted))
    with within(everything()):
        done = Ballot.objects.get(pk=ballot.pk)
        assert done.voted == len(counted) == Voter.objects.filter(ballot=ballot, way=Way.ELECTRONIC).count()
        assert {name: getattr(done, name) for name in ("in_favour", "against", "abstained")} == {
            name: sum(choices[pk] == name for pk in counted) for name in ("in_favour", "against", "abstained")
        }


@pytest.mark.django_db
def test_a_member_votes_on_the_own_page_and_the_secretary_counts(django_assert_max_num_queries: Any):
    ballot, members = opened(3)
    comrade, secretary = make_user(member=members[0]), make_user("branch_secretary", ballot.unit)
    client = Client()
    client.force_login(comrade)
    voter = Voter.objects.get(ballot=ballot, member=members[0])
    assert "Kết nạp đồng chí Sùng Thị Mây" in client.get("/", follow=True).content.decode()
    client.post(reverse("ballots:vote", args=[voter.pk]), {"choice": "in_favour"})
    assert "đã bỏ phiếu" in client.get(reverse("ballots:vote", args=[voter.pk])).content.decode()
    client.force_login(secretary)
    page = client.get(ballot.get_absolute_url()).content.decode()
    assert "Giàng A 2" in page
    client.post(reverse("ballots:mark_paper", args=[Voter.objects.get(ballot=ballot, member=members[1]).pk]))
    assert client.post(reverse("ballots:close", args=[ballot.pk]), {"in_favour": 0, "against": 0, "abstained": 0, "invalid": 0}).status_code == 422
    client.post(reverse("ballots:close", args=[ballot.pk]), {"in_favour": 0, "against": 1, "abstained": 0, "invalid": 0})
    ballot.refresh_from_db()
    assert (ballot.voted, ballot.in_favour, ballot.against) == (2, 1, 1)
    with django_assert_max_num_queries(25):
        client.get(ballot.get_absolute_url())


@pytest.mark.django_db
def test_a_ballot_needs_voters_and_is_counted_once():
    unit = make_unit()
    with pytest.raises(RuleBroken, match="không có ai"):
        open_ballot(subject="case:1:vote", question="Kết nạp", unit=unit, voters=[], by=SYSTEM)
    ballot, _members = opened()
    closed(ballot)
    with pytest.raises(RuleBroken):
        closed(ballot)
    void_ballot(ballot=ballot, reason="Đếm lại bằng phiếu giấy", by=SYSTEM)
    ballot.refresh_from_db()
    assert (ballot.state, ballot.voted) == (BallotState.VOID, 0)
