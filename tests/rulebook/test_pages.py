"""The rulebook as people read it, and as an administrator settles what sources disagree on."""

from __future__ import annotations

import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_cotton.compiler_regex import CottonCompiler

from coso.common.actors import SYSTEM
from coso.rulebook import rules
from coso.rulebook.actions import settle_rule
from coso.rulebook.models import LocalClosure, LocalRule
from tests.factories import make_province, make_user

pytestmark = pytest.mark.django_db
DAYS = "transfer.official_working_days"


@pytest.fixture
def province():
    return make_province()


@pytest.fixture(autouse=True)
def _today(settings):
    settings.DEMO = True
    with time_machine.travel(date(2026, 11, 22), tick=False):
        yield


@pytest.fixture
def administrator(client, province):
    return sign_in(client, "administrator", province)


@pytest.fixture
def secretary(client, province):
    return sign_in(client, "branch_secretary", province)


def sign_in(client, role, unit):
    user = make_user(role, unit)
    client.force_login(user)
    client.cookies["django_language"] = client.cookies["coso_language"] = "en"
    return user


def page(client, name, *args, **query):
    response = client.get(reverse(f"rulebook:{name}", args=args), query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def post(client, name, *args, **told):
    return client.post(reverse(f"rulebook:{name}", args=args), told, follow=True).content.decode()


PAPER = {"paper": "31-QĐ/TU, 28/8/2026", "reason": "Ban Thường vụ thống nhất"}


@pytest.mark.usefixtures("secretary")
class TestAReader:
    def test_finds_a_regulation_by_words_without_marks(self, client):
        found = page(client, "regulations", q="dieu le 208")
        assert "208-QĐ/TW" in found
        assert "342-QĐ/TW" not in found
        assert "Nothing matches these filters" in page(client, "regulations", q="zzz")

    def test_sees_what_a_regulation_says_and_what_it_followed(self, client):
        found = page(client, "regulation", "208-qd-tw")
        assert "Time to hold the admission ceremony" in found
        assert "20-QĐ/TW" in found
        assert "No value is taken from it" in page(client, "regulation", "020-qd-tw")
        assert client.get(reverse("rulebook:regulation", args=["no-such"])).status_code == 404

    def test_sees_the_values_of_a_day_and_searches_them(self, client):
        found = page(client, "values", q="admission.vote", on="2026-11-22")
        assert "2/3 of official members" in found
        assert re.search(r"<strong>1</strong>\s+values", found)
        assert "No confirmed rule" in page(client, "values", status="none")
        assert "Nothing matches" in page(client, "values", group="dues", q="ceremony")

    def test_takes_the_values_out_as_a_sheet(self, client):
        answer = client.get(reverse("rulebook:values"), {"export": "csv", "group": "card"})
        assert "card.number_digits" in b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()

    def test_sees_which_rule_decides_with_its_history(self, client):
        found = page(client, "key", "admission.age_min", on="2024-01-01")
        assert "24-QĐ/TW" in found
        assert "1.1.1" in found
        assert "Official text" in found
        assert found.count("18 full years") >= 4
        assert "may have replaced it" in page(client, "key", "admission.age_min", on="2025-03-01")

    def test_is_told_when_nobody_knows(self, client):
        assert "has no confirmed value for" in page(client, "key", "vote.base")
        assert client.get(reverse("rulebook:key", args=["no.such.key"])).status_code == 404

    def test_sees_that_sources_disagree(self, client):
        found = page(client, "key", DAYS)
        assert "30 or 60 working days" in found
        assert "Reminders go by the first, 30 working days" in found
        assert "Settle the value" not in found

    def test_sees_what_changes_on_a_day(self, client):
        found = page(client, "changes")
        assert "From 25/07/2026 to 26/07/2026" in found
        assert "from the day the committee issues the decision" in found
        assert "Ended" in found
        assert "Nothing changes between these days" in page(client, "changes", **{"from": "2026-09-01", "to": "2026-09-02"})

    def test_sees_what_waits(self, client):
        found = page(client, "unsettled")
        assert "Time to carry out an official transfer" in found
        assert "Whom a share of votes is counted on" in found

    def test_sees_the_days_off_of_a_year(self, client):
        assert "Tết Nguyên Đán" in page(client, "days_off", year="2027")
        assert "Tết" in page(client, "days_off", year="99999")

    def test_a_day_that_is_none_is_today(self, client):
        assert "22/11/2026" in page(client, "values", on="2026-02-31")

    def test_may_not_settle(self, client):
        assert client.get(reverse("rulebook:settle", args=[DAYS])).status_code == 403


class TestAnAdministrator:
    def test_chooses_one_of_the_readings(self, client, administrator, province):
        assert "60 working days" in page(client, "settle", DAYS)
        told = post(client, "settle", DAYS, reading="1", on="2026-09-01", **PAPER)
        assert "The value is set" in told
        assert "Set by the province" in told
        entry = LocalRule.objects.get()
        assert (entry.value, entry.measure, entry.unit_id, entry.entered_by_id) == (60, "working days", province.pk, administrator.pk)
        assert rules.on(date(2026, 11, 22), province).number(DAYS) == 60

    def test_writes_a_value_of_their_own(self, client, administrator, province):
        assert "This is no value" in post(client, "settle", DAYS, reading="own", value="soon", on="2026-09-01", **PAPER)
        assert not LocalRule.objects.exists()
        post(client, "settle", DAYS, reading="own", value="45", on="2026-09-01", **PAPER)
        assert LocalRule.objects.get().value == 45

    @pytest.mark.parametrize(("key", "value", "kept"), [
        ("admission.vote_share", ">1/2", ">1/2"), ("badge.years", "30, 40,50", [30, 40, 50]), ("discipline.branch_power", "reprimand\nwarning", ["reprimand", "warning"]),
        ("dues.pension.rate", "0,4", 0.4), ("card.change_deadline", "2026-12-31", "2026-12-31"), ("dues.detained_not_collected", "false", False),
        ("org.standing_committee_max_share", "1/4", "1/4"), ("vote.base", "all", "all"),
    ])
    def test_writes_values_of_every_type(self, client, administrator, key, value, kept):
        post(client, "settle", key, value=value, on="2026-09-01", **PAPER)
        assert LocalRule.objects.get().value == kept

    def test_is_refused_a_day_before_the_present_entry(self, client, administrator, province):
        settle_rule(key=DAYS, unit=province, value=30, on=date(2026, 10, 1), by=SYSTEM, **PAPER)
        assert "already set here from 01/10/2026" in post(client, "settle", DAYS, value="60", on="2026-09-01", **PAPER)

    def test_ends_an_entry(self, client, administrator, province):
        entry = settle_rule(key=DAYS, unit=province, value=30, on=date(2026, 10, 1), by=SYSTEM, **PAPER)
        assert "31-QĐ/TU" in page(client, "end", DAYS, entry.pk)
        assert "The local value ends" in post(client, "end", DAYS, entry.pk, on="2026-11-01", reason="Hết hiệu lực")
        assert "Sources disagree" in page(client, "key", DAYS)

    def test_chooses_a_kind_of_unit_where_rules_tell_them_apart(self, client, administrator):
        post(client, "settle", "org.term_years", scope="subordinate_branch", value="2,5", on="2026-09-01", **PAPER)
        assert LocalRule.objects.get().scope == "subordinate_branch"

    def test_enters_and_withdraws_days_off(self, client, administrator):
        assert "enter" in page(client, "add_days_off").lower()
        assert "The days off are entered" in post(client, "add_days_off", first="2026-09-07", last="2026-09-08", **PAPER)
        assert "07/09/2026 – 08/09/2026" in page(client, "days_off")
        one = LocalClosure.objects.get()
        assert "are withdrawn" in post(client, "withdraw_days_off", one.pk, reason="Nhập nhầm")
        assert "withdrawn 22/11/2026" in page(client, "days_off")
        assert "withdrawn before" in post(client, "withdraw_days_off", one.pk, reason="Nhập nhầm")
        assert "before the first" in post(client, "add_days_off", first="2026-09-09", last="2026-09-08", **PAPER)


def test_the_pages_ask_the_database_no_more_with_more_entries(client, administrator, province):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            for name, args in (("values", ()), ("unsettled", ()), ("key", (DAYS,)), ("changes", ())):
                page(client, name, *args)
        return len(asked)

    settle_rule(key=DAYS, unit=province, value=30, on=date(2026, 8, 1), by=SYSTEM, **PAPER)
    once = cost()
    for month in (9, 10):
        settle_rule(key=DAYS, unit=province, value=30, on=date(2026, month, 1), by=SYSTEM, **PAPER)
        settle_rule(key="vote.base", unit=province, value="all", on=date(2026, month, 1), by=SYSTEM, **PAPER)
    assert cost() == once


# --- beside a deadline, a vote, a threshold ---------------------------------------------------------------

def shown(text, **told):
    return Template(CottonCompiler().process(text)).render(Context(told))


def test_beside_a_value_stands_which_rule_decides_it():
    rule = rules.on(date(2026, 11, 22)).rule("admission.vote_share")
    found = shown('<c-rule :by="rule" />', rule=rule)
    assert "/quy-dinh/gia-tri/admission.vote_share/?on=2026-11-22" in found
    assert "208-QĐ/TW" in found
    full = shown('<c-rule :by="rule" label="x" />', rule=rule)
    assert "rule-value" in full
    assert "in force from 26/07/2026" in full or "26/07/2026" in full


def test_where_no_rule_is_known_the_page_of_the_value_is_opened_all_the_same():
    assert "/quy-dinh/gia-tri/vote.base/?on=2026-11-22" in shown('<c-rule key="vote.base" :on="day" />', day=date(2026, 11, 22))


def test_what_a_row_kept_of_a_rule_is_said_in_words():
    kept = {"key": "admission.vote_share", "value": "2/3", "unit": "of official members", "regulation": "208-QĐ/TW", "article": "", "status": "secondary", "from": "2026-07-26", "source": ""}
    assert "?on=2026-07-26" in shown('<c-rule :kept="kept" />', kept=kept)
    assert shown("{% load rulebook %}{{ kept|said }}", kept=kept) == "2/3 of official members"
    assert shown("{% load rulebook %}{{ kept|said }}", kept={**kept, "value": ["30", "60"], "unit": "working days"}) == "30 or 60 working days"
    assert shown("{% load rulebook %}{{ unit|said_unit }}", unit="body") == ""
