"""The pages of meetings: what a secretary sees and taps, a member's own, the board above, and what they cost."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.meetings import actions
from coso.meetings.actions import Plan
from coso.meetings.models import Answer, Mark, Meeting, MeetingVote, Notice
from tests.factories import make_commune, make_province, make_user
from tests.meetings.story import (
    NAMES,
    OPENED,
    P,
    called,
    held,
    make_branch,
    mark,
    opened,
    planned,
    settled,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return make_branch()


@pytest.fixture
def secretary(client, branch, settings):
    settings.DEMO = True  # no second factor is asked for
    user = make_user("branch_secretary", branch.unit, member=branch[0], full_name=NAMES[0])
    client.force_login(user)
    return user


def url(name, *args):
    return reverse(f"meetings:{name}", args=args)


def shown(client, address):
    response = client.get(address, follow=True)
    assert response.status_code == 200, address
    return response.content.decode()


def sent(client, address, **told):
    response = client.post(address, told, follow=True)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def cost(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        shown(client, address)
    return len(asked)


def test_a_secretary_leads_a_whole_meeting_from_plan_to_settled_minutes(client, branch, secretary):
    assert "Chưa có buổi sinh hoạt nào" in shown(client, url("list"))
    day = timezone.localdate()
    page = sent(client, url("new"), unit=branch.unit.pk, kind="regular", on=day.isoformat(), at="19:00", place="Nhà văn hóa bản Pho")
    meeting = Meeting.objects.get()
    assert "Triệu tập đảng viên" in page
    assert "Tuyên bố lý do" in shown(client, url("call", meeting.pk))
    sent(client, url("call", meeting.pk))
    assert Notice.objects.count() == 5
    assert "Khai mạc" in shown(client, url("now", meeting.pk))
    assert "Đã mở buổi sinh hoạt" in sent(client, url("step", meeting.pk, "khai-mac"), chair=branch[0].pk, secretary=branch[1].pk, guests="")
    page = sent(client, url("mark", meeting.pk, branch[4].pk), presence="absent_with_reason", reason="ốm")
    assert "ốm" in page
    assert "4 đảng viên" in sent(client, url("mark_rest", meeting.pk))
    item = meeting.agendaitems.first()
    sent(client, url("text", meeting.pk, item.pk), **{f"item-{item.pk}-text": "Đủ thành phần."})
    sent(client, url("opinion", meeting.pk, branch[2].pk))
    sent(client, url("step", meeting.pk, "ket-luan"), text="Kết nạp 1 đảng viên.")
    page = sent(client, url("step", meeting.pk, "bieu-quyet"), about="resolution", question="Thông qua nghị quyết", in_favour=4, against=0, abstained=0, adopted="yes")
    assert MeetingVote.objects.get().adopted
    sent(client, url("step", meeting.pk, "ket-thuc"))
    assert "BIÊN BẢN (DỰ THẢO)" in shown(client, url("minutes", meeting.pk))
    page = sent(client, url("settle", meeting.pk))
    assert "Đủ thành phần." in page
    assert client.get(url("minutes_file", meeting.pk, "docx"))["Content-Disposition"].endswith(f'"bien-ban-{day:%Y-%m-%d}.docx"')
    assert client.get(url("minutes_file", meeting.pk, "odt")).status_code == 404
    assert "Dự thảo" in sent(client, url("resolution", meeting.pk), kind="resolution", chaired_as="secretary")
    page = sent(client, url("amend", meeting.pk), why="Ghi nhầm", text="Văn bản sửa")
    assert "Bản sửa đổi lần 1" in page
    assert "Bản sửa đổi" not in shown(client, url("minutes", meeting.pk) + "?ban=1")
    assert "Nghị quyết" in shown(client, meeting.get_absolute_url())


def test_a_tap_answers_with_the_persons_line_and_the_counts(client, branch, secretary):
    meeting = opened(branch)
    page = client.post(url("mark", meeting.pk, branch[0].pk), {"presence": "present"}, headers={"HX-Request": "true"}).content.decode()
    assert f'id="person-{branch[0].pk}"' in page
    assert 'hx-swap-oob="true"' in page
    assert "<html" not in page
    spoken = client.post(url("opinion", meeting.pk, branch[0].pk), {}, headers={"HX-Request": "true"}).content.decode()
    assert 'class="speaker-count">1<' in spoken
    assert client.post(url("mark", meeting.pk, branch[0].pk), {"presence": "x"}).status_code == 404
    assert client.post(url("mark", meeting.pk, 0), {"presence": "present"}, headers={"HX-Request": "true"}).status_code == 404


def test_a_refused_tap_says_why(client, branch, secretary):
    meeting = planned(branch)
    assert "Dự kiến" in client.post(url("mark", meeting.pk, branch[0].pk), {"presence": "present"}, headers={"HX-Request": "true"}).content.decode()
    for page in (sent(client, url("mark", meeting.pk, branch[0].pk), presence="present"), sent(client, url("mark_rest", meeting.pk)), sent(client, url("ballot", meeting.pk), **{"kin-about": "other", "kin-question": "Giới thiệu"}), sent(client, url("ballot", meeting.pk))):
        assert 'class="error"' in page
    item = meeting.agendaitems.first()
    assert 'class="error"' in sent(client, url("text", meeting.pk, item.pk), **{f"item-{item.pk}-text": "x" * 20_001})
    assert client.get(url("step", meeting.pk, "khac")).status_code == 404
    assert client.get(url("minutes", meeting.pk)).status_code == 404
    assert client.get(url("minutes_file", meeting.pk, "docx")).status_code == 404


def test_two_marks_that_differ_stand_in_words_above_the_roll(client, branch, secretary):
    meeting = opened(branch)
    mark(meeting, branch[2], P.PRESENT)
    mark(meeting, branch[2], P.WITHOUT_REASON, by=make_user("branch_committee", branch.unit, full_name="Vàng Thị Mai"))
    assert "Hai người điểm danh khác nhau" in shown(client, url("step", meeting.pk, "diem-danh"))


def test_every_step_shows_before_during_and_after(client, branch, secretary):
    meetings = [planned(branch), held(make_branch("Chi bộ bản Mới", parent=branch.unit.parent))]
    client.force_login(make_user("office_clerk", branch.unit.parent))
    for meeting in meetings:
        for step in ("khai-mac", "diem-danh", "noi-dung", "nhiem-vu", "bieu-quyet", "ket-luan", "cham-diem", "ket-thuc"):
            shown(client, url("step", meeting.pk, step))
        assert shown(client, url("now", meeting.pk))
        assert shown(client, url("bar", meeting.pk))
    assert "chưa biết" in shown(client, url("step", meetings[0].pk, "diem-danh"))


def test_the_meeting_goes_to_the_step_it_stands_at(client, branch, secretary):
    meeting = opened(branch)

    def stands_at():
        return client.get(url("now", meeting.pk)).url.rstrip("/").rsplit("/", 1)[-1]

    assert stands_at() == "diem-danh"
    actions.mark_rest(meeting=meeting, by=SYSTEM, now=OPENED)
    assert stands_at() == "noi-dung"
    actions.conclude(meeting=meeting, text="x", by=SYSTEM)
    assert stands_at() == "cham-diem"
    frame = {f"points_{at}": rule for at, rule in enumerate(["5", "5", "5", "5", "5", "25", "10", "5", "19.5", "5"])}
    page = sent(client, url("step", meeting.pk, "cham-diem"), **frame)
    assert "89,5 điểm" in page
    assert stands_at() == "ket-thuc"
    assert client.post(url("step", meeting.pk, "cham-diem"), frame | {"points_0": "6"}).status_code == 422


def test_a_plan_is_prepared_changed_and_answered_for(client, branch, secretary):
    assert 'value="2026-12-03"' in shown(client, url("new") + f"?unit={branch.unit.pk}&thang=2026-12")
    sent(client, url("year"), unit=branch.unit.pk, year=timezone.localdate().year + 1, at="19:30", place="Nhà văn hóa")
    meeting = Meeting.objects.order_by("planned_on").first()
    assert Meeting.objects.count() == 12
    lines = {"order_1": 2, "kind_1": "report", "title_1": "Báo cáo", "order_2": 1, "kind_2": "opening", "title_2": "Khai mạc"}
    rest = {f"{name}_{at}": value for at in range(3, 13) for name, value in (("kind", "other"), ("title", ""))}
    sent(client, url("agenda", meeting.pk), **lines, **rest)
    assert list(meeting.agendaitems.values_list("title", flat=True)) == ["Khai mạc", "Báo cáo"]
    sent(client, url("change", meeting.pk), on=(meeting.planned_on + timedelta(days=1)).isoformat(), at="20:00", place="Trường", theme="")
    sent(client, url("call", meeting.pk))
    assert "thông báo của họ" in shown(client, url("change", meeting.pk))
    sent(client, url("answer_for", meeting.pk), member=branch[3].pk, reply="excused", reason="đi viện")
    assert "đi viện" in shown(client, meeting.get_absolute_url())
    assert "đi viện" in shown(client, url("step", meeting.pk, "diem-danh"))


def test_a_member_reads_the_notice_and_answers_and_reaches_nothing_else(client, branch):
    day = timezone.localdate() + timedelta(days=2)
    meeting = called(branch, plan=Plan(day, time(19, 0), "Nhà văn hóa bản Pho"))
    client.force_login(make_user("member", branch.unit, member=branch[3]))
    assert "Nhà văn hóa bản Pho" in shown(client, url("own"))
    notice = Notice.objects.get(member=branch[3])
    page = shown(client, notice.get_absolute_url())
    assert "1. Tuyên bố lý do" in page
    assert client.post(notice.get_absolute_url(), {"reply": "excused", "reason": ""}).status_code == 422
    assert "đi viện" in sent(client, notice.get_absolute_url(), reply="excused", reason="đi viện")
    assert Answer.objects.get().member_id == branch[3].pk
    assert [client.get(address).status_code for address in (Notice.objects.get(member=branch[0]).get_absolute_url(), meeting.get_absolute_url())] == [404, 404]


def test_a_member_sees_where_they_were(client, branch):
    held(branch)
    Notice.objects.update(on=timezone.localdate() - timedelta(days=1))
    client.force_login(make_user("member", branch.unit, member=branch[0]))
    page = shown(client, url("own"))
    assert "Có mặt" in page
    client.force_login(make_user())
    assert "Chưa có buổi sinh hoạt nào được triệu tập" in shown(client, url("own"))


def test_the_board_shows_each_branch_and_what_is_late(client, branch, settings):
    settings.DEMO = True
    commune = branch.unit.parent
    other = make_branch("Chi bộ bản Mới", parent=commune)
    settled(branch)
    make_branch("Chi bộ bản Xa", parent=commune)
    planned(other)
    client.force_login(make_user("office_clerk", commune))
    page = shown(client, url("board") + "?thang=2026-12")
    for said in ("Chi bộ bản Pho", "Đúng ngày", "80,0%", "95", "chưa có kế hoạch", "Dự kiến"):
        assert said in page
    upper = shown(client, url("board") + f"?unit={commune.pk}&thang=2026-11")
    assert "chưa có kế hoạch" in upper
    text = client.get(url("board") + "?thang=2026-12&export=csv").getvalue().decode()
    assert "19:00 03/12/2026" in text
    assert "chưa có kế hoạch" in text
    assert client.get(url("board") + "?unit=999999").status_code == 404


def test_the_board_of_a_province_sums_by_commune(client, branch, settings):
    settings.DEMO = True
    province = make_province()
    commune = make_commune("Đảng bộ xã Nậm Ban", parent=province)
    settled(make_branch("Chi bộ một", parent=commune))
    client.force_login(make_user("organisation_officer", province))
    page = shown(client, url("board") + "?thang=2026-12")
    assert "1/1" in page
    assert "80,0%" in page
    text = client.get(url("board") + "?thang=2026-12&export=csv").getvalue().decode()
    assert "Đảng bộ xã Nậm Ban" in text


def test_the_committee_above_decides_on_its_page(client, branch, settings):
    settings.DEMO = True
    meeting = held(branch)
    client.force_login(make_user("standing_member", branch.unit.parent))
    assert "Chi bộ đề nghị" in shown(client, url("level", meeting.pk))
    page = sent(client, url("level", meeting.pk), level="fair", note="Biên bản sơ sài")
    assert "Biên bản sơ sài" in page
    unscored = actions.close(meeting=opened(make_branch("Chi bộ hai", parent=branch.unit.parent)), by=SYSTEM, now=OPENED)
    assert "chưa tự chấm" in shown(client, url("level", unscored.pk))


def test_lists_filter_and_come_out_as_a_file(client, branch, secretary):
    held(branch)
    page = shown(client, url("list") + "?state=closed&kind=regular&level=good&unit=pho&on_from=2026-12-01&on_to=2026-12-31")
    assert "80,00%" in page
    assert client.get(url("list") + "?export=csv").getvalue().decode().count("Sinh hoạt chi bộ thường kỳ tháng 12") == 1


def test_pages_cost_the_same_with_one_branch_and_three_and_one_member_and_five(client, settings):
    settings.DEMO = True
    one = make_branch(names=NAMES[:2])
    commune = one.unit.parent
    meetings = [settled(one)]
    client.force_login(make_user("office_clerk", commune))
    pages = [url("list"), url("board") + "?thang=2026-12"]
    before = [cost(client, page) for page in pages]
    for name in ("Chi bộ hai", "Chi bộ ba"):
        meetings.append(settled(make_branch(name, parent=commune)))
    assert [cost(client, page) for page in pages] == before
    assert cost(client, meetings[0].get_absolute_url()) == cost(client, meetings[1].get_absolute_url())
    small, large = opened(make_branch("Chi bộ bốn", parent=commune, names=NAMES[:2])), opened(make_branch("Chi bộ năm", parent=commune))
    for step in ("diem-danh", "noi-dung"):
        assert cost(client, url("step", small.pk, step)) == cost(client, url("step", large.pk, step))


def test_a_mark_is_taken_back_with_its_reason_kept(client, branch, secretary):
    meeting = opened(branch)
    sent(client, url("mark", meeting.pk, branch[1].pk), presence="absent_with_reason", reason="đi công tác")
    sent(client, url("mark", meeting.pk, branch[1].pk), presence="cleared")
    assert list(Mark.objects.values_list("presence", "reason")) == [("absent_with_reason", "đi công tác"), ("cleared", "")]
