"""Search everywhere: people and units, with or without marks, never beyond one's scope."""

from __future__ import annotations

import pytest
from django.test import Client

from coso.home.queries import found
from tests.factories import make_member, make_unit, make_user


@pytest.fixture
def place() -> dict:
    commune = make_unit("Đảng bộ xã Mường So", kind="commune_organisation", code="38168053000000")
    branch = make_unit("Chi bộ bản Nà Củng", parent=commune)
    make_member(branch, "Lò Thị Hường")
    make_member(make_unit("Chi bộ xa", parent=make_unit("Đảng bộ xã khác", kind="commune_organisation")), "Lò Thị Hường")
    return {"commune": commune, "branch": branch}


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["Hường", "huong", "lo thi huong", "HƯỜNG"])
def test_a_person_is_found_with_or_without_marks_inside_the_scope_only(place: dict, text: str) -> None:
    met = found(make_user("office_clerk", place["commune"]), text, most=10)
    assert [(one.full_name, one.unit) for one in met.members] == [("Lò Thị Hường", place["branch"])]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["mường so", "muong so", "38168", "38.168.053"])
def test_a_unit_is_found_by_name_and_by_code(place: dict, text: str) -> None:
    assert found(make_user("office_clerk", place["commune"]), text, most=10).units == [place["commune"]]


@pytest.mark.django_db
def test_no_role_finds_nothing(place: dict) -> None:
    met = found(make_user(), "huong", most=10)
    assert not met


@pytest.mark.django_db
def test_more_than_shown_is_said(place: dict) -> None:
    make_member(place["branch"], "Vàng Thị Hường")
    met = found(make_user("office_clerk", place["commune"]), "huong", most=1)
    assert len(met.members) == 1
    assert met.more_members


@pytest.mark.django_db
def test_as_typed_only_the_results_come(client: Client, place: dict) -> None:
    client.force_login(make_user("branch_committee", place["branch"]))
    part = client.get("/search/?q=huong", headers={"hx-request": "true"}).content.decode()
    assert "Lò Thị Hường" in part
    assert "<html" not in part
    whole = client.get("/search/?q=huong").content.decode()
    assert "Lò Thị Hường" in whole
    assert "<html" in whole


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "x", "%27--", "(((", "zz zz", "🙂"])
def test_odd_questions_get_a_calm_answer(client: Client, place: dict, text: str) -> None:
    client.force_login(make_user("branch_committee", place["branch"]))
    assert client.get("/search/", {"q": text}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_the_search_costs_the_same_with_one_and_three(client: Client, place: dict, rows: int, django_assert_max_num_queries: object) -> None:
    for i in range(rows):
        make_member(place["branch"], f"Quàng Văn Ánh {i}")
    client.force_login(make_user("branch_committee", place["branch"]))
    with django_assert_max_num_queries(20):
        client.get("/search/?q=quang")
