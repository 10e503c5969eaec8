"""Today is kept on the phone only while its reader is signed in: a sign-out while the page loads leaves nothing behind."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.browser import ADDRESS, browser
from tests.handbook.story import make_home

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
# Whoever is signed in leaves as soon as the page has said who reads it, before it keeps anything.
LEAVES = """
let real;
Object.defineProperty(self, "Outbox", { configurable: true, get: () => real, set: (given) => {
  const signed_in = given.signed_in;
  real = Object.assign(given, { signed_in: async (...who) => { await signed_in(...who); if (LEAVES_NOW) await given.wipe(); } });
} });
"""


@pytest.mark.parametrize(("leaves", "kept"), [("false", ["handbook:today"]), ("true", [])], ids=["stays", "leaves"])
def test_what_today_shows_is_kept_for_who_is_signed_in(client: Client, leaves: str, kept: list[str]) -> None:
    client.force_login(make_home().user)
    with browser(client) as window:
        page = window.new_page()
        page.add_init_script(LEAVES.replace("LEAVES_NOW", leaves))
        page.goto(ADDRESS + reverse("handbook:today"))
        page.locator("#kept").wait_for(state="visible")
        assert page.evaluate("Outbox.pack_names()") == kept
