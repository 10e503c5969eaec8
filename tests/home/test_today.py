"""The first page: what waits for each person, and nothing of others."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from coso.common.models import ImportBatch
from coso.home.navigation import MEMBER_TABS, MENU, OWN, address
from coso.home.queries import things_to_do
from coso.members.models import CorrectionRequest
from tests.factories import make_member, make_unit, make_user

DAY = date(2026, 11, 22)


@pytest.fixture
def place() -> dict[str, object]:
    commune = make_unit("Đảng bộ xã Mường So", kind="commune_organisation", paper="QĐ 1")
    branch = make_unit("Chi bộ bản Nà Củng", parent=commune, paper="QĐ 2")
    other = make_unit("Chi bộ bản Huổi Én", parent=commune, paper="QĐ 3")
    return {"commune": commune, "branch": branch, "other": other}


def words(user: object) -> list[str]:
    return [due.what for due in things_to_do(user, DAY)]


@pytest.mark.django_db
def test_a_secretary_sees_the_corrections_of_the_own_branch_only(place: dict) -> None:
    secretary = make_user("branch_secretary", place["branch"])
    CorrectionRequest.objects.create(member=make_member(place["other"]), field="phone")
    plan = "Lập kế hoạch sinh hoạt thường kỳ tháng 11/2026"  # late: its day is over
    assert words(secretary) == [plan]
    CorrectionRequest.objects.create(member=make_member(place["branch"]), field="phone")
    assert words(secretary) == [plan, "Trả lời 1 đề nghị sửa hồ sơ"]


@pytest.mark.django_db
def test_a_member_sees_what_they_asked_for(place: dict) -> None:
    member = make_member(place["branch"])
    user = make_user(member=member)
    CorrectionRequest.objects.create(member=member, field="phone")
    assert len(words(user)) == 1
    assert "Đề nghị sửa hồ sơ" in words(user)[0]


@pytest.mark.django_db
def test_a_clerk_is_told_of_unfinished_imports_and_missing_decisions(place: dict) -> None:
    clerk = make_user("office_clerk", place["commune"])
    make_unit("Chi bộ Trường THCS", parent=place["commune"])
    ImportBatch.objects.create(kind="members", unit_id=place["commune"].pk, position=place["commune"].position, file_name="ds.xlsx", by=clerk, day=DAY)
    assert words(clerk) == ["Hoàn tất nhập tệp “ds.xlsx”", "Bổ sung quyết định thành lập của 1 tổ chức đảng"]


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_with_one_and_three(client: Client, place: dict, rows: int, django_assert_max_num_queries: object, settings: object) -> None:
    settings.DEMO = True  # no second factor is asked for
    client.force_login(make_user("branch_secretary", place["branch"]))
    for i in range(rows):
        CorrectionRequest.objects.create(member=make_member(place["branch"], f"Lò Thị {i}"), field="phone")
    with django_assert_max_num_queries(27):
        assert client.get("/").status_code == 200


@pytest.mark.django_db
def test_who_has_no_role_is_told_what_to_do(client: Client) -> None:
    client.force_login(make_user())
    assert "chưa được giao vai trò" in client.get("/").content.decode()


@pytest.mark.django_db
def test_without_signing_in_one_is_sent_to_the_door(client: Client) -> None:
    assert client.get("/").headers["Location"] == "/accounts/login/?next=/"


def test_every_entry_of_a_menu_leads_to_a_page() -> None:
    assert [entry.url_name for entry in [*MENU, *MEMBER_TABS, *OWN] if not address(entry.url_name)] == []


@pytest.mark.django_db
def test_each_role_sees_the_words_it_may_use(client: Client, place: dict, settings: object) -> None:
    settings.DEMO = True
    shown = {}
    for role in ("office_clerk", "report_reader", "administrator"):
        client.force_login(make_user(role, place["commune"]))
        page = client.get("/search/").content.decode()
        shown[role] = {word for word in ("Tổ chức", "Đảng viên", "Số liệu", "Báo cáo", "Nhập dữ liệu", "Quản trị") if f">{word}</a>" in page}
    assert shown == {
        "office_clerk": {"Tổ chức", "Đảng viên", "Số liệu", "Báo cáo", "Nhập dữ liệu"},
        "report_reader": {"Tổ chức", "Số liệu", "Báo cáo"},
        "administrator": {"Tổ chức", "Quản trị"},
    }
