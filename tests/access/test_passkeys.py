"""Passkeys, from making one to signing in with it: a real browser with a made-up lock, under the pages' own policy on scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page

from tests.browser import browser
from tests.factories import make_unit, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PASSWORD = "đường làng mùa gặt 1998"
ADDRESS = "http://localhost"  # browsers take it for safe, as they take https
LOCK = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def officer():
    """An officer whose role owes a second factor, and who has none yet."""
    cache.clear()
    user = make_user("office_clerk", make_unit(), username="vanphong", full_name="Đặng Thị Ước")
    user.set_password(PASSWORD)
    user.save()
    user.authenticator_set.all().delete()
    return user


@pytest.fixture
def client() -> Client:
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def page(officer, client) -> Iterator[Page]:
    with browser(client, strict=True) as context:
        page = context.new_page()
        lock = context.new_cdp_session(page)
        lock.send("WebAuthn.enable")
        lock.send("WebAuthn.addVirtualAuthenticator", {"options": LOCK})
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda problem: complaints.append(str(problem)))
        yield page
        assert complaints == []


def show_password(page: Page) -> None:
    page.goto(f"{ADDRESS}/accounts/login/")
    page.fill("[name=login]", "vanphong")
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.press("[name=password]", "Enter")


def make_passkey(page: Page) -> None:
    page.goto(f"{ADDRESS}/accounts/2fa/webauthn/add/")
    page.fill("[name=name]", "Điện thoại")
    page.check("[name=passwordless]")
    with page.expect_navigation():
        page.click("#mfa_webauthn_add")


def is_in(page: Page) -> bool:
    page.goto(f"{ADDRESS}/dang-vien/")
    return page.locator("[name=password]").count() == 0 and page.locator("#list-members").count() == 1


def test_a_passkey_is_made_and_signs_in_by_itself(page, client, officer):
    show_password(page)
    assert not is_in(page)  # the second factor is owed first
    make_passkey(page)
    assert is_in(page)
    client.cookies.clear()
    assert not is_in(page)
    page.goto(f"{ADDRESS}/accounts/login/")
    with page.expect_navigation():
        page.click("#passkey_login")
    assert is_in(page)


def test_a_passkey_is_the_second_factor_after_the_password(page, client, officer):
    show_password(page)
    make_passkey(page)
    client.cookies.clear()
    show_password(page)
    with page.expect_navigation():
        page.click("#mfa_webauthn_authenticate")
    assert is_in(page)
