"""What of meetings waits for whom, and what happens to them when they are called off or the branch ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.home.queries import (
    levels_to_decide,
    meetings_in_hand,
    meetings_to_plan,
    notices_to_answer,
    things_to_do,
)
from coso.meetings import actions
from coso.meetings.enums import MeetingState
from coso.meetings.models import Meeting, Notice
from coso.meetings.queries import waiting
from coso.meetings.queries.board import board
from coso.org import actions as org
from tests.factories import make_commune, make_member, make_unit, make_user
from tests.meetings.story import (
    AS_PLANNED,
    CALLED,
    CLOSED,
    DAY,
    MONTH,
    OPENED,
    SETTLED,
    THEMATIC,
    Branch,
    called,
    held,
    make_branch,
    opened,
    planned,
    settled,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return make_branch()


@pytest.fixture
def secretary(branch):
    return make_user("branch_secretary", branch.unit, member=branch[0])


def told(source, user, day):
    return [(due.what, due.late) for due in source(user, day)]


# --- the secretary ---------------------------------------------------------------------------------

def test_a_month_without_a_plan_is_asked_for_and_late_after_the_day_of_the_rule(branch, secretary):
    assert told(meetings_to_plan, secretary, DAY) == [("Lập kế hoạch sinh hoạt thường kỳ tháng 12/2026", False)]
    assert told(meetings_to_plan, secretary, DAY + timedelta(days=1)) == [("Lập kế hoạch sinh hoạt thường kỳ tháng 12/2026", True)]
    planned(branch, **THEMATIC)
    assert len(told(meetings_to_plan, secretary, DAY)) == 1
    meeting = planned(branch)
    assert told(meetings_to_plan, secretary, DAY) == []
    actions.call_off(meeting=meeting, reason="Lũ quét", by=SYSTEM, today=DAY)
    assert len(told(meetings_to_plan, secretary, DAY)) == 1


def test_before_the_rule_was_made_no_day_is_late(branch, secretary):
    assert told(meetings_to_plan, secretary, date(2025, 1, 20)) == [("Lập kế hoạch sinh hoạt thường kỳ tháng 01/2025", False)]


def test_each_step_of_a_meeting_waits_until_it_is_done(branch, secretary):
    def steps(day):
        return [(one.step, one.by, one.is_late(day)) for one in waiting.to_go_on_with(secretary, day)]

    S, eve = MeetingState, DAY - timedelta(days=1)  # noqa: N806 short for a table
    meeting = planned(branch)
    assert steps(eve - timedelta(days=4)) == []
    assert steps(eve - timedelta(days=3)) == [(S.CALLED, eve, False)]
    assert steps(DAY) == [(S.CALLED, eve, True)]
    actions.call(meeting=meeting, by=SYSTEM, now=CALLED)
    assert steps(DAY) == []
    assert steps(DAY + timedelta(days=1)) == [(S.OPEN, DAY, True)]
    actions.open_meeting(meeting=meeting, chair=branch[0], secretary=branch[1], guests="", by=SYSTEM, now=OPENED)
    assert steps(DAY) == [(S.CLOSED, DAY, False)]
    actions.close(meeting=meeting, by=SYSTEM, now=CLOSED)
    assert steps(DAY + timedelta(days=2)) == [(S.SETTLED, DAY + timedelta(days=2), False)]
    assert steps(DAY + timedelta(days=3)) == [(S.SETTLED, DAY + timedelta(days=2), True)]
    actions.settle_minutes(meeting=meeting, by=SYSTEM, now=SETTLED)
    assert steps(DAY + timedelta(days=3)) == []


def test_before_the_rule_was_made_minutes_wait_without_a_day(branch, secretary):
    old = date(2025, 1, 3)
    meeting = planned(branch, plan=replace(AS_PLANNED, on=old))
    assert [(one.step, one.by) for one in waiting.to_go_on_with(secretary, old)] == [(MeetingState.CALLED, None)]
    back = OPENED - (DAY - old)
    actions.open_meeting(meeting=meeting, chair=branch[0], secretary=branch[1], guests="", by=SYSTEM, now=back)
    actions.close(meeting=meeting, by=SYSTEM, now=back)
    assert [(one.step, one.by, one.is_late(old + timedelta(days=9))) for one in waiting.to_go_on_with(secretary, old)] == [(MeetingState.SETTLED, None, False)]


def test_the_first_page_leads_to_each_step(branch, secretary):
    planned(branch)
    words = [due.what for due in things_to_do(secretary, DAY)]
    assert "Gửi thông báo: Sinh hoạt chi bộ thường kỳ tháng 12 năm 2026" in words


def test_who_looks_after_many_branches_is_not_asked_for_each(branch):
    planned(branch)
    clerk = make_user("office_clerk", branch.unit.parent)
    assert told(meetings_in_hand, clerk, DAY) == told(meetings_to_plan, clerk, DAY) == []
    reader = make_user("inspection_officer", branch.unit)
    assert [told(source, reader, DAY) for source in (meetings_in_hand, meetings_to_plan, levels_to_decide, notices_to_answer)] == [[]] * 4


# --- the committee above, the member ---------------------------------------------------------------

def test_levels_wait_for_the_committee_right_above(branch, client, settings):
    settings.DEMO = True
    commune = branch.unit.parent
    meeting, officer = held(branch), make_user("standing_member", commune)
    above = make_user("standing_member", make_unit("Đảng bộ tỉnh", kind="provincial_organisation"))
    assert [(due.what, due.href) for due in levels_to_decide(officer, DAY)] == [("Quyết định mức xếp loại của 1 buổi sinh hoạt", reverse("meetings:level", args=[meeting.pk]))]
    assert told(levels_to_decide, above, DAY) == []
    held(make_branch("Chi bộ bản Mới", parent=commune))
    (due,) = levels_to_decide(officer, DAY)
    client.force_login(officer)
    assert "Chi bộ bản Mới" in client.get(due.href).content.decode()
    actions.decide_level(meeting=meeting, level="good", note="", by=officer, today=DAY)
    assert len(told(levels_to_decide, officer, DAY)) == 1
    assert client.get(reverse("meetings:list") + "?decided=1&export=csv").getvalue().decode().count("Chi bộ bản Pho") == 1


def test_a_notice_waits_for_the_members_answer(branch, client):
    user = make_user(member=branch[2], home=branch.unit)
    meeting = called(branch)
    assert told(notices_to_answer, user, DAY) == [("Trả lời thông báo: Sinh hoạt thường kỳ", False)]
    assert told(notices_to_answer, user, DAY + timedelta(days=1)) == []
    actions.answer(notice=Notice.objects.get(member=branch[2]), reply="coming", reason="", by=user, now=CALLED)
    assert told(notices_to_answer, user, DAY) == []
    other = make_user(member=branch[3], home=branch.unit)
    actions.call_off(meeting=meeting, reason="Lũ quét", by=SYSTEM, today=DAY)
    assert told(notices_to_answer, other, DAY) == []


# --- called off ------------------------------------------------------------------------------------

def test_a_meeting_is_called_off_with_its_reason_which_members_read(branch, client, settings):
    settings.DEMO = True
    day = timezone.localdate() + timedelta(days=1)
    meeting = called(branch, plan=replace(AS_PLANNED, on=day))
    client.force_login(make_user("branch_secretary", branch.unit))
    assert client.post(reverse("meetings:call_off", args=[meeting.pk]), {"reason": " "}).status_code == 422
    page = client.post(reverse("meetings:call_off", args=[meeting.pk]), {"reason": "Lũ quét, đường bị chia cắt"}, follow=True).content.decode()
    assert "Lũ quét, đường bị chia cắt" in page
    user = make_user(member=branch[2], home=branch.unit)
    client.force_login(user)
    notice = Notice.objects.get(member=branch[2])
    for address in (reverse("meetings:own"), notice.get_absolute_url()):
        assert "Đã hoãn, không tổ chức" in client.get(address).content.decode()
    assert "Lũ quét" in client.get(notice.get_absolute_url()).content.decode()
    with pytest.raises(RuleBroken, match="không tổ chức"):
        actions.answer(notice=notice, reply="coming", reason="", by=user, now=CALLED)


def test_calling_off_needs_a_reason_a_right_and_a_meeting_that_has_not_begun(branch):
    meeting = planned(branch)
    with pytest.raises(RuleBroken, match="vì sao"):
        actions.call_off(meeting=meeting, reason=" ", by=SYSTEM, today=DAY)
    with pytest.raises(NotAllowed):
        actions.call_off(meeting=meeting, reason="x", by=make_user("inspection_officer", branch.unit), today=DAY)
    began = opened(make_branch("Chi bộ bản Mới", parent=branch.unit.parent))
    with pytest.raises(RuleBroken, match="Đang"):
        actions.call_off(meeting=began, reason="x", by=SYSTEM, today=DAY)
    with pytest.raises(IntegrityError, match="meeting_called_off_why"), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(state="called_off")


def test_a_called_off_meeting_leaves_the_month_free_and_stands_on_no_board(branch):
    meeting = planned(branch)
    actions.call_off(meeting=meeting, reason="Lũ quét", by=SYSTEM, today=DAY)
    reader = make_user("office_clerk", branch.unit.parent)
    row = board(branch.unit.parent, MONTH, DAY + timedelta(days=9), by=reader).rows[0]
    assert (row.sums.found, row.not_planned, row.sums.late) == (0, 1, 0)
    assert planned(branch).pk != meeting.pk


def test_when_a_branch_ends_what_it_had_planned_from_then_on_is_called_off(branch):
    before, sent, thematic = settled(branch, plan=replace(AS_PLANNED, on=date(2026, 11, 3))), called(branch), planned(branch, **THEMATIC)
    assert actions.follow_ended_unit(unit=branch.unit, on=date(2026, 12, 1), by=SYSTEM, reason="12-QĐ/ĐU") == 2
    assert {one.pk: one.state for one in Meeting.objects.all()} == {before.pk: "settled", sent.pk: "called_off", thematic.pk: "called_off"}
    assert set(Notice.objects.filter(meeting=sent).values_list("called_off_why", flat=True)) == {"12-QĐ/ĐU"}


def test_the_end_of_a_branch_does_so_by_itself(branch):
    empty = make_unit("Chi bộ bản Vắng", kind="subordinate_branch", parent=branch.unit.parent)
    meeting = planned(Branch(empty, []))
    org.dissolve_unit(unit=empty, on=date(2026, 12, 1), today=DAY, paper="12-QĐ/ĐU", reason="Không còn đảng viên", by=SYSTEM)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.called_off_why) == ("called_off", "“Chi bộ bản Vắng” đã kết thúc ngày 01/12/2026. Không còn đảng viên")


# --- choosing the branch ---------------------------------------------------------------------------

def test_who_holds_meetings_in_many_branches_types_which(client, settings):
    settings.DEMO = True
    commune = make_commune()
    branches = [make_unit(f"Chi bộ bản số {number}", parent=commune) for number in range(31)]
    make_member(branches[7])
    client.force_login(make_user("office_clerk", commune))
    page = client.get(reverse("meetings:new") + "?thang=2026-12").content.decode()
    assert 'list="offered"' in page
    assert "Chi bộ bản số 30 · Đảng bộ xã Mường So" in page
    assert 'value="2026-12-03"' in page
    told = {"kind": "regular", "on": "2026-12-03", "at": "19:00", "place": "Nhà văn hóa"}
    assert client.post(reverse("meetings:new"), told | {"unit": "Chi bộ bản"}).status_code == 422
    client.post(reverse("meetings:new"), told | {"unit": "Chi bộ bản số 7"})
    assert Meeting.objects.get().unit == branches[7]
    assert "Chi bộ bản số 7 · Đảng bộ xã Mường So" in client.get(reverse("meetings:year") + f"?unit={branches[7].pk}").content.decode()
