"""The frame around every page: menus by right, the look kept in a cookie, errors that say what to do."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from coso.common.look import COOKIE, Look
from coso.home.views import server_error


def fail(_request: object) -> None:
    raise ZeroDivisionError


def lose_the_database(_request: object) -> None:
    raise OperationalError


@pytest.mark.parametrize("cookie", ["", "dark", "dark-9", "neon-1", "-", "dark-1-2"])
def test_a_damaged_cookie_gives_the_usual_look(cookie: str) -> None:
    assert Look.from_cookie(cookie) == Look("light", "1")


def test_a_look_survives_its_cookie() -> None:
    for theme, _ in Look.themes:
        for size, _ in Look.sizes:
            assert Look.from_cookie(Look(theme, size).as_cookie()) == Look(theme, size)


def test_high_contrast_stands_on_the_light_theme() -> None:
    assert Look("contrast").base == "light"
    assert Look("dark").base == "dark"


@pytest.mark.django_db
def test_the_look_is_chosen_and_the_next_page_wears_it(client: Client) -> None:
    answer = client.post("/look/", {"theme": "dark", "next": "/accounts/login/"})
    assert answer.headers["Location"] == "/accounts/login/"
    client.post("/look/", {"size": "3"})
    assert client.cookies[COOKIE].value == "dark-3"
    page = client.get("/accounts/login/").content.decode()
    assert 'data-bs-theme="dark" data-look="dark" data-size="3"' in page


@pytest.mark.django_db
def test_a_foreign_address_is_not_followed(client: Client) -> None:
    answer = client.post("/look/", {"theme": "dark", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


@pytest.mark.django_db
def test_vietnamese_first_whatever_the_browser_wishes(client: Client) -> None:
    page = client.get("/accounts/login/", headers={"accept-language": "en-US"})
    assert '<html lang="vi"' in page.content.decode()
    assert page.headers["Content-Language"] == "vi"


@pytest.mark.django_db
def test_english_stays_chosen(client: Client) -> None:
    client.post("/language/", {"language": "en"})
    assert '<html lang="en"' in client.get("/accounts/login/").content.decode()
    client.post("/language/", {"language": "xx"})
    assert '<html lang="en"' in client.get("/accounts/login/").content.decode()


@pytest.mark.django_db
def test_a_page_that_is_not_there_says_what_to_do(client: Client) -> None:
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert "Chưa có gì thay đổi" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("view", "status", "words"), [(fail, 500, "quản trị viên"), (lose_the_database, 503, "cơ sở dữ liệu")])
def test_a_fault_says_what_was_kept(view: object, status: int, words: str) -> None:
    try:
        view(None)
    except (ZeroDivisionError, OperationalError):
        answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert answer.headers.get("Retry-After") == ("60" if status == 503 else None)


@pytest.mark.django_db
def test_no_page_carries_inline_style_or_script(client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert " style=" not in page
    assert " onclick=" not in page
    assert "<script>" not in page
