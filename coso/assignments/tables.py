"""The list of tasks, declared once for screen and files."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from coso.assignments.enums import TaskState
from coso.assignments.models import Assignment, TaskQuerySet
from coso.common import vietnamese
from coso.common.columns import Column, Kind
from coso.common.tables import ChoiceFilter, DateRangeFilter, Table, YesNoFilter

CLOSED = (TaskState.DONE, TaskState.CALLED_OFF)


def assignment_table(request: HttpRequest, rows: TaskQuerySet, today: date) -> Table:
    """Tasks as this request asks for them, those due first on top; without a state chosen, those that are open."""
    if not request.GET.get("state"):
        rows = rows.open()
    return Table(request, rows.told(), key="assignments", columns=columns(today), default_order="due", filters=filters(today), search=lambda found, text: found.search(text))


def columns(today: date) -> list[Column]:
    return [
        Column("title", _("Task"), "title", link=Assignment.get_absolute_url),
        Column("who", _("Who does it"), "done_by", phone=True),
        Column("due", _("Due on"), lambda one: due_in_words(one, today), sort=("due_on",), phone=True),
        Column("state", _("State"), "get_state_display", sort=("state",), phone=True),
        Column("basis", _("Ordered by"), "basis"),
        Column("unit", _("Given by"), "unit.name", sort=("position",)),
        Column("given", _("Day of giving"), "given_on", Kind.DATE, sort=("given_on",), default_shown=False),
        Column("in_time", _("Done in time"), lambda one: one.in_time if one.state == TaskState.DONE else None, Kind.YES_NO, default_shown=False),
        Column("details", _("Details"), "details", default_shown=False),
    ]


def due_in_words(task: Assignment, today: date) -> str:
    day = vietnamese.date(task.due_on)
    return f"{day} ({_now('late')})" if task.is_late(today) else day


def filters(today: date) -> list[Any]:
    return [
        ChoiceFilter("state", _("State"), choices=TaskState.choices, narrow=lambda rows, keys: rows.filter(state__in=keys)),
        YesNoFilter("late", _("Late"), narrow=lambda rows, yes: rows.late(today) if yes else rows.exclude(pk__in=rows.late(today).values("pk"))),
        DateRangeFilter("due", _("Due on"), narrow=_due),
    ]


def _due(rows: QuerySet[Assignment], days: tuple[date | None, date | None]) -> QuerySet[Assignment]:
    start, end = days
    rows = rows.filter(due_on__gte=start) if start else rows
    return rows.filter(due_on__lte=end) if end else rows
