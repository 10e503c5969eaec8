"""Forms that change a record: each asks leave, then calls its one verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coso.access.enums import ReadingKind
from coso.members import actions, forms, tables
from coso.members.models import Member
from coso.members.views.ground import about, find_for, log, perform, sent, today

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def add(request: HttpRequest) -> HttpResponse:
    request.user.require_anywhere("member.add")
    initial = {"unit": request.GET.get("unit", "")}
    form = forms.AddForm(sent(request), user=request.user, initial=initial)
    return perform(
        request, form, lambda data: actions.add_member(unit=data["unit"], fields=form.record(), by=request.user, day=today()),
        done=_("The member is entered."), to=Member.get_absolute_url, title=_("Enter a member"), act=_("Enter"), offered=form.fields["unit"].offered(),
    )


@form_page
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """One part of the record; a part with class-3 fields needs the right to see them, and leaves a reading."""
    member, part = find_for(request, pk, "member.change"), request.GET.get("part", "person")
    if part not in tables.PARTS:
        raise Http404
    if hidden := tables.sensitive(tables.PARTS[part][1]):
        request.user.require("member.reveal", member.unit)
        log(request, member, ReadingKind.REVEALED, hidden)
    form = forms.CorrectForm(sent(request), member=member, part=part)
    return perform(
        request, form, lambda data: actions.correct_member(member=member, new=form.new(), seen=data["seen"], by=request.user, reason=data["reason"], day=today()),
        done=_("The record is corrected. What it said before is kept in its history."), to=member.get_absolute_url(),
        **about(request, member, title=_("Correct: %(part)s") % {"part": tables.PARTS[part][0]}, act=_("Save the correction")),
    )


def change(request: HttpRequest, pk: int, form: type[Form], verb: Callable[..., Any], *, title: str, act: str, done: str) -> HttpResponse:
    """A form about one member whose fields are the verb's arguments, then back to the record."""
    member = find_for(request, pk, "member.change")
    return perform(
        request, form(sent(request)), lambda data: verb(member=member, by=request.user, day=today(), **data),
        done=done, to=member.get_absolute_url(), **about(request, member, title=title, act=act),
    )


@form_page
def recognise(request: HttpRequest, pk: int) -> HttpResponse:
    return change(
        request, pk, forms.RecogniseForm, actions.recognise, title=_("Recognise as official member"), act=_("Recognise"),
        done=_("The member is recognised as official."),
    )


@form_page
def move(request: HttpRequest, pk: int) -> HttpResponse:
    member = find_for(request, pk, "member.change")
    form = forms.MoveForm(sent(request), user=request.user)
    return perform(
        request, form, lambda data: actions.move_member(member=member, by=request.user, day=today(), **data),
        done=_("The member belongs to the new branch now."), to=member.get_absolute_url(),
        **about(request, member, title=_("Move to another branch"), act=_("Move"), offered=form.fields["to"].offered()),
    )


@form_page
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    return change(
        request, pk, forms.ActivityForm, actions.change_activity, title=_("Change activity"), act=_("Save"),
        done=_("The new activity is kept."),
    )


@form_page
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    return change(
        request, pk, forms.LeaveForm, actions.leave, title=_("Take off the roll"), act=_("Take off the roll"),
        done=_("The member is no longer on the roll. The record is kept."),
    )


@form_page
def undo_leave(request: HttpRequest, pk: int) -> HttpResponse:
    return change(
        request, pk, forms.ReasonForm, actions.undo_leave, title=_("Undo the leaving"), act=_("Put back on the roll"),
        done=_("The member is on the roll again."),
    )


@form_page
def qualify(request: HttpRequest, pk: int) -> HttpResponse:
    return change(
        request, pk, forms.QualifyForm, actions.qualify, title=_("Enter a qualification"), act=_("Enter"),
        done=_("The qualification is entered."),
    )
