"""Every shared part in every state: reachable by everybody, at every width, in every theme, within its weight."""

from __future__ import annotations

from pathlib import Path

import brotli
import pytest
from django.conf import settings as ours
from django.contrib.staticfiles import finders
from django.test import Client

from coso.common.look import COOKIE
from tests.browser import ADDRESS, beyond_the_edge, browser, faults
from tests.factories import make_member, make_unit, make_user

pytestmark = pytest.mark.django_db

ON_THE_WIRE = 150 * 1024
FIRST_LOAD = ["coso/coso.css", "tabler/css/tabler.min.css", "coso/tokens.css", "coso/shell.css", "coso/parts.css", "coso/coso.js", "coso/icon.svg", "django_htmx/htmx-2.min.js"]
WINDOWS = [("light-1", 1280), ("light-1", 390), ("light-3", 320), ("light-2", 640), ("dark-1", 1280), ("dark-2", 390), ("contrast-1", 1280), ("contrast-3", 390)]


def test_the_gallery_is_for_development_and_demonstration_only(client: Client, settings: object) -> None:
    settings.DEMO = False
    assert client.get("/gallery/").status_code == 404
    settings.DEMO = True
    assert client.get("/gallery/").status_code == 200


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_part_speaks_the_reader_s_language(client: Client, settings: object, language: str) -> None:
    settings.DEMO = True
    client.cookies[ours.LANGUAGE_COOKIE_NAME] = language
    page = client.get("/gallery/").content.decode()
    assert ("15.980" in page) == (language == "vi")
    assert ("Việc hôm nay" in page) == (language == "vi")
    assert " style=" not in page


@pytest.mark.browser
def test_every_part_is_clean_at_every_width_and_theme(client: Client, settings: object) -> None:
    settings.DEMO = True
    with browser(client) as window:
        page = window.new_page()
        for look, width in WINDOWS:
            client.cookies[COOKIE] = look
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"{ADDRESS}/gallery/")
            assert beyond_the_edge(page) <= 0, (look, width)
            assert faults(page) == [], (look, width)


@pytest.mark.browser
def test_the_shell_works_by_keyboard_on_desk_and_phone(client: Client, settings: object) -> None:
    settings.DEMO = True
    branch = make_unit("Chi bộ bản Nà Củng")
    make_member(branch, "Lò Thị Hường")
    client.force_login(make_user("branch_secretary", branch))
    with browser(client) as window:
        page = window.new_page()
        page.goto(f"{ADDRESS}/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("/")
        page.keyboard.type("huong")
        page.locator("#found a").first.wait_for()
        assert "Lò Thị Hường" in page.locator("#found").inner_text()
        page.keyboard.press("Escape")
        assert page.locator("#found").inner_text() == ""
        page.set_viewport_size({"width": 390, "height": 800})
        page.get_by_role("link", name="Danh mục").click()
        assert page.locator("nav.side").is_visible()
        assert faults(page) == []


def test_the_first_load_stays_light(client: Client) -> None:
    files = [Path(finders.find(name)).read_bytes() for name in FIRST_LOAD]
    page = client.get("/accounts/login/").content
    weight = sum(len(brotli.compress(one)) for one in [*files, page])
    assert weight <= ON_THE_WIRE, f"{weight // 1024} KB on the wire"


@pytest.mark.browser
def test_when_the_session_has_ended_a_part_of_a_page_leads_to_the_whole_sign_in(client: Client, settings: object) -> None:
    settings.DEMO = True
    client.force_login(make_user("branch_secretary", make_unit("Chi bộ bản Nà Củng")))
    with browser(client) as window:
        page = window.new_page()
        page.goto(f"{ADDRESS}/search/")
        client.cookies.clear()
        page.locator("#search-top").fill("huong")
        page.get_by_role("heading", name="Đăng nhập Coso").wait_for()
