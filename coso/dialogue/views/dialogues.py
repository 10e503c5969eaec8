"""Scheduled dialogues: those that invite the reader, one with its questions, what was sent in, the minutes as a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coso.access.middleware import about_oneself
from coso.common import exports
from coso.common.performing import NothingForm, done_with
from coso.dialogue import actions
from coso.dialogue.enums import DialogueState, Phase, RaisedState
from coso.dialogue.exports import sheet_of
from coso.dialogue.models import Dialogue, Raised, SentIn
from coso.dialogue.queries import dialogues as queries
from coso.dialogue.queries.questions import holders
from coso.dialogue.tables import dialogue_table, sent_in_table
from coso.dialogue.views.dialogue_ground import (
    acts_for_dialogue,
    acts_for_sent_in,
    acts_for_topic,
    find_dialogue,
    find_sent_in,
    is_preparing,
    own_member,
)
from coso.dialogue.views.ground import tabs
from coso.documents.queries import paragraphs
from coso.procedures.exports import TYPES

PHASES = {Phase.ANNOUNCED: "info", Phase.TAKING: "good", Phase.CLOSED: "warn", Phase.HELD: "info", Phase.PUBLISHED: "good", Phase.CALLED_OFF: "bad"}
RAISED = {RaisedState.SENT: "info", RaisedState.SHOWN: "good", RaisedState.HELD_BACK: "warn", RaisedState.WITHDRAWN: ""}


@require_safe
def dialogues(request: HttpRequest) -> HttpResponse:
    table = dialogue_table(request, Dialogue.objects.visible_to(request.user), timezone.localdate())
    if table.export_kind:
        return exports.response(table.export_kind, "buoi-doi-thoai", table.export_columns, table.ordered, title=_("Dialogues with members"))
    return render(request, "dialogue/dialogues.html", {"title": _("Questions and proposals"), "table": table, "tabs": tabs(request, "dialogues"), "may_hold": bool(request.user.places("dialogue.hold"))})


@about_oneself
@require_safe
def dialogue(request: HttpRequest, pk: int) -> HttpResponse:
    """What everybody invited reads: the day, the questions put forward, the answers; and what the reader sent in."""
    found, day, user = find_dialogue(request, pk), timezone.localdate(), request.user
    phase, member, prepares = found.phase(day), own_member(user), is_preparing(user, found)
    mine = [(one, RAISED[RaisedState(one.raised.state)]) for one in queries.asked_by(found, user)]
    told = {
        "dialogue": found, "title": found.theme, "phase": phase, "kind": PHASES[phase], "taking": phase == Phase.TAKING, "invited": bool(member and found.invites(member.position) and not member.left_on),
        "mine": mine, "groups": [(one, acts_for_topic(user, one.topic, day)) for one in queries.groups_of(found, user)], "prepares": prepares, "acts": acts_for_dialogue(request, found, day),
        "counts": queries.counts_of(found) if prepares else {}, "has_minutes": found.state == DialogueState.PUBLISHED or (prepares and found.state == DialogueState.HELD), "day": day,
    }
    return render(request, "dialogue/dialogue.html", told)


@require_safe
def to_look_through(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sent in, with names: for the office that prepares it alone."""
    found = find_dialogue(request, pk)
    if not is_preparing(request.user, found):
        raise Http404
    table = sent_in_table(request, SentIn.objects.in_hand_of(request.user).filter(raised__dialogue=found))
    if table.export_kind:
        return exports.response(table.export_kind, "cau-hoi-doi-thoai", table.export_columns, table.ordered, title=found.theme)
    return render(request, "dialogue/to_look_through.html", {"title": _("Questions sent in"), "dialogue": found, "table": table})


@about_oneself
@require_safe
def sent_in(request: HttpRequest, pk: int) -> HttpResponse:
    found, day = find_sent_in(request, pk), timezone.localdate()
    own = found.member_id == request.user.own_member_id
    told = {
        "sent": found, "raised": found.raised, "dialogue": found.raised.dialogue, "title": found.title, "kind": RAISED[RaisedState(found.raised.state)], "own": own,
        "acts": acts_for_sent_in(request, found, day), "readers": holders(found.unit_id, found.desk, day), "topic": found.raised.topic,
    }
    return render(request, "dialogue/sent_in.html", told)


@require_safe
def minutes_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The minutes as DOCX or PDF: as published, or for the office the draft."""
    found = find_dialogue(request, pk)
    ready = found.state == DialogueState.PUBLISHED or (found.state == DialogueState.HELD and is_preparing(request.user, found))
    if kind not in TYPES or not ready:
        raise Http404
    make, content_type = TYPES[kind]
    return exports.as_file(make(sheet_of(found)), content_type, f"bien-ban-doi-thoai-{found.on:%Y-%m-%d}.{kind}")


@about_oneself
@require_POST
def support(request: HttpRequest, pk: int) -> HttpResponse:
    """Given, or with `out` taken back; back to the question."""
    found = get_object_or_404(Raised.objects.visible_to(request.user), pk=pk)
    form, member, out = NothingForm(request.POST), own_member(request.user), bool(request.POST.get("out"))
    verb = actions.take_back_support if out else actions.support
    said = _("You do not support it any more. Nothing is left of it.") if out else _("Your support is counted. Nobody else sees that it is yours.")

    def act(_told: dict[str, Any]) -> bool:
        return verb(raised=found, member=member, by=request.user, today=timezone.localdate())

    gone = done_with(request, form, act, said=said, to=found.get_absolute_url())
    if gone is None:
        messages.error(request, " ".join(str(fault) for fault in form.non_field_errors()))
    return gone or HttpResponseRedirect(found.get_absolute_url())


def minutes_now(found: Dialogue) -> list[str]:
    """The minutes' paragraphs as the records give them."""
    text: list[str] = paragraphs(queries.minutes_text(found))
    return text


def back_to(found: Dialogue) -> str:
    return reverse("dialogue:dialogue", args=[found.pk])
