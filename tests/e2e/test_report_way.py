"""A commune's report is asked for, written, checked, settled, signed, sent up and taken in, in the browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import House, in_order, sign_in

pytestmark = pytest.mark.browser
DAY = {390: "2026-03-31", 1280: "2026-06-30"}  # each width has a report of its own in the shared house


def test_a_report_is_settled_and_sent_and_taken_in(page: Page, house: House) -> None:
    day = DAY[page.viewport_size["width"]]
    sign_in(page, "vanphong")
    page.goto("/bao-cao/")
    in_order(page)
    made = page.locator("a[href$='/admission_progress/']").get_attribute("href")
    page.goto(f"{made}?on={day}")
    page.get_by_role("button", name=re.compile("Lập hoặc mở báo cáo")).click()
    page.wait_for_url(re.compile("/viec/"))
    parts = page.locator("textarea[name=text]")
    for at in range(parts.count()):
        parts.nth(at).fill("Các chi bộ thực hiện đúng kế hoạch.")
        page.get_by_role("button", name=re.compile("Lưu phần này")).nth(at).click()
        expect(page.get_by_text("Đã lưu phần")).to_be_visible()
    in_order(page)
    page.get_by_role("button", name="Đã viết xong: kiểm tra").click()
    work = page.url
    page.get_by_role("button", name="Chốt và lưu").click()
    page.get_by_role("link", name=re.compile("Mở")).last.wait_for(timeout=60_000)
    sign_in(page, "thuongvu")
    page.goto(work)
    in_order(page)
    page.get_by_role("button", name="Ký duyệt").click()
    sign_in(page, "vanphong")
    page.goto(work)
    page.get_by_role("button", name="Gửi cấp trên").click()
    expect(page.get_by_text("Đã gửi cấp trên").first).to_be_visible()
    sign_in(page, "tochuc")
    page.goto(work)
    in_order(page)
    page.get_by_role("button", name="Tiếp nhận").click()
    expect(page.get_by_text("Đã tiếp nhận").first).to_be_visible()
    page.goto("/bao-cao/")
    page.get_by_role("link", name="Báo cáo của cấp dưới").click()
    in_order(page)
