"""What Coso asks of django-allauth: nobody signs up, failures are counted by device, secrets are sealed."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from coso.access.models import User

KNOWN_DEVICE = "coso.access.known_device"
KNOWN_FOR = 180 * 24 * 3600
BEGUN = "begun"
View = Callable[..., HttpResponse]


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by an officer; a device that has signed in before has its own count of failures."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 allauth's form
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        request.session[BEGUN] = timezone.now().timestamp()

    def logout(self, request: HttpRequest) -> None:
        for path in settings.COSO_AT_SIGN_OUT:
            import_string(path)(request)
        super().logout(request)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **how: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **how)
        remember_device(response, user)
        return response

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 allauth's form
        return str(settings.LOGIN_REDIRECT_URL)

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Whoever has signed in this very minute has shown the password already: as when a second factor is owed."""
        return not just_signed_in(context.request) and bool(super().is_reauthentication_required(app=app, **more))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Guessing from elsewhere uses up the guesser's tries, never those of the owner's own device."""
        username = str(credentials.get("username", "")).lower()
        return f"{username}:{device_of(request, username)}"


def just_signed_in(request: HttpRequest) -> bool:
    """Whether this session began within the last quarter of an hour."""
    return bool(timezone.now().timestamp() - request.session.get(BEGUN, 0) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def has_nothing_to_show(request: HttpRequest) -> bool:
    """Signed in by a PIN some time ago, with neither password nor second factor to show again: no new way in is made then."""
    user: Any = request.user
    return not (just_signed_in(request) or user.has_usable_password() or SecondFactorAdapter().is_mfa_enabled(user))


def remember_device(response: HttpResponse, user: AbstractBaseUser) -> None:
    """Give the browser a sealed sign that this account was signed in from it."""
    sign = signing.dumps({"user": user.get_username().lower(), "device": secrets.token_hex(8)}, salt=KNOWN_DEVICE)
    response.set_cookie(
        settings.COSO_DEVICE_COOKIE, sign, max_age=KNOWN_FOR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )


def device_of(request: HttpRequest, username: str) -> str:
    """The device's own name if this account was signed in from it before, else the empty text."""
    try:
        sign = signing.loads(request.COOKIES.get(settings.COSO_DEVICE_COOKIE, ""), salt=KNOWN_DEVICE, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return ""
    return str(sign["device"]) if sign["user"] == username else ""


class SecondFactorAdapter(DefaultMFAAdapter):
    """The shared secrets of authenticator apps are sealed before they reach the database."""

    def encrypt(self, text: str) -> str:
        nonce = secrets.token_bytes(12)
        return base64.b64encode(nonce + AESGCM(keys()[0]).encrypt(nonce, text.encode(), None)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        sealed = base64.b64decode(encrypted_text)
        for key in keys():
            try:
                return AESGCM(key).decrypt(sealed[:12], sealed[12:], None).decode()
            except InvalidTag:
                continue
        raise InvalidTag

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()


def keys() -> list[bytes]:
    """The key that seals and, after it, earlier ones that still open."""
    return [hashlib.sha256(b"coso.access.second_factor" + secret.encode()).digest() for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]]


class ProviderAdapter(DefaultSocialAccountAdapter):
    """A provider's identity opens an account only after its owner has joined the two; it never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 allauth's form
        return False


def needs_second_factor(user: User) -> bool:
    """Whether the account must set up a second factor before it may work (switched off in the demo only)."""
    return not settings.DEMO and user.owes_second_factor and not SecondFactorAdapter().is_mfa_enabled(user)


def shown_again(view: View) -> View:
    """For a sensitive act: password, code or passkey were shown within the last quarter of an hour, else they are asked for first.

    Switched off with the second factor, in the demo only. A form that was sent is not kept meanwhile: the person comes back to it.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponse:
        if settings.DEMO or not is_reauthentication_required(request, app="access"):
            return view(request, *args, **parts)
        if request.method == "POST":
            messages.warning(request, _("Nothing was saved: for this act, show first who you are, then send the form again."))
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': page_of(request)})}")

    return asked


def page_of(request: HttpRequest) -> str:
    """The page a person is on: this address, or where a form was sent from."""
    if request.method != "POST":
        return request.get_full_path()
    origin, came_from = f"{request.scheme}://{request.get_host()}", request.headers.get("Referer", "")
    return came_from.removeprefix(origin) if came_from.startswith(f"{origin}/") else "/"
