"""The page of an act: a form, one verb, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from coso.common.errors import NoConfirmedRule, RuleBroken


def perform(
    request: HttpRequest, form: forms.Form, do: Callable[[dict[str, Any]], Any], *, done: str, to: Callable[[Any], str] | str,
    template: str, **shown: Any,
) -> HttpResponse:
    """Show the form; when it is sent and whole, act and go on. A refusal comes back with all that was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            result = do(form.cleaned_data)
        except (RuleBroken, NoConfirmedRule) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(to(result) if callable(to) else to)
    return render(request, template, {"form": form, **shown}, status=422 if form.errors else 200)
