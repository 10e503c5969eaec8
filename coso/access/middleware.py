"""Each request runs in one transaction that knows who asks; a GET's transaction cannot write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

from coso.access.models import scope_of
from coso.common import scope

READ_ONLY = ("GET", "HEAD", "OPTIONS")


class ScopeMiddleware:
    """Wraps the view, not the middlewares around it: session and messages keep their own connection state."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> HttpResponse | None:
        if getattr(view, "_writes_on_get", False) or request.path.startswith("/accounts/"):
            return None
        with scope.within(scope_of(request.user, request.path)):
            if request.method in READ_ONLY:
                _refuse_writes()
            response = view(request, *args, **kwargs)
            if hasattr(response, "render") and callable(response.render):
                response = response.render()
            return response


def _refuse_writes() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")


