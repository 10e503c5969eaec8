"""Corrections: what was believed before is kept, nothing is overwritten unseen, and dates carry the stays with them."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Act
from coso.members.actions import (
    Correction,
    NewMember,
    add_members,
    answer_correction,
    ask_correction,
    change_activity,
    correct_member,
    correct_members,
    move_member,
    qualify,
    undo_additions,
    undo_corrections,
    value_of,
)
from coso.members.enums import CorrectionState, MemberAct
from coso.members.models import CorrectionRequest, Member, Stay
from tests.factories import TODAY, make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
Event = Member.pgh_event_model


def stays_of(member):
    return list(Stay.objects.filter(member=member).order_by("valid_from").values_list("status", "valid_from", "valid_to"))


def correct(member, new, seen=None, **more):
    seen = seen if seen is not None else {name: getattr(member, Member._meta.get_field(name).attname) for name in new}
    return correct_member(member=member, new=new, seen=seen, by=more.pop("by", SYSTEM), reason="theo giấy khai sinh", day=TODAY, **more)


def test_what_was_believed_is_kept_and_the_act_names_fields_only():
    member = make_member(phone="0977000111")
    correct(member, {"phone": "0911222333", "job": "nông dân"})
    member.refresh_from_db()
    assert (member.phone, member.job) == ("0911222333", "nông dân")
    assert list(Event.objects.filter(pgh_obj_id=member.pk).values_list("phone", flat=True)) == ["0977000111"]
    act = Act.objects.get(kind=MemberAct.CORRECTED)
    assert set(act.details["fields"]) == {"phone", "job"}
    assert "0911222333" not in str(act.details) + act.reason


def test_a_value_that_changed_meanwhile_is_not_overwritten():
    member = make_member(job="giáo viên")
    with pytest.raises(RuleBroken):
        correct(member, {"job": "nông dân"}, seen={"job": "công nhân"})
    with pytest.raises(RuleBroken):
        correct(member, {"job": "nông dân"}, seen={})
    member.refresh_from_db()
    assert member.job == "giáo viên"


def test_one_wrong_row_refuses_all():
    one, two = make_member(), make_member()
    with pytest.raises(RuleBroken):
        correct_members(
            corrections=[Correction(one, {"job": "thợ"}, {"job": ""}), Correction(two, {"birth_date": date(2030, 1, 1)}, {"birth_date": two.birth_date})],
            by=SYSTEM, reason="", day=TODAY,
        )
    assert not Member.objects.exclude(job="").exists()


def test_nothing_new_writes_nothing():
    member = make_member(job="thợ")
    correct(member, {"job": "thợ"})
    assert not Act.objects.filter(kind=MemberAct.CORRECTED).exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("name", ["status", "unit", "position", "left_on", "merged_into", "nonsense"])
def test_what_follows_from_acts_is_not_typed_in(name):
    with pytest.raises(RuleBroken):
        correct(make_member(), {name: "x"}, seen={name: "x"})


def test_leave_is_asked():
    member = make_member()
    with pytest.raises(NotAllowed):
        correct(member, {"job": "thợ"}, by=make_user("branch_secretary", member.unit))


def test_a_moved_member_is_not_corrected_from_an_old_page():
    member = make_member()
    seen = Member.objects.get(pk=member.pk)
    move_member(member=member, to=make_unit(), on=date(2026, 1, 1), paper="", by=SYSTEM, day=TODAY)
    with pytest.raises(RuleBroken):
        correct(seen, {"job": "thợ"})


def test_the_stays_follow_the_admission_date():
    member = make_member()
    correct(member, {"admission_date": date(2010, 3, 1)})
    assert stays_of(member) == [("probationary", date(2010, 3, 1), date(2011, 5, 19)), ("official", date(2011, 5, 19), None)]
    assert set(Stay.objects.values_list("admission_date", flat=True)) == {date(2010, 3, 1)}


def test_the_stays_follow_the_official_date_both_ways():
    member = make_member()
    for day in (date(2012, 1, 1), date(2011, 1, 1)):
        correct(member, {"official_date": day})
        assert stays_of(member) == [("probationary", date(2010, 5, 19), day), ("official", day, None)]
        member.refresh_from_db()


def test_an_official_date_taken_away_makes_a_probationary_member():
    member = make_member()
    correct(member, {"official_date": None})
    member.refresh_from_db()
    assert (member.status, stays_of(member)) == ("probationary", [("probationary", date(2010, 5, 19), None)])
    correct(member, {"official_date": date(2010, 5, 19)})
    member.refresh_from_db()
    assert (member.status, stays_of(member)) == ("official", [("official", date(2010, 5, 19), None)])


def test_other_stays_are_left_as_they_are():
    member = make_member()
    change_activity(member=member, activity="abroad", on=date(2020, 1, 1), paper="QĐ 7", reason="", by=SYSTEM, day=TODAY)
    member.refresh_from_db()
    correct(member, {"official_date": date(2012, 1, 1)})
    assert stays_of(member)[1:] == [("official", date(2012, 1, 1), date(2020, 1, 1)), ("official", date(2020, 1, 1), None)]
    assert Stay.objects.filter(member=member, activity="abroad", paper="QĐ 7").count() == 1


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(dates=st.lists(st.dates(date(2000, 1, 1), date(2025, 12, 31)), min_size=2, max_size=6))
def test_after_any_corrections_the_stays_are_as_if_entered_right(dates):
    unit = make_unit(founded_on=date(2005, 6, 1))
    member = make_member(unit)
    for admitted, official in zip(dates, [*dates[1:], None], strict=True):
        if official is not None and official < admitted:
            continue
        correct(member, {"admission_date": admitted, "official_date": official})
        member = Member.objects.get(pk=member.pk)
        right = make_member(unit, admission_date=admitted, official_date=official)
        assert stays_of(member) == stays_of(right)
        assert member.status == right.status


def test_a_level_reached_becomes_the_records_own():
    member = make_member(professional_level="college")
    qualify(member=member, kind="professional", level="master", by=SYSTEM, day=TODAY)
    qualify(member=member, kind="professional", level="university", by=SYSTEM, day=TODAY)
    member.refresh_from_db()
    assert member.professional_level == "master"
    with pytest.raises(RuleBroken):
        qualify(member=member, kind="theory", level="", by=SYSTEM, day=TODAY)
    with pytest.raises(RuleBroken):
        qualify(member=member, kind="language", level="B1", obtained_on=date(2030, 1, 1), by=SYSTEM, day=TODAY)


# --- requests ------------------------------------------------------------------------------------

@pytest.fixture
def me():
    member = make_member(job="thợ")
    return make_user("member", member.unit, member=member), member


def ask(user, member, **more):
    return ask_correction(**{"member": member, "field": "job", "wanted": "nông dân", "evidence": "", "by": user, "day": TODAY} | more)


def test_a_request_is_made_once_for_a_field(me):
    ask(*me)
    with pytest.raises(RuleBroken):
        ask(*me, wanted="giáo viên")
    assert CorrectionRequest.objects.count() == 1


@pytest.mark.parametrize(("field", "wanted"), [("job", "thợ"), ("birth_date", "2030-01-01"), ("sex", "x"), ("status", "official")])
def test_a_request_for_nothing_or_nonsense_is_refused(me, field, wanted):
    with pytest.raises(RuleBroken):
        ask(*me, field=field, wanted=wanted)
    assert not CorrectionRequest.objects.exists()


def test_only_the_member_asks(me):
    with pytest.raises(NotAllowed):
        ask(make_user("office_clerk", me[1].unit), me[1])


def test_the_secretary_accepts_and_refuses_with_a_reason(me):
    _user, member = me
    secretary = make_user("branch_secretary", member.unit)
    refused = ask(*me, wanted="giáo viên")
    with pytest.raises(RuleBroken):
        answer_correction(request=refused, accept=False, answer=" ", by=secretary, day=TODAY)
    answer_correction(request=refused, accept=False, answer="chưa có giấy tờ", by=secretary, day=TODAY)
    accepted = ask(*me)
    answer_correction(request=accepted, accept=True, answer="", by=secretary, day=TODAY)
    member.refresh_from_db()
    assert member.job == "nông dân"
    assert set(CorrectionRequest.objects.values_list("state", flat=True)) == {CorrectionState.REFUSED, CorrectionState.ACCEPTED}
    with pytest.raises(RuleBroken):
        answer_correction(request=accepted, accept=True, answer="", by=secretary, day=TODAY)


def test_a_request_whose_ground_moved_is_not_applied(me):
    asked = ask(*me)
    correct(me[1], {"job": "công nhân"})
    with pytest.raises(RuleBroken):
        answer_correction(request=asked, accept=True, answer="", by=SYSTEM, day=TODAY)
    asked.refresh_from_db()
    assert asked.state == CorrectionState.OPEN


def test_texts_of_requests_become_values():
    assert value_of("birth_date", "1980-02-03") == date(1980, 2, 3)
    assert value_of("official_date", "") is None
    assert value_of("paper_file", "False") is False
    assert value_of("home_province", "") is None


# --- imports taken back --------------------------------------------------------------------------

def test_a_batch_is_taken_back_whole():
    unit, before = make_unit(), make_member(job="thợ", phone="0911")
    fields = {"full_name": "Vàng A Páo", "sex": "male", "birth_date": date(1990, 1, 1), "admission_date": date(2015, 1, 1)}
    add_members(new=[NewMember(unit, fields)] * 3, by=SYSTEM, day=TODAY, batch_id=7)
    for job, phone in (("nông dân", "0922"), ("giáo viên", "0933")):
        seen = Member.objects.get(pk=before.pk)
        correct_members(corrections=[Correction(seen, {"job": job, "phone": phone}, {"job": seen.job, "phone": seen.phone})], by=SYSTEM, reason="", day=TODAY, batch_id=7)
    assert undo_corrections(batch_id=7, by=SYSTEM, day=TODAY) == 1
    assert undo_additions(batch_id=7, by=SYSTEM) == 3
    before.refresh_from_db()
    assert (before.job, before.phone) == ("thợ", "0911")
    assert list(Member.objects.values_list("pk", flat=True)) == [before.pk]


def test_a_touched_record_keeps_the_batch():
    fields = {"full_name": "Vàng A Páo", "sex": "male", "birth_date": date(1990, 1, 1), "admission_date": date(2015, 1, 1)}
    one, _two = add_members(new=[NewMember(make_unit(), fields)] * 2, by=SYSTEM, day=TODAY, batch_id=7)
    correct(one, {"job": "thợ"})
    with pytest.raises(RuleBroken, match="Vàng A Páo"):
        undo_additions(batch_id=7, by=SYSTEM)
    assert Member.objects.count() == 2
