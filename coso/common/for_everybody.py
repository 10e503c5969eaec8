"""Pages that are the same for whoever asks, so that any proxy may keep them; `ForEverybodyMiddleware` takes cookies off them."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response

KEPT_SECONDS = 300


def for_everybody(request: HttpRequest, template: str, shown: dict[str, Any]) -> HttpResponseBase:
    """Rendered without the request on purpose: no session, no look, no language of the reader, no token."""
    return kept_by_proxies(request, HttpResponse(render_to_string(template, shown)))


def kept_by_proxies(request: HttpRequest, page: HttpResponse) -> HttpResponseBase:
    """An answer that any proxy may keep for some minutes, and asks after by its digest."""
    page.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    page.headers["ETag"] = f'"{hashlib.sha256(page.content).hexdigest()[:32]}"'
    answer: Any = get_conditional_response(request, etag=page.headers["ETag"], response=page) or page
    answer.for_everybody = True
    told: HttpResponseBase = answer
    return told
