"""What the verbs of questions share: who may, the row held, the story kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.utils.translation import gettext as _

from coso.common import scope
from coso.common.actors import SYSTEM, Actor
from coso.common.acts import record
from coso.common.errors import NotAllowed
from coso.common.locking import held
from coso.dialogue.enums import BY_ASKER, QuestionAct, QuestionEntryKind
from coso.dialogue.models import Question, QuestionEntry


def require_desk(question: Question, by: Actor) -> None:
    """Whoever holds the post in the very unit, and nobody above."""
    by.require("dialogue.answer", question.unit)
    if not by.at_desk(question.desk, question.position):
        raise NotAllowed(_("This is in the hands of another office. Nothing was changed."))


def require_asker(question: Question, by: Actor) -> None:
    """The asker, or who entered it for them."""
    mine = by.own_member_id and by.own_member_id == question.member_id
    if not (mine or (by.pk and by.pk == question.entered_by_id)):
        raise NotAllowed(_("Only the asker can do this. Nothing was changed."))


@contextmanager
def of_desk(question: Question, by: Actor) -> Iterator[Question]:
    """The question as it stands now, held, for the office that has it in hand then too: it may have been passed on meanwhile. Asks leave; else it trusts its caller."""
    require_desk(question, by)
    with scope.within(scope.everything(user=by.pk, where="dialogue.desk")):
        now = held(Question.objects.select_related("unit", "home"), question.pk)
        require_desk(now, by)
        yield now


@contextmanager
def of_asker(question: Question, by: Actor) -> Iterator[Question]:
    """The same for the asker, whose reach does not cover the office. Asks leave; else it trusts its caller."""
    require_asker(question, by)
    with scope.within(scope.everything(user=by.pk, where="dialogue.asker")):
        yield held(Question.objects.select_related("unit", "home"), question.pk)


def kept(kind: QuestionEntryKind, question: Question, by: Actor, on: date, *, text: str = "", to: tuple[str, str] = ("", "")) -> Question:
    """A line of the story, and an act that says neither what was asked nor, for what the asker does, who asked: more people read acts. to: the office it was passed on to, and its unit's name. It trusts its caller to have asked leave."""
    QuestionEntry.objects.create(question=question, kind=kind, on=on, by_id=by.pk, text=text, to_desk=to[0], to_name=to[1])
    record(QuestionAct[kind.name], question, by=SYSTEM if kind in BY_ASKER else by, position=question.position, day=on)
    return question
