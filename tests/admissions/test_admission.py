"""Admission, step by step, on the days and by the rules of those days."""

from __future__ import annotations

from datetime import date

import pytest

from coso.admissions import queries
from coso.admissions.models import Applicant
from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.figures.queries import Question, figure
from coso.members.actions import correct_member
from coso.members.models import Member, Stay
from coso.members.queries import story
from coso.procedures import actions
from coso.procedures.models import Case
from tests.admissions.story import (
    TODAY,
    admitted,
    begin,
    do,
    make_branch,
    to_the_decision,
    to_the_vote,
    votes,
)
from tests.factories import make_applicant, make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 8, 3)


@pytest.fixture
def branch():
    return make_branch()


def test_a_person_goes_from_the_application_to_the_roll(branch):
    case = admitted(branch, decided=DAY, ceremony=date(2026, 8, 20))
    member = Member.objects.get(full_name="Vàng Thị Mai")
    stay = Stay.objects.get(member=member)
    assert (case.state, case.member) == ("done", member)
    assert (member.admission_date, member.status, member.unit) == (DAY, "probationary", branch)
    assert (stay.valid_from, stay.reason, stay.paper) == (date(2026, 8, 20), "admitted", "15-QĐ/ĐU (03/08/2026)")
    assert Applicant.objects.get().member == member
    recognition = Case.objects.get(procedure="recognition")
    assert (recognition.member, recognition.step, recognition.opened_on) == (member, "mentor", date(2026, 8, 20))


def test_the_application_comes_before_the_personal_history(branch):
    case = begin(make_applicant(branch), date(2025, 8, 1))
    with pytest.raises(RuleBroken, match=r"01/08/2025.*02/08/2025|02/08/2025"):
        do(case, date(2025, 8, 3), {"applied_on": date(2025, 8, 2), "history_on": date(2025, 8, 1), "course_certificate": "", "course_on": date(2025, 3, 2)})


def test_a_certificate_of_sixty_one_months_is_refused_and_one_of_sixty_is_not(branch):
    for course, good in ((date(2021, 7, 2), False), (date(2021, 8, 3), True)):
        case = begin(make_applicant(branch, full_name=f"Vàng Thị {course.year}{course.month}", course_on=course), DAY)
        told = {"applied_on": DAY, "history_on": DAY, "course_certificate": "", "course_on": course}
        if good:
            assert do(case, DAY, told).step == "introducers"
        else:
            with pytest.raises(RuleBroken, match="60"):
                do(case, DAY, told)


def test_a_certificate_that_ends_before_the_branch_meets_stops_the_vote(branch):
    case = to_the_vote(begin(make_applicant(branch), DAY), DAY, course_on=date(2021, 9, 1))
    with pytest.raises(RuleBroken, match="01/09/2026"):
        do(case, date(2026, 9, 2), {"exception": ""}, count=votes(6))


def test_introducers_are_official_distinct_and_long_enough_here(branch):
    case = begin(make_applicant(branch), DAY)
    case = do(case, DAY, {"applied_on": DAY, "history_on": DAY, "course_certificate": "", "course_on": date(2026, 3, 2)})
    one, two = Member.objects.filter(unit=branch)[:2]
    newcomer = make_member(branch, full_name="Mới Về", admission_date=date(2026, 3, 1), official_date=date(2026, 3, 1))
    probationary = make_member(branch, full_name="Dự Bị", admission_date=date(2026, 3, 1), official_date=None)
    for first, second in ((one, one), (one, newcomer), (one, probationary), (one, None)):
        with pytest.raises(RuleBroken):
            do(case, DAY, {"way": "members", "first": first, "second": second})
    assert do(case, DAY, {"way": "with_union", "first": one, "second": None}).step == "vetting"


def test_an_unclear_vetting_stops_the_way(branch):
    case = begin(make_applicant(branch), DAY)
    case = do(case, DAY, {"applied_on": DAY, "history_on": DAY, "course_certificate": "", "course_on": date(2026, 3, 2)})
    one, two = Member.objects.filter(unit=branch)[:2]
    case = do(case, DAY, {"way": "members", "first": one, "second": two})
    with pytest.raises(RuleBroken):
        do(case, DAY, {"conclusion": "unclear", "paper": "x"})


@pytest.mark.parametrize(("born", "step"), [(date(2008, 8, 31), "committee"), (date(1966, 8, 1), "committee")])
def test_age_is_counted_by_month_on_the_day_of_the_vote(branch, born, step):
    case = to_the_vote(begin(make_applicant(branch, birth_date=born), DAY), DAY)
    assert do(case, DAY, {"exception": ""}, count=votes(6)).step == step


def test_a_person_too_young_waits(branch):
    case = to_the_vote(begin(make_applicant(branch, birth_date=date(2008, 9, 1)), DAY), DAY)
    with pytest.raises(RuleBroken, match="18"):
        do(case, DAY, {"exception": ""}, count=votes(6))


def test_above_sixty_the_consent_comes_before_the_decision(branch):
    case = to_the_vote(begin(make_applicant(branch, birth_date=date(1966, 7, 31)), DAY), DAY)
    case = to_the_decision(case, DAY)
    assert case.step == "over_age"
    assert do(case, DAY, {"body": "Ban Thường vụ Tỉnh ủy", "paper": "7-CV/TU"}).step == "decide"


def test_too_little_schooling_needs_the_paper_of_an_exception(branch):
    case = to_the_vote(begin(make_applicant(branch, general_education="primary"), DAY), DAY)
    with pytest.raises(RuleBroken):
        do(case, DAY, {"exception": ""}, count=votes(6))
    assert do(case, DAY, {"exception": "Hướng dẫn 01, bản đặc biệt khó khăn"}, count=votes(6)).step == "committee"


def test_a_lost_vote_ends_the_way_and_says_so_on_the_list(branch):
    case = to_the_vote(begin(make_applicant(branch), DAY), DAY)
    case = do(case, DAY, {"exception": ""}, count=votes(3, 3))
    assert case.state == "refused"
    assert Applicant.objects.get().state == "ended"


def test_under_294_the_committee_needs_two_thirds_and_under_208_it_says_so_itself(branch):
    early = to_the_vote(begin(make_applicant(branch, course_on=date(2025, 3, 2), consent_on=date(2025, 1, 5)), date(2025, 9, 1)), date(2025, 9, 1), course_on=date(2025, 3, 2))
    early = do(early, date(2025, 9, 1), {"exception": ""}, count=votes(6))
    early = do(early, date(2025, 9, 3), {"power": "own", "resolution": "1"}, count=votes(4, 3), committee=7, adopted=True)
    assert early.state == "refused"
    late = to_the_vote(begin(make_applicant(branch), DAY), DAY)
    late = do(late, DAY, {"exception": ""}, count=votes(6))
    late = do(late, DAY, {"power": "own", "resolution": "1"}, count=votes(4, 3), committee=7, adopted=True)
    vote = late.casevotes.get(step="committee")
    assert (late.step, vote.needed, vote.share, vote.rule) == ("decide", None, "", {})


def test_a_committee_without_the_power_sends_the_file_up(branch):
    case = to_the_decision(to_the_vote(begin(make_applicant(branch), DAY), DAY), DAY, power="superior")
    assert case.step == "superior"


def test_a_sectional_committee_appraises_where_there_is_one():
    commune = make_branch(0).parent
    section = make_unit(kind="sectional_organisation", parent=commune)
    branch = make_unit(kind="subordinate_branch", parent=section)
    for n in range(3):
        make_member(branch, full_name=f"Lò Văn {n}")
    case = to_the_vote(begin(make_applicant(branch), DAY), DAY)
    case = do(case, DAY, {"exception": ""}, count=votes(3))
    assert (case.step, case.acting_unit) == ("section", section)


@pytest.mark.parametrize(("issued", "received", "since"), [
    (date(2025, 9, 1), date(2025, 9, 10), date(2025, 9, 10)),  # 294: from the receipt
    (date(2026, 8, 3), date(2026, 8, 12), date(2026, 8, 3)),  # 208: from the issue
    (date(2026, 7, 20), date(2026, 7, 30), date(2026, 7, 30)),  # issued under one, received under the other
])
def test_the_time_for_the_ceremony_runs_from_the_day_the_rule_of_the_time_says(branch, issued, received, since):
    course = date(2025, 3, 2)
    case = to_the_vote(begin(make_applicant(branch, course_on=course, consent_on=date(2025, 1, 5)), issued), issued, course_on=course)
    case = do(to_the_decision(case, issued), issued, {"number": "15-QĐ/ĐU"})
    case = do(case, received)
    assert queries.ceremony_counted_from(case) == since
    assert case.due_on is not None
    assert case.step == "ceremony"


def test_a_former_member_waits_and_begins_a_new_probation(branch):
    applicant = make_applicant(branch)
    with pytest.raises(RuleBroken, match="36"):
        begin(applicant, DAY, left_on=date(2024, 1, 1))
    case = admitted(branch, decided=DAY, ceremony=DAY, applicant=applicant, left_on=date(2023, 1, 1))
    assert Stay.objects.get(member=case.member).reason == "readmitted"


def test_handing_back_lets_the_office_ask_for_more(branch):
    case = to_the_vote(begin(make_applicant(branch), DAY), DAY)
    case = actions.hand_back(case=case, seen=case.turn, to="opinions", reason="Thiếu ý kiến nơi cư trú", by=SYSTEM, today=TODAY)
    assert case.step == "opinions"


# --- re-admission ----------------------------------------------------------------------------------

def make_former(**more):
    return make_member(make_branch(1), full_name="Vàng Thị Mai", birth_date=date(2000, 5, 20), admission_date=date(2018, 5, 2), official_date=date(2019, 5, 2), left_on=date(2022, 3, 1), left_reason="removed", **more)


def test_a_former_member_is_the_same_member_again(branch):
    former = make_former(citizen_id_number="001196000001")
    case = admitted(branch, decided=DAY, ceremony=date(2026, 8, 20), former=former)
    member = Member.objects.get(full_name="Vàng Thị Mai")
    assert case.member == member == former
    assert (member.unit, member.status, member.left_on, member.left_reason, member.official_date) == (branch, "probationary", None, "", None)
    assert member.admission_date == date(2018, 5, 2)
    told = Stay.objects.filter(member=member).order_by("valid_from").values_list("valid_from", "valid_to", "status", "reason")
    assert list(told)[-2:] == [(date(2019, 5, 2), date(2022, 3, 1), "official", "recognised"), (date(2026, 8, 20), None, "probationary", "readmitted")]
    assert queries.probation_ends(member) == date(2027, 8, 20)
    due = list(queries.recognitions_due(make_user("branch_secretary", branch), date(2027, 8, 1)))
    assert [(one.member, one.ends) for one in due] == [(member, date(2027, 8, 20))]


def test_a_re_admission_changes_no_figure_of_the_time_before(branch):
    former = make_former()
    asked = Question(former.unit, date(2022, 12, 31), start=date(2022, 1, 1))

    official = Question(former.unit, date(2019, 12, 31), start=date(2019, 1, 1))

    def told():
        put_out, recognised = figure("statuses.put_out", asked, by=SYSTEM), figure("members.recognised", official, by=SYSTEM)
        return (
            put_out.value(), [row.member_id for row in put_out.records()], {line.choices[0].key: line.value for line in put_out.by("way")},
            recognised.value(), [row.member_id for row in recognised.records()], {line.choices[0].key: line.value for line in recognised.by("age_band") if line.value},
        )

    before = told()
    admitted(branch, decided=DAY, ceremony=date(2026, 8, 20), former=former)
    assert told() == before
    assert before[:2] == (1, [former.pk])
    assert before[3:] == (1, [former.pk], {"18-30": 1})


def test_the_story_of_a_former_member_reads_on(branch):
    former = make_former()
    admitted(branch, decided=DAY, ceremony=date(2026, 8, 20), former=former)
    told = [(event.on, event.what) for event in story(Member.objects.get(pk=former.pk), make_user("branch_secretary", branch))]
    assert (date(2022, 3, 1), "Rời danh sách đảng viên: Xóa tên") in told
    assert told[0][0] >= date(2026, 8, 20)


def test_a_correction_leaves_the_earlier_membership_as_it_was(branch):
    former = make_former()
    case = admitted(branch, decided=DAY, ceremony=date(2026, 8, 20), former=former)
    before = list(Stay.objects.filter(member=former, valid_to__isnull=False).values_list("valid_from", "valid_to", "status"))
    correct_member(member=case.member, new={"official_date": date(2027, 8, 20)}, seen={"official_date": None}, by=SYSTEM, reason="Nhập thiếu", day=TODAY)
    assert list(Stay.objects.filter(member=former, valid_to__lte=date(2022, 3, 1)).values_list("valid_from", "valid_to", "status")) == before
    assert list(Stay.objects.filter(member=former, valid_from__gte=DAY).order_by("valid_from").values_list("status", flat=True)) == ["probationary", "official"]


@pytest.mark.parametrize(("reason", "told", "said"), [
    ("removed", {"excluded": "one"}, "208-QĐ/TW"),
    ("requested_exit", {"excluded": "none"}, "hoàn cảnh"),
    ("removed", {"excluded": "none", "cleared_on": date(2022, 1, 1)}, "60"),
])
def test_the_groups_and_the_waiting_of_the_rule_stop_a_readmission(branch, reason, told, said):
    former = make_former()
    Member.objects.filter(pk=former.pk).update(left_reason=reason)
    former.refresh_from_db()
    case = begin(make_applicant(branch), DAY, former=former)
    assert case.step == "former"
    with pytest.raises(RuleBroken, match=said):
        do(case, DAY, {"cleared_on": None, "paper": "BB 3", **told})
    assert do(case, DAY, {"cleared_on": None, "paper": "BB 3", "excluded": "hardship"}).step == "application"


def test_only_who_left_the_party_is_admitted_again(branch):
    applicant, there = make_applicant(branch), make_former()
    for left_on, reason in ((None, ""), (date(2020, 1, 1), "transferred_out")):
        Member.objects.filter(pk=there.pk).update(left_on=left_on, left_reason=reason)
        there.refresh_from_db()
        with pytest.raises(RuleBroken):
            begin(applicant, DAY, former=there)


def test_no_second_record_is_made_of_a_former_member(branch):
    make_former(citizen_id_number="001196000001")
    case = to_the_vote(begin(make_applicant(branch), DAY), DAY)
    case = do(to_the_decision(case, DAY), DAY, {"number": "15-QĐ/ĐU"})
    for _step in ("received", "ceremony", "member_history"):
        case = do(case, DAY)
    with pytest.raises(RuleBroken, match="kết nạp lại"):
        do(case, DAY, {"citizen_id_number": "001196000001", "home_address": "", "phone": ""})


def test_a_person_says_whether_the_record_found_is_the_same(client, branch):
    former = make_former(citizen_id_number="001196000001")
    applicant = make_applicant(branch, birth_date=former.birth_date)
    client.force_login(make_user("branch_secretary", branch))
    address, told = f"/phat-trien/{applicant.pk}/bat-dau/", {"on": "2026-08-03", "number": "001196000001"}
    asked = client.post(address, told)
    assert asked.status_code == 422
    assert "01/03/2022" in asked.content.decode()
    assert not Case.objects.exists()
    assert client.post(address, told | {"same": "no"}).status_code == 422
    assert client.post(address, told | {"same": "yes"}).status_code == 302
    assert (Case.objects.get().facts["opened"]["former"]["pk"], Case.objects.get().step) == (former.pk, "former")


def test_a_number_with_another_birth_date_or_on_the_roll_tells_nothing(client, branch):
    former = make_former(citizen_id_number="001196000001")
    here = make_member(branch, birth_date=date(1990, 1, 1), citizen_id_number="001190000002")
    client.force_login(make_user("branch_secretary", branch))
    for number, born in (("001196000001", date(1997, 3, 8)), ("001190000002", here.birth_date)):
        applicant = make_applicant(branch, birth_date=born)
        answer = client.post(f"/phat-trien/{applicant.pk}/bat-dau/", {"on": "2026-08-03", "number": number, "same": "yes"})
        assert answer.status_code == 422
        assert former.left_on.strftime("%d/%m/%Y") not in answer.content.decode()


# --- which branch leads the case ---------------------------------------------------------------------

PAPERS = {"applied_on": DAY, "history_on": DAY, "course_certificate": "", "course_on": date(2026, 3, 2)}


@pytest.mark.parametrize(("place", "since", "why", "good"), [
    ("work", date(2025, 8, 3), "", True),
    ("work", date(2025, 8, 4), "", False),
    ("work", date(2025, 8, 4), "Công văn 5", True),
    ("work", None, "", False),
    ("work", date(2026, 8, 4), "Công văn 5", False),
    ("residence", date(2026, 7, 1), "", True),
    ("study", None, "", True),
])
def test_a_worker_of_less_than_twelve_months_is_led_by_the_residence(branch, place, since, why, good):
    case = begin(make_applicant(branch), DAY)
    told = PAPERS | {"place": place, "worked_since": since, "why_here": why}
    if good:
        assert do(case, DAY, told).step == "introducers"
    else:
        with pytest.raises(RuleBroken):
            do(case, DAY, told)


def test_the_page_names_who_leads_by_which_rule_and_why_not(branch):
    case = do(begin(make_applicant(branch), DAY), DAY, PAPERS | {"place": "work", "worked_since": date(2026, 5, 4), "why_here": "Công văn 5"})
    line = dict((str(label), text) for label, text in case.declared.facts(case))["Nơi chủ trì xét kết nạp"]
    assert "208-QĐ/TW" in line
    assert "Công văn 5" in line
