"""Which tasks wait, which are late, and how far what was ordered has come, also up the tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from coso.access.models import Appointment
from coso.assignments.enums import TaskState
from coso.assignments.models import Assignment, Hand, TaskQuerySet
from coso.documents.enums import DocumentState
from coso.documents.models import Document
from coso.members.models import Member
from coso.org.kinds import BRANCH_KINDS
from coso.org.models import Unit

MOST_LEVELS = 8  # papers that carry out papers; a ring of them ends here too


def open_of(unit: Unit, day: date) -> TaskQuerySet:
    """What the unit has given and what was given to it, open on the day, by due day: the late first. For an agenda."""
    rows = Assignment.objects.filter(Q(unit=unit) | Q(to_unit=unit), given_on__lte=day)
    return rows.filter(Q(closed_on=None) | Q(closed_on__gt=day)).told().order_by("due_on", "pk")


def to_look_at(unit: Unit, since: date, day: date) -> TaskQuerySet:
    """For a meeting: what is open on the day, and what was closed since the last one."""
    rows = Assignment.objects.filter(Q(unit=unit) | Q(to_unit=unit), given_on__lte=day)
    return rows.filter(Q(closed_on=None) | Q(closed_on__gt=since)).told().order_by("due_on", "pk")


def of_member(member_id: int | None) -> TaskQuerySet:
    """What a member has in hand, or had until it was closed; what is open first, by due day."""
    return Assignment.objects.in_hand_of_member(member_id).told().order_by(F("closed_on").desc(nulls_first=True), "due_on", "pk")


def to_accept(user: Any) -> TaskQuerySet:
    """Reported done, in units where the user gives tasks."""
    return Assignment.objects.inside(user.places("assignment.give")).filter(state=TaskState.REPORTED).told().order_by("reported_on", "pk")


def without_hands(user: Any) -> TaskQuerySet:
    """Open tasks nobody leads any more and no unit below has, in units where the user gives tasks."""
    leads = Hand.objects.filter(assignment=OuterRef("pk"), until=None, leading=True)
    return Assignment.objects.inside(user.places("assignment.give")).open().filter(~Exists(leads), to_unit=None).told().order_by("due_on", "pk")


def given_to_units_of(user: Any) -> TaskQuerySet:
    """In hand of a unit in which the user gives tasks, not reported done yet."""
    found = Q(pk__in=[])
    for lo, hi in user.places("assignment.give"):
        found |= Q(to_position__gte=lo, to_position__lt=hi)
    return Assignment.objects.filter(found, state__in=(TaskState.GIVEN, TaskState.HANDED_BACK)).told().order_by("due_on", "pk")


# --- how far ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Progress:
    """How many tasks there are, how many are done and of those in time, and how many are late on the day. What was called off is not counted."""

    given: int
    done: int
    in_time: int
    late: int

    @property
    def open(self) -> int:
        return self.given - self.done

    @property
    def percent(self) -> int:
        """Done, in whole per cent; 0 without a task."""
        return self.done * 100 // self.given if self.given else 0


def counts(day: date) -> dict[str, Count]:
    """What `Progress` counts, as aggregates of tasks."""
    return {
        "given": Count("pk", filter=~Q(state=TaskState.CALLED_OFF)),
        "done": Count("pk", filter=Q(state=TaskState.DONE)),
        "in_time": Count("pk", filter=Q(state=TaskState.DONE, reported_on__lte=F("due_on"))),
        "late": Count("pk", filter=Q(state__in=(TaskState.GIVEN, TaskState.HANDED_BACK), due_on__lt=day)),
    }


def progress(tasks: QuerySet[Assignment], day: date) -> Progress:
    return Progress(**tasks.order_by().aggregate(**counts(day)))


@dataclass(frozen=True)
class Line:
    """How far the tasks of one unit have come."""

    unit: Unit
    progress: Progress


def progress_of_paper(paper: Document, day: date) -> list[Line]:
    """What a paper ordered, and the papers that carry it out, unit by unit down the tree. Counts only: no task is named."""
    rows = Assignment.objects.filter(ordered_by__in=papers_under(paper)).order_by()
    found = {one.pop("unit"): Progress(**one) for one in rows.values("unit").annotate(**counts(day))}
    return [Line(unit, found[unit.pk]) for unit in Unit.objects.filter(pk__in=found).in_tree_order()]


def papers_under(paper: Document) -> set[int]:
    """The paper, those that carry it out, and so on down, as far as the reader's units go."""
    found, last = {paper.pk}, {paper.pk}
    for _level in range(MOST_LEVELS):
        last = set(Document.objects.filter(carries_out__in=last).values_list("pk", flat=True)) - found
        found |= last
        if not last:
            break
    return found


def summed(parts: Iterable[Progress]) -> Progress:
    every = list(parts)
    return Progress(*(sum(getattr(one, name) for one in every) for name in ("given", "done", "in_time", "late")))


def progress_below(unit: Unit, day: date) -> list[Line]:
    """The units right below, each with all beneath it. Counts only."""
    rows = list(Assignment.objects.under(unit).order_by().values("position").annotate(**counts(day)))
    found = [(one.pop("position"), Progress(**one)) for one in rows]
    return [Line(one, summed(told for at, told in found if one.position <= at < one.position_end)) for one in units_below(unit, day)]


# --- who may be named ------------------------------------------------------------------------------


def who_may_do(unit: Unit, user: Any, day: date) -> QuerySet[Member]:
    """Those offered: a branch's own members; of a unit above branches, those who hold a role in it on the day."""
    people = Member.objects.visible_to(user).under(unit).on_roll().by_name()
    if unit.kind in BRANCH_KINDS:
        return people
    at_work = Appointment.objects.as_of(day).filter(unit=unit)
    return people.filter(account__in=at_work.values("user"))


def units_below(unit: Unit, day: date) -> QuerySet[Unit]:
    """Units right below, which a task may be given to."""
    return Unit.objects.filter(parent=unit).existing_on(day).in_tree_order()


def papers_of(unit: Unit, user: Any) -> QuerySet[Document]:
    """Papers of the unit that may order a task, the newest first."""
    return Document.objects.visible_to(user).filter(unit=unit).exclude(state=DocumentState.WITHDRAWN).order_by("-dated", "-pk")
