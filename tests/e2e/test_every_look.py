"""The main pages in every look, on the narrowest phone and on a desk: axe finds nothing, nothing sticks out."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from coso.access.models import User
from coso.common.look import COOKIE, Look
from coso.org.enums import UnitKind
from tests.browser import ADDRESS, beyond_the_edge, browser, faults
from tests.factories import make_member, make_unit, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WIDTHS = (320, 1280)
LONG = "Chi bộ Trung tâm Dịch vụ nông nghiệp và Phát triển nông thôn khu vực xã Mường So"


@pytest.fixture
def pages(settings: object) -> tuple[User, list[str]]:
    """A commune with people of both sexes and several ages, and the addresses of its main pages."""
    settings.DEMO = True
    commune = make_unit("Đảng bộ xã Mường So", kind=UnitKind.COMMUNE_ORGANISATION)
    branch = make_unit(LONG, kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)
    people = [
        make_member(branch, f"Lò Thị Phương {'ABCDEFGH'[at]}", sex="female" if at % 2 else "male", birth_date=date(1960 + 5 * at, 2, 3), ethnic_group="thai")
        for at in range(8)
    ]
    figures, report = [commune.pk, "members.count"], [commune.pk, "member_statistics"]
    return make_user("standing_member", commune), [
        reverse("home:today"), reverse("figures:unit", args=[commune.pk]), reverse("figures:indicator", args=figures) + "?by=age_band&by=sex",
        reverse("figures:records", args=figures), reverse("reports:report", args=report), reverse("members:list"), reverse("members:list") + "?q=phuong&sex=female",
        reverse("members:person", args=[people[0].pk]), reverse("org:unit", args=[branch.pk]), reverse("home:search") + "?q=lo+thi",
    ]


@pytest.mark.parametrize("theme", [theme for theme, _name in Look.themes])
def test_the_main_pages_can_be_read_by_everybody_in_every_look(client: Client, pages: tuple[User, list[str]], theme: str) -> None:
    user, addresses = pages
    client.force_login(user)
    client.cookies[COOKIE] = Look(theme).as_cookie()
    found = []
    with browser(client) as window:
        page = window.new_page()
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            for address in addresses:
                page.goto(ADDRESS + address)
                assert page.locator("html").get_attribute("data-look") == theme
                found += [f"{address} at {width}: {fault}" for fault in faults(page)]
                if over := beyond_the_edge(page):
                    found.append(f"{address} at {width}: {over} pixels beyond the edge")
    assert found == []
