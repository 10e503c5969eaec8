"""Pages go compressed to browsers that can read it; files go as they are; a page for everybody is still known by its ETag."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from coso.common.middleware import ShortPagesMiddleware

pytestmark = pytest.mark.django_db
GZIP = {"Accept-Encoding": "gzip, deflate"}


def test_a_page_is_a_third_as_long(client: Client) -> None:
    plain, short = (client.get(reverse("account_login"), headers=headers) for headers in ({}, GZIP))
    assert short.headers["Content-Encoding"] == "gzip"
    assert len(short.content) < len(plain.content) / 2
    assert gzip.decompress(short.content).startswith(b"<!doctype html>")
    assert "Accept-Encoding" in short.headers["Vary"]


@pytest.mark.parametrize(("kind", "compressed"), [("application/json", True), ("text/calendar; charset=utf-8", True), ("application/pdf", False), ("image/webp", False)])
def test_only_text_is_compressed(kind: str, compressed: bool) -> None:
    middleware = ShortPagesMiddleware(lambda _request: HttpResponse(b"a" * 1000, content_type=kind))
    answer = middleware(RequestFactory().get("/", headers=GZIP))
    assert answer.has_header("Content-Encoding") == compressed


def test_a_page_for_everybody_is_known_again_compressed_or_not(client: Client) -> None:
    first = client.get(reverse("handbook:public_guides"), headers=GZIP)
    assert first.headers["Vary"] == "Accept-Encoding"
    again = client.get(reverse("handbook:public_guides"), headers=GZIP | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
