"""What must hold before something is put to an office, passed on, answered, asked back, withdrawn or published."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from coso.common import vietnamese
from coso.common.errors import RuleBroken
from coso.dialogue.enums import (
    OPEN,
    PETITION_OPEN,
    DialogueState,
    OfferState,
    PetitionState,
    Phase,
    QuestionState,
    RaisedState,
)
from coso.dialogue.models import Dialogue, Offer, Petition, Question, Raised, Topic
from coso.members.models import Member
from coso.org.models import Unit
from coso.procedures.rules import as_kept
from coso.rulebook import rules as rulebook


def check_said(title: str, text: str) -> tuple[str, str]:
    if not title.strip() or not text.strip():
        raise RuleBroken(_("Say in a line what it is about, and then what you ask or propose. Nothing was sent."))
    return title.strip(), text.strip()


def check_text(text: str) -> str:
    if not text.strip():
        raise RuleBroken(_("Write a sentence at least; the other side will read it. Nothing was saved."))
    return text.strip()


def check_on_roll(member: Member) -> None:
    if member.left_on:
        raise RuleBroken(_("%(name)s is not on the roll any more. Nothing was sent.") % {"name": member.full_name})


def check_above(home: Unit, unit: Unit) -> None:
    """A member writes to the own branch and to units above it."""
    if not unit.position <= home.position < unit.position_end:
        raise RuleBroken(_("“%(unit)s” does not stand above your branch. Nothing was sent. Choose from the list.") % {"unit": unit})


def check_held(held: bool) -> None:
    if not held:
        raise RuleBroken(_("Nobody holds this office in Coso at the moment, so nobody would read it. Nothing was sent. Choose another."))


def check_elsewhere(question: Question, unit: Unit, desk: str) -> None:
    """It is passed on to another office of the unit, or to one above."""
    if (unit.pk, desk) == (question.unit_id, question.desk):
        raise RuleBroken(_("It is in the hands of this office already. Nothing was changed. Choose another."))
    check_above(question.unit, unit)


def check_open(question: Question, *states: QuestionState) -> None:
    """In one of these states; without any, still open."""
    if question.state not in (states or OPEN):
        raise RuleBroken(_("This stands as “%(state)s” by now. Nothing was saved. Open the page again.") % {"state": question.get_state_display()})


def check_may_be_taken_back(offer: Offer | None) -> None:
    if offer and offer.state == OfferState.PUBLISHED:
        raise RuleBroken(_("A guide of it is published already, without your name. Nothing was changed. Ask the editors of the handbook to take the guide away."))


def check_offer(offer: Offer, state: OfferState) -> None:
    if offer.state != state:
        raise RuleBroken(_("This answer stands as “%(state)s” by now. Nothing was saved. Open the page again.") % {"state": offer.get_state_display()})


def check_still_offered(offer: Offer) -> None:
    if offer.state == OfferState.TAKEN_BACK:
        raise RuleBroken(_("The asker does not let it be published any more. Nothing was released. Take the question out, or leave the draft."))


def due(key: str, start: date, unit: Unit) -> tuple[date | None, dict[str, Any]]:
    """The last day for an answer and the rule as it is kept; nothing where no rule is known, or where sources disagree."""
    asked = rulebook.on(start, unit)
    rule = asked.find(key)
    if rule is None or not rule.settled:
        return None, {}
    return rule.span.after(start, asked.closures), as_kept(rule)


# --- proposals of units ---


def is_higher(unit: Unit, to: Unit) -> bool:
    return to.position <= unit.position < to.position_end and to.pk != unit.pk


def check_higher(unit: Unit, to: Unit) -> None:
    if not is_higher(unit, to):
        raise RuleBroken(_("“%(to)s” does not stand above “%(unit)s”. Nothing was sent. Choose a unit above.") % {"to": to, "unit": unit})


def check_petition_open(petition: Petition, *states: PetitionState) -> None:
    if petition.state not in (states or PETITION_OPEN):
        raise RuleBroken(_("This proposal stands as “%(state)s” by now. Nothing was saved. Open the page again.") % {"state": petition.get_state_display()})


def check_to_come(day: date, today: date) -> None:
    if day < today:
        raise RuleBroken(_("%(day)s is over. Nothing was saved. Give a day to come.") % {"day": vietnamese.date(day)})


# --- scheduled dialogues ---


def check_days(takes_from: date, takes_until: date, on: date, today: date) -> None:
    if not takes_from <= takes_until <= on:
        raise RuleBroken(_("Questions are taken from a day to a later one, and not after the dialogue. Nothing was saved. Look at the days."))
    check_to_come(on, today)


def check_dialogue(dialogue: Dialogue, *states: DialogueState) -> None:
    if dialogue.state not in states:
        raise RuleBroken(_("This dialogue stands as “%(state)s” by now. Nothing was saved. Open the page again.") % {"state": dialogue.get_state_display()})


def check_day_has_come(dialogue: Dialogue, today: date) -> None:
    if today < dialogue.on:
        raise RuleBroken(_("The dialogue is on %(day)s, which has not come yet. Nothing was saved.") % {"day": vietnamese.date(dialogue.on)})


def check_taking(dialogue: Dialogue, today: date) -> None:
    """Questions are sent in, withdrawn and supported between the two days only."""
    if dialogue.phase(today) != Phase.TAKING:
        raise RuleBroken(_("This dialogue takes questions from %(first)s to %(last)s. Nothing was changed.") % {"first": vietnamese.date(dialogue.takes_from), "last": vietnamese.date(dialogue.takes_until)})


def check_invited(dialogue: Dialogue, member: Member | None) -> Member:
    """A member on the roll of a unit that is invited."""
    if member is None:
        raise RuleBroken(_("Your account belongs to no member, so it asks and supports nothing here. Nothing was changed."))
    check_on_roll(member)
    if not dialogue.invites(member.position):
        raise RuleBroken(_("This dialogue is for the members of other units. Nothing was changed."))
    return member


def check_raised(raised: Raised, *states: RaisedState) -> None:
    if raised.state not in states:
        raise RuleBroken(_("This question stands as “%(state)s” by now. Nothing was saved. Open the page again.") % {"state": raised.get_state_display()})


def check_of_dialogue(topic: Topic, dialogue: Dialogue) -> None:
    if topic.dialogue_id != dialogue.pk:
        raise RuleBroken(_("This group belongs to another dialogue. Nothing was saved. Choose from the list."))


def check_not_answered(topic: Topic) -> None:
    if topic.answered_on:
        raise RuleBroken(_("This is answered already. Nothing was changed."))


def check_all_told(waiting: int, without_answer: int) -> None:
    """Before minutes are published each question is put forward or not, and each group answered, or given to an office with a day."""
    if waiting:
        raise RuleBroken(_("%(n)s questions are not looked through yet. Nothing was published. Put each forward, or say why not.") % {"n": waiting})
    if without_answer:
        raise RuleBroken(_("%(n)s groups have neither an answer nor an office that answers by a day. Nothing was published.") % {"n": without_answer})
