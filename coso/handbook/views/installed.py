"""The handbook as an app on the home screen: put there from the page itself, without a store."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

KEPT_SECONDS = 24 * 3600
ICONS = (("coso/icon-192.png", 192, "any"), ("coso/icon-512.png", 512, "any"), ("coso/icon-maskable-512.png", 512, "maskable"))
PAPER, BAR = "#f6f4f0", "#ffffff"  # of the light look: what a phone shows before the page has said which look it wears


@login_not_required
@require_safe
def manifest(_request: HttpRequest) -> JsonResponse:
    """Browsers ask for it without cookies: the same for everybody, so that any proxy may keep it."""
    with translation.override("vi"):
        answer: Any = JsonResponse(told(), content_type="application/manifest+json", headers={"Cache-Control": f"public, max-age={KEPT_SECONDS}"})
    answer.for_everybody = True
    return answer


def told() -> dict[str, Any]:
    """id: what a phone knows the app by, for good, even if the first page moves. scope: all of Coso stays inside the app."""
    return {
        "id": "/", "name": _("Coso, the party member's handbook"), "short_name": "Coso", "lang": "vi",
        "start_url": reverse("handbook:today"), "scope": "/", "display": "standalone",
        "background_color": PAPER, "theme_color": BAR,
        "icons": [{"src": static(name), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose} for name, size, purpose in ICONS],
    }
