"""Members say that they have read a guide, where that is asked; editors see how many, by unit."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from coso.access.middleware import about_oneself
from coso.common import exports
from coso.common.columns import Column, Kind
from coso.common.performing import NothingForm, perform
from coso.documents.views.receipts import who_has
from coso.handbook import actions
from coso.handbook.models import Guide
from coso.handbook.queries import reach as queries
from coso.org.models import Unit

COLUMNS = [
    Column("unit", gettext_lazy("Unit"), lambda row: row[0].name),
    Column("guide", pgettext_lazy("guide", "Question"), lambda row: row[1].question),
    Column("until", gettext_lazy("To be confirmed by"), lambda row: row[1].receipt_by, Kind.DATE),
    Column("asked", pgettext_lazy("receipts", "Asked"), lambda row: row[2].asked, Kind.NUMBER),
    Column("confirmed", pgettext_lazy("receipts", "Confirmed"), lambda row: row[2].confirmed, Kind.NUMBER),
    Column("share", gettext_lazy("Share"), lambda row: row[2].share, Kind.NUMBER, places=1),
]


def open_guide(request: HttpRequest, pk: int) -> Guide:
    return get_object_or_404(Guide.objects.open_to(request.user, timezone.localdate()).select_related("unit"), pk=pk)


@about_oneself
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap on the guide's page; asked for by its address alone, it says what is confirmed."""
    found = open_guide(request, pk)
    form = NothingForm(request.POST if request.method == "POST" else None)
    return perform(
        request, form, lambda _told: actions.confirm_read(guide=found, by=request.user, now=timezone.now()), done=_("Thank you. Your branch sees that you have read it."),
        to=found.get_absolute_url(), template="handbook/form.html", title=_("I have read it"), lead=found.question, act=_("I have read it"), back=found.get_absolute_url(),
    )


@require_safe
def receipts(request: HttpRequest, pk: int) -> HttpResponse:
    """By name for the very units in which the reader works; for all below as numbers."""
    found = open_guide(request, pk)
    request.user.require_anywhere("document.view")
    if found.receipt_by is None:
        raise Http404
    return who_has(request, found, by=found.receipt_by, title=_("Confirmed as read"), said=found.question)


@require_safe
def reach(request: HttpRequest) -> HttpResponse:
    """Guides beside units, with the share that confirmed; of all of them as a sheet."""
    request.user.require_anywhere("guide.review")
    unit = chosen(request)
    kind = request.GET.get("export", "")
    as_sheet = kind in ("xlsx", "csv")
    found = queries.reach(list(queries.asked_for(request.user, timezone.localdate())[: None if as_sheet else queries.SHOWN]), unit)
    if as_sheet:
        return exports.response(kind, "tiep-can-cam-nang", COLUMNS, found.rows(), title=f"{_('Reach of guides')}: {unit}")
    above = list(Unit.objects.inside(request.user.intervals("guide.review")).above(unit))
    return render(request, "handbook/reach.html", {"title": _("Reach of guides"), "unit": unit, "above": above, "found": found, "most": queries.SHOWN})


def chosen(request: HttpRequest) -> Unit:
    """The unit asked for among the reader's, else the first of those they work for."""
    mine: Any = Unit.objects.inside(request.user.intervals("guide.review")).order_by("position")
    key = request.GET.get("unit", "")
    return get_object_or_404(mine.filter(pk=key)) if key.isdecimal() else mine[0]
