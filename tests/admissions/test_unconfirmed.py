"""Values nobody has compared with the regulation in force: nobody is refused by them, and the page names where to look."""

from __future__ import annotations

from datetime import date

import pytest

from coso.admissions.models import Applicant
from coso.common.errors import NoConfirmedRule
from coso.procedures.enums import CaseState
from coso.procedures.models import Case, CaseVote
from coso.rulebook import rules
from tests.admissions.story import begin, do, make_branch, to_the_vote, votes
from tests.factories import make_applicant, make_user

pytestmark = pytest.mark.django_db
LAST, FIRST = date(2026, 7, 25), date(2026, 7, 26)  # the last day of 294-QĐ/TW, the first of 208-QĐ/TW
COURSE = date(2025, 3, 2)
SAID = "cần xem 208-QĐ/TW"


def at_the_branch(on: date) -> Case:
    applicant: Applicant = make_applicant(make_branch(), course_on=COURSE, consent_on=date(2025, 1, 5))
    return to_the_vote(begin(applicant, on), on, course_on=COURSE)


def at_the_committee(on: date) -> Case:
    return do(at_the_branch(on), on, {"exception": ""}, count=votes(5, 1))


def committee(case: Case, on: date, yes: int, adopted: bool | None) -> Case:
    return do(case, on, {"power": "own", "resolution": "4-NQ/ĐU"}, count=votes(yes, 7 - yes), committee=7, adopted=adopted)


def page(client, case: Case) -> str:
    client.force_login(make_user("office_clerk", case.unit.parent))
    return client.get(case.get_absolute_url()).content.decode()


def test_while_a_share_is_known_it_decides(client):
    case = committee(at_the_committee(LAST), LAST, 4, adopted=True)
    assert (case.state, CaseVote.objects.get(step="committee").needed) == (CaseState.REFUSED, 5)


def test_where_none_is_known_the_committee_says_and_nobody_is_refused_by_a_number(client):
    case = at_the_committee(FIRST)
    assert SAID in page(client, case)
    with pytest.raises(NoConfirmedRule, match="208-QĐ/TW"):
        committee(case, FIRST, 4, adopted=None)
    case.refresh_from_db()
    assert (case.state, case.step) == (CaseState.OPEN, "committee")
    assert not CaseVote.objects.filter(step="committee").exists()
    case = committee(case, FIRST, 4, adopted=True)
    vote = CaseVote.objects.get(step="committee")
    assert (case.state, vote.needed, vote.passed, vote.rule) == (CaseState.OPEN, None, True, {})


@pytest.mark.parametrize(("on", "known"), [(LAST, True), (FIRST, False)])
def test_the_base_of_a_vote_is_shown_with_its_rule_or_with_where_to_look(client, on, known, monkeypatch):
    monkeypatch.setattr("coso.procedures.views.reading.today", lambda: on)
    case = at_the_branch(on)
    assert bool(rules.on(on, case.unit).find("vote.base")) == known
    shown = page(client, case)
    assert "Cơ sở tính tỷ lệ biểu quyết" in shown
    assert (SAID in shown) == (not known)
    case = do(case, on, {"exception": ""}, count=votes(4, 2))
    assert (case.state, CaseVote.objects.get(step="branch_vote").base) == (CaseState.OPEN, 6)
    assert ("vote.base" in {one["key"] for one in case.entrys.get(step="branch_vote").rules}) == known
