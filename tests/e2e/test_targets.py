"""A commune shares a target out among its branches, one of them takes it, and a new record moves it, in the browser."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import House, in_order, sign_in

pytestmark = pytest.mark.browser
TODAY = date.today()
NEWCOMER = {390: "Tòng Thị Vải", 1280: "Tòng Thị Mận"}


def press(page: Page) -> None:
    page.locator("main form button.btn-primary").last.click()
    page.wait_for_load_state()


def test_a_target_is_shared_out_taken_and_moved_by_a_record(page: Page, house: House) -> None:
    name = NEWCOMER[page.viewport_size["width"]]
    sign_in(page, "vanphong")
    share = shared_out(page, f"Kết nạp cùng {name}")
    sign_in(page, "bithu")
    page.goto(share)
    in_order(page)
    page.get_by_role("link", name="Nhận chỉ tiêu").click()
    press(page)
    sign_in(page, "vanphong")
    page.goto(share)
    page.get_by_role("link", name="Quyết định", exact=True).click()
    page.fill("[name=paper]", "Nghị quyết 9-NQ/ĐU")
    press(page)
    before = reached(page)
    admit(page, name)
    page.goto(share)
    assert reached(page) == before + 1
    in_order(page)


def shared_out(page: Page, title: str) -> str:
    """A plan of the commune with one target; the address of the secretary's share of it."""
    page.goto("/chi-tieu/them/")
    in_order(page)
    page.select_option("[name=kind]", "plan")
    page.fill("[name=title]", f"Kế hoạch: {title}")
    page.fill("[name=starts_on]", (TODAY - timedelta(days=30)).isoformat())
    page.fill("[name=ends_on]", (TODAY + timedelta(days=300)).isoformat())
    press(page)
    page.get_by_role("link", name="Thêm chỉ tiêu").first.click()
    page.fill("[name=title]", title)
    page.select_option("[name=indicator_key]", "members.admitted")
    page.fill("[name=value]", "140")
    press(page)
    in_order(page)
    page.locator("main a", has_text=title).first.click()
    page.get_by_role("link", name="Giao chỉ tiêu").click()
    in_order(page)
    press(page)
    page.locator("main a[href*='?unit=']").first.wait_for()
    board = page.locator("main a[href*='?unit=']").first.get_attribute("href")
    sign_in(page, "bithu")
    page.goto((board or "").split("?")[0])
    found = page.locator("main a[href*='/giao/']").first.get_attribute("href")
    return (found or "").split("?")[0]


def reached(page: Page) -> int:
    return int(re.sub(r"\D", "", page.locator(".figure-value").first.inner_text()))


def admit(page: Page, name: str) -> None:
    page.goto("/dang-vien/them/")
    page.fill("[name=unit]", "Chi bộ bản Huổi Hẹ")
    page.fill("[name=full_name]", name)
    page.select_option("[name=sex]", "female")
    page.select_option("[name=ethnic_group]", "thai")
    page.select_option("[name=religion]", "none")
    page.fill("[name=birth_date]", "1999-03-02")
    page.fill("[name=admission_date]", (TODAY - timedelta(days=5)).isoformat())
    press(page)
    expect(page.get_by_role("heading", name=name)).to_be_visible()
