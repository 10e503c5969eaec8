"""The lists of long work and of what phones sent and was not entered."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coso.common import vietnamese
from coso.common.columns import Column, Kind
from coso.common.enums import JobState, OperationState
from coso.common.models import Job, Operation
from coso.common.operations.actions import title_of
from coso.common.privacy import DataClass
from coso.common.tables import ChoiceFilter, Table
from coso.home.queries import job_title


def progress(job: Job) -> str:
    """`1.250 / 5.000`, or what is done where the whole is not known."""
    done = vietnamese.number(job.done)
    return f"{done} / {vietnamese.number(job.total)}" if job.total else done


COLUMNS = [
    Column("title", _("Work"), job_title, link=lambda job: reverse("home:job", args=[job.pk])),
    Column("state", _("State"), "get_state_display", phone=True),
    Column("asked_at", _("Asked for"), "asked_at", kind=Kind.MOMENT, sort=("asked_at", "pk"), phone=True),
    Column("owner", _("By"), lambda job: str(job.owner or "")),
    Column("progress", _("Progress"), progress),
    Column("finished_at", _("Ended"), "finished_at", kind=Kind.MOMENT, sort=("finished_at", "pk"), default_shown=False),
]
FILTERS = [ChoiceFilter("state", _("State"), choices=JobState.choices, narrow=lambda jobs, states: jobs.filter(state__in=states))]


def job_table(request: HttpRequest, jobs: QuerySet[Job]) -> Table:
    return Table(request, jobs, key="jobs", columns=COLUMNS, filters=FILTERS, default_order="-asked_at", export_permitted=False)


OPERATION_COLUMNS = [
    Column("title", _("What was done"), title_of, link=lambda one: reverse("home:operation", args=[one.pk])),
    Column("words", _("What it says"), "words", phone=True, data_class=DataClass.PERSONAL),
    Column("unit", _("Unit"), lambda one: one.unit_name or ""),
    Column("author", _("Made by"), lambda one: one.author_name or one.author, phone=True),
    Column("received_at", _("Received"), "received_at", kind=Kind.MOMENT, sort=("received_at", "pk"), phone=True),
    Column("why", _("Why it was not entered"), "why", phone=True),
    Column("state", _("State"), "get_state_display"),
]
OPERATION_FILTERS = [ChoiceFilter("state", _("State"), choices=OperationState.choices, narrow=lambda found, states: found.filter(state__in=states))]


def operation_table(request: HttpRequest, operations: QuerySet[Operation]) -> Table:
    return Table(request, operations, key="operations", columns=OPERATION_COLUMNS, filters=OPERATION_FILTERS, default_order="-received_at", export_permitted=False)
