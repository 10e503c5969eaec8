"""A unit is merged or moved while a transfer is under way: the case goes on, and so does the member."""

from __future__ import annotations

from datetime import date

import pytest

from coso.common.actors import SYSTEM
from coso.members.actions import regroup_members
from coso.org.actions import merge_units, move_unit
from coso.procedures.enums import CaseState
from tests.factories import make_commune
from tests.transfers.test_official import TODAY, begin, go, home_of, sides  # noqa: F401 a fixture

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 20)


def test_the_senders_branch_is_merged_while_the_member_is_on_the_way(sides):  # noqa: F811
    case = go(begin(sides), "receive")
    regroup_members(start=sides.home, to=sides.near, on=DAY, paper="5-QĐ/ĐU", by=SYSTEM, day=TODAY)
    merge_units(units=[sides.home], into=sides.near, on=DAY, today=TODAY, paper="5-QĐ/ĐU", by=SYSTEM)
    case.refresh_from_db()
    assert (case.unit, case.step) == (sides.near, "receive")
    assert case.entrys.last().kind == "followed"
    case = go(case, on=date(2026, 11, 3))
    assert case.state == CaseState.DONE
    assert home_of(sides.member, DAY) == ["Chi bộ bản Nậm"]
    assert home_of(sides.member, TODAY) == ["Chi bộ phố 2"]


def test_the_receiving_branch_is_merged_before_the_arrival(sides):  # noqa: F811
    case = go(begin(sides, sides.near), "arrive")
    merge_units(units=[sides.near], into=sides.home, on=DAY, today=TODAY, paper="5-QĐ/ĐU", by=SYSTEM)
    case.refresh_from_db()
    assert (case.other_unit, case.acting_unit) == (sides.home, sides.home)


def test_a_branch_under_a_new_committee_waits_for_that_one(sides):  # noqa: F811
    case = go(begin(sides), "release")
    other = make_commune("Đảng bộ xã Bản Lang", parent=sides.home.parent.parent)
    move_unit(unit=sides.home, to=other, on=DAY, today=TODAY, paper="9-QĐ/TU", reason="", by=SYSTEM)
    case.refresh_from_db()
    assert case.acting_unit == other
