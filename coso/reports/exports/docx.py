"""The report as a document that offices edit; built piece by piece, so no template of anybody's is run."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt

from coso.procedures.exports.docx import head as head_of
from coso.procedures.exports.docx import page, paragraph, running, signature
from coso.reports.exports.paper import Paper

CENTRE, RIGHT, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT
HEAD, SMALL, TABLE, TABLE_HEAD = 13, 12, 12, 10
LABEL_SHARE = 0.34
TRACES, SOURCES = (60.0, 35.0, 26.0, 20.0, 24.0), (34.0, 86.0, 45.0)  # mm, together as wide as the text


def written(paper: Paper) -> bytes:
    document = Document()
    page(document, paper)
    _head(document, paper)
    for block in paper.blocks:
        _block(document, paper, block)
    signature(document, paper)
    _sources(document, paper)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _head(document: Any, paper: Paper) -> None:
    head_of(document, paper)
    paragraph(document, paper.kind, bold=True, size=16, align=CENTRE).paragraph_format.space_before = Pt(18)
    paragraph(document, paper.about, bold=True, align=CENTRE)
    paragraph(document, paper.as_of, align=CENTRE)
    paragraph(document, "-----", align=CENTRE)


def _block(document: Any, paper: Paper, block: dict[str, Any]) -> None:
    """A heading, a paragraph, a gap that a person still has to fill, or a table under its title."""
    if block["kind"] == "table":
        paragraph(document, block["title"], bold=True, keep=True)
        _table(document, paper, [block["first"], *block["heads"]], [(line["label"], line["level"], line["cells"]) for line in block["lines"]])
        for note in block["notes"]:
            paragraph(document, note, italic=True, size=SMALL)
    elif block["kind"] == "heading":
        paragraph(document, block["text"], bold=True, italic=block["level"] > 2, keep=True)
    else:
        running(document, paper, block["text"], italic=block["kind"] == "gap")


def _table(document: Any, paper: Paper, heads: list[str], lines: list[tuple[str, int, list[str]]]) -> None:
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    whole = 210 - paper.layout.left - paper.layout.right
    widths = [whole * LABEL_SHARE] + [whole * (1 - LABEL_SHARE) / (len(heads) - 1)] * (len(heads) - 1)
    _set_widths(table, widths)
    _repeat_on_each_page(table.rows[0])
    for at, head in enumerate(heads):
        _fill(table.rows[0].cells[at], head, widths[at], bold=True, align=RIGHT if at else LEFT)
    for label, level, cells in lines:
        added = table.add_row()
        _mark(added, "w:cantSplit")
        row = added.cells
        _fill(row[0], label, widths[0], indent=level)
        for at, text in enumerate(cells, 1):
            _fill(row[at], text, widths[at], align=RIGHT)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _set_widths(table: Any, widths: Sequence[float]) -> None:
    """In the grid of the table too: LibreOffice reads no others."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)


def _fill(cell: Any, text: str, width: float, *, bold: bool = False, align: Any = LEFT, indent: int = 0) -> None:
    cell.width = Mm(width)
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.bold, run.font.size, paragraph.alignment = bold, Pt(TABLE_HEAD if bold else TABLE), align
    paragraph.paragraph_format.space_after, paragraph.paragraph_format.line_spacing = Pt(2), 1.0
    if indent:
        paragraph.paragraph_format.left_indent = Mm(4 * indent)


def _repeat_on_each_page(row: Any) -> None:
    _mark(row, "w:tblHeader")


def _mark(row: Any, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 python-docx has no word for it


def _sources(document: Any, paper: Paper) -> None:
    """The appendix: where each number comes from, then how each indicator is counted."""
    paragraph(document, paper.traces_title.upper(), bold=True, align=CENTRE).paragraph_format.page_break_before = True
    paragraph(document, paper.traces_note, size=SMALL)
    _plain(document, TRACES, paper.traces_heads, paper.traces)
    paragraph(document, paper.sources_title, bold=True, keep=True).paragraph_format.space_before = Pt(SMALL)
    _plain(document, SOURCES, paper.sources_heads, paper.sources)


def _plain(document: Any, widths: Sequence[float], heads: list[str], rows: list[list[str]]) -> None:
    """A table of words."""
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.autofit = False
    _set_widths(table, widths)
    _repeat_on_each_page(table.rows[0])
    for at, head in enumerate(heads):
        _fill(table.rows[0].cells[at], head, widths[at], bold=True)
    for source in rows:
        added = table.add_row()
        _mark(added, "w:cantSplit")
        row = added.cells
        for at, text in enumerate(source):
            _fill(row[at], text, widths[at])
