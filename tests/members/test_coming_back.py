"""Who comes back into the Party: only somebody whose record says they left it, on a day that can be."""

from __future__ import annotations

from datetime import date

import pytest

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.members.actions import NewMember, add_member, add_members, leave, readmit
from coso.members.enums import LeaveReason
from coso.members.models import Member
from tests.factories import make_member, make_unit

pytestmark = pytest.mark.django_db
LEFT, TODAY = date(2024, 5, 2), date(2026, 11, 20)


def come_back(member: Member, on: date) -> Member:
    return readmit(member=member, unit=member.unit, on=on, paper="QĐ 8", fields={}, by=SYSTEM, day=TODAY)


def test_who_is_on_the_roll_or_died_is_not_admitted_again():
    here = make_member(make_unit())
    dead = leave(member=make_member(make_unit()), on=LEFT, reason=LeaveReason.DECEASED, paper="Giấy chứng tử", by=SYSTEM, day=TODAY)
    for member in (here, dead):
        with pytest.raises(RuleBroken, match=member.full_name):
            come_back(member, TODAY)


def test_nobody_comes_back_before_leaving_or_on_a_day_to_come():
    gone = leave(member=make_member(make_unit()), on=LEFT, reason=LeaveReason.REMOVED, paper="QĐ 2", by=SYSTEM, day=TODAY)
    for day in (date(2024, 5, 1), date(2026, 11, 21)):
        with pytest.raises(RuleBroken):
            come_back(gone, day)
    assert come_back(gone, date(2026, 6, 1)).left_on is None


def test_nobody_is_listed_as_having_left_on_a_day_to_come():
    unit = make_unit()
    fields = {"full_name": "Lò Văn Ún", "sex": "male", "birth_date": date(1980, 1, 1), "admission_date": date(2005, 1, 1)}
    gone = NewMember(unit=unit, fields=fields, left_on=date(2027, 1, 1), left_reason=LeaveReason.DECEASED)
    with pytest.raises(RuleBroken, match="01/01/2027"):
        add_members(new=[gone], by=SYSTEM, day=TODAY)


def test_a_record_needs_its_two_days():
    with pytest.raises(RuleBroken):
        add_member(unit=make_unit(), fields={"full_name": "Lò Văn Ún", "sex": "male"}, by=SYSTEM, day=TODAY)
    assert not Member.objects.exists()
