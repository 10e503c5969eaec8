"""A task goes its way: given, reported, handed back, done; to a branch and its members; and with units and members that change."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from coso.assignments import actions, queries
from coso.assignments.actions import Order
from coso.assignments.enums import TaskState
from coso.assignments.models import Assignment, AssignmentEntry, Hand
from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Act
from coso.common.scope import within
from coso.documents import actions as documents
from coso.documents.enums import Body, DocumentType
from coso.members.actions import leave, merge_members
from coso.members.models import Member
from coso.org.actions import merge_units
from tests.assignments.story import (
    DUE,
    TODAY,
    done,
    evidence,
    give,
    make_branch,
    reported,
)
from tests.documents.story import make_draft, make_issued, make_received, numbered
from tests.factories import end_unit, make_commune, make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
LATER = DUE + timedelta(days=10)


@pytest.fixture
def commune():
    return make_commune()


@pytest.fixture
def branch(commune):
    return make_branch(commune)


def refused(act, *words):
    with pytest.raises(RuleBroken) as refusal:
        act()
    assert all(word in str(refusal.value) for word in words), str(refusal.value)


def story(task):
    return list(AssignmentEntry.objects.filter(assignment=task).values_list("kind", flat=True))


# --- the way of a task -----------------------------------------------------------------------------


def test_a_task_is_given_reported_handed_back_reported_again_and_done(branch):
    leading, helping = make_member(branch, "Lò Thị Ban"), make_member(branch, "Giàng A Páo")
    task = give(branch, leading, helping=[helping], details="Theo mẫu 02", basis="Kết luận hội nghị chi bộ tháng 11")
    assert (task.done_by, task.people) == ("Lò Thị Ban, Giàng A Páo", [leading.pk, helping.pk])
    actions.report_progress(assignment=task, text="Xong 20 hộ", by=SYSTEM, today=TODAY)
    reported(task)
    refused(lambda: reported(task), "Đã báo cáo hoàn thành")
    back = actions.hand_back(assignment=task, reason="Thiếu 3 hộ", by=SYSTEM, today=TODAY)
    assert (back.state, back.reported_on) == (TaskState.HANDED_BACK, None)
    finished = done(task, on=DUE)
    assert (finished.state, finished.closed_on, finished.in_time) == (TaskState.DONE, DUE, True)
    assert story(task) == ["given", "progress", "reported", "handed_back", "reported", "accepted"]
    assert [act.reason for act in Act.objects.filter(kind="assignment.handed_back")] == ["Thiếu 3 hộ"]
    for act in (lambda: actions.call_off(assignment=task, reason="x", by=SYSTEM, today=DUE), lambda: actions.accept(assignment=task, by=SYSTEM, today=DUE)):
        refused(act, "Đã xong")


def test_what_is_reported_after_its_day_is_done_but_not_in_time_and_late_until_reported(branch):
    task = give(branch, make_member(branch))
    assert not task.is_late(DUE)
    assert list(Assignment.objects.late(LATER)) == [task]
    reported(task, on=LATER)
    assert not Assignment.objects.late(LATER).exists()
    assert not actions.accept(assignment=task, by=SYSTEM, today=LATER, text="Chậm").in_time


def test_an_extension_names_a_later_day_and_a_reason_and_keeps_the_earlier_day(branch):
    task = give(branch, make_member(branch))
    refused(lambda: actions.extend(assignment=task, due_on=DUE, reason="Mưa lũ", by=SYSTEM, today=TODAY), "05/12/2026")
    refused(lambda: actions.extend(assignment=task, due_on=LATER, reason=" ", by=SYSTEM, today=TODAY), "lý do")
    assert actions.extend(assignment=task, due_on=LATER, reason="Mưa lũ", by=SYSTEM, today=TODAY).due_on == LATER
    entry = AssignmentEntry.objects.get(kind="extended")
    assert (entry.due_was, entry.due_on, entry.text) == (DUE, LATER, "Mưa lũ")


def test_a_task_is_given_to_others_and_who_had_it_stays_in_the_story(branch):
    first, second, third = (make_member(branch, name) for name in ("Lò Thị Ban", "Giàng A Páo", "Vàng Thị Mỷ"))
    task = give(branch, first, helping=[second])
    now = actions.reassign(assignment=task, leading=second, helping=[third], reason="Đồng chí Ban đi học", by=SYSTEM, today=TODAY)
    assert (now.people, Assignment.objects.get(pk=task.pk).done_by) == ([second.pk, third.pk], "Giàng A Páo, Vàng Thị Mỷ")
    assert Hand.objects.filter(assignment=task).exclude(until=None).count() == 2
    assert AssignmentEntry.objects.filter(assignment=task).values_list("people", flat=True).distinct().get() == now.people
    same = actions.reassign(assignment=task, leading=second, helping=[third], reason="Như cũ", by=SYSTEM, today=TODAY)
    assert (same.people, Hand.objects.filter(assignment=task).count()) == (now.people, 4)


def test_what_is_called_off_takes_its_parts_along_and_is_counted_no_more(commune, branch):
    whole = give(commune, to_unit=branch)
    part = give(branch, make_member(branch), parent=whole)
    refused(lambda: reported(whole), "1 phần")
    actions.call_off(assignment=whole, reason="Hoãn theo chỉ đạo của tỉnh", by=SYSTEM, today=TODAY)
    part.refresh_from_db()
    assert part.state == TaskState.CALLED_OFF
    assert queries.progress(Assignment.objects.all(), TODAY).given == 0


@pytest.mark.parametrize(("told", "word"), [
    ({"title": " "}, "việc phải làm"), ({"due_on": date(2026, 11, 1)}, "01/11/2026"), ({"title": "MẬT: kế hoạch"}, "độ mật"),
])
def test_an_order_that_does_not_hold_is_refused_in_a_sentence(branch, told, word):
    refused(lambda: give(branch, make_member(branch), **told), word)
    assert not Assignment.objects.exists()


def test_somebody_of_the_unit_is_to_do_it(commune, branch):
    one, elsewhere = make_member(branch), make_member(make_unit())
    refused(lambda: give(branch), "ai thực hiện")
    refused(lambda: give(commune, helping=[one], to_unit=branch), "chủ trì")
    refused(lambda: give(branch, elsewhere), elsewhere.full_name)
    refused(lambda: give(branch, make_member(branch, "Đã Ra Khỏi", left_on=date(2020, 5, 1), left_reason="removed")), "Đã Ra Khỏi")
    refused(lambda: give(branch, one, helping=[one]), "hai lần")
    refused(lambda: give(branch, to_unit=commune), commune.name)
    refused(lambda: actions.assign(unit=branch, order=Order("Việc", DUE, leading=one), by=SYSTEM, today=TODAY, given_on=DUE), "05/12/2026")


def test_a_paper_of_the_unit_or_above_orders_it_as_long_as_it_holds(commune, branch):
    numbered(commune)
    upper, one = make_issued(commune), make_member(branch)
    task = give(branch, one, ordered_by=upper)
    assert (task.ordered_by, task.basis) == (upper, "01-NQ/ĐU")
    refused(lambda: give(commune, to_unit=branch, ordered_by=make_draft(numbered(make_branch(commune)), DocumentType.NOTICE, Body.BRANCH)), commune.name)
    documents.withdraw(document=upper, on=TODAY, reason="Nhầm", by=SYSTEM, today=TODAY)
    refused(lambda: give(branch, one, ordered_by=upper), "thu hồi")


def test_evidence_comes_along_and_nothing_is_stored_of_what_is_refused(branch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    task = give(branch, make_member(branch))
    refused(lambda: reported(task, evidence=evidence(secret=True)), "độ mật")
    refused(lambda: actions.report_done(assignment=task, text=" ", by=SYSTEM, today=TODAY), "đã làm")
    with pytest.raises(DataError):  # what can't be kept leaves no file behind
        reported(task, evidence=evidence("x" * 300 + ".pdf"))
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]
    reported(task, evidence=evidence())
    assert len([one for one in tmp_path.rglob("*") if one.is_file()]) == 1
    assert AssignmentEntry.objects.get(kind="reported").original_name == "danh-sach.pdf"


def test_the_story_is_only_added_to(branch):
    task = give(branch, make_member(branch))
    for sql in ("UPDATE assignments_assignmententry SET text = 'x'", "DELETE FROM assignments_assignmententry"):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    with pytest.raises(IntegrityError, match="task_due_after_given"), transaction.atomic():
        Assignment.objects.filter(pk=task.pk).update(due_on=date(2020, 1, 1))


# --- down the tree, and back up in counts ----------------------------------------------------------


def test_a_branch_divides_what_the_commune_gave_it_and_the_commune_reads_counts(commune, branch):
    clerk, secretary = make_user("office_clerk", commune), make_user("branch_secretary", branch)
    whole = give(commune, to_unit=branch, by=clerk, title="Rà soát hộ nghèo")
    part = give(branch, make_member(branch), by=secretary, parent=whole, title="Rà soát nhóm hộ đầu bản")
    refused(lambda: give(branch, make_member(branch), parent=whole, due_on=LATER), "05/12/2026")
    refused(lambda: give(commune, to_unit=branch, parent=part), commune.name)
    assert set(Assignment.objects.visible_to(secretary)) == {whole, part}
    assert list(Assignment.objects.visible_to(clerk)) == [whole]
    assert [(line.unit, line.progress.given) for line in queries.progress_below(commune, TODAY)] == [(branch, 1)]
    with pytest.raises(NotAllowed):
        actions.accept(assignment=whole, by=secretary, today=TODAY)
    done(part, by=secretary)
    reported(whole, by=secretary)
    assert list(queries.to_accept(clerk)) == [whole]
    assert actions.accept(assignment=whole, by=clerk, today=TODAY).state == TaskState.DONE
    refused(lambda: give(branch, make_member(branch), parent=whole), "Đã xong")


def test_what_a_paper_ordered_is_counted_also_in_the_papers_that_carry_it_out(commune, branch):
    numbered(commune)
    numbered(branch)
    upper = make_issued(commune)
    own = documents.issue(document=make_draft(branch, DocumentType.RESOLUTION, Body.BRANCH, carries_out=upper), dated=TODAY, by=SYSTEM, today=TODAY)
    whole = give(commune, to_unit=branch, ordered_by=upper)
    give(branch, make_member(branch), parent=whole)
    done(give(branch, make_member(branch), ordered_by=own))
    give(branch, make_member(branch), ordered_by=make_received(branch))
    lines = queries.progress_of_paper(upper, LATER)
    assert [(line.unit, line.progress.given, line.progress.done, line.progress.late) for line in lines] == [(commune, 1, 0, 1), (branch, 2, 1, 1)]
    whole_count = queries.summed(line.progress for line in lines)
    assert (whole_count.given, whole_count.open, whole_count.in_time, whole_count.percent) == (3, 2, 1, 33)
    assert queries.progress(Assignment.objects.none(), TODAY).percent == 0


def test_a_meeting_is_given_what_is_open_and_what_was_closed_since_the_last_one(commune, branch):
    one = make_member(branch)
    old, new, late = (give(branch, one, title=title, due_on=due) for title, due in (("Xong từ trước", DUE), ("Vừa xong", DUE), ("Còn dở", TODAY)))
    from_above = give(commune, to_unit=branch, title="Xã giao", due_on=LATER)
    done(old)
    done(new, on=DUE)
    assert list(queries.open_of(branch, LATER)) == [late, from_above]
    assert list(queries.to_look_at(branch, TODAY, LATER)) == [late, new, from_above]
    assert list(queries.open_of(branch, TODAY)) == [late, new, from_above]  # as of the day


# --- who ------------------------------------------------------------------------------------------


def test_a_member_sees_and_reports_what_they_have_in_hand_and_nothing_else(branch):
    one, other = make_member(branch, "Lò Thị Ban"), make_member(branch, "Giàng A Páo")
    user = make_user("member", branch, member=one)
    mine, theirs = give(branch, one), give(branch, other)
    with within(user.scope()):
        assert list(Assignment.objects.all()) == list(Assignment.objects.visible_to(user)) == [mine]
        assert {entry.assignment_id for entry in AssignmentEntry.objects.all()} == {hand.assignment_id for hand in Hand.objects.all()} == {mine.pk}
        assert Assignment.objects.filter(pk=mine.pk).update(state=TaskState.DONE, closed_on=TODAY, reported_on=TODAY) == 0
        assert reported(mine, by=user).state == TaskState.REPORTED
    for act in (lambda: reported(theirs, by=user), lambda: actions.accept(assignment=mine, by=user, today=TODAY), lambda: give(branch, one, by=user)):
        with pytest.raises(NotAllowed):
            act()


def test_a_secretary_reports_for_somebody_without_a_phone_and_the_story_says_so(branch):
    secretary = make_user("branch_secretary", branch)
    task = give(branch, make_member(branch, "Cụ Sùng"))
    actions.report_done(assignment=task, text="Cụ đã vận động xong", on_behalf_of="Cụ Sùng", by=secretary, today=TODAY)
    assert AssignmentEntry.objects.get(kind="reported").on_behalf_of == "Cụ Sùng"


def test_another_branch_sees_nothing_behind_either_wall(commune, branch):
    sister = make_user("branch_secretary", make_branch(commune))
    task = give(branch, make_member(branch))
    assert not Assignment.objects.visible_to(sister).exists()
    assert not AssignmentEntry.objects.visible_to(sister).exists()
    with within(sister.scope()):
        assert not Assignment.objects.filter(pk=task.pk).exists()
        assert not AssignmentEntry.objects.exists()


# --- units and members change -----------------------------------------------------------------------


def test_a_member_who_goes_elsewhere_leaves_the_task_and_the_giver_is_told(branch, commune):
    gone, stays = make_member(branch, "Lò Thị Ban"), make_member(branch, "Giàng A Páo")
    secretary = make_user("branch_secretary", branch)
    alone, both, of_commune = give(branch, gone), give(branch, stays, helping=[gone]), give(commune, gone)
    helped = give(branch, gone, helping=[stays])
    Member.objects.filter(pk=gone.pk).update(unit=make_branch(commune))
    assert actions.release_member(member=gone, on=TODAY, by=SYSTEM, reason="Chuyển sinh hoạt") == 3
    assert [Assignment.objects.get(pk=one.pk).people for one in (alone, both, of_commune)] == [[], [stays.pk], [gone.pk]]
    assert list(queries.without_hands(secretary)) == [alone, helped]
    assert story(alone) == ["given", "left"]
    Member.objects.filter(pk=gone.pk).update(left_on=TODAY, left_reason="deceased")
    assert actions.release_member(member=gone, on=TODAY, by=SYSTEM, reason="Đã mất") == 1


def test_tasks_of_a_branch_that_was_merged_go_on_where_it_went(commune, branch):
    into = make_branch(commune)
    given = actions.assign(unit=branch, order=Order("Việc của chi bộ", DUE, to_unit=None, leading=(one := make_member(branch))), by=SYSTEM, today=TODAY)
    received, of_into = give(commune, to_unit=branch), give(commune, to_unit=into)
    elsewhere = make_member(branch)
    with_two = give(branch, one, helping=[elsewhere])
    Member.objects.filter(pk=one.pk).update(unit=into)
    Member.objects.filter(pk=elsewhere.pk).update(unit=make_branch(commune))
    assert actions.follow_ended_unit(unit=branch, into=[into], on=TODAY, by=SYSTEM, reason="12-QĐ/ĐU") == 3
    for task in (given, received, with_two):
        task.refresh_from_db()
    assert (given.unit, given.position, received.to_unit, received.to_position) == (into, into.position, into, into.position)
    assert with_two.people == [one.pk]
    assert AssignmentEntry.objects.filter(assignment=given).values_list("position", flat=True).distinct().get() == into.position
    assert story(given)[-1] == "followed"
    assert actions.follow_ended_unit(unit=into, into=[], on=TODAY, by=SYSTEM) == 4
    assert [Assignment.objects.get(pk=one.pk).state for one in (given, of_into)] == [TaskState.CALLED_OFF, TaskState.GIVEN]
    assert Assignment.objects.get(pk=of_into.pk).to_unit is None


def test_what_a_committee_gave_the_unit_that_follows_it_is_that_units_own(commune, branch):
    from_above = give(commune, to_unit=branch)
    actions.follow_ended_unit(unit=commune, into=[branch], on=TODAY, by=SYSTEM)
    from_above.refresh_from_db()
    assert (from_above.unit, from_above.to_unit, from_above.to_position) == (branch, None, None)


def test_mergers_leavings_and_joined_records_reach_the_tasks_by_themselves(commune, branch):
    into, one, double = make_branch(commune), make_member(branch, "Lò Thị Ban"), make_member(branch, "Lò Thị Ban")
    of_commune, twice = give(commune, to_unit=branch), give(branch, double)
    merge_members(keep=one, other=double, choices={}, reason="Trùng hồ sơ", by=SYSTEM)
    assert Assignment.objects.get(pk=twice.pk).people == [one.pk]
    leave(member=one, on=TODAY, reason="deceased", paper="QĐ", by=SYSTEM, day=TODAY)
    assert Assignment.objects.get(pk=twice.pk).people == []
    empty = make_branch(commune)
    give(commune, to_unit=empty)
    merge_units(units=[empty], into=into, on=TODAY, today=TODAY, paper="12-QĐ/ĐU", by=SYSTEM)
    assert set(Assignment.objects.filter(unit=commune).values_list("to_unit", flat=True)) == {branch.pk, into.pk}
    assert of_commune.pk


def test_members_who_are_moved_together_take_their_tasks_along(commune, branch):
    to, one, two = make_branch(commune), make_member(branch), make_member(branch)
    theirs, shared = give(branch, one), give(branch, two, helping=[one])
    Member.objects.filter(pk=one.pk).update(unit=to)
    assert actions.follow_members(members=[one.pk], start=branch, to=to, on=TODAY, by=SYSTEM, reason="12-QĐ/ĐU") == 2
    for task in (theirs, shared):
        task.refresh_from_db()
    assert (theirs.unit, theirs.people, shared.unit, shared.people) == (to, [one.pk], branch, [two.pk])


def test_two_records_of_one_person_have_one_hand(branch):
    kept, gone = make_member(branch, "Lò Thị Ban"), make_member(branch, "Lò Thị Ban")
    both, alone = give(branch, kept, helping=[gone]), give(branch, gone)
    assert actions.join_hands(kept=kept, gone=gone.pk, on=TODAY, by=SYSTEM) == 2
    assert [Assignment.objects.get(pk=one.pk).people for one in (both, alone)] == [[kept.pk], [kept.pk]]


def test_a_unit_that_ended_neither_gives_nor_takes_a_task(commune, branch):
    one, ended = make_member(branch), make_branch(commune)
    end_unit(ended, date(2026, 7, 1))
    refused(lambda: give(commune, one, to_unit=ended), "đã kết thúc")
    end_unit(branch, date(2026, 7, 1))
    refused(lambda: give(branch, one), "đã kết thúc")
