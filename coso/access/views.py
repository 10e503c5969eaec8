"""Sign-out, the second factor that a role asks for, accounts and the roles they hold."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


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
