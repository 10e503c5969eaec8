"""An act that concerns members is told to each of them, in its own transaction; and each chooses of what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coso.assignments import actions as assignments
from coso.common import jobs
from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Job
from coso.common.scope import Scope, within
from coso.meetings import actions as meetings
from coso.members.actions import (
    answer_correction,
    ask_correction,
    leave,
    merge_members,
    move_member,
)
from coso.members.models import Member
from coso.notices import actions
from coso.notices.actions import Wish
from coso.notices.enums import Kind, Said
from coso.notices.models import Choice, Message
from coso.notices.tasks import TELL_UNIT
from tests.factories import make_member, make_unit, make_user
from tests.handbook.story import call_meeting, give_task, lay_out, make_home
from tests.objects.work import make_ballot

pytestmark = pytest.mark.django_db
HERE, SETTINGS = "/so-tay/bao-tin/", "/so-tay/bao-tin/cach-nhan/"


@pytest.fixture
def home():
    return make_home()


@pytest.fixture
def signed_in(client, home):
    client.force_login(home.user)
    return client


def told(home):
    return list(Message.objects.filter(member=home.member).order_by("pk").values_list("said", flat=True))


def run_jobs():
    for job in Job.objects.filter(state="waiting"):
        jobs.run(job.pk)


# --- what is told ---


def test_a_meeting_is_told_when_it_is_called_changed_and_called_off_and_not_before(home):
    notice = call_meeting(home)
    plan = meetings.Plan(notice.on, notice.at, "Sân kho", theme=notice.theme)
    meetings.change_plan(meeting=notice.meeting, plan=plan, by=SYSTEM, now=timezone.now())
    meetings.call_off(meeting=notice.meeting, reason="Bão lớn", by=SYSTEM, today=timezone.localdate())
    assert told(home) == [Said.MEETING_CALLED, Said.MEETING_CHANGED, Said.MEETING_CALLED_OFF]
    last = Message.objects.filter(member=home.member).order_by("pk").last()
    assert last.href == notice.get_absolute_url()
    assert "Sân kho" in last.what
    assert "Bão" not in last.what  # the reason stands in the notice itself


def test_a_task_is_told_to_whoever_has_it_in_hand_on_each_turn(home):
    day = timezone.localdate()
    task = give_task(home)
    assignments.extend(assignment=task, due_on=day + timedelta(days=9), reason="Mưa", by=SYSTEM, today=day)
    assignments.report_done(assignment=task, text="Xong", by=home.user, today=day)
    assignments.hand_back(assignment=task, reason="Thiếu biên bản", by=SYSTEM, today=day)
    assignments.call_off(assignment=task, reason="Thôi", by=SYSTEM, today=day)
    assert told(home) == [Said.TASK_GIVEN, Said.TASK_CHANGED, Said.TASK_HANDED_BACK, Said.TASK_CALLED_OFF]


def test_an_answer_to_a_request_is_told_without_what_was_asked(signed_in, home):
    asked = ask_correction(member=home.member, field="phone", wanted="0912000111", evidence="Thẻ SIM", by=home.user, day=timezone.localdate())
    answer_correction(request=asked, accept=False, answer="Chưa đúng", by=SYSTEM, day=timezone.localdate())
    (kept,) = Message.objects.filter(member=home.member)
    assert (kept.said, kept.what) == (Said.REQUEST_ANSWERED, "")
    page = signed_in.get("/so-tay/").content.decode()
    assert "Trả lời ngày" in page
    assert "0912000111" not in page
    assert "Đề nghị sửa hồ sơ của đồng chí đã có trả lời" in signed_in.get(HERE).content.decode()


def test_a_secret_ballot_is_told_without_its_question(home):
    make_ballot(home.branch, home.member)
    (kept,) = Message.objects.filter(member=home.member, kind=Kind.BALLOT)
    assert kept.what == ""
    assert kept.href.startswith("/bo-phieu/")


def test_a_paper_is_told_by_the_worker_to_those_below_and_to_nobody_beside(home):
    beside = make_home()
    lay_out(home.commune)
    assert told(home) == []
    run_jobs()
    run_jobs()
    assert told(home) == [Said.PAPER_LAID_OUT]
    assert told(beside) == []
    assert Job.objects.get(kind=TELL_UNIT).state == "done"


def test_a_worker_that_died_over_a_paper_goes_on_and_tells_nobody_twice(home, monkeypatch):
    for name in ("Vàng A Sử", "Lý A Chứ", "Tẩn Thị Mẩy"):
        make_user(member=make_member(home.branch, name))
    monkeypatch.setattr("coso.notices.tasks.CHUNK", 2)
    lay_out(home.commune)
    job = Job.objects.get(kind=TELL_UNIT)
    with pytest.MonkeyPatch.context() as dies, pytest.raises(KeyboardInterrupt):
        dies.setattr("coso.notices.tasks._next", dying_at_the_second(home))
        jobs.run(job.pk)
    assert 0 < Message.objects.count() < 4
    Job.objects.filter(pk=job.pk).update(state="waiting")
    jobs.run(job.pk)
    assert Message.objects.count() == 4
    assert Message.objects.values("member").distinct().count() == 4


def dying_at_the_second(home):
    calls = []

    def dies(told, after):
        calls.append(after)
        if len(calls) > 1:
            raise KeyboardInterrupt
        return list(Member.objects.filter(unit=home.branch).order_by("pk").values_list("pk", flat=True)[:2])

    return dies


# --- who is told ---


def test_who_did_it_who_left_and_who_has_no_account_are_told_nothing(home):
    secretary = make_user("branch_secretary", home.branch, member=make_member(home.branch, "Vàng A Sử"))
    without, left = make_member(home.branch, "Lý A Chứ"), make_member(home.branch, "Tẩn Thị Mẩy")
    make_user(member=left)
    leave(member=left, on=timezone.localdate(), reason="deceased", paper="1-TB", by=SYSTEM, day=timezone.localdate())
    people = [home.member, secretary.member, without, left]
    count = actions.tell(said=Said.TASK_GIVEN, to={one.pk: "/" for one in people}, what="", act_id=1, by=secretary, now=timezone.now())
    assert count == 1
    assert told(home) == [Said.TASK_GIVEN]


def test_an_act_that_is_undone_tells_nothing(home):
    with pytest.raises(RuleBroken):
        assignments.assign(unit=home.branch, order=assignments.Order(title="", due_on=timezone.localdate(), leading=home.member), by=SYSTEM, today=timezone.localdate())
    assert told(home) == []


def test_nobody_reads_what_another_was_told(client, home):
    call_meeting(home)
    secretary = make_user("branch_secretary", home.branch)
    client.force_login(secretary)
    assert "Nhà văn hóa" not in client.get(HERE).content.decode()
    with within(secretary.scope("test")):
        assert not Message.objects.visible_to(secretary).exists()
    neighbour = make_home()
    with within(Scope(member=neighbour.member.pk)):  # wall one taken away
        assert not Message.objects.exists()


def test_what_was_told_goes_with_the_member_and_is_read_from_the_new_branch(signed_in, home):
    call_meeting(home)
    to = make_unit("Chi bộ bản Mới", parent=home.commune, kind=home.branch.kind)
    move_member(member=home.member, to=to, on=timezone.localdate(), paper="12-QĐ/ĐU", by=SYSTEM, day=timezone.localdate())
    assert Message.objects.get(member=home.member, said=Said.MEETING_CALLED).position == to.position
    assert "Nhà văn hóa bản Pho" in signed_in.get(HERE).content.decode()


# --- what the member chooses ---


def test_a_kind_that_is_switched_off_is_not_told_but_a_meeting_always_is(signed_in, home):
    assert signed_in.post(SETTINGS, {"told": ["paper"], "pace": "at_once"}).status_code == 302
    give_task(home)
    call_meeting(home)
    assert told(home) == [Said.MEETING_CALLED]
    assert signed_in.post(SETTINGS, {"pace": "daily"}).status_code == 302
    assert set(Choice.objects.get().off) == {"task", "ballot", "dialogue", "request", "paper", "survey"}
    with pytest.raises(RuleBroken, match="mời họp"):
        actions.choose(wish=Wish(off=["meeting"]), by=home.user)
    assert 'name="told"' in signed_in.get(SETTINGS).content.decode()


def test_an_account_without_a_record_chooses_nothing(client):
    user = make_user()
    client.force_login(user)
    assert "chưa gắn với hồ sơ" in client.get(SETTINGS).content.decode()
    with pytest.raises(NotAllowed):
        actions.choose(wish=Wish(), by=user)


# --- the page ---


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_however_much_was_told(signed_in, home, many):
    for _ in range(many):
        give_task(home)
    signed_in.get(HERE)
    with CaptureQueriesContext(connection) as asked:
        page = signed_in.get(HERE).content.decode()
    assert page.count("Đồng chí được giao nhiệm vụ") == many
    assert len([one for one in asked if "notices_message" in one["sql"]]) == 1
    assert len(asked) < 16


def test_an_empty_list_says_what_will_stand_there_and_a_long_one_has_older_pages(signed_in, home):
    assert "Chưa có thông báo nào" in signed_in.get(HERE).content.decode()
    for act in range(45):
        actions.tell(said=Said.TASK_GIVEN, to={home.member.pk: reverse("assignments:mine")}, what=f"Việc {act}", act_id=act, by=SYSTEM, now=timezone.now())
    first = signed_in.get(HERE)
    assert (first.context["told"][0].what, len(first.context["told"])) == ("Việc 44", 40)
    older = signed_in.get(f"{HERE}?truoc={first.context['more']}")
    assert [one.what for one in older.context["told"]] == [f"Việc {at}" for at in (4, 3, 2, 1, 0)]
    assert "Không còn thông báo" in signed_in.get(f"{HERE}?truoc=1").content.decode()


def test_reading_the_list_is_noted_nowhere(signed_in, home):
    call_meeting(home)
    with CaptureQueriesContext(connection) as asked:
        signed_in.get(HERE)
    assert not [one["sql"] for one in asked if one["sql"].lstrip().startswith(("INSERT", "UPDATE", "DELETE"))]


# --- joined, forgotten ---


def test_of_two_records_joined_the_kept_one_has_what_either_was_told(home):
    account = home.user
    kept = make_member(home.branch, "Lò Thị Hường", birth_date=home.member.birth_date)
    call_meeting(home)
    actions.choose(wish=Wish(off=["paper"]), by=account)
    merge_members(keep=kept, other=home.member, choices={}, reason="Một người", by=SYSTEM)
    assert Message.objects.filter(member=kept).count() == 1
    assert Choice.objects.get().member_id == kept.pk


def test_of_two_wishes_the_kept_records_own_holds(home):
    kept = make_member(home.branch, "Lò Thị Hường")
    actions.choose(wish=Wish(off=["paper"]), by=home.user)
    actions.choose(wish=Wish(off=["task"]), by=make_user(member=kept))
    actions.join(kept=kept, gone=home.member.pk, by=SYSTEM)
    assert Choice.objects.get(member=kept).off == ["task"]


def test_what_was_told_half_a_year_ago_is_forgotten_by_the_system_only(home):
    call_meeting(home)
    assert actions.forget(before=timezone.now() - actions.KEPT, by=SYSTEM) == 0
    assert actions.forget(before=timezone.now() + timedelta(days=1), by=SYSTEM) == 1
    with pytest.raises(NotAllowed):
        actions.forget(before=timezone.now(), by=home.user)
