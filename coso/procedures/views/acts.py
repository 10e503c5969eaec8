"""What is done in a case: opened, a step recorded, handed back, refused, cancelled, opened again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coso.common.errors import NoConfirmedRule, NotAllowed, RuleBroken
from coso.members.models import Member
from coso.procedures import actions, forms, queries
from coso.procedures.declarations import Procedure
from coso.procedures.models import Case
from coso.procedures.views.ground import about, find, log_opening, may_do, perform, today
from coso.procedures.views.reading import declared, forms_of, page_of

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def open_one(request: HttpRequest, key: str) -> HttpResponse:
    """Begin a case: about a member named in the address, or about what is typed."""
    procedure = declared(key)
    request.user.require_anywhere(procedure.opens)
    if procedure.opened_at:
        return redirect(procedure.opened_at)
    member = about_whom(request, procedure)
    data = request.POST if request.method == "POST" else None
    form = forms.OpenForm(data, procedure=procedure, user=request.user, today=today(), member=member)
    told = procedure.form(data, case=None, user=request.user, member=member) if procedure.form else None
    if request.method == "POST" and told is not None and not told.is_valid():
        form.is_valid()
        return render(request, "procedures/open.html", opening(procedure, form, told, member), status=422)
    return perform(
        request, form, lambda sent: actions.open_case(procedure=procedure, by=request.user, today=today(), member=member, **begun(sent, told, member)),
        done=_("The case is opened."), to=Case.get_absolute_url, template="procedures/open.html", **{key: value for key, value in opening(procedure, form, told, member).items() if key != "form"},
    )


def about_whom(request: HttpRequest, procedure: Procedure) -> Member | None:
    if not procedure.about_member:
        return None
    key = request.GET.get("member", "")
    if not key.isdecimal():
        raise Http404
    member = get_object_or_404(Member.objects.visible_to(request.user).select_related("unit"), pk=key)
    request.user.require(procedure.opens, member.unit)
    return member


def begun(sent: dict[str, Any], told: Any, member: Member | None) -> dict[str, Any]:
    answers = dict(told.cleaned_data) if told is not None else {}
    other = answers.get("other_unit")
    where = {"unit": member.unit, "title": member.full_name} if member else {"unit": sent["unit"], "title": sent["title"]}
    return {"on": sent["on"], "on_behalf_of": sent["on_behalf_of"], "told": answers, "other_unit": other, **where}


def opening(procedure: Procedure, form: Any, told: Any, member: Member | None) -> dict[str, Any]:
    offered = [one for part in (form, told) if part is not None for field in part.fields.values() if hasattr(field, "offered") for one in field.offered()]
    return {"form": form, "told": told, "title": procedure.title, "lead": member or procedure.summary, "act": _("Open the case"), "back": member.get_absolute_url() if member else "", "offered": offered}


@form_page
def step(request: HttpRequest, number: str) -> HttpResponse:
    """The step in hand, recorded; its form stands on the case's own page."""
    case = find(request, number)
    if not case.is_open or request.method != "POST":
        return redirect(case)
    if not may_do(request.user, case):
        raise NotAllowed(_("This step is in other hands. Nothing was saved."))
    sent = forms_of(request, case, request.POST)
    parts = [sent[name] for name in ("form", "told", "vote") if name in sent]
    valid = [part.is_valid() for part in parts]  # each part is asked, so that all its faults show at once
    if all(valid):
        try:
            now = actions.do_step(case=case, by=request.user, today=today(), **recorded(sent))
        except (RuleBroken, NoConfirmedRule) as refusal:
            sent["form"].add_error(None, str(refusal))
        else:
            messages.success(request, _("The step is recorded.") if now.is_open else _("The case is closed: %(state)s.") % {"state": now.get_state_display()})
            return redirect(now)
    log_opening(request, case)
    return render(request, "procedures/case.html", page_of(request, case, sent), status=422)


def recorded(sent: dict[str, Any]) -> dict[str, Any]:
    """What `do_step` is given of the forms sent."""
    told = dict(sent["form"].cleaned_data)
    if "told" in sent:
        told["told"] = sent["told"].cleaned_data
    if "vote" in sent:
        votes = sent["vote"].cleaned_data
        told |= {"count": sent["vote"].count(), "exempt_present": votes.get("exempt_present") or 0, "committee": votes.get("committee") or 0, "adopted": votes.get("adopted")}
    return told


@form_page
def hand_back(request: HttpRequest, number: str) -> HttpResponse:
    case = find(request, number)
    if not may_do(request.user, case):
        raise NotAllowed(_("This step is in other hands. Nothing was saved."))
    form = forms.ReasonForm(request.POST or None, case=case, steps=queries.steps_to_hand_back(case))
    return perform(
        request, form, lambda sent: actions.hand_back(case=case, by=request.user, today=today(), **sent), done=_("The case is handed back."),
        to=case.get_absolute_url(), **about(case, title=_("Hand the case back"), lead=case.title, act=_("Hand back")),
    )


@form_page
def refuse(request: HttpRequest, number: str) -> HttpResponse:
    case = find(request, number)
    if not may_do(request.user, case):
        raise NotAllowed(_("This step is in other hands. Nothing was saved."))
    return perform(
        request, forms.ReasonForm(request.POST or None, case=case), lambda sent: actions.refuse(case=case, by=request.user, today=today(), **sent),
        done=_("The refusal is recorded with its reason."), to=case.get_absolute_url(), **about(case, title=_("Do not agree"), lead=case.title, act=_("Record the refusal")),
    )


@form_page
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    case = find(request, number)
    request.user.require(case.declared.opens, case.unit)
    return perform(
        request, forms.ReasonForm(request.POST or None, case=case), lambda sent: actions.cancel(case=case, by=request.user, today=today(), **sent),
        done=_("The case is cancelled. What was recorded is kept."), to=case.get_absolute_url(), **about(case, title=_("Cancel the case"), lead=case.title, act=_("Cancel the case")),
    )


@form_page
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    case = find(request, number)
    request.user.require(case.declared.by_key[case.step].permission, case.acting_unit)
    return perform(
        request, forms.ReasonForm(request.POST or None, case=case), lambda sent: actions.reopen(case=case, by=request.user, today=today(), **sent),
        done=_("The case is open again."), to=case.get_absolute_url(), **about(case, title=_("Open the case again"), lead=case.title, act=_("Open again")),
    )


@require_POST
def open_ballot(request: HttpRequest, number: str) -> HttpResponse:
    """A secret ballot on the step in hand; back to the page with the reason when there cannot be one."""
    case = find(request, number)
    if not may_do(request.user, case):
        raise NotAllowed(_("This step is in other hands. Nothing was saved."))
    try:
        ballot = actions.open_step_ballot(case=case, seen=case.turn, by=request.user, today=today())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect(case)
    messages.success(request, _("The ballot is open. Each voter finds it under “To do today”."))
    return redirect(ballot)
