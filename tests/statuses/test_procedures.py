"""A member's standing changes by cases that people decide; what was counted only reminds."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.members.enums import Activity, LeaveReason
from coso.members.models import Member, Stay
from coso.procedures import actions
from coso.procedures.declarations import Procedure
from coso.procedures.enums import CaseState, VoteWay
from coso.procedures.models import Case
from coso.procedures.queries import voting_base
from coso.procedures.rules import Count
from coso.statuses import procedures as declared
from tests.factories import make_commune, make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
DECIDED = {"decision": "12-NQ/CB", "dated": date(2026, 10, 5)}


@pytest.fixture
def member() -> Member:
    branch = make_unit(parent=make_commune())
    make_member(branch, full_name="Lò Văn Hai")
    make_member(branch, full_name="Lò Văn Ba")
    return make_member(branch, full_name="Vàng Thị Mỷ")


def begin(procedure: Procedure, member: Member, told: dict[str, Any] | None = None, by: Any = SYSTEM) -> Case:
    return actions.open_case(procedure=procedure, unit=member.unit, member=member, title=str(member), on=date(2026, 10, 1), by=by, today=TODAY, told=told or {})


def do(case: Case, on: date = date(2026, 10, 8), by: Any = SYSTEM, yes: int = 0, **told: Any) -> Case:
    papers = [paper.key for paper in case.now.papers]
    count = Count(VoteWay.SHOW_OF_HANDS, 3, yes, 3 - yes) if case.now.vote else None
    return actions.do_step(case=case, seen=case.turn, on=on, by=by, today=TODAY, told=told, seen_papers=papers, count=count)


def now(member: Member) -> Member:
    return Member.objects.get(pk=member.pk)


def test_an_exempt_member_is_left_out_of_the_voting_base_and_comes_back_in_time(member):
    case = begin(declared.EXEMPTION, member, {"ground": "treatment", "since": date(2026, 10, 1), "until": date(2026, 11, 15)})
    case = do(do(case), on=date(2026, 10, 8), **DECIDED)
    assert now(member).activity == Activity.EXEMPT
    assert voting_base(member.unit, TODAY).of() == 2
    assert (case.step, case.due_on) == ("end", date(2026, 11, 15))
    case = do(case, on=date(2026, 11, 16))
    assert (case.state, now(member).activity) == (CaseState.DONE, Activity.ACTIVE)


def test_an_old_member_is_exempt_without_an_end_and_may_come_back(member):
    case = do(do(begin(declared.EXEMPTION, member, {"ground": "old_or_weak", "since": date(2026, 10, 1)})), **DECIDED)
    assert case.state == CaseState.DONE
    do(begin(declared.RETURN, member), on=date(2026, 11, 1))
    assert now(member).activity == Activity.ACTIVE


def test_a_member_away_is_asked_after_and_comes_back(member):
    told = {"kind": "work", "place": "Bắc Ninh", "contact": "0900", "since": date(2026, 10, 2), "until": date(2027, 3, 1), "look_back_on": date(2026, 11, 2), "contact_person": "Lò Văn Hai"}
    case = do(begin(declared.AWAY, member, told), on=date(2026, 10, 2))
    assert (now(member).activity, case.step, case.due_on) == (Activity.WORKING_AWAY, "look_back", date(2026, 11, 2))
    case = do(do(case, on=date(2026, 11, 3), reached="gọi điện"), on=date(2026, 11, 18), ended="returned")
    assert (case.state, now(member).activity) == (CaseState.DONE, Activity.ACTIVE)


def removed(member: Member) -> Case:
    case = begin(declared.REMOVAL, member, {"ground": "absent", "help_given": "gặp 3 lần"})
    case = do(do(case, heard="not_reached"), yes=2)
    return do(do(case, on=date(2026, 10, 20), **DECIDED), on=date(2026, 10, 22), card="collected")


def test_a_removal_hears_votes_decides_and_names_the_last_day_of_appeal(member):
    case = removed(member)
    assert (case.state, now(member).left_reason) == (CaseState.DONE, LeaveReason.REMOVED)
    assert declared.appeal_in_time(case)[0][1].count("/") == 2
    assert not Stay.objects.home().as_of(date(2026, 10, 20)).filter(member=member).exists()


def test_a_lost_vote_removes_nobody(member):
    case = do(do(begin(declared.REMOVAL, member, {"ground": "unpaid", "help_given": "nhắc"}), heard="in_meeting"), yes=1)
    assert (case.state, now(member).left_on) == (CaseState.REFUSED, None)


def test_an_appeal_may_bring_a_member_back_and_a_late_one_is_not_lost(member):
    removed(member)
    case = begin(declared.APPEAL, now(member), {"told_on": date(2026, 10, 22), "received_on": date(2027, 3, 1)})
    assert len(declared.appeal_in_time(case)) == 2
    case = do(do(case), answer="reversed", **DECIDED)
    assert now(member).left_on is None
    assert do(case).state == CaseState.DONE


def test_nothing_to_appeal_against(member):
    with pytest.raises(RuleBroken, match="Vàng Thị Mỷ"):
        begin(declared.APPEAL, member)


def test_help_ends_with_a_vote_on_progress(member):
    case = do(do(begin(declared.SCREENING, member, {"reason": "other"})), helper="Lò Văn Hai", until=date(2026, 11, 10))
    assert (case.step, case.due_on) == ("recheck", date(2026, 11, 10))
    case = do(case, on=date(2026, 11, 11), yes=2)
    assert do(case, on=date(2026, 11, 12)).state == CaseState.DONE


def test_a_death_closes_the_record_and_the_file(member):
    case = do(begin(declared.DEATH, member), died_on=date(2026, 10, 3))
    assert (now(member).left_reason, now(member).left_on) == (LeaveReason.DECEASED, date(2026, 10, 3))
    assert do(case, card="collected").state == CaseState.DONE


def test_a_member_who_asks_to_leave_is_let_go_by_the_committee(member):
    case = do(do(do(begin(declared.EXIT, member))), on=date(2026, 10, 9), **DECIDED)
    assert now(member).left_reason == LeaveReason.REQUESTED_EXIT
    assert do(case, on=date(2026, 10, 10), card="collected").state == CaseState.DONE


@pytest.mark.parametrize("key", ["exemption", "away", "screening", "removal", "exit", "death", "transfer", "transfer_temporary", "transfer_out"])
def test_a_secretary_opens_it_from_the_persons_page(key, member, client):
    client.force_login(make_user("branch_secretary", member.unit))
    page = client.get(member.get_absolute_url()).content.decode()
    address = f"/quy-trinh/mo/{key}/?member={member.pk}"
    assert address in page
    assert client.get(address).status_code == 200
