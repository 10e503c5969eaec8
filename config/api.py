"""The API: what each app offers to other programs, behind the same sign-in, walls and log as the pages."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.security import django_auth

from coso.common.errors import NotAllowed
from coso.figures.api import router as figures
from coso.members.api import router as members
from coso.org.api import router as units

api = NinjaAPI(
    title="Coso", version="1", description="Read-only. Sign in as on the pages; every answer holds only what the asker may see.",
    urls_namespace="api", auth=django_auth, docs_url=None, docs_decorator=login_required,
)
api.add_router("", units)
api.add_router("", members)
api.add_router("", figures)


@api.exception_handler(NotAllowed)
def not_allowed(request: HttpRequest, refused: NotAllowed) -> HttpResponse:
    return api.create_response(request, {"detail": str(refused) or "Your roles do not include this."}, status=403)


def urls() -> tuple[list[Any], str, str]:
    """The addresses; a program that is not signed in is answered 401, not led to the sign-in page."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        if pattern.name in ("openapi-json", "api-root"):
            pattern.callback = require_safe(pattern.callback)
        pattern.callback.login_required = False
    return patterns, app, namespace
