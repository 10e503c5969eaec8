"""Tasks given in a meeting, those looked at in the next, and how minutes and resolution tell them."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document

from coso.assignments import actions as assignments
from coso.assignments.actions import Order
from coso.assignments.models import Assignment
from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.scope import Scope, within
from coso.common.text_tables import table_rows
from coso.documents.enums import DocumentType
from coso.documents.exports import docx_of
from coso.meetings import actions
from coso.meetings.actions import Plan
from coso.meetings.exports import sheet_of
from coso.meetings.models import MeetingTask, Notice
from coso.meetings.queries import papers
from coso.meetings.queries.branch import office_of_chair
from coso.meetings.queries.tasks import before_meeting, given_in
from coso.procedures.exports import docx, pdf
from coso.procedures.exports.head import layout_on
from tests.factories import make_user
from tests.meetings.story import (
    CALLED,
    CLOSED,
    DAY,
    OPENED,
    called,
    held,
    make_branch,
    opened,
    planned,
    settled,
)

pytestmark = pytest.mark.django_db

NOVEMBER, NOVEMBER_DAY = Plan(date(2026, 11, 3), time(19, 0), "Nhà văn hóa"), date(2026, 11, 3)
HEADS = ["Nhiệm vụ", "Người thực hiện", "Thời hạn", "Kết quả"]


@pytest.fixture
def branch():
    return make_branch()


def order(branch, title="Thu đảng phí tháng 12", due=date(2026, 12, 20), at=1, **told):
    return Order(title, due, leading=branch[at], **told)


def give(meeting, asked, by=SYSTEM, today=DAY, **told):
    return actions.give_task(meeting=meeting, order=asked, by=by, today=today, **told)


def earlier(branch, title, due, at=1, on=NOVEMBER_DAY):
    return assignments.assign(unit=branch.unit, order=order(branch, title, due, at), by=SYSTEM, today=on)


def in_november(branch):
    """The meeting before: closed on the third of November."""
    month_before = {"now": OPENED - timedelta(days=30)}
    meeting = actions.call(meeting=planned(branch, plan=NOVEMBER), by=SYSTEM, now=CALLED - timedelta(days=30))
    actions.open_meeting(meeting=meeting, chair=branch[0], secretary=branch[1], guests="", by=SYSTEM, **month_before)
    return actions.close(meeting=meeting, by=SYSTEM, now=CLOSED - timedelta(days=30))


# --- giving ----------------------------------------------------------------------------------------

def test_a_task_given_in_the_room_is_one_of_the_branch_and_kept_with_the_meeting(branch):
    meeting, operation = opened(branch), uuid4()
    task = give(meeting, order(branch, helping=(branch[2],)), operation=operation, claimed_at=OPENED)
    assert (task.unit, task.given_on, task.basis, task.people) == (branch.unit, DAY, "Sinh hoạt chi bộ thường kỳ tháng 12 năm 2026", [branch[1].pk, branch[2].pk])
    assert given_in(meeting) == [task]
    assert MeetingTask.objects.get().operation == operation


def test_tasks_are_given_while_the_meeting_takes_notes_by_who_may_hold_and_give(branch):
    meeting = planned(branch)
    with pytest.raises(RuleBroken, match="Dự kiến"):
        give(meeting, order(branch))
    done = settled(make_branch("Chi bộ bản Mới", parent=branch.unit.parent))
    with pytest.raises(RuleBroken, match="đã chốt"):
        give(done, order(branch))
    began = opened(make_branch("Chi bộ bản Xa", parent=branch.unit.parent))
    with pytest.raises(NotAllowed):
        give(began, order(branch), by=make_user("standing_member", began.unit))
    assert not Assignment.objects.exists()


def test_the_database_keeps_a_task_in_one_meeting_of_its_own_branch_for_good(branch):
    meeting, other = opened(branch), opened(make_branch("Chi bộ bản Mới", parent=branch.unit.parent))
    task, loose = give(meeting, order(branch)), earlier(branch, "Quét vôi nhà văn hóa", DAY)
    for where, which in ((meeting, task), (other, loose)):
        with pytest.raises(IntegrityError), transaction.atomic():
            MeetingTask.objects.create(unit=where.unit, meeting=where, assignment=which)
    actions.close(meeting=meeting, by=SYSTEM, now=CLOSED)
    actions.settle_minutes(meeting=meeting, by=SYSTEM, now=CLOSED)
    with pytest.raises(IntegrityError, match="meeting_settled_stands"), transaction.atomic():
        MeetingTask.objects.create(unit=branch.unit, meeting=meeting, assignment=loose)
    with within(Scope(other.unit.position, other.unit.position_end)):
        assert not MeetingTask.objects.exists()


# --- looking at ------------------------------------------------------------------------------------

def test_a_meeting_looks_at_what_is_open_and_what_was_closed_since_the_last_one(branch):
    in_november(branch)
    first, late, done, old = (earlier(branch, title, due) for title, due in (("Đang làm", date(2026, 12, 20)), ("Quá hạn", date(2026, 11, 20)), ("Xong", date(2026, 11, 30)), ("Xong từ trước", NOVEMBER_DAY)))
    for task, day in ((done, date(2026, 11, 25)), (old, NOVEMBER_DAY)):
        assignments.report_done(assignment=task, text="Đã nộp đủ", by=SYSTEM, today=day)
        assignments.accept(assignment=task, by=SYSTEM, today=day)
    assignments.report_progress(assignment=late, text="Mới được một nửa", by=SYSTEM, today=date(2026, 11, 28))
    meeting = opened(branch)
    given = give(meeting, order(branch))
    found = before_meeting(meeting, DAY)
    assert [(one.task, one.late, one.said) for one in found] == [(late, True, "Mới được một nửa"), (done, False, "Đã nộp đủ"), (first, False, "")]
    assert given not in [one.task for one in found]
    assert old not in [one.task for one in found]


def test_open_tasks_stand_on_the_agenda_of_the_notice_by_themselves(branch):
    earlier(branch, "Vận động hộ nghèo", date(2026, 12, 15))
    called(branch)
    agenda = Notice.objects.first().agenda
    assert "   - Vận động hộ nghèo: Vàng Thị Mai, hạn 15/12/2026" in agenda
    assert agenda.index("Kiểm điểm") < agenda.index("Vận động hộ nghèo") < agenda.index("Thông tin thời sự")


def test_an_agenda_tells_the_first_twenty_tasks_and_how_many_more(branch):
    for number in range(22):
        earlier(branch, f"Việc {number}", date(2026, 12, 20))
    lines = papers.agenda_text(planned(branch)).splitlines()
    assert sum(line.startswith("   - Việc") for line in lines) == 20
    assert "   - và 2 nhiệm vụ khác" in lines


# --- papers ----------------------------------------------------------------------------------------

def result_of(meeting, title):
    (table,) = [rows for part in papers.resolution_text(meeting).split("\n\n") if (rows := table_rows(part))]
    assert table[0] == HEADS
    return next(row[3] for row in table if row[0] == title)


def test_the_resolution_tells_last_months_tasks_in_a_table_and_those_given_in_part_three(branch):
    in_november(branch)
    tasks = {title: earlier(branch, title, due) for title, due in (("A", date(2026, 12, 20)), ("B", date(2026, 11, 20)), ("C", date(2026, 11, 30)), ("D", date(2026, 11, 10)), ("E", date(2026, 12, 1)), ("F", date(2026, 12, 30)))}
    for title, day in (("C", date(2026, 11, 25)), ("D", date(2026, 11, 25)), ("E", date(2026, 12, 1))):
        assignments.report_done(assignment=tasks[title], text="Đã làm | đủ", by=SYSTEM, today=day)
    for title in ("C", "D"):
        assignments.accept(assignment=tasks[title], by=SYSTEM, today=date(2026, 11, 26))
    assignments.call_off(assignment=tasks["F"], reason="Không cần nữa", by=SYSTEM, today=date(2026, 11, 26))
    meeting = opened(branch)
    give(meeting, order(branch, "Làm đường nội bản", helping=(branch[2], branch[3])))
    assignments.call_off(assignment=give(meeting, order(branch, "Nhầm")), reason="Giao nhầm", by=SYSTEM, today=DAY)
    actions.conclude(meeting=meeting, text="Kết luận.", by=SYSTEM)
    actions.close(meeting=meeting, by=SYSTEM, now=CLOSED)
    assert [result_of(meeting, title) for title in "ABCDEF"] == [
        "Đang thực hiện", "Chưa hoàn thành, quá hạn", "Hoàn thành đúng hạn: Đã làm / đủ", "Hoàn thành chậm hạn: Đã làm / đủ", "Đã báo cáo hoàn thành, chờ công nhận: Đã làm / đủ", "Không thực hiện nữa",
    ]
    line = "1. Làm đường nội bản. Thực hiện: đồng chí Vàng Thị Mai; phối hợp: đồng chí Giàng A Páo, Lò Thị Hương; thời hạn: 20/12/2026."
    text = papers.resolution_text(meeting)
    assert f"III. Phân công và tổ chức thực hiện\n\n{line}" in text
    assert "Nhầm" not in text
    minutes = papers.minutes_text(meeting)
    assert f"Nhiệm vụ giao tại hội nghị:\n\n{line}" in minutes
    assert [rows[0] for part in minutes.split("\n\n") if (rows := table_rows(part))] == [HEADS]


def test_what_came_after_the_meeting_is_not_told_as_its_result(branch):
    task = earlier(branch, "A", date(2026, 12, 20))
    meeting = held(branch)
    assignments.report_done(assignment=task, text="Xong", by=SYSTEM, today=DAY + timedelta(days=5))
    assignments.accept(assignment=task, by=SYSTEM, today=DAY + timedelta(days=6))
    assert result_of(meeting, "A") == "Đang thực hiện"


def test_a_task_nobody_leads_says_so(branch):
    meeting = opened(branch)
    task = give(meeting, order(branch))
    assignments.release_member(member=branch[1], on=DAY, by=SYSTEM, reason="")  # still in the branch: keeps it
    task.hands.update(until=DAY)
    assert "Thực hiện: chưa phân công" in papers.minutes_text(meeting)


def test_the_table_is_a_table_in_the_files(branch):
    earlier(branch, "Thu đảng phí", date(2026, 12, 1))
    meeting = held(branch)
    paper = actions.draft_resolution(meeting=meeting, kind=DocumentType.RESOLUTION, chaired_as="deputy", by=SYSTEM, today=DAY)
    tables = Document(io.BytesIO(docx_of(paper, DAY))).tables
    assert [[cell.text for cell in row.cells] for row in tables[1].rows] == [HEADS, ["Thu đảng phí", "Vàng Thị Mai", "01/12/2026", "Chưa hoàn thành, quá hạn"]]
    assert "PHÓ BÍ THƯ" in [line.text for line in tables[-1].rows[0].cells[1].paragraphs]


def test_lines_between_bars_are_a_table_and_nothing_else_is():
    assert table_rows("| a | b |\n| c |") == [["a", "b"], ["c", ""]]
    assert [table_rows(text) for text in ("", "| a | b |", "a | b\nc | d", "|\n|", "| a |\ntext")] == [[]] * 5


# --- who signs -------------------------------------------------------------------------------------

def test_the_secretarys_office_is_known_from_the_role_and_a_deputys_is_asked(branch):
    meeting = held(branch)
    assert office_of_chair(meeting) is None
    make_user("branch_committee", branch.unit, member=branch[0])
    assert office_of_chair(meeting) is None
    make_user("branch_secretary", branch.unit, member=branch[1])
    assert office_of_chair(replace_chair(meeting, branch[1])) == "secretary"
    assert office_of_chair(planned(make_branch("Chi bộ bản Mới", parent=branch.unit.parent))) is None


def replace_chair(meeting, member):
    meeting.chair = member
    return meeting


# --- pages -----------------------------------------------------------------------------------------

def step(meeting, name="nhiem-vu"):
    return reverse("meetings:step", args=[meeting.pk, name])


def test_the_secretary_gives_tasks_in_the_step_and_sees_what_is_late(client, branch, settings):
    settings.DEMO = True
    client.force_login(make_user("branch_secretary", branch.unit, member=branch[0]))
    task = earlier(branch, "Vận động hộ nghèo", NOVEMBER_DAY)
    assignments.report_progress(assignment=task, text="Mới được một nửa", by=SYSTEM, today=NOVEMBER_DAY)
    today = timezone.localdate()
    meeting = opened(branch)
    meeting.opened_at = timezone.now()
    meeting.save(update_fields=["opened_at"])
    page = client.get(step(meeting)).content.decode()
    for said in ("Vận động hộ nghèo", "Mới được một nửa", "Quá hạn", task.get_absolute_url()):
        assert said in page
    page = client.post(step(meeting), {"title": "Làm đường nội bản", "due_on": (today + timedelta(days=9)).isoformat(), "leading": branch[2].pk, "helping": [branch[3].pk]}, follow=True).content.decode()
    assert "Nhiệm vụ giao tại buổi này" in page
    assert "Giàng A Páo" in page
    assert client.post(step(meeting), {"title": "Không ai làm", "due_on": today.isoformat()}).status_code == 422
    assert "Làm đường nội bản" in client.get(meeting.get_absolute_url()).content.decode()
    assert "Vận động hộ nghèo" in client.get(reverse("meetings:minutes", args=[actions.close(meeting=meeting, by=SYSTEM, now=timezone.now()).pk])).content.decode()


def test_the_step_costs_the_same_with_one_task_and_many(client, settings):
    settings.DEMO = True
    costs = []
    for name, tasks in (("Chi bộ một", 1), ("Chi bộ hai", 6)):
        branch = make_branch(name)
        for number in range(tasks):
            earlier(branch, f"Việc {number}", DAY)
        meeting = opened(branch)
        for number in range(tasks):
            give(meeting, order(branch, f"Việc mới {number}"))
        client.force_login(make_user("branch_secretary", branch.unit))
        client.get(step(meeting))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(step(meeting)).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_before_the_call_the_open_tasks_are_shown_where_the_agenda_is_prepared(client, branch, settings):
    settings.DEMO = True
    client.force_login(make_user("branch_secretary", branch.unit))
    earlier(branch, "Vận động hộ nghèo", date(2026, 12, 15))
    meeting = planned(branch)
    assert "1 nhiệm vụ đang mở" in client.get(reverse("meetings:agenda", args=[meeting.pk])).content.decode()
    assert "Vận động hộ nghèo" in client.get(reverse("meetings:call", args=[meeting.pk])).content.decode()
    assert "khi buổi sinh hoạt đã khai mạc" in client.get(step(meeting)).content.decode()


def test_minutes_with_a_table_are_set_as_pdf(branch):
    earlier(branch, "Thu đảng phí", date(2026, 12, 1))
    sheet = replace(sheet_of(held(branch), None), layout=layout_on(DAY))
    assert pdf.written(sheet).startswith(b"%PDF")
    assert docx.written(sheet)
