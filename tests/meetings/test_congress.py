"""A congress: who is called by name, the ballots counted, the new committee seated in one act."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from coso.committees.enums import Filled, Office
from coso.committees.models import CommitteeSeat
from coso.committees.queries import seats_on
from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.common.look import COOKIE, Look
from coso.documents.enums import Body, DocumentType
from coso.meetings import actions, rules
from coso.meetings.enums import ChairedAs, DelegateBy, ElectionOf
from coso.meetings.models import Candidate, Delegate, Election, Meeting, Notice
from coso.meetings.queries import papers, roll
from coso.meetings.rules import Result
from tests.browser import ADDRESS, beyond_the_edge, browser, faults
from tests.committees.story import seated
from tests.factories import make_user
from tests.meetings.story import (
    AS_PLANNED,
    CALLED,
    CLOSED,
    DAY,
    OPENED,
    SETTLED,
    K,
    make_branch,
    planned,
    under_way,
)

pytestmark = pytest.mark.django_db
CONGRESS = {"kind": K.CONGRESS, "plan": replace(AS_PLANNED, theme="nhiệm kỳ 2027 - 2032")}


@pytest.fixture
def branch():
    return make_branch()


@pytest.fixture
def commune(branch):
    return replace(branch, unit=branch.unit.parent)


def opened(place, meeting=None):
    return under_way(place, meeting or planned(place, **CONGRESS))


def elected(meeting, of, members, votes, chosen, seats=None, ballots=5):
    election = actions.nominate(meeting=meeting, of=of, seats=seats or sum(chosen), members=members, by=SYSTEM)
    return actions.count_election(election=election, result=Result(ballots, ballots, ballots, votes, chosen), by=SYSTEM)


def test_a_branch_congress_elects_its_committee_and_secretary_and_the_seats_follow(branch):
    seated(branch.unit, branch[4], Office.SECRETARY)
    seated(branch.unit, branch[0])
    meeting = opened(branch)
    assert len(roll.roll(meeting)) == len(branch.members)
    committee = elected(meeting, ElectionOf.COMMITTEE, branch.members[:4], [5, 4, 4, 2], [True, True, True, False])
    assert actions.seat_elected(election=committee, by=SYSTEM) == 3
    assert {one.member_id for one in seats_on(branch.unit, DAY)} == {one.pk for one in branch.members[:3]}
    assert CommitteeSeat.objects.get(member=branch[4]).valid_to == DAY
    secretary = elected(meeting, ElectionOf.SECRETARY, branch.members[:1], [5], [True])
    actions.seat_elected(election=secretary, by=SYSTEM)
    now = seats_on(branch.unit, DAY).get(member=branch[0])
    assert (now.office, now.filled, now.valid_from) == (Office.SECRETARY, Filled.ELECTED, DAY)
    with pytest.raises(RuleBroken, match="đã được đưa vào cấp ủy"):
        actions.seat_elected(election=secretary, by=SYSTEM)
    meeting = actions.close(meeting=meeting, by=SYSTEM, now=CLOSED)
    text = papers.minutes_text(meeting)
    for said in ("tổ chức đại hội chi bộ.", "III. BẦU CỬ", "Bầu cấp ủy; số lượng bầu: 3; số người trong danh sách: 4.", "Số phiếu phát ra: 5; thu về: 5; hợp lệ: 5; không hợp lệ: 0.", "Trúng cử: đồng chí Lò Văn Chính, đồng chí Vàng Thị Mai, đồng chí Giàng A Páo.", "IV. KẾT LUẬN", "đã được đọc trước đại hội"):
        assert said in text
    paper = actions.draft_resolution(meeting=meeting, kind=DocumentType.RESOLUTION, chaired_as=ChairedAs.SECRETARY, by=SYSTEM, today=DAY)
    assert (paper.body, paper.signatory_role) == (Body.CONGRESS, "Đoàn Chủ tịch")


def test_a_congress_above_branches_calls_its_delegates_by_name_and_only_them(commune):
    meeting = planned(commune, **CONGRESS)
    with pytest.raises(RuleBroken, match="Nhập đại biểu trước"):
        actions.call(meeting=meeting, by=SYSTEM, now=CALLED)
    first = actions.add_delegate(meeting=meeting, member=commune[0], right=DelegateBy.BY_RIGHT, by=SYSTEM, now=CALLED)
    assert (first.name, first.sent_by) == ("Lò Văn Chính", "Chi bộ bản Pho")
    with pytest.raises(RuleBroken, match="đã là đại biểu"):
        actions.add_delegate(meeting=meeting, member=commune[0], right=DelegateBy.ELECTED, by=SYSTEM, now=CALLED)
    meeting = actions.call(meeting=meeting, by=SYSTEM, now=CALLED)
    actions.add_delegate(meeting=meeting, member=commune[1], right=DelegateBy.ELECTED, by=SYSTEM, now=CALLED)  # named after the call: the notice follows
    assert set(Notice.objects.filter(meeting=meeting).values_list("member_id", flat=True)) == {commune[0].pk, commune[1].pk}
    meeting = actions.open_meeting(meeting=meeting, chair=commune[0], secretary=commune[1], guests="", by=SYSTEM, now=OPENED)
    actions.mark_rest(meeting=meeting, by=SYSTEM, now=OPENED)
    able = roll.voters(meeting, roll.roll(meeting))
    assert (able.base, able.here) == (2, 2)
    with pytest.raises(RuleBroken):
        actions.remove_delegate(delegate=first, by=SYSTEM)


def test_a_congress_of_all_members_calls_everybody_below_once(commune):
    meeting = planned(commune, **CONGRESS)
    actions.add_delegate(meeting=meeting, member=commune[0], right=DelegateBy.BY_RIGHT, by=SYSTEM, now=CALLED)
    assert actions.add_all_members(meeting=meeting, by=SYSTEM, now=CALLED) == len(commune.members) - 1
    assert Delegate.objects.filter(meeting=meeting).count() == len(commune.members)


def test_standing_members_and_the_secretary_elected_on_one_day_keep_one_seat(commune):
    meeting = planned(commune, **CONGRESS)
    actions.add_all_members(meeting=meeting, by=SYSTEM, now=CALLED)
    meeting = opened(commune, meeting)
    for of, n in ((ElectionOf.COMMITTEE, 3), (ElectionOf.STANDING, 1), (ElectionOf.SECRETARY, 1)):
        actions.seat_elected(election=elected(meeting, of, commune.members[:n], [5] * n, [True] * n), by=SYSTEM)
    found = seats_on(commune.unit, DAY).get(member=commune[0])
    assert (found.office, found.standing) == (Office.SECRETARY, True)
    assert CommitteeSeat.objects.filter(unit=commune.unit).count() == 3


def test_a_committee_elects_its_secretary_and_the_seat_from_before_ends_that_day(branch):
    seated(branch.unit, branch[0])
    seated(branch.unit, branch[1])
    meeting = under_way(branch, planned(branch, K.COMMITTEE))
    actions.seat_elected(election=elected(meeting, ElectionOf.SECRETARY, branch.members[:2], [2, 0], [True, False], ballots=2), by=SYSTEM)
    assert [(one.office, one.valid_to) for one in CommitteeSeat.objects.filter(member=branch[0]).order_by("valid_from")] == [(Office.MEMBER, DAY), (Office.SECRETARY, None)]


@pytest.mark.parametrize(("result", "why"), [
    (Result(6, 5, 5, [5, 0], [True, False]), "số sau không thể lớn hơn số trước"),
    (Result(5, 4, 5, [4, 0], [True, False]), "số sau không thể lớn hơn số trước"),
    (Result(5, 5, 4, [5, 0], [True, False]), "nhiều phiếu hơn số phiếu hợp lệ"),
    (Result(5, 5, 5, [3, 3], [True, False]), "nhiều nhất 5"),
    (Result(5, 5, 5, [3, 2], [True, True]), "chỉ bầu 1"),
    (Result(5, 5, 5, [3, 2], [False, True]), "ít phiếu hơn"),
])
def test_a_count_that_can_not_be_is_refused_in_words_and_nothing_is_kept(branch, result, why):
    meeting = opened(branch)
    election = actions.nominate(meeting=meeting, of=ElectionOf.SECRETARY, seats=1, members=branch.members[:2], by=SYSTEM)
    with pytest.raises(RuleBroken, match=why):
        actions.count_election(election=election, result=result, by=SYSTEM)
    assert not Election.objects.get().is_counted
    assert set(Candidate.objects.values_list("votes", flat=True)) == {None}


ballots = st.integers(1, 200)


@given(data=st.data(), here=ballots, seats=st.integers(1, 8))
@settings(deadline=None)
def test_every_count_made_of_real_ballots_is_taken(data, here, seats):
    """Ballots are drawn one by one, none with more names than seats; what they sum up to always passes, with the most voted elected."""
    candidates = data.draw(st.integers(seats, 12))
    cast = data.draw(st.lists(st.sets(st.integers(0, candidates - 1), max_size=seats), max_size=min(here, 30)))
    votes = [sum(one in paper for paper in cast) for one in range(candidates)]
    first = sorted(range(candidates), key=lambda one: -votes[one])[:seats]
    election = Election(of=ElectionOf.COMMITTEE, seats=seats)
    rules.check_result(election, Result(here, len(cast), len(cast), votes, [one in first for one in range(candidates)]), here)


def test_a_branch_takes_no_delegates_and_nobody_is_seated_before_the_count(branch, commune):
    meeting = planned(branch, **CONGRESS)
    with pytest.raises(RuleBroken, match="không triệu tập đại biểu"):
        actions.add_delegate(meeting=meeting, member=branch[0], right=DelegateBy.ELECTED, by=SYSTEM, now=CALLED)
    election = actions.nominate(meeting=opened(branch, meeting), of=ElectionOf.SECRETARY, seats=1, members=branch.members[:1], by=SYSTEM)
    with pytest.raises(RuleBroken, match="Chưa kiểm phiếu"):
        actions.seat_elected(election=election, by=SYSTEM)


def test_a_delegate_entered_wrongly_is_taken_out_and_too_many_members_are_not_called_at_once(commune, monkeypatch):
    meeting = planned(commune, **CONGRESS)
    actions.remove_delegate(delegate=actions.add_delegate(meeting=meeting, member=commune[0], right=DelegateBy.ELECTED, by=SYSTEM, now=CALLED), by=SYSTEM)
    assert not Delegate.objects.exists()
    monkeypatch.setattr("coso.meetings.actions.congress.MOST_DELEGATES", 4)
    with pytest.raises(RuleBroken, match="đại hội đại biểu"):
        actions.add_all_members(meeting=meeting, by=SYSTEM, now=CALLED)
    assert not Delegate.objects.exists()


def test_a_branch_meeting_elects_nobody_and_settled_minutes_take_no_count(branch):
    regular = under_way(branch, planned(branch))
    with pytest.raises(RuleBroken, match="Bầu cử chỉ"):
        actions.nominate(meeting=regular, of=ElectionOf.SECRETARY, seats=1, members=branch.members[:1], by=SYSTEM)
    meeting = opened(branch)
    election = actions.nominate(meeting=meeting, of=ElectionOf.SECRETARY, seats=1, members=branch.members[:1], by=SYSTEM)
    actions.close(meeting=meeting, by=SYSTEM, now=CLOSED)
    actions.settle_minutes(meeting=meeting, by=SYSTEM, now=SETTLED)
    with pytest.raises(RuleBroken, match="đã chốt"):
        actions.count_election(election=election, result=Result(5, 5, 5, [5], [True]), by=SYSTEM)


def test_the_clerk_takes_a_congress_from_delegates_to_seats_by_the_pages(commune, client):
    client.force_login(make_user("office_clerk", commune.unit))
    meeting = planned(commune, **CONGRESS)
    assert client.post(reverse("meetings:add_delegate", args=[meeting.pk]), {"member": "Vàng Thị Mai", "right": "by_right"}).status_code == 302
    assert client.post(reverse("meetings:add_all", args=[meeting.pk])).status_code == 302
    assert "Vàng Thị Mai" in client.get(reverse("meetings:delegates", args=[meeting.pk])).content.decode()
    meeting = opened(commune, meeting)
    wrong = client.post(reverse("meetings:nominate", args=[meeting.pk]), {"of": "committee", "seats": "2", "members": "Vàng Thị Mai\nKhông Có Ai"})
    assert "Dòng 2, “Không Có Ai”" in wrong.content.decode()
    answer = client.post(reverse("meetings:nominate", args=[meeting.pk]), {"of": "committee", "seats": "2", "members": "Vàng Thị Mai\n\nLò Thị Hương\nGiàng A Páo"})
    election = Election.objects.get()
    assert answer.url == election.get_absolute_url()
    count = {"issued": 5, "collected": 5, "valid": 5, "votes_0": 5, "elected_0": "on", "votes_1": 3, "elected_1": "on", "votes_2": 2}
    assert client.post(election.get_absolute_url(), count | {"issued": 9}).status_code == 422
    assert client.post(election.get_absolute_url(), count).status_code == 302
    assert "Đưa người trúng cử vào cấp ủy" in client.get(election.get_absolute_url()).content.decode()
    assert client.post(reverse("meetings:seat_elected", args=[meeting.pk, election.pk])).status_code == 302
    assert {one.name for one in seats_on(commune.unit, DAY)} == {"Vàng Thị Mai", "Lò Thị Hương"}
    assert "Bầu cử" in client.get(Meeting.objects.get().get_absolute_url()).content.decode()


def test_a_delegate_reads_their_own_notice_and_candidacy_and_nobody_elses(commune):
    meeting = planned(commune, **CONGRESS)
    actions.add_all_members(meeting=meeting, by=SYSTEM, now=CALLED)
    own = make_user(member=commune[0])
    assert [one.member_id for one in Delegate.objects.visible_to(own)] == [commune[0].pk]


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "contrast"])
def test_the_pages_of_committees_and_congresses_can_be_read_by_everybody(commune, client, theme):
    meeting = planned(commune, **CONGRESS)
    actions.add_all_members(meeting=meeting, by=SYSTEM, now=CALLED)
    seated(commune.unit, commune[0], Office.SECRETARY)
    named = [reverse("committees:list"), reverse("committees:new"), CommitteeSeat.objects.get().get_absolute_url(), reverse("meetings:delegates", args=[meeting.pk])]
    meeting = opened(commune, meeting)
    election = actions.nominate(meeting=meeting, of=ElectionOf.COMMITTEE, seats=2, members=commune.members, by=SYSTEM)
    counted = elected(meeting, ElectionOf.SECRETARY, commune.members[:2], [3, 2], [True, False])
    client.force_login(make_user("office_clerk", commune.unit))
    client.cookies[COOKIE] = Look(theme).as_cookie()
    with browser(client) as window:
        page = window.new_page()
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            for address in [*named, meeting.get_absolute_url(), election.get_absolute_url(), counted.get_absolute_url(), reverse("meetings:nominate", args=[meeting.pk])]:
                page.goto(ADDRESS + address)
                assert (address, width, faults(page), beyond_the_edge(page)) == (address, width, [], 0)
