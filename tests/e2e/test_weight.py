"""What the handbook weighs on the line, every byte of it: the first load with all that is kept for later, and each page after."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser import wait_until
from tests.e2e.handset import Handset

pytestmark = pytest.mark.browser
FIRST_LOAD, A_PAGE = 150 * 1024, 30 * 1024
PAGES = ("/so-tay/", "/sinh-hoat/cua-toi/", "/van-ban/thu-vien/", "/nhiem-vu/cua-toi/", "/dang-vien/cua-toi/", "/so-tay/cam-nang/")
KEPT = "(await navigator.serviceWorker.ready).active.state === 'activated' && (await Outbox.pack_names()).length > 0"


def test_a_phone_loads_little_and_today_stands_there_without_network(handsets: Iterator[Handset]) -> None:
    phone = next(handsets)
    phone.sign_in("dangvien")
    wait_until(phone.page, KEPT, patience=30)
    assert phone.line.carried <= FIRST_LOAD
    for path in PAGES:
        before = phone.line.carried
        assert phone.page.goto(path, wait_until="networkidle").ok, path
        assert phone.line.carried - before <= A_PAGE, path
    phone.line.cut()
    phone.page.goto("/so-tay/")
    expect(phone.page.locator("#pack h1")).to_have_text("Hôm nay")
    phone.page.locator("#pack p a").last.click()
    expect(phone.page.locator("#overview h1")).to_be_visible()
