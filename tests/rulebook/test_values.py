"""The values of the field's table: every key, its type, its two languages, and nothing surer than it is."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from coso.rulebook import rules
from coso.rulebook.book import book
from coso.rulebook.enums import RuleStatus, ValueType
from coso.rulebook.queries import GROUPS
from coso.rulebook.shares import Share
from coso.rulebook.spans import Span
from coso.rulebook.wording import units

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
KEYS = (Path(__file__).parent / "keys.txt").read_text().split()
SET_BY_UNITS = {"dialogue.answer_days", "dialogue.petition_days"}  # no regulation gives one
OWN = SET_BY_UNITS | {"privacy.small_number", "figure.age_bands", "figure.party_age_bands"}
HALVES = {"doc.types.standing_committee_excluded"}  # a row of the field's table that says two things stands under two keys
CONFLICTS = {
    "admission.over_age_approver", "dues.allowance_group.factor", "meeting.attendance_target", "org.commune_units",
    "review.excellent_cap", "transfer.official_working_days",
}


def every_rule():
    return [rule for rows in book().rules.values() for rule in rows]


def test_the_rulebook_has_the_keys_of_the_field_and_a_few_of_its_own():
    assert set(book().keys) == set(KEYS) | OWN | HALVES
    assert set(book().rules) == set(book().keys)
    assert len(KEYS) == 252
    assert len(every_rule()) == 288 + len(OWN) + len(HALVES)


def test_no_value_is_made_surer_than_the_field_knows_it():
    official = [rule for rule in every_rule() if rule.status == RuleStatus.OFFICIAL]
    assert Counter(rule.regulation.symbol for rule in official) == {"29-QĐ/TW": 4, "24-QĐ/TW": 4, "338-QĐ/TW": 1}
    assert {rule.key for rule in every_rule() if rule.status == RuleStatus.CONFLICT} == CONFLICTS
    assert {rule.key for rule in every_rule() if rule.status == RuleStatus.LOCAL} == OWN - SET_BY_UNITS


def test_every_text_stands_in_both_languages():
    words = [*(key.title for key in book().keys.values()), *(rule.note for rule in every_rule()), *(one.title for one in book().regulations.values())]
    assert [one for one in words if one.en and not one.vi] == []
    assert all(key.group in GROUPS for key in book().keys.values())
    assert {rule.unit for rule in every_rule() if rule.unit} <= set(units())


def test_every_rule_can_be_said_in_both_languages():
    for language in ("vi", "en"):
        with translation.override(language):
            assert all(rule.said and rule.symbols for rule in every_rule())


@pytest.mark.parametrize(("key", "day", "value"), [
    ("admission.vote_share", TODAY, Share(2, 3)),
    ("discipline.vote_share", TODAY, Share(1, 2, strict=True)),
    ("admission.awareness_certificate_months", TODAY, 60),
    ("dues.pension.rate", TODAY, Decimal("0.5")),
    ("dues.uninsured_working_age.rate", date(2027, 12, 31), Decimal("0.3")),
    ("dues.uninsured_working_age.rate", date(2028, 1, 1), Decimal("0.5")),
    ("dues.student.amount", TODAY, 5000),
    ("dues.other.amount", date(2020, 1, 1), (2000, 30000)),
    ("dues.report_code.collected", TODAY, "02"),
    ("discipline.forms.official", TODAY, ("reprimand", "warning", "dismissal_from_post", "expulsion")),
    ("doc.types.branch_excluded_2017", date(2020, 1, 1), ("QC", "TB", "KL")),
    ("admission.form_codes", TODAY, ("1-KNĐ", "9-KNĐ")),
    ("review.weights", TODAY, (30, 70)),
    ("dues.exempt_social_pension", TODAY, True),
    ("meeting.regular_min_minutes", TODAY, 90),
    ("privacy.law_from", TODAY, date(2026, 1, 1)),
    ("review.periods", date(2024, 1, 1), ("year",)),
    ("org.branch_meetings_per_month", date(2010, 1, 1), 1),
])
def test_a_value_has_its_type(key, day, value):
    if key == "review.weights":
        assert book().rules[key][0].value == value, "a province's form, an example elsewhere"
    else:
        assert rules.on(day).get(key) == value


def test_lengths_of_time_are_counted_as_they_are_meant():
    asked = rules.on(TODAY)
    assert asked.span("probation.months") == Span(12, ValueType.MONTHS)
    assert asked.deadline("probation.months", date(2024, 2, 29)).day == date(2025, 2, 28)
    assert asked.span("admission.ceremony_working_days").after(date(2026, 2, 13)) == date(2026, 4, 3)
    assert asked.span("readmission.wait_months").before(date(2026, 11, 22)) == date(2023, 11, 22)
    assert rules.on(date(2026, 1, 1)).span("discipline.complaint_days").after(date(2026, 1, 1)) == date(2026, 1, 31)
    with pytest.raises(TypeError, match="no length of time"):
        asked.span("admission.vote_share")
    with pytest.raises(ValueError, match="no whole months"):
        asked.span("admission.ceremony_working_days").before(TODAY)


def test_a_key_is_asked_for_by_what_it_is():
    asked = rules.on(TODAY)
    assert asked.number("admission.age_min") == 18
    assert asked.share("review.excellent.tasks_above_share") == Share(30, 100)
    assert asked.text("doc.page_size") == "A4"
    assert asked.flag("dues.probationary_same_as_official") is True
    for wrong in (asked.number, asked.text, asked.flag):
        with pytest.raises(TypeError):
            wrong("admission.vote_share")


def test_the_day_the_count_begins_changes_with_the_version():
    old, new = (rules.on(day).rule("admission.ceremony_working_days") for day in (date(2026, 7, 25), date(2026, 7, 26)))
    assert (old.counted_from, new.counted_from) == ("decision_received", "decision_issued")
    assert old.value == new.value == 30


def test_what_an_unread_version_may_have_replaced_is_shown_as_not_checked():
    sure, doubtful = (rules.on(day).rule("admission.age_min") for day in (date(2024, 12, 31), date(2025, 1, 1)))
    assert (sure.status, sure.doubtful) == (RuleStatus.OFFICIAL, False)
    assert (doubtful.status, doubtful.doubtful) == (RuleStatus.SECONDARY, True)
    assert sure.article == doubtful.article == "1.1.1"


def test_a_rule_leads_to_its_page():
    rule = rules.on(TODAY).rule("admission.vote_share")
    assert rule.get_absolute_url() == "/quy-dinh/gia-tri/admission.vote_share/?on=2026-11-22"


def test_values_are_said_with_their_units():
    with translation.override("vi"):
        assert rules.on(TODAY).rule("admission.vote_share").said == "2/3 số đảng viên chính thức"
        assert rules.on(TODAY).rule("transfer.official_working_days").said == "30 hoặc 60 ngày làm việc"
        assert rules.on(TODAY).rule("dues.min_wage.region_1").said == "5.310.000 đồng/tháng"
        assert rules.on(TODAY).rule("dues.pension.rate").said == "0,5% lương hưu"
        assert rules.on(TODAY).rule("meeting.attendance_target").said == "quá 90% hoặc 90% số đảng viên phải dự"
    assert rules.on(TODAY).rule("review.excellent_cap").said == "20% of those rated good or better or 20% of all rated"
