"""Guides: read by who has signed in and, the public ones, by everybody from any proxy; written and released by editors."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from coso.access.queries import units_to_choose
from coso.common import exports
from coso.common.for_everybody import for_everybody
from coso.common.performing import NothingForm, perform
from coso.dialogue.enums import OfferState
from coso.dialogue.models import Offer
from coso.documents.queries import confirmed_at, marked, paragraphs
from coso.handbook import actions, forms
from coso.handbook.enums import GuideState
from coso.handbook.models import Guide
from coso.handbook.queries import guides as queries
from coso.handbook.tables import editing_page, guide_table

form_page = require_http_methods(["GET", "HEAD", "POST"])
LONGEST_SEARCH = 200


def found(request: HttpRequest, rows: QuerySet[Guide]) -> dict[str, Any]:
    """What a list of guides shows: those asked for by word, or all, by topic."""
    typed = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    shown = rows.search(typed) if typed else rows
    return {"title": _("Guides"), "typed": typed, "groups": queries.by_topic(shown)}


def answered(guide: Guide, typed: str) -> dict[str, Any]:
    day = timezone.localdate()
    return {
        "guide": guide, "title": guide.question, "typed": typed, "rules": list(queries.rules_of(guide, day)),
        "parts": [marked(part, typed, whole=True) for part in paragraphs(guide.text)], "images": list(guide.images.all()), "videos": [(title, address, urlsplit(address).hostname) for title, address in guide.videos],
    }


# --- read ---


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "handbook/guides.html", found(request, Guide.objects.open_to(request.user, timezone.localdate())))


@require_safe
def guide(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Guide.objects.open_to(request.user, timezone.localdate()).select_related("unit"), pk=pk)
    asked = {"asks": queries.asks(one, request.user, timezone.localdate()), "confirmed_at": confirmed_at(one, request.user) if one.receipt_by else None, "sees_receipts": request.user.anywhere("document.view")}
    return render(request, "handbook/guide.html", answered(one, request.GET.get("q", "")) | asked | {"start": queries.start_of(one, request.user)})


@login_not_required
@require_safe
def public_index(request: HttpRequest) -> HttpResponseBase:
    with translation.override("vi"):
        return for_everybody(request, "handbook/public_guides.html", found(request, Guide.objects.public(timezone.localdate())))


@login_not_required
@require_safe
def public_guide(request: HttpRequest, pk: int) -> HttpResponseBase:
    one = get_object_or_404(Guide.objects.public(timezone.localdate()).select_related("unit"), pk=pk)
    with translation.override("vi"):
        return for_everybody(request, "handbook/public_guide.html", answered(one, ""))


# --- written and released ---


@require_safe
def editing(request: HttpRequest) -> HttpResponse:
    """Every guide of the units one works for, with its state."""
    request.user.require_anywhere("guide.review")
    table = guide_table(request, timezone.localdate())
    if table.export_kind:
        return exports.response(table.export_kind, "huong-dan", table.export_columns, table.ordered, title=_("Guides"))
    return render(request, "handbook/editing.html", {"title": _("Guides"), "table": table, "may_write": request.user.anywhere("guide.write"), "offers": Offer.objects.visible_to(request.user).filter(state=OfferState.OFFERED).count()})


@form_page
def new(request: HttpRequest) -> HttpResponse:
    request.user.require_anywhere("guide.write")
    form = forms.NewGuideForm(request.POST or None, units=units_to_choose("guide.write", request.user, timezone.localdate()))
    return perform(
        request, form, lambda told: actions.write(unit=told["unit"], content=form.content(), by=request.user), done=_("The draft is kept. Nobody else reads it yet."),
        to=editing_page, template="handbook/form.html", title=_("New guide"), act=_("Keep the draft"), back=reverse("handbook:editing"),
    )


@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """Answered questions whose askers let them be published, without their names."""
    request.user.require_anywhere("guide.write")
    found = Offer.objects.visible_to(request.user).filter(state=OfferState.OFFERED).select_related("unit")
    return render(request, "handbook/offers.html", {"title": _("Answers that may become guides"), "offers": found})


@form_page
def from_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft that begins with the question and its answer."""
    offer = get_object_or_404(Offer.objects.visible_to(request.user).filter(state=OfferState.OFFERED).select_related("unit"), pk=pk)
    begun = {"question": offer.title, "text": offer.text, "unit": offer.unit_id}
    form = forms.NewGuideForm(request.POST or None, units=units_to_choose("guide.write", request.user, timezone.localdate()), initial=begun)
    return perform(
        request, form, lambda told: actions.write(unit=told["unit"], content=form.content(), by=request.user, offer=offer), done=_("The draft is kept. Nobody else reads it yet."),
        to=editing_page, template="handbook/form.html", title=_("New guide"), act=_("Keep the draft"), back=reverse("handbook:offers"),
        lead=_("It begins with a question and its answer. Take out everything by which the asker could be known. Until it is released the asker may take it back."),
    )


def in_care(request: HttpRequest, pk: int) -> Guide:
    return get_object_or_404(Guide.objects.visible_to(request.user).select_related("unit", "reviewed_by", "offer"), pk=pk)


@require_safe
def edited(request: HttpRequest, pk: int) -> HttpResponse:
    one = in_care(request, pk)
    user, day = request.user, timezone.localdate()
    ended = bool(one.ended_on and one.ended_on <= day)
    rights = {"may_write": user.allowed("guide.write", one.unit), "may_release": user.allowed("guide.review", one.unit) and user.pk not in one.writers}
    return render(request, "handbook/edited.html", answered(one, "") | rights | {"day": day, "ended": ended, "in_hand": rights["may_write"] and one.state == GuideState.DRAFT, "wrote": user.pk in one.writers})


@form_page
def change(request: HttpRequest, pk: int) -> HttpResponse:
    one = in_care(request, pk)
    request.user.require("guide.write", one.unit)
    form = forms.GuideForm(request.POST or None, initial=forms.GuideForm.initial_of(one))
    return perform(
        request, form, lambda _told: actions.change(guide=one, content=form.content(), by=request.user), done=_("The draft is kept. Nobody else reads it yet."),
        to=editing_page, template="handbook/form.html", title=one.question, act=_("Keep the draft"), back=editing_page(one),
    )


ACTS: dict[str, tuple[str, type[Any], Any, Any, Any]] = {
    "gui": ("guide.write", NothingForm, lambda one, _told, by, _day: actions.submit(guide=one, by=by), gettext_lazy("Hand to a second person"), gettext_lazy("The guide waits for a second person.")),
    "cong-bo": ("guide.review", forms.ReleaseForm, lambda one, told, by, day: actions.release(guide=one, from_day=told["from_day"], receipt_by=told["receipt_by"], by=by, today=day), gettext_lazy("Release"), gettext_lazy("The guide is released.")),
    "tra-lai": ("guide.review", forms.HandBackForm, lambda one, told, by, _day: actions.hand_back(guide=one, reason=told["reason"], by=by), gettext_lazy("Hand back"), gettext_lazy("The guide is with its author again.")),
    "viet-lai": ("guide.write", NothingForm, lambda one, _told, by, _day: actions.revise(guide=one, by=by), gettext_lazy("Write a new version"), gettext_lazy("The new version is a draft. The guide is read as it is until the new one is released.")),
    "dung": ("guide.write", forms.EndForm, lambda one, told, by, day: actions.end(guide=one, on=told["on"], by=by, today=day), gettext_lazy("Take away"), gettext_lazy("The guide is taken away.")),
}


NOTES = {
    "gui": gettext_lazy("Somebody else reads it and releases it, or hands it back. Until then you change nothing in it."),
    "viet-lai": gettext_lazy("Members go on reading the released version until the new one is released."),
    "dung": gettext_lazy("From that day on members do not find it any more. It is kept with its history."),
}


@form_page
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One verb about a guide, with what it asks."""
    one = in_care(request, pk)
    if verb not in ACTS:
        return redirect(editing_page(one))
    permission, kind, do, name, done = ACTS[verb]
    request.user.require(permission, one.unit)
    day = timezone.localdate()
    form = kind(request.POST if request.method == "POST" else None, initial={"from_day": day, "on": day})
    return perform(
        request, form, lambda told: do(one, told, request.user, day), done=str(done), to=editing_page, template="handbook/form.html",
        title=str(name), lead=one.question, act=str(name), back=editing_page(one), note=NOTES.get(verb, ""),
    )
