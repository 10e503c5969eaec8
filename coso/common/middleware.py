"""The language of a page: what the person chose, else Vietnamese, whatever the browser's language is; pages for everybody; pages made short."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import translation


class LanguageMiddleware:
    """Django's own reads the browser's wish first; office machines often wish for English by accident."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class ForEverybodyMiddleware:
    """A view may say that its answer is the same for whoever asks (`answer.for_everybody = True`): then any proxy may keep it.

    It stands outside those that read the session, which tell proxies that the answer depends on cookies.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(response, "for_everybody", False):
            response.cookies.clear()
            del response.headers["Vary"]
        return response


class ShortPagesMiddleware(GZipMiddleware):
    """Text goes compressed, a quarter of its length; files such as PDF and XLSX are so already.

    What a page's length would tell an eavesdropper is blurred by Django's random bytes, and its tokens differ each time.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "")
        return super().process_response(request, response) if kind.startswith(("text/", "application/json")) else response
