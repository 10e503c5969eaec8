"""What the way into the Party refuses, each with its sentence, and what it lets pass where no rule speaks."""

from __future__ import annotations

from datetime import date

import pytest

from coso.admissions import actions, rules
from coso.admissions.models import Applicant
from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.members.enums import StayReason
from coso.members.models import Stay
from coso.procedures.actions import cancel
from coso.procedures.models import Case
from tests.admissions.story import TODAY, begin, do, make_branch, to_the_vote, votes
from tests.factories import make_applicant, make_member

pytestmark = pytest.mark.django_db
DAY = date(2026, 8, 3)
BEFORE_ALL_RULES = date(1930, 2, 3)


@pytest.fixture
def branch():
    return make_branch()


@pytest.mark.parametrize(("wrong", "said"), [
    ({"course_on": date(2099, 1, 1)}, "Chưa đến"),
    ({"birth_date": date(2026, 1, 5)}, "Ngày sinh"),
    ({"full_name": "x" * 101}, "họ tên|họ và tên"),
])
def test_a_line_of_the_source_list_that_cannot_be_is_refused(branch, wrong, said):
    with pytest.raises(RuleBroken, match=said):
        make_applicant(branch, **wrong)
    assert not Applicant.objects.exists()


def test_consent_is_withdrawn_on_a_day_after_it_was_given_whatever_became_of_the_case(branch):
    without, stopped = make_applicant(branch), make_applicant(branch, full_name="Lò Thị Pó")
    case = begin(stopped, DAY)
    cancel(case=case, seen=case.turn, reason="Chuyển đi nơi khác", by=SYSTEM, today=TODAY)
    for day in (date(2026, 1, 4), date(2099, 1, 1)):
        with pytest.raises(RuleBroken, match="rút"):
            actions.withdraw_consent(applicant=without, on=day, by=SYSTEM, today=TODAY)
    for one in (without, stopped):
        assert actions.withdraw_consent(applicant=one, on=DAY, by=SYSTEM, today=TODAY).full_name == ""


def test_one_person_has_one_admission_under_way(branch):
    person = make_applicant(branch)
    begin(person, DAY)
    with pytest.raises(RuleBroken):
        begin(person, DAY)
    assert Case.objects.count() == 1


def test_nothing_enters_the_roll_before_the_decision(branch):
    case = begin(make_applicant(branch), DAY)
    with pytest.raises(RuleBroken, match="kết nạp"):
        actions.open_record(case=case, told={}, by=SYSTEM, today=TODAY)
    with pytest.raises(RuleBroken):
        actions.strike_off(case=case, by=SYSTEM, today=TODAY)
    assert actions.follow_probation(case=case, by=SYSTEM, today=TODAY) is None


def test_papers_and_steps_have_an_order(branch):
    with pytest.raises(RuleBroken, match="Giấy|giấy"):
        rules.check_order(date(2026, 8, 4), date(2026, 8, 4), DAY, branch)
    with pytest.raises(RuleBroken, match="03/08/2026"):
        rules.check_not_before(DAY, date(2026, 8, 4), "Quyết định")
    rules.check_not_before(DAY, None, "Quyết định")


def test_a_certificate_without_its_day_stops_the_vote(branch):
    with pytest.raises(RuleBroken, match="chứng nhận"):
        rules.check_certificate(None, DAY, branch)


def test_where_no_rule_speaks_nobody_is_refused(branch):
    person = make_applicant(branch)
    rules.check_certificate(None, BEFORE_ALL_RULES, branch)
    rules.check_excluded("one", "", BEFORE_ALL_RULES, branch)
    rules.check_schooled(person, "", BEFORE_ALL_RULES, branch)


def test_schooling_is_entered_or_its_exception_named(branch):
    person = make_applicant(branch, general_education="")
    with pytest.raises(RuleBroken, match="Vàng Thị Mai"):
        rules.check_schooled(person, "", DAY, branch)
    rules.check_schooled(person, "Công văn 5-CV/TU", DAY, branch)


def test_a_gap_in_the_roll_begins_the_time_in_a_branch_anew(branch):
    member = make_member(branch, day=TODAY)
    stays = [
        Stay(member=member, unit=branch, valid_from=date(2026, 5, 1), reason=StayReason.LISTED),
        Stay(member=member, unit=branch, valid_from=date(2020, 1, 1), valid_to=date(2026, 1, 1), reason=StayReason.LISTED),
    ]
    assert rules.here_since(stays, branch) == date(2026, 5, 1)
    assert rules.here_since([], branch) is None


def test_a_recognition_is_not_dated_within_the_probation(branch):
    with pytest.raises(RuleBroken, match="dự bị"):
        rules.check_official_day(date(2026, 8, 2), DAY, date(2026, 9, 1), branch)



def test_what_the_committee_declares_not_adopted_closes_the_case_with_that_sentence(branch):
    case = to_the_vote(begin(make_applicant(branch), DAY), DAY)
    case = do(case, DAY, {"exception": ""}, count=votes(5, 1))
    case = do(case, DAY, {"power": "own", "resolution": "4-NQ/ĐU"}, count=votes(2, 4), committee=7, adopted=False)
    assert (case.state, "tuyên bố" in case.outcome) == ("refused", True), case.outcome
