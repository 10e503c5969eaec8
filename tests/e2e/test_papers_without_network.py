"""A member keeps a paper on the phone, reads it where there is no network, and leaves nothing behind at sign-out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser import beyond_the_edge, faults
from tests.e2e.handset import Handset

pytestmark = pytest.mark.browser
HERE = "#pack .kept-paper"


def test_a_paper_kept_on_the_phone_is_read_without_network_and_goes_at_sign_out(handsets: Iterator[Handset]) -> None:
    phone = next(handsets)
    phone.sign_in("dangvien", "/van-ban/thu-vien/")
    phone.be_ready()
    phone.page.goto("/van-ban/thu-vien/")
    phone.page.locator("#library a.what").first.click()
    title = phone.page.locator("h1").inner_text()
    phone.page.get_by_role("button", name="Giữ trên máy này").click()
    phone.page.locator("#shelf[data-kept='1']").wait_for(state="attached")

    phone.line.cut()
    phone.page.goto("/ngoai-tuyen/#papers:mine")
    expect(phone.page.locator(f"{HERE} summary .what")).to_have_text(title)
    phone.page.locator(f"{HERE} summary").click()
    paragraph = phone.page.locator(f"{HERE} .card-body p").first
    expect(paragraph).to_be_visible()
    assert float(paragraph.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")) >= 20
    assert faults(phone.page) == []
    assert beyond_the_edge(phone.page) == 0

    phone.line.mend()
    phone.page.goto("/van-ban/cua-toi/")
    expect(phone.page.locator("main")).to_contain_text(title)
    phone.page.evaluate("document.querySelector('form[action=\"/accounts/logout/\"]').requestSubmit()")
    phone.page.wait_for_url(lambda address: "cua-toi" not in address)
    phone.page.goto("/ngoai-tuyen/")
    assert phone.page.evaluate("Outbox.pack_names()") == []
