"""The forms: to ask, to ask for somebody without a phone, and what is done with what was asked."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coso.access.middleware import about_oneself
from coso.common.addresses import key_in
from coso.common.errors import NotAllowed
from coso.common.performing import NothingForm, perform
from coso.dialogue import actions, forms, operations
from coso.dialogue.models import Question
from coso.dialogue.queries.questions import members_to_enter_for, places_for
from coso.dialogue.views.ground import ACTS, Act, find, may_do
from coso.members.models import Member

form_page = require_http_methods(["GET", "HEAD", "POST"])


@about_oneself
@form_page
def new(request: HttpRequest) -> HttpResponse:
    """A question or proposal of the reader's own."""
    own = Member.objects.select_related("unit").filter(pk=request.user.own_member_id or 0).first()
    if own is None:
        return redirect("dialogue:mine")  # which says why
    day = timezone.localdate()
    form = forms.AskForm(request.POST or None, places=places_for(own.unit, day))
    return perform(
        request, form, lambda _told: actions.ask(member=own, unit=form.chosen.unit, desk=form.chosen.desk, asked=form.asked(), by=request.user, today=day),
        done=_("It is sent. What becomes of it stands on this page."), to=Question.get_absolute_url, template="dialogue/new.html",
        title=_("Ask or propose"), act=_("Send it"), back=reverse("dialogue:mine"), named=True, without_network=operations.of_form(own),
    )


@form_page
def new_for(request: HttpRequest) -> HttpResponse:
    """For a member without a phone: first who, which decides to whom one may write, then what."""
    request.user.require_anywhere("status.prepare")
    members, day = members_to_enter_for(request.user), timezone.localdate()
    key = key_in(request.GET.get("member"))
    if not key:
        return render(request, "dialogue/for_whom.html", {"title": _("Enter it for a member"), "members": list(members.select_related("unit")[:500])})
    one = get_object_or_404(members.select_related("unit"), pk=key)
    form = forms.AskForForm(request.POST or None, places=places_for(one.unit, day))
    return perform(
        request, form, lambda told: actions.ask_for(member=one, unit=form.chosen.unit, desk=form.chosen.desk, asked=form.asked(), told_how=told["told_how"], by=request.user, today=day),
        done=_("It is sent in the member's name. Tell the member the answer when it comes."), to=lambda made: made.get_absolute_url() if request.user.own_member_id else reverse("dialogue:received"),
        template="dialogue/new.html", title=_("Enter it for %(name)s") % {"name": one.full_name}, act=_("Send it"), back=reverse("dialogue:mine"), named=False,
    )


@about_oneself
@form_page
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """The form of one act, and the act."""
    found, chosen = find(request, pk), ACTS.get(verb)
    if chosen is None:
        raise Http404
    if not may_do(request.user, chosen, found):
        raise NotAllowed(_("This is for the office that has it in hand, or for the asker. Nothing was changed."))
    form = form_of(request, chosen, found)
    return perform(
        request, form, lambda told: chosen.verb(question=found, by=request.user, today=timezone.localdate(), **told_of(form, told)), done=str(chosen.done),
        to=reverse("dialogue:passed") if verb == "chuyen" else found.get_absolute_url(), template="dialogue/act.html", title=chosen.label, question=found, act=chosen, back=found.get_absolute_url(),
    )


def form_of(request: HttpRequest, act: Act, question: Question) -> Any:
    sent = request.POST if request.method == "POST" else None
    if act.slug == "chuyen":
        here = (question.unit_id, question.desk)
        return forms.PassOnForm(sent, places=[one for one in places_for(question.unit, timezone.localdate()) if (one.unit.pk, one.desk) != here])
    return {"tra-loi": forms.AnswerForm, "hoi-lai": forms.AskBackForm}.get(act.slug, NothingForm)(sent)


def told_of(form: Any, told: dict[str, Any]) -> dict[str, Any]:
    """What was filled in, as the verb wants it."""
    if isinstance(form, forms.PassOnForm):
        return {"unit": form.chosen.unit, "desk": form.chosen.desk, "reason": told["reason"]}
    return told
