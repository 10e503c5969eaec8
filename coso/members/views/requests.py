"""A member asks for a correction; an officer answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coso.access.enums import ReadingKind
from coso.common.errors import NotAllowed
from coso.members import actions, forms, operations, rules, tables
from coso.members.enums import CorrectionState
from coso.members.models import CorrectionRequest, Member
from coso.members.views.ground import about, find, is_own, log, perform, sent, today

SHOWN_TOGETHER = 100
FOR_OTHERS = "status.prepare"


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """First which field, then what it should read: by the member, or by somebody of the branch for a member who told them."""
    member = find(request, pk)
    own, name = is_own(request, member), request.GET.get("field", "")
    if not own and not request.user.allowed(FOR_OTHERS, member.unit):
        raise NotAllowed(_("Only the member, or who prepares the papers of the branch for them, may ask for a correction. Nothing was saved."))
    if not name:
        fields = [(title, [(one, tables.label_of(one)) for one in names]) for title, names in tables.PARTS.values()]
        return render(request, "members/ask.html", about(request, member, parts=fields, own=own))
    if name not in rules.CORRECTABLE:
        raise Http404
    return ask_for_oneself(request, member, name) if own else ask_for_another(request, member, name)


def ask_for_oneself(request: HttpRequest, member: Member, name: str) -> HttpResponse:
    form = forms.AskForm(sent(request), name=name)
    return asked_page(
        request, member, form, lambda data: actions.ask_correction(member=member, field=name, wanted=form.wanted(), evidence=data["evidence"], by=request.user, day=today()),
        _("Your request is with your branch. You will see the answer on this page."), title=_("Ask for a correction"), without_network=operations.of_form(member, name),
    )


def ask_for_another(request: HttpRequest, member: Member, name: str) -> HttpResponse:
    """What the record says is shown, so that a sensitive field asks for the right to reveal it, and is logged."""
    if tables.sensitive([name]):
        request.user.require("member.reveal", member.unit)
        log(request, member, ReadingKind.REVEALED, [name])
    form = forms.AskForForm(sent(request), name=name)
    return asked_page(
        request, member, form,
        lambda data: actions.ask_correction_for(member=member, field=name, wanted=form.wanted(), evidence=data["evidence"], told_how=data["told_how"], by=request.user, day=today()),
        _("The request is entered for the member. Somebody else decides it; the member sees that you entered it."), title=_("Enter a correction for the member"),
    )


def asked_page(request: HttpRequest, member: Member, form: forms.AskForm, do: Callable[[dict[str, Any]], Any], done: str, **shown: Any) -> HttpResponse:
    said = (tables.label_of(form.name), tables.shown(member, form.name))
    return perform(request, form, do, done=done, to=member.get_absolute_url(), **about(request, member, act=_("Send the request"), said=said, **shown))


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Requests that wait for an answer, the oldest first."""
    request.user.require_anywhere("correction.answer")
    rows = CorrectionRequest.objects.inside(request.user.intervals("correction.answer")).filter(state=CorrectionState.OPEN)
    asked = [(one, tables.label_of(one.field)) for one in rows.select_related("member__unit").order_by("asked_at")[:SHOWN_TOGETHER]]
    return render(request, "members/waiting.html", {"asked": asked, "count": rows.count()})


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(CorrectionRequest.objects.visible_to(request.user).select_related("entered_by"), pk=pk)
    member = find(request, asked.member_id)
    request.user.require("correction.answer", member.unit)
    log(request, member, ReadingKind.REVEALED if tables.sensitive([asked.field]) else ReadingKind.OPENED, [asked.field])
    accept = request.POST.get("verdict") == "accept"
    said, wanted = (in_words(asked.field, text) for text in (asked.said, asked.wanted))
    return perform(
        request, forms.AnswerForm(sent(request)),
        lambda data: actions.answer_correction(request=asked, accept=accept, answer=data["answer"], by=request.user, day=today()),
        done=_("The record is corrected and the member sees your answer.") if accept else _("The request is refused and the member sees why."),
        to=member.get_absolute_url(), template="members/answer.html",
        **about(request, member, asked=asked, label=tables.label_of(asked.field), said=said, wanted=wanted, open=asked.state == CorrectionState.OPEN),
    )


def in_words(field: str, text: str) -> str:
    """A stored text as people read it."""
    return tables.in_words(field, actions.value_of(field, text))
