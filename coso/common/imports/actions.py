"""The verbs of an import: read a file, look what it would do, enter it, undo it.

Looking is one transaction and changes no record. Entering goes in chunks of 500 rows, each one transaction that
finds its rows' objects anew, writes through the app's own actions and marks the rows, so that it may be stopped
or killed at any point and begun again, and nothing is entered twice.
"""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common import bulk, scope
from coso.common.actors import Actor
from coso.common.enums import ImportState, RowState
from coso.common.errors import CannotRun, RuleBroken
from coso.common.imports import headings, layout
from coso.common.imports.files import Sheet, read_file
from coso.common.imports.kinds import Draft, ImportKind, Understanding
from coso.common.models import ImportBatch, ImportRow

CHUNK = 500
FEWEST_COLUMNS = 3
MOST_NOTES = 20
Progress = Callable[[int, int], None]
JUDGED = ["cleaned", "cells", "message", "state", "question", "object_id"]


@contextmanager
def collector_paused() -> Iterator[None]:
    """Without Python's search for cycles, which looks at a chunk's rows again and again: a quarter of an import's Python.

    Rows hold no cycles; the few there are wait until the import is done.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@collector_paused()
def read(
    kind: ImportKind, *, path: Path, file_name: str, unit: Any, by: Actor, day: date, keep: bool = True,
    job_id: int | None = None, progress: Progress | None = None,
) -> tuple[ImportBatch, list[Draft]]:
    """Read a file and look at every row; with `keep` the preview is kept, without it only the drafts are answered.

    The drafts of a kept preview are those with something to look at. CannotRun when the file cannot be used.
    """
    by.require(kind.permission, unit)
    sheet, found = best_sheet(read_file(path), kind)
    rows, left_out, notes = people_of(sheet, found, kind)
    notes += layout.told_by_sides(rows, found, kind) + layout.under_sections(rows, left_out, found, kind)
    batch = ImportBatch(
        kind=kind.key, unit_id=unit.pk, position=unit.position, file_name=file_name[:255], sha256=digest(path), sheet=sheet.name[:100],
        headings=found.headings, mapping=found.mapping, notes=notes, formulas=sheet.formulas, day=day, by_id=by.pk, job_id=job_id,
    )
    with scope.within(scope.everything(user=by.pk, where="import")):
        if keep:
            batch.save()
        drafts = _look(batch, rows, kind, unit, keep=keep, progress=progress)
        if keep:
            batch.state = ImportState.PREVIEWED
            batch.save(update_fields=["state", "counts"])
    return batch, drafts


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def best_sheet(sheets: Sequence[Sheet], kind: ImportKind) -> tuple[Sheet, headings.Found]:
    """The sheet whose headings explain the most columns."""
    found = [(sheet, headings.find(sheet, kind)) for sheet in sheets if sheet.rows]
    if not found:
        raise CannotRun(_("The file holds no rows. Nothing was entered. Choose the file again."))
    sheet, best = max(found, key=lambda pair: len(pair[1].mapping))
    if len(best.mapping) < FEWEST_COLUMNS or not set(kind.identity) & set(best.mapping):
        wanted = ", ".join(str(column.label) for column in kind.columns if column.required == "error")
        raise CannotRun(_("No row of headings was found. Nothing was entered. The table needs headings such as: %(wanted)s.") % {"wanted": wanted})
    return sheet, best


def people_of(sheet: Sheet, found: headings.Found, kind: ImportKind) -> tuple[list[tuple[int, list[str]]], list[tuple[int, str]], list[str]]:
    """The rows about somebody, the number and text of the rows left out, and sentences on those."""
    people: list[tuple[int, list[str]]] = []
    left_out: list[tuple[int, str]] = []
    blank, before = 0, 0
    ordinal, person = found.mapping.get(kind.ordinal), [found.mapping[c.key] for c in kind.columns if c.person and c.key in found.mapping]
    for number, cells in sheet.rows[found.first :]:
        said = (ordinal is not None and ordinal < len(cells) and cells[ordinal]) or ""
        if not any(cell.strip() for cell in cells):
            continue
        if headings.is_note(cells, ordinal=said, is_person=any(at < len(cells) and cells[at].strip() for at in person)):
            left_out.append((number, layout.section_text(cells, ordinal) or said.strip()))
        else:
            people.append((number, cells))
            blank += number - before - 1 if before else 0
        before = number
    notes = [_("Row %(row)s is about nobody and was left out: “%(text)s”.") % {"row": number, "text": text[:80]} for number, text in left_out]
    if blank:
        notes.insert(0, _("Blank rows left out: %(number)s.") % {"number": blank})
    if len(notes) > MOST_NOTES:
        notes[MOST_NOTES:] = [_("%(number)s more rows are about nobody and were left out.") % {"number": len(notes) - MOST_NOTES}]
    return people, left_out, notes


def heading_of(batch: ImportBatch, kind: ImportKind) -> dict[str, str]:
    """Column key -> the file's own heading, or ours where the file has no such column."""
    own = {column.key: str(column.label) for column in kind.columns}
    return {key: batch.headings[batch.mapping[key]] or label if key in batch.mapping else label for key, label in own.items()}


def _look(batch: ImportBatch, rows: list[tuple[int, list[str]]], kind: ImportKind, unit: Any, *, keep: bool, progress: Progress | None) -> list[Draft]:
    context = kind.context(unit=unit, day=batch.day, headings=heading_of(batch, kind))
    formulas = _formulas(batch)
    understanding = Understanding(kind.columns, batch.mapping, context)
    counts: dict[str, int] = {}
    answered: list[Draft] = []
    total, done = len(rows), 0
    for chunk in chunks(iter(rows)):
        drafts = [Draft(number, cells) for number, cells in chunk]
        for draft in drafts:
            understanding.of(draft)
            kind.check(draft, context)
        kind.match(drafts, context)
        for draft in drafts if formulas else ():
            for key in formulas.get(draft.row_no, ()):
                draft.formula(key, _("A formula stands here; the result the spreadsheet last kept is read. Check it."))
        if keep:
            _keep(batch, drafts)
        answered += [draft for draft in drafts if not keep or draft.cells or draft.message]
        for draft in drafts:
            counts[draft.state] = counts.get(draft.state, 0) + 1
            draft.raw, draft.values = (draft.raw if draft.cells else []), {}
        done += len(drafts)
        if progress:
            progress(done, total)
    batch.counts = counts
    return answered


def _formulas(batch: ImportBatch) -> dict[int, list[str]]:
    """Row number -> keys of the columns with a formula there."""
    keys = {at: key for key, at in batch.mapping.items()}
    found: dict[int, list[str]] = {}
    for row, column in batch.formulas:
        if column in keys:
            found.setdefault(row, []).append(keys[column])
    return found


def chunks(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _keep(batch: ImportBatch, drafts: Iterable[Draft]) -> None:
    bulk.insert((_row(batch, draft) for draft in drafts), chunk=CHUNK, back=False)


def _keep_again(batch: ImportBatch, drafts: Iterable[Draft]) -> None:
    """Write what is thought of rows now over what was thought; what the file said stays."""
    rows = [_row(batch, draft) for draft in drafts]
    ImportRow.objects.bulk_create(rows, batch_size=CHUNK, update_conflicts=True, unique_fields=["batch", "row_no"], update_fields=JUDGED)


def _row(batch: ImportBatch, draft: Draft) -> ImportRow:
    return bulk.new(
        ImportRow, batch_id=batch.pk, row_no=draft.row_no, position=batch.position, raw=draft.raw, cleaned=plain(draft.values), cells=draft.cells,
        message=draft.message, state=draft.state, question=draft.question, answer=draft.answer, object_id=draft.object_id,
    )


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values as JSON keeps them; dates in ISO form."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}


def remap(kind: ImportKind, *, batch: ImportBatch, mapping: dict[str, int], unit: Any, by: Actor, progress: Progress | None = None) -> ImportBatch:
    """Look again with another meaning of the columns; only before anything is entered."""
    by.require(kind.permission, unit)
    with scope.within(scope.everything(user=by.pk, where="import")):
        batch = _locked(batch)
        if batch.state != ImportState.PREVIEWED:
            raise RuleBroken(_("This import has gone on already. Nothing was changed. Start a new import of the file."))
        batch.mapping = mapping
        rows = list(batch.rows.values_list("row_no", "raw"))
        batch.rows.all().delete()
        _look(batch, rows, kind, unit, keep=True, progress=progress)
        batch.save(update_fields=["mapping", "counts"])
    return batch


def answer(kind: ImportKind, *, row: ImportRow, chosen: int, unit: Any, by: Actor) -> ImportRow:
    """A person says who a row is: one of the keys asked about, or 0 for somebody new."""
    by.require(kind.permission, unit)
    with scope.within(scope.everything(user=by.pk, where="import")):
        batch = _locked(row.batch)
        if batch.state != ImportState.PREVIEWED or (chosen and chosen not in row.question):
            raise RuleBroken(_("This question cannot be answered so any more. Nothing was changed. Open the import again."))
        row.answer = chosen
        row.save(update_fields=["answer"])
    return row


@collector_paused()
def enter(kind: ImportKind, *, batch: ImportBatch, unit: Any, by: Actor, day: date, progress: Progress | None = None) -> ImportBatch:
    """Enter all rows that can be; may be called again after a stop, and goes on where it was."""
    by.require(kind.permission, unit)
    waiting, done, context = _start(batch, by), 0, None
    for numbers in chunks(iter(waiting)):
        with scope.within(scope.everything(user=by.pk, where="import")):
            batch = _locked(batch)
            if batch.state != ImportState.COMMITTING:
                return batch
            context = context or kind.context(unit=unit, day=day, headings=heading_of(batch, kind))
            _enter_chunk(batch, _drafts(batch, kind, numbers), kind, context, by)
        done += len(numbers)
        if progress:
            progress(done, len(waiting))
    with scope.within(scope.everything(user=by.pk, where="import")):
        return _finish(_locked(batch))


def _start(batch: ImportBatch, by: Actor) -> list[int]:
    """Mark the batch as being entered; the numbers of the rows to enter, in order."""
    with scope.within(scope.everything(user=by.pk, where="import")):
        batch = _locked(batch)
        if batch.state == ImportState.PREVIEWED:
            batch.state = ImportState.COMMITTING
            batch.save(update_fields=["state"])
        elif batch.state not in (ImportState.COMMITTING, ImportState.DONE):
            raise RuleBroken(_("This import was undone or thrown away. Nothing was entered. Start a new import of the file."))
        return list(_open_rows(batch).order_by("row_no").values_list("row_no", flat=True))


def _locked(batch: ImportBatch) -> ImportBatch:
    return ImportBatch.objects.select_for_update().get(pk=batch.pk)


def _open_rows(batch: ImportBatch) -> Any:
    to_enter = batch.rows.filter(entered=False)
    return to_enter.filter(state__in=[RowState.NEW, RowState.CHANGED]) | to_enter.filter(state=RowState.QUESTION, answer__isnull=False)


def _drafts(batch: ImportBatch, kind: ImportKind, numbers: Sequence[int]) -> list[Draft]:
    """Those of the rows that nobody has entered meanwhile. A range, so that an index serves however many rows there are."""
    dates = {column.key for column in kind.columns if column.is_date}
    rows = _open_rows(batch).filter(row_no__range=(numbers[0], numbers[-1])).order_by("row_no")
    return [
        Draft(number, [], _typed(cleaned, dates), cells, RowState(state), answer=answer)
        for number, cleaned, cells, state, answer in rows.values_list("row_no", "cleaned", "cells", "state", "answer")
    ]


def _typed(cleaned: dict[str, Any], dates: set[str]) -> dict[str, Any]:
    return {key: date.fromisoformat(value) if key in dates else value for key, value in cleaned.items()}


def _enter_chunk(batch: ImportBatch, drafts: list[Draft], kind: ImportKind, context: Any, by: Actor) -> None:
    """Find the rows' objects anew, since the records may have changed, then write them and mark them."""
    seen = {draft.row_no: draft.state for draft in drafts}
    for draft in drafts:
        draft.state = RowState.WAITING
    kind.match(drafts, context)
    _write(drafts, kind, context, by, batch.pk)
    _keep_again(batch, [draft for draft in drafts if draft.state != seen[draft.row_no]])
    _mark(batch, [draft for draft in drafts if draft.state not in (RowState.ERROR, RowState.QUESTION)])


def _write(drafts: list[Draft], kind: ImportKind, context: Any, by: Actor, batch_id: int) -> None:
    """Through the app's actions; where one row breaks a rule the chunk is halved until it stands alone."""
    writable = [draft for draft in drafts if draft.state in (RowState.NEW, RowState.CHANGED)]
    if not writable:
        return
    try:
        with transaction.atomic():
            kind.enter(writable, context, by=by, batch_id=batch_id)
    except RuleBroken as broken:
        if len(writable) == 1:
            writable[0].error(kind.identity[0], str(broken))
            return
        middle = len(writable) // 2
        _write(writable[:middle], kind, context, by, batch_id)
        _write(writable[middle:], kind, context, by, batch_id)


def _mark(batch: ImportBatch, drafts: list[Draft]) -> None:
    """Written rows are marked, each with its object; by a range of rows, as they are found."""
    objects = {draft.row_no: draft.object_id for draft in drafts}
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE common_importrow SET entered = true, object_id = (%s::jsonb ->> row_no::text)::bigint "
            "WHERE batch_id = %s AND row_no BETWEEN %s AND %s AND row_no = ANY (%s)",
            [json.dumps(objects), batch.pk, min(objects, default=0), max(objects, default=0), list(objects)],
        )


def _finish(batch: ImportBatch) -> ImportBatch:
    if batch.state == ImportState.COMMITTING:
        batch.state, batch.done_at = ImportState.DONE, timezone.now()
        batch.counts = dict(batch.rows.order_by().values_list("state").annotate(Count("pk")))
        batch.save(update_fields=["state", "done_at", "counts"])
    return batch


def discard(kind: ImportKind, *, batch: ImportBatch, unit: Any, by: Actor) -> None:
    """Throw a preview away; nothing of it was entered."""
    by.require(kind.permission, unit)
    with scope.within(scope.everything(user=by.pk, where="import")):
        batch = _locked(batch)
        if batch.state != ImportState.PREVIEWED:
            raise RuleBroken(_("This import has gone on already and cannot be thrown away. Nothing was changed. Undo it instead."))
        batch.rows.all().delete()
        batch.state = ImportState.DISCARDED
        batch.save(update_fields=["state"])


def undo(kind: ImportKind, *, batch: ImportBatch, unit: Any, by: Actor, day: date) -> ImportBatch:
    """Take back everything an import entered; refused as a whole where something was changed since."""
    by.require(kind.permission, unit)
    with scope.within(scope.everything(user=by.pk, where="import")):
        batch = _locked(batch)
        if batch.state not in (ImportState.DONE, ImportState.COMMITTING):
            raise RuleBroken(_("Nothing of this import stands in the records. Nothing was changed."))
        kind.undo(batch_id=batch.pk, by=by, day=day)
        batch.rows.filter(entered=True).update(entered=False, object_id=None)
        batch.state = ImportState.UNDONE
        batch.save(update_fields=["state"])
    return batch
