"""Today: what stands on a member's first page, the answer given there, what a phone keeps of it, and what it costs."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.common.periods import add_months
from coso.common.privacy import DataClass
from coso.documents.enums import Reach
from coso.handbook import actions as guides
from coso.handbook import rules
from coso.handbook.enums import Topic
from coso.handbook.exports import today as exports
from coso.handbook.queries import today as queries
from coso.meetings import actions as meetings
from coso.meetings.models import Answer
from coso.members.actions import leave
from coso.members.models import CorrectionRequest, Member
from coso.rulebook import rules as rulebook
from tests.factories import make_commune, make_user
from tests.handbook.story import call_meeting, give_task, lay_out, make_home

pytestmark = pytest.mark.django_db
HERE = "/so-tay/"
MOST_QUERIES = 12


@pytest.fixture
def home():
    return make_home()


@pytest.fixture
def signed_in(client, home):
    client.force_login(home.user)
    return client


def shown(client, address=HERE):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_member_without_an_office_lands_there_and_others_do_not(signed_in, home, settings):
    settings.DEMO = True
    assert signed_in.get("/").headers["Location"] == HERE
    signed_in.force_login(make_user("branch_secretary", home.branch))
    assert signed_in.get("/").status_code == 200
    assert "chưa gắn với hồ sơ" in shown(signed_in)  # the account has no record


def test_an_empty_day_says_what_will_stand_there(signed_in):
    page = shown(signed_in)
    for words in ("Hiện chưa có buổi sinh hoạt nào", "Đồng chí chưa có việc nào", "chưa có văn kiện mới", "Không có thông báo nào khác"):
        assert words in page


def test_what_is_due_stands_there(signed_in, home):
    call_meeting(home)
    give_task(home)
    give_task(home, "Nộp bản tự nhận xét", due_in=-1)
    lay_out(home.commune)
    CorrectionRequest.objects.create(member=home.member, field="phone")
    page = shown(signed_in)
    for words in ("Nhà văn hóa bản Pho", "Vận động 5 hộ", "Nộp bản tự nhận xét", "Quá hạn", "Đảng bộ xã Mường So", "Đề nghị sửa hồ sơ", "năm tuổi Đảng"):
        assert words in page


def test_the_answer_is_given_there_with_one_tap(signed_in, home):
    notice = call_meeting(home)
    assert signed_in.post(reverse("handbook:answer", args=[notice.pk]), {"reply": "coming"}).headers["Location"] == HERE
    assert Answer.objects.get().reply == "coming"
    page = shown(signed_in)
    assert "Trả lời của tôi" in page
    assert 'value="coming"' not in page


def test_who_can_not_come_says_why_and_loses_nothing_of_what_was_typed(signed_in, home):
    address = reverse("handbook:answer", args=[call_meeting(home).pk])
    refused = signed_in.post(address, {"reply": "excused", "reason": "  "})
    assert refused.status_code == 422
    assert 'class="answer-no" open' in refused.content.decode()
    assert 'aria-invalid="true" aria-describedby="answer-refused answer-who"' in refused.content.decode()
    long = signed_in.post(address, {"reply": "excused", "reason": "ốm " * 200})
    assert "ốm ốm" in long.content.decode()
    assert not Answer.objects.exists()
    signed_in.post(address, {"reply": "excused", "reason": "đi viện"})
    assert "đi viện" not in shown(signed_in)  # the reason may tell of health: not on the first page, and not kept on the phone


def test_nobody_answers_for_another(signed_in, home):
    notice = call_meeting(make_home())
    assert signed_in.post(reverse("handbook:answer", args=[notice.pk]), {"reply": "coming"}).status_code == 404


def test_the_next_meeting_is_the_nearest_and_the_last_answer_counts(home):
    call_meeting(home, 9)
    notice = call_meeting(home, 2)
    for reply in ("coming", "from_afar"):
        meetings.answer(notice=notice, reply=reply, reason="", by=home.user, now=timezone.now())
    found, _off = queries.to_meet(home.member, timezone.localdate())
    assert (found.notice, found.reply, found.coming) == (notice, "from_afar", True)
    assert queries.to_meet(home.member, notice.on + timedelta(days=30)) == (None, [])


def test_a_meeting_called_off_is_told_and_waits_for_no_answer(signed_in, home):
    notice = call_meeting(home)
    meetings.call_off(meeting=notice.meeting, reason="Bão lớn", by=SYSTEM, today=timezone.localdate())
    page = shown(signed_in)
    assert "Bão lớn" in page
    assert 'value="coming"' not in page


def test_papers_are_those_laid_out_lately_by_the_own_unit_and_those_above(home):
    day = timezone.localdate()
    mine, above = lay_out(home.branch, "unit"), lay_out(home.commune)
    lay_out(make_commune("Đảng bộ xã Pa Tần"), "public")
    assert set(queries.laid_out_lately(home.user, day)) == {mine, above}
    assert not queries.laid_out_lately(home.user, day + timedelta(days=200))


def test_nothing_is_kept_of_who_read_a_paper(signed_in, home):
    paper = lay_out(home.commune)
    with CaptureQueriesContext(connection) as asked:
        signed_in.get(paper.get_absolute_url())
        shown(signed_in)
    assert not [one["sql"] for one in asked if re.match(r"\s*(INSERT|UPDATE|DELETE)", one["sql"])]


# --- days that matter ---


def test_party_age_is_told_from_its_first_full_year_on():
    assert rules.party_age_of_year(date(2026, 3, 1), date(2026, 11, 20)) == []
    (told,) = rules.party_age_of_year(date(2024, 2, 29), date(2026, 1, 5))
    assert (told.on, "2 năm" in told.what) == (date(2026, 2, 28), True)


def test_a_badge_is_told_a_year_around_its_day_with_its_rule():
    day = timezone.localdate()
    near = make_home(admission_date=add_months(day, -30 * 12 + 6), official_date=add_months(day, -29 * 12), birth_date=date(1960, 1, 1)).member
    found = [one for one in queries.days_that_matter(near, near.admission_date, day) if one.rule]
    assert [(one.on, one.rule.key) for one in found] == [(add_months(near.admission_date, 360), "badge.years")]
    assert dates_of(make_home(), day)[0].rule is None


def test_a_probation_is_told_with_its_end_unless_no_rule_says_it(monkeypatch):
    day = timezone.localdate()
    home = make_home(day=day, admission_date=add_months(day, -2), official_date=None, birth_date=date(2000, 1, 1))
    new = home.member
    (told,) = dates_of(home, day)
    assert told.on == add_months(new.admission_date, 12)
    assert queries.days_that_matter(Member(left_on=day), day, day) == []
    monkeypatch.setattr(rulebook.RulesOnDay, "find", lambda *_told: None)
    monkeypatch.setattr(rulebook.RulesOnDay, "get", no_rule)
    assert dates_of(home, day) == []


def dates_of(home, day):
    return queries.today(home.user, day).dates


def no_rule(*_told):
    raise queries.NoConfirmedRule("no rule")


# --- what the phone keeps ---


def test_the_phone_keeps_words_of_classes_one_and_two_only(signed_in, home):
    notice = call_meeting(home)
    give_task(home)
    Member.objects.filter(pk=home.member.pk).update(phone="0987654321", religion="catholic")
    meetings.answer(notice=notice, reply="excused", reason="đi viện", by=home.user, now=timezone.now())
    kept = re.search(r'<script id="handbook-pack" type="application/json">(.*?)</script>', shown(signed_in)).group(1)
    pack = json.loads(kept)
    assert [one["title"] for one in pack["sections"]] == ["Sinh hoạt chuyên đề", "Nhiệm vụ của tôi", "Ngày đáng nhớ", "Hồ sơ của tôi"]
    assert pack["name"] == "handbook:today"
    for words in ("0987654321", "viện", "Kinh"):
        assert words not in kept
    assert all(Member.privacy.class_of(name) != DataClass.SENSITIVE for name in exports.OF_RECORD)


# --- what it costs ---


@pytest.mark.parametrize("many", [1, 4])
def test_the_page_costs_at_most_thirteen_questions_however_much_there_is(signed_in, home, many):
    call_meeting(home)
    for one in range(many):
        give_task(home)
        CorrectionRequest.objects.create(member=home.member, field=("phone", "email", "job", "other_name")[one])
    lay_out(home.commune)
    shown(signed_in)
    with CaptureQueriesContext(connection) as asked:
        shown(signed_in)
    told = [one["sql"] for one in asked if " FROM " in one["sql"] and "set_config" not in one["sql"]]
    assert len(told) <= MOST_QUERIES, "\n".join(told)


def test_a_member_with_a_badge_or_a_probation_costs_no_more(client):
    day = timezone.localdate()
    near = make_home(admission_date=add_months(day, -30 * 12 + 6), official_date=add_months(day, -29 * 12), birth_date=date(1960, 1, 1))
    new = make_home(day=day, admission_date=add_months(day, -2), official_date=None, birth_date=date(2000, 1, 1))
    for home, words in ((near, "Huy hiệu"), (new, "thời gian dự bị")):
        test_the_page_costs_at_most_thirteen_questions_however_much_there_is(signed(client, home), home, 4)
        assert words in shown(client)


def signed(client, home):
    client.force_login(home.user)
    return client


def test_an_answer_entered_by_the_secretary_says_who_entered_it(signed_in, home):
    notice = call_meeting(home)
    secretary = make_user("branch_secretary", home.branch, full_name="Vàng A Sử")
    meetings.answer_for(meeting=notice.meeting, member_id=home.member.pk, reply="coming", reason="", by=secretary, now=timezone.now())
    assert "Vàng A Sử nhập giúp đồng chí" in shown(signed_in)
    assert "Vàng A Sử đã nhập giúp trả lời của đồng chí" in shown(signed_in, notice.get_absolute_url())
    meetings.answer(notice=notice, reply="excused", reason="Đi viện", by=home.user, now=timezone.now())
    assert "nhập giúp" not in shown(signed_in) + shown(signed_in, notice.get_absolute_url())


def test_who_left_the_roll_reads_the_own_record_and_nothing_laid_out_for_members(client, home):
    day = timezone.localdate()
    paper = lay_out(home.commune)
    author, second = (make_user("handbook_editor", home.commune) for _each in range(2))
    told = guides.Content(Topic.MOVING, "Tôi chuyển nơi ở, làm gì?", "Báo bí thư chi bộ.", Reach.BELOW, (), "")
    guide = guides.release(guide=guides.submit(guide=guides.write(unit=home.commune, content=told, by=author), by=author), from_day=day, by=second, today=day)
    client.force_login(home.user)
    assert client.get(paper.get_absolute_url()).status_code == client.get(guide.get_absolute_url()).status_code == 200
    leave(member=home.member, on=day, reason="expelled", paper="Quyết định số 03-QĐ/ĐU", by=SYSTEM, day=day)
    assert client.get(paper.get_absolute_url()).status_code == client.get(guide.get_absolute_url()).status_code == 404
    page = client.get(reverse("handbook:today"))
    assert page.status_code == 200
    assert str(paper.abstract) not in page.content.decode()
    assert client.get(reverse("members:mine")).status_code == 200
