"""Guides: who writes and who releases, who reads what from which day, search, and what a proxy may keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.documents.enums import Reach
from coso.generator.guides import DRAFT, GUIDES, WAITING
from coso.handbook import actions
from coso.handbook.actions import Content
from coso.handbook.enums import GuideState, Topic
from coso.handbook.models import Guide
from coso.handbook.queries.guides import start_of
from coso.handbook.tables import stands_as
from tests.factories import make_commune, make_user
from tests.handbook.story import make_home

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
MOVE = Content(Topic.MOVING, "Tôi chuyển nơi ở, làm gì?", "Báo bí thư chi bộ.\n\nViết đơn.", Reach.BELOW, ("transfer.official_working_days",), "transfer")


@pytest.fixture
def home():
    return make_home()


@pytest.fixture
def editor(home):
    return make_user("handbook_editor", home.commune)


@pytest.fixture
def second(home):
    return make_user("handbook_editor", home.commune)


def submitted(home, editor, content=MOVE):
    return actions.submit(guide=actions.write(unit=home.commune, content=content, by=editor), by=editor)


def released(home, editor, second, content=MOVE, day=TODAY):
    return actions.release(guide=submitted(home, editor, content), from_day=day, by=second, today=TODAY)


# --- written and released ---


def test_who_wrote_on_it_does_not_release_it(home, editor, second):
    draft = actions.write(unit=home.commune, content=MOVE, by=editor)
    actions.change(guide=draft, content=MOVE, by=second)
    one = actions.submit(guide=draft, by=editor)
    for writer in (editor, second):
        with pytest.raises(RuleBroken, match="người thứ hai"):
            actions.release(guide=one, from_day=TODAY, by=writer, today=TODAY)
    third = make_user("organisation_officer", home.commune)
    assert actions.release(guide=one, from_day=TODAY, by=third, today=TODAY).reviewed_by == third


def test_the_system_is_no_second_person_and_the_database_says_so_too(home, editor):
    one = submitted(home, editor)
    with pytest.raises(RuleBroken):
        actions.release(guide=one, from_day=TODAY, by=SYSTEM, today=TODAY)
    with pytest.raises(IntegrityError, match="guide_released_by_somebody"), transaction.atomic():
        Guide.objects.filter(pk=one.pk).update(state=GuideState.RELEASED)


def test_each_verb_asks_leave_and_the_right_state(home, editor, second):
    member = home.user
    with pytest.raises(NotAllowed):
        actions.write(unit=home.commune, content=MOVE, by=member)
    draft = actions.write(unit=home.commune, content=MOVE, by=editor)
    with pytest.raises(RuleBroken):
        actions.release(guide=draft, from_day=TODAY, by=second, today=TODAY)
    one = actions.submit(guide=draft, by=editor)
    with pytest.raises(RuleBroken):
        actions.change(guide=one, content=MOVE, by=editor)
    with pytest.raises(RuleBroken, match="hôm nay"):
        actions.release(guide=one, from_day=TODAY - timedelta(days=1), by=second, today=TODAY)


def test_it_is_handed_back_with_a_reason(home, editor, second):
    one = submitted(home, editor)
    with pytest.raises(RuleBroken):
        actions.hand_back(guide=one, reason=" ", by=second)
    back = actions.hand_back(guide=one, reason="Thiếu bước nộp giấy", by=second)
    assert (back.state, back.handed_back_why) == ("draft", "Thiếu bước nộp giấy")
    assert actions.submit(guide=back, by=editor).handed_back_why == ""


@pytest.mark.parametrize("bad", [
    Content(Topic.MOVING, " ", "x", Reach.BELOW), Content(Topic.MOVING, "x", " ", Reach.BELOW),
    Content(Topic.MOVING, "x", "x", Reach.BELOW, ("no.such",)), Content(Topic.MOVING, "x", "x", Reach.BELOW, (), "nothing"),
])
def test_a_guide_says_something_and_names_what_there_is(home, bad):
    with pytest.raises(RuleBroken):
        actions.write(unit=home.commune, content=bad, by=SYSTEM)


def test_a_new_version_takes_the_place_of_the_old_on_its_day(home, editor, second):
    old = released(home, editor, second)
    new = actions.revise(guide=old, by=editor)
    with pytest.raises(RuleBroken):
        actions.revise(guide=old, by=SYSTEM)
    actions.release(guide=actions.submit(guide=new, by=editor), from_day=TODAY + timedelta(days=7), by=second, today=TODAY)
    assert [list(Guide.objects.open_to(home.user, TODAY + timedelta(days=after))) for after in (6, 7)] == [[old], [new]]


def test_what_is_taken_away_is_found_by_nobody(home, editor, second):
    one = actions.end(guide=released(home, editor, second), by=editor, today=TODAY)
    assert not Guide.objects.open_to(home.user, TODAY)
    with pytest.raises(RuleBroken):
        actions.end(guide=one, by=editor, today=TODAY)


# --- read ---


def test_it_is_read_from_its_day_on_by_the_unit_and_all_below(home, editor, second):
    one = released(home, editor, second, day=TODAY + timedelta(days=3))
    stranger = make_user("report_reader", make_commune("Đảng bộ xã Pa Tần"))
    assert [Guide.objects.open_to(home.user, TODAY + timedelta(days=after)).count() for after in (2, 3)] == [0, 1]
    assert not Guide.objects.open_to(stranger, one.from_day)
    assert list(Guide.objects.visible_to(editor)) == [one]
    assert not Guide.objects.visible_to(stranger)


def test_it_is_found_with_and_without_tone_marks(home, editor, second):
    one = released(home, editor, second)
    for typed in ("chuyển nơi ở", "chuyen noi o", "bi thu", "DON"):
        assert list(Guide.objects.search(typed)) == [one]
    assert not Guide.objects.search("đảng phí")
    assert not Guide.objects.search("  ")


def test_what_it_leads_to_is_begun_by_who_may(home, editor, second):
    move = released(home, editor, second)
    secretary = make_user("branch_secretary", home.branch)
    assert start_of(move, home.user).href == ""
    assert start_of(move, secretary).href == "/quy-trinh/mo/transfer/"
    admission = Guide(starts="admission", unit=home.commune)
    assert start_of(admission, secretary).href == reverse("admissions:list")
    correction = Guide(starts="correction")
    assert (start_of(correction, home.user).href, start_of(correction, secretary).href) == ("/dang-vien/cua-toi/", "")
    assert start_of(Guide(), home.user) is None


def test_a_member_reads_the_answer_with_its_rule(client, home, editor, second):
    one = released(home, editor, second, day=TODAY)
    client.force_login(home.user)
    assert one.question in client.get("/so-tay/cam-nang/?q=noi+o").content.decode()
    assert "Không có hướng dẫn nào khớp" in client.get("/so-tay/cam-nang/?q=xyz").content.decode()
    page = client.get(one.get_absolute_url()).content.decode()
    for words in ("Viết đơn.", "/quy-dinh/gia-tri/transfer.official_working_days/", "Bí thư chi bộ của đồng chí mở"):
        assert words in page


@pytest.mark.parametrize("many", [1, 5])
def test_the_list_costs_the_same_however_many(client, home, editor, second, many, django_assert_max_num_queries):
    for _one in range(many):
        released(home, editor, second)
    client.force_login(home.user)
    with django_assert_max_num_queries(12):
        client.get("/so-tay/cam-nang/")


# --- what a proxy may keep ---


def test_public_pages_are_the_same_for_everybody_and_may_be_kept(client, home, editor, second):
    one = released(home, editor, second, Content(Topic.MOVING, "Ai được miễn?", "Hỏi chi bộ.", Reach.PUBLIC))
    hidden = released(home, editor, second)
    address = reverse("handbook:public_guide", args=[one.pk])
    pages = {}
    for name, browser in (("nobody", client), ("member", Client())):
        if name == "member":
            browser.force_login(home.user)
            browser.cookies["coso_language"] = browser.cookies["django_language"] = "en"
        for at in (address, "/so-tay/cong-khai/"):
            answer = browser.get(at)
            assert answer.headers["Cache-Control"] == "public, max-age=300"
            assert answer.headers["Vary"] == "Accept-Encoding"
            assert not answer.cookies
            assert browser.get(at, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
            pages.setdefault(at, set()).add(answer.content)
    assert [len(found) for found in pages.values()] == [1, 1]
    assert client.get(reverse("handbook:public_guide", args=[hidden.pk])).status_code == 404


def test_a_public_page_asks_only_for_guides(client, home, editor, second):
    released(home, editor, second, Content(Topic.MOVING, "Ai được miễn?", "Hỏi chi bộ.", Reach.PUBLIC))
    with CaptureQueriesContext(connection) as asked:
        client.get("/so-tay/cong-khai/")
    assert len([one for one in asked if " FROM " in one["sql"] and "set_config" not in one["sql"]]) == 1


# --- the editors' pages ---


def test_editors_write_hand_on_and_release_on_their_pages(client, home, editor, second, settings):
    settings.DEMO = True
    client.force_login(editor)
    told = {"unit": home.commune.pk, "topic": "moving", "question": "Tôi đi xa?", "text": "Báo chi bộ.", "first_rule": "transfer.temporary.dues_at", "second_rule": "", "starts": "away", "reach": "below"}
    assert client.get("/so-tay/bien-tap/moi/").status_code == 200
    page = client.post("/so-tay/bien-tap/moi/", told).headers["Location"]
    one = Guide.objects.get()
    assert client.post(page + "sua/", told | {"text": "Báo bí thư chi bộ."}).status_code == 302
    assert client.get(page + "sua/").status_code == 200
    assert client.post(page + "gui/").status_code == 302
    assert "Đồng chí đã viết" in client.get(page).content.decode()
    assert client.post(page + "cong-bo/", {"from_day": timezone.localdate()}).status_code == 422
    client.force_login(second)
    assert client.post(page + "tra-lai/", {"reason": "Ngắn quá"}).status_code == 302
    assert "Ngắn quá" in client.get(page).content.decode()
    assert client.post(page + "gui/").status_code == 302
    assert client.post(page + "cong-bo/", {"from_day": timezone.localdate()}).status_code == 302
    assert client.get(page + "khac/").headers["Location"] == page
    assert client.post(page + "viet-lai/").status_code == 302
    assert client.post(page + "dung/").status_code == 302
    assert "Đã dừng" in client.get("/so-tay/bien-tap/").content.decode()
    one.refresh_from_db()
    assert (one.text, one.rules, one.ended_on) == ("Báo bí thư chi bộ.", ["transfer.temporary.dues_at"], timezone.localdate())


def test_the_guides_of_the_demonstration_name_rules_and_procedures_that_exist(home):
    for content in (*GUIDES, WAITING, DRAFT):
        actions.write(unit=home.commune, content=content, by=SYSTEM)
    assert Guide.objects.count() == len(GUIDES) + 2


def test_the_database_keeps_a_released_guide_as_it_was_released(home, editor, second):
    one = released(home, editor, second)
    for told in ({"text": "Khác"}, {"from_day": date(2030, 1, 1)}, {"reviewed_by": editor}, {"state": GuideState.DRAFT}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Guide.objects.filter(pk=one.pk).update(**told)
    draft = submitted(home, editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Guide.objects.filter(pk=draft.pk).update(reviewed_by=editor, state=GuideState.RELEASED, from_day=date(2030, 1, 1))
    assert actions.end(guide=one, by=editor, today=timezone.localdate()).ended_on


def test_editors_find_a_guide_by_its_words_and_its_state_for_the_same_price_whatever_their_number(client, home, editor):
    client.force_login(editor)
    client.get("/so-tay/bien-tap/")
    costs = []
    for number in (1, 3):
        for at in range(number):
            actions.write(unit=home.commune, content=replace(MOVE, question=f"Tôi mất thẻ lần {number}{at} thì làm gì?"), by=editor)
        with CaptureQueriesContext(connection) as asked:
            assert "Tôi mất thẻ" in client.get("/so-tay/bien-tap/").content.decode()
        costs.append(len(asked))
    assert costs[0] == costs[1]
    assert "Tôi mất thẻ lần 30" in client.get("/so-tay/bien-tap/?q=mat+the+lan+30").content.decode()
    assert "Tôi mất thẻ lần" not in client.get("/so-tay/bien-tap/?state=released").content.decode()
    assert client.get("/so-tay/bien-tap/?export=csv").status_code == 200


def test_the_list_says_how_a_guide_stands_on_the_day(home, editor, second):
    guide = released(home, editor, second, day=TODAY + timedelta(days=2))
    assert stands_as(guide, TODAY) == "Đọc từ 22/11/2026"
    assert stands_as(guide, TODAY + timedelta(days=2)) == "Đã công bố"
    ended = actions.end(guide=guide, by=editor, today=TODAY + timedelta(days=3))
    assert stands_as(ended, TODAY + timedelta(days=3)) == "Đã dừng từ 23/11/2026"
