"""Sensitive acts ask again who is there, a quarter of an hour after the sign-in."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from tests.access.signing import PASSWORD, code_of, later, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tries_yet")]


def officer_at_work(officer) -> Client:
    browser = Client()
    sign_in(browser, "vanphong")
    browser.post("/accounts/2fa/authenticate/", {"code": code_of(officer)})
    return browser


def keep_working(browser: Client, minutes: int) -> None:
    """Click now and then, so that the session does not end by itself."""
    for at in range(5, minutes, 5):
        with later(at):
            browser.get("/")


def test_a_sensitive_act_asks_who_is_there_after_a_quarter_of_an_hour(officer):
    browser = officer_at_work(officer)
    sheet = reverse("members:sheet")
    assert browser.get(sheet).status_code == 200
    keep_working(browser, 16)
    with later(16):
        answer = browser.get(sheet)
        assert answer.url == f"/accounts/reauthenticate/?next={quote(sheet, safe='')}"
        sent = browser.post(sheet, {"unit": "x"}, headers={"Referer": f"http://testserver{sheet}?unit=5"})
        assert sent.url.endswith(quote(f"{sheet}?unit=5", safe=""))
        assert browser.post(sheet, {}, headers={"Referer": "http://elsewhere/x"}).url.endswith("next=%2F")
        back = browser.post(answer.url, {"password": PASSWORD})
        assert back.url == sheet
        assert browser.get(sheet).status_code == 200


def test_a_code_of_the_app_serves_as_well_as_the_password(officer):
    browser = officer_at_work(officer)
    keep_working(browser, 16)
    with later(16):
        answer = browser.post("/accounts/2fa/reauthenticate/?next=/dang-vien/mau-28-cot/", {"code": code_of(officer)})
        assert answer.url == "/dang-vien/mau-28-cot/"
        assert browser.get(answer.url).status_code == 200


@pytest.mark.parametrize("name", ["access:open", "access:appoint", "access:issue_code", "access:end_appointment", "members:merge", "members:unmerge"])
def test_each_sensitive_act_asks(officer, name):
    browser = officer_at_work(officer)
    parts = {"access:open": [], "members:merge": [1, 2]}.get(name, [1])
    keep_working(browser, 16)
    with later(16):
        assert browser.post(reverse(name, args=parts), {}).url.startswith("/accounts/reauthenticate/")


def test_in_the_demo_no_act_asks_again(officer, settings):
    settings.DEMO = True
    browser = officer_at_work(officer)
    keep_working(browser, 16)
    with later(16):
        assert browser.get(reverse("members:sheet")).status_code == 200
