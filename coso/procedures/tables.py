"""The list of cases, declared once for screen and files."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coso.common import vietnamese
from coso.common.columns import Column
from coso.common.folded import saying
from coso.common.tables import ChoiceFilter, DateRangeFilter, Table, YesNoFilter
from coso.procedures.declarations import PROCEDURES
from coso.procedures.enums import CaseState
from coso.procedures.models import Case


def case_table(request: HttpRequest, cases: QuerySet[Case], today: date) -> Table:
    """The cases the reader may see; those that are due first stand first."""
    return Table(
        request, cases.select_related("unit", "acting_unit"), key="cases", default_order="due", search=found,
        columns=columns(today), filters=filters(request.user, today),
    )


def columns(today: date) -> list[Column]:
    return [
        Column("title", _("About"), lambda case: case.title, sort=("title",), link=lambda case: case.get_absolute_url(), phone=True),
        Column("procedure", _("Procedure"), lambda case: str(case.procedure_title), sort=("procedure",), phone=True),
        Column("step", _("Stands at"), stands_at, phone=True),
        Column("due", _("Due on"), lambda case: due_in_words(case, today), sort=("due_on",), phone=True),
        Column("unit", _("Unit"), lambda case: case.unit.name, sort=("position",)),
        Column("number", _("Number"), lambda case: case.number, sort=("number",)),
        Column("opened", _("Opened on"), lambda case: vietnamese.date(case.opened_on), sort=("opened_on",), default_shown=False),
    ]


def stands_at(case: Case) -> str:
    return str(case.now.title) if case.now else case.get_state_display()


def due_in_words(case: Case, today: date) -> str:
    if case.due_on is None:
        return ""
    late = (today - case.due_on).days
    return f"{vietnamese.date(case.due_on)} ({_('late')})" if late > 0 else vietnamese.date(case.due_on)


def found(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    return saying(cases, text, "number", "title")


def filters(user: Any, today: date) -> list[Any]:
    return [
        ChoiceFilter("procedure", _("Procedure"), choices=[(one.key, one.title) for one in PROCEDURES.values()], narrow=lambda rows, keys: rows.filter(procedure__in=keys)),
        ChoiceFilter("state", _("State"), choices=CaseState.choices, narrow=lambda rows, keys: rows.filter(state__in=keys)),
        YesNoFilter("mine", _("In my hands"), narrow=lambda rows, yes: rows.filter(pk__in=Case.objects.in_hand_of(user).values("pk")) if yes else rows),
        YesNoFilter("late", _("Late"), narrow=lambda rows, yes: rows.filter(state=CaseState.OPEN, due_on__lt=today) if yes else rows.exclude(state=CaseState.OPEN, due_on__lt=today)),
        DateRangeFilter("opened", _("Opened"), narrow=_opened),
    ]


def _opened(rows: QuerySet[Case], days: tuple[date | None, date | None]) -> QuerySet[Case]:
    start, end = days
    rows = rows.filter(opened_on__gte=start) if start else rows
    return rows.filter(opened_on__lte=end) if end else rows
