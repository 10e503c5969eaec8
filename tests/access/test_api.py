"""The API gives what the pages would give, page by page, and nothing of class 3."""

from __future__ import annotations

import pytest
from django.test import Client

from coso.members.models import Member
from coso.org.enums import UnitKind
from tests.factories import make_member, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    return make_unit("Đảng bộ xã Mường Bằng", kind=UnitKind.COMMUNE_ORGANISATION, code="14001000000000")


@pytest.fixture
def clerk(commune):
    browser = Client()
    browser.force_login(make_user("office_clerk", commune))
    return browser


def everything(browser: Client, address: str, limit: int) -> list[dict]:
    """All pages, one after the other."""
    rows, after = [], ""
    while True:
        answer = browser.get(address, {"limit": limit, "after": after}).json()
        rows += answer["rows"]
        after = answer["next"]
        if not after:
            return rows


def test_who_is_not_signed_in_is_told_so():
    assert Client().get("/api/units").status_code == 401
    assert Client().get("/api/members").status_code == 401
    assert Client().get("/api/openapi.json").status_code == 302


def test_the_description_is_openapi_3_1_and_names_both(clerk):
    described = clerk.get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]) >= {"/api/units", "/api/members"}


def test_units_come_in_the_order_of_the_tree_and_only_those_in_ones_care(clerk, commune):
    branches = [make_unit(f"Chi bộ bản {n}", parent=commune) for n in range(5)]
    make_unit()
    rows = everything(clerk, "/api/units", 2)
    assert [row["name"] for row in rows] == [str(commune), *map(str, branches)]
    assert rows[0] == {"code": "14001000000000", "name": "Đảng bộ xã Mường Bằng", "kind": "commune_organisation", "sector": "", "parent": ""}
    assert rows[1]["parent"] == "14001000000000"


def test_units_are_found_without_tone_marks(clerk, commune):
    make_unit("Chi bộ bản Nà Hạ", parent=commune)
    assert [row["name"] for row in clerk.get("/api/units", {"q": "na ha"}).json()["rows"]] == ["Chi bộ bản Nà Hạ"]


def test_members_come_whole_and_once_page_by_page(clerk, commune):
    branches = [make_unit(parent=commune) for _ in range(2)]
    own = {make_member(branch, f"Lò Văn {n}").pk for branch in branches for n in range(4)}
    make_member()
    rows = everything(clerk, "/api/members", 3)
    assert [row["id"] for row in rows] == list(dict.fromkeys(row["id"] for row in rows))
    assert {row["id"] for row in rows} == own


def test_nothing_of_class_3_leaves_by_the_api(clerk, commune):
    make_member(make_unit(parent=commune), citizen_id_number="014080000123", phone="0912345678")
    row = clerk.get("/api/members").json()["rows"][0]
    assert not Member.privacy.sensitive & set(row)
    assert "014080000123" not in str(row)
    assert "0912345678" not in str(row)


def test_a_unit_that_is_not_in_ones_care_is_not_there(clerk):
    other = make_unit(kind=UnitKind.COMMUNE_ORGANISATION, code="15001000000000")
    assert clerk.get("/api/members", {"unit": other.code}).status_code == 404


@pytest.mark.parametrize("after", ["x", "1", "1.x", "-5.2", "9" * 60 + ".1", "1.1'; --"])
def test_a_word_nobody_gave_out_asks_for_nothing(clerk, commune, after):
    make_member(make_unit(parent=commune))
    answer = clerk.get("/api/members", {"after": after})
    assert (answer.status_code, answer.json()["rows"]) == (200, [])


@pytest.mark.parametrize("limit", [-1, 0, 10**6])
def test_a_page_has_one_row_at_least_and_never_too_many(clerk, commune, limit):
    make_member(make_unit(parent=commune))
    assert len(clerk.get("/api/members", {"limit": limit}).json()["rows"]) == 1


@pytest.mark.parametrize("address", ["/api/members", "/api/units"])
def test_an_answer_costs_the_same_for_one_row_and_for_three(clerk, commune, address, django_assert_max_num_queries):
    make_member(make_unit(parent=commune))
    clerk.get(address)
    with django_assert_max_num_queries(30) as one:
        clerk.get(address)
    for _ in range(2):
        make_member(make_unit(parent=commune))
    with django_assert_max_num_queries(len(one)):
        clerk.get(address)
