"""What the pages of units share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.dateparse import parse_date

from coso.org import queries
from coso.org.models import Unit

VIEW = "unit.view"


def seen_unit(request: HttpRequest, pk: int) -> Unit:
    """The unit, if the reader may see it; else 404."""
    return get_object_or_404(Unit.objects.visible_to(request.user).select_related("parent"), pk=pk)


def day_asked(request: HttpRequest) -> date:
    """The day in the address, today by default; a day to come is today."""
    today = timezone.localdate()
    try:
        asked = parse_date(request.GET.get("on", ""))
    except ValueError:
        asked = None
    return min(asked, today) if asked else today


def about(request: HttpRequest, unit: Unit, **more: Any) -> dict[str, Any]:
    """What every page about a unit shows."""
    return {"unit": unit, "trail": queries.trail(request.user, unit), "today": timezone.localdate(), **more}

