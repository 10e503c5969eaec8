"""The handbook on the home screen: what a phone reads before it puts it there."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from coso.handbook.views import installed
from tests.factories import make_user

PNG = b"\x89PNG\r\n\x1a\n"
MOST_BYTES_OF_AN_ICON = 6 * 1024


@pytest.mark.django_db
def test_a_page_names_the_manifest_to_whoever_is_signed_in(client: Client) -> None:
    named = f'<link rel="manifest" href="{reverse("handbook:manifest")}">'
    assert named not in client.get("/accounts/login/").content.decode()
    client.force_login(make_user())
    page = client.get("/so-tay/")
    assert named in page.content.decode()
    assert "manifest-src 'self'" in page.headers["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_manifest_is_the_same_for_everybody_and_may_be_kept(client: Client, language: str) -> None:
    client.cookies["django_language"] = language
    answer = client.get(reverse("handbook:manifest"))
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert answer.headers["Cache-Control"].startswith("public, max-age=")
    assert "Vary" not in answer.headers
    assert not answer.cookies
    told = json.loads(answer.content)
    assert told["name"] == "Coso – Sổ tay đảng viên"
    assert (told["display"], told["start_url"], told["scope"]) == ("standalone", "/so-tay/", "/")
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}


@pytest.mark.parametrize(("name", "size", "_purpose"), installed.ICONS)
def test_each_icon_is_a_small_picture_of_the_size_it_is_said_to_have(name: str, size: int, _purpose: str) -> None:
    picture = Path(str(finders.find(name))).read_bytes()
    assert picture.startswith(PNG)
    assert struct.unpack(">II", picture[16:24]) == (size, size)
    assert len(picture) <= MOST_BYTES_OF_AN_ICON


def test_the_colours_are_those_of_the_light_look() -> None:
    light = Path(str(finders.find("coso/tokens.css"))).read_text().split("}")[0]
    assert f"--paper: {installed.PAPER}; --surface: {installed.BAR}" in light
