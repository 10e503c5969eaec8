"""A member asks for a correction; an officer answers."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coso.access.enums import ReadingKind
from coso.common.errors import NotAllowed
from coso.members import actions, forms, operations, rules, tables
from coso.members.enums import CorrectionState
from coso.members.models import CorrectionRequest
from coso.members.views.ground import about, find, is_own, log, perform, sent, today

SHOWN_TOGETHER = 100


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """First which field, then what it should read."""
    member = find(request, pk)
    if not is_own(request, member):
        raise NotAllowed(_("Only the member may ask for a correction of the own record. Nothing was saved."))
    name = request.GET.get("field", "")
    if not name:
        fields = [(title, [(one, tables.label_of(one)) for one in names]) for title, names in tables.PARTS.values()]
        return render(request, "members/ask.html", about(request, member, parts=fields))
    if name not in rules.CORRECTABLE:
        raise Http404
    form = forms.AskForm(sent(request), name=name)
    return perform(
        request, form, lambda data: actions.ask_correction(member=member, field=name, wanted=form.wanted(), evidence=data["evidence"], by=request.user, day=today()),
        done=_("Your request is with your branch. You will see the answer on this page."), to=member.get_absolute_url(),
        **about(request, member, title=_("Ask for a correction"), act=_("Send the request"), said=(tables.label_of(name), tables.shown(member, name)), without_network=operations.of_form(member, name)),
    )


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Requests that wait for an answer, the oldest first."""
    request.user.require_anywhere("correction.answer")
    rows = CorrectionRequest.objects.inside(request.user.intervals("correction.answer")).filter(state=CorrectionState.OPEN)
    asked = [(one, tables.label_of(one.field)) for one in rows.select_related("member__unit").order_by("asked_at")[:SHOWN_TOGETHER]]
    return render(request, "members/waiting.html", {"asked": asked, "count": rows.count()})


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(CorrectionRequest.objects.visible_to(request.user), pk=pk)
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
