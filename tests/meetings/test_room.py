"""In the room: the roll, what a phone sends late, votes, opinions and the score."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from coso.ballots.actions import PaperVotes, close_ballot
from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.common.models import Act
from coso.meetings import actions, rules
from coso.meetings.actions import Plan, Question
from coso.meetings.enums import Place
from coso.meetings.models import Mark, Meeting, MeetingVote, Notice
from coso.meetings.queries import papers
from coso.meetings.queries.roll import attendance, roll, voters
from coso.members.actions import enter_activity, receive_guest
from coso.members.enums import Activity
from tests.factories import make_member, make_unit, make_user
from tests.meetings.story import (
    CLOSED,
    DAY,
    FULL,
    OPENED,
    About,
    P,
    called,
    make_branch,
    mark,
    opened,
    planned,
    vote,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return make_branch()


def again(meeting):
    return Meeting.objects.get(pk=meeting.pk)


# --- the roll --------------------------------------------------------------------------------------

def test_exempt_elsewhere_suspended_and_guests_come_from_their_states(branch):
    since = date(2026, 11, 1)
    for at, state in ((0, Activity.EXEMPT), (1, Activity.TEMPORARY_ELSEWHERE), (2, Activity.SUSPENDED)):
        enter_activity(member=branch[at], activity=state, on=since, paper="QĐ 1", by=SYSTEM, day=DAY)
    guest = make_member(make_unit())
    receive_guest(member=guest, unit=branch.unit, on=since, paper="GGT", by=SYSTEM, day=DAY)
    meeting = called(branch)
    places = {one.member_id: one.place for one in roll(meeting)}
    assert [places[one.pk] for one in branch.members[:3]] == [Place.EXEMPT, Place.ELSEWHERE, Place.SUSPENDED]
    assert Notice.objects.count() == 5
    found = attendance(roll(meeting))
    assert (found.called, found.exempt, found.elsewhere, found.expected) == (5, 1, 1, 3)
    mark(meeting, guest)
    mark(meeting, branch[0], P.FROM_AFAR)
    found, able = attendance(roll(meeting)), voters(meeting, roll(meeting))
    assert (found.here, found.exempt_present, found.unmarked) == (1, 1, 2)
    assert (able.official, able.elsewhere, able.exempt, able.exempt_here, able.here) == (5, 1, 1, 1, 1)
    with pytest.raises(RuleBroken, match="danh sách"):
        mark(meeting, branch[2])


def test_two_of_one_name_are_told_apart_by_their_year_of_birth():
    branch = make_branch(names=("Lò Văn Chính", "Vàng Thị Mai"))
    make_member(branch.unit, "Lò Văn Chính", birth_date=date(1991, 4, 5))
    assert {one.name for one in roll(planned(branch))} == {"Lò Văn Chính (1980)", "Lò Văn Chính (1991)", "Vàng Thị Mai"}


def test_marks_are_kept_and_the_last_received_counts(branch):
    meeting = opened(branch)
    mark(meeting, branch[0], P.WITHOUT_REASON)
    mark(meeting, branch[0], P.PRESENT, now=OPENED + timedelta(minutes=9))
    assert [one.presence for one in roll(meeting) if one.member_id == branch[0].pk] == [P.PRESENT]
    mark(meeting, branch[0], P.CLEARED)
    assert attendance(roll(meeting)).unmarked == 5
    assert Mark.objects.filter(member=branch[0]).count() == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        Mark.objects.create(unit=branch.unit, meeting=meeting, member=branch[0], presence="present", claimed_at=OPENED, operation=mark(meeting, branch[1], operation=uuid4()).operation)


def test_two_people_who_mark_differently_are_shown_in_words_until_one_marks_again(branch):
    meeting, other = opened(branch), make_user("branch_committee", branch.unit, full_name="Vàng Thị Mai")
    mark(meeting, branch[2])
    mark(meeting, branch[2], P.WITH_REASON, by=other, claimed_at=OPENED + timedelta(minutes=5))
    one = next(one for one in roll(meeting) if one.disputed)
    assert "Vàng Thị Mai" in one.dispute
    assert "19:05" in one.dispute
    assert one.presence == P.WITH_REASON
    mark(meeting, branch[2], P.WITH_REASON, by=other)
    assert [one.dispute for one in roll(meeting)] == [""] * 5


def test_the_rest_is_marked_at_once_and_leaves_what_was_marked(branch):
    meeting = opened(branch)
    mark(meeting, branch[4], P.WITH_REASON, reason="ốm")
    assert actions.mark_rest(meeting=meeting, by=SYSTEM, now=OPENED) == 4
    assert actions.mark_rest(meeting=meeting, by=SYSTEM, now=OPENED) == 0
    found = attendance(roll(meeting))
    assert (found.present, found.with_reason, found.unmarked) == (4, 1, 0)


# --- what a phone sends late -----------------------------------------------------------------------

def test_what_was_done_without_network_keeps_the_phones_time_and_number(branch):
    meeting, operation = called(branch), uuid4()
    late = OPENED + timedelta(hours=10)
    actions.open_meeting(meeting=meeting, chair=branch[0], secretary=branch[1], guests="", by=SYSTEM, now=late, operation=operation, claimed_at=OPENED)
    made = mark(meeting, branch[0], now=late, claimed_at=OPENED, device="máy bí thư", operation=uuid4())
    assert (made.claimed_at, made.received_at, made.device) == (OPENED, late, "máy bí thư")
    actions.close(meeting=meeting, by=SYSTEM, now=late, claimed_at=CLOSED)
    assert rules.minutes_of(again(meeting)) == 95
    assert Act.objects.get(kind="meeting.opened").details["operation"] == str(operation)
    mark(meeting, branch[1], now=late)  # another phone's mark arrives after the end
    assert again(meeting).present == 2


# --- votes, opinions, score ------------------------------------------------------------------------

def test_a_show_of_hands_with_its_base(branch):
    make_member(branch.unit, "Sùng Thị Dự", admission_date=date(2026, 2, 3), official_date=None)
    meeting = opened(branch)
    actions.mark_rest(meeting=meeting, by=SYSTEM, now=OPENED)
    made = vote(meeting, 4, 0, 1)
    assert (made.base, made.present) == (5, 5)
    with pytest.raises(RuleBroken, match="6"):
        vote(meeting, 6)
    better = vote(meeting, 5, instead_of=made)
    assert [one.pk for one in MeetingVote.objects.filter(void=False)] == [better.pk]
    assert "5 đồng chí có quyền biểu quyết, 5 có mặt; tán thành 5 (100,00%)" in papers.vote_said(better)
    assert papers.vote_said(vote(meeting, 1, 4, adopted=False)).endswith("Không thông qua.")


def test_a_secret_ballot_is_the_ballots_own(branch):
    meeting = opened(branch)
    actions.mark_rest(meeting=meeting, by=SYSTEM, now=OPENED)
    made = actions.open_meeting_ballot(meeting=meeting, question=Question(About.OTHER, "Giới thiệu quần chúng ưu tú"), by=SYSTEM, now=OPENED)
    assert made.ballot.voters.count() == 5
    assert papers.vote_said(made).endswith("chưa kiểm phiếu.")
    close_ballot(ballot=made.ballot, paper=PaperVotes(), by=SYSTEM, now=CLOSED)
    assert "tán thành 0 (0,00%)" in papers.vote_said(MeetingVote.objects.get(pk=made.pk))


def test_a_vote_where_nobody_has_one_says_no_share(branch):
    meeting = opened(branch)
    made = vote(meeting, 0)
    MeetingVote.objects.filter(pk=made.pk).update(base=0, present=0)
    assert "…………" in papers.vote_said(MeetingVote.objects.get(pk=made.pk))


def test_opinions_are_counted_and_taken_back_but_never_below_none(branch):
    meeting = opened(branch)
    for back in (False, False, True):
        actions.note_opinion(meeting=meeting, member_id=branch[0].pk, back=back, by=SYSTEM, now=OPENED)
    assert {one.member_id: one.opinions for one in roll(meeting) if one.opinions} == {branch[0].pk: 1}
    with pytest.raises(RuleBroken):
        actions.note_opinion(meeting=meeting, member_id=branch[1].pk, back=True, by=SYSTEM, now=OPENED)


def test_the_branch_scores_itself_and_may_do_so_anew(branch):
    meeting = opened(branch)
    assert actions.score(meeting=meeting, points=FULL, remedies={}, by=SYSTEM).self_level == "good"
    low = FULL | {"meeting.score.6_previous_resolution": Decimal("19.5")}
    found = actions.score(meeting=meeting, points=low, remedies={"meeting.score.6_previous_resolution": "Giao việc rõ hơn"}, by=SYSTEM)
    assert (found.self_points, found.self_level, found.scorelines.count()) == (Decimal("89.5"), "fair", 10)


def test_before_the_levels_were_ruled_a_score_is_refused(branch):
    meeting = opened(branch, plan=Plan(date(2025, 8, 4), time(19, 0)), now=OPENED.replace(year=2025, month=8, day=4))
    with pytest.raises(RuleBroken):
        actions.score(meeting=meeting, points=FULL, remedies={}, by=SYSTEM)
