"""Exempt, away, helped, removed, dead: each on the edges of the rules' values and of the calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.home.queries import cases_in_hand
from coso.members.actions import enter_activity, strike_off
from coso.members.enums import Activity, LeaveReason
from coso.members.models import Member
from coso.procedures import actions
from coso.procedures.enums import CaseState, VoteWay
from coso.procedures.models import CaseVote
from coso.procedures.rules import Count
from coso.statuses import procedures as declared
from tests.factories import make_member, make_user
from tests.statuses.test_procedures import DECIDED, TODAY, begin, do, member, now, removed  # noqa: F401 a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def later(monkeypatch):
    """The stories of this file reach into the years to come."""
    monkeypatch.setattr("tests.statuses.test_procedures.TODAY", date(2029, 1, 1))


AWAY = {"kind": "work", "place": "Bắc Ninh", "contact": "0900", "since": date(2026, 10, 2), "look_back_on": date(2026, 11, 2), "contact_person": "Lò Văn Hai"}


# --- exempt ------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("since", "until", "refused"), [
    (date(2024, 2, 29), date(2025, 2, 27), False), (date(2024, 2, 29), date(2025, 2, 28), True),  # less than a year, from a leap day
    (date(2024, 3, 1), date(2025, 2, 28), False), (date(2024, 3, 1), date(2025, 3, 1), True),
    (date(2026, 1, 1), date(2028, 1, 1), False),  # nobody has read the version of that day: nothing is refused by it
])
def test_mobile_work_exempts_for_less_than_the_years_of_the_rule(member, since, until, refused):  # noqa: F811
    told = {"ground": "mobile_work", "since": since, "until": until}
    if refused:
        with pytest.raises(RuleBroken, match="12-HD/BTCTW"):
            begin(declared.EXEMPTION, member, told)
    else:
        assert begin(declared.EXEMPTION, member, told).state == CaseState.OPEN


def test_who_is_exempt_is_not_exempted_again(member):  # noqa: F811
    enter_activity(member=member, activity=Activity.EXEMPT, on=date(2026, 9, 1), paper="", by=SYSTEM, day=TODAY)
    with pytest.raises(RuleBroken, match="Vàng Thị Mỷ"):
        begin(declared.EXEMPTION, now(member), {"ground": "old_or_weak", "since": TODAY})


# --- away --------------------------------------------------------------------------------------------

def test_the_branch_asks_after_a_member_as_often_as_it_said_and_no_later_than_the_return(member):  # noqa: F811
    secretary = make_user("branch_secretary", member.unit)
    case = do(begin(declared.AWAY, member, AWAY | {"until": date(2027, 3, 1)}), on=date(2026, 10, 2))
    assert declared.contact(case)[0][1] == "chưa liên lạc"
    [waiting] = cases_in_hand(secretary, date(2026, 11, 3))
    assert waiting.late
    case = do(case, on=date(2026, 11, 3), reached="gọi điện", next_on=date(2027, 2, 3))
    assert (case.step, case.due_on, declared.contact(case)[0][1]) == ("look_back", date(2027, 2, 3), "03/11/2026")
    with pytest.raises(RuleBroken):
        do(case, on=date(2027, 2, 3), reached="gọi điện", next_on=date(2027, 2, 3))
    case = do(case, on=date(2027, 2, 3), reached="gọi điện", next_on=date(2027, 5, 3))
    assert (case.due_on, case.entrys.filter(step="look_back").count()) == (date(2027, 3, 1), 2)
    case = do(do(case, on=date(2027, 3, 1), reached="về nhà"), on=date(2027, 3, 2), ended="returned")
    assert (case.state, now(member).activity) == (CaseState.DONE, Activity.ACTIVE)


def test_who_stays_away_is_away_until_the_transfer_and_may_be_followed_again(member):  # noqa: F811
    case = do(do(begin(declared.AWAY, member, AWAY), on=date(2026, 10, 2)), on=date(2026, 11, 3), reached="gọi")
    case = do(case, on=date(2026, 11, 18), ended="transfers")
    assert (case.state, now(member).activity) == (CaseState.DONE, Activity.WORKING_AWAY)
    again = do(begin(declared.AWAY, now(member), AWAY), on=date(2026, 12, 1))
    assert (again.step, now(member).activity) == ("look_back", Activity.WORKING_AWAY)


@pytest.mark.parametrize(("kind", "activity", "lines"), [("work", Activity.WORKING_AWAY, 1), ("study_abroad", Activity.ABROAD, 2)])
def test_dues_abroad_are_said_to_be_unknown(member, kind, activity, lines):  # noqa: F811
    case = do(begin(declared.AWAY, member, AWAY | {"kind": kind}), on=date(2026, 10, 2))
    assert (now(member).activity, len(declared.contact(case))) == (activity, lines)


def test_nobody_is_asked_after_when_the_member_has_died(member):  # noqa: F811
    case = do(begin(declared.AWAY, member, AWAY), on=date(2026, 10, 2))
    do(begin(declared.DEATH, member), on=date(2026, 10, 9), died_on=date(2026, 10, 8))
    case.refresh_from_db()
    assert (case.state, case.outcome) == (CaseState.CANCELLED, "Đảng viên đã ra khỏi danh sách.")


# --- helped ------------------------------------------------------------------------------------------

def help_for(member: Member, on: date, until: date) -> Any:  # noqa: F811
    case = do(begin(declared.SCREENING, member, {"reason": "not_completed"}), on=on)
    return do(case, on=on, helper="Lò Văn Hai", until=until)


def test_help_lasts_by_the_rule_from_the_day_it_began(member):  # noqa: F811
    case = begin(declared.SCREENING, member, {"reason": "reduced_will"})
    assert declared.help_period(case) == []
    case = help_for_case(case, date(2028, 2, 29))
    [(_label, until, rule)] = declared.help_period(case)
    assert (until, rule["key"], rule["regulation"]) == ("28/02/2029", "removal.no_progress_months", "208-QĐ/TW")


def help_for_case(case: Any, on: date) -> Any:
    return do(do(case, on=on), on=on, helper="Lò Văn Hai", until=date(2028, 12, 1))


@pytest.mark.parametrize(("yes", "state"), [(3, CaseState.OPEN), (2, CaseState.REFUSED)])
def test_progress_needs_two_thirds_of_those_with_a_vote_and_the_exempt_have_none(member, yes, state):  # noqa: F811
    for name in ("Lò Văn Bốn", "Lò Văn Năm"):
        exempt = make_member(member.unit, name)
        if name == "Lò Văn Năm":
            enter_activity(member=exempt, activity=Activity.EXEMPT, on=date(2026, 9, 1), paper="", by=SYSTEM, day=TODAY)
    case = help_for(member, date(2026, 10, 8), date(2026, 11, 10))
    case = vote(case, yes, 4 - yes)
    kept = CaseVote.objects.get(case=case)
    assert (kept.base, kept.needed, kept.left_out["exempt"], case.state) == (4, 3, 1, state)
    assert now(member).left_on is None


def vote(case: Any, yes: int, no: int) -> Any:
    papers = [paper.key for paper in case.now.papers]
    return actions.do_step(case=case, seen=case.turn, on=date(2026, 11, 11), by=SYSTEM, today=TODAY, seen_papers=papers, count=Count(VoteWay.SHOW_OF_HANDS, yes + no, yes, no))


# --- removed, dead -----------------------------------------------------------------------------------

@pytest.mark.parametrize(("came", "late"), [(date(2026, 12, 4), False), (date(2026, 12, 5), True)])
def test_an_appeal_has_thirty_working_days_from_the_decision_in_hand(member, came, late):  # noqa: F811
    removed(member)
    case = begin(declared.APPEAL, now(member), {"told_on": date(2026, 10, 22), "received_on": came})
    [(_label, until, rule), *more] = declared.appeal_in_time(case)
    assert (until, rule["key"], bool(more)) == ("04/12/2026", "removal.appeal_working_days", late)
    assert do(case).step == "answer"


def test_an_appeal_of_a_time_whose_rule_nobody_read_names_no_day(member):  # noqa: F811
    removed(member)
    case = begin(declared.APPEAL, now(member), {"told_on": date(2016, 1, 4), "received_on": date(2026, 11, 1)})
    assert declared.appeal_in_time(case) == []


def test_a_removal_that_stands_after_the_appeal_stays(member):  # noqa: F811
    removed(member)
    case = do(do(begin(declared.APPEAL, now(member), {"told_on": date(2026, 10, 22), "received_on": date(2026, 11, 1)})), answer="upheld", **DECIDED)
    assert now(member).left_reason == LeaveReason.REMOVED
    with pytest.raises(RuleBroken):
        actions.cancel(case=removal_of(member), seen=removal_of(member).turn, reason="x", by=SYSTEM, today=TODAY)
    assert do(case).state == CaseState.DONE


def removal_of(member: Member) -> Any:  # noqa: F811
    return member.cases.get(procedure="removal")


@pytest.mark.parametrize("procedure", [declared.EXEMPTION, declared.AWAY, declared.SCREENING, declared.REMOVAL, declared.EXIT, declared.DEATH])
def test_nothing_begins_about_somebody_who_has_left(member, procedure):  # noqa: F811
    strike_off(member=member, on=date(2026, 10, 1), reason=LeaveReason.REQUESTED_EXIT, paper="", by=SYSTEM, day=TODAY)
    with pytest.raises(RuleBroken, match="Vàng Thị Mỷ"):
        begin(procedure, now(member), {"since": TODAY})


@pytest.mark.parametrize(("procedure", "told"), [(declared.DEATH, {"died_on": date(2026, 10, 9)}), (declared.EXIT, {"decision": "1", "dated": date(2026, 10, 9)})])
def test_no_decision_and_no_death_after_the_day_of_the_step(member, procedure, told):  # noqa: F811
    case = begin(procedure, member)
    while case.now.check is None:
        case = do(case)
    with pytest.raises(RuleBroken):
        do(case, on=date(2026, 10, 8), **told)
