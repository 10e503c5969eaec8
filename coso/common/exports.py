"""Rows to CSV and XLSX from the same columns as the screen, safe to open in any spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from coso.common.columns import Column, Kind, as_text

# A cell that begins with one of these is run as a formula by spreadsheet programs (OWASP, CSV injection).
RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_XLSX_DAY = date(1900, 3, 1)  # spreadsheets count 29 February 1900, which never was
LONGEST_CELL = 32_767


class _Echo:
    """A file for csv.writer that hands back what is written."""

    def write(self, text: str) -> str:
        return text


def csv_lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[str]:
    """The lines of a CSV file: UTF-8 mark first, all cells quoted, no cell that runs as a formula."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    yield "\ufeff" + writer.writerow([harmless(str(column.label)) for column in columns])
    for row in rows:
        yield writer.writerow([_csv_cell(column, row) for column in columns])


def _csv_cell(column: Column, row: Any) -> str:
    value = column.of(row)
    if column.numeric and value is not None:
        return str(value)
    return harmless(as_text(value, column.kind, column.places))


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would run it."""
    return f"'{text}" if text.startswith(RUNS_AS_FORMULA) else text


def write_xlsx(target: str | Path | IO[bytes], columns: Sequence[Column], rows: Iterable[Any], *, title: str = "", notes: Sequence[str] = ()) -> int:
    """Write one sheet: title and notes above, heading, rows; answers the number of rows.

    Text is always text (no formulas, no links), numbers and dates are typed. Memory does not grow with rows.
    """
    with xlsxwriter.Workbook(target if isinstance(target, io.IOBase) else str(target), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        top = _write_head(book, sheet, columns, [title, *notes] if title else list(notes))
        formats = _formats(book, columns)
        count = 0
        for count, row in enumerate(rows, 1):
            for at, column in enumerate(columns):
                _write_cell(sheet, top + count, at, column.of(row), column, formats[at])
    return count


def _write_head(book: Any, sheet: Any, columns: Sequence[Column], lines: list[str]) -> int:
    """Answers the row number of the heading."""
    bold = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1})
    for at, column in enumerate(columns):
        sheet.set_column(at, at, min(40, max(10, len(str(column.label)) + 2)))
    top = len(lines) + 1 if lines else 0
    sheet.freeze_panes(top + 1, 0)
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line, bold if number == 0 else None)
    for at, column in enumerate(columns):
        sheet.write_string(top, at, str(column.label), head)
    return top


def _formats(book: Any, columns: Sequence[Column]) -> list[Any]:
    places = {c.key: f"#,##0{'.' + '0' * c.places if c.places else ''}" for c in columns}
    patterns = {Kind.DATE: "dd/mm/yyyy", Kind.MOMENT: "dd/mm/yyyy hh:mm", Kind.TEXT: "@", Kind.YES_NO: "@"}
    made: dict[str, Any] = {}
    out = []
    for column in columns:
        pattern = patterns.get(column.kind) or places[column.key]
        made.setdefault(pattern, book.add_format({"num_format": pattern}) if pattern not in made else None)
        out.append(made[pattern])
    return out


def _write_cell(sheet: Any, row: int, at: int, value: Any, column: Column, form: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        sheet.write_datetime(row, at, local.replace(tzinfo=None), form)
    elif isinstance(value, date) and value >= FIRST_XLSX_DAY:
        sheet.write_datetime(row, at, datetime(value.year, value.month, value.day), form)  # noqa: DTZ001 a cell has no zone
    elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        sheet.write_number(row, at, value, form)
    else:
        sheet.write_string(row, at, as_text(value, column.kind)[:LONGEST_CELL], form)


def response(kind: str, name: str, columns: Sequence[Column], rows: Iterable[Any], *, title: str = "", notes: Sequence[str] = ()) -> HttpResponse:
    """An answer that downloads `name` as `csv` or `xlsx`; rows are read before the answer is sent."""
    if kind == "csv":
        # Joined, not streamed: the transaction that may see the rows ends with the view.
        answer = HttpResponse("".join(csv_lines(columns, rows)), content_type="text/csv; charset=utf-8")
    else:
        buffer = io.BytesIO()
        write_xlsx(buffer, columns, rows, title=title, notes=notes)
        answer = HttpResponse(buffer.getvalue(), content_type=XLSX_TYPE)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{name}.{kind}')}"
    return answer


def as_file(content: bytes, kind: str, name: str) -> HttpResponse:
    """An answer that downloads one finished file."""
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""})
