"""Sign-out, activation, the second factor a role asks for, accounts and the roles they hold."""

from __future__ import annotations

from typing import Any

import segno
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView, LogoutView
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coso.access import actions, queries
from coso.access.forms import (
    ActivateForm,
    AppointForm,
    EndForm,
    NewPinForm,
    OpenForm,
    PinForm,
    ReasonForm,
    StandInForm,
)
from coso.access.models import Appointment, User
from coso.access.roles import ROLES, Permission
from coso.access.sign_in import just_signed_in, shown_again
from coso.access.tables import account_table
from coso.common import exports
from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken


class SignOut(LogoutView):
    """Sign-out also empties what the browser has kept of Coso."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


sign_out = SignOut.as_view()


@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Says why the role asks for a second factor and offers the two kinds."""
    return render(request, "access/second_factor.html")


class SignIn(LoginView):
    """A phone with a PIN is asked for it first; `?cach=khac` shows the other ways."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.COSO_PIN_COOKIE in request.COOKIES and request.GET.get("cach") != "khac":
            return redirect(f"{reverse('access:pin')}?{request.GET.urlencode()}")
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response


sign_in = SignIn.as_view()


@login_not_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: HttpRequest) -> HttpResponse:
    """A person with a code is let in, to choose how to come back; the code is never part of an address the server sees."""
    form = ActivateForm(request.POST or None)
    if form.is_valid() and may_try(request, form):
        try:
            user = actions.activate(code=form.cleaned_data["code"], by=SYSTEM, now=timezone.now())
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            return let_in(request, user, "code", reverse("access:ways"))
    return render(request, "access/activate.html", {"form": form})


@login_not_required
@sensitive_post_parameters("pin")
@require_http_methods(["GET", "HEAD", "POST"])
def pin(request: HttpRequest) -> HttpResponse:
    """The PIN of this phone; a phone without one is led to the other ways."""
    secret, form = request.COOKIES.get(settings.COSO_PIN_COOKIE, ""), PinForm(request.POST or None)
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    if form.is_valid():
        tried = actions.try_pin(secret=secret, pin=form.cleaned_data["pin"], by=SYSTEM, now=timezone.now())
        if tried.user:
            return with_secret(let_in(request, tried.user, "pin", get_next_redirect_url(request) or settings.LOGIN_REDIRECT_URL), secret)
        if not tried.left:
            messages.warning(request, _("This phone opens no account by a PIN any more. Sign in another way, or ask your office for a new code."))
            return without_secret(redirect("account_login"))
        form.add_error("pin", ngettext("This is not the PIN. One more try, then the PIN ends on this phone.", "This is not the PIN. %(n)s more tries, then it ends on this phone.", tried.left) % {"n": tried.left})
    return render(request, "access/pin.html", {"form": form, "asked": request.GET.urlencode(), "redirect_field": request.GET.get("next", "")}, status=422 if form.errors else 200)


def let_in(request: HttpRequest, user: User, how: str, to: str) -> HttpResponse:
    """As after a password: whoever has a second factor is asked for it."""
    record_authentication(request, user, method=how)
    answer: HttpResponse = perform_login(request, Login(user=user, redirect_url=to))
    return answer


def with_secret(response: HttpResponse, secret: str) -> HttpResponse:
    response.set_cookie(
        settings.COSO_PIN_COOKIE, secret, max_age=int(queries.PIN_RESTS.total_seconds()), httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def without_secret(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(settings.COSO_PIN_COOKIE, samesite="Lax")
    return response


@sensitive_post_parameters("pin", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def ways(request: HttpRequest) -> HttpResponse:
    """How I come in: a PIN on this phone, fingerprint or face, a password; and which phones have a PIN."""
    secret, form = request.COOKIES.get(settings.COSO_PIN_COOKIE, ""), NewPinForm(request.POST or None)
    if request.method == "POST" and not just_signed_in(request):
        messages.warning(request, _("Nothing was saved: for this, sign out and in again first, then set the PIN within a quarter of an hour."))
        return redirect("access:ways")
    if form.is_valid():
        try:
            made = actions.set_pin(pin=form.cleaned_data["pin"], by=request.user, now=timezone.now(), before=secret)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            messages.success(request, _("From now on your PIN opens Coso on this phone."))
            return with_secret(redirect(settings.LOGIN_REDIRECT_URL), made)
    return render(request, "access/ways.html", {"form": form, **queries.ways_of(request.user, secret)}, status=422 if form.errors else 200)


@require_POST
def end_pin(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(request.user.pins, pk=pk)
    actions.end_pin(pin=one, by=request.user, now=timezone.now())
    messages.success(request, _("That phone opens the account no more."))
    return redirect("access:ways")


def may_try(request: HttpRequest, form: Form) -> bool:
    if ratelimit.consume(request, action="activate"):
        return True
    form.add_error(None, _("Too many codes were tried from here. Nothing was changed. Wait a minute, then try again."))
    return False


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    request.user.require_anywhere(Permission.ROLE_VIEW)
    return render(request, "access/roles.html", {"roles": list(ROLES.values()), "lines": queries.table_of_roles()})


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    request.user.require_anywhere(Permission.ACCOUNT_MANAGE)
    table = account_table(request, queries.accounts_in_care(request.user))
    if table.export_kind:
        return exports.response(table.export_kind, "tai-khoan", table.export_columns, table.ordered)
    return render(request, "access/people.html", {"table": table})


@require_http_methods(["GET", "HEAD", "POST"])
@shown_again
def open_account(request: HttpRequest) -> HttpResponse:
    request.user.require_anywhere(Permission.ACCOUNT_MANAGE)
    form = OpenForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            return hand_over(request, actions.open_account(**form.cleaned_data, by=request.user, now=timezone.now()))
        except RuleBroken as broken:
            form.add_error(None, str(broken))
    return render(request, "access/open.html", {"form": form})


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    account = in_care(request, pk)
    context = {"account": account, "appointments": queries.roles_held(account), "acts": queries.acts_about(account, request.user)}
    return render(request, "access/person.html", context | {"ending": EndForm(), "reason": ReasonForm(), "today": timezone.localdate()})


@require_POST
@shown_again
def issue_code(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        return hand_over(request, actions.issue_code(user=in_care(request, pk), by=request.user, now=timezone.now()))
    except RuleBroken as broken:
        messages.error(request, str(broken))
        return redirect("access:person", pk=pk)


def hand_over(request: HttpRequest, code: actions.IssuedCode) -> HttpResponse:
    """The one page that shows the code, to print or to be photographed; the QR holds it behind the `#`."""
    address = request.build_absolute_uri(reverse("access:activate"))
    picture = segno.make(f"{address}#{code.text}", micro=False).svg_inline(scale=5, border=2, light="#fff", svgclass=None, lineclass=None)
    return render(request, "access/code.html", {"code": code, "address": address, "picture": picture})


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    return decide(request, pk, actions.close_account, _("The account is closed, and its owner signed out everywhere."))


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return decide(request, pk, actions.reopen_account, _("The account is open again."))


def decide(request: HttpRequest, pk: int, verb: Any, done: str) -> HttpResponse:
    account, form = in_care(request, pk), ReasonForm(request.POST)
    if not form.is_valid():
        return refused(request, pk, _("A reason is needed. Nothing was changed. Enter one."))
    try:
        verb(user=account, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"])
    except RuleBroken as broken:
        return refused(request, pk, str(broken))
    messages.success(request, done)
    return redirect("access:person", pk=pk)


@require_POST
def sign_out_everywhere(request: HttpRequest, pk: int) -> HttpResponse:
    actions.end_sessions(user=in_care(request, pk), by=request.user, now=timezone.now())
    messages.success(request, _("The account is signed out everywhere."))
    return redirect("access:person", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@shown_again
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    account = in_care(request, pk)
    form = AppointForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            actions.appoint(user=account, **form.cleaned_data, by=request.user)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            messages.success(request, _("The role is given."))
            return redirect("access:person", pk=pk)
    return render(request, "access/appoint.html", {"form": form, "account": account})


@require_safe
def own_roles(request: HttpRequest) -> HttpResponse:
    """The roles one holds today, with who stands in, and a way to name somebody for the days one is away."""
    held = list(Appointment.objects.filter(user=request.user).as_of(timezone.localdate()).select_related("unit").prefetch_related("stand_ins__user").order_by("unit__position"))
    return render(request, "access/own_roles.html", {"held": held})


@require_http_methods(["GET", "HEAD", "POST"])
def stand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """For one's own role, or one that one gives out: who holds it while its holder is away."""
    appointment = get_object_or_404(Appointment.objects.visible_to(request.user).select_related("unit__parent", "user"), pk=pk)
    if appointment.user_id != request.user.pk:
        request.user.require(Permission.APPOINTMENT_MANAGE, appointment.unit)
    form = StandInForm(request.POST or None, appointment=appointment)
    if form.is_valid():
        try:
            actions.stand_in(appointment=appointment, **form.cleaned_data, by=request.user)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            messages.success(request, _("The stand-in is named. The role ends by itself on the day given."))
            return redirect("access:own_roles")
    return render(request, "access/stand_in.html", {"form": form, "appointment": appointment}, status=422 if form.errors else 200)


@require_POST
@shown_again
def end_appointment(request: HttpRequest, pk: int) -> HttpResponse:
    appointment = get_object_or_404(Appointment.objects.visible_to(request.user).select_related("unit", "user"), pk=pk)
    request.user.require(Permission.APPOINTMENT_MANAGE, appointment.unit)
    form = EndForm(request.POST)
    if not form.is_valid():
        return refused(request, appointment.user_id, _("A day is needed. Nothing was changed. Enter the first day without the role."))
    try:
        actions.end_appointment(appointment=appointment, **form.cleaned_data, by=request.user)
    except RuleBroken as broken:
        return refused(request, appointment.user_id, str(broken))
    messages.success(request, _("The role is ended."))
    return redirect("access:person", pk=appointment.user_id)


def in_care(request: HttpRequest, pk: int) -> User:
    """An account in the reader's scope that the reader also looks after."""
    account: User = get_object_or_404(User.objects.visible_to(request.user).select_related("unit"), pk=pk)
    if account.unit is None:
        raise NotAllowed
    request.user.require(Permission.ACCOUNT_MANAGE, account.unit)
    return account


def refused(request: HttpRequest, pk: int, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect("access:person", pk=pk)
