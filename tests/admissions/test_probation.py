"""Recognition and striking off: when the months are over, from which day, and who is told."""

from __future__ import annotations

from datetime import date

import pytest

from coso.admissions import queries
from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.members.models import Member, Stay
from coso.procedures.actions import open_case
from coso.procedures.declarations import PROCEDURES
from coso.procedures.models import Case
from tests.admissions.story import TODAY, admitted, do, make_branch, votes
from tests.factories import make_member, make_user

pytestmark = pytest.mark.django_db
CARD = "021234567890"


@pytest.fixture
def branch():
    return make_branch()


def recognition_of(member: Member) -> Case:
    return Case.objects.get(procedure="recognition", member=member)


def to_the_vote(case: Case, on: date) -> Case:
    case = do(case, case.opened_on, {"mentor": Member.objects.filter(unit=case.unit).first()})
    case = do(case, on, {"certificate": "9/CN"})
    return do(case, on, dict.fromkeys(("self_review_on", "mentor_on", "mass_on", "residence_on"), on))


def recognised(case: Case, on: date, official_on: date) -> Case:
    case = do(to_the_vote(case, on), on, count=votes(5, 1))
    case = do(case, on, {"power": "own", "resolution": "5-NQ/ĐU"})
    case = do(case, on, {"number": "20-QĐ/ĐU", "official_on": official_on})
    return do(case, on)


def test_a_member_recognised_late_is_official_from_the_day_the_months_were_over(branch):
    member = admitted(branch, decided=date(2026, 8, 3), ceremony=date(2026, 8, 20)).member
    case = recognised(recognition_of(member), date(2027, 11, 15), date(2027, 8, 20))
    member.refresh_from_db()
    assert (member.status, member.official_date) == ("official", date(2027, 8, 20))
    assert list(Stay.objects.filter(member=member).order_by("valid_from").values_list("status", "valid_from")) == [("probationary", date(2026, 8, 20)), ("official", date(2027, 8, 20))]
    case = do(case, date(2027, 11, 20))
    case = do(case, date(2027, 11, 25), {"card": CARD})
    member.refresh_from_db()
    assert (case.state, member.party_card_number, member.card_issued_on) == ("done", CARD, date(2027, 11, 25))


def test_another_official_day_than_the_rules_is_refused(branch):
    member = admitted(branch, decided=date(2026, 8, 3), ceremony=date(2026, 8, 20)).member
    with pytest.raises(RuleBroken, match="20/08/2027"):
        recognised(recognition_of(member), date(2027, 11, 15), date(2027, 11, 15))


def test_the_branch_does_not_vote_before_the_months_are_over(branch):
    member = admitted(branch, decided=date(2026, 8, 3), ceremony=date(2026, 8, 20)).member
    case = to_the_vote(recognition_of(member), date(2027, 8, 19))
    with pytest.raises(RuleBroken, match="20/08/2027"):
        do(case, date(2027, 8, 19), count=votes(6))


def test_a_ceremony_on_29_february_ends_its_probation_on_28_february(branch):
    member = make_member(branch, admission_date=date(2024, 2, 29), official_date=None)
    assert queries.probation_ends(member) == date(2025, 2, 28)


def test_the_review_is_due_thirty_working_days_after_the_months(branch):
    member = admitted(branch, decided=date(2026, 8, 3), ceremony=date(2026, 8, 20)).member
    case = to_the_vote(recognition_of(member), date(2027, 8, 21))
    assert case.due_on == date(2027, 10, 5)  # 1 and 2 September are holidays


def test_those_whose_recognition_falls_due_are_told_of(branch):
    member = admitted(branch, decided=date(2026, 8, 3), ceremony=date(2026, 8, 20)).member
    secretary = make_user("branch_secretary", branch)
    assert list(queries.recognitions_due(secretary, date(2027, 7, 1))) == []
    due = list(queries.recognitions_due(secretary, date(2027, 8, 1)))
    assert [(one.member, one.ends, one.by, one.case) for one in due] == [(member, date(2027, 8, 20), date(2027, 10, 5), recognition_of(member).number)]


def test_only_a_probationary_member_is_recognised(branch):
    with pytest.raises(RuleBroken):
        open_case(procedure=PROCEDURES["recognition"], unit=branch, title="x", on=TODAY, by=SYSTEM, today=TODAY, member=Member.objects.filter(unit=branch).first())


def test_a_probationary_member_is_struck_off_by_a_vote_and_a_decision(branch):
    member = make_member(branch, admission_date=date(2026, 2, 3), official_date=None)
    case = open_case(procedure=PROCEDURES["strike_off"], unit=branch, title=member.full_name, on=date(2027, 3, 1), by=SYSTEM, today=TODAY, member=member)
    case = do(case, date(2027, 3, 1), {"grounds": "Bỏ sinh hoạt", "heard_on": date(2027, 3, 1)})
    case = do(case, date(2027, 3, 5), count=votes(5, 1))
    case = do(case, date(2027, 3, 8), {"power": "own", "resolution": "2"})
    case = do(case, date(2027, 3, 10), {"number": "8-QĐ/ĐU"})
    do(case, date(2027, 3, 11))
    member.refresh_from_db()
    assert (member.left_on, member.left_reason) == (date(2027, 3, 10), "removed")
