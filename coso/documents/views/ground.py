"""What the pages of papers share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from coso.access.queries import units_to_choose
from coso.common.errors import NoConfirmedRule, RuleBroken
from coso.common.performing import perform
from coso.documents import queries
from coso.documents.models import Document
from coso.org.models import Unit

form_page = require_http_methods(["GET", "HEAD", "POST"])
FORM = "documents/form.html"


def today() -> Any:
    return timezone.localdate()


def units_of(request: HttpRequest, permission: str) -> QuerySet[Unit]:
    """The units in which the reader may do this, to choose from."""
    return units_to_choose(permission, request.user, today())


def seen(request: HttpRequest, pk: int, permission: str = "") -> Document:
    found = get_object_or_404(Document.objects.visible_to(request.user).select_related("unit", "term", "given", "replaces", "carries_out", "entered_by"), pk=pk)
    if permission:
        request.user.require(permission, found.unit)
    return found


def following(unit: Unit, body: str, kind: str) -> tuple[str, str]:
    """The symbol that comes next, and, where there is none, why."""
    try:
        return queries.next_symbol(unit=unit, body=body, kind=kind, day=today()), ""
    except (RuleBroken, NoConfirmedRule) as refusal:
        return "", str(refusal)


def act_page(request: HttpRequest, found: Document, form: Any, do: Callable[[dict[str, Any]], Any], *, title: str, act: str, done: Any, template: str = FORM, **more: Any) -> HttpResponse:
    """The form of one verb about a paper, and back to its page."""
    lead = " · ".join(filter(None, [found.symbol, found.abstract]))
    return perform(request, form, do, done=done, to=found.get_absolute_url(), template=template, title=title, lead=lead, act=act, back=found.get_absolute_url(), **more)
