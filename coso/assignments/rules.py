"""What must hold before a task is given, reported on, accepted, handed back, called off or moved."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from coso.assignments.enums import TaskState
from coso.assignments.models import Assignment
from coso.common import vietnamese
from coso.common.errors import RuleBroken
from coso.documents.enums import DocumentState
from coso.documents.models import Document
from coso.members.models import Member
from coso.org.models import Unit

IN_HAND = (TaskState.GIVEN, TaskState.HANDED_BACK)


def check_title(title: str) -> str:
    if not title.strip():
        raise RuleBroken(_("Say what is to be done. Nothing was saved."))
    return title.strip()


def check_reason(text: str) -> str:
    if not text.strip():
        raise RuleBroken(_("Say why. Nothing was saved; those who have the task in hand will read it."))
    return text.strip()


def check_report(text: str) -> str:
    if not text.strip():
        raise RuleBroken(_("Say what was done. Nothing was saved."))
    return text.strip()


def check_somebody(leading: Member | None, helping: Collection[Member], to_unit: Unit | None) -> None:
    """Somebody is to do it: a member who leads, a unit below, or both."""
    if leading is None and to_unit is None:
        raise RuleBroken(_("Say who is to do it: a member who leads, or a unit below. Nothing was saved."))
    if leading is None and helping:
        raise RuleBroken(_("Of several members one leads. Nothing was saved. Choose who leads."))


def check_people(unit: Unit, people: Collection[Member]) -> None:
    """On the roll, in the unit or below it, each once."""
    for one in people:
        if one.left_on or not unit.position <= one.position < unit.position_end:
            raise RuleBroken(_("%(name)s is not on the roll of “%(unit)s” or of a unit below it. Nothing was saved. Choose another member.") % {"name": one.full_name, "unit": unit})
    if len({one.pk for one in people}) < len(people):
        raise RuleBroken(_("A member is named twice. Nothing was saved. Name each once."))


def check_to_unit(unit: Unit, to_unit: Unit | None) -> None:
    if to_unit and not unit.position < to_unit.position < unit.position_end:
        raise RuleBroken(_("“%(to)s” does not stand below “%(unit)s”. Nothing was saved. Choose a unit below.") % {"to": to_unit, "unit": unit})


def check_days(given_on: date, due_on: date, today: date) -> None:
    if given_on > today:
        raise RuleBroken(_("%(day)s has not come yet. Nothing was saved. Give the day on which the task was given.") % {"day": vietnamese.date(given_on)})
    if due_on < given_on:
        raise RuleBroken(_("The task would be due on %(due)s, before it is given on %(given)s. Nothing was saved. Choose a later day.") % {"due": vietnamese.date(due_on), "given": vietnamese.date(given_on)})


def check_paper(paper: Document, unit: Unit) -> None:
    """The paper is of the unit or of one above it, and still stands."""
    if not paper.unit.position <= unit.position < paper.unit.position_end:
        raise RuleBroken(_("“%(paper)s” is no paper of “%(unit)s” or of a unit above it. Nothing was saved.") % {"paper": paper, "unit": unit})
    if paper.state == DocumentState.WITHDRAWN:
        raise RuleBroken(_("“%(paper)s” is withdrawn, so it orders nothing any more. Nothing was saved. Choose the paper that holds.") % {"paper": paper})


def check_part(parent: Assignment | None, unit: Unit, due_on: date) -> None:
    """A part belongs to a task of the same unit or one given to it, and is due no later than the whole."""
    if parent is None:
        return
    if unit.pk not in (parent.unit_id, parent.to_unit_id):
        raise RuleBroken(_("“%(task)s” is no task of “%(unit)s”. Nothing was saved.") % {"task": parent, "unit": unit})
    check_open(parent)
    if due_on > parent.due_on:
        raise RuleBroken(_("The whole task is due on %(due)s; a part can't be due later. Nothing was saved. Choose an earlier day, or have the whole extended first.") % {"due": vietnamese.date(parent.due_on)})


def check_open(task: Assignment, *states: TaskState) -> None:
    """In one of these states; without any, still open."""
    if task.state not in states if states else not task.is_open:
        raise RuleBroken(_("This task stands as “%(state)s” by now. Nothing was saved. Open the page again.") % {"state": task.get_state_display()})


def check_later(task: Assignment, due_on: date) -> None:
    if due_on <= task.due_on:
        raise RuleBroken(_("The task is due on %(due)s already; an extension names a later day. Nothing was saved.") % {"due": vietnamese.date(task.due_on)})


def check_parts_closed(task: Assignment) -> None:
    """A task is done when its parts are."""
    waiting = Assignment.objects.filter(parent=task).open().count()
    if waiting:
        raise RuleBroken(_("%(n)s parts of this task are still open. Nothing was saved. Accept them or call them off first.") % {"n": vietnamese.number(waiting)})
