"""What a member was told, and how they want to be told."""

from __future__ import annotations

from typing import Any

from django.conf import settings as site
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coso.access.middleware import about_oneself
from coso.common.errors import RuleBroken
from coso.common.performing import perform
from coso.notices import actions, queries
from coso.notices.channels import push
from coso.notices.forms import ChoiceForm, as_told
from coso.notices.models import Message, Phone

SHOWN = 40
THIS_PHONE = "coso.notices.this_phone"
REMEMBERED = 400 * 24 * 3600


@about_oneself
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The newest first; older ones a page further."""
    found = Message.objects.visible_to(request.user)
    last = request.GET.get("truoc", "")
    some = list((found.filter(pk__lt=last) if last.isdecimal() else found).order_by("-pk")[: SHOWN + 1])
    more = some[SHOWN - 1].pk if len(some) > SHOWN else None
    return render(request, "notices/index.html", {"told": some[:SHOWN], "more": more, "first": last.isdecimal()})


@about_oneself
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    form = ChoiceForm(request.POST if request.method == "POST" else None, initial=as_told(queries.choice_of(request.user)))
    return perform(
        request, form, lambda told: actions.choose(wish=told["wish"], by=request.user), done=_("Your choice is kept."), to=reverse("notices:settings"), template="notices/settings.html",
        **phones_of(request),
    )


def phones_of(request: HttpRequest) -> dict[str, Any]:
    """key: empty where the installation pushes nothing. this: the phone in hand, if it is told on."""
    phones = list(Phone.objects.visible_to(request.user))
    here = this_phone(request)
    return {"key": push.browser_key(), "this": next((one for one in phones if one.pk == here), None), "others": [one for one in phones if one.pk != here], "quiet": (site.COSO_QUIET_FROM, site.COSO_QUIET_TO)}


def this_phone(request: HttpRequest) -> int | None:
    """The phone in hand, by its sealed cookie."""
    try:
        return int(signing.loads(request.COOKIES.get(site.COSO_PHONE_COOKIE, ""), salt=THIS_PHONE))
    except (signing.BadSignature, TypeError, ValueError):
        return None


@require_POST
def add_phone(request: HttpRequest) -> HttpResponse:
    """Asked by the page's own script after a tap; a refusal comes back as a sentence."""
    told = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")}
    try:
        made = actions.add_phone(**told, by=request.user, now=timezone.now())
    except RuleBroken as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)
    response = JsonResponse({})
    response.set_cookie(site.COSO_PHONE_COOKIE, signing.dumps(made.pk, salt=THIS_PHONE), max_age=REMEMBERED, httponly=True, samesite="Lax", secure=site.SESSION_COOKIE_SECURE)
    messages.success(request, _("You are told on this phone from now on."))
    return response


@require_POST
def end_phone(request: HttpRequest, pk: int) -> HttpResponse:
    if actions.end_phone(phone=pk, by=request.user):
        messages.success(request, _("You are told on that phone no more."))
    return HttpResponseRedirect(reverse("notices:settings"))


def phone_signs_out(request: HttpRequest) -> None:
    """Whoever signs out is told on this phone no more, with or without its scripts."""
    here = this_phone(request)
    if here and request.user.is_authenticated and request.user.own_member_id:
        actions.end_phone(phone=here, by=request.user)
