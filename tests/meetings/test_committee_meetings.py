"""A committee meets: its seats are its roll; what it decides is written and issued like everything else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse

from coso.committees.enums import Office
from coso.committees.queries import seats_on
from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.documents.enums import Body, DocumentType
from coso.figures.queries import Question, figure
from coso.meetings import actions, rules
from coso.meetings.enums import ChairedAs, Presence
from coso.meetings.models import Meeting, Notice
from coso.meetings.queries import papers, roll
from coso.meetings.queries.branch import office_of_chair
from coso.meetings.queries.pack import pack_of
from coso.meetings.queries.score_facts import known_before
from coso.members.models import Stay
from tests.committees.story import seated
from tests.factories import make_member, make_user
from tests.meetings.story import (
    AS_PLANNED,
    CALLED,
    CLOSED,
    DAY,
    OPENED,
    K,
    around,
    called,
    followed,
    held,
    make_branch,
    mark,
    planned,
    vote,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    found = make_branch()
    seated(found.unit, found[0], Office.SECRETARY)
    seated(found.unit, found[1], Office.DEPUTY)
    return found


@pytest.fixture
def commune(branch):
    """Its committee has three members, two of them in the standing committee; one is at home in the branch."""
    commune = branch.unit.parent
    other = make_branch("Chi bộ Cơ quan xã", parent=commune, names=("Trần Thị Theo", "Hoàng Văn Ủy"))
    seated(commune, other[0], Office.SECRETARY, standing=True)
    seated(commune, other[1], standing=True)
    seated(commune, branch[2])
    return commune


def test_a_branch_committee_meets_and_its_seats_are_the_roll_the_base_and_the_minutes(branch):
    meeting = called(branch, kind=K.COMMITTEE)
    assert {one.member_id for one in roll.roll(meeting)} == {branch[0].pk, branch[1].pk} == set(Notice.objects.filter(meeting=meeting).values_list("member_id", flat=True))
    meeting = actions.open_meeting(meeting=meeting, chair=branch[0], secretary=branch[1], guests="", by=SYSTEM, now=OPENED)
    mark(meeting, branch[0])
    with pytest.raises(RuleBroken, match="không có trong danh sách"):
        mark(meeting, branch[2])
    actions.mark_rest(meeting=meeting, by=SYSTEM, now=OPENED)
    vote(meeting, 2)
    meeting = actions.close(meeting=meeting, by=SYSTEM, now=CLOSED)
    text = papers.minutes_text(meeting)
    assert "họp chi ủy tháng 12 năm 2026" in text
    assert "Tổng số chi ủy viên: 2 đồng chí." in text
    assert "2 đồng chí có quyền biểu quyết, 2 có mặt" in text
    assert "đã được đọc trước chi ủy" in text


def test_a_standing_committee_calls_only_its_own_and_the_committee_all(commune):
    around_commune = around_unit(commune)
    standing, whole = (planned(around_commune, kind) for kind in (K.STANDING, K.COMMITTEE))
    assert (len(roll.roll(standing)), len(roll.roll(whole))) == (2, 3)


def around_unit(unit):
    found = around(make_branch("Chi bộ trường học", parent=unit).unit)
    return replace(found, unit=unit)


def test_an_empty_committee_is_not_called_and_a_branch_has_no_standing_committee():
    branch = make_branch()
    with pytest.raises(RuleBroken, match="Cấp ủy này chưa có ai"):
        called(branch, kind=K.COMMITTEE)
    with pytest.raises(RuleBroken, match="không có ban thường vụ"):
        planned(branch, K.STANDING)
    with pytest.raises(RuleBroken, match="không phải"):
        planned(replace(branch, unit=branch.unit.parent), K.REGULAR)


def test_being_away_takes_no_seat_but_suspension_does(branch):
    Stay.objects.filter(member=branch[0]).update(activity="temporary_elsewhere")
    Stay.objects.filter(member=branch[1]).update(activity="suspended")
    people = {one.member_id: one for one in roll.roll(planned(branch, K.COMMITTEE))}
    assert people[branch[0].pk].expected
    assert people[branch[0].pk].votes
    assert not people[branch[1].pk].expected


def test_no_rule_of_branch_meetings_judges_a_committee_and_no_figure_of_branches_counts_it(branch):
    meeting = called(branch, now=OPENED, kind=K.COMMITTEE)  # the notice on the evening itself
    actions.open_meeting(meeting=meeting, chair=branch[0], secretary=branch[1], guests="", by=SYSTEM, now=OPENED)
    actions.mark_rest(meeting=meeting, by=SYSTEM, now=OPENED)
    meeting = actions.close(meeting=meeting, by=SYSTEM, now=OPENED + timedelta(minutes=30))
    book = rules.book_on(DAY, branch.unit)
    assert rules.least_minutes(meeting.kind, book) is None
    assert rules.called_in_time(meeting, book) is None
    assert list(rules.late(meeting, book, DAY + timedelta(days=20))) == []
    assert rules.frame_of(meeting) == []
    asked = Question(branch.unit.parent, date(2026, 12, 31), start=date(2026, 12, 1))
    assert figure("meetings.held", asked, by=SYSTEM).value() == 0
    assert figure("meetings.expected", asked, by=SYSTEM).value() == 0
    assert figure("meetings.branch_committees_met", asked, by=SYSTEM).value() == 1


def test_the_score_of_the_branch_is_told_when_its_committee_met_before(branch):
    meeting = called(branch, kind=K.COMMITTEE)
    actions.open_meeting(meeting=meeting, chair=branch[0], secretary=branch[1], guests="", by=SYSTEM, now=CALLED)
    actions.close(meeting=meeting, by=SYSTEM, now=CALLED + timedelta(minutes=40))
    told = known_before(planned(branch), DAY)["meeting.score.3_2_preparation_steps"]
    assert "01/12/2026" in told


def test_who_follows_the_branch_is_not_called_to_its_committee(branch):
    follower = make_member(branch.unit, "Trần Thị Theo")
    followed(branch.unit, follower)
    assert not Notice.objects.filter(meeting=called(branch, kind=K.COMMITTEE), member=follower).exists()
    assert Notice.objects.filter(meeting=called(branch), member=follower).exists()


def test_the_committee_resolves_in_its_own_name_and_the_chair_signs_by_their_seat(commune):
    meeting = called(around_unit(commune), kind=K.COMMITTEE)
    chair, writer = (one.member_id for one in roll.roll(meeting)[:2])
    people = {one.member_id: one.member for one in commune_seats(commune)}
    meeting = actions.open_meeting(meeting=meeting, chair=people[chair], secretary=people[writer], guests="", by=SYSTEM, now=OPENED)
    actions.mark_rest(meeting=meeting, by=SYSTEM, now=OPENED)
    meeting = actions.close(meeting=meeting, by=SYSTEM, now=CLOSED)
    meeting.chair = next(one.member for one in commune_seats(commune) if one.office == Office.SECRETARY)
    assert office_of_chair(meeting) == ChairedAs.SECRETARY
    paper = actions.draft_resolution(meeting=meeting, kind=DocumentType.RESOLUTION, chaired_as=ChairedAs.SECRETARY, by=SYSTEM, today=DAY)
    assert paper.body == Body.COMMITTEE
    assert "3 ủy viên ban chấp hành" in paper.text
    assert "Tự đánh giá chất lượng" not in paper.text


def commune_seats(commune):
    return list(seats_on(commune, DAY).select_related("member"))


def test_a_phone_takes_a_committee_meeting_along_with_its_own_people_and_no_score(branch):
    pack = pack_of(called(branch, kind=K.COMMITTEE))
    assert [one["id"] for one in pack["people"]] == sorted((branch[0].pk, branch[1].pk), key=[one["id"] for one in pack["people"]].index)
    assert (pack["frame"], pack["least"]) == ([], None)
    assert all(one["votes"] and one["chairs"] for one in pack["people"])


def test_the_clerk_plans_calls_and_runs_the_commune_committee_by_the_pages(commune, client):
    client.force_login(make_user("office_clerk", commune))
    page = client.get(reverse("meetings:new")).content.decode()
    assert 'value="committee" selected' in page
    told = {"unit": commune.pk, "kind": K.COMMITTEE, "on": "2026-12-03", "at": "08:00", "place": "Trụ sở", "theme": ""}
    assert client.post(reverse("meetings:new"), told).status_code == 302
    meeting = Meeting.objects.get(unit=commune)
    assert client.post(reverse("meetings:call", args=[meeting.pk]), {}).status_code == 302
    steps = client.get(reverse("meetings:step", args=[meeting.pk, "khai-mac"])).content.decode()
    assert "Chấm điểm" not in steps
    assert client.get(reverse("meetings:step", args=[meeting.pk, "cham-diem"])).status_code == 404
    assert client.get(meeting.get_absolute_url()).status_code == 200


def test_regular_meetings_of_the_branch_stay_as_they_were_beside_the_committees(branch):
    called(branch, kind=K.COMMITTEE)
    meeting = held(branch, plan=replace(AS_PLANNED, theme=""))
    assert len(roll.roll(meeting)) == len(branch.members)
    assert [one.presence for one in roll.roll(meeting)].count(Presence.PRESENT) == len(branch.members) - 1
