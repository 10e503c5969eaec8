"""A dialogue with the committee, walked on a phone and at a desk: sent in, put forward, supported, and what stands after the day."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import follow, in_order, sign_in

pytestmark = pytest.mark.browser
TITLE = "Họp chi bộ buổi tối"


def test_from_a_question_sent_in_to_a_support_and_the_minutes_of_the_last_one(page: Page) -> None:
    title = f"{TITLE} {page.viewport_size['width']}"
    sign_in(page, "dangvien")
    page.goto("/doi-thoai/buoi/")
    in_order(page)
    follow(page, page.get_by_role("link", name="Chuyển đổi số").first)
    in_order(page)
    follow(page, page.get_by_role("link", name="Gửi câu hỏi").first)
    in_order(page)
    page.fill("[name=title]", title)
    page.fill("[name=text]", "Có thể họp buổi tối vào vụ mùa không?")
    follow(page, page.locator("main form button.btn-primary"))
    expect(page.locator("main")).to_contain_text("chờ xem")
    in_order(page)

    sign_in(page, "vanphong")
    page.goto("/doi-thoai/buoi/")
    follow(page, page.get_by_role("link", name="Chuyển đổi số").first)
    follow(page, page.get_by_role("link", name="Xem câu hỏi"))
    in_order(page)
    follow(page, page.get_by_role("link", name=title))
    follow(page, page.get_by_role("link", name="Đưa ra đối thoại"))
    in_order(page)
    follow(page, page.locator("main form button.btn-primary"))
    expect(page.locator("main")).to_contain_text("Đã đưa ra")

    sign_in(page, "bithu")
    page.goto("/doi-thoai/buoi/")
    follow(page, page.get_by_role("link", name="Chuyển đổi số").first)
    follow(page, page.get_by_role("button", name=f"Ủng hộ: {title}"))
    expect(page.get_by_role("button", name=f"Rút lại: {title}")).to_be_visible()
    in_order(page)
    follow(page, page.get_by_role("button", name=f"Rút lại: {title}"))
    expect(page.get_by_role("button", name=f"Ủng hộ: {title}")).to_be_visible()

    page.goto("/doi-thoai/buoi/")
    follow(page, page.get_by_role("link", name="Xây dựng nông thôn mới").first)
    expect(page.locator("main")).to_contain_text("Đã trả lời tại buổi đối thoại")
    in_order(page)
    with page.expect_download() as got:
        page.get_by_role("link", name="PDF").click()
    assert got.value.suggested_filename.endswith(".pdf")
