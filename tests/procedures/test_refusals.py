"""What a case refuses, and what it leaves as it was when it does."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.db import DataError, transaction

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.common.uploads import Upload
from coso.procedures import actions, rules
from coso.procedures.actions import following, papers
from coso.procedures.actions.ground import as_json
from coso.procedures.enums import CaseState, VoteWay
from coso.procedures.models import Case, CasePaper
from coso.procedures.rules import Count
from tests.factories import make_unit
from tests.procedures.test_engine import (
    PDF,
    TODAY,
    asked,
    begin,
    branch,  # noqa: F401 the fixture
    voted,
)

pytestmark = pytest.mark.django_db


def stored() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def test_a_case_is_not_opened_on_a_day_to_come(branch):  # noqa: F811
    with pytest.raises(RuleBroken):
        begin(branch, on=TODAY.replace(month=12))
    assert not Case.objects.exists()


def test_only_a_case_that_was_stopped_is_opened_again_and_with_a_reason(branch):  # noqa: F811
    case = asked(begin(branch))
    with pytest.raises(RuleBroken):
        actions.reopen(case=case, seen=case.turn, reason="Quyết định 5", by=SYSTEM, today=TODAY)
    with pytest.raises(RuleBroken, match="lý do"):
        actions.cancel(case=case, seen=case.turn, reason=" ", by=SYSTEM, today=TODAY)
    case = actions.cancel(case=case, seen=case.turn, reason="Hết tiền", by=SYSTEM, today=TODAY)
    with pytest.raises(RuleBroken, match="lý do"):
        actions.reopen(case=case, seen=case.turn, reason=" ", by=SYSTEM, today=TODAY)
    assert case.state == CaseState.CANCELLED


def test_a_paper_with_a_secrecy_mark_is_not_stored(branch):  # noqa: F811
    before = stored()
    with pytest.raises(RuleBroken, match="mật"):
        actions.add_paper(case=begin(branch), key="photo", by=SYSTEM, upload=Upload(PDF.content, PDF.content_type, "MẬT 12.pdf"))
    assert stored() == before


def test_the_file_of_a_paper_that_could_not_be_kept_is_removed(branch):  # noqa: F811
    before = stored()
    with pytest.raises(DataError), transaction.atomic():
        actions.add_paper(case=begin(branch), key="photo", by=SYSTEM, upload=PDF, number="1" * 61)
    assert stored() == before


def test_a_paper_is_withdrawn_once_and_seen_once(branch):  # noqa: F811
    case = begin(branch)
    plan = actions.add_paper(case=case, key="plan", by=SYSTEM, upload=PDF)
    actions.withdraw_paper(paper=plan, reason="Nhầm", by=SYSTEM)
    with pytest.raises(RuleBroken):
        actions.withdraw_paper(paper=plan, reason="Nhầm", by=SYSTEM)
    for _ in range(2):
        papers.see(case, "photo", SYSTEM)
    assert CasePaper.objects.filter(case=case, key="photo").count() == 1


def test_a_vote_belongs_to_a_step_that_takes_one_and_to_people_who_have_one(branch):  # noqa: F811
    case = begin(branch)
    with pytest.raises(RuleBroken):
        actions.open_step_ballot(case=case, seen=case.turn, by=SYSTEM, today=TODAY)
    case = asked(case)
    with pytest.raises(RuleBroken):
        actions.do_step(case=case, seen=case.turn, on=TODAY, by=SYSTEM, today=TODAY)
    with pytest.raises(RuleBroken):
        voted(asked(begin(make_unit(parent=branch.parent))), 0, 0)


def test_more_ballots_than_people_cannot_be():
    for issued, returned in ((4, 3), (3, 4)):
        with pytest.raises(RuleBroken, match=str(issued)):
            rules.check_count(Count(VoteWay.BALLOTS, 3, 3, 0, issued=issued, returned=returned), 5)


def test_a_deadline_may_run_from_the_opening(branch):  # noqa: F811
    case = voted(asked(begin(branch), room="lớn"), 3, 0)
    assert (case.step, case.due_on, case.due_rule["key"]) == ("mayor", case.due_on, "probation.review_working_days")
    assert case.due_on > case.opened_on


def test_a_closed_case_goes_along_with_its_unit_and_into_nobodys_hands(branch):  # noqa: F811
    case, other = asked(begin(branch)), make_unit(parent=branch.parent)
    case = actions.cancel(case=case, seen=case.turn, reason="Hết tiền", by=SYSTEM, today=TODAY)
    case = following.follow(case=case, to=other, on=TODAY, by=SYSTEM)
    assert (case.unit, case.acting_unit) == (other, branch)
    assert following.stand_anew(unit=other, by=SYSTEM) == 0
    asked(begin(other))
    assert following.stand_anew(unit=other, by=SYSTEM) == 0


def test_a_person_is_forgotten_only_when_the_case_is_closed_and_with_the_files(branch, django_capture_on_commit_callbacks):  # noqa: F811
    case, before = begin(branch), stored()
    actions.add_paper(case=case, key="plan", by=SYSTEM, upload=PDF)
    with pytest.raises(RuleBroken):
        actions.forget_person(case=case, title="Đã rút", by=SYSTEM, today=TODAY)
    case = actions.cancel(case=case, seen=case.turn, reason="Rút đồng ý", by=SYSTEM, today=TODAY)
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.forget_person(case=case, title="Đã rút", by=SYSTEM, today=TODAY).title == "Đã rút"
    assert stored() == before


def test_answers_are_kept_as_plain_values(branch):  # noqa: F811
    assert as_json({"units": [branch], "none": None, "many": 2}) == {"units": [{"pk": branch.pk, "said": str(branch)}], "many": 2}
