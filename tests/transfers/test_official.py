"""A member moves to another branch for good: two sides, letters, time limits, and never in no branch or in two."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.members.models import Member, Stay
from coso.procedures import actions
from coso.procedures.enums import CaseState
from coso.procedures.models import Case
from coso.transfers.procedures import TRANSFER
from tests.factories import make_commune, make_member, make_province, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture
def sides() -> Any:
    """Two provinces, so that every step applies."""

    class Sides:
        home = make_unit("Chi bộ bản Đớ", parent=make_commune(parent=make_province()))
        away = make_unit("Chi bộ phố 2", parent=make_commune("Đảng bộ phường Tân Phong", parent=make_province("Đảng bộ tỉnh Phú Thọ")))
        near = make_unit("Chi bộ bản Nậm", parent=home.parent)
        member = make_member(home)

    return Sides


def begin(sides: Any, to: Any = None, by: Any = SYSTEM, on: date = date(2026, 10, 1), **told: Any) -> Case:
    told = {"other_unit": to or sides.away, "cause": "work", "basis": "12-QĐ/UBND", "effective_on": date(2026, 10, 1)} | told
    return actions.open_case(procedure=TRANSFER, unit=sides.member.unit, member=sides.member, title=str(sides.member), on=on, by=by, today=TODAY, other_unit=told["other_unit"], told=told)


ANSWERS: dict[str, dict[str, Any]] = {
    "remarks": {"dues_until": "9/2026", "remarks": True},
    "release": {"letter": "15-GT/ĐU", "dated": date(2026, 10, 6)},
    "superior_letter": {"letter": "8-GT/TU", "dated": date(2026, 10, 8)},
    "receive": {"complete": True}, "arrive": {}, "close": {},
}


def go(case: Case, to: str = "", by: Any = SYSTEM, on: date = date(2026, 10, 12)) -> Case:
    """Every step until `to` stands in hand, or to the end."""
    while case.state == CaseState.OPEN and case.step != to:
        papers = [paper.key for paper in case.declared.by_key[case.step].papers]
        case = actions.do_step(case=case, seen=case.turn, on=on, by=by, today=TODAY, told=ANSWERS[case.step], seen_papers=papers)
    return case


def home_of(member: Member, day: date) -> list[str]:
    return [stay.unit.name for stay in Stay.objects.home().as_of(day).filter(member=member).select_related("unit")]


def test_a_member_is_on_the_senders_roll_until_the_other_side_confirms(sides):
    case = go(begin(sides), "arrive")
    assert home_of(sides.member, TODAY) == ["Chi bộ bản Đớ"]
    case = actions.do_step(case=case, seen=case.turn, on=date(2026, 11, 3), by=SYSTEM, today=TODAY, told={})
    assert home_of(sides.member, date(2026, 11, 2)) == ["Chi bộ bản Đớ"]
    assert home_of(sides.member, date(2026, 11, 3)) == ["Chi bộ phố 2"]
    assert case.step == "close"
    assert Stay.objects.home().open().get(member=sides.member).paper == "15-GT/ĐU, 06/10/2026; 8-GT/TU, 08/10/2026"
    case = go(case, on=date(2026, 11, 5))
    assert case.state == CaseState.DONE


def test_each_side_does_its_steps_and_not_the_others(sides):
    secretary, clerk = make_user("branch_secretary", sides.home), make_user("office_clerk", sides.home.parent)
    there_secretary, there_clerk = make_user("branch_secretary", sides.away), make_user("office_clerk", sides.away.parent)
    province = make_user("organisation_officer", sides.home.parent.parent)
    case = begin(sides, by=secretary)
    for step, doer, stranger in (
        ("remarks", secretary, there_secretary), ("release", clerk, secretary), ("superior_letter", province, clerk),
        ("receive", there_clerk, clerk), ("arrive", there_secretary, secretary), ("close", clerk, there_clerk),
    ):
        assert case.step == step
        papers = [paper.key for paper in case.now.papers]
        with pytest.raises(NotAllowed):
            actions.do_step(case=case, seen=case.turn, on=TODAY, by=stranger, today=TODAY, told=ANSWERS[step], seen_papers=papers)
        assert case in Case.objects.in_hand_of(doer)
        case = actions.do_step(case=case, seen=case.turn, on=TODAY, by=doer, today=TODAY, told=ANSWERS[step], seen_papers=papers)
    assert case.state == CaseState.DONE


@pytest.mark.django_db(transaction=True)  # a move takes the reading log along, which is written beside the test
def test_the_receiving_side_sees_the_case_but_not_the_record_until_the_arrival(sides, client):
    there = make_user("branch_secretary", sides.away)
    case = go(begin(sides), "arrive")
    client.force_login(there)
    assert client.get(case.get_absolute_url()).status_code == 200
    assert client.get(sides.member.get_absolute_url()).status_code == 404
    answer = client.post(f"{case.get_absolute_url()}buoc/", {"seen": case.turn, "on": "2026-11-03"})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert client.get(sides.member.get_absolute_url()).status_code == 200
    assert home_of(sides.member, TODAY) == ["Chi bộ phố 2"]
    sender = make_user("branch_secretary", sides.home)
    client.force_login(sender)
    assert client.get(sides.member.get_absolute_url()).status_code == 404
    assert client.get(case.get_absolute_url()).status_code == 200


def test_inside_one_grassroots_unit_only_the_branch_receives(sides):
    case = begin(sides, sides.near)
    seen = []
    while case.state == CaseState.OPEN:
        seen.append(case.step)
        case = go(case, next((step.key for step in case.declared.steps if step.key not in seen and step.applies(case)), ""))
    assert seen == ["remarks", "release", "arrive", "close"]


def test_the_letter_has_to_be_shown_in_time(sides):
    case = go(begin(sides), "receive")
    assert case.due_on == date(2026, 11, 19)  # thirty working days from 8 October
    assert case.due_rule["key"] == "transfer.present_letter_working_days"
    assert Case.objects.filter(due_on__lt=date(2026, 11, 20), state="open").get() == case


def test_a_lapsed_letter_goes_back_to_the_sender_by_a_persons_decision(sides):
    case = go(begin(sides), "receive")
    case = actions.hand_back(case=case, seen=case.turn, to="release", reason="Giấy giới thiệu đã quá hạn", by=SYSTEM, today=TODAY)
    assert (case.step, case.acting_unit) == ("release", sides.home.parent)
    assert home_of(sides.member, TODAY) == ["Chi bộ bản Đớ"]
    case = actions.cancel(case=case, seen=case.turn, reason="Đảng viên không đi nữa", by=SYSTEM, today=TODAY)
    assert case.state == CaseState.CANCELLED


def test_a_member_goes_to_one_place_at_a_time(sides):
    case = begin(sides)
    with pytest.raises(RuleBroken):
        begin(sides, sides.near)
    actions.cancel(case=case, seen=case.turn, reason="Mở nhầm", by=SYSTEM, today=TODAY)
    begin(sides, sides.near)


def test_nobody_is_sent_to_the_branch_they_are_in(sides):
    with pytest.raises(RuleBroken, match="Chi bộ bản Đớ"):
        begin(sides, sides.home)


def test_the_receiving_branch_is_found_in_the_whole_tree(sides, client):
    client.force_login(make_user("branch_secretary", sides.home))
    found = client.get("/quy-trinh/don-vi/", {"other_unit": "pho 2"}).content.decode()
    assert "Chi bộ phố 2" in found
    assert "Tân Phong" in found
    page = f"/quy-trinh/mo/transfer/?member={sides.member.pk}"
    answers = {"on": "2026-10-01", "other_unit": ["phố 2", str(sides.away.pk)], "cause": "work", "basis": "12", "effective_on": "2026-10-01"}
    assert client.post(page, answers).status_code == 302
    assert Case.objects.get().other_unit == sides.away


def test_where_the_side_a_case_is_on_its_way_to_goes_on_elsewhere_the_case_goes_on_there(sides):
    case = begin(sides)
    assert actions.follow_ended_unit(unit=sides.away, into=[], on=TODAY, by=SYSTEM) == 0
    assert Case.objects.get(pk=case.pk).other_unit == sides.away
    assert actions.follow_members(members=[sides.member.pk], start=sides.away, to=sides.near, on=TODAY, by=SYSTEM) == 1
    assert Case.objects.get(pk=case.pk).other_unit == sides.near
