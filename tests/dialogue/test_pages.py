"""What the pages of questions show, to whom, and what they cost."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coso.access.models import Appointment
from coso.dialogue.models import Offer, Question
from coso.handbook.models import Guide
from tests.dialogue.story import TITLE, answered, make_place, passed, put
from tests.factories import make_member, make_user

pytestmark = pytest.mark.django_db
MINE, NEW, NEW_FOR, RECEIVED, PASSED = (reverse(f"dialogue:{name}") for name in ("mine", "new", "new_for", "received", "passed"))


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True  # no second factor is asked for


@pytest.fixture
def place():
    return make_place()


def shown(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def sent(client, address, **told):
    response = client.post(address, told, follow=True)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def act(question, verb):
    return reverse("dialogue:act", args=[question.pk, verb])


def cost(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        shown(client, address)
    return len(asked)


def test_a_member_asks_reads_the_answer_and_asks_back_and_the_office_sees_it_at_once(client, place):
    client.force_login(place.asker)
    assert "chưa hỏi gì" in shown(client, MINE)
    assert "ghi tên đồng chí" in shown(client, NEW)
    page = sent(client, NEW, place=f"committee-{place.commune.pk}", kind="proposal", title="Mở lớp nghề", text="Đề nghị mở lớp trồng chè.")
    question = Question.objects.get()
    assert "Coso không biết quy định nào đặt thời hạn" in page
    assert "Hà Văn Thường" in page  # who reads it
    client.force_login(place.secretary)
    assert client.get(question.get_absolute_url()).status_code == 404
    client.force_login(place.standing)
    assert "Mở lớp nghề" in shown(client, RECEIVED)
    assert "Đề xuất: Mở lớp nghề" in shown(client, "/")
    assert "nhận xử lý" in sent(client, act(question, "nhan"))
    assert "Quý sau mở" in sent(client, act(question, "tra-loi"), text="Quý sau mở hai lớp.")
    assert "Mở lớp nghề" not in shown(client, RECEIVED)
    assert "Mở lớp nghề" in shown(client, RECEIVED + "?state=answered&q=lop+nghe")
    assert client.get(act(question, "hoi-lai")).status_code == 403
    client.force_login(place.asker)
    assert "đã được trả lời: Mở lớp nghề" in shown(client, "/so-tay/")
    assert "Quý sau mở hai lớp" in shown(client, question.get_absolute_url())
    assert "Ai được học" in sent(client, act(question, "hoi-lai"), text="Ai được học?")
    assert "Không ai trả lời nữa" in shown(client, act(question, "rut"))
    assert "Người hỏi đã rút" in sent(client, act(question, "rut"))
    assert client.get(act(question, "khong-co")).status_code == 404


def test_passed_on_the_list_tells_the_state_and_neither_title_nor_name(client, place):
    question = put(place)
    client.force_login(place.secretary)
    told = {"place": f"office-{place.commune.pk}", "reason": "Xã quyết định"}
    assert f"branch-{place.branch.pk}" not in shown(client, act(question, "chuyen"))
    page = sent(client, act(question, "chuyen"), **told)
    assert "Xã quyết định" in page
    assert "Đã chuyển, chờ nhận" in page
    assert TITLE not in page.split("<main")[1]
    assert "Lò Thị Hường" not in page.split("<main")[1]
    assert client.get(question.get_absolute_url()).status_code == 404
    client.force_login(place.asker)
    assert "Xã quyết định" in shown(client, question.get_absolute_url())


def test_the_committee_enters_for_a_member_without_a_phone_and_both_are_named(client, place):
    one = make_member(place.branch, "Giàng A Páo")
    deputy = make_user("branch_committee", place.branch, member=make_member(place.branch, "Lò Văn Ủy"), full_name="Lò Văn Ủy")
    client.force_login(deputy)
    assert "Giàng A Páo" in shown(client, NEW_FOR)
    told = {"place": f"office-{place.commune.pk}", "kind": "question", "title": "Chế độ", "text": "Hỏi về chế độ.", "told_how": "Nói tại nhà"}
    assert "báo lại" in sent(client, f"{NEW_FOR}?member={one.pk}", **told)
    client.force_login(place.clerk)
    page = shown(client, Question.objects.get().get_absolute_url())
    assert "Giàng A Páo" in page
    assert "Nói tại nhà" in page
    other = make_place(place.commune)
    client.force_login(other.secretary)
    assert client.get(f"{NEW_FOR}?member={one.pk}").status_code == 404


def test_an_editor_begins_a_guide_with_the_answer_and_learns_no_name(client, place):
    answered(place, put(place, may_publish=True))
    client.force_login(make_user("handbook_editor", place.commune))
    assert "Có 1 câu trả lời" in shown(client, reverse("handbook:editing"))
    assert TITLE in shown(client, reverse("handbook:offers"))
    form = reverse("handbook:from_offer", args=[Offer.objects.get().pk])
    page = shown(client, form)
    assert "Tháng 12 bắt đầu sửa." in page
    assert "Lò Thị Hường" not in page
    sent(client, form, topic="meeting", question="Bao giờ sửa đường?", text="Tháng 12.", reach="below", unit=place.commune.pk)
    assert Guide.objects.get().offer.state == "taken"
    assert client.get(form).status_code == 404
    client.force_login(place.asker)
    assert "không công bố" in sent(client, act(Question.objects.get(), "thoi-dang")).lower()
    client.force_login(place.standing)
    assert "không đồng ý công bố" in shown(client, reverse("handbook:edited", args=[Guide.objects.get().pk]))


def test_lists_cost_the_same_with_one_and_three_and_go_out_as_files(client, place):
    Appointment.objects.create(user=place.asker, role="branch_secretary", unit=place.branch, valid_from=date(2020, 1, 1))
    client.force_login(place.asker)

    def fill():
        put(place)
        passed(place, put(place))
        answered(place, put(place))

    fill()
    question = Question.objects.filter(state="answered").first()
    pages = [MINE, RECEIVED, PASSED, "/", "/so-tay/", question.get_absolute_url()]
    found = [cost(client, page) for page in pages]
    fill()
    fill()
    assert [cost(client, page) for page in pages] == found
    assert client.get(RECEIVED + "?export=csv").getvalue().decode().count(TITLE) == 3
    assert TITLE not in client.get(PASSED + "?export=csv").getvalue().decode()
