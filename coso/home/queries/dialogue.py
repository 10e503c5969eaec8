"""Questions and proposals that wait for a user's office or unit, and answers the user has not read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coso.access.roles import Desk
from coso.ballots.queries import to_vote_in
from coso.common import vietnamese
from coso.common.scope import within
from coso.dialogue.enums import DialogueState
from coso.dialogue.models import Dialogue
from coso.dialogue.queries.dialogues import owed_by, to_prepare
from coso.dialogue.queries.petitions import petitions_to_answer as proposed_to
from coso.dialogue.queries.questions import MOST, answered_unread, to_answer
from coso.home.queries.due import Due
from coso.home.queries.work import vote_to_cast


def questions_to_answer(user: Any, day: date) -> Iterator[Due]:
    """What members put to the user's offices; late only where a rule set a day."""
    if not user.desks:
        return
    for one in to_answer(user)[:MOST]:
        until = _("Answer by %(day)s") % {"day": vietnamese.date(one.due_on)} if one.due_on else ""
        yield Due(f"{one.get_kind_display()}: {one.title}", " · ".join(filter(None, [until, one.name, one.get_state_display()])), one.get_absolute_url(), _("Read and answer"), late=one.is_late(day))


def votes_and_answers(user: Any, day: date) -> Iterator[Due]:  # noqa: ARG001 no deadline
    """What is about oneself and may lie outside the user's units, read together: ballots, surveys, answers to one's questions."""
    if not user.own_member_id:
        return
    with within(user.scope("own votes and questions", about_oneself=True)):
        voters, found = list(to_vote_in(user)), list(answered_unread(user)[:MOST])
    yield from map(vote_to_cast, voters)
    yield from (answer_to_read(one.title, one.answered_on, one.get_absolute_url()) for one in found)


def answer_to_read(title: str, answered_on: date | None, href: str) -> Due:
    why = _("Answered on %(day)s") % {"day": vietnamese.date(answered_on)} if answered_on else ""
    return Due(_("Your question is answered: %(title)s") % {"title": title}, why, href, _("Read"))


def petitions_to_answer(user: Any, day: date) -> Iterator[Due]:
    """What units below put to the very units for which the user answers."""
    if not user.places("petition.answer"):
        return
    for one in proposed_to(user)[:MOST]:
        until = _("Answer by %(day)s") % {"day": vietnamese.date(one.answer_by)} if one.answer_by else ""
        yield Due(_("Proposal of a unit: %(title)s") % {"title": one.title}, " · ".join(filter(None, [until, one.unit.name, one.get_state_display()])), one.get_absolute_url(), _("Read and answer"), late=one.is_late(day))


def dialogues_in_hand(user: Any, day: date) -> Iterator[Due]:
    """Of the dialogues the user's offices prepare: questions to look through, a day to note, minutes to publish."""
    if user.places("dialogue.hold"):
        for one, waiting in to_prepare(user, day):
            yield dialogue_in_hand(one, waiting, day)


def dialogue_in_hand(one: Dialogue, waiting: int, day: date) -> Due:
    when = _("Dialogue on %(day)s") % {"day": vietnamese.date(one.on)}
    if waiting:
        what = ngettext("%(n)s question to look through: %(theme)s", "%(n)s questions to look through: %(theme)s", waiting) % {"n": waiting, "theme": one.theme}
        return Due(what, when, reverse("dialogue:to_look_through", args=[one.pk]), _("Look through"), late=one.on < day)
    if one.state == DialogueState.HELD:
        return Due(_("Minutes to publish: %(theme)s") % {"theme": one.theme}, when, one.get_absolute_url(), _("Open"))
    return Due(_("Was it held? %(theme)s") % {"theme": one.theme}, when, one.get_absolute_url(), _("Open"), late=True)


def answers_owed(user: Any, day: date) -> Iterator[Due]:
    """What the user's offices are still to answer after a dialogue. Branches hold none."""
    if all(desk == Desk.BRANCH for desk, _place in user.desks):
        return
    for one in owed_by(user)[:MOST]:
        why = _("Answer by %(day)s") % {"day": vietnamese.date(one.owed_until)} if one.owed_until else ""
        yield Due(_("Answer owed after a dialogue: %(title)s") % {"title": one.title}, f"{why} · {one.dialogue.theme}", reverse("dialogue:topic_act", args=[one.pk, "tra-loi"]), pgettext("dialogue", "Answer it"), late=one.is_late(day))
