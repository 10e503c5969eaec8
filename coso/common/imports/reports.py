"""What came of an import: its numbers, its errors by row and column, and a file of the refused rows to mend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from coso.common.columns import Column
from coso.common.enums import CellState, RowState
from coso.common.exports import write_xlsx
from coso.common.imports.actions import heading_of
from coso.common.imports.kinds import Draft, ImportKind
from coso.common.models import ImportBatch, ImportRow

WRITTEN = {"created": RowState.NEW, "changed": RowState.CHANGED, "unchanged": RowState.UNCHANGED}
REFUSED = (RowState.ERROR, RowState.QUESTION)
TOLD = (CellState.ACT, CellState.FORMULA)  # cells that are not refused, and yet must not be passed over
MOST_TOLD = 1000


def nothing() -> dict[str, Any]:
    return {"read": 0, "created": 0, "changed": 0, "unchanged": 0, "refused": 0, "errors": [], "warnings": []}


def of_batch(batch: ImportBatch, kind: ImportKind) -> dict[str, Any]:
    """The numbers and errors of a kept import."""
    refused = batch.rows.filter(state__in=REFUSED).exclude(entered=True).order_by("row_no")
    told = batch.rows.annotate(text=Cast("cells", TextField())).filter(text__regex=f'"({"|".join(TOLD)})"').order_by("row_no")[:MOST_TOLD]
    return _summary(batch, refused, heading_of(batch, kind), kind) | {"warnings": _told(batch, told, kind), "batch": batch.pk, "notes": batch.notes}


def of_drafts(batch: ImportBatch, drafts: Iterable[Draft], kind: ImportKind) -> dict[str, Any]:
    """The same for an import that was only looked at."""
    refused = [draft for draft in drafts if draft.state in REFUSED]
    return _summary(batch, refused, heading_of(batch, kind), kind) | {"warnings": _told(batch, drafts, kind)[:MOST_TOLD], "notes": batch.notes}


def _told(batch: ImportBatch, rows: Iterable[Any], kind: ImportKind) -> list[dict[str, Any]]:
    """Cells that a person must know of though their rows are not refused: acts to do, results of formulas."""
    headings = heading_of(batch, kind)
    return [
        {"row": row.row_no, "column": headings[key], "value": value_at(row.raw, batch.mapping.get(key)), "message": row.cells[key][1]}
        for row in rows for key in headings if row.cells.get(key, [""])[0] in TOLD
    ]


def _summary(batch: ImportBatch, refused: Iterable[Any], headings: dict[str, str], kind: ImportKind) -> dict[str, Any]:
    errors = [error for row in refused for error in errors_of(row, batch, headings, kind)]
    counts = {name: batch.counts.get(state, 0) for name, state in WRITTEN.items()}
    return {"read": batch.total, **counts, "refused": sum(batch.counts.get(state, 0) for state in REFUSED), "errors": errors}


def errors_of(row: ImportRow | Draft, batch: ImportBatch, headings: dict[str, str], kind: ImportKind) -> Iterator[dict[str, Any]]:
    """One line for each cell that is wrong; a question is one line."""
    found = {key: sentence for key, (state, sentence) in row.cells.items() if state == CellState.ERROR}
    if row.state == RowState.QUESTION:
        found = {kind.identity[0]: row.message}
    for key in sorted(found, key=list(headings).index):
        yield {"row": row.row_no, "column": headings[key], "value": value_at(row.raw, batch.mapping.get(key)), "message": found[key]}


def value_at(raw: Sequence[str], at: int | None) -> str:
    return raw[at] if at is not None and at < len(raw) else ""


def write_errors(target: str | Path | IO[bytes], batch: ImportBatch, kind: ImportKind) -> int:
    """The refused rows as they were, with a column that says why: mend the cells and import this file again."""
    headings = heading_of(batch, kind)
    columns = [
        Column(f"c{at}", heading or _("Column %(number)s") % {"number": at + 1}, lambda row, at=at: value_at(row.raw, at))
        for at, heading in enumerate(batch.headings)
    ]
    columns.append(Column("why", _("Why the row was refused"), lambda row: _why(row, batch, headings, kind)))
    rows = batch.rows.filter(state__in=REFUSED, entered=False).order_by("row_no")
    return write_xlsx(target, columns, rows.iterator(500))


def _why(row: ImportRow, batch: ImportBatch, headings: dict[str, str], kind: ImportKind) -> str:
    return " ".join(f"{error['column']}: {error['message']}" for error in errors_of(row, batch, headings, kind))
