"""A secretary sends a member on, the office writes the letter, and the other branch confirms: by following the screen."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import House, in_order, sign_in
from tests.e2e.test_admission import step

pytestmark = pytest.mark.browser
TODAY = date.today()
OPENED = TODAY - timedelta(days=20)


def test_a_member_moves_to_another_branch(page: Page, house: House) -> None:
    sign_in(page, "bithu")
    page.goto("/dang-vien/?sort=name")
    page.locator("main table tbody tr a").nth(page.viewport_size["width"] % 7).click()
    name = page.locator(".record-head h1").inner_text()
    page.get_by_text("Mở việc mới", exact=True).first.click()
    page.get_by_role("link", name="Chuyển sinh hoạt đảng chính thức").click()
    in_order(page)
    begin(page)
    in_order(page)
    case = page.url
    step(page, "Chi bộ nhận xét", OPENED + timedelta(days=3), texts={"Đã đóng đảng phí": "10/2026"}, ticks=["Chi bộ đã ghi nhận xét"])
    sign_in(page, "vanphong")
    page.goto(case)
    page.get_by_role("link", name="Soạn văn bản").first.click()
    in_order(page)
    expect(page.get_by_text("GIẤY GIỚI THIỆU").first).to_be_visible()
    page.goto(case)
    step(page, "Cấp ủy cơ sở viết giấy giới thiệu", OPENED + timedelta(days=6), texts={"Số giấy giới thiệu": "15-GT/ĐU"}, days={"Ngày ghi trên giấy": OPENED + timedelta(days=6)})
    step(page, "Chi bộ nơi đến xác nhận đã nhận", OPENED + timedelta(days=10))
    step(page, "Cấp ủy nơi đi khóa sổ", OPENED + timedelta(days=11))
    expect(page.locator(".record-head")).to_contain_text("Đã hoàn thành")
    sign_in(page, "bithu")
    page.goto(case)
    expect(page.locator(".record-head")).to_contain_text(name)


def begin(page: Page) -> None:
    page.fill("[name=on]", OPENED.isoformat())
    page.locator("input[type=search][name=other_unit]").press_sequentially("chi bo")
    page.locator("#found-other_unit input[type=radio]").last.check()
    page.select_option("[name=cause]", "residence")
    page.fill("[name=basis]", "Đơn ngày 1/11")
    page.fill("[name=effective_on]", OPENED.isoformat())
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(re.compile("/quy-trinh/CS"))
