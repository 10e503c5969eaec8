"""Lists of tasks, counts below, one task with its story, and the part of a paper's page that tells what it ordered."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coso.access.middleware import about_oneself
from coso.assignments import queries
from coso.assignments.enums import TaskState
from coso.assignments.models import Assignment, AssignmentEntry
from coso.assignments.tables import assignment_table
from coso.assignments.views.ground import acts_for, find, tabs
from coso.common import exports, uploads
from coso.documents.models import Document
from coso.org.models import Unit

STATES = {TaskState.GIVEN: "info", TaskState.REPORTED: "warn", TaskState.HANDED_BACK: "bad", TaskState.DONE: "good", TaskState.CALLED_OFF: ""}
EVENTS = {"accepted": "done", "handed_back": "bad", "called_off": "bad", "left": "bad"}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    request.user.require_anywhere("assignment.view")
    table = assignment_table(request, Assignment.objects.of_units_of(request.user), timezone.localdate())
    if table.export_kind:
        return exports.response(table.export_kind, _("Tasks"), table.export_columns, table.ordered, title=_("Tasks"))
    return render(request, "assignments/list.html", {"title": _("Tasks"), "table": table, "tabs": tabs(request, "list"), "may_give": request.user.anywhere("assignment.give")})


@require_safe
def below(request: HttpRequest) -> HttpResponse:
    """How many tasks the units below have, done and late; no task is named."""
    request.user.require_anywhere("assignment.view")
    day = timezone.localdate()
    groups = [(unit, lines, queries.summed(line.progress for line in lines)) for unit in units_at_work(request.user) if (lines := queries.progress_below(unit, day))]
    return render(request, "assignments/below.html", {"title": _("Tasks"), "groups": groups, "day": day, "tabs": tabs(request, "below")})


def units_at_work(user: Any) -> QuerySet[Unit]:
    """The very units in which the reader sees tasks."""
    return Unit.objects.inside(user.places("assignment.view")).in_tree_order()


@about_oneself
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What the reader has in hand, and had."""
    found = list(queries.of_member(request.user.own_member_id))
    day = timezone.localdate()
    told = {"title": _("My tasks"), "day": day, "open": [(one, one.is_late(day), STATES[TaskState(one.state)]) for one in found if one.is_open], "closed": [(one, STATES[TaskState(one.state)]) for one in found if not one.is_open]}
    return render(request, "assignments/mine.html", told)


@about_oneself
@require_safe
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    found, day = find(request, pk), timezone.localdate()
    entries = list(found.entries.select_related("by").order_by("-pk"))
    parts = Assignment.objects.visible_to(request.user).filter(parent=found).told().order_by("due_on", "pk")
    told = {
        "task": found, "late": found.is_late(day), "state": STATES[TaskState(found.state)], "acts": acts_for(request, found), "entries": [(one, EVENTS.get(one.kind, "")) for one in entries],
        "hands": [one for one in found.hands.all() if one.until is None], "parts": [(one, one.is_late(day), STATES[TaskState(one.state)]) for one in parts],
        "progress": queries.progress(Assignment.objects.filter(parent=found), day), "paper": Document.objects.visible_to(request.user).filter(pk=found.ordered_by_id).first(),
        "whole": Assignment.objects.visible_to(request.user).filter(pk=found.parent_id).first(), "last": next((one for one in entries if one.kind == "handed_back"), None) if found.state == TaskState.HANDED_BACK else None,
        "part_of_it": found.is_open and found.to_unit is not None and request.user.allowed("assignment.give", found.to_unit) and found.to_unit_id,
    }
    return render(request, "assignments/assignment.html", told)


@about_oneself
@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The evidence of a report."""
    kept = get_object_or_404(AssignmentEntry.objects.visible_to(request.user).exclude(stored_as=""), pk=pk)
    return uploads.answer(kept.stored_as, name=kept.original_name, content_type=kept.content_type)


@require_safe
def of_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of a paper's page with what it ordered; asked for once the page is shown."""
    request.user.require_anywhere("assignment.view")
    paper = get_object_or_404(Document.objects.visible_to(request.user).select_related("unit"), pk=pk)
    if paper.is_draft:
        raise Http404
    day = timezone.localdate()
    lines = queries.progress_of_paper(paper, day)
    tasks = Assignment.objects.of_units_of(request.user).filter(ordered_by=paper, parent=None).told().order_by("due_on", "pk")
    told = {"paper": paper, "lines": lines, "sum": queries.summed(line.progress for line in lines), "tasks": [(one, one.is_late(day), STATES[TaskState(one.state)]) for one in tasks], "may_give": request.user.allowed("assignment.give", paper.unit)}
    return render(request, "assignments/_of_paper.html", told)
