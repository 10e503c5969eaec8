"""Long work with lists of members, done by the worker: read a file, look again, enter, undo; write the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coso.common import scope
from coso.common.exports import write_xlsx
from coso.common.imports import actions
from coso.common.jobs import Running, job_kind
from coso.common.models import ImportBatch
from coso.members import exports
from coso.members.imports.sheet import SHEET
from coso.org.models import Unit

READ, REMAP, ENTER, UNDO = "members.import_read", "members.import_remap", "members.import_enter", "members.import_undo"
EXPORT = "members.export_sheet"


def folder() -> Path:
    """Where a handed-in file waits until it is read."""
    path = Path(settings.MEDIA_ROOT) / "imports"
    path.mkdir(parents=True, exist_ok=True)
    return path


def batch_of_job(job_id: int) -> ImportBatch | None:
    return ImportBatch.objects.filter(job_id=job_id).first()


def _batch(job: Running) -> tuple[ImportBatch, Unit]:
    with scope.within(scope.everything(where="import")):
        batch = ImportBatch.objects.get(pk=job.parameters["batch"])
    return batch, Unit.objects.get(pk=batch.unit_id)


def _progress(job: Running) -> Any:
    def note(done: int, total: int) -> None:
        with job.chunk(done=done, total=total):
            pass

    return note


@job_kind(READ, title=_("Reading of a members' list"), permission="member.import")
def read_list(job: Running) -> None:
    told = job.parameters
    path, unit = folder() / told["file"], Unit.objects.get(pk=told["unit"])
    with scope.within(scope.everything(where="import")):
        read_before = batch_of_job(job.job.pk)
    try:
        if read_before is None:
            actions.read(SHEET, path=path, file_name=told["file_name"], unit=unit, by=job.by, day=timezone.localdate(), job_id=job.job.pk)
    finally:
        path.unlink(missing_ok=True)


@job_kind(REMAP, title=_("Reading of a members' list"), permission="member.import")
def remap_list(job: Running) -> None:
    batch, unit = _batch(job)
    actions.remap(SHEET, batch=batch, mapping=job.parameters["mapping"], unit=unit, by=job.by)


@job_kind(ENTER, title=_("Import of members"), permission="member.import")
def enter_list(job: Running) -> None:
    batch, unit = _batch(job)
    actions.enter(SHEET, batch=batch, unit=unit, by=job.by, day=timezone.localdate(), progress=_progress(job))


@job_kind(UNDO, title=_("Undoing an import of members"), permission="member.import")
def undo_list(job: Running) -> None:
    batch, unit = _batch(job)
    actions.undo(SHEET, batch=batch, unit=unit, by=job.by, day=timezone.localdate())


@job_kind(EXPORT, title=_("28-column sheet of members"), permission="member.export")
def write_sheet(job: Running) -> None:
    """The sheet holds class 3: the asker must be allowed to see it still."""
    told = job.parameters
    unit, on = Unit.objects.get(pk=told["unit"]), date.fromisoformat(told["on"])
    job.by.require("member.reveal", unit)
    with job.chunk(done=0):
        sheet = exports.MembersOn.of(unit, on)
    exports.log_sheet(sheet, unit, by=job.by, purpose=told["purpose"], page=told["page"])
    with job.result(f"mau-28-cot-{unit.code or unit.pk}-{on:%Y%m%d}.xlsx") as path:
        write_xlsx(path, exports.SHEET, _rows(job, sheet))


def _rows(job: Running, sheet: exports.MembersOn) -> Iterator[exports.SheetRow]:
    """Part by part, each in the asker's scope, with how far it is."""
    for at in sheet.parts:
        with job.chunk(done=at, total=len(sheet.keys)):
            rows = sheet.rows(at)
        yield from rows
    with job.chunk(done=len(sheet.keys), total=len(sheet.keys)):
        pass
