"""The verbs of a member's life: entered, recognised, moved, away, left; and every refusal writes nothing."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Act
from coso.members.actions import (
    NewMember,
    add_members,
    change_activity,
    leave,
    move_member,
    recognise,
    undo_leave,
)
from coso.members.enums import Activity, LeaveReason, MemberAct, Status, StayReason
from coso.members.models import Member, Stay
from coso.members.rules import NewStay
from coso.org.enums import UnitKind
from tests.factories import TODAY, make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
BASIC = {"full_name": "Lê Thị Hoa", "sex": "female", "birth_date": date(1990, 1, 1), "admission_date": date(2015, 3, 1)}


def stays_of(member):
    rows = Stay.objects.filter(member=member).home().order_by("valid_from")
    return list(rows.values_list("unit_id", "status", "activity", "valid_from", "valid_to", "reason"))


def kept(kind):
    return Act.objects.filter(kind=kind).count()


def test_an_official_member_is_entered_with_both_stays_the_dates_imply():
    branch = make_unit()
    member = make_member(branch)
    assert stays_of(member) == [
        (branch.pk, "probationary", "active", date(2010, 5, 19), date(2011, 5, 19), "listed"),
        (branch.pk, "official", "active", date(2011, 5, 19), None, "recognised"),
    ]
    assert (member.status, member.position) == (Status.OFFICIAL, branch.position)
    assert kept(MemberAct.ADDED) == 1


def test_stays_do_not_reach_back_before_the_unit():
    branch = make_unit(founded_on=date(2025, 7, 1))
    member = make_member(branch)
    assert stays_of(member) == [(branch.pk, "official", "active", date(2025, 7, 1), None, "listed")]


def test_entering_costs_the_same_for_one_and_for_many(django_assert_num_queries):
    branch = make_unit()
    for number in (1, 30):
        with django_assert_num_queries(7):
            add_members(new=[NewMember(branch, BASIC)] * number, by=SYSTEM, day=TODAY)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"admission_date": date(2027, 1, 1)}, "chưa đến"),
        ({"official_date": date(2014, 1, 1)}, "before the admission|trước ngày vào Đảng"),
        ({"birth_date": date(2016, 1, 1)}, "."),
        ({"birth_date": date(1880, 1, 1)}, "130"),
        ({"citizen_id_number": "12A"}, "."),
        ({"sex": "unknown"}, "."),
        ({"full_name": ""}, "."),
        ({"status": "official"}, "status"),
    ],
)
def test_a_record_that_breaks_a_rule_is_refused_whole(change, word):
    branch = make_unit()
    with pytest.raises(RuleBroken, match=word):
        add_members(new=[NewMember(branch, BASIC), NewMember(branch, BASIC | change)], by=SYSTEM, day=TODAY)
    assert (Member.objects.count(), Stay.objects.count(), Act.objects.filter(kind__startswith="member").count()) == (0, 0, 0)


def test_only_a_branch_in_being_holds_members():
    commune = make_unit(kind=UnitKind.COMMUNE_ORGANISATION)
    ended = make_unit(parent=commune, ended_on=date(2025, 7, 1))
    for unit in (commune, ended):
        with pytest.raises(RuleBroken):
            make_member(unit)
    assert not Member.objects.exists()


def test_nobody_enters_members_where_the_role_does_not_hold():
    mine, other = make_unit(), make_unit()
    clerk = make_user("office_clerk", mine)
    with pytest.raises(NotAllowed):
        add_members(new=[NewMember(mine, BASIC), NewMember(other, BASIC)], by=clerk, day=TODAY)
    assert not Member.objects.exists()


def test_two_records_cannot_share_a_card():
    make_member(party_card_number="012345678901")
    with pytest.raises(RuleBroken, match=r"card|thẻ"):
        make_member(party_card_number="012345678901")
    assert Member.objects.count() == 1


def test_overlapping_stays_are_impossible():
    stays = [NewStay("official", date(2016, 1, 1)), NewStay("official", date(2017, 1, 1))]
    with pytest.raises(RuleBroken):
        make_member(stays=stays)
    member = make_member()
    with pytest.raises(IntegrityError, match="stay_once"), transaction.atomic():
        Stay.objects.create(member=member, unit=member.unit, status="official", reason="listed", valid_from=date(2012, 1, 1))


def test_a_probationary_member_is_recognised():
    member = make_member(official_date=None, admission_date=date(2025, 1, 10))
    recognise(member=member, on=date(2026, 1, 10), paper="QĐ 12", by=SYSTEM, day=TODAY)
    member.refresh_from_db()
    assert (member.status, member.official_date) == (Status.OFFICIAL, date(2026, 1, 10))
    assert [row[1:5:2] for row in stays_of(member)] == [("probationary", date(2025, 1, 10)), ("official", date(2026, 1, 10))]
    with pytest.raises(RuleBroken):
        recognise(member=member, on=date(2026, 1, 11), paper="", by=SYSTEM, day=TODAY)


def test_a_member_moves_and_the_past_stays():
    member, to = make_member(), make_unit()
    start = member.unit
    move_member(member=member, to=to, on=date(2026, 2, 1), paper="GT 5", by=SYSTEM, day=TODAY)
    member.refresh_from_db()
    assert (member.unit, member.position) == (to, to.position)
    assert stays_of(member)[-2:] == [
        (start.pk, "official", "active", date(2011, 5, 19), date(2026, 2, 1), "recognised"),
        (to.pk, "official", "active", date(2026, 2, 1), None, StayReason.TRANSFERRED),
    ]


def test_of_two_who_move_the_same_member_the_second_is_told():
    member, one, two = make_member(), make_unit(), make_unit()
    seen = Member.objects.get(pk=member.pk)
    move_member(member=member, to=one, on=date(2026, 2, 1), paper="", by=SYSTEM, day=TODAY)
    with pytest.raises(RuleBroken):
        move_member(member=seen, to=two, on=date(2026, 2, 1), paper="", by=SYSTEM, day=TODAY)
    assert Member.objects.get(pk=member.pk).unit == one
    assert kept(MemberAct.TRANSFERRED) == 1


@pytest.mark.parametrize("on", [date(2011, 5, 19), date(2026, 4, 1)])
def test_a_move_on_an_impossible_day_writes_nothing(on):
    member, to = make_member(), make_unit()
    before = stays_of(member)
    with pytest.raises(RuleBroken):
        move_member(member=member, to=to, on=on, paper="", by=SYSTEM, day=TODAY)
    assert stays_of(member) == before


def test_a_move_needs_leave_in_both_units():
    member, to = make_member(), make_unit()
    clerk = make_user("office_clerk", member.unit)
    with pytest.raises(NotAllowed):
        move_member(member=member, to=to, on=date(2026, 2, 1), paper="", by=clerk, day=TODAY)
    assert Member.objects.get(pk=member.pk).unit == member.unit


def test_an_exempt_member_and_a_time_away_that_is_over():
    member = make_member()
    change_activity(member=member, activity=Activity.ABROAD, on=date(2020, 1, 1), until=date(2021, 1, 1), paper="", reason="", by=SYSTEM, day=TODAY)
    change_activity(member=member, activity=Activity.EXEMPT, on=date(2026, 1, 1), paper="NQ 3", reason="already 80", by=SYSTEM, day=TODAY)
    member.refresh_from_db()
    assert member.activity == Activity.EXEMPT
    assert [row[2] for row in stays_of(member)] == ["active", "active", "abroad", "active", "exempt"]
    assert Act.objects.filter(details__icontains="80").count() == 0


def test_leaving_closes_the_roll_and_can_be_undone():
    member = make_member()
    leave(member=member, on=date(2026, 3, 1), reason=LeaveReason.DECEASED, paper="", by=SYSTEM, day=TODAY)
    member.refresh_from_db()
    assert (member.left_on, stays_of(member)[-1][4]) == (date(2026, 3, 1), date(2026, 3, 1))
    with pytest.raises(RuleBroken):
        change_activity(member=member, activity=Activity.EXEMPT, on=date(2026, 3, 2), paper="", reason="", by=SYSTEM, day=TODAY)
    undo_leave(member=member, reason="another person", by=SYSTEM, day=TODAY)
    member.refresh_from_db()
    assert (member.left_on, member.left_reason, stays_of(member)[-1][4]) == (None, "", None)
