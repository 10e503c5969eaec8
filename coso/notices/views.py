"""What a member was told, and how they want to be told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings as site
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coso.access.middleware import about_oneself
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.performing import perform
from coso.members.models import Member
from coso.notices import actions, queries
from coso.notices.channels import Outcome, gateway, mail, push
from coso.notices.forms import ChoiceForm, as_told
from coso.notices.models import Choice, Message, Phone

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
    choice = queries.choice_of(request.user)
    form = ChoiceForm(request.POST if request.method == "POST" else None, initial=as_told(choice))
    return perform(
        request, form, lambda told: actions.choose(wish=told["wish"], by=request.user), done=_("Your choice is kept."), to=reverse("notices:settings"), template="notices/settings.html",
        **phones_of(request), **addresses_of(request, choice),
    )


def addresses_of(request: HttpRequest, choice: Choice) -> dict[str, Any]:
    """Mail and text messages, as far as the installation has them. Of the number only its end is shown: it is of class 3."""
    member = Member.objects.filter(pk=choice.member_id).only("phone").first() if gateway.chosen() else None
    waiting = choice.mail_asked if choice.waits_for_code(timezone.now()) else ""
    return {"choice": choice, "has_mail": mail.is_set_up(), "waiting": waiting, "email": request.user.email, "has_texts": member is not None, "number": member.phone[-3:] if member else ""}


@require_POST
def way(request: HttpRequest, verb: str) -> HttpResponse:
    """One tap about mail or text messages, and back."""
    if verb not in TAPS:
        raise Http404
    try:
        TAPS[verb](request)
    except (RuleBroken, NotAllowed) as refusal:  # without a record of one's own: the sentence says whom to ask
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("notices:settings"))


def _ask(request: HttpRequest) -> None:
    if not mail.is_set_up():
        raise Http404
    email = request.POST.get("email", "").strip()
    code = actions.ask_mail_code(email=email, by=request.user, now=timezone.now())
    if mail.send_code(code, to=email) is not Outcome.ARRIVED:
        raise RuleBroken(_("The mail server did not take the letter. Check the address and ask again in a minute; your other choices are kept."))
    messages.success(request, _("A code is on its way to this address. Enter it here within a quarter of an hour."))


def _confirm(request: HttpRequest) -> None:
    if not actions.confirm_mail(code=request.POST.get("code", ""), by=request.user, now=timezone.now()):
        raise RuleBroken(_("This is not the code, or it holds no longer. Nothing was changed. Look at the last letter, or ask for another code."))
    messages.success(request, _("The address is confirmed. Notices go there from now on."))


def _stop_mail(request: HttpRequest) -> None:
    actions.stop_mail(by=request.user)
    messages.success(request, _("No letters are sent to you any more."))


def _texts(request: HttpRequest) -> None:
    if not gateway.chosen():
        raise Http404
    actions.want_texts(wanted=True, by=request.user)
    messages.success(request, _("Text messages go to the number in your record."))


def _no_texts(request: HttpRequest) -> None:
    actions.want_texts(wanted=False, by=request.user)
    messages.success(request, _("No text messages are sent to you any more."))


TAPS: dict[str, Callable[[HttpRequest], None]] = {"ma": _ask, "xac-nhan": _confirm, "thoi-thu": _stop_mail, "tin-nhan": _texts, "thoi-tin-nhan": _no_texts}


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
