"""`coso rules`: one value, all values, what changes, in words and as JSON."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from coso.common.actors import SYSTEM
from coso.org.enums import UnitKind
from coso.rulebook.actions import settle_rule
from tests.factories import make_unit

pytestmark = pytest.mark.django_db


def told(*args):
    out = StringIO()
    call_command("rules", *args, stdout=out)
    return out.getvalue()


def answered(*args):
    return json.loads(told(*args, "--json"))


def refused(*args):
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("rules", *args, stderr=out)
    return ended.value.code, out.getvalue()


def test_a_value_with_its_source():
    found = answered("admission.age_min", "--on", "2023-05-05")
    assert found == {
        "key": "admission.age_min", "value": 18, "unit": "full years", "regulation": "24-QĐ/TW", "article": "1.1.1", "status": "official",
        "from": "2021-07-30", "source": "https://thuviennhadat.vn/vbpl/quy-dinh-24-qd-tw-2021-thi-hanh-dieu-le-dang-484359.html",
    }
    assert told("admission.age_min", "--on", "2023-05-05").startswith("admission.age_min\t18 full years\t24-QĐ/TW\t")


@pytest.mark.parametrize(("key", "value"), [
    ("admission.vote_share", "2/3"), ("discipline.vote_share", ">1/2"), ("badge.years", [30, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95]),
    ("privacy.law_from", "2026-01-01"), ("dues.pension.rate", 0.5), ("dues.exempt_social_pension", True), ("card.number_digits", 12),
])
def test_values_as_json_has_them(key, value):
    assert answered(key, "--on", "2026-11-22")["value"] == value


def test_where_sources_disagree_both_are_told():
    found = answered("transfer.official_working_days", "--on", "2026-11-22")
    assert (found["value"], found["unit"], found["status"]) == ([30, 60], "working days", "conflict")
    assert answered("review.excellent_cap", "--on", "2026-11-22")["unit"] == ["% of those rated good or better", "% of all rated"]


@pytest.mark.parametrize(("key", "day", "regulation"), [
    ("admission.ceremony_working_days", "2022-01-01", "24-QĐ/TW"), ("vote.base", "2026-11-22", "208-QĐ/TW"), ("admission.age_min", "2010-01-01", "29-QĐ/TW"),
])
def test_no_confirmed_rule_is_a_sentence_and_exit_3(key, day, regulation):
    code, sentence = refused(key, "--on", day)
    assert code == 3
    assert regulation in sentence


@pytest.mark.parametrize("args", [("no.such.key",), ("admission.age_min", "--on", "yesterday"), ("admission.age_min", "--unit", "99")])
def test_what_can_not_be_answered_is_a_sentence_and_exit_2(args):
    code, sentence = refused(*args)
    assert code == 2
    assert "Nothing was answered" in sentence


def test_a_unit_has_what_its_province_set():
    unit = make_unit("Đảng bộ tỉnh", kind=UnitKind.PROVINCIAL_ORGANISATION, code="12000000000000")
    settle_rule(key="transfer.official_working_days", unit=unit, value=60, on=date(2026, 9, 1), paper="31-QĐ/TU", reason="…", by=SYSTEM)
    found = answered("transfer.official_working_days", "--on", "2026-11-22", "--unit", "12.000.000.000.000")
    assert (found["value"], found["status"], found["regulation"], found["place"]) == (60, "local", "31-QĐ/TU", "Đảng bộ tỉnh")
    assert refused("planning.young_share", "--on", "2026-11-22", "--unit", "12000000000000")[0] == 3


def test_without_a_unit_a_value_of_some_units_says_where_it_holds():
    assert answered("planning.young_share", "--on", "2026-11-22")["place"] == "Lào Cai"
    found = answered("org.term_years", "--on", "2022-01-01")
    assert (found["value"], found["scope"]) == (5, "grassroots_unit")
    assert [(one["value"], one["scope"]) for one in found["also"]] == [(2.5, "subordinate_branch")]
    assert answered("review.weights", "--on", "2026-11-22")["from"] == "2025"


def test_all_that_counts_is_listed():
    assert {"key": "card.number_digits"}.items() <= next(one for one in answered("--on", "2026-11-22") if one["key"] == "card.number_digits").items()
    assert "card.number_digits\t12 digits" in told("--on", "2026-11-22")


def test_what_changes_between_two_days():
    found = answered("--diff", "2026-07-25", "2026-07-26")
    by_key = {one["key"]: one for one in found["changes"]}
    assert (found["from"], found["to"]) == ("2026-07-25", "2026-07-26")
    assert by_key["vote.base"]["change"] == "ended"
    assert by_key["vote.base"]["after"] is None
    assert by_key["admission.vote_share"]["change"] == "source"
    assert by_key["admission.ceremony_working_days"]["change"] == "value"
    assert by_key["probation.vote_share"]["before"] is None
    assert "probation.vote_share\tNew\t–\t2/3 of official members (208-QĐ/TW)" in told("--diff", "2026-07-25", "2026-07-26")
