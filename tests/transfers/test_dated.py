"""Transfers on the edges of the calendar and of the rules, in and out of the system, and what else is under way about the member."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.figures.queries import Question, figure
from coso.members.actions import enter_activity, receive_guest
from coso.members.enums import Activity, LeaveReason, StayKind
from coso.members.models import Member, Stay
from coso.procedures import actions
from coso.procedures.enums import CaseState
from coso.procedures.models import Case
from coso.statuses.procedures import AWAY, EXEMPTION
from coso.transfers.procedures import IN, OUT
from tests.factories import make_user
from tests.transfers.test_official import ANSWERS, TODAY, begin, go, home_of, sides  # noqa: F401 a fixture

pytestmark = pytest.mark.django_db
LATER = date(2028, 12, 1)


def do(case: Case, on: date, **told: Any) -> Case:
    papers = [paper.key for paper in case.now.papers]
    return actions.do_step(case=case, seen=case.turn, on=on, by=SYSTEM, today=LATER, told=told or (ANSWERS[case.step] if case.now.form else {}), seen_papers=papers)


def count(unit: Any, day: date, key: str = "members.count", start: date | None = None) -> int:
    return figure(key, Question(unit, day, start=start), by=SYSTEM).value()


@pytest.mark.parametrize(("effective", "due", "regulation"), [
    (date(2025, 6, 30), None, ""),  # the version of that day was not read
    (date(2025, 7, 1), date(2025, 9, 25), "294-QĐ/TW"),  # sixty working days, without 1 and 2 September 2025
    (date(2026, 7, 24), date(2026, 10, 21), "294-QĐ/TW"),  # two days before the next version
    (date(2026, 7, 26), date(2026, 9, 9), "208-QĐ/TW"),  # sources differ: the shorter one reminds
    (date(2026, 12, 31), date(2027, 2, 19), "208-QĐ/TW"),  # New Year and Tết
    (date(2028, 2, 29), date(2028, 4, 12), "208-QĐ/TW"),  # leap day, Hùng Kings' day on 4 April
])
def test_time_counts_by_the_rule_of_the_day_it_starts(sides, effective, due, regulation):  # noqa: F811
    told = {"other_unit": sides.away, "cause": "work", "basis": "1", "effective_on": effective}
    case = actions.open_case(procedure=begin(sides).declared, unit=sides.near, title="x", on=LATER, by=SYSTEM, today=LATER, other_unit=sides.away, told=told)
    assert (case.due_on, case.due_rule.get("regulation", "")) == (due, regulation)


def test_a_rule_that_changes_on_the_way_changes_no_deadline_that_runs(sides):  # noqa: F811
    case = begin(sides, on=date(2026, 7, 20), effective_on=date(2026, 7, 20))
    before = case.due_on
    case = do(case, date(2026, 8, 3))  # 208 has come in between
    assert (case.step, case.due_on, case.due_rule["regulation"]) == ("release", before, "294-QĐ/TW")


def test_who_is_on_the_way_is_counted_once_on_every_day(sides):  # noqa: F811
    case = go(begin(sides), "arrive")
    do(case, date(2026, 11, 3))
    days = [date(2026, 9, 30), date(2026, 10, 12), date(2026, 11, 2), date(2026, 11, 3), TODAY]
    assert [(count(sides.home, day), count(sides.away, day)) for day in days] == [(1, 0), (1, 0), (1, 0), (0, 1), (0, 1)]
    month = date(2026, 11, 1)
    assert (count(sides.home, TODAY, "transfers.out", month), count(sides.away, TODAY, "transfers.in", month)) == (1, 1)
    assert (count(sides.home, TODAY, "members.left", month), count(sides.away, TODAY, "transfers.out", month)) == (0, 0)


def test_a_late_arrival_is_received_and_seen_to_be_late(sides):  # noqa: F811
    case = go(begin(sides), "receive")
    assert case.due_on == date(2026, 11, 19)
    case = do(case, date(2026, 12, 24))
    assert (case.step, case.due_on) == ("arrive", date(2026, 11, 12))
    case = do(case, date(2027, 1, 4))
    assert (home_of(sides.member, date(2027, 1, 3)), home_of(sides.member, date(2027, 1, 4))) == (["Chi bộ bản Đớ"], ["Chi bộ phố 2"])
    assert case.facts["arrive"]["due"] == "2026-11-12"


def test_the_letter_is_shown_no_earlier_than_it_is_dated(sides):  # noqa: F811
    case = go(begin(sides), "receive")
    with pytest.raises(RuleBroken, match="08/10/2026"):
        do(case, date(2026, 10, 7))


@pytest.mark.parametrize("activity", [Activity.WORKING_AWAY, Activity.ABROAD, Activity.TEMPORARY_ELSEWHERE])
def test_who_was_away_takes_part_from_the_arrival(sides, activity):  # noqa: F811
    enter_activity(member=sides.member, activity=activity, on=date(2026, 9, 1), paper="", by=SYSTEM, day=TODAY)
    receive_guest(member=sides.member, unit=sides.away, on=date(2026, 9, 2), paper="", by=SYSTEM, day=TODAY)
    do(go(begin(sides), "arrive"), date(2026, 11, 3))
    assert Member.objects.get(pk=sides.member.pk).activity == Activity.ACTIVE
    assert [(stay.activity, stay.unit) for stay in Stay.objects.open().filter(member=sides.member)] == [(Activity.ACTIVE, sides.away)]
    assert Stay.objects.get(member=sides.member, kind=StayKind.GUEST).valid_to == date(2026, 11, 3)


def test_what_else_is_under_way_goes_with_the_member_and_the_time_away_ends(sides):  # noqa: F811
    told = {"kind": "work", "place": "Bắc Ninh", "since": date(2026, 9, 1), "look_back_on": date(2026, 12, 1)}
    away = do(actions.open_case(procedure=AWAY, unit=sides.home, member=sides.member, title="x", on=date(2026, 9, 1), by=SYSTEM, today=TODAY, told=told), date(2026, 9, 2))
    asked = actions.open_case(procedure=EXEMPTION, unit=sides.home, member=sides.member, title="x", on=date(2026, 10, 1), by=SYSTEM, today=TODAY, told={"ground": "old_or_weak", "since": TODAY})
    do(go(begin(sides), "arrive"), date(2026, 11, 3))
    for case in (away, asked):
        case.refresh_from_db()
    assert (away.state, asked.state) == (CaseState.CANCELLED, CaseState.OPEN)
    assert (asked.unit, asked.acting_unit) == (sides.away, sides.away)


def test_a_member_who_goes_out_of_the_system_stays_on_the_roll_until_the_slip_comes(sides):  # noqa: F811
    told = {"organisation": "Đảng bộ Quân khu 2", "cause": "army", "basis": "1", "effective_on": date(2026, 10, 1)}
    case = actions.open_case(procedure=OUT, unit=sides.home, member=sides.member, title="x", on=date(2026, 10, 1), by=SYSTEM, today=TODAY, told=told)
    while case.step != "confirmed":
        case = do(case, date(2026, 10, 12))
    assert (case.due_on, case.due_rule["key"]) == (date(2026, 11, 17), "transfer.present_letter_working_days")
    with pytest.raises(RuleBroken):
        do(case, date(2026, 10, 5))
    case = do(case, date(2026, 11, 3))
    assert case.state == CaseState.DONE
    assert (count(sides.home, date(2026, 11, 2)), count(sides.home, date(2026, 11, 3))) == (1, 0)
    assert Member.objects.get(pk=sides.member.pk).left_reason == LeaveReason.TRANSFERRED_OUT
    assert count(sides.home, TODAY, "transfers.out", date(2026, 11, 1)) == 1
    sides.member.refresh_from_db()
    with pytest.raises(RuleBroken, match="Nguyễn Văn Hùng"):
        begin(sides)


@pytest.mark.parametrize(("official", "status"), [(date(2016, 2, 29), "official"), (None, "probationary")])
def test_a_member_from_outside_is_entered_once_and_counted_from_the_first_day(sides, official, status):  # noqa: F811
    clerk = make_user("office_clerk", sides.home.parent)
    told = {"organisation": "Đảng bộ Quân khu 2", "letter": "7-GT", "dated": date(2026, 9, 1)}
    case = actions.open_case(procedure=IN, unit=sides.home, title="Lò Văn Tới", on=date(2026, 9, 3), by=clerk, today=TODAY, told=told)
    assert case.due_on == date(2026, 10, 14)  # thirty working days from 1 September
    case = do(case, date(2026, 9, 10), complete=False, lacking="Phiếu đảng viên")
    entered = {"full_name": "Lò Văn Tới", "sex": "male", "birth_date": date(1990, 1, 1), "admission_date": date(2015, 2, 28), "official_date": official}
    case = do(case, date(2026, 9, 21), **entered)
    assert (case.state, count(sides.home, date(2026, 9, 20)), count(sides.home, date(2026, 9, 21))) == (CaseState.DONE, 1, 2)
    came = Stay.objects.get(member__full_name="Lò Văn Tới")
    assert (came.status, came.paper) == (status, "7-GT, 01/09/2026")
    assert count(sides.home, TODAY, "transfers.in", date(2026, 9, 1)) == 1


def test_a_file_is_complete_or_what_lacks_is_said(sides):  # noqa: F811
    with pytest.raises(RuleBroken):
        do(go(begin(sides), "receive"), date(2026, 10, 12), complete=False)


def test_a_letter_from_the_day_after_is_refused(sides):  # noqa: F811
    with pytest.raises(RuleBroken):
        do(go(begin(sides), "release"), date(2026, 10, 5), letter="1", dated=date(2026, 10, 6))
