"""What is counted of tasks: given, done, done in time, open and late, by the unit that gave them; and members with a task."""

from __future__ import annotations

from typing import Any

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from coso.assignments.enums import TaskState
from coso.assignments.models import Assignment, AssignmentKnown, Hand
from coso.figures.enums import Direction
from coso.figures.queries import (
    SECTOR,
    UNIT_KIND,
    Indicator,
    Question,
    Ratio,
    declare,
    known_by,
)
from coso.members.indicators import FACTS, PEOPLE, STATUS, on_roll

known_by(Assignment, AssignmentKnown)


def given(question: Question) -> QuerySet:
    """Given in the period; those called off since are left out."""
    return _rows(question).filter(given_on__gte=question.first_day, given_on__lte=question.day).exclude(state=TaskState.CALLED_OFF)


def done(question: Question) -> QuerySet:
    return _rows(question).filter(state=TaskState.DONE, reported_on__gte=question.first_day, reported_on__lte=question.day)


def done_in_time(question: Question) -> QuerySet:
    return done(question).filter(reported_on__lte=F("due_on"))


def fallen_due(question: Question) -> QuerySet:
    """Due in the period, and not called off."""
    return _rows(question).filter(due_on__gte=question.first_day, due_on__lte=question.day).exclude(state=TaskState.CALLED_OFF)


def kept_in_time(question: Question) -> QuerySet:
    return fallen_due(question).filter(state=TaskState.DONE, reported_on__lte=F("due_on"))


def under_way(question: Question) -> QuerySet:
    """On the day: given, and not closed by then."""
    day = question.day
    return _rows(question).filter(Q(closed_on=None) | Q(closed_on__gt=day), given_on__lte=day)


def late(question: Question) -> QuerySet:
    """Under way on the day, past the day they were due, and not reported done by then."""
    return under_way(question).filter(Q(reported_on=None) | Q(reported_on__gt=question.day), due_on__lt=question.day)


def with_a_task(question: Question) -> QuerySet:
    """Members on the roll who have a task in hand that is under way on the day."""
    day = question.day
    mine = Hand.objects.filter(Q(until=None) | Q(until__gt=day), member=OuterRef("member"), since__lte=day, assignment__in=under_way(question).values("pk"))
    return on_roll(question).filter(Exists(mine))


def _rows(question: Question) -> QuerySet:
    found: QuerySet = question.rows(Assignment)
    return found


def as_task(task: Any) -> dict[str, Any]:
    """Without what it says: units above read counts."""
    return {"unit": task.unit.code, "unit_name": task.unit.name, "given_on": task.given_on, "due_on": task.due_on, "state": task.state, "reported_on": task.reported_on}


def of_tree(day: str) -> Any:
    """The day whose tree a task is read on, not before its unit was founded."""
    return Greatest(F(day), F("unit__founded_on"), output_field=DateField())


TASKS: dict[str, Any] = {"unit_of_measure": _("tasks"), "row": as_task, "dimensions": (SECTOR, UNIT_KIND), "related": ("unit",), "order": ("due_on", "pk")}

declare(
    Indicator(
        key="assignments.given", name=_("Tasks given"), population=given, event="given_on", tree_day=of_tree("given_on"), **TASKS,
        definition=_("Tasks whose day of giving lies in the period, without those called off since; each counted in the unit that gave it."),
    ),
    Indicator(
        key="assignments.done", name=_("Tasks done"), population=done, event="reported_on", tree_day=of_tree("reported_on"), direction=Direction.UP, **TASKS,
        definition=_("Tasks accepted as done that were reported done in the period; each counted in the unit that gave it."),
    ),
    Indicator(
        key="assignments.done_in_time", name=_("Tasks done in time"), population=done_in_time, event="reported_on", tree_day=of_tree("reported_on"), direction=Direction.UP, **TASKS,
        definition=_("Of the tasks done in the period, those reported done by their due day, as it stood after any extension."),
    ),
    Indicator(
        key="assignments.due", name=_("Tasks fallen due"), population=fallen_due, event="due_on", tree_day=of_tree("due_on"), **TASKS,
        definition=_("Tasks whose due day lies in the period, done or not, without those called off."),
    ),
    Indicator(
        key="assignments.kept", name=_("Tasks fallen due and done in time"), population=kept_in_time, event="due_on", tree_day=of_tree("due_on"), direction=Direction.UP, **TASKS,
        definition=_("Of the tasks fallen due in the period, those accepted as done and reported by their due day."),
    ),
    Ratio(
        key="assignments.in_time_share", name=_("Share of tasks done in time"), unit_of_measure="%", numerator="assignments.kept", denominator="assignments.due", percent=True, direction=Direction.UP,
        definition=_("Tasks done in time among those fallen due in the period, in percent, two decimals."),
    ),
    Indicator(
        key="assignments.open", name=_("Tasks under way"), population=under_way, **TASKS,
        definition=_("Tasks given by the day and neither accepted as done nor called off by then."),
    ),
    Indicator(
        key="assignments.late", name=_("Late tasks"), population=late, direction=Direction.DOWN, **TASKS,
        definition=_("Tasks under way on the day whose due day has passed and that were not reported done by then. The due day is the one after any extension."),
    ),
    Indicator(
        key="assignments.members", name=_("Members with a task"), population=with_a_task, dimensions=(STATUS, *FACTS), **PEOPLE,
        definition=_("Members on the roll on the day who have a task in hand that is under way."),
    ),
)
