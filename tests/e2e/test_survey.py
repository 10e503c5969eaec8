"""A survey answered on a phone: who reads it stands on top, it can be changed, and what an ended one found is seen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import follow, in_order, sign_in

pytestmark = pytest.mark.browser


def test_from_todays_list_to_an_answer_by_name_and_the_results_of_an_anonymous_one(page: Page) -> None:
    sign_in(page, "dangvien")
    page.goto("/khao-sat/")
    in_order(page)
    follow(page, page.get_by_role("link", name="Đăng ký lớp bồi dưỡng cho đảng viên").first)
    expect(page.locator("main")).to_contain_text("Ghi tên: Văn phòng cấp ủy")
    in_order(page)
    page.get_by_label("Trồng chè sạch").check()
    page.get_by_label("Chủ nhật").check()
    follow(page, page.locator("main form button.btn-primary"))
    expect(page.locator("main")).to_contain_text("Lần gửi này thay cho lần trước")
    in_order(page)
    page.goto("/khao-sat/")
    follow(page, page.get_by_role("link", name="Kết quả").first)
    expect(page.locator("main")).to_contain_text("Chi bộ nên họp vào buổi nào?")
    in_order(page)
