"""Lists, and one question or proposal with its story."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coso.access.middleware import about_oneself
from coso.common import exports
from coso.dialogue.enums import QuestionEntryKind, QuestionState
from coso.dialogue.models import Offer, Passed, Question
from coso.dialogue.queries.questions import readers
from coso.dialogue.tables import own_table, passed_table, received_table
from coso.dialogue.views.ground import acts_for, find, is_asker, tabs

STATES = {QuestionState.ASKED: "info", QuestionState.TAKEN_UP: "info", QuestionState.PASSED_ON: "warn", QuestionState.ASKED_BACK: "warn", QuestionState.ANSWERED: "good", QuestionState.WITHDRAWN: ""}
EVENTS = {QuestionEntryKind.ANSWERED: "done", QuestionEntryKind.WITHDRAWN: "bad"}


@about_oneself
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What the reader asked and proposed, and what they entered for others."""
    table = own_table(request, Question.objects.asked_by(request.user))
    if table.export_kind:
        return exports.response(table.export_kind, "doi-thoai", table.export_columns, table.ordered, title=_("My questions and proposals"))
    may_enter = request.user.anywhere("status.prepare")
    return render(request, "dialogue/mine.html", {"title": _("Questions and proposals"), "table": table, "tabs": tabs(request, "mine"), "may_enter": may_enter, "may_ask": bool(request.user.own_member_id)})


@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """What came to the offices the reader holds."""
    request.user.require_anywhere("dialogue.answer")
    table = received_table(request, Question.objects.in_hand_of(request.user), timezone.localdate())
    if table.export_kind:
        return exports.response(table.export_kind, "doi-thoai-gui-den", table.export_columns, table.ordered, title=_("Questions and proposals"))
    return render(request, "dialogue/received.html", {"title": _("Questions and proposals"), "table": table, "tabs": tabs(request, "received"), "may_enter": request.user.anywhere("status.prepare")})


@require_safe
def passed(request: HttpRequest) -> HttpResponse:
    """What became of what the reader's offices passed on."""
    request.user.require_anywhere("dialogue.answer")
    table = passed_table(request, Passed.objects.visible_to(request.user))
    if table.export_kind:
        return exports.response(table.export_kind, "doi-thoai-da-chuyen", table.export_columns, table.ordered, title=_("Passed on by us"))
    return render(request, "dialogue/passed.html", {"title": _("Questions and proposals"), "table": table, "tabs": tabs(request, "passed")})


@about_oneself
@require_safe
def question(request: HttpRequest, pk: int) -> HttpResponse:
    found, day = find(request, pk), timezone.localdate()
    entries = [(one, EVENTS.get(QuestionEntryKind(one.kind), "")) for one in found.entries.select_related("by").order_by("-pk")]
    last = next((one for one, _kind in entries if one.kind == QuestionEntryKind.ANSWERED), None)
    own = is_asker(request.user, found)
    offer = Offer.objects.filter(question=found).first() if own else None
    told = {
        "question": found, "state": STATES[QuestionState(found.state)], "late": found.is_late(day), "entries": entries, "answer": last if found.state == QuestionState.ANSWERED else None,
        "acts": acts_for(request, found), "own": own, "for_another": own and found.member_id != request.user.own_member_id, "readers": readers(found, day), "published": bool(offer and offer.state == "published"),
        "title": found.title,
    }
    return render(request, "dialogue/question.html", told)
