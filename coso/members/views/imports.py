"""The wizard: file, columns, preview, entering, result; and the list of imports."""

from __future__ import annotations

import io
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coso.access.enums import ReadingKind
from coso.access.reading import log_reading
from coso.common import jobs
from coso.common.columns import Column, Kind
from coso.common.enums import CellState, ImportState, RowState
from coso.common.errors import RuleBroken
from coso.common.exports import XLSX_TYPE
from coso.common.imports import actions, reports
from coso.common.models import ImportBatch, ImportRow, Job
from coso.common.tables import ChoiceFilter, Table
from coso.members import tasks
from coso.members.imports.forms import MappingForm, UploadForm
from coso.members.imports.sheet import SHEET
from coso.members.models import Member
from coso.org.models import Unit

SENSITIVE = sorted(Member.privacy.sensitive & {column.key for column in SHEET.columns})
STEPS = [gettext_lazy("File"), gettext_lazy("Columns and preview"), gettext_lazy("Entering"), gettext_lazy("Result")]
LOOKED_AT = (CellState.ERROR, CellState.WARNING, CellState.ACT, CellState.FORMULA)
LOOKS = {RowState.NEW: "info", RowState.CHANGED: "warn", RowState.QUESTION: "warn", RowState.ERROR: "bad"}


def steps(now: int) -> list[tuple[Any, str]]:
    return [(step, "done" if at < now else "now" if at == now else "ahead") for at, step in enumerate(STEPS)]


def may_import(request: HttpRequest) -> None:
    if not request.user.intervals(SHEET.permission):
        raise PermissionDenied


def find(request: HttpRequest, pk: int) -> tuple[ImportBatch, Unit]:
    batch = get_object_or_404(ImportBatch.objects.visible_to(request.user).select_related("by"), pk=pk)
    return batch, Unit.objects.get(pk=batch.unit_id)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All imports into the reader's units, the newest first."""
    may_import(request)
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=ImportBatch.objects.visible_to(request.user).values("unit_id"))}
    columns = [
        Column("file_name", _("File"), "file_name", sort=("file_name",), phone=True, link=lambda batch: f"{request.path}{batch.pk}/"),
        Column("created_at", _("When"), "created_at", kind=Kind.MOMENT, sort=("created_at",), phone=True),
        Column("unit", _("Unit"), lambda batch: str(units.get(batch.unit_id, "")), phone=True),
        Column("state", _("State"), lambda batch: ImportState(batch.state).label, sort=("state",), phone=True),
        Column("rows", _("Rows"), "total", kind=Kind.NUMBER),
        Column("refused", _("Refused"), lambda batch: sum(batch.counts.get(state, 0) for state in reports.REFUSED), kind=Kind.NUMBER),
        Column("by", _("By"), lambda batch: str(batch.by or "")),
    ]
    table = Table(
        request, ImportBatch.objects.visible_to(request.user).select_related("by"), key="imports", columns=columns, default_order="-created_at",
        search=lambda rows, text: rows.filter(file_name__icontains=text), export_permitted=False,
        filters=[ChoiceFilter("state", _("State"), choices=ImportState.choices, narrow=lambda rows, states: rows.filter(state__in=states))],
    )
    return render(request, "members/imports/list.html", {"table": table})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose the file and the unit; the worker reads it."""
    may_import(request)
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user, unit=request.GET.get("unit", ""))
    if request.method == "POST" and form.is_valid():
        job = jobs.start(kind=tasks.READ, by=request.user, unit=form.cleaned_data["unit"], parameters=_kept(form))
        return redirect("imports:reading", job.pk)
    return render(request, "members/imports/new.html", {"form": form, "steps": steps(0)}, status=422 if form.errors else 200)


def _kept(form: UploadForm) -> dict[str, Any]:
    """Put the file aside under a random name."""
    upload, name = form.cleaned_data["file"], token_hex(16)
    with (tasks.folder() / name).open("wb") as file:
        for part in upload.chunks():
            file.write(part)
    return {"file": name, "file_name": Path(upload.name).name[:255], "unit": form.cleaned_data["unit"].pk}


@require_safe
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """A file being read; goes on to the preview by itself. Only the person who asked sees it."""
    job = get_object_or_404(Job.objects.visible_to(request.user).filter(kind__in=jobs.KINDS, owner=request.user), pk=pk)
    batch = _batch_of(request, job)
    if batch and job.state == "done":
        return _to(request, batch)
    at = 0 if job.kind in (tasks.READ, tasks.REMAP) else 2
    shown = {"job": job, "title": jobs.KINDS[job.kind].title, "steps": steps(at), "unit_id": job.parameters.get("unit")}
    return render(request, "members/imports/_job.html" if request.htmx else "members/imports/reading.html", shown)


def _batch_of(request: HttpRequest, job: Job) -> ImportBatch | None:
    found = ImportBatch.objects.visible_to(request.user)
    return found.filter(pk=job.parameters["batch"]).first() if "batch" in job.parameters else found.filter(job_id=job.pk).first()


def _to(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    answer = redirect("imports:batch", batch.pk)
    if request.htmx:
        answer = HttpResponse(headers={"HX-Redirect": answer.url})
    return answer


@require_safe
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: its preview before entering, its result afterwards."""
    found, unit = find(request, pk)
    table = _rows_table(request, found)
    log_reading(by=request.user, kind=ReadingKind.LISTED, position=unit.position, fields=SENSITIVE, rows=len(table.objects), page=request.path)
    headings = reports.heading_of(found, SHEET)
    columns = [column for column in SHEET.columns if column.key in found.mapping]
    shown = {
        "batch": found, "unit": unit, "table": table, "steps": steps(1 if found.state == ImportState.PREVIEWED else 3), "headings": [headings[c.key] for c in columns],
        "rows": [_shown(row, found, columns, headings, request.user) for row in table.objects], "counts": _counts(found), "state": ImportState(found.state),
        "to_enter": found.counts.get(RowState.NEW, 0) + found.counts.get(RowState.CHANGED, 0), "refused": sum(found.counts.get(s, 0) for s in reports.REFUSED),
    }
    return render(request, "members/imports/batch.html", shown)


def _rows_table(request: HttpRequest, found: ImportBatch) -> Table:
    return Table(
        request, ImportRow.objects.visible_to(request.user).filter(batch=found), key="import_rows", default_order="row_no",
        columns=[Column("row_no", _("Row"), "row_no", sort=("row_no",))], export_permitted=False, page_size=50,
        filters=[ChoiceFilter("state", _("State"), choices=RowState.choices, narrow=lambda rows, states: rows.filter(state__in=states))],
    )


def _counts(found: ImportBatch) -> list[tuple[str, str, int, str]]:
    """State, its word, how many rows, its colour."""
    return [(state.value, state.label, found.counts[state], LOOKS.get(state, "")) for state in RowState if found.counts.get(state)]


def _reasons(row: ImportRow, headings: dict[str, str]) -> list[tuple[str, str, bool]]:
    """Heading, sentence, and whether it is an error, for each cell worth a look; errors first."""
    found = [(headings[key], row.cells[key][1], row.cells[key][0] == CellState.ERROR) for key in headings if row.cells.get(key, [""])[0] in LOOKED_AT]
    return sorted(found, key=lambda reason: not reason[2])


def _shown(row: ImportRow, found: ImportBatch, columns: list[Any], headings: dict[str, str], reader: Any) -> dict[str, Any]:
    cells = []
    for column in columns:
        state, sentence = row.cells.get(column.key, [CellState.NEW if row.state == RowState.NEW else CellState.SAME, ""])
        changed = state == CellState.CHANGED
        cells.append({"state": state, "value": reports.value_at(row.raw, found.mapping[column.key]), "was": sentence if changed else ""})
    return {"row": row, "cells": cells, "reasons": _reasons(row, headings), "word": RowState(row.state).label, "kind": LOOKS.get(RowState(row.state), ""), "people": Member.objects.visible_to(reader).filter(pk__in=row.question).select_related("unit") if row.question else ()}


@require_http_methods(["GET", "HEAD", "POST"])
def mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column of the file means what."""
    found, unit = find(request, pk)
    form = MappingForm(request.POST or None, batch=found, kind=SHEET)
    if request.method == "POST" and form.is_valid():
        return _start(request, found, unit, tasks.REMAP, mapping=form.mapping())
    return render(request, "members/imports/mapping.html", {"form": form, "batch": found, "unit": unit, "steps": steps(1)}, status=422 if form.errors else 200)


@require_POST
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    return _start(request, *find(request, pk), tasks.ENTER)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    return _start(request, *find(request, pk), tasks.UNDO)


def _start(request: HttpRequest, found: ImportBatch, unit: Unit, kind: str, **more: Any) -> HttpResponse:
    job = jobs.start(kind=kind, by=request.user, unit=unit, parameters={"batch": found.pk, **more})
    return redirect("imports:reading", job.pk)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    found, unit = find(request, pk)
    try:
        actions.discard(SHEET, batch=found, unit=unit, by=request.user)
        messages.success(request, _("The import is thrown away. No record was changed."))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    return redirect("imports:list")


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Who a row is."""
    row = get_object_or_404(ImportRow.objects.visible_to(request.user).select_related("batch"), pk=pk)
    chosen = request.POST.get("chosen", "")
    try:
        actions.answer(SHEET, row=row, chosen=int(chosen) if chosen.isdecimal() else -1, unit=Unit.objects.get(pk=row.batch.unit_id), by=request.user)
        messages.success(request, _("The answer is kept and takes effect when the list is entered."))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    return redirect("imports:batch", row.batch_id)


@require_safe
def refused(request: HttpRequest, pk: int) -> HttpResponse:
    """The refused rows with their reasons, to mend and import again."""
    found, unit = find(request, pk)
    log_reading(by=request.user, kind=ReadingKind.EXPORTED, position=unit.position, fields=SENSITIVE, rows=sum(found.counts.get(s, 0) for s in reports.REFUSED), purpose=_("Rows to mend"), page=request.path)
    buffer = io.BytesIO()
    reports.write_errors(buffer, found, SHEET)
    sent = HttpResponse(buffer.getvalue(), content_type=XLSX_TYPE)
    name = _("to-mend-%(number)s") % {"number": found.pk}
    sent["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}-{timezone.localdate():%Y%m%d}.xlsx"
    return sent
