"""What the pages of questions share: finding one, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coso.dialogue import actions
from coso.dialogue.enums import NOT_TAKEN_UP, OPEN, QuestionState
from coso.dialogue.models import Question

ANSWERED = (QuestionState.ANSWERED,)
NOT_WITHDRAWN = (*OPEN, QuestionState.ANSWERED)


@dataclass(frozen=True)
class Act:
    """What can be done: its form's key, its verb, in which states, and whether by the office or by the asker. note: what it means, where nothing is asked."""

    slug: str
    label: str | Promise
    verb: Callable[..., Any]
    states: tuple[QuestionState, ...]
    done: str | Promise
    of_desk: bool = False
    note: str | Promise = ""


ACTS = {
    act.slug: act
    for act in [
        Act("tra-loi", gettext_lazy("Answer"), actions.answer, OPEN, gettext_lazy("The answer is sent. The asker sees it at once."), of_desk=True),
        Act("nhan", gettext_lazy("Take it up"), actions.take_up, NOT_TAKEN_UP, gettext_lazy("It is taken up. The asker sees that."), of_desk=True, note=gettext_lazy("The asker sees that your office deals with it.")),
        Act("chuyen", gettext_lazy("Pass it on"), actions.pass_on, OPEN, gettext_lazy("It is passed on. The asker reads where it went and why."), of_desk=True),
        Act("da-doc", gettext_lazy("I have read the answer"), actions.note_read, ANSWERED, gettext_lazy("Noted. You are not reminded of it any more."), note=gettext_lazy("It is taken off your list of things to do. You find it among your questions.")),
        Act("hoi-lai", gettext_lazy("Ask back"), actions.ask_back, ANSWERED, gettext_lazy("Your question is sent back. It is to be answered anew.")),
        Act("cho-dang", gettext_lazy("Let it be published without my name"), actions.allow_publishing, NOT_WITHDRAWN, gettext_lazy("It may be published without your name. You can take this back until it is."), note=gettext_lazy("Editors of the handbook read question and answer without your name and may make a guide of them, which a second person releases. You can take this back until then.")),
        Act("thoi-dang", gettext_lazy("Do not let it be published"), actions.take_back_publishing, NOT_WITHDRAWN, gettext_lazy("It is not published any more."), note=gettext_lazy("Editors do not see it any more, and no guide of it is released.")),
        Act("rut", gettext_lazy("Withdraw it"), actions.withdraw, OPEN, gettext_lazy("It is withdrawn."), note=gettext_lazy("Nobody answers it any more. What was written stays in its story.")),
    ]
}


def find(request: HttpRequest, pk: int) -> Question:
    found: Question = get_object_or_404(Question.objects.visible_to(request.user).select_related("unit", "home", "entered_by"), pk=pk)
    return found


def is_asker(user: Any, question: Question) -> bool:
    return user.own_member_id == question.member_id or user.pk == question.entered_by_id


def may_do(user: Any, act: Act, question: Question) -> bool:
    """Whether the reader may do it, in whatever state it is."""
    if act.of_desk:
        return bool(user.at_desk(question.desk, question.position))
    return is_asker(user, question)


def fits(act: Act, question: Question) -> bool:
    """Whether it makes sense now."""
    if act.slug in ("cho-dang", "thoi-dang"):
        return question.state in act.states and question.may_publish == (act.slug == "thoi-dang")
    return question.state in act.states and not (act.slug == "da-doc" and question.read_on)


def acts_for(request: HttpRequest, question: Question) -> list[tuple[Act, str]]:
    """What this reader may do now, with the way there."""
    return [(one, reverse("dialogue:act", args=[question.pk, one.slug])) for one in ACTS.values() if fits(one, question) and may_do(request.user, one, question)]


def tabs(request: HttpRequest, here: str) -> list[tuple[str, str, bool]]:
    """What came to the reader's offices, what they passed on, what the reader asked, and what units propose."""
    user = request.user
    named = [*([("received", _("Sent to us")), ("passed", _("Passed on by us"))] if user.anywhere("dialogue.answer") else []), ("mine", _("My questions and proposals")), ("dialogues", _("Dialogues with the committee")), *([("petitions", _("Proposals of units"))] if user.anywhere("petition.view") else [])]
    return [(label, reverse(f"dialogue:{key}"), key == here) for key, label in named]
