"""A paper is laid out for study: members go through it part by part and finish; nobody is scored, and nobody sees how far another is."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Act
from coso.common.scope import everything, within
from coso.documents import actions, queries
from coso.documents.actions import Asked, PartSaid
from coso.documents.models import (
    PartRead,
    QuizQuestion,
    Receipt,
    Study,
    StudyPart,
    StudyReceipt,
)
from coso.documents.queries import divided
from coso.handbook.exports.copy import as_json, copy_of
from coso.home.queries import papers_to_confirm
from coso.notices.models import Message
from coso.org.enums import UnitKind
from tests.documents.story import TODAY, lay_out_study, make_issued, make_published, numbered, quiz
from tests.factories import make_member, make_unit, make_user
from tests.notices.test_told import run_jobs

pytestmark = pytest.mark.django_db
UNTIL = TODAY + timedelta(days=30)
RESOLUTION = "Căn cứ Điều lệ Đảng;\n\nQUYẾT NGHỊ\n\nI. Đánh giá kết quả\n\nHoàn thành 8 việc.\n\nII. Phương hướng\n\nTạo nguồn ở các bản.\n\n| Việc | Hạn |\n| Làm đường | 30/11 |\n\nIII. Tổ chức thực hiện\n\nMỗi đồng chí theo dõi ba chi bộ."
MINE = reverse("documents:studies")


class Place:
    """A commune with two branches, and a resolution that all are to study."""

    def __init__(self):
        self.commune = numbered()
        self.pho, self.mai = (make_unit(f"Chi bộ bản {name}", kind=UnitKind.SUBORDINATE_BRANCH, parent=self.commune) for name in ("Pho", "Mai"))
        self.huong, self.chinh, self.dua = make_member(self.pho, "Lò Thị Hường"), make_member(self.pho, "Lò Văn Chính"), make_member(self.mai, "Vàng A Dua")
        self.paper = make_published(make_issued(self.commune, text=RESOLUTION))
        self.office = make_user("office_clerk", self.commune)

    def prepare(self, unit=None, reach="below", by=None, paper=None, until=UNTIL):
        return actions.prepare_study(publication=paper or self.paper, unit=unit or self.commune, reach=reach, until=until, by=by or self.office, today=TODAY)

    def lay_out(self, **told):
        return actions.open_study(study=self.prepare(**told), by=SYSTEM, today=TODAY)

    def reader(self, member, role=None, unit=None):
        return make_user(role, unit, member=member)


@pytest.fixture
def place():
    return Place()


def read(study, user, *parts):
    with within(user.scope(about_oneself=True)):
        for one in parts or study.parts.all():
            actions.read_part(part=one, by=user, now=timezone.now())


def finish(study, user):
    with within(user.scope(about_oneself=True)):
        return actions.finish_study(study=study, by=user, now=timezone.now())


def done(study, user):
    read(study, user)
    return finish(study, user)


def progress(study, user):
    with within(user.scope(about_oneself=True)):
        return queries.course(study, user).done


def enter(asked, members, by, told_how="Học tại buổi sinh hoạt ngày 03/12"):
    with within(by.scope()):
        return actions.enter_receipts(reading=asked, members=members, told_how=told_how, by=by, now=timezone.now())


# --- preparing it -----------------------------------------------------------------------------------


def test_the_parts_are_made_from_the_papers_own_headings(place):
    study = place.prepare()
    assert [one.title for one in study.parts.all()] == ["Mở đầu", "I. Đánh giá kết quả", "II. Phương hướng", "III. Tổ chức thực hiện"]
    assert study.parts.all()[2].text == "Tạo nguồn ở các bản.\n\n| Việc | Hạn |\n| Làm đường | 30/11 |"


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("Điều 1. Thực hiện.\n\nĐiều 2. Theo dõi.", ["Điều 1", "Điều 2"]),
        ("1. Thời gian: 19 giờ.\nTại nhà văn hóa.\n\n2. Nội dung.\n\nNhư thông báo.", ["1. Thời gian: 19 giờ.", "2. Nội dung."]),
        ("Chỉ có một đoạn.\n\nVà một đoạn nữa.", ["Toàn văn"]),
        ("I. Một mục thì không chia.\n\nHết.", ["Toàn văn"]),
        ("Chương I\nQuy định chung\n\nI. Một\n\nII. Hai\n\nChương II\nThi hành", ["Chương I", "Chương II"]),
        ("", []),
    ],
)
def test_how_papers_of_several_forms_are_divided(text, titles):
    assert [one.title for one in divided(text)] == titles


@given(st.lists(st.sampled_from(["I. Một", "II. Hai", "Điều 1. Thi hành", "1. Việc", "Đoạn thường", "X" * 300, "A. Chung\nnhư sau", "| a | b |"]), max_size=12))
def test_no_word_of_a_paper_is_lost_or_doubled_when_it_is_divided(said):
    parts = divided("\n\n".join(said))
    assert all(one.title and len(one.title) <= 200 and one.text for one in parts)
    words = " ".join(said).split()
    again = " ".join(one.text if one.text.startswith(one.title) or one.title in ("Mở đầu", "Toàn văn") else f"{one.title} {one.text}" for one in parts).split()
    assert again == words


def test_whoever_publishes_papers_prepares_changes_and_lays_out_and_others_do_not(client, place):
    client.force_login(place.office)
    answer = client.post(reverse("documents:prepare_study", args=[place.paper.pk]), {"unit": place.commune.pk, "reach": "below", "until": "2027-01-31"})
    study = Study.objects.get()
    assert answer.headers["Location"] == reverse("documents:prepared_study", args=[study.pk])
    page = client.get(answer.headers["Location"]).content.decode()
    assert "II. Phương hướng" in page
    assert "chưa có" in page.lower() or "Không có" in page
    assert client.post(reverse("documents:change_study", args=[study.pk]), {"reach": "unit", "until": "2027-02-28"}).status_code == 302
    assert client.post(reverse("documents:add_part", args=[study.pk]), {"number": "9", "title": "Liên hệ", "question": "Chi bộ ta làm gì?"}).status_code == 302
    part = StudyPart.objects.get(title="Liên hệ")
    assert client.post(reverse("documents:change_part", args=[study.pk, part.pk]), {"number": "1", "title": "Liên hệ thực tế", "question": "Chi bộ ta làm gì?"}).status_code == 302
    assert client.get(reverse("documents:change_part", args=[study.pk, part.pk])).status_code == 200
    asked = {"number": "1", "text": "Ai theo dõi?", "choice_1": "Mỗi cấp ủy viên", "choice_2": "Không ai", "right": "1", "why": "Mục III."}
    assert client.post(reverse("documents:add_question", args=[study.pk]), asked).status_code == 302
    question = QuizQuestion.objects.get()
    assert client.post(reverse("documents:change_question", args=[study.pk, question.pk]), asked | {"choice_3": "Văn phòng"}).status_code == 302
    assert client.get(reverse("documents:change_question", args=[study.pk, question.pk])).content.decode().count("Văn phòng") >= 1
    assert client.post(reverse("documents:remove_piece", args=[study.pk, "phan", part.pk])).status_code == 302
    assert client.post(reverse("documents:remove_piece", args=[study.pk, "gi", part.pk])).status_code == 404
    assert client.post(reverse("documents:open_study", args=[study.pk])).status_code == 422  # nobody stands in the commune itself
    client.post(reverse("documents:change_study", args=[study.pk]), {"reach": "below", "until": "2027-02-28"})
    assert client.post(reverse("documents:open_study", args=[study.pk])).headers["Location"] == study.get_absolute_url()
    assert client.get(reverse("documents:prepared_study", args=[study.pk])).status_code == 404
    study.refresh_from_db()
    assert (study.reach, study.opened_by, QuizQuestion.objects.get().choices) == ("below", place.office, ["Mỗi cấp ủy viên", "Không ai", "Văn phòng"])
    with pytest.raises(NotAllowed):
        place.prepare(by=make_user("branch_committee", place.pho), unit=place.pho)
    with pytest.raises(NotAllowed):
        place.prepare(by=make_user("branch_secretary", place.pho))


def test_a_branch_lays_out_a_paper_from_above_for_itself(place):
    secretary = place.reader(place.chinh, "branch_secretary", place.pho)
    study = actions.open_study(study=place.prepare(unit=place.pho, reach="unit", by=secretary), by=secretary, today=TODAY)
    assert set(queries.asked_of(study)) == {place.huong, place.chinh}
    assert list(queries.to_study(place.reader(place.huong))) == [study]
    assert not queries.to_study(place.reader(place.dua))
    with pytest.raises(RuleBroken, match="bố trí học tập văn bản này rồi"):
        place.prepare(unit=place.pho, reach="unit", by=secretary)


def test_it_reaches_nobody_whom_the_paper_does_not_reach(place):
    inner = make_published(make_issued(numbered(place.pho), body="branch"), "unit")
    for unit, reach in ((place.pho, "below"), (place.mai, "unit"), (place.commune, "below")):
        with pytest.raises(RuleBroken, match="phổ biến cho ít người hơn"):
            place.prepare(unit=unit, reach=reach, paper=inner)
    with pytest.raises(RuleBroken, match="đã qua"):
        place.prepare(until=TODAY - timedelta(days=1))
    study = place.prepare()
    actions.unpublish(publication=place.paper, by=SYSTEM, today=TODAY)
    assert not Study.objects.filter(pk=study.pk).exists()
    with pytest.raises(RuleBroken, match="không còn được phổ biến"):
        place.prepare()


def test_what_is_laid_out_no_longer_changes_and_the_database_holds_it(place):
    study = place.prepare()
    question = quiz(study)
    study = actions.open_study(study=study, by=place.office, today=TODAY)
    part = study.parts.first()
    for act in (
        lambda: actions.write_part(study=study, said=PartSaid(9, "Thêm", "Chữ"), by=place.office, today=TODAY),
        lambda: actions.change_study(study=study, reach="unit", until=UNTIL, by=place.office, today=TODAY),
        lambda: actions.remove_piece(piece=part, by=place.office, today=TODAY),
        lambda: actions.discard_study(study=study, by=place.office, today=TODAY),
        lambda: actions.open_study(study=study, by=place.office, today=TODAY),
    ):
        with pytest.raises(RuleBroken, match="không sửa được nữa"):
            act()
    for change in (
        lambda: StudyPart.objects.filter(pk=part.pk).update(text="khác"), lambda: StudyPart.objects.filter(pk=part.pk).delete(), lambda: StudyPart.objects.create(study=study, number=9, title="x", text="y"),
        lambda: QuizQuestion.objects.filter(pk=question.pk).update(right=2), lambda: Study.objects.filter(pk=study.pk).update(until=TODAY), lambda: Study.objects.filter(pk=study.pk).update(opened_on=None), lambda: StudyPart.objects.filter(pk=part.pk).update(study=place.prepare(unit=place.pho)),
    ):
        with pytest.raises(IntegrityError, match="study_stands"), transaction.atomic():
            change()


def test_a_quiz_has_two_to_five_answers_one_of_them_right_and_a_sentence(place):
    study = place.prepare()

    def write(choices, right=1, why="Mục I."):
        return actions.write_question(study=study, asked=Asked(1, "Hỏi gì?", choices, right, why), by=SYSTEM, today=TODAY)

    for choices, told, sentence in (
        (["Một"], {}, "hai đến năm"), (list("abcdef"), {}, "hai đến năm"), (["Một", "Một"], {}, "giống nhau"), (["Một", "Hai"], {"right": 3}, "để trống"), (["Một", "Hai"], {"right": 0}, "câu nào đúng"), (["Một", "Hai"], {"why": " "}, "Giải thích"),
    ):
        with pytest.raises(RuleBroken, match=sentence):
            write(choices, **told)
    assert write([" Một ", "Hai", ""]).choices == ["Một", "Hai"]
    with pytest.raises(RuleBroken, match="nội dung hoặc câu hỏi"):
        actions.write_part(study=study, said=PartSaid(1, "Trống"), by=SYSTEM, today=TODAY)
    with pytest.raises(RuleBroken, match="dấu độ mật"):
        actions.write_part(study=study, said=PartSaid(1, "Phần", "TUYỆT MẬT"), by=SYSTEM, today=TODAY)


def test_what_is_only_prepared_is_discarded_whole_and_needs_a_part_to_be_laid_out(client, place):
    study = place.prepare()
    for part in study.parts.all():
        actions.remove_piece(piece=part, by=SYSTEM, today=TODAY)
    with pytest.raises(RuleBroken, match="chưa có phần nào"):
        actions.open_study(study=study, by=SYSTEM, today=TODAY)
    assert client.get(study.get_absolute_url()).status_code == 302  # not signed in
    client.force_login(place.office)
    assert client.get(study.get_absolute_url()).status_code == 200
    assert client.post(reverse("documents:discard_study", args=[study.pk])).status_code == 302
    assert not Study.objects.exists()
    client.force_login(place.reader(place.huong))
    assert client.get(place.prepare().get_absolute_url()).status_code == 404


def test_it_is_ended_with_a_reason_and_nobody_is_asked_any_more(client, place):
    study, user = place.lay_out(), place.reader(place.huong)
    kept = done(study, user)
    with pytest.raises(RuleBroken, match="Nêu lý do"):
        actions.end_study(study=study, reason=" ", by=place.office, today=TODAY)
    client.force_login(place.office)
    assert client.post(reverse("documents:end_study", args=[study.pk]), {"reason": "Đã có nghị quyết mới"}).status_code == 302
    with pytest.raises(RuleBroken, match="không mở"):
        actions.end_study(study=study, reason="Lần nữa", by=place.office, today=TODAY)
    other = place.reader(place.chinh)
    with pytest.raises(RuleBroken, match="không mở"):
        finish(study, other)
    client.force_login(other)
    assert "Đã có nghị quyết mới" in client.get(study.get_absolute_url()).content.decode()
    assert not queries.to_study(other)
    assert StudyReceipt.objects.get() == kept
    with pytest.raises(IntegrityError, match="receipt_asked_for"), transaction.atomic():
        StudyReceipt.objects.create(study=study, member=place.chinh)
    with pytest.raises(IntegrityError, match="study_stands"), transaction.atomic():
        Study.objects.filter(pk=study.pk).update(ended_on=None)
    assert place.lay_out()  # and may lay it out anew


# --- going through it -------------------------------------------------------------------------------


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
