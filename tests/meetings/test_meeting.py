"""A meeting from its plan to its minutes, and what is refused on the way."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override
from docx import Document

from coso.assignments.actions import Order, assign
from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.documents.enums import DocumentType
from coso.meetings import actions
from coso.meetings.actions import Line, Plan
from coso.meetings.exports import sheet_of
from coso.meetings.models import AgendaItem, Answer, Mark, Meeting, Minutes, Notice
from coso.meetings.queries import papers
from coso.meetings.queries.branch import meeting_before
from coso.meetings.queries.roll import roll
from coso.meetings.queries.score_facts import score_facts
from coso.procedures.exports import docx, pdf
from tests.factories import end_unit, make_member, make_unit, make_user
from tests.meetings.story import (
    AS_PLANNED,
    CALLED,
    CLOSED,
    DAY,
    FULL,
    OPENED,
    SETTLED,
    THEMATIC,
    K,
    P,
    called,
    held,
    make_branch,
    mark,
    opened,
    planned,
    settled,
    vote,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return make_branch()


def again(meeting):
    return Meeting.objects.get(pk=meeting.pk)


# --- planning --------------------------------------------------------------------------------------

def test_the_year_is_planned_on_the_days_of_the_rule_and_only_once(branch):
    planned(branch)
    made = actions.plan_year(unit=branch.unit, year=2026, at=time(19, 0), place="Nhà văn hóa", by=SYSTEM, today=date(2026, 10, 1))
    assert [one.planned_on for one in made] == [date(2026, 10, 5), date(2026, 11, 3)]
    assert actions.plan_year(unit=branch.unit, year=2026, at=time(19, 0), place="", by=SYSTEM, today=date(2026, 10, 1)) == []
    assert meeting_before(made[1]) is None


def test_a_month_has_one_regular_meeting_and_thematic_ones_besides(branch):
    planned(branch)
    with pytest.raises(RuleBroken, match="tháng này"):
        planned(branch, K.COMBINED, Plan(DAY, time(8, 0), theme="Nông thôn mới"))
    thematic = planned(branch, K.THEMATIC, Plan(date(2026, 12, 20), time(8, 0), theme="Nông thôn mới"))
    assert papers.about(thematic) == "Sinh hoạt chi bộ chuyên đề tháng 12 năm 2026: Nông thôn mới"


def test_the_topic_of_a_combined_meeting_stands_on_the_agenda(branch):
    meeting = planned(branch, K.COMBINED, Plan(DAY, time(8, 0), theme="Nông thôn mới"))
    assert "Thảo luận chuyên đề: Nông thôn mới" in papers.agenda_text(meeting)
    assert papers.agenda_text(meeting).startswith("1. Tuyên bố lý do")


def test_small_branches_do_not_meet_by_groups(branch):
    with pytest.raises(RuleBroken, match="50"):
        planned(branch, K.GROUPS)


def test_a_change_reaches_those_already_called(branch):
    meeting = called(branch)
    actions.change_plan(meeting=meeting, plan=Plan(date(2026, 12, 4), time(19, 30), "Trường tiểu học"), by=SYSTEM, now=CALLED)
    actions.set_agenda(meeting=meeting, lines=[Line("report", "Báo cáo"), Line("other", " ")], by=SYSTEM, now=CALLED)
    assert set(Notice.objects.values_list("on", "place", "agenda")) == {(date(2026, 12, 4), "Trường tiểu học", "1. Báo cáo")}
    assert Notice.objects.count() == 5


def test_before_the_call_plan_and_agenda_change_without_notices(branch):
    meeting = planned(branch)
    actions.change_plan(meeting=meeting, plan=AS_PLANNED, by=SYSTEM, now=CALLED)
    actions.set_agenda(meeting=meeting, lines=[Line("report", "Báo cáo")], by=SYSTEM, now=CALLED)
    assert not Notice.objects.exists()
    with pytest.raises(RuleBroken):
        actions.set_agenda(meeting=meeting, lines=[Line("report", " ")], by=SYSTEM, now=CALLED)


# --- the notice and its answer ---------------------------------------------------------------------

def test_a_member_answers_their_own_notice_and_the_last_answer_counts(branch):
    meeting, user = called(branch), make_user(member=branch[2], home=branch.unit)
    notice = Notice.objects.get(member=branch[2])
    with pytest.raises(RuleBroken, match="lý do"):
        actions.answer(notice=notice, reply="excused", reason="", by=user, now=CALLED)
    actions.answer(notice=notice, reply="excused", reason="đi viện", by=user, now=CALLED)
    actions.answer(notice=notice, reply="coming", reason="", by=user, now=CALLED)
    assert {one.member_id: one.answer.reply for one in roll(meeting) if one.answer} == {branch[2].pk: "coming"}
    with pytest.raises(NotAllowed):
        actions.answer(notice=Notice.objects.get(member=branch[0]), reply="coming", reason="", by=user, now=CALLED)
    with pytest.raises(RuleBroken, match="03/12/2026"):
        actions.answer(notice=notice, reply="coming", reason="", by=user, now=OPENED + timedelta(days=1))


def test_the_secretary_enters_what_a_member_without_a_phone_said(branch):
    meeting = called(branch)
    actions.answer_for(meeting=meeting, member_id=branch[3].pk, reply="from_afar", reason="", by=SYSTEM, now=CALLED)
    assert Answer.objects.get().reply == "from_afar"
    with pytest.raises(RuleBroken, match="không có trong"):
        actions.answer_for(meeting=meeting, member_id=make_member(branch.unit).pk, reply="coming", reason="", by=SYSTEM, now=CALLED)


# --- the end, the minutes, the resolution ----------------------------------------------------------

def test_the_whole_evening_stands_in_the_minutes(branch):
    meeting = opened(branch)
    item = meeting.agendaitems.get(kind="report")
    actions.enter_text(item=item, text="Thu nhập bình quân tăng.\n\nHai hộ thoát nghèo.", by=SYSTEM)
    mark(meeting, branch[4], P.WITH_REASON, reason="ốm")
    mark(meeting, branch[3], P.WITHOUT_REASON)
    mark(meeting, branch[2], P.FROM_AFAR)
    actions.mark_rest(meeting=meeting, by=SYSTEM, now=OPENED)
    actions.note_opinion(meeting=meeting, member_id=branch[0].pk, by=SYSTEM, now=OPENED)
    vote(meeting, 3)
    actions.conclude(meeting=meeting, text="Kết nạp 1 đảng viên.", by=SYSTEM)
    actions.score(meeting=meeting, points=FULL, remedies={"meeting.score.1_time": "Họp đủ giờ"}, by=SYSTEM)
    actions.close(meeting=meeting, by=SYSTEM, now=CLOSED)
    text = papers.minutes_text(again(meeting))
    for said in (
        "hồi 19 giờ 00 phút, ngày 03 tháng 12 năm 2026, tại Nhà văn hóa bản Pho, Chi bộ bản Pho tổ chức sinh hoạt chi bộ thường kỳ tháng 12",
        "Tổng số đảng viên: 5 đồng chí", "Có mặt: 3 đồng chí (trong đó tham gia từ xa: 1), đạt 60,00%; vắng có lý do: 1; vắng không lý do: 1.",
        "Vắng có lý do: Nguyễn Văn Bình (ốm).", "Vắng không lý do: Lò Thị Hương.", "Khách mời: Trần Văn Khách, Phó Bí thư Đảng ủy xã.", "Hai hộ thoát nghèo.",
        "Có 1 đồng chí phát biểu, 1 lượt ý kiến: Lò Văn Chính (1).", "III. BIỂU QUYẾT", "IV. KẾT LUẬN\n\nKết nạp 1 đảng viên.", "thời gian, thời lượng: 5/5 điểm. Biện pháp khắc phục: Họp đủ giờ.",
        "Tổng: 100 điểm; đề nghị xếp loại tốt.", "kết thúc hồi 20 giờ 35 phút",
    ):
        assert said in text


def test_papers_are_vietnamese_whoever_asks(branch):
    meeting = held(branch)
    with override("en"):
        text = papers.minutes_text(again(meeting))
    assert "đạt 80,00%" in text
    assert "tán thành 4 (80,00%)" in text


def test_minutes_of_an_empty_evening_leave_gaps(branch):
    text = papers.minutes_text(opened(branch))
    assert "III. KẾT LUẬN\n\n…………" in text
    assert "kết thúc hồi …………" in text
    assert "BIỂU QUYẾT" not in text


def test_settled_minutes_stand_and_an_amendment_is_a_new_version(branch):
    meeting = settled(branch)
    for act in (
        lambda: mark(meeting, branch[0]), lambda: vote(meeting, 1), lambda: actions.conclude(meeting=meeting, text="x", by=SYSTEM),
        lambda: actions.enter_text(item=meeting.agendaitems.first(), text="x", by=SYSTEM),
    ):
        with pytest.raises(RuleBroken, match="đã chốt"):
            act()
    for write in (lambda: Mark.objects.create(unit=branch.unit, meeting=meeting, member=branch[0], presence="present", claimed_at=OPENED), lambda: AgendaItem.objects.filter(meeting=meeting).update(minutes="x")):
        with pytest.raises(IntegrityError, match="meeting_settled_stands"), transaction.atomic():
            write()
    text = meeting.minutes.get().text
    with pytest.raises(RuleBroken, match="ghi như vậy"):
        actions.amend_minutes(meeting=meeting, text=text, why="Sửa", by=SYSTEM, now=SETTLED)
    with pytest.raises(RuleBroken, match="vì sao"):
        actions.amend_minutes(meeting=meeting, text="Khác", why=" ", by=SYSTEM, now=SETTLED)
    actions.amend_minutes(meeting=meeting, text=text.replace("ốm", "đi công tác"), why="Ghi nhầm lý do vắng", by=SYSTEM, now=SETTLED)
    assert list(Minutes.objects.values_list("number", flat=True)) == [1, 2]
    assert sheet_of(meeting, meeting.minutes.last()).grounds == ["Bản sửa đổi lần 1, ngày 04/12/2026. Lý do: Ghi nhầm lý do vắng."]


def test_the_minutes_are_signed_left_and_right_in_the_partys_layout(branch):
    meeting = settled(branch)
    sheet = sheet_of(meeting, meeting.minutes.get())
    made = Document(io.BytesIO(docx.written(sheet)))
    section = made.sections[0]
    assert [round(getattr(section, f"{side}_margin").mm) for side in ("top", "bottom", "left", "right")] == [20, 20, 30, 15]
    left, right = made.tables[-1].rows[0].cells
    assert [[line.text for line in cell.paragraphs if line.text] for cell in (left, right)] == [["NGƯỜI GHI BIÊN BẢN", "Vàng Thị Mai"], ["CHỦ TRÌ HỘI NGHỊ", "Lò Văn Chính"]]
    head = [line.text for line in made.tables[0].rows[0].cells[0].paragraphs]
    assert head == ["ĐẢNG ỦY XÃ MƯỜNG SO", "CHI BỘ BẢN PHO", "*", "Số      -BB/CB"]
    assert [line.text for line in made.paragraphs if line.text][:2] == ["BIÊN BẢN", "Sinh hoạt chi bộ thường kỳ tháng 12 năm 2026"]
    assert pdf.written(sheet).startswith(b"%PDF")


def test_minutes_not_settled_say_so_and_a_branch_at_a_top_has_nobody_above():
    branch = make_branch()
    meeting = held(branch)
    assert sheet_of(meeting, None).kind == "BIÊN BẢN (DỰ THẢO)"
    branch.unit.parent = None
    meeting.unit = branch.unit
    assert sheet_of(meeting, None).above == ""


def test_the_resolution_is_drafted_once_with_the_figures_of_the_meeting(branch):
    meeting = held(branch)
    paper = actions.draft_resolution(meeting=meeting, kind=DocumentType.RESOLUTION, chaired_as="secretary", by=SYSTEM, today=DAY)
    assert "tổng số 5 đảng viên, có mặt 4, vắng 1 (có lý do 1), được miễn sinh hoạt 0, thời gian họp 95 phút" in paper.text
    assert "Kết nạp 1 đảng viên trong quý I." in paper.text
    assert "Chi bộ tự chấm 100 điểm. Chi bộ đề nghị xếp loại tốt." in paper.text
    assert (paper.signatory, paper.recipients) == ("Lò Văn Chính", "Đảng ủy xã Mường So,")
    with pytest.raises(RuleBroken):
        actions.draft_resolution(meeting=meeting, kind=DocumentType.CONCLUSION, chaired_as="secretary", by=SYSTEM, today=DAY)


def test_a_resolution_without_results_leaves_its_parts_open(branch):
    meeting = actions.close(meeting=opened(branch), by=SYSTEM, now=CLOSED)
    text = actions.draft_resolution(meeting=meeting, kind=DocumentType.CONCLUSION, chaired_as="secretary", by=SYSTEM, today=DAY).text
    assert "II. Phương hướng, nhiệm vụ\n\n…" in text
    assert text.endswith("…")


def test_the_committee_above_decides_the_level(branch):
    meeting, above = held(branch), make_user("standing_member", branch.unit.parent)
    with pytest.raises(RuleBroken, match="vì sao"):
        actions.decide_level(meeting=meeting, level="fair", note="", by=above, today=DAY)
    actions.decide_level(meeting=meeting, level="fair", note="Biên bản chưa đầy đủ", by=above, today=DAY)
    assert (again(meeting).official_level, again(meeting).official_on) == ("fair", DAY)
    with pytest.raises(NotAllowed):
        actions.decide_level(meeting=meeting, level="good", note="", by=make_user("branch_secretary", branch.unit), today=DAY)


def test_acts_out_of_turn_are_refused(branch):
    meeting = planned(branch)
    for act in (
        lambda: mark(meeting, branch[0]), lambda: actions.close(meeting=meeting, by=SYSTEM, now=CLOSED), lambda: actions.settle_minutes(meeting=meeting, by=SYSTEM, now=SETTLED),
        lambda: vote(meeting, 1), lambda: actions.draft_resolution(meeting=meeting, kind=DocumentType.RESOLUTION, chaired_as="secretary", by=SYSTEM, today=DAY),
    ):
        with pytest.raises(RuleBroken, match="Dự kiến"):
            act()
    began = opened(make_branch("Chi bộ bản Mới", parent=branch.unit.parent))
    with pytest.raises(RuleBroken):
        actions.call(meeting=began, by=SYSTEM, now=CALLED)
    with pytest.raises(RuleBroken):
        actions.close(meeting=began, by=SYSTEM, now=OPENED - timedelta(minutes=1))


def test_somebody_without_the_role_neither_plans_nor_marks(branch):
    reader = make_user("inspection_officer", branch.unit)
    with pytest.raises(NotAllowed):
        planned(branch, by=reader)
    meeting = opened(branch)
    with pytest.raises(NotAllowed):
        mark(meeting, branch[0], by=reader)


def test_who_does_not_stand_on_the_roll_neither_chairs_nor_writes(branch):
    meeting, stranger = called(branch), make_member(make_unit())
    for chair, secretary in ((stranger, branch[1]), (branch[0], stranger)):
        with pytest.raises(RuleBroken):
            actions.open_meeting(meeting=meeting, chair=chair, secretary=secretary, guests="", by=SYSTEM, now=OPENED)
    meeting.refresh_from_db()
    assert meeting.is_before


def test_a_branch_that_ended_meanwhile_is_neither_called_nor_meets(branch):
    waiting, sent = planned(branch), called(branch, kind=K.THEMATIC, plan=replace(AS_PLANNED, theme="Nông thôn mới"))
    end_unit(branch.unit, DAY)
    with pytest.raises(RuleBroken):
        actions.call(meeting=waiting, by=SYSTEM, now=CALLED)
    with pytest.raises(RuleBroken):
        actions.open_meeting(meeting=sent, chair=branch[0], secretary=branch[1], guests="", by=SYSTEM, now=OPENED)


def test_beside_each_item_of_the_score_stands_what_is_known_of_it(branch):
    meeting = opened(branch)
    assign(unit=branch.unit, order=Order("Làm đường", date(2026, 12, 1), leading=branch[1]), by=SYSTEM, today=date(2026, 11, 20))
    mark(meeting, branch[0])
    mark(meeting, branch[1], P.WITHOUT_REASON)
    actions.note_opinion(meeting=meeting, member_id=branch[0].pk, by=SYSTEM, now=OPENED)
    with override("vi"):
        known = score_facts(again(meeting), roll(meeting), CLOSED, DAY)
    assert list(known.values()) == [
        "Ngày 03/12/2026, đã họp 95 phút; quy định 90 phút.", "Có mặt 1 trên 5 đồng chí (20,00%); vắng không lý do: 1.", "Thông báo, chương trình gửi ngày 01/12/2026, trước 2 ngày.",
        "1 trên 1 đồng chí có mặt phát biểu, 1 lượt ý kiến.", "Nhiệm vụ kỳ trước: 1, hoàn thành 0, quá hạn 1.",
    ]
    uncalled = planned(make_branch("Chi bộ chưa triệu tập"))
    assert list(score_facts(uncalled, [], CALLED, DAY)) == ["meeting.score.3_2_preparation_steps", "meeting.score.4_2_content"]
    thematic = opened(make_branch("Chi bộ chuyên đề"), **THEMATIC)
    assert "quy định" not in score_facts(thematic, [], CLOSED, DAY)["meeting.score.1_time"]
