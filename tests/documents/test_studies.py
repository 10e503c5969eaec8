"""Members go through a study part by part and finish; nobody is scored, and nobody sees how far another is."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Act
from coso.common.scope import everything, within
from coso.documents import actions, queries
from coso.documents.models import (
    PartRead,
    Receipt,
    StudyReceipt,
)
from coso.handbook.exports.copy import as_json, copy_of
from coso.home.queries import papers_to_confirm
from coso.notices.models import Message
from tests.documents.story import TODAY, lay_out_study, make_issued, make_published, quiz
from tests.documents.studying import (
    MINE,
    RESOLUTION,
    UNTIL,
    Place,
    done,
    enter,
    finish,
    progress,
    read,
)
from tests.factories import make_member, make_user
from tests.notices.test_told import run_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


def test_a_member_goes_through_the_parts_stops_goes_on_and_finishes(client, place):
    study, user = place.lay_out(), place.reader(place.huong)
    client.force_login(user)
    assert study.get_absolute_url() in client.get(MINE).content.decode()
    assert study.get_absolute_url() in client.get("/so-tay/").content.decode()
    assert study.get_absolute_url() in client.get(place.paper.get_absolute_url()).content.decode()
    for number in (1, 2):
        answer = client.post(reverse("documents:read_part", args=[study.pk, number]), follow=True).content.decode()
    assert "Phần 3 trên 4" in answer
    assert "Đã đọc 2 trên 4 phần" in client.get(MINE).content.decode()
    assert "chưa đánh dấu đã đọc" in client.post(reverse("documents:finish_study", args=[study.pk]), follow=True).content.decode()
    assert client.post(reverse("documents:read_part", args=[study.pk, 7])).status_code == 404
    for number in (3, 3, 4):
        client.post(reverse("documents:read_part", args=[study.pk, number]))
    assert "Đã đọc hết các phần" in client.get(study.get_absolute_url()).content.decode()
    assert client.post(reverse("documents:finish_study", args=[study.pk])).headers["Location"] == MINE
    page = client.get(MINE).content.decode()
    assert reverse("documents:read_part", args=[study.pk, 1]) not in client.get(study.get_absolute_url()).content.decode()
    assert "Đã hoàn thành" in page
    with within(user.scope()):
        assert not PartRead.objects.exists()
    assert StudyReceipt.objects.filter(study=study, member=place.huong, entered_by=None).count() == 1
    assert study.get_absolute_url() not in client.get("/so-tay/").content.decode()


def test_an_answer_is_checked_at_once_explained_and_kept_nowhere(client, place):
    study = place.prepare()
    quiz(study)
    quiz(study, text="Ai theo dõi?", why="Mục III nêu rõ.")
    actions.open_study(study=study, by=SYSTEM, today=TODAY)
    client.force_login(place.reader(place.huong))
    address = reverse("documents:quiz", args=[study.pk, 1])
    before = (Act.objects.count(), StudyReceipt.objects.count())
    wrong = client.post(address, {"choice": "2"}).content.decode()
    assert "Chưa đúng" in wrong
    assert "Mục I nêu rõ." in wrong
    right = client.post(address, {"choice": "1"}).content.decode()
    assert "Đúng rồi" in right
    assert reverse("documents:quiz", args=[study.pk, 2]) in right
    for said in ({}, {"choice": "9"}, {"choice": "x"}):
        answer = client.post(address, said)
        assert (answer.status_code, "Chọn một câu trả lời" in answer.content.decode()) == (422, True)
    assert client.get(address).status_code == 200
    assert client.get(reverse("documents:quiz", args=[study.pk, 3])).status_code == 404
    assert (Act.objects.count(), StudyReceipt.objects.count()) == before
    assert not PartRead.objects.exists()


def test_how_far_somebody_is_no_role_and_not_the_system_reads(place):
    study, user = place.lay_out(), place.reader(place.huong)
    read(study, user, study.parts.first())
    for one in (make_user("branch_secretary", place.pho), place.office, make_user("administrator", place.commune), make_user("inspection_officer", place.commune), place.reader(place.chinh)):
        assert not PartRead.objects.visible_to(one).exists()
        for about_oneself in (False, True):
            with within(one.scope(about_oneself=about_oneself)):
                assert not PartRead.objects.exists()
    with within(everything()):
        assert not PartRead.objects.exists()
    assert progress(study, user) == 1
    with within(place.office.scope()), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        PartRead.objects.create(part=study.parts.first(), member=place.huong)
    assert not Act.objects.filter(member_id=place.huong.pk).exclude(kind="member.added").exists()


def test_what_is_left_of_an_ended_study_goes_with_the_next_part_read(place):
    study, user = place.lay_out(), place.reader(place.huong)
    read(study, user, study.parts.first())
    actions.end_study(study=study, reason="Đã có văn bản mới", by=SYSTEM, today=TODAY)
    again = place.lay_out()
    read(again, user, again.parts.first())
    assert (progress(study, user), progress(again, user)) == (0, 1)


def test_nobody_studies_what_is_not_laid_out_for_them(place):
    study = place.lay_out(unit=place.pho, reach="unit")
    for user in (place.reader(place.dua), make_user("branch_secretary", place.pho)):
        with pytest.raises(RuleBroken, match="không thuộc số đảng viên"):
            read(study, user)
        with pytest.raises(RuleBroken, match="không thuộc số đảng viên"):
            finish(study, user)


def test_finished_twice_it_stands_once_and_progress_goes_even_where_the_branch_was_quicker(place):
    study, user = place.lay_out(), place.reader(place.huong)
    first = done(study, user)
    assert finish(study, user) == first
    read(study, user)  # nothing is kept any more
    assert progress(study, user) == study.parts.count()
    other, secretary = place.reader(place.chinh), place.reader(make_member(place.pho, "Lò Văn Bí"), "branch_secretary", place.pho)
    read(study, other, study.parts.first())
    (entered,) = enter(study, [place.chinh], secretary)
    assert finish(study, other) == entered
    with within(other.scope()):
        assert not PartRead.objects.exists()


# --- who has finished -------------------------------------------------------------------------------


def test_the_branch_sees_who_has_finished_and_those_above_only_how_many(client, place):
    study = place.lay_out()
    done(study, place.reader(place.huong))
    client.force_login(place.reader(place.chinh, "branch_secretary", place.pho))
    page = client.get(reverse("documents:study_receipts", args=[study.pk])).content.decode()
    assert "1 trên 2" in page
    assert "Lò Thị Hường" in page
    client.force_login(place.office)
    page = client.get(reverse("documents:study_receipts", args=[study.pk])).content.decode()
    assert "Lò Thị Hường" not in page
    told = queries.totals(study, place.commune)
    assert (told.whole.asked, told.whole.confirmed, [line.confirmed for line in told.below]) == (3, 1, [1, 0])
    assert client.get(reverse("documents:study_receipts", args=[place.prepare(unit=place.pho).pk])).status_code == 404


def test_neither_wall_shows_a_receipt_of_a_study_to_the_commune(place):
    kept = done(place.lay_out(), place.reader(place.huong))
    readers = ((place.office, set()), (make_user("organisation_officer", place.commune), set()), (make_user("branch_secretary", place.pho), {kept}), (make_user("branch_secretary", place.mai), set()), (kept.member.account, {kept}))
    for user, wanted in readers:
        assert set(StudyReceipt.objects.visible_to(user)) == wanted
        with within(user.scope()):
            assert set(StudyReceipt.objects.all()) == wanted


def test_a_paper_read_and_a_study_finished_are_two_things(place):
    paper = make_published(make_issued(place.commune, text=RESOLUTION), receipt_by=UNTIL)
    study, user = place.lay_out(paper=paper), place.reader(place.huong)
    done(study, user)
    assert {(bool(due.late), due.act) for due in papers_to_confirm(user, TODAY)} == {(False, "Đọc")}
    assert queries.totals(paper, place.commune).whole.confirmed == 0
    actions.confirm_read(publication=paper, by=user, now=timezone.now())
    assert queries.totals(study, place.commune).whole.confirmed == 1
    assert queries.totals(paper, place.commune).whole.confirmed == 1
    assert not list(papers_to_confirm(user, TODAY))
    waiting = {due.href: due.late for due in papers_to_confirm(place.reader(place.dua), UNTIL + timedelta(days=1))}
    assert waiting == {paper.get_absolute_url(): True, study.get_absolute_url(): True}


def test_the_branch_enters_for_members_without_a_phone_and_they_see_who_did(client, place):
    paper = make_published(make_issued(place.commune, text=RESOLUTION), receipt_by=UNTIL)
    study, secretary = place.lay_out(paper=paper), place.reader(place.chinh, "branch_secretary", place.pho)
    client.force_login(secretary)
    for name, asked in (("documents:enter_receipts", paper), ("documents:enter_studied", study)):
        address = reverse(name, args=[asked.pk])
        page = client.get(address).content.decode()
        assert "Lò Thị Hường" in page
        assert "Lò Văn Chính" not in page.split("<fieldset")[-1]
        assert client.post(address, {"members": [place.dua.pk], "told_how": "Đọc tại buổi họp"}).status_code == 422
        assert client.post(address, {"members": [place.huong.pk], "told_how": "Đọc tại buổi họp"}).status_code == 302
    for kind in (Receipt, StudyReceipt):
        assert [(one.member, one.entered_by, one.told_how) for one in kind.objects.all()] == [(place.huong, secretary, "Đọc tại buổi họp")]
    assert "Đọc tại buổi họp" in client.get(reverse("documents:study_receipts", args=[study.pk])).content.decode()
    client.force_login(place.reader(place.huong))
    assert str(secretary) in client.get(MINE).content.decode()
    assert "Đọc tại buổi họp" in client.get(study.get_absolute_url()).content.decode()
    assert not Act.objects.filter(member_id=place.huong.pk).exclude(kind="member.added").exists()


def test_only_the_very_branch_enters_never_for_oneself_and_the_wall_holds_it(place):
    study = place.lay_out()
    secretary = place.reader(place.chinh, "branch_secretary", place.pho)
    with pytest.raises(RuleBroken, match="chi bộ khác"):
        enter(study, [place.huong], place.office)
    with pytest.raises(NotAllowed):
        enter(study, [place.dua], secretary)
    with pytest.raises(RuleBroken, match="chính đồng chí"):
        enter(study, [place.chinh], secretary)
    with pytest.raises(RuleBroken, match="Chọn ít nhất một"):
        enter(study, [], secretary)
    with pytest.raises(RuleBroken, match="khi nào"):
        enter(study, [place.huong], secretary, told_how=" ")
    with within(place.office.scope()), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        StudyReceipt.objects.create(study=study, member=place.huong, entered_by=place.office, told_how="Từ xã")
    assert len(enter(study, [place.huong], secretary)) == 1
    assert enter(study, [place.huong], secretary) == []  # entered already, perhaps on another device
    inner = make_published(make_issued(place.commune), receipt_by=UNTIL)
    actions.unpublish(publication=inner, by=SYSTEM, today=TODAY)
    with pytest.raises(RuleBroken, match="không đề nghị xác nhận"):
        enter(inner, [place.huong], secretary)


# --- around it --------------------------------------------------------------------------------------


def test_members_are_told_once_it_is_laid_out(place):
    for member in (place.huong, place.dua):
        place.reader(member)
    study = place.prepare(unit=place.pho, reach="unit")
    run_jobs()
    Message.objects.all().delete()
    actions.open_study(study=study, by=place.office, today=TODAY)
    run_jobs()
    run_jobs()
    (told,) = Message.objects.all()
    assert (told.member, told.said, told.href) == (place.huong, "paper_to_study", study.get_absolute_url())
    assert told.what.startswith("Đến ngày 20/12/2026")


def test_a_unit_that_ended_and_a_paper_withdrawn_ask_nobody(place):
    study = place.lay_out()
    actions.follow_ended_unit(unit=place.commune, on=TODAY, by=SYSTEM, reason="Đảng bộ đã sáp nhập")
    study.refresh_from_db()
    assert (study.ended_on, study.ended_why) == (TODAY, "Đảng bộ đã sáp nhập")
    other = place.lay_out()
    actions.withdraw(document=place.paper.document, on=TODAY, reason="Thay bằng văn bản khác", by=SYSTEM, today=TODAY)
    other.refresh_from_db()
    assert other.ended_why == "Văn bản đã bị thu hồi."


def test_two_records_of_one_person_keep_what_either_confirmed(place):
    study, ended = place.lay_out(), place.lay_out(unit=place.pho)
    user = place.reader(place.huong)
    done(study, user)
    done(ended, user)
    paper = make_published(make_issued(place.commune), receipt_by=UNTIL)
    actions.confirm_read(publication=paper, by=user, now=timezone.now())
    actions.end_study(study=ended, reason="Xong", by=SYSTEM, today=TODAY)
    actions.join_receipts(kept=place.chinh, gone=place.huong.pk, by=SYSTEM)
    actions.join_receipts(kept=place.chinh, gone=place.huong.pk, by=SYSTEM)
    assert [one.study for one in StudyReceipt.objects.filter(member=place.chinh)] == [study]
    assert [one.publication for one in Receipt.objects.filter(member=place.chinh)] == [paper]


def test_whoever_has_no_record_of_a_member_has_nothing_to_study(place):
    place.lay_out()
    assert not queries.to_study(place.office)


def test_receipt_and_progress_go_into_the_copy_of_the_own_data(place):
    study, user = place.lay_out(), place.reader(place.huong)
    read(study, user, study.parts.first())
    with within(user.scope(about_oneself=True)):
        parts = {one["key"]: one["rows"] for one in json.loads(as_json(copy_of(place.huong, timezone.now())))["parts"]}
    assert len(parts["documents.partread"]) == 1


@pytest.mark.parametrize("many", [1, 3])
def test_the_lists_cost_the_same_with_one_study_and_with_three(client, place, many, django_assert_max_num_queries):
    for _each in range(many):
        place.lay_out(paper=make_published(make_issued(place.commune, text=RESOLUTION)))
    client.force_login(place.reader(place.huong))
    with django_assert_max_num_queries(14):
        client.get(MINE)
    client.force_login(place.office)
    with django_assert_max_num_queries(20):
        client.get(reverse("documents:laid_out"))


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_of_a_study_costs_the_same_with_one_part_and_with_three(client, place, many, django_assert_max_num_queries):
    study = lay_out_study(place.commune, text="\n\n".join(f"{'I' * at}. Phần {at}\n\nNội dung." for at in range(1, many + 1)))
    client.force_login(place.reader(place.huong))
    with django_assert_max_num_queries(17):
        client.get(study.get_absolute_url())
