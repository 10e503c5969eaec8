"""A unit prepares the study of a paper from its own headings, lays it out, and may end it early."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.documents import actions, queries
from coso.documents.actions import Asked, PartSaid
from coso.documents.models import (
    QuizQuestion,
    Study,
    StudyPart,
    StudyReceipt,
)
from coso.documents.queries import divided
from tests.documents.story import TODAY, make_issued, make_published, numbered, quiz
from tests.documents.studying import (
    UNTIL,
    Place,
    done,
    finish,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


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
