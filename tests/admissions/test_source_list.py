"""The source list: consent first, and gone for good when it is withdrawn."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from django.db import connection
from django.test import Client

from coso.access.models import Reading
from coso.admissions import actions
from coso.admissions.models import Applicant
from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Act
from coso.org.actions import merge_units
from coso.procedures.actions import hand_back, open_step_ballot
from coso.procedures.models import Case, Entry
from tests.admissions.story import TODAY, admitted, begin, do, make_branch, to_the_vote
from tests.factories import make_applicant, make_unit, make_user
from tests.restructuring.test_ending_together import at_once

pytestmark = pytest.mark.django_db
DAY = date(2026, 8, 3)


@pytest.fixture
def branch():
    return make_branch()


def test_without_consent_in_writing_nothing_is_kept(branch):
    for missing in ({"consent_on": None}, {"consent_paper": " "}):
        with pytest.raises(RuleBroken):
            make_applicant(branch, **missing)
    assert not Applicant.objects.exists()


def test_the_same_person_has_one_line_in_a_branch(branch):
    make_applicant(branch)
    with pytest.raises(RuleBroken, match="Vàng Thị Mai"):
        make_applicant(branch, full_name="Vàng  Thị Mai")
    make_applicant(branch, birth_date=date(1999, 1, 1))
    make_applicant(make_unit(parent=branch.parent))
    assert Applicant.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_of_the_same_line_sent_twice_at_once_one_is_kept():
    branch = make_branch()
    for seed in range(5):
        answers = at_once(*[partial(make_applicant, branch, full_name=f"Vàng Thị {seed}")] * 2, seed=seed)
        assert sorted(type(answer).__name__ for answer in answers) == ["Applicant", "RuleBroken"]
    assert Applicant.objects.count() == 5


def test_a_correction_tells_which_fields_changed_and_keeps_no_old_text(branch):
    person = make_applicant(branch)
    actions.correct_applicant(applicant=person, fields={"job": "Giáo viên", "full_name": "Vàng Thị Mây"}, by=SYSTEM, today=TODAY)
    assert Act.objects.get(kind="applicant.corrected").details == {"fields": ["full_name", "job"]}


def test_who_withdraws_the_consent_leaves_no_name_behind(branch):
    person = make_applicant(branch)
    case = to_the_vote(begin(person, DAY), DAY)
    case = hand_back(case=case, seen=case.turn, to="opinions", reason="Vàng Thị Mai chưa đủ giấy tờ", by=SYSTEM, today=TODAY)
    case = do(case, DAY, {"mass_on": DAY, "residence_on": DAY})
    open_step_ballot(case=case, seen=case.turn, by=SYSTEM, today=TODAY)
    actions.withdraw_consent(applicant=person, on=date(2026, 9, 1), by=SYSTEM, today=TODAY)
    person.refresh_from_db()
    assert (person.state, person.full_name, person.birth_date, person.ethnic_group, person.groups) == ("withdrawn", "", None, "", [])
    assert Case.objects.get(pk=case.pk).state == "cancelled"
    assert all(not entry.told for entry in Entry.objects.filter(case=case))
    with connection.cursor() as cursor:
        for table in ("procedures_case", "procedures_caseevent", "procedures_entry", "procedures_casepaper", "admissions_applicant", "common_act", "ballots_ballot", "ballots_voter"):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%%Vàng%%' OR t::text LIKE '%%Mai%%'")
            assert cursor.fetchone() == (0,), table


def test_the_consent_of_a_member_is_not_withdrawn_here(branch):
    admitted(branch, decided=DAY, ceremony=DAY)
    with pytest.raises(RuleBroken):
        actions.withdraw_consent(applicant=Applicant.objects.get(), on=TODAY, by=SYSTEM, today=TODAY)


def test_only_those_who_prepare_or_decide_admissions_see_the_list(branch):
    make_applicant(branch)
    seen = {role: Applicant.objects.visible_to(make_user(role, branch)).count() for role in ("branch_secretary", "branch_committee", "inspection_officer", "report_reader")}
    assert seen == {"branch_secretary": 1, "branch_committee": 1, "inspection_officer": 0, "report_reader": 0}
    with pytest.raises(NotAllowed):
        actions.add_applicant(unit=branch, fields={}, by=make_user("report_reader", branch), today=TODAY)


def test_the_list_costs_the_same_for_one_and_for_three(branch, django_assert_max_num_queries):
    client, queries = Client(), []
    client.force_login(make_user("branch_secretary", branch))
    client.get("/phat-trien/")
    for more in (1, 2):
        for _ in range(more):
            begin(make_applicant(branch, full_name=f"Vàng Thị Mai {Applicant.objects.count()}"), DAY)
        with django_assert_max_num_queries(60) as asked:
            assert client.get("/phat-trien/").status_code == 200
        queries.append(len(asked))
    assert queries[0] == queries[1]


def test_pages_of_the_source_list_open_and_hide_what_is_sensitive(branch):
    client, person = Client(), make_applicant(branch)
    client.force_login(make_user("branch_secretary", branch))
    page = client.get(f"/phat-trien/{person.pk}/").content.decode()
    assert "Bản Nậm Cáy" not in page
    assert "Bản Nậm Cáy" in client.post(f"/phat-trien/{person.pk}/hien/", {"field": "residence"}).content.decode()
    for address in ("", "them/", "tong-quan/", "chi-bo-chua-ket-nap/", f"{person.pk}/sua/", f"{person.pk}/rut-dong-y/", f"{person.pk}/bat-dau/", "?group=woman", "?export=csv"):
        assert client.get(f"/phat-trien/{address}").status_code == 200, address


def test_an_admission_begins_from_the_persons_page(branch):
    client, person = Client(), make_applicant(branch)
    client.force_login(make_user("branch_secretary", branch))
    answer = client.post(f"/phat-trien/{person.pk}/bat-dau/", {"on": "2026-08-03"})
    assert answer.url == Case.objects.get().get_absolute_url()
    page = client.get(answer.url).content.decode()
    assert "1-KNĐ" in page
    assert f"/phat-trien/{person.pk}/" in page


def test_branches_without_an_admission_for_some_years(branch):
    other = make_unit(parent=branch.parent)
    admitted(branch, decided=DAY, ceremony=DAY)
    client = Client()
    client.force_login(make_user("office_clerk", branch.parent))
    page = client.get("/phat-trien/chi-bo-chua-ket-nap/?years=2").content.decode()
    assert other.name in page
    assert f">{branch.name}<" not in page


def test_people_and_open_cases_go_on_with_the_unit_that_follows():
    commune = make_branch(0).parent
    old, new = make_unit(parent=commune), make_unit(parent=commune)
    person = make_applicant(old)
    case = begin(person, DAY)
    merge_units(units=[old], into=new, on=date(2026, 9, 1), today=TODAY, paper="5-QĐ/ĐU", by=SYSTEM)
    person.refresh_from_db()
    case.refresh_from_db()
    assert (person.unit, person.position, case.unit, case.acting_unit, case.position) == (new, new.position, new, new, new.position)


def test_the_list_is_taken_as_a_file_only_for_a_purpose_that_is_kept(branch):
    make_applicant(branch)
    client = Client()
    client.force_login(make_user("branch_secretary", branch))
    assert 'name="purpose"' in client.get("/phat-trien/?export=csv").content.decode()
    answer = client.get("/phat-trien/?export=csv&purpose=Lập+kế+hoạch")
    said = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode("utf-8-sig")
    assert "Vàng Thị Mai" in said
    assert "Bản Nậm Cáy" not in said
    assert Reading.objects.filter(kind="exported", purpose="Lập kế hoạch", rows=1).count() == 1
