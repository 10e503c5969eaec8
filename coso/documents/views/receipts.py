"""Members confirm that they have read a paper, where that is asked; who has, and how many."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coso.access.middleware import about_oneself
from coso.common.performing import NothingForm, perform
from coso.documents import actions, queries
from coso.documents.models import Publication
from coso.documents.views.ground import FORM, form_page
from coso.org.models import Unit


def laid_out(request: HttpRequest, pk: int) -> Publication:
    return get_object_or_404(Publication.objects.visible_to(request.user).select_related("unit"), pk=pk)


@about_oneself
@form_page
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap on the paper's page; asked for by its address alone, it says what is confirmed."""
    found = laid_out(request, pk)
    form = NothingForm(request.POST if request.method == "POST" else None)
    return perform(
        request, form, lambda _told: actions.confirm_read(publication=found, by=request.user, now=timezone.now()), done=_("Thank you. Your branch sees that you have read it."),
        to=found.get_absolute_url(), template=FORM, title=_("I have read it"), lead=f"{found.symbol} · {found.abstract}", act=_("I have read it"), back=found.get_absolute_url(),
    )


@require_safe
def receipts(request: HttpRequest, pk: int) -> HttpResponse:
    """By name for the very units in which the reader works; for all below as numbers."""
    found = laid_out(request, pk)
    request.user.require_anywhere("document.view")
    if found.receipt_by is None:
        raise Http404
    chosen = of_choice(request, found)
    units = [chosen] if chosen else list(queries.tops(found, request.user))
    told: dict[str, Any] = {"publication": found, "branches": [] if chosen else queries.branches(found, request.user), "groups": [queries.totals(found, one) for one in units], "late": found.receipt_by < timezone.localdate()}
    if not told["branches"] and not told["groups"]:
        raise Http404
    return render(request, "documents/receipts.html", told | {"title": _("Confirmed as read"), "chosen": chosen})


def of_choice(request: HttpRequest, found: Publication) -> Unit | None:
    """The unit whose numbers are looked at, if it is the reader's and the paper reaches it."""
    key = request.GET.get("unit", "")
    mine = Unit.objects.inside(request.user.intervals("document.view")).filter(position__gte=found.unit.position, position__lt=found.unit.position_end)
    return get_object_or_404(mine, pk=key) if key.isdecimal() else None
