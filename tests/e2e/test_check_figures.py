"""Somebody pastes a draft into the checker and sees, in the browser, which figures do not agree."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import House, in_order, sign_in

pytestmark = pytest.mark.browser

DRAFT = """Đảng bộ có 78 tổ chức cơ sở đảng, với 40 đảng bộ và 39 chi bộ.
Từ đầu nhiệm kỳ kết nạp 940 đảng viên, đạt 62,67% chỉ tiêu (1.500 đảng viên).
Có 206/956 bí thư chi bộ đồng thời là trưởng bản, đạt 21,86%."""


def test_a_draft_is_pasted_and_its_wrong_figures_are_marked(page: Page, house: House) -> None:
    sign_in(page, "vanphong")
    page.goto("/bao-cao/")
    page.get_by_role("link", name="Kiểm tra số liệu trong văn bản").click()
    in_order(page)
    page.get_by_role("link", name="Thử ví dụ này").click()
    expect(page.locator("mark.error").first).to_be_visible()
    page.get_by_role("link", name="Kiểm tra văn bản khác").click()
    page.get_by_label("Nội dung báo cáo").fill(DRAFT)
    page.get_by_role("button", name="Kiểm tra số liệu").click()
    expect(page.locator("mark.error")).to_have_count(2)
    expect(page.locator(".findings")).to_contain_text("40 + 39 = 79")
    expect(page.locator(".findings")).to_contain_text("21,55%")
    page.get_by_role("link", name="Phát hiện 2 trong văn bản").click()
    expect(page.locator("#m2")).to_be_in_viewport()
    in_order(page)
