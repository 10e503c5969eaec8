"""What a member may put to an office, or send in to a dialogue, on a phone without network."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coso.common.errors import RuleBroken
from coso.common.operations.kinds import OfForm, Payload, Tap, check_whole, operation
from coso.dialogue import actions, rules
from coso.dialogue.forms import AskForm, SendInForm
from coso.dialogue.models import Dialogue
from coso.dialogue.queries.questions import places_for
from coso.members.models import Member


class Asking(Payload):
    """As it was typed into the form, which reads it here as it does online. place: an office's key; may_publish: `on`, or nothing."""

    place: str
    kind: str
    title: str
    text: str
    may_publish: str = ""


class SendingIn(Payload):
    """The same, of a question to a dialogue. show_name: `on`, or nothing."""

    dialogue: int
    title: str
    text: str
    show_name: str = ""
    may_publish: str = ""


def nowhere(asked: Asking | SendingIn) -> None:
    """It is laid before nobody but the office it is put to."""


def in_words(asked: Asking | SendingIn) -> str:  # noqa: ARG001 asked of every kind
    return _("Question or proposal of a member")


@operation("dialogue.ask", version=1, payload=Asking, title=gettext_lazy("Question or proposal of a member"), place=nowhere, says=in_words, private=True)
def ask(tap: Tap[Asking]) -> dict[str, Any]:
    day, own = timezone.localdate(), own_of(tap)
    form = AskForm(tap.payload.model_dump(), places=places_for(own.unit, day))
    rules.check_held(tap.payload.place in form.places)
    check_whole(form)
    made = actions.ask(member=own, unit=form.chosen.unit, desk=form.chosen.desk, asked=form.asked(), by=tap.by, today=day)
    return {"question": made.pk}


@operation("dialogue.send_in", version=1, payload=SendingIn, title=gettext_lazy("Question to a dialogue"), place=nowhere, says=in_words, private=True)
def send_in(tap: Tap[SendingIn]) -> dict[str, Any]:
    own, form = own_of(tap), SendInForm(tap.payload.model_dump())
    found = get_object_or_404(Dialogue.objects.visible_to(tap.by), pk=tap.payload.dialogue)
    check_whole(form)
    return {"sent_in": actions.send_in(dialogue=found, member=own, put=form.put(), by=tap.by, today=timezone.localdate()).pk}


def own_of(tap: Tap[Any]) -> Member:
    """The record of whoever wrote it; nobody hands in another's words as their own."""
    own = Member.objects.select_related("unit").filter(pk=tap.by.own_member_id or 0).first()
    if own is None or tap.author != getattr(tap.by, "username", ""):
        raise RuleBroken(_("One asks in one's own name only. Nothing was sent."))
    return own


def of_dialogue(dialogue: Dialogue) -> OfForm:
    """The form of a question to a dialogue, as an operation."""
    return OfForm("dialogue.send_in", f"dialogue:{dialogue.pk}", {"dialogue": dialogue.pk}, _("Question of mine to a dialogue"))


def of_form(member: Member) -> OfForm:
    """The form of a question, as an operation for when there is no network."""
    return OfForm("dialogue.ask", f"question:{member.pk}", {}, _("Question or proposal of mine"))
