"""A member takes part elsewhere for a time: the roll and the vote stay as the rules say, and the stay comes to an end."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.figures.queries import Question, figure
from coso.members.actions import restore, strike_off
from coso.members.enums import Activity, LeaveReason, StayKind
from coso.members.models import Member, Stay
from coso.procedures import actions
from coso.procedures.enums import CaseState
from coso.procedures.models import Case
from coso.procedures.queries import voters, voting_base
from coso.transfers.procedures import TEMPORARY, TEMPORARY_OUT, TRANSFER
from tests.factories import make_member
from tests.transfers.test_official import ANSWERS, sides  # noqa: F401 a fixture

pytestmark = pytest.mark.django_db
TODAY = date(2027, 6, 30)
CAME, BACK = date(2026, 10, 20), date(2027, 3, 1)
TOLD = {"cause": "work", "basis": "12-QĐ/UBND", "effective_on": date(2026, 10, 1), "until": date(2027, 2, 28)}


def begin(sides: Any) -> Case:  # noqa: F811
    told = TOLD | {"other_unit": sides.away}
    return actions.open_case(procedure=TEMPORARY, unit=sides.home, member=sides.member, title=str(sides.member), on=date(2026, 10, 1), by=SYSTEM, today=TODAY, other_unit=sides.away, told=told)


def do(case: Case, on: date, **told: Any) -> Case:
    papers = [paper.key for paper in case.now.papers]
    return actions.do_step(case=case, seen=case.turn, on=on, by=SYSTEM, today=TODAY, told=told or (ANSWERS[case.step] if case.now.form else {}), seen_papers=papers)


def there(sides: Any, came: date = CAME) -> Case:  # noqa: F811
    """The case as far as the arrival."""
    case = begin(sides)
    while case.step != "arrive":
        case = do(case, date(2026, 10, 12))
    return do(case, came)


def stays(member: Member, kind: str, day: date) -> list[str]:
    return [stay.unit.name for stay in Stay.objects.filter(kind=kind, member=member).as_of(day).select_related("unit")]


def count(unit: Any, day: date, key: str = "members.count") -> int:
    return figure(key, Question(unit, day), by=SYSTEM).value()


def test_the_roll_stays_at_home_while_dues_and_meetings_are_there(sides):  # noqa: F811
    case = there(sides)
    said = {label: text for label, text, _rule in TEMPORARY.facts(case)}
    assert list(said.values()) == ["Chi bộ bản Đớ", "Chi bộ phố 2", "Chi bộ bản Đớ"]
    assert [rule["key"] for *_said, rule in TEMPORARY.facts(case)[:2]] == ["transfer.temporary.counted_at", "transfer.temporary.dues_at"]
    for day, guest in ((date(2026, 10, 19), []), (CAME, ["Chi bộ phố 2"])):
        assert stays(sides.member, StayKind.HOME, day) == ["Chi bộ bản Đớ"]
        assert stays(sides.member, StayKind.GUEST, day) == guest
        assert (count(sides.home, day), count(sides.away, day)) == (1, 0)
    assert count(sides.home, CAME, "transfers.elsewhere") == 1


def test_the_voting_base_leaves_out_who_is_elsewhere_from_the_day_to_the_return(sides):  # noqa: F811
    stayed = make_member(sides.home, "Lò Văn Ở")
    case = there(sides)
    case = do(do(case, date(2027, 2, 27), dues_until="2/2027"), BACK)
    bases = [voting_base(sides.home, day).of() for day in (date(2026, 10, 19), CAME, date(2027, 2, 28), BACK)]
    assert bases == [2, 1, 1, 2]
    assert list(voters(sides.home, CAME)) == [stayed]
    assert voting_base(sides.away, CAME).of() == 0


def test_the_stay_ends_on_the_day_told_with_a_reminder_and_the_letter_back(sides):  # noqa: F811
    case = there(sides)
    assert (case.step, case.due_on, case.acting_unit) == ("go_home", date(2027, 2, 28), sides.away)
    case = do(case, date(2027, 2, 27), letter="3-GT/ĐU", dues_until="2/2027")
    assert (case.step, case.acting_unit) == ("come_home", sides.home)
    case = do(case, BACK)
    assert case.state == CaseState.DONE
    assert stays(sides.member, StayKind.GUEST, date(2027, 2, 28)) == ["Chi bộ phố 2"]
    assert stays(sides.member, StayKind.GUEST, BACK) == []
    assert Stay.objects.home().open().get(member=sides.member).paper == "3-GT/ĐU"
    assert Member.objects.get(pk=sides.member.pk).activity == Activity.ACTIVE


def test_what_already_stands_in_the_roll_is_not_stopped_but_ended(sides):  # noqa: F811
    case = there(sides)
    for stop in (actions.cancel, actions.refuse):
        with pytest.raises(RuleBroken, match=case.number):
            stop(case=case, seen=case.turn, reason="Nhầm", by=SYSTEM, today=TODAY)
    assert stays(sides.member, StayKind.GUEST, TODAY) == ["Chi bộ phố 2"]


def test_nobody_arrives_before_the_letter_was_written(sides):  # noqa: F811
    with pytest.raises(RuleBroken, match="08/10/2026"):
        there(sides, came=date(2026, 10, 7))


def test_while_one_transfer_is_under_way_no_other_begins(sides):  # noqa: F811
    case = begin(sides)
    for procedure, said in ((TRANSFER, case.number), (TEMPORARY, "đang làm")):
        with pytest.raises(RuleBroken, match=said):
            actions.open_case(procedure=procedure, unit=sides.home, member=sides.member, title="", on=TODAY, by=SYSTEM, today=TODAY, other_unit=sides.away, told={"other_unit": sides.away})
    with pytest.raises(RuleBroken):
        actions.open_case(procedure=TEMPORARY, unit=sides.away, member=make_member(sides.away), title="", on=TODAY, by=SYSTEM, today=TODAY, other_unit=sides.home, told=TOLD | {"other_unit": sides.home, "until": TOLD["effective_on"]})


def test_who_takes_part_elsewhere_for_a_time_may_stay_there_for_good_but_not_go_on_for_a_time(sides):  # noqa: F811
    case = there(sides)
    with pytest.raises(RuleBroken, match="đang làm"):
        actions.open_case(procedure=TEMPORARY, unit=sides.home, member=sides.member, title="", on=TODAY, by=SYSTEM, today=TODAY, other_unit=sides.away, told={"other_unit": sides.away})
    official = actions.open_case(procedure=TRANSFER, unit=sides.home, member=sides.member, title="", on=BACK, by=SYSTEM, today=TODAY, other_unit=sides.away, told={"other_unit": sides.away, "effective_on": BACK})
    while official.state == CaseState.OPEN:
        official = do(official, BACK)
    case.refresh_from_db()
    assert (case.state, stays(sides.member, StayKind.GUEST, BACK), stays(sides.member, StayKind.HOME, BACK)) == (CaseState.DONE, [], ["Chi bộ phố 2"])


def test_a_member_who_dies_while_elsewhere_leaves_both_and_the_case_ends(sides):  # noqa: F811
    case = there(sides)
    strike_off(member=sides.member, on=date(2027, 1, 5), reason=LeaveReason.DECEASED, paper="", by=SYSTEM, day=TODAY)
    case.refresh_from_db()
    assert (case.state, stays(sides.member, StayKind.GUEST, date(2027, 1, 5))) == (CaseState.CANCELLED, [])


def test_a_removal_taken_back_opens_the_stay_elsewhere_again(sides):  # noqa: F811
    there(sides)
    gone = strike_off(member=sides.member, on=date(2027, 1, 5), reason=LeaveReason.REMOVED, paper="", by=SYSTEM, day=TODAY)
    restore(member=gone, reason="Khiếu nại đúng", by=SYSTEM, day=TODAY)
    assert stays(sides.member, StayKind.GUEST, TODAY) == ["Chi bộ phố 2"]
    assert stays(sides.member, StayKind.HOME, TODAY) == ["Chi bộ bản Đớ"]


def test_a_time_in_an_organisation_outside_leaves_only_the_vote_at_home(sides):  # noqa: F811
    told = {"organisation": "Chi bộ Học viện", "cause": "study", "basis": "1", "effective_on": date(2026, 10, 1), "until": date(2027, 2, 28)}
    case = actions.open_case(procedure=TEMPORARY_OUT, unit=sides.home, member=sides.member, title=str(sides.member), on=date(2026, 10, 1), by=SYSTEM, today=TODAY, told=told)
    while case.step != "confirmed":
        case = do(case, date(2026, 10, 12))
    case = do(case, CAME)
    assert (count(sides.home, CAME), voting_base(sides.home, CAME).of(), case.due_on) == (1, 0, date(2027, 2, 28))
    assert TEMPORARY_OUT.facts(case)[1][1] == "Chi bộ Học viện"
    case = do(case, BACK, letter="9-GT", dues_until="2/2027")
    assert (case.state, voting_base(sides.home, BACK).of()) == (CaseState.DONE, 1)
    assert TEMPORARY_OUT.facts(case)[1][1] == "Chi bộ bản Đớ"
