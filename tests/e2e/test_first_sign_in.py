"""A member of 75 with a slip of paper: scan, go on, six digits twice, and the handbook stands there; tomorrow the six digits are enough."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from coso.members import actions
from tests.browser import ADDRESS, beyond_the_edge, browser, faults
from tests.factories import make_user
from tests.handbook.story import call_meeting, make_home

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PIN = "270418"


@pytest.fixture
def slip() -> str:
    """The code of a member who has a meeting to answer."""
    cache.clear()
    home = make_home()
    call_meeting(home)
    type(home.user).objects.filter(pk=home.user.pk).update(unit=home.branch)
    clerk = make_user("office_clerk", home.commune)
    return actions.hand_out_codes(unit=home.branch, members=[home.member.pk], by=clerk, now=timezone.now())[0].code.text


def looked_at(page: Page) -> None:
    assert faults(page) == []
    assert not beyond_the_edge(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_from_the_slip_to_the_answer_and_back_the_next_day(client: Client, slip: str, width: int) -> None:
    with browser(client) as window:
        page = window.new_page()
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{ADDRESS}/kich-hoat/#{slip}")
        expect(page.locator("[name=code]")).to_have_value(slip)
        assert "#" not in page.url
        looked_at(page)
        page.get_by_role("button", name="Tiếp tục").click()
        expect(page.get_by_role("heading", name="Cách vào của tôi")).to_be_visible()
        page.goto(f"{ADDRESS}/accounts/cach-vao/")  # the window does not learn where a redirect led
        looked_at(page)
        page.fill("[name=pin]", PIN)
        page.fill("[name=again]", PIN)
        page.get_by_role("button", name="Đặt mã PIN").click()
        with page.expect_navigation():
            page.get_by_role("button", name="Tôi dự họp").click()
        client.cookies.pop("coso_session")
        page.goto(f"{ADDRESS}/so-tay/")
        expect(page.get_by_role("heading", name="Nhập mã PIN")).to_be_visible()
        page.goto(f"{ADDRESS}/accounts/pin/?next=/so-tay/")
        page.fill("[name=pin]", "381529")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Còn 4 lần thử")).to_be_visible()
        looked_at(page)
        page.fill("[name=pin]", PIN)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Chào đồng chí Hường")).to_be_visible()


def test_without_scripts_the_code_is_typed_and_all_else_is_the_same(client: Client, slip: str) -> None:
    with browser(client, scripts=False) as window:
        page = window.new_page()
        page.goto(f"{ADDRESS}/kich-hoat/")
        page.fill("[name=code]", slip.lower())
        page.get_by_role("button", name="Tiếp tục").click()
        page.goto(f"{ADDRESS}/accounts/cach-vao/")
        page.fill("[name=pin]", PIN)
        page.fill("[name=again]", PIN)
        page.get_by_role("button", name="Đặt mã PIN").click()
        expect(page.get_by_role("button", name="Tôi dự họp")).to_be_visible()
