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
    OfferState,
    PetitionState,
    QuestionState,
)
from coso.dialogue.models import Offer, Petition, Question
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
