"""A meeting held on phones without network: it arrives whole, once, and under the rights of who hands it in."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from coso.access.models import Appointment
from coso.common.actors import SYSTEM
from coso.common.enums import OperationState
from coso.common.errors import RuleBroken
from coso.common.models import Act, Operation
from coso.common.operations.actions import enter
from coso.common.scope import everything, within
from coso.meetings import actions, rules
from coso.meetings.actions import Plan
from coso.meetings.models import Answer, Mark, Meeting, Notice
from coso.meetings.operations import of_notice
from coso.meetings.queries import papers
from coso.meetings.queries.pack import pack_of
from coso.meetings.queries.roll import attendance, roll
from coso.meetings.queries.tasks import given_in
from coso.members.actions import enter_activity
from coso.members.enums import Activity
from tests.factories import make_user
from tests.meetings.phone import Phone
from tests.meetings.story import FULL, P, called, held, make_branch, mark, opened, planned

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=5)


@pytest.fixture
def branch():
    return make_branch()


def lately(branch) -> Meeting:
    """A meeting called for five days ago, not opened: what phones did there arrives today."""
    day = timezone.localdate() - LONG_AGO
    meeting = planned(branch, plan=Plan(day, datetime(2026, 1, 1, 19, 0).time(), "Nhà văn hóa bản Pho"))
    return actions.call(meeting=meeting, by=SYSTEM, now=timezone.now() - LONG_AGO - timedelta(days=1))


def secretary(branch):
    return make_user("branch_secretary", branch.unit, member=branch[0])


def evening(meeting: Meeting, minutes: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(meeting.planned_on, meeting.planned_at)) + timedelta(minutes=minutes)


def again(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_related("unit", "chair", "secretary").get(pk=meeting.pk)


def whole_evening(phone: Phone, branch) -> list[dict]:
    """Everything a phone does from opening to end; four of five come."""
    at, item = evening(phone.meeting), phone.meeting.agendaitems.first()
    return [
        phone.tap("open", at, chair=branch[0].pk, secretary=branch[1].pk, guests="Trần Văn Khách, Phó Bí thư Đảng ủy xã"),
        phone.tap("mark", at, member=branch[4].pk, presence="absent_with_reason", reason="đi viện"),
        phone.tap("rest", at, members=[one.pk for one in branch.members[:4]]),
        phone.tap("opinion", at, member=branch[2].pk, back=False),
        phone.tap("opinion", at, member=branch[2].pk, back=False),
        phone.tap("opinion", at, member=branch[2].pk, back=True),
        phone.tap("text", at, item=item.pk, text="Đọc báo cáo tháng.\nChi bộ nhất trí.", before=""),
        phone.tap("text", at, item=item.pk, text="Đọc báo cáo tháng. Chi bộ nhất trí.", before="Đọc báo cáo tháng.\nChi bộ nhất trí."),
        phone.tap("task", at, title="Thu đảng phí quý IV", leading=branch[1].pk, due=f"{phone.meeting.planned_on + timedelta(days=2):%Y-%m-%d}"),
        phone.tap("vote", evening(phone.meeting, 80), about="resolution", question="Thông qua nghị quyết", in_favour=3, against=0, abstained=1, adopted=True),
        phone.tap("conclude", at, text="Thu đảng phí trước ngày 20.", before=""),
        phone.tap("score", at, points={key: str(most) for key, most in FULL.items()}, remedies={}),
        phone.tap("close", evening(phone.meeting, 95)),
    ]


def test_a_meeting_held_whole_without_network_stands_as_it_was_held(branch):
    meeting = lately(branch)
    phone = Phone(secretary(branch), meeting)
    taps = whole_evening(phone, branch)
    assert phone.outcomes(*taps) == ["applied"] * len(taps)
    assert phone.outcomes(*taps[::-1]) == ["applied"] * len(taps)  # the answer was lost; nothing is entered twice
    now = again(meeting)
    assert (now.opened_at, now.closed_at, now.state) == (evening(meeting), evening(meeting, 95), "closed")
    found = attendance(roll(now))
    assert (found.here, found.with_reason, found.unmarked) == (4, 1, 0)
    assert (now.present, now.speakers, now.opinions, now.self_points, now.self_level) == (4, 1, 1, 100, "good")
    text = papers.minutes_text(now)
    for said in ("19 giờ 00 phút", "Nguyễn Văn Bình (đi viện)", "Giàng A Páo (1)", "Đọc báo cáo tháng. Chi bộ nhất trí.", "tán thành 3", "Thu đảng phí trước ngày 20.", "20 giờ 35 phút"):
        assert said in text
    assert [(task.title, task.given_on, task.done_by) for task in given_in(now)] == [("Thu đảng phí quý IV", meeting.planned_on, "Vàng Thị Mai")]
    assert "Thu đảng phí quý IV" in text
    vote = now.meetingvotes.get()
    assert (vote.taken_at, vote.base, vote.present) == (evening(meeting, 80), 5, 4)


def test_the_pack_holds_what_the_room_needs_and_nothing_else_of_anybody(branch):
    held(branch)
    meeting = lately(branch)
    enter_activity(member=branch[3], activity=Activity.EXEMPT, on=meeting.planned_on - timedelta(days=30), paper="QĐ 1", by=SYSTEM, day=meeting.planned_on)
    pack = Phone(secretary(branch), meeting).pack()
    assert [one["name"] for one in pack["people"]] == [one.name for one in roll(again(meeting))]
    assert set(pack["people"][0]) == {"id", "name", "expected", "chairs", "said", "answer", "excuse", "presence", "reason", "opinions", "votes", "guest"}
    assert {one["name"]: one["said"] for one in pack["people"]}["Lò Thị Hương"] == ["Miễn công tác và sinh hoạt"]
    assert (pack["over"], pack["state"], len(pack["frame"])) == (False, "called", 10)
    assert pack["least"] == 90
    assert {line["key"]: line["fact"] for line in pack["frame"]}["meeting.score.3_2_preparation_steps"].endswith("trước 1 ngày.")
    assert str(branch[0].birth_date.year) not in json.dumps(pack)


def test_a_pack_costs_the_same_for_a_branch_of_three_and_of_a_hundred_and_twenty(django_assert_max_num_queries):
    for people in (3, 120):
        big = make_branch(f"Chi bộ {people}", names=[f"Lò Văn Số{at}" for at in range(people)])
        meeting = called(big)
        with django_assert_max_num_queries(25):
            assert len(pack_of(meeting)["people"]) == people


def test_two_phones_call_the_roll_and_where_they_differ_both_are_told(branch):
    meeting = lately(branch)
    first, second = Phone(secretary(branch), meeting), Phone(make_user("branch_committee", branch.unit, member=branch[1]), meeting)
    at = evening(meeting)
    assert second.outcomes(second.tap("mark", at, member=branch[3].pk, presence="absent_without_reason", reason="")) == ["applied"]  # before the opening arrives
    assert first.outcomes(first.tap("open", at, chair=branch[0].pk, secretary=branch[1].pk, guests=""), first.tap("rest", at, members=[one.pk for one in branch.members])) == ["applied"] * 2
    disputed = [one for one in roll(again(meeting)) if one.disputed]
    assert [one.name for one in disputed] == ["Lò Thị Hương"]
    assert Mark.objects.filter(meeting=meeting, member=branch[3]).count() == 2
    assert "Vắng không lý do" in disputed[0].dispute


def test_a_text_written_over_meanwhile_waits_for_a_person_who_may_enter_it(branch):
    meeting = opened(branch)
    item, user = meeting.agendaitems.first(), secretary(branch)
    actions.enter_text(item=item, text="Đã ghi ở văn phòng.", by=SYSTEM)
    actions.conclude(meeting=meeting, text="Kết luận ở văn phòng.", by=SYSTEM)
    phone = Phone(user, meeting)
    at = timezone.now()
    assert phone.outcomes(phone.tap("text", at, item=item.pk, text="Đã ghi ở bản.", before=""), phone.tap("conclude", at, text="Kết luận ở bản.", before=""), phone.tap("text", at, item=item.pk, text="Đã ghi ở văn phòng.", before="")) == ["kept", "kept", "applied"]
    item.refresh_from_db()
    assert item.minutes == "Đã ghi ở văn phòng."
    kept = Operation.objects.filter(state=OperationState.KEPT).order_by("pk").first()
    assert (kept.position, "Đã ghi ở bản." in kept.words) == (meeting.position, True)
    enter(operation=kept, by=user, at=at)
    item.refresh_from_db()
    assert item.minutes == "Đã ghi ở bản."


def test_whose_post_ended_meanwhile_changes_nothing_and_loses_nothing(branch):
    meeting = lately(branch)
    user = secretary(branch)
    phone = Phone(user, meeting)
    taps = whole_evening(phone, branch)
    Appointment.objects.filter(user=user).update(valid_to=timezone.localdate())
    assert set(phone.outcomes(*taps)) == {"kept"}
    assert again(meeting).state == "called"
    with within(everything(where="test")):
        assert Operation.objects.kept().count() == len(taps)


def test_a_member_of_another_branch_can_neither_take_the_pack_along_nor_mark(branch, client):
    meeting, stranger = lately(branch), secretary(make_branch("Chi bộ bản Phìn"))
    client.force_login(stranger)
    assert client.get(f"/sinh-hoat/{meeting.pk}/mang-theo/").status_code == 404
    phone = Phone(stranger, meeting)
    assert phone.outcomes(phone.tap("mark", evening(meeting), member=branch[0].pk, presence="present", reason="")) == ["kept"]
    assert not Mark.objects.exists()


@pytest.mark.parametrize("ahead", [timedelta(days=-4000), timedelta(hours=-9), timedelta(days=800)])
def test_a_clock_that_runs_wrong_is_put_right_by_what_it_says_while_sending(branch, ahead):
    meeting = lately(branch)
    phone = Phone(secretary(branch), meeting)
    taps = [phone.tap("open", evening(meeting) + ahead, chair=branch[0].pk, secretary=branch[1].pk, guests=""), phone.tap("close", evening(meeting, 95) + ahead)]
    assert phone.outcomes(*taps, sent_at=datetime.now(UTC) + ahead) == ["applied", "applied"]
    now = again(meeting)
    assert abs(now.opened_at - evening(meeting)) < timedelta(minutes=1)
    assert now.closed_at - now.opened_at == timedelta(minutes=95)
    claimed = {act.details["claimed_at"] for act in Act.objects.filter(kind="meeting.opened")}
    assert len(claimed) == 1


def test_a_clock_put_right_before_sending_falls_back_on_the_plan_and_the_times_can_be_corrected(branch):
    meeting, wrong = lately(branch), timedelta(days=-4000)
    user = secretary(branch)
    phone = Phone(user, meeting)
    assert phone.outcomes(phone.tap("open", evening(meeting) + wrong, chair=branch[0].pk, secretary=branch[1].pk, guests=""), phone.tap("close", evening(meeting, 95) + wrong)) == ["applied", "kept"]
    assert again(meeting).opened_at == evening(meeting)
    enter(operation=Operation.objects.get(kind="meeting.close"), by=user, at=timezone.now())
    now = actions.correct_times(meeting=again(meeting), opened_at=evening(meeting, 5), closed_at=evening(meeting, 100), by=user, now=timezone.now())
    assert now.closed_at - now.opened_at == timedelta(minutes=95)
    with pytest.raises(RuleBroken, match="phía trước"):
        actions.correct_times(meeting=now, opened_at=evening(meeting), closed_at=timezone.now() + timedelta(days=1), by=user, now=timezone.now())
    with pytest.raises(RuleBroken, match="cách quá xa"):
        actions.correct_times(meeting=now, opened_at=evening(meeting) - timedelta(days=365), closed_at=evening(meeting), by=user, now=timezone.now())
    with pytest.raises(RuleBroken, match="trước giờ"):
        actions.correct_times(meeting=now, opened_at=evening(meeting, 5), closed_at=evening(meeting), by=user, now=timezone.now())


def test_the_times_are_corrected_on_their_page_until_the_minutes_are_settled(branch, client):
    meeting, user = lately(branch), secretary(branch)
    client.force_login(user)
    page = f"/sinh-hoat/{meeting.pk}/thoi-gian/"
    assert client.get(page).status_code == 404
    phone = Phone(user, meeting)
    phone.send(*whole_evening(phone, branch))
    assert 'value="20:35"' in client.get(page).content.decode()
    told = {"on": f"{meeting.planned_on:%d/%m/%Y}", "began": "19:10", "ended": "20:40"}
    assert "Đã sửa giờ" in client.post(page, told, follow=True).content.decode()
    assert again(meeting).lasted == timedelta(minutes=90)
    actions.settle_minutes(meeting=again(meeting), by=user, now=timezone.now())
    assert "đã chốt" in client.post(page, told).content.decode()


def test_what_a_phone_can_not_know_is_refused_in_words(branch):
    meeting = opened(branch)
    mark(meeting, branch[0])
    phone = Phone(secretary(branch), meeting)
    at, elsewhere = timezone.now(), make_branch("Chi bộ bản Phìn", names=["Tẩn Văn Lạ"])
    receipts = phone.send(
        phone.tap("rest", at, members=[branch[1].pk, elsewhere[0].pk]), phone.tap("vote", at, about="other", question="Hỏi", in_favour=9, against=0, abstained=0, adopted=True),
        phone.tap("score", at, points={}, remedies={}), phone.tap("mark", at, member=branch[1].pk, presence="asleep", reason=""), phone.tap("text", at, item=0, text="x", before=""),
    )
    assert [one["outcome"] for one in receipts] == ["kept"] * 5
    assert all(one["sentence"] for one in receipts)
    assert [one.presence for one in roll(again(meeting)) if one.marked] == [P.PRESENT]
    told = " ".join(one.words for one in Operation.objects.kept())
    assert "Vàng Thị Mai, người không có trong danh sách" in told  # nobody learns a stranger's name by making up a number
    assert "9 tán thành" in told


# --- many phones, in any order ---------------------------------------------------------------------

TAPS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4), st.sampled_from(["present", "from_afar", "absent_with_reason", "absent_without_reason", "cleared"])), min_size=1, max_size=12)


@given(taps=TAPS, chance=st.randoms(use_true_random=False), closes_at=st.integers(0, 12))
@settings(max_examples=25)
def test_however_marks_of_three_phones_arrive_each_stands_once_and_the_last_received_counts(taps, chance, closes_at):
    with transaction.atomic():
        branch = make_branch()
        meeting = opened(branch, now=timezone.now() - timedelta(hours=2), plan=Plan(timezone.localdate(), datetime(2026, 1, 1, 19, 0).time(), "Nhà văn hóa"))
        phones = [Phone(make_user("branch_committee", branch.unit), meeting) for _ in range(3)]
        made = [(phones[which], phones[which].tap("mark", timezone.now(), member=branch[at].pk, presence=presence, reason="")) for which, at, presence in taps]
        sent = made + chance.choices(made, k=3)  # some arrive again
        chance.shuffle(sent)
        for number, (phone, tap) in enumerate(sent):
            if number == closes_at:
                actions.close(meeting=meeting, by=SYSTEM, now=timezone.now())
            assert phone.outcomes(tap) == ["applied"]
        first_arrivals = list({tap["id"]: tap for _phone, tap in sent}.values())
        assert [str(mark.operation) for mark in Mark.objects.filter(meeting=meeting).order_by("pk")] == [tap["id"] for tap in first_arrivals]
        last = {tap["payload"]["member"]: tap["payload"]["presence"] for tap in first_arrivals}
        people = roll(again(meeting))
        assert {one.member_id: one.presence.value for one in people} == {one.pk: last.get(one.pk, "cleared") for one in branch.members}
        if closes_at < len(sent):
            assert rules.attendance_of(again(meeting)) == attendance(people)
        transaction.set_rollback(True)


# --- a member's answer -----------------------------------------------------------------------------

def test_a_member_answers_the_notice_on_a_phone_and_nobody_answers_for_another(branch):
    meeting = actions.call(meeting=planned(branch, plan=Plan(timezone.localdate() + timedelta(days=3), datetime(2026, 1, 1, 19, 0).time(), "Nhà văn hóa")), by=SYSTEM, now=timezone.now())
    own, other = (Notice.objects.get(meeting=meeting, member=branch[at]) for at in (2, 3))
    phone = Phone(make_user(member=branch[2], home=branch.unit), meeting)

    def answered(notice, reply, reason=""):
        of = of_notice(notice)
        return phone.tap("answer", timezone.now()) | {"subject": of.subject, "payload": of.told | {"reply": reply, "reason": reason}}

    taps = [answered(own, "coming"), answered(own, "excused", "đưa con đi khám"), answered(own, "excused"), answered(other, "coming")]
    receipts = phone.send(*taps, taps[0])
    assert [one["outcome"] for one in receipts] == ["applied", "applied", "kept", "kept", "applied"]
    assert list(Answer.objects.filter(meeting=meeting).order_by("pk").values_list("member", "reply", "reason")) == [(branch[2].pk, "coming", ""), (branch[2].pk, "excused", "đưa con đi khám")]
    words = [one.words for one in Operation.objects.kept().order_by("pk")]
    assert words[0] == "Giàng A Páo: Tôi xin vắng"  # why is nobody's business but theirs who enter it
    assert words[1] == "Lò Thị Hương: Tôi dự họp"  # shown to who looks after the branch, not to who tried
