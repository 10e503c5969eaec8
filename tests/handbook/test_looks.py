"""The handbook on the narrowest phone and on a desk, in every look and with letters twice as large: axe finds nothing, nothing sticks out, everything can be tapped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from coso.common.look import COOKIE, Look
from coso.documents.enums import Reach
from coso.handbook import actions
from coso.handbook.actions import Content
from coso.handbook.enums import Topic
from tests.browser import ADDRESS, beyond_the_edge, browser, faults
from tests.factories import make_user
from tests.handbook.story import call_meeting, give_task, lay_out, make_home

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WIDTHS = {320: True, 390: False, 768: False, 1280: True}  # whether axe looks closely
KEPT = Path(settings.BASE_DIR, "var", "looks")  # what the pages looked like in the last run
SMALL = "[...document.querySelectorAll('main .btn, main summary, .tabs-bottom a')].filter(one => one.offsetParent && one.getBoundingClientRect().height < 44).map(one => one.textContent.trim())"


@pytest.fixture
def pages(client: Client) -> list[str]:
    """A member with something in every section, and two guides."""
    home, day = make_home(), timezone.localdate()
    call_meeting(home)
    give_task(home, "Vận động các hộ dân hiến đất mở rộng đường liên bản và đường nội đồng", due_in=-2)
    lay_out(home.commune)
    author, second = (make_user("handbook_editor", home.commune) for _each in range(2))
    told = Content(Topic.MOVING, "Tôi chuyển nơi ở, làm gì?", "Báo bí thư chi bộ.\n\nViết đơn.", Reach.PUBLIC, ("transfer.official_working_days", "transfer.present_letter_working_days"), "transfer")
    one = actions.submit(guide=actions.write(unit=home.commune, content=told, by=author), by=author)
    actions.release(guide=one, from_day=day, by=second, today=day)
    client.force_login(home.user)
    return [reverse("handbook:today"), reverse("handbook:copy"), reverse("members:mine"), reverse("handbook:guides"), reverse("handbook:guides") + "?q=xyz", one.get_absolute_url(), reverse("handbook:public_guides"), reverse("handbook:public_guide", args=[one.pk])]


@pytest.mark.parametrize("theme", [theme for theme, _name in Look.themes])
def test_the_handbook_can_be_read_and_tapped_by_everybody_in_every_look(client: Client, pages: list[str], theme: str) -> None:
    client.cookies[COOKIE] = Look(theme).as_cookie()
    found = []
    with browser(client) as window:
        page = window.new_page()
        for width, closely in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": 800})
            for address in pages:
                page.goto(ADDRESS + address)
                keep(page, f"{theme}-{width}", address)
                found += [f"{address} at {width}: {fault}" for fault in (faults(page) if closely else [])]
                if over := beyond_the_edge(page):
                    found.append(f"{address} at {width}: {over} pixels beyond the edge")
                if width < 400 and (small := page.evaluate(SMALL)):
                    found.append(f"{address}: too small to tap: {small}")
    assert found == []


def test_letters_twice_as_large_lose_nothing(client: Client, pages: list[str]) -> None:
    with browser(client) as window:
        page = window.new_page()
        page.set_viewport_size({"width": 640, "height": 800})  # 320 at twice the size
        for address in pages:
            page.goto(ADDRESS + address)
            page.add_style_tag(content="html { font-size: 200% !important; }")
            keep(page, "letters-200", address)
            assert beyond_the_edge(page) == 0, address


def keep(page: Page, look: str, address: str) -> None:
    """A picture of the whole page, for people to look at."""
    page.screenshot(path=KEPT / look / f"{re.sub(r'[^a-z]+', '-', address).strip('-')}.png", full_page=True)
