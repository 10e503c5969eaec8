"""The page of an act: a form, one verb, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from coso.common.errors import NoConfirmedRule, RuleBroken


class NothingForm(forms.Form):
    """Of an act that asks nothing besides."""


def perform(
    request: HttpRequest, form: forms.Form, do: Callable[[dict[str, Any]], Any], *, done: Callable[[Any], str] | str, to: Callable[[Any], str] | str,
    template: str, **shown: Any,
) -> HttpResponse:
    """Show the form; when it is sent and whole, act and go on. A refusal comes back with all that was typed."""
    gone = done_with(request, form, do, said=done, to=to)
    return gone or render(request, template, {"form": form, **shown}, status=422 if form.errors else 200)


def done_with(request: HttpRequest, form: forms.Form, act: Callable[[dict[str, Any]], Any], *, said: Callable[[Any], str] | str, to: Callable[[Any], str] | str) -> HttpResponseRedirect | None:
    """Run the act with what was filled in; a redirect when it is done, None when the form must be shown (again)."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        result = act(form.cleaned_data)
    except (RuleBroken, NoConfirmedRule) as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, said(result) if callable(said) else said)
    return HttpResponseRedirect(to(result) if callable(to) else to)


def done_or_said(request: HttpRequest, form: forms.Form, act: Callable[[dict[str, Any]], Any], *, said: Callable[[Any], str] | str, to: str, back: str = "") -> HttpResponseRedirect:
    """For a button on another page: on to `to` with what was done, or to `back` (else `to` as well) with why not."""
    gone = done_with(request, form, act, said=said, to=to)
    if gone is None:
        messages.error(request, " ".join(fault for faults in form.errors.values() for fault in faults))
    return gone or HttpResponseRedirect(back or to)
