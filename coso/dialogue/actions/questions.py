"""Questions and proposals are sent, taken up, passed on, answered, asked back, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coso.access.roles import Desk
from coso.common import scope, uploads
from coso.common.actors import SYSTEM, Actor
from coso.common.acts import record
from coso.common.constraints import explained
from coso.common.errors import NotAllowed, RuleBroken
from coso.dialogue import rules
from coso.dialogue.actions.ground import kept, of_asker, of_desk
from coso.dialogue.actions.offers import offer_if_allowed
from coso.dialogue.enums import (
    NOT_TAKEN_UP,
    QuestionAct,
    QuestionEntryKind,
    QuestionState,
)
from coso.dialogue.models import Passed, Question
from coso.dialogue.queries.questions import is_held
from coso.members.models import Member
from coso.org.kinds import BRANCH_KINDS
from coso.org.models import Unit

ANSWER_DAYS = "dialogue.answer_days"


@dataclass(frozen=True)
class Asked:
    """What is put to an office. may_publish: question and answer may be published without the name."""

    kind: str
    title: str
    text: str
    may_publish: bool = False


# --- the asker -------------------------------------------------------------------------------------


@transaction.atomic
def ask(*, member: Member, unit: Unit, desk: str, asked: Asked, by: Actor, today: date) -> Question:
    """Put a question or proposal to an office of the own branch or of a unit above it; it always bears the asker's name."""
    if by.own_member_id != member.pk:
        raise NotAllowed(_("One asks in one's own name only. Nothing was sent."))
    return _sent(member, unit, desk, asked, by, today)


@transaction.atomic
def ask_for(*, member: Member, unit: Unit, desk: str, asked: Asked, told_how: str, by: Actor, today: date) -> Question:
    """Enter what a member without a phone asks. The member, and whoever reads it, sees who entered it and how they were told."""
    by.require("status.prepare", member.unit)
    if by.own_member_id == member.pk:
        raise RuleBroken(_("This is you yourself. Ask in your own name. Nothing was sent."))
    return _sent(member, unit, desk, asked, by, today, told_how=told_how.strip(), entered_by_id=by.pk)


def _sent(member: Member, unit: Unit, desk: str, asked: Asked, by: Actor, today: date, **on_behalf: object) -> Question:
    title, text = rules.check_said(asked.title, asked.text)
    uploads.check_not_secret(False, title, text)
    rules.check_on_roll(member)
    rules.check_above(member.unit, unit)
    rules.check_held(is_held(unit, desk, today))
    due_on, due_rule = rules.due(ANSWER_DAYS, today, unit)
    people = [member.pk, *([by.own_member_id] if on_behalf and by.own_member_id else [])]
    with scope.within(scope.everything(user=by.pk, where="dialogue.ask")), explained(Question):
        made = Question.objects.create(
            unit=unit, desk=desk, member=member, name=member.full_name, home=member.unit, people=people, kind=asked.kind, title=title, text=text,
            asked_on=today, here_since=today, due_on=due_on, due_rule=due_rule, may_publish=asked.may_publish, **on_behalf,
        )
        made.refresh_from_db(fields=["position"])
        return kept(QuestionEntryKind.ASKED, made, by, today)


@transaction.atomic
def ask_back(*, question: Question, text: str, by: Actor, today: date) -> Question:
    """Once for each answer the asker may ask back; it is to be answered anew."""
    said = rules.check_text(text)
    uploads.check_not_secret(False, said)
    with of_asker(question, by) as now:
        rules.check_open(now, QuestionState.ANSWERED)
        now.state, now.read_on, now.here_since = QuestionState.ASKED_BACK, None, today
        now.due_on, now.due_rule = rules.due(ANSWER_DAYS, today, now.unit)
        now.save(update_fields=["state", "read_on", "here_since", "due_on", "due_rule"])
        return kept(QuestionEntryKind.ASKED_BACK, now, by, today, text=said)


@transaction.atomic
def withdraw(*, question: Question, by: Actor, today: date) -> Question:
    with of_asker(question, by) as now:
        rules.check_open(now)
        now.state = QuestionState.WITHDRAWN
        now.save(update_fields=["state"])
        return kept(QuestionEntryKind.WITHDRAWN, now, by, today)


@transaction.atomic
def note_read(*, question: Question, by: Actor, today: date) -> Question:
    """The asker has read the answer, and is not reminded of it any more."""
    with of_asker(question, by) as now:
        rules.check_open(now, QuestionState.ANSWERED)
        if now.read_on is None:
            now.read_on = today
            now.save(update_fields=["read_on"])
            kept(QuestionEntryKind.READ, now, by, today)
        return now


# --- the office ------------------------------------------------------------------------------------


@transaction.atomic
def take_up(*, question: Question, by: Actor, today: date) -> Question:
    with of_desk(question, by) as now:
        rules.check_open(now, *NOT_TAKEN_UP)
        now.state = QuestionState.TAKEN_UP
        now.save(update_fields=["state"])
        return kept(QuestionEntryKind.TAKEN_UP, now, by, today)


@transaction.atomic
def answer(*, question: Question, text: str, by: Actor, today: date) -> Question:
    """A person answers, under their own name; the machine reads nothing."""
    said = rules.check_text(text)
    uploads.check_not_secret(False, said)
    with of_desk(question, by) as now:
        rules.check_open(now)
        now.state, now.answered_on, now.read_on = QuestionState.ANSWERED, today, None
        now.save(update_fields=["state", "answered_on", "read_on"])
        kept(QuestionEntryKind.ANSWERED, now, by, today, text=said)
        offer_if_allowed(now, today)
        return now


@transaction.atomic
def pass_on(*, question: Question, unit: Unit, desk: str, reason: str, by: Actor, today: date) -> Question:
    """Another office of the unit, or one above, has it from now on. The asker reads where it went and why; who passed it on sees its state only."""
    why = rules.check_text(reason)
    with of_desk(question, by) as now:
        rules.check_open(now)
        rules.check_elsewhere(now, unit, desk)
        rules.check_held(is_held(unit, desk, today))
        return _moved(now, unit, desk, why, QuestionEntryKind.PASSED_ON, by, today)


def _moved(now: Question, unit: Unit, desk: str, why: str, kind: QuestionEntryKind, by: Actor, today: date) -> Question:
    """In other hands, to be answered there from today on. The line of the story is written last, so that it lies with the new office."""
    came_on, before = now.here_since, (now.unit_id, now.desk)
    now.unit, now.desk, now.state, now.here_since = unit, desk, QuestionState.PASSED_ON, today
    now.due_on, now.due_rule = rules.due(ANSWER_DAYS, today, unit)
    with explained(Question):
        now.save(update_fields=["unit", "desk", "state", "here_since", "due_on", "due_rule"])
    now.refresh_from_db(fields=["position"])
    Passed.objects.create(question=now, unit_id=before[0], desk=before[1], state=now.state, came_on=came_on, passed_on=today, to_desk=desk, to_name=unit.name, reason=why)
    return kept(kind, now, by, today, text=why, to=(desk, unit.name))


# --- what happens to units and members -------------------------------------------------------------


@transaction.atomic
def follow_ended_unit(*, unit: Unit, into: Sequence[Unit], on: date, by: Actor, reason: str = "") -> int:
    """What an ended unit had in hand goes to the same office of the first that follows, else to its superior's. Asks no leave: the decision on the unit has. Answers how many."""
    to = into[0] if into else unit.parent
    if to is None:
        return 0
    with scope.within(scope.everything(user=by.pk, where="dialogue.follow")):
        waiting = list(Question.objects.open().filter(unit=unit).select_related("unit", "home").order_by("pk"))
        for one in waiting:
            desk = Desk.COMMITTEE if one.desk == Desk.BRANCH and to.kind not in BRANCH_KINDS else Desk(one.desk)
            _moved(one, to, desk, reason or _("The unit has ended."), QuestionEntryKind.FOLLOWED, by, on)
    return len(waiting)


@transaction.atomic
def join_questions(*, kept_member: Member, gone: int, by: Actor) -> int:
    """Two records of one person became one: what the other asked is the kept one's. Asks no leave: the joining has. Answers how many."""
    with scope.within(scope.everything(user=by.pk, where="dialogue.join")):
        found = list(Question.objects.filter(member=gone).select_related("unit"))
        for one in found:
            one.member, one.people = kept_member, [kept_member.pk if key == gone else key for key in one.people]
            one.save(update_fields=["member", "people"])
            record(QuestionAct.JOINED, one, by=SYSTEM, position=one.position)
    return len(found)
