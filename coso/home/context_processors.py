"""What every page's frame needs: the menus, the look, and whether this is a demonstration."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from coso.common.look import COOKIE, Look
from coso.home.navigation import Navigation


def shell(request: HttpRequest) -> dict[str, Any]:
    return {
        "look": Look.from_cookie(request.COOKIES.get(COOKIE, "")),
        "navigation": Navigation(request),
        "demo": settings.DEMO,
    }
