"""Tasks are given, reported on, accepted, handed back, called off, extended and passed on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coso.assignments import rules
from coso.assignments.enums import AssignmentAct, EntryKind, TaskState
from coso.assignments.models import Assignment, AssignmentEntry, Hand
from coso.common import scope, uploads, vietnamese
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.constraints import explained
from coso.common.locking import held
from coso.common.uploads import Upload
from coso.documents.models import Document
from coso.members.models import Member
from coso.org.models import Unit


@dataclass(frozen=True)
class Order:
    """What is to be done, by whom, until when, and what orders it.

    leading: the member who answers for it; helping: those who help. to_unit: a unit below that is to do it.
    basis: what orders it in words; left out, it is the paper's symbol.
    """

    title: str
    due_on: date
    details: str = ""
    leading: Member | None = None
    helping: Sequence[Member] = ()
    to_unit: Unit | None = None
    ordered_by: Document | None = None
    basis: str = ""

    @property
    def people(self) -> list[Member]:
        return [*([self.leading] if self.leading else []), *self.helping]


@dataclass(frozen=True)
class Evidence:
    """A checked file that shows what was done, and the answer to the question of secrecy."""

    upload: Upload
    secret: bool


# --- giving ----------------------------------------------------------------------------------------


@transaction.atomic
def assign(*, unit: Unit, order: Order, by: Actor, today: date, given_on: date | None = None, parent: Assignment | None = None) -> Assignment:
    """Give a task to members of the unit, to a unit below, or both. parent: the task it is a part of, whose paper it keeps."""
    by.require("assignment.give", unit)
    on = given_on or today
    title = _checked(unit, order, on, today)
    parent = held(Assignment.objects.select_related("unit"), parent.pk) if parent else None
    rules.check_part(parent, unit, order.due_on)
    paper = order.ordered_by.pk if order.ordered_by else parent.ordered_by_id if parent else None
    basis = order.basis.strip() or (order.ordered_by.symbol if order.ordered_by else parent.basis if parent else "")
    with explained(Assignment):
        task = Assignment.objects.create(
            unit=unit, title=title, details=order.details.strip(), ordered_by_id=paper, basis=basis, parent=parent, to_unit=order.to_unit, given_on=on, due_on=order.due_on,
        )
    _put_in_hand(task, order.leading, order.helping, on)
    return _kept(EntryKind.GIVEN, task, by, on, due_on=order.due_on)


def _checked(unit: Unit, order: Order, on: date, today: date) -> str:
    """The title, once everything of the order holds."""
    title = rules.check_title(order.title)
    uploads.check_not_secret(False, title, order.details)
    rules.check_somebody(order.leading, order.helping, order.to_unit)
    rules.check_people(unit, order.people)
    rules.check_to_unit(unit, order.to_unit)
    rules.check_days(on, order.due_on, today)
    if order.ordered_by:
        order.ordered_by.refresh_from_db(fields=["state"])  # it may have been withdrawn since the form was opened
        rules.check_paper(order.ordered_by, unit)
    return title


def _put_in_hand(task: Assignment, leading: Member | None, helping: Collection[Member], on: date) -> None:
    with explained(Hand):
        for member in [*([leading] if leading else []), *helping]:
            Hand.objects.create(assignment=task, member=member, name=member.full_name, leading=member == leading, since=on)
    task.refresh_from_db(fields=["position", "to_position", "people"])


@transaction.atomic
def reassign(*, assignment: Assignment, leading: Member | None, helping: Collection[Member], reason: str, by: Actor, today: date) -> Assignment:
    """Others do it from now on; who had it until today stays in its story."""
    task = _of_giver(assignment, by)
    why = rules.check_reason(reason)
    rules.check_somebody(leading, helping, task.to_unit)
    people = [*([leading] if leading else []), *helping]
    rules.check_people(task.unit, people)
    keep = {(one.pk, one == leading) for one in people}
    for hand in [hand for hand in task.hands.filter(until=None) if (hand.member_id, hand.leading) not in keep]:
        _out_of_hand(hand, today)
    there = set(task.hands.filter(until=None).values_list("member_id", flat=True))
    _put_in_hand(task, leading if leading and leading.pk not in there else None, [one for one in helping if one.pk not in there], today)
    return _kept(EntryKind.REASSIGNED, task, by, today, text=why)


def _out_of_hand(hand: Hand, on: date) -> None:
    hand.until = max(on, hand.since)
    hand.save(update_fields=["until"])


@transaction.atomic
def extend(*, assignment: Assignment, due_on: date, reason: str, by: Actor, today: date) -> Assignment:
    """A later due day, with the reason; the day it was due before stays in its story."""
    task = _of_giver(assignment, by)
    why = rules.check_reason(reason)
    rules.check_later(task, due_on)
    was, task.due_on = task.due_on, due_on
    task.save(update_fields=["due_on"])
    return _kept(EntryKind.EXTENDED, task, by, today, text=why, due_was=was, due_on=due_on)


@transaction.atomic
def call_off(*, assignment: Assignment, reason: str, by: Actor, today: date) -> Assignment:
    """It is not to be done any more, and neither are its parts."""
    task = _of_giver(assignment, by)
    why = rules.check_reason(reason)
    with scope.within(scope.everything(user=by.pk, where="assignments.call_off")):
        for part in Assignment.objects.filter(parent=task).open().order_by("pk"):
            _close(held(Assignment.objects.select_related("unit"), part.pk), TaskState.CALLED_OFF, today)
            _kept(EntryKind.CALLED_OFF, part, by, today, text=why)
        _close(task, TaskState.CALLED_OFF, today)
        return _kept(EntryKind.CALLED_OFF, task, by, today, text=why)


# --- reporting -------------------------------------------------------------------------------------


@transaction.atomic
def report_progress(*, assignment: Assignment, text: str, by: Actor, today: date, on_behalf_of: str = "", evidence: Evidence | None = None) -> Assignment:
    """Say how far it is; it stays in hand."""
    return _reported(EntryKind.PROGRESS, assignment, text, by, today, on_behalf_of, evidence)


@transaction.atomic
def report_done(*, assignment: Assignment, text: str, by: Actor, today: date, on_behalf_of: str = "", evidence: Evidence | None = None) -> Assignment:
    """Say that it is done; whoever gave it accepts it or hands it back."""
    return _reported(EntryKind.REPORTED, assignment, text, by, today, on_behalf_of, evidence)


def _reported(kind: EntryKind, assignment: Assignment, text: str, by: Actor, today: date, on_behalf_of: str, evidence: Evidence | None) -> Assignment:
    """Those who have it in hand report, or the secretary for them; a member writes here outside their own reach."""
    said = rules.check_report(text)
    uploads.check_not_secret(bool(evidence and evidence.secret), said, evidence.upload.name if evidence else "")
    require_in_hand(assignment, by)
    with scope.within(scope.everything(user=by.pk, where="assignments.report")):
        task = held(Assignment.objects.select_related("unit", "to_unit"), assignment.pk)
        require_in_hand(task, by)
        rules.check_open(task, *rules.IN_HAND)
        if kind == EntryKind.REPORTED:
            rules.check_parts_closed(task)
            task.state, task.reported_on = TaskState.REPORTED, today
            task.save(update_fields=["state", "reported_on"])
        return _with_evidence(kind, task, by, today, evidence, text=said, on_behalf_of=on_behalf_of.strip())


def require_in_hand(task: Assignment, by: Actor) -> None:
    """Those named, who gives tasks in the unit it was given to, and who gives them in its own."""
    if by.own_member_id and by.own_member_id in task.people:
        return
    at_work = task.to_unit is not None and by.allowed("assignment.give", task.to_unit)
    if not at_work:
        by.require("assignment.give", task.unit)


def _with_evidence(kind: EntryKind, task: Assignment, by: Actor, today: date, evidence: Evidence | None, **told: Any) -> Assignment:
    """The file is stored first, and forgotten again when the report is not kept."""
    if evidence is None:
        return _kept(kind, task, by, today, **told)
    upload = evidence.upload
    name = uploads.store(upload)
    try:
        return _kept(kind, task, by, today, stored_as=name, original_name=upload.name, content_type=upload.content_type, sha256=upload.sha256, **told)
    except Exception:
        uploads.forget(name)
        raise


# --- answering a report ----------------------------------------------------------------------------


@transaction.atomic
def accept(*, assignment: Assignment, by: Actor, today: date, text: str = "") -> Assignment:
    """It is done, as reported."""
    task = _of_giver(assignment, by, TaskState.REPORTED)
    rules.check_parts_closed(task)
    _close(task, TaskState.DONE, today)
    return _kept(EntryKind.ACCEPTED, task, by, today, text=text.strip())


@transaction.atomic
def hand_back(*, assignment: Assignment, reason: str, by: Actor, today: date) -> Assignment:
    """Not done as it should be, and why; it is in hand again, due on the same day."""
    task = _of_giver(assignment, by, TaskState.REPORTED)
    why = rules.check_reason(reason)
    task.state, task.reported_on = TaskState.HANDED_BACK, None
    task.save(update_fields=["state", "reported_on"])
    return _kept(EntryKind.HANDED_BACK, task, by, today, text=why)


def _close(task: Assignment, state: TaskState, on: date) -> None:
    task.state, task.closed_on = state, on
    if state == TaskState.CALLED_OFF:
        task.reported_on = None
    task.save(update_fields=["state", "closed_on", "reported_on"])


# --- what happens to units and members -------------------------------------------------------------


@transaction.atomic
def follow_ended_unit(*, unit: Unit, into: Sequence[Unit], on: date, by: Actor, reason: str = "") -> int:
    """Open tasks of a unit that ended go on in the first of the units that follow it; where none does, they are called off.

    One given to the unit goes to the first of them that stands below its giver. Asks no leave: the decision on the unit has.
    Answers how many tasks were concerned.
    """
    with scope.within(scope.everything(user=by.pk, where="assignments.follow")):
        given = list(Assignment.objects.open().filter(unit=unit).order_by("pk"))
        for task in given:
            _go_on_in(task, into[0] if into else None, on, by, reason)
        received = list(Assignment.objects.open().filter(to_unit=unit).select_related("unit").order_by("pk"))
        for task in received:
            below = [one for one in into if task.unit.position < one.position < task.unit.position_end]
            _go_on_with(task, below[0] if below else None, on, by, reason)
    return len(given) + len(received)


def _go_on_in(task: Assignment, to: Unit | None, on: date, by: Actor, reason: str) -> None:
    """The giver ended. A task that was handed down to the very unit that follows is its own from now on."""
    if to is None:
        _close(task, TaskState.CALLED_OFF, max(on, task.given_on))
        _kept(EntryKind.CALLED_OFF, task, by, on, text=_("The unit that gave it has ended, and none follows it."))
        return
    task.unit = to
    if task.to_unit_id == to.pk:
        task.to_unit = None
    _moved(task, to, on, by, reason)
    elsewhere = task.hands.filter(until=None).exclude(member__position__gte=to.position, member__position__lt=to.position_end)
    if gone := set(elsewhere.values_list("member_id", flat=True)):
        _leave(task, gone, on, by, reason)


def _go_on_with(task: Assignment, to: Unit | None, on: date, by: Actor, reason: str) -> None:
    """The unit that had it in hand ended; without one that follows, its giver is asked who does it now."""
    task.to_unit = to
    _moved(task, to, on, by, reason)


def _moved(task: Assignment, to: Unit | None, on: date, by: Actor, reason: str) -> None:
    task.save(update_fields=["unit", "to_unit"])
    task.refresh_from_db(fields=["position", "to_position"])
    _kept(EntryKind.FOLLOWED, task, by, on, text=" ".join(filter(None, [to.name if to else _("The unit that was to do it has ended, and none follows it."), reason])))


@transaction.atomic
def follow_members(*, members: Collection[int], start: Unit, to: Unit, on: date, by: Actor, reason: str = "") -> int:
    """Open tasks of a unit that only members who went on in another have in hand go on there. Asks no leave: the decision on the unit has.

    Where others stay behind, those who went leave the task. Answers how many tasks were concerned.
    """
    gone = set(members)
    with scope.within(scope.everything(user=by.pk, where="assignments.follow_members")):
        tasks = list(Assignment.objects.open().filter(unit=start, hands__member__in=gone, hands__until=None).distinct().order_by("pk"))
        for task in tasks:
            if task.to_unit_id is None and gone.issuperset(task.people):
                _go_on_in(task, to, on, by, reason)
            else:
                _leave(task, gone, on, by, reason)
    return len(tasks)


@transaction.atomic
def release_member(*, member: Member, on: date, by: Actor, reason: str) -> int:
    """A member who left the unit that gave a task, or the roll, has it in hand no longer; its giver sees who is missing.

    Asks no leave: what happened to the member has. Answers how many tasks were left.
    """
    with scope.within(scope.everything(user=by.pk, where="assignments.release")):
        now = Member.objects.get(pk=member.pk)
        mine = Assignment.objects.open().filter(hands__member=now, hands__until=None).select_related("unit").order_by("pk")
        tasks = [task for task in mine if now.left_on or not task.unit.position <= now.position < task.unit.position_end]
        for task in tasks:
            _leave(task, {now.pk}, on, by, reason)
    return len(tasks)


def _leave(task: Assignment, members: set[int], on: date, by: Actor, reason: str) -> None:
    hands = list(task.hands.filter(member__in=members, until=None))
    for hand in hands:
        _out_of_hand(hand, on)
    _kept(EntryKind.LEFT, task, by, on, text=" · ".join(filter(None, [", ".join(hand.name for hand in hands), reason])))


@transaction.atomic
def join_hands(*, kept: Member, gone: int, on: date, by: Actor) -> int:
    """Two records of one person became one: what the other had in hand is in the kept one's. Asks no leave: the joining has. Answers how many."""
    with scope.within(scope.everything(user=by.pk, where="assignments.join_hands")):
        hands = list(Hand.objects.filter(member=gone, until=None).select_related("assignment"))
        for hand in hands:
            _out_of_hand(hand, on)
            if kept.pk not in Hand.objects.filter(assignment=hand.assignment, until=None).values_list("member_id", flat=True):
                Hand.objects.create(assignment=hand.assignment, member=kept, name=kept.full_name, leading=hand.leading, since=max(on, hand.since))
    return len(hands)


# --- what the verbs share --------------------------------------------------------------------------


def _of_giver(assignment: Assignment, by: Actor, *states: TaskState) -> Assignment:
    by.require("assignment.give", assignment.unit)
    task = held(Assignment.objects.select_related("unit", "to_unit"), assignment.pk)
    rules.check_open(task, *states)
    return task


def _kept(kind: EntryKind, task: Assignment, by: Actor, on: date, **told: Any) -> Assignment:
    """One line in the story and one act; the act's kind is the line's."""
    with explained(AssignmentEntry):
        AssignmentEntry.objects.create(assignment=task, kind=kind, on=on, by_id=by.pk, **told)
    details = {"due": vietnamese.date(task.due_on)} if kind in (EntryKind.GIVEN, EntryKind.EXTENDED) else {}
    record(AssignmentAct[kind.name], task, by=by, position=task.position, day=on, reason=told.get("text", ""), details=details)
    return task
