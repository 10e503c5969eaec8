"""Each request runs in one transaction that knows who asks; a GET's transaction cannot write.

Around it: a session ends by itself, what a signed-in person sees is not stored, and a role may ask for a second factor.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import logout
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from coso.access.models import User, scope_of
from coso.access.reading import NotLogged
from coso.access.sign_in import BEGUN, has_nothing_to_show, needs_second_factor
from coso.common import scope

READ_ONLY = ("GET", "HEAD", "OPTIONS")
FORMS = (*READ_ONLY, "POST")
SEEN = "coso.access.seen"
RENEWED_AFTER = 60
NEW_WAYS = tuple(settings.COSO_SIGN_IN_PATH + part for part in ("2fa/", "password/"))
Answer = Callable[[HttpRequest], HttpResponse]


class SessionLimitsMiddleware:
    """A session ends 12 hours after sign-in and, for those who hold a role, after 30 minutes without a click.

    When it was last used stands in a sealed cookie bound to the session, so that reading a page writes nothing.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now().timestamp()
        if request.user.is_authenticated and is_over(request, now):
            logout(request)
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
            if now - (last_seen(request) or 0) > RENEWED_AFTER:
                see(request, response, now)
        return response


def is_over(request: HttpRequest, now: float) -> bool:
    begun = request.session.get(BEGUN)
    if begun is None:
        return False
    if now - begun > settings.SESSION_COOKIE_AGE:
        return True
    seen, user = last_seen(request), cast("User", request.user)
    return bool(user.held) and (seen is None or now - seen > settings.COSO_IDLE_SECONDS)


def last_seen(request: HttpRequest) -> float | None:
    """When this very session was last used, by its sealed cookie."""
    try:
        session, at = signing.loads(request.COOKIES.get(settings.COSO_SEEN_COOKIE, ""), salt=SEEN)
    except signing.BadSignature:
        return None
    return float(at) if session == mark(request) else None


def see(request: HttpRequest, response: HttpResponse, now: float) -> None:
    sealed = signing.dumps([mark(request), now], salt=SEEN)
    response.set_cookie(settings.COSO_SEEN_COOKIE, sealed, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)


def mark(request: HttpRequest) -> str:
    """A name for the session that does not give its key away."""
    return salted_hmac(SEEN, request.session.session_key or "").hexdigest()[:16]


class SecondFactorMiddleware:
    """Whoever owes a second factor is led to set it up, and gets nothing else before. New ways in are for those who can show who they are."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], _args: tuple[Any, ...], _kwargs: dict[str, Any]) -> HttpResponse | None:
        if not request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        if request.path.startswith(NEW_WAYS) and has_nothing_to_show(request):
            return redirect("access:ways")
        if is_about_sign_in(request) or not needs_second_factor(request.user):
            return None
        return redirect("access:second_factor")


class ScopeMiddleware:
    """Wraps the view, not the middlewares around it: session and messages keep their own connection state."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> HttpResponse | None:
        if is_about_sign_in(request):
            return None if request.method in FORMS else HttpResponseNotAllowed(FORMS)
        if request.method == "POST" and getattr(view, "small_transactions", False):
            return None
        try:
            return self.answer(request, view, args, kwargs)
        except NotLogged as refused:
            return render(request, "access/not_logged.html", {"refused": refused}, status=503)

    def answer(self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> HttpResponse:
        with scope.within(scope.everything(user=request.user.pk, where="own record") if request.user.is_authenticated else scope.NOTHING):
            if request.user.is_authenticated:
                request.user.own_record = request.user.find_own_record()  # in the same transaction: four statements fewer
            scope.tell(scope_of(request.user, request.path, about_oneself=getattr(view, "about_oneself", False)), read_only=request.method in READ_ONLY)
            response: HttpResponse = view(request, *args, **kwargs)
            if hasattr(response, "render") and callable(response.render):
                response = response.render()
            return response


def about_oneself(view: Any) -> Any:
    """For a view of one's own record: rows of one's own are seen wherever they lie."""
    view.about_oneself = True
    return view


def is_about_sign_in(request: HttpRequest) -> bool:
    """The pages of sign-in itself: they need no scope and keep their own small transactions."""
    return request.path.startswith(settings.COSO_SIGN_IN_PATH)
