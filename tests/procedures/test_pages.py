"""The pages of a case: what the step in hand asks stands there with its rule, and a fault keeps what was typed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from coso.access.models import Reading
from coso.members.models import Member
from coso.procedures.enums import CaseState
from coso.procedures.models import Case
from tests.factories import TODAY, make_case, make_commune, make_member, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch() -> Any:
    branch = make_unit(parent=make_commune())
    for n in range(3):
        make_member(branch, full_name=f"Lò Văn {n}")
    return branch


def signed_in(role: str, unit: Any) -> Client:
    client = Client()
    client.force_login(make_user(role, unit))
    return client


def test_the_step_in_hand_is_recorded_from_the_page_of_the_case(branch):
    client, case = signed_in("branch_secretary", branch), make_case(branch)
    page = client.get(case.get_absolute_url()).content.decode()
    assert "Chi bộ biểu quyết" in page
    assert "3 đảng viên chính thức" in page
    vote = {"seen": case.turn, "on": TODAY.isoformat(), "way": "show_of_hands", "present": 3, "in_favour": 3, "against": 0}
    response = client.post(reverse("procedures:step", args=[case.number]), vote, follow=True)
    assert response.status_code == 200
    case.refresh_from_db()
    assert (case.step, case.casevotes.get().passed) == ("decide", True)
    assert "3 trong 3" in response.content.decode()


def test_a_wrong_sum_comes_back_with_what_was_typed(branch):
    client, case = signed_in("branch_secretary", branch), make_case(branch)
    vote = {"seen": case.turn, "on": TODAY.isoformat(), "way": "show_of_hands", "present": 3, "in_favour": 2, "against": 0, "note": "Họp tại nhà văn hóa"}
    response = client.post(reverse("procedures:step", args=[case.number]), vote)
    assert response.status_code == 422
    assert "Họp tại nhà văn hóa" in response.content.decode()


def test_the_board_and_the_list_ask_as_much_for_three_cases_as_for_one(branch, django_assert_max_num_queries):
    client = signed_in("branch_secretary", branch)
    for address in (reverse("procedures:board", args=["mending"]), reverse("procedures:list"), reverse("procedures:statistics", args=["mending"])):
        make_case(branch)
        client.get(address)
        with django_assert_max_num_queries(40) as one:
            client.get(address)
        make_case(branch), make_case(branch)
        with django_assert_max_num_queries(len(one.captured_queries)):
            assert client.get(address).status_code == 200


def test_opening_a_case_about_a_member_is_logged_as_opening_the_record(branch):
    client, case = signed_in("branch_secretary", branch), make_case(branch)
    Case.objects.filter(pk=case.pk).update(member=branch_member(branch))
    client.get(case.get_absolute_url())
    assert Reading.objects.filter(member_id=branch_member(branch).pk, kind="opened").exists()


def branch_member(branch: Any) -> Member:


    return Member.objects.filter(unit=branch).order_by("pk").first()


def test_a_case_is_opened_handed_in_and_cancelled_by_its_unit(branch):
    client = signed_in("branch_secretary", branch)
    response = client.post(reverse("procedures:open", args=["mending"]), {"on": TODAY.isoformat(), "unit": branch.name, "title": "Sân kho"}, follow=True)
    case = Case.objects.get(title="Sân kho")
    assert case.number in response.content.decode()
    client.post(reverse("procedures:cancel", args=[case.number]), {"seen": case.turn, "reason": "Mở nhầm"})
    case.refresh_from_db()
    assert (case.state, case.outcome) == (CaseState.CANCELLED, "Mở nhầm")


def test_a_case_is_found_by_its_number_or_title_without_tone_marks(branch):
    client, roof, yard = signed_in("branch_secretary", branch), make_case(branch, title="Mái hội trường"), make_case(branch, title="Sân kho")
    for text in ("mai hoi", roof.number):
        page = client.get(reverse("procedures:list"), {"q": text}).content.decode()
        assert (roof.title in page, yard.title in page) == (True, False)


def test_taking_the_list_of_cases_as_a_file_is_logged(branch):
    client = signed_in("branch_secretary", branch)
    make_case(branch)
    assert client.get(reverse("procedures:list"), {"export": "csv"}).status_code == 200
    assert Reading.objects.get(kind="exported").rows == 1
