"""Members confirm that they have read a paper, where that is asked; who has read or studied it, and how many; the branch enters it for those without a phone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from coso.access.middleware import about_oneself
from coso.common.performing import NothingForm, perform
from coso.documents import actions, forms, queries
from coso.documents.models import Publication, Study
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
    found = laid_out(request, pk)
    if found.receipt_by is None:
        raise Http404
    return who_has(request, found, by=found.receipt_by, title=_("Confirmed as read"), enter=reverse("documents:enter_receipts", args=[pk]) if found.asks else "")


@require_safe
def of_study(request: HttpRequest, pk: int) -> HttpResponse:
    found = studied(request, pk)
    if found.is_draft:
        raise Http404
    return who_has(request, found, by=found.until, title=_("Who has finished the study"), enter=reverse("documents:enter_studied", args=[pk]) if found.asks else "")


def who_has(request: HttpRequest, reading: Any, *, by: date, title: str, enter: str = "", said: str = "") -> HttpResponse:
    """By name for the very units in which the reader works; for all below as numbers. said: what is read, where it is no paper."""
    request.user.require_anywhere("document.view")
    chosen = of_choice(request, reading)
    units = [chosen] if chosen else list(queries.tops(reading, request.user))
    told: dict[str, Any] = {"branches": [] if chosen else queries.branches(reading, request.user), "groups": [queries.totals(reading, one) for one in units], "late": by < timezone.localdate()}
    if not told["branches"] and not told["groups"]:
        raise Http404
    paper = reading.publication if isinstance(reading, Study) else reading
    may_enter = bool(enter and request.user.places("document.draft") and told["branches"])
    return render(
        request,
        "documents/receipts.html",
        told | {"reading": reading, "said": said or f"{paper.symbol} · {paper.abstract}", "by": by, "title": title, "chosen": chosen, "enter": enter if may_enter else "", "studied": isinstance(reading, Study)},
    )


@form_page
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """That members without a phone have read the paper, as they told the branch."""
    found = laid_out(request, pk)
    if not found.asks:
        raise Http404
    return entering(request, found, reverse("documents:receipts", args=[pk]), title=_("Enter that members have read it"))


@form_page
def enter_studied(request: HttpRequest, pk: int) -> HttpResponse:
    """That members have studied it in a meeting, or without a phone."""
    found = studied(request, pk)
    if not found.asks:
        raise Http404
    return entering(request, found, reverse("documents:study_receipts", args=[pk]), title=_("Enter that members have studied it"))


def entering(request: HttpRequest, reading: Publication | Study, back: str, *, title: str) -> HttpResponse:
    request.user.require_anywhere("document.draft")
    form = forms.ReceiptForForm(request.POST or None, people=queries.without_receipt(reading, request.user))
    paper = reading.publication if isinstance(reading, Study) else reading
    return perform(
        request,
        form,
        lambda told: actions.enter_receipts(reading=reading, members=list(told["members"]), told_how=told["told_how"], by=request.user, now=timezone.now()),
        done=lambda made: ngettext("Entered for one member.", "Entered for %(n)s members.", len(made)) % {"n": len(made)},
        to=back,
        template=FORM,
        title=title,
        lead=f"{paper.symbol} · {paper.abstract}",
        act=_("Enter"),
        back=back,
        note=_("For members of your branch who have no phone, or who studied in a meeting. Each of them sees who entered it, and how; it stays for good."),
    )


def studied(request: HttpRequest, pk: int) -> Study:
    return get_object_or_404(Study.objects.visible_to(request.user).select_related("unit", "publication"), pk=pk)


def of_choice(request: HttpRequest, reading: Any) -> Unit | None:
    """The unit whose numbers are looked at, if it is the reader's and is reached."""
    key = request.GET.get("unit", "")
    mine = Unit.objects.inside(request.user.intervals("document.view")).filter(position__gte=reading.unit.position, position__lt=reading.unit.position_end)
    return get_object_or_404(mine, pk=key) if key.isdecimal() else None
