"""A committee member follows a branch: is called to its meetings, comes, notes what the committee should know."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Act
from coso.figures.queries import Question, figure
from coso.home.queries import visits_to_note
from coso.meetings import actions
from coso.meetings.actions import Assigned
from coso.meetings.models import Following, Notice, Visit
from coso.members.actions import leave, merge_members
from coso.org.enums import UnitKind
from tests.factories import make_member, make_unit, make_user
from tests.meetings.story import (
    DAY,
    OPENED,
    SETTLED,
    THEMATIC,
    called,
    followed,
    held,
    make_branch,
    opened,
    planned,
    visited,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return make_branch()


@pytest.fixture
def follower(branch):
    """Of the committee above: member of another branch of the commune, with an account and without any role."""
    other = make_unit("Chi bộ Cơ quan xã", kind=UnitKind.SUBORDINATE_BRANCH, parent=branch.unit.parent)
    member = make_member(other, "Trần Thị Theo", party_card_number="070045120011")
    make_user(member=member)
    member.refresh_from_db()
    return member


def committee_user(branch):
    return make_user("standing_member", branch.unit.parent)


def value(key, unit, **more):
    return figure(f"meetings.{key}", Question(unit, date(2026, 12, 31), start=date(2026, 12, 1), **more), by=SYSTEM).value()


def test_the_follower_is_called_answers_and_notes_what_they_saw_without_any_role(branch, follower, client):
    followed(branch.unit, follower)
    meeting = opened(branch)
    notice = Notice.objects.get(meeting=meeting, member=follower)
    client.force_login(follower.account)
    assert client.get(notice.get_absolute_url()).status_code == 200
    page = reverse("meetings:own_note", args=[notice.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"noted": "Chi bộ bàn kỹ việc làm đường."}).status_code == 302
    visit = Visit.objects.get()
    assert (visit.meeting_id, visit.member, visit.noted, visit.entered_by) == (meeting.pk, follower, "Chi bộ bàn kỹ việc làm đường.", follower.account)
    assert client.post(page, {"noted": "Chi bộ bàn kỹ việc làm đường; cần thêm vật liệu."}).status_code == 302
    assert Visit.objects.get().noted.endswith("vật liệu.")
    assert client.get(reverse("meetings:meeting", args=[meeting.pk])).status_code in (403, 404)
    client.force_login(make_user("branch_secretary", branch.unit))
    assert "cần thêm vật liệu" in client.get(reverse("meetings:meeting", args=[meeting.pk])).content.decode()


def test_who_is_a_member_of_the_branch_too_gets_one_notice(branch):
    followed(branch.unit, branch[2])
    meeting = called(branch)
    assert Notice.objects.filter(meeting=meeting, member=branch[2]).count() == 1
    assert Notice.objects.filter(meeting=meeting).count() == len(branch.members)


def test_guests_are_proposed_from_who_follows_and_the_minutes_name_them(branch, follower, client):
    followed(branch.unit, follower)
    meeting = called(branch)
    client.force_login(make_user("branch_secretary", branch.unit))
    assert f"Trần Thị Theo, {branch.unit.parent.name}" in client.get(reverse("meetings:step", args=[meeting.pk, "khai-mac"])).content.decode()


def test_a_branch_is_followed_from_above_by_one_of_the_committee_and_not_twice_in_the_same_days(branch, follower):
    made = followed(branch.unit, follower)
    with pytest.raises(RuleBroken, match="đã phụ trách"):
        followed(branch.unit, follower, date(2026, 3, 1))
    elsewhere = make_branch("Chi bộ nơi khác")
    with pytest.raises(RuleBroken, match="không phải cấp trên"):
        actions.assign_follower(unit=branch.unit, committee=elsewhere.unit.parent, assigned=Assigned(follower, DAY), by=SYSTEM)
    with pytest.raises(RuleBroken, match="không phải đảng viên thuộc"):
        actions.assign_follower(unit=branch.unit, committee=branch.unit.parent, assigned=Assigned(elsewhere[0], DAY), by=SYSTEM)
    with pytest.raises(NotAllowed):
        actions.assign_follower(unit=branch.unit, committee=branch.unit.parent, assigned=Assigned(follower, DAY), by=make_user("branch_secretary", branch.unit))
    with pytest.raises(RuleBroken, match="trước ngày bắt đầu"):
        actions.end_following(following=made, until=date(2025, 12, 1), by=SYSTEM)


def test_a_visit_is_of_an_opened_meeting_in_the_days_of_following(branch, follower):
    made = followed(branch.unit, follower)
    with pytest.raises(RuleBroken, match="chưa khai mạc"):
        visited(made, planned(branch))
    meeting = held(branch, **THEMATIC)
    ended = actions.end_following(following=made, until=DAY, by=SYSTEM)
    with pytest.raises(RuleBroken, match="không phụ trách chi bộ này"):
        visited(ended, meeting)
    with pytest.raises(NotAllowed):
        actions.note_visit(following=made, meeting=meeting, noted="", by=make_user("report_reader", branch.unit), now=SETTLED)


def test_a_visit_entered_wrongly_is_taken_back_and_stays_in_the_acts(branch, follower):
    visit = visited(followed(branch.unit, follower), opened(branch), "nhầm")
    actions.take_back_visit(visit=visit, by=SYSTEM, reason="ghi nhầm chi bộ", today=DAY)
    assert not Visit.objects.exists()
    assert Act.objects.get(kind="following.taken_back").details["noted"] == "nhầm"


def test_following_ends_with_the_membership_and_goes_over_when_two_records_are_joined(branch, follower):
    made = followed(branch.unit, follower)
    double = make_member(follower.unit, "Trần Thị Theo")
    merge_members(keep=double, other=follower, choices={}, reason="một người", by=SYSTEM)
    assert Following.objects.get(pk=made.pk).member == double
    leave(member=double, on=date(2026, 11, 1), reason="deceased", paper="Giấy báo tử", by=SYSTEM, day=date(2026, 11, 2))
    assert Following.objects.get(pk=made.pk).valid_to == date(2026, 11, 1)


def test_one_that_never_began_is_taken_out_and_a_visit_is_never_lost(branch, follower):
    made = followed(branch.unit, follower, DAY)
    visited(made, opened(branch))
    assert actions.end_followings_of(unit=branch.unit, on=DAY - timedelta(days=9), by=SYSTEM, reason="giải thể") == 1
    assert Following.objects.get(pk=made.pk).valid_to == DAY + timedelta(days=1)
    ahead = followed(branch.unit, follower, DAY + timedelta(days=30))
    assert actions.end_followings_of(member=follower, on=DAY, by=SYSTEM, reason="") == 1
    assert not Following.objects.filter(pk=ahead.pk).exists()


def test_the_list_says_who_came_how_often_and_who_is_followed_by_nobody(branch, follower, client):
    lonely = make_branch("Chi bộ bản Xa", parent=branch.unit.parent)
    made = followed(branch.unit, follower)
    visited(made, held(branch))
    client.force_login(committee_user(branch))
    text = client.get(reverse("meetings:followings")).content.decode()
    for said in ("Trần Thị Theo", "2 chi bộ chưa có cấp ủy viên phụ trách", lonely.unit.name):
        assert said in text
    assert "1 trong 1 buổi" in client.get(made.get_absolute_url()).content.decode()
    assert client.get(reverse("meetings:followings") + "?export=xlsx").status_code == 200
    actions.end_following(following=made, until=timezone.localdate() - timedelta(days=1), by=SYSTEM)
    assert "Trần Thị Theo" not in client.get(reverse("meetings:followings") + "?now=1").content.decode()
    assert "Trần Thị Theo" in client.get(reverse("meetings:followings") + "?now=0").content.decode()


def test_the_list_asks_as_often_for_three_branches_as_for_one(branch, follower, client):
    client.force_login(committee_user(branch))
    followed(branch.unit, follower)
    client.get(reverse("meetings:followings"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("meetings:followings"))
    for name in ("Chi bộ bản Hai", "Chi bộ bản Ba"):
        followed(make_branch(name, parent=branch.unit.parent).unit, follower)
    with CaptureQueriesContext(connection) as three:
        client.get(reverse("meetings:followings"))
    assert len(three) == len(one)


def test_a_branch_is_given_by_name_and_a_name_of_two_is_told(branch, follower, client):
    client.force_login(committee_user(branch))
    page, told = reverse("meetings:follow"), {"committee": branch.unit.parent_id, "unit": branch.unit.name, "member": "tran thi theo", "since": "2026-01-05", "basis": ""}
    assert "bản Pho" in client.get(f"{page}?unit={branch.unit.pk}").content.decode()
    make_member(branch.unit, "Trần Thị Theo", birth_date=date(1970, 5, 5))
    assert "1970" in client.post(page, told).content.decode()
    assert "Không tìm thấy ai" in client.post(page, told | {"member": "Không Ai Cả"}).content.decode()
    assert client.post(page, told | {"member": follower.party_card_number}).status_code == 302
    made = Following.objects.get()
    assert (made.member, made.name, made.committee) == (follower, "Trần Thị Theo", branch.unit.parent)
    assert client.post(reverse("meetings:end_following", args=[made.pk]), {"until": "2026-06-01", "reason": "phân công lại"}).status_code == 302
    assert Following.objects.get().valid_to == date(2026, 6, 1)


def test_figures_count_branches_followed_and_meetings_visited_also_as_known_then(branch, follower):
    other = make_branch("Chi bộ bản Xa", parent=branch.unit.parent)
    made = followed(branch.unit, follower)
    meeting = held(branch)
    held(other)
    visit = visited(made, meeting)
    commune = branch.unit.parent
    assert (value("followed", commune), value("visited", commune), value("visited_share", commune)) == (1, 1, 50)
    now = timezone.now()
    assert [value("visited", commune, known_at=at) for at in (now, now - timedelta(hours=1))] == [1, 0]
    actions.take_back_visit(visit=visit, by=SYSTEM, reason="ghi nhầm", today=DAY)
    assert value("visited", commune) == 0


def test_the_branch_enters_the_visit_of_who_has_no_account(branch, follower, client):
    made, meeting = followed(branch.unit, follower), opened(branch, now=OPENED)
    client.force_login(make_user("branch_committee", branch.unit))
    page = reverse("meetings:visit", args=[meeting.pk, made.pk])
    assert client.post(page, {"noted": ""}).status_code == 302
    visit = Visit.objects.get()
    assert client.post(reverse("meetings:take_back_visit", args=[visit.pk]), {"reason": "nhầm"}).status_code == 302
    assert not Visit.objects.exists()


def test_the_follower_is_reminded_to_note_the_visit_until_it_is_noted(branch, follower):
    made = followed(branch.unit, follower)
    meeting = held(branch)
    after = DAY + timedelta(days=1)
    assert list(visits_to_note(follower.account, DAY)) == []
    (due,) = visits_to_note(follower.account, after)
    assert branch.unit.name in due.what
    assert list(visits_to_note(follower.account, DAY + timedelta(days=30))) == []
    assert list(visits_to_note(make_user(member=branch[3]), after)) == []  # a member of the branch follows nothing
    visited(made, meeting)
    assert list(visits_to_note(follower.account, after)) == []


def test_the_branch_neither_rewrites_nor_takes_back_what_the_follower_wrote_about_it(branch, follower, client):
    made, meeting = followed(branch.unit, follower), opened(branch)
    secretary, committee = make_user("branch_secretary", branch.unit), committee_user(branch)

    def note(text, by):
        return actions.note_visit(following=Following.objects.get(pk=made.pk), meeting=meeting, noted=text, by=by, now=SETTLED)

    note("", secretary)  # the branch enters that they came
    visit = note("Còn nể nang khi phê bình.", follower.account)
    with pytest.raises(RuleBroken, match="ngoài chi bộ tự ghi"):
        note("Phê bình tốt.", secretary)
    with pytest.raises(RuleBroken, match="ngoài chi bộ tự ghi"):
        actions.take_back_visit(visit=visit, by=secretary, reason="ghi nhầm", today=DAY)
    client.force_login(secretary)
    assert client.post(reverse("meetings:visit", args=[meeting.pk, made.pk]), {"noted": "Phê bình tốt."}).status_code == 422
    assert client.post(reverse("meetings:take_back_visit", args=[visit.pk]), {"reason": "nhầm"}).status_code == 422
    assert Visit.objects.get().noted == "Còn nể nang khi phê bình."
    assert note("Còn nể nang.", committee).noted == "Còn nể nang."
    with pytest.raises(RuleBroken, match="ngoài chi bộ tự ghi"):
        note("Phê bình tốt.", secretary)
