"""What the pages of dialogues show, to whom, and what they cost; the minutes as files; figures."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.common.models import Job
from coso.dialogue import actions
from coso.dialogue.models import Dialogue, Raised, SentIn, Topic
from coso.figures.queries import Question as Asking
from coso.figures.queries import figure
from coso.notices.models import Message
from coso.notices.tasks import TELL_UNIT
from tests.dialogue.story import (
    THEME,
    TITLE,
    announced,
    forward,
    make_place,
    planned,
    sent_in,
    support,
)
from tests.factories import make_member, make_province, make_unit, make_user

pytestmark = pytest.mark.django_db
D = date
LIST, NEW = reverse("dialogue:dialogues"), reverse("dialogue:new_dialogue")


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True  # no second factor is asked for


@pytest.fixture
def place():
    province = make_province()
    return make_place(make_unit("Đảng bộ xã Mường So", kind="commune_organisation", parent=province, founded_on=province.founded_on))


@pytest.fixture
def day():
    return timezone.localdate()


@pytest.fixture
def taking(place, day):
    return announced(place, day + timedelta(days=10))


def shown(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def sent(client, address, **told):
    response = client.post(address, told, follow=True)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def of(name, one, verb=None):
    return reverse(f"dialogue:{name}", args=[one.pk, verb] if verb else [one.pk])


def cost(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        shown(client, address)
    return len(asked)


def test_the_office_announces_members_ask_and_support_and_the_office_groups_and_answers(client, place, day):
    client.force_login(place.clerk)
    assert "Chưa có buổi đối thoại nào" in shown(client, LIST)
    told = {"office": f"office-{place.commune.pk}", "theme": THEME, "host": "standing_committee", "on": day, "at": "14:00", "place": "Hội trường xã", "takes_from": day, "takes_until": day, "below": "yes", "about": "Xin mời."}
    assert "Ngày nhận câu hỏi" in client.post(NEW, told | {"takes_from": day + timedelta(days=1)}).content.decode()
    page = sent(client, NEW, **told)
    assert "Đã thông báo buổi đối thoại" in page
    one = Dialogue.objects.get()

    client.force_login(place.asker)
    assert THEME in shown(client, LIST)
    assert "chỉ Văn phòng cấp ủy" in shown(client, of("send_in", one))
    page = sent(client, of("send_in", one), title=TITLE, text="Bao giờ sửa?", show_name="on")
    assert "chờ xem" in page
    mine = SentIn.objects.get()
    assert TITLE in shown(client, of("dialogue", one))
    assert shown(client, of("to_look_through", one), 404)

    client.force_login(place.clerk)
    assert f"1 câu hỏi chờ xem: {THEME}" in shown(client, "/")
    assert "Lò Thị Hường" in shown(client, of("to_look_through", one))
    assert "Đã đưa ra" in sent(client, of("sent_in_act", mine, "dua-ra"))
    assert "Đã xem hết" in shown(client, of("to_look_through", one))
    assert TITLE in shown(client, of("to_look_through", one) + "?state=shown&q=duong")
    raised, topic = Raised.objects.get(), Topic.objects.get()

    other = make_user(member=make_member(place.branch, "Giàng A Páo"))
    client.force_login(other)
    page = shown(client, of("dialogue", one))
    assert "Lò Thị Hường" in page  # as she wished
    assert "0 lượt ủng hộ" in page
    page = sent(client, of("support", raised))
    assert "1 lượt ủng hộ" in page
    assert "Rút lại" in page
    assert "0 lượt ủng hộ" in sent(client, of("support", raised), out="1")
    assert client.get(of("sent_in", mine)).status_code == 404
    assert client.get(of("topic_act", topic, "tra-loi")).status_code == 403

    client.force_login(place.clerk)
    assert "không gắn với đảng viên" in sent(client, of("support", raised))
    assert "Bao giờ sửa?" in shown(client, of("topic_act", topic, "tra-loi"))
    assert "Đường làng" in sent(client, of("topic_act", topic, "sua"), title="Đường làng", rank="1")
    page = sent(client, of("topic_act", topic, "hen"), desk="committee", until=(day + timedelta(days=5)).isoformat())
    assert "Ban thường vụ, chậm nhất ngày" in page
    assert "Số đảng viên tham dự" in shown(client, of("dialogue_act", one, "da-to-chuc"))
    sent(client, of("dialogue_act", one, "da-to-chuc"), present="40", chair="Bí thư")
    assert "bản hiện tại" in shown(client, of("dialogue_act", one, "cong-bo"))
    assert "40 đảng viên tham dự" in sent(client, of("dialogue_act", one, "cong-bo"))
    client.force_login(place.standing)
    assert "Còn phải trả lời sau đối thoại: Đường làng" in shown(client, "/")
    assert "Đã có trong kế hoạch." in sent(client, of("topic_act", topic, "tra-loi"), text="Đã có trong kế hoạch.")
    client.force_login(place.asker)
    assert "Đã có trong kế hoạch." in shown(client, of("sent_in", mine))
    assert Message.objects.filter(member=place.member, said="dialogue_answered").count() == 1


def test_what_is_not_put_forward_is_read_with_its_reason_by_the_asker_alone(client, place, taking):
    one = sent_in(taking, place.asker)
    client.force_login(place.clerk)
    page = sent(client, of("sent_in_act", one, "khong-dua"), ground="names_persons", why="Xin viết lại, không nêu tên.")
    assert "Xin viết lại" in page
    client.force_login(place.asker)
    assert "Nêu đích danh cá nhân: Xin viết lại, không nêu tên." in shown(client, of("dialogue", taking))
    assert client.get(of("sent_in_act", one, "dua-ra")).status_code == 403
    assert "Đã rút" in sent(client, of("sent_in_act", one, "rut"))
    assert client.get(of("sent_in_act", one, "khong-co")).status_code == 404


def test_leave_to_publish_is_given_and_taken_back_and_groups_change(client, place, taking):
    first, second = sent_in(taking, place.asker), sent_in(taking, place.asker, title="Lớp nghề")
    one, two = forward(place, first), forward(place, second)
    client.force_login(place.asker)
    assert "công bố" in sent(client, of("sent_in_act", first, "cho-dang"))
    assert SentIn.objects.get(pk=first.pk).may_publish
    sent(client, of("sent_in_act", first, "thoi-dang"))
    assert not SentIn.objects.get(pk=first.pk).may_publish
    client.force_login(place.clerk)
    assert f'<option value="{one.topic_id}"' not in shown(client, of("sent_in_act", first, "chuyen-nhom"))
    sent(client, of("sent_in_act", first, "chuyen-nhom"), topic=two.topic_id)
    assert Raised.objects.filter(topic=two.topic).count() == 2


def test_it_is_changed_or_called_off_and_everybody_invited_reads_why(client, place, taking, day):
    client.force_login(place.clerk)
    form = shown(client, of("dialogue_act", taking, "sua"))
    assert THEME in form
    told = {"theme": "Chủ đề khác", "host": "committee", "on": taking.on, "at": "08:30", "place": "Nhà văn hóa", "takes_from": taking.takes_from, "takes_until": taking.takes_until, "below": "no", "about": ""}
    sent(client, of("dialogue_act", taking, "sua"), **told)
    taking.refresh_from_db()
    assert (taking.theme, taking.below, f"{taking.at:%H:%M}") == ("Chủ đề khác", False, "08:30")
    sent(client, of("dialogue_act", taking, "sua"), **told | {"below": "yes"})
    sent(client, of("dialogue_act", taking, "hoan"), reason="Mưa lũ lớn")
    client.force_login(place.asker)
    assert "Mưa lũ lớn" in shown(client, of("dialogue", taking))
    assert client.get(of("dialogue_act", taking, "hoan")).status_code == 403
    assert client.get(of("dialogue_act", taking, "khong-co")).status_code == 404


def test_everybody_invited_is_told_by_the_worker_of_what_and_not_more(place, taking):
    told = Job.objects.filter(kind=TELL_UNIT)
    assert [(one.parameters["said"], one.parameters["lo"], one.parameters["hi"]) for one in told] == [("dialogue_announced", place.commune.position, place.commune.position_end)]
    assert told.get().parameters["what"].startswith(f"{THEME} · 14:00")


def test_the_minutes_are_files_for_the_office_first_and_then_for_everybody_invited(client, place, taking):
    topic = forward(place, sent_in(taking, place.asker)).topic
    actions.answer_topic(topic=topic, text="Tháng 12.", by=place.clerk, today=taking.on)
    held = actions.hold_dialogue(dialogue=taking, present=12, chair="Hà Văn Thường", by=place.clerk, today=taking.on)
    file = reverse("dialogue:dialogue_minutes", args=[taking.pk, "docx"])
    client.force_login(place.asker)
    assert client.get(file).status_code == 404
    client.force_login(place.clerk)
    draft = client.get(file).content
    assert draft[:2] == b"PK"
    actions.publish_minutes(dialogue=held, by=place.clerk, today=taking.on)
    client.force_login(place.asker)
    assert client.get(file).content[:2] == b"PK"
    assert client.get(reverse("dialogue:dialogue_minutes", args=[taking.pk, "pdf"])).content[:4] == b"%PDF"
    assert client.get(reverse("dialogue:dialogue_minutes", args=[taking.pk, "txt"])).status_code == 404


def test_pages_cost_the_same_with_one_and_three_and_lists_go_out_as_files(client, place, taking, day):
    others = [make_user(member=make_member(place.branch, f"Lò Văn Số {at}")) for at in range(2)]

    def fill():
        announced(place, day + timedelta(days=10))
        waiting, back = sent_in(taking, place.asker, title="Chờ"), sent_in(taking, place.asker, title="Trùng")
        actions.hold_back(sent=back, ground="doubled", why="Trùng", by=place.clerk, today=day)
        raised = forward(place, sent_in(taking, place.asker))
        for user in others:
            support(raised, user, day)
        return waiting

    one = fill()
    pages = {place.asker: [LIST, of("dialogue", taking), of("send_in", taking), of("sent_in", one)], place.clerk: [LIST, of("dialogue", taking), of("to_look_through", taking), "/"]}
    found = {}
    for user, addresses in pages.items():
        client.force_login(user)
        found[user] = [cost(client, address) for address in addresses]
    fill()
    fill()
    for user, addresses in pages.items():
        client.force_login(user)
        assert [cost(client, address) for address in addresses] == found[user]
    assert client.get(of("to_look_through", taking) + "?export=csv").getvalue().decode().count("Chờ") >= 3
    assert client.get(LIST + "?export=csv&state=announced&host=standing_committee").getvalue().decode().count(THEME) == 4


def test_figures_equal_a_hand_count_and_open_their_records_without_a_word_of_what_was_asked(place):
    first, second = (actions.announce(unit=place.commune, desk="office", planned=planned(on), by=SYSTEM, today=D(2026, 10, 1)) for on in (D(2026, 10, 12), D(2026, 10, 20)))
    road, trade, water, gone, back = (sent_in(first, place.asker, title=title, day=D(2026, 10, 3)) for title in ("Đường", "Nghề", "Nước", "Rút", "Trùng"))
    topics = [forward(place, one).topic for one in (road, trade, water)]
    actions.withdraw_sent_in(sent=gone, by=place.asker, today=D(2026, 10, 4))
    actions.hold_back(sent=back, ground="doubled", why="Trùng", by=SYSTEM, today=D(2026, 10, 4))
    sent_in(second, place.asker, day=D(2026, 10, 11))
    actions.answer_topic(topic=topics[0], text="Tháng 12.", by=SYSTEM, today=D(2026, 10, 12))
    for topic, until in ((topics[1], D(2026, 10, 25)), (topics[2], D(2026, 10, 15))):
        actions.owe_answer(topic=topic, desk="committee", until=until, by=SYSTEM, today=D(2026, 10, 12))
    actions.answer_topic(topic=topics[1], text="Quý sau.", by=SYSTEM, today=D(2026, 10, 14))
    actions.hold_dialogue(dialogue=first, present=40, chair="", by=SYSTEM, today=D(2026, 10, 12))
    month = Asking(place.commune.parent, D(2026, 10, 31), start=D(2026, 10, 1))
    keys = ("dialogues_held", "sent_in", "answered_on_the_day", "answered_afterwards", "answers_late")
    found = {key: figure(f"dialogue.{key}", month, by=SYSTEM) for key in keys}
    assert {key: one.value() for key, one in found.items()} == {"dialogues_held": 1, "sent_in": 5, "answered_on_the_day": 1, "answered_afterwards": 1, "answers_late": 1}
    rows = {key: [one.indicator.row(record) for record in one.records()] for key, one in found.items()}
    assert {key: len(told) for key, told in rows.items()} == {key: one.value() for key, one in found.items()}
    assert all(word not in str(rows) for word in ("Đường", "Nghề", "Nước", place.member.full_name))
    assert figure("dialogue.answers_late", Asking(place.commune, D(2026, 10, 15)), by=SYSTEM).value() == 0
    actions.answer_topic(topic=topics[2], text="Đã có.", by=SYSTEM, today=D(2026, 11, 1))
    assert figure("dialogue.answers_late", month, by=SYSTEM).value() == 1  # on 31 October it was late
    assert figure("dialogue.answers_late", Asking(place.commune, D(2026, 11, 1)), by=SYSTEM).value() == 0


def test_who_holds_no_office_announces_nothing(client, place):
    client.force_login(place.secretary)
    assert client.get(NEW).status_code == 403
    assert "Thông báo buổi đối thoại" not in shown(client, LIST)
