"""The report as a spreadsheet: real numbers, one table under the other; its text and the sources of the numbers on sheets of their own."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from coso.common.vietnamese import date as written_day
from coso.reports.exports.paper import blocks_of
from coso.reports.queries import Built, Cell, Table

LABEL_WIDTH, NUMBER_WIDTH, TEXT_WIDTH = 46, 15, 110


def written(built: Built, *, people: bool) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        _numbers(book, built, people=people)
        _text(book, built, people=people)
        _sources(book, built)
    return buffer.getvalue()


def _numbers(book: Any, built: Built, *, people: bool) -> None:
    sheet = book.add_worksheet(_("Report"))
    forms = _forms(book)
    sheet.set_column(0, 0, LABEL_WIDTH)
    sheet.set_column(1, max((len(table.heads) for table in built.tables), default=1), NUMBER_WIDTH)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, built.title, forms["title"])
    sheet.write_string(1, 0, f"{built.unit_name} {built.unit_code}".strip())
    sheet.write_string(2, 0, _("As of %(day)s") % {"day": written_day(built.day)})
    row = 4
    for table in built.tables:
        row = _table(sheet, row, table, forms, people=people)


def _forms(book: Any) -> dict[str, Any]:
    return {
        "title": book.add_format({"bold": True, "font_size": 14}), "section": book.add_format({"bold": True}),
        "head": book.add_format({"bold": True, "text_wrap": True, "align": "right", "valign": "vcenter", "bottom": 1}),
        0: book.add_format({"num_format": "#,##0"}), 1: book.add_format({"num_format": "#,##0.0"}), 2: book.add_format({"num_format": "#,##0.00"}), "word": book.add_format({"align": "right"}),
        "part": book.add_format({"indent": 1}), "note": book.add_format({"italic": True}),
    }


def _table(sheet: Any, row: int, table: Table, forms: dict[Any, Any], *, people: bool) -> int:
    """Answers the row after the table and a blank one."""
    sheet.write_string(row, 0, table.title, forms["section"])
    for at, head in enumerate(table.heads, 1):
        sheet.write_string(row, at, head, forms["head"])
    for row_now, line in enumerate(table.lines, row + 1):
        sheet.write_string(row_now, 0, line.label, forms["part"] if line.level else None)
        for at, cell in enumerate(line.cells, 1):
            _cell(sheet, row_now, at, cell, forms, people=people)
    after = row + len(table.lines) + 1
    for at, note in enumerate(table.notes):
        sheet.write_string(after + at, 0, note, forms["note"])
    return after + len(table.notes) + 1


def _cell(sheet: Any, row: int, at: int, cell: Cell, forms: dict[Any, Any], *, people: bool) -> None:
    value = cell.text(people=people)
    if isinstance(value, str):
        sheet.write_string(row, at, value, forms["word"])
    elif value is not None:
        sheet.write_number(row, at, value, forms[cell.places])


def _text(book: Any, built: Built, *, people: bool) -> None:
    """Headings and paragraphs in their order; a report of tables alone has no such sheet."""
    told = [block for block in blocks_of(built, people=people) if block["kind"] != "table"]
    if not told:
        return
    sheet = book.add_worksheet(_("Text"))
    forms = {"heading": book.add_format({"bold": True}), "gap": book.add_format({"italic": True, "text_wrap": True})}
    sheet.set_column(0, 0, TEXT_WIDTH, book.add_format({"text_wrap": True, "valign": "top"}))
    for row, block in enumerate(told):
        sheet.write_string(row, 0, block["text"], forms.get(block["kind"]))


def _sources(book: Any, built: Built) -> None:
    """Which indicator, which unit, which day, known when; and what each counts."""
    sheet = book.add_worksheet(_("Sources of the numbers"))
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet.set_column(0, 0, 26, wrap)
    sheet.set_column(1, 1, 80, wrap)
    sheet.set_column(2, 3, 26, wrap)
    rows = [(_("Unit"), f"{built.unit_name} {built.unit_code}"), (_("Day"), written_day(built.day)), (_("Known at"), built.known)]
    for at, (name, value) in enumerate(rows):
        sheet.write_string(at, 0, name)
        sheet.write_string(at, 1, value)
    for at, head in enumerate([_("Indicator"), _("What is counted"), _("Key"), _("Definition")]):
        sheet.write_string(4, at, head, bold)
    for row, source in enumerate(built.sources, 5):
        sheet.write_string(row, 0, source["name"])
        sheet.write_string(row, 1, source["definition"])
        sheet.write_string(row, 2, source["key"])
        sheet.write_number(row, 3, source["version"])
