"""Reserved numbers, terms, and the numbering taken over from paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coso.common.performing import perform
from coso.documents import actions, forms
from coso.documents.models import GivenNumber, Term
from coso.documents.views.ground import FORM, form_page, today, units_of


@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """Numbers reserved and not used yet, and the terms."""
    request.user.require_anywhere("document.issue")
    units = units_of(request, "document.issue")
    shown = {"title": _("Numbers and terms"), "reserved": GivenNumber.objects.visible_to(request.user).unused().select_related("unit", "series__term").order_by("-given_on", "-pk"), "terms": Term.objects.filter(unit__in=units).select_related("unit").order_by("unit__position", "-valid_from")}
    return render(request, "documents/numbers.html", shown)


def number_page(request: HttpRequest, form: Any, do: Callable[[dict[str, Any]], Any], **told: Any) -> HttpResponse:
    back = reverse("documents:numbers")
    return perform(request, form, do, to=back, template=FORM, back=back, **told)


@form_page
def reserve(request: HttpRequest) -> HttpResponse:
    request.user.require_anywhere("document.issue")
    form = forms.ReserveForm(request.POST or None, units=units_of(request, "document.issue"), initial={"on": today()})
    return number_page(
        request, form, lambda told: actions.reserve(by=request.user, **told), done=lambda given: _("The number %(symbol)s is kept.") % {"symbol": given.symbol},
        title=_("Reserve a number"), act=_("Reserve the next number"), note=_("A number given is never given again, and can not be given back."),
    )


@form_page
def set_term(request: HttpRequest) -> HttpResponse:
    request.user.require_anywhere("document.issue")
    form = forms.TermForm(request.POST or None, units=units_of(request, "document.issue"))
    return number_page(request, form, lambda told: actions.set_term(by=request.user, **told), done=_("The term is entered. Papers dated in it are numbered from 01."), title=_("Enter a term"), act=_("Enter"))


@form_page
def take_over(request: HttpRequest) -> HttpResponse:
    request.user.require_anywhere("document.issue")
    form = forms.TakeOverForm(request.POST or None, units=units_of(request, "document.issue"))
    return number_page(
        request, form, lambda told: actions.take_over(by=request.user, **told), done=_("The numbering goes on from the paper register."),
        title=_("Go on from a paper register"), act=_("Take over"), note=_("Only before the first number of this kind is given here."),
    )
