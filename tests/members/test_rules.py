"""The rules between dates, one refusal after the other, and the arithmetic of years and months."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.common.periods import add_months
from coso.members import rules
from coso.members.actions import (
    Correction,
    NewMember,
    add_member,
    add_members,
    change_activity,
    correct_member,
    correct_members,
    leave,
    merge_members,
    move_member,
    undo_corrections,
    undo_leave,
)
from coso.members.models import Member, Stay
from coso.members.rules import NewStay
from coso.org.enums import AreaKind
from coso.org.models import Area, Unit
from tests.factories import TODAY, make_member, make_unit

FIELDS = {"full_name": "Lê Thị Hoa", "sex": "female", "birth_date": date(1990, 1, 1), "admission_date": date(2015, 3, 1)}
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(DAYS, st.integers(-600, 600))
def test_adding_months_lands_in_the_right_month(day, months):
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and add_months(later.replace(day=1), 1).toordinal() - 1 == later.toordinal())


@given(DAYS, DAYS)
def test_full_years_are_the_anniversaries_passed(start, day):
    years = rules.full_years(start, day)
    passed = [n for n in range(-1, 203) if (start.year + n, start.month, start.day) <= (day.year, day.month, day.day)]
    assert years == max(passed) if passed else years < 0


def test_party_age_counts_from_the_admission():
    member = Member(birth_date=date(1950, 3, 4), admission_date=date(1970, 3, 4))
    assert (rules.party_age(member, date(2020, 3, 3)), rules.party_age(member, date(2020, 3, 4))) == (49, 50)
    assert rules.age(member, date(2020, 3, 4)) == 70


@pytest.mark.django_db
def test_an_early_admission_is_only_a_warning_by_the_rule_of_its_day():
    assert rules.warnings_about(Member(birth_date=date(2000, 1, 31), admission_date=date(2017, 12, 31)))
    assert not rules.warnings_about(Member(birth_date=date(2000, 1, 31), admission_date=date(2018, 1, 1))), "counted by month"
    assert not rules.warnings_about(Member(birth_date=date(1990, 1, 1), admission_date=date(2005, 1, 1))), "the rule of that day is not known"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "stay",
    [
        NewStay("official", date(2016, 1, 1), date(2016, 1, 1)), NewStay("official", date(2014, 1, 1)),
        NewStay("official", date(2016, 1, 1)), NewStay("official", date(2030, 1, 1)),
    ],
)
def test_stays_lie_between_admission_and_leaving(stay):
    with pytest.raises(RuleBroken):
        add_members(new=[NewMember(make_unit(), FIELDS, [stay], date(2020, 1, 1), "deceased")], by=SYSTEM, day=TODAY)
    assert not Stay.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"army_from": date(2012, 1, 1), "army_to": date(2011, 1, 1)}, {"birth_date": None}])
def test_dates_that_cannot_be_are_refused(change):
    with pytest.raises(RuleBroken):
        add_member(unit=make_unit(), fields=FIELDS | change, by=SYSTEM, day=TODAY)


@pytest.mark.django_db
def test_leaving_has_a_day_and_a_reason():
    with pytest.raises(RuleBroken):
        add_members(new=[NewMember(make_unit(), FIELDS, (), date(2020, 1, 1))], by=SYSTEM, day=TODAY)
    member = make_member()
    with pytest.raises(RuleBroken):
        leave(member=member, on=date(2026, 1, 1), reason="", paper="", by=SYSTEM, day=TODAY)
    with pytest.raises(RuleBroken):
        undo_leave(member=member, reason="", by=SYSTEM, day=TODAY)


@pytest.mark.django_db
def test_a_list_may_tell_of_the_activity_and_of_a_life_before_the_unit():
    unit = make_unit(founded_on=date(2020, 1, 1))
    stays = rules.implied_stays(unit, admission_date=date(2015, 1, 1), official_date=date(2021, 1, 1), day=TODAY, activity="exempt", activity_from=date(2024, 1, 1))
    assert [(stay.status, stay.activity, stay.valid_from) for stay in stays] == [
        ("probationary", "active", date(2020, 1, 1)), ("official", "active", date(2021, 1, 1)), ("official", "exempt", date(2024, 1, 1)),
    ]
    assert rules.implied_stays(unit, admission_date=date(2015, 1, 1), official_date=None, day=TODAY, left_on=date(2019, 1, 1)) == []
    with pytest.raises(RuleBroken):
        rules.check_holds_members(unit, date(2019, 1, 1))
    assert replace(stays[0], note="x").note == "x"


@pytest.mark.django_db
def test_acts_that_change_nothing_or_come_too_late_are_refused():
    member = make_member()
    refused = [
        lambda: move_member(member=member, to=member.unit, on=date(2026, 1, 1), paper="", by=SYSTEM, day=TODAY),
        lambda: change_activity(member=member, activity="active", on=date(2026, 1, 1), paper="", reason="", by=SYSTEM, day=TODAY),
        lambda: change_activity(member=member, activity="abroad", on=date(2026, 1, 1), until=date(2026, 1, 1), paper="", reason="", by=SYSTEM, day=TODAY),
    ]
    for act in refused:
        with pytest.raises(RuleBroken):
            act()
    Stay.objects.filter(member=member, valid_to=None).update(valid_to=date(2025, 1, 1))
    with pytest.raises(RuleBroken):
        move_member(member=member, to=make_unit(), on=date(2026, 1, 1), paper="", by=SYSTEM, day=TODAY)
    Member.objects.filter(pk=member.pk).update(left_on=date(2026, 1, 1), left_reason="deceased")
    with pytest.raises(RuleBroken):
        undo_leave(member=Member.objects.get(pk=member.pk), reason="", by=SYSTEM, day=TODAY)
    gone = Member.objects.get(pk=member.pk)
    Stay.objects.all().delete()
    Member.objects.all().delete()
    with pytest.raises(RuleBroken):
        undo_leave(member=gone, reason="", by=SYSTEM, day=TODAY)


@pytest.mark.django_db
def test_a_joined_record_takes_no_more_acts():
    one, two = make_member(), make_member()
    merge_members(keep=one, other=two, choices={}, reason="", by=SYSTEM)
    two = Member.objects.get(pk=two.pk)
    with pytest.raises(RuleBroken):
        correct_member(member=two, new={"job": "thợ"}, seen={"job": ""}, by=SYSTEM, reason="", day=TODAY)
    with pytest.raises(RuleBroken):
        leave(member=two, on=date(2026, 1, 1), reason="deceased", paper="", by=SYSTEM, day=TODAY)


@pytest.mark.django_db
def test_the_first_stay_cannot_be_pushed_past_its_end():
    member = make_member()
    move_member(member=member, to=make_unit(), on=date(2015, 1, 1), paper="", by=SYSTEM, day=TODAY)
    member = Member.objects.get(pk=member.pk)
    with pytest.raises(RuleBroken):
        correct_member(
            member=member, new={"admission_date": date(2016, 1, 1), "official_date": date(2017, 1, 1)},
            seen={"admission_date": member.admission_date, "official_date": member.official_date}, by=SYSTEM, reason="", day=TODAY,
        )
    Stay.objects.all().delete()
    changed = correct_member(member=member, new={"official_date": None}, seen={"official_date": member.official_date}, by=SYSTEM, reason="", day=TODAY)
    assert changed.status == "probationary"


@pytest.mark.django_db
def test_a_link_is_given_back_with_its_batch():
    province = Area.objects.create(name="Tỉnh Thử", kind=AreaKind.PROVINCE)
    member = make_member(home_province=province)
    correct_member(member=member, new={"home_province": None}, seen={"home_province": province}, by=SYSTEM, reason="", day=TODAY)
    from_batch = Member.objects.get(pk=member.pk)
    other = Area.objects.create(name="Tỉnh Thử Hai", kind=AreaKind.PROVINCE)
    from_batch = correct_member(member=from_batch, new={"home_province": province}, seen={"home_province": None}, by=SYSTEM, reason="", day=TODAY)
    correct_members(corrections=[Correction(from_batch, {"home_province": other}, {"home_province": province})], by=SYSTEM, reason="", day=TODAY, batch_id=9)
    undo_corrections(batch_id=9, by=SYSTEM, day=TODAY)
    assert Member.objects.get(pk=member.pk).home_province == province


def test_a_record_that_begins_after_the_admission_keeps_its_first_day_when_the_admission_is_corrected():
    stay = Stay(unit=Unit(founded_on=date(1990, 1, 1)), status="official", valid_from=date(2015, 6, 1), reason="transferred", kind="home", activity="active")
    written = rules.restated([stay], was_admitted=date(2010, 1, 1), admitted=date(2011, 1, 1), official=date(2012, 1, 1))
    assert [(one.valid_from, one.status) for one in written] == [(date(2015, 6, 1), "official")]
