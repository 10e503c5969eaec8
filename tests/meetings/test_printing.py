"""What is printed for members without a phone, and a member's meetings as a calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from icalendar import Calendar

from coso.assignments import actions as assignments
from coso.assignments.actions import Order
from coso.common.actors import SYSTEM
from coso.documents import actions as documents
from coso.documents.enums import DocumentType
from coso.meetings import actions
from coso.meetings.actions import Line, Plan
from coso.meetings.exports.calendar import as_calendar
from coso.meetings.exports.pack import as_pdf, pack_of
from coso.meetings.models import Notice
from coso.meetings.queries.roll import roll
from tests.factories import make_user
from tests.meetings.story import (
    AS_PLANNED,
    CALLED,
    CLOSED,
    DAY,
    OPENED,
    called,
    make_branch,
    planned,
)

pytestmark = pytest.mark.django_db
NOVEMBER = Plan(date(2026, 11, 3), AS_PLANNED.at, "Nhà văn hóa")


@pytest.fixture
def branch():
    return make_branch()


def give(branch, title, due, at=1):
    return assignments.assign(unit=branch.unit, order=Order(title, due, leading=branch[at]), by=SYSTEM, today=date(2026, 10, 20))


def in_november(branch):
    meeting = planned(branch, plan=NOVEMBER)
    back = timedelta(days=30)
    actions.open_meeting(meeting=meeting, chair=branch[0], secretary=branch[1], guests="", by=SYSTEM, now=OPENED - back)
    actions.conclude(meeting=meeting, text="Làm 300 m đường.\n\nThu đủ đảng phí.", by=SYSTEM)
    return actions.close(meeting=meeting, by=SYSTEM, now=CLOSED - back)


# --- the pack --------------------------------------------------------------------------------------

def test_each_member_gets_the_notice_the_agenda_and_their_own_tasks(branch):
    in_november(branch)
    give(branch, "Vận động hộ nghèo", date(2026, 12, 15))
    give(branch, "Quét vôi nhà văn hóa", date(2026, 11, 20))
    give(branch, "Việc của người khác", date(2026, 12, 15), at=2)
    meeting = called(branch)
    pack = pack_of(meeting, roll(meeting), DAY)
    assert (pack.at, pack.place, pack.about) == ("19:00, Thứ Năm, ngày 03 tháng 12 năm 2026", "Nhà văn hóa bản Pho", "sinh hoạt chi bộ thường kỳ tháng 12 năm 2026")
    assert pack.agenda[0].startswith("1. Tuyên bố lý do")
    leaves = {leaf.name: leaf.sections[0].lines for leaf in pack.people}
    assert leaves["Vàng Thị Mai"] == [("Quét vôi nhà văn hóa", "Hạn: 20/11/2026 (quá hạn)"), ("Vận động hộ nghèo", "Hạn: 15/12/2026")]
    assert leaves["Lò Văn Chính"] == []
    assert (pack.last_title, pack.last) == ("Kết luận buổi trước, ngày 03/11/2026", ["Làm 300 m đường.", "Thu đủ đảng phí."])


def test_the_last_resolution_is_taken_as_it_was_issued(branch):
    before = in_november(branch)
    paper = actions.draft_resolution(meeting=before, kind=DocumentType.RESOLUTION, chaired_as="secretary", by=SYSTEM, today=date(2026, 11, 4))
    meeting = planned(branch)
    assert pack_of(meeting, [], DAY).last_title.startswith("Kết luận")
    documents.set_term(unit=branch.unit, name="2025–2030", valid_from=date(2025, 1, 1), by=SYSTEM)
    type(paper).objects.filter(pk=paper.pk).update(text="Làm đường.")
    documents.issue(document=paper, dated=date(2026, 11, 5), today=date(2026, 11, 5), by=SYSTEM)
    assert pack_of(meeting, [], DAY).last_title == "Nghị quyết kỳ trước: 01-NQ/CB, ngày 05/11/2026"


def test_a_first_meeting_has_none_before(branch):
    assert pack_of(planned(branch), [], DAY).last == []


def test_the_pdf_begins_each_member_on_a_leaf_of_their_own_in_large_type(branch):
    meeting = called(branch)
    made = as_pdf(pack_of(meeting, roll(meeting), DAY))
    assert made.startswith(b"%PDF")
    alone = as_pdf(pack_of(meeting, roll(meeting)[:1], DAY))
    pages = [one.count(b"/Type /Page\n") + one.count(b"/Type/Page\n") + one.count(b"/Type /Page ") for one in (alone, made)]
    assert len(made) > len(alone)
    assert pages[1] >= 5 * pages[0]


def test_those_with_an_account_are_left_out_unless_all_are_asked_for(client, branch, settings):
    settings.DEMO = True
    meeting = called(branch)
    client.force_login(make_user("branch_secretary", branch.unit, member=branch[0]))
    address = reverse("meetings:print", args=[meeting.pk])
    some, whole = client.get(address), client.get(address + "?tat-ca=1")
    assert (some["Content-Type"], some["Content-Disposition"]) == ("application/pdf", 'attachment; filename="sinh-hoat-2026-12-03-A5.pdf"')
    assert len(whole.content) > len(some.content)
    for member in branch.members[1:]:
        make_user(member=member)
    assert "đều có tài khoản" in client.get(address, follow=True).content.decode()


# --- the calendar ----------------------------------------------------------------------------------

def test_a_calendar_holds_the_meetings_with_their_time_zone_and_escapes_what_it_must(branch, client):
    plan = Plan(DAY, AS_PLANNED.at, "Nhà văn hóa bản Pho, tầng 2; phòng A\\B")
    meeting = planned(branch, plan=plan)
    actions.set_agenda(meeting=meeting, lines=[Line("report", "Báo cáo " + "rất dài " * 20), Line("other", "Việc khác")], by=SYSTEM, now=CALLED)
    actions.call(meeting=meeting, by=SYSTEM, now=CALLED)
    client.force_login(make_user(member=branch[2], home=branch.unit))
    answer = client.get(reverse("meetings:own_calendar"))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    lines = answer.content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"DTSTART;TZID=Asia/Ho_Chi_Minh:20261203T190000" in lines
    assert b"DTEND;TZID=Asia/Ho_Chi_Minh:20261203T203000" in lines
    assert b"TZID:Asia/Ho_Chi_Minh" in lines
    assert "LOCATION:Nhà văn hóa bản Pho\\, tầng 2\\; phòng A\\\\B" in answer.content.replace(b"\r\n ", b"").decode()
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event.decoded("dtstart") == datetime(2026, 12, 3, 19, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    assert (str(event["location"]), str(event["status"])) == (plan.place, "CONFIRMED")
    assert "2. Việc khác" in str(event["description"])


def test_a_meeting_called_off_is_cancelled_in_calendars(branch):
    meeting = called(branch)
    actions.call_off(meeting=meeting, reason="Lũ quét", by=SYSTEM, today=DAY)
    (event,) = Calendar.from_ical(as_calendar(Notice.objects.filter(member=branch[2]), "https://coso.example/")).walk("VEVENT")
    assert (str(event["status"]), str(event["uid"])) == ("CANCELLED", f"meeting-{meeting.pk}@coso")
    assert "Lũ quét" in str(event["description"])


def test_who_is_no_member_gets_an_empty_calendar(client):
    client.force_login(make_user())
    assert b"VEVENT" not in client.get(reverse("meetings:own_calendar")).content
