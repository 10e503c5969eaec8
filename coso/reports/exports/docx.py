"""The report as a document that offices edit; built piece by piece, so no template of anybody's is run."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt

from coso.reports.exports.paper import Paper

FONT = "Times New Roman"
CENTRE, RIGHT, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT
HEAD, SMALL, TABLE = 13, 12, 12
LABEL_SHARE = 0.4


def written(paper: Paper) -> bytes:
    document = Document()
    _page(document, paper)
    _head(document, paper)
    for table in paper.tables:
        _paragraph(document, table["title"], bold=True, keep=True)
        _table(document, paper, [table["first"], *table["heads"]], [(line["label"], line["level"], line["cells"]) for line in table["lines"]])
    _signature(document, paper)
    _sources(document, paper)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _page(document: Any, paper: Paper) -> None:
    layout, section = paper.layout, document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(layout.top), Mm(layout.bottom)
    section.left_margin, section.right_margin = Mm(layout.left), Mm(layout.right)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(layout.body)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    normal.paragraph_format.line_spacing, normal.paragraph_format.space_after = Pt(layout.spacing), Pt(layout.gap)
    document.core_properties.title, document.core_properties.author = paper.about, paper.issuer
    document.core_properties.language = "vi-VN"
    _page_number(section)


def _page_number(section: Any) -> None:
    """At the top in the middle, not on the first page."""
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = CENTRE
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text or None
        paragraph.add_run()._r.append(part)  # noqa: SLF001 python-docx has no fields of its own


def _paragraph(place: Any, text: str, *, bold: bool = False, italic: bool = False, size: int = 0, align: Any = None, keep: bool = False) -> Any:
    paragraph = place.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    if size:
        run.font.size = Pt(size)
    if align is not None:
        paragraph.alignment = align
    paragraph.paragraph_format.keep_with_next = keep
    return paragraph


def _in_cell(cell: Any, lines: list[tuple[str, dict[str, Any]]]) -> None:
    cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)  # noqa: SLF001 a cell begins with one empty paragraph
    for text, form in lines:
        _paragraph(cell, text, **form).paragraph_format.space_after = Pt(0)


def _head(document: Any, paper: Paper) -> None:
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    middle = {"align": CENTRE, "size": HEAD}
    _in_cell(left, [(paper.above, middle)] * bool(paper.above) + [(paper.issuer, middle | {"bold": True}), ("*", middle), (paper.symbol, middle)])
    _in_cell(right, [(paper.party, middle | {"bold": True}), (paper.place_and_day, middle | {"italic": True})])
    right.paragraphs[0].runs[0].underline = True
    _paragraph(document, paper.kind, bold=True, size=16, align=CENTRE).paragraph_format.space_before = Pt(18)
    _paragraph(document, paper.about, bold=True, align=CENTRE)
    _paragraph(document, paper.as_of, align=CENTRE)
    _paragraph(document, "-----", align=CENTRE)


def _table(document: Any, paper: Paper, heads: list[str], lines: list[tuple[str, int, list[str]]]) -> None:
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    whole = 210 - paper.layout.left - paper.layout.right
    widths = [whole * LABEL_SHARE] + [whole * (1 - LABEL_SHARE) / (len(heads) - 1)] * (len(heads) - 1)
    _repeat_on_each_page(table.rows[0])
    for at, head in enumerate(heads):
        _fill(table.rows[0].cells[at], head, widths[at], bold=True, align=RIGHT if at else LEFT)
    for label, level, cells in lines:
        row = table.add_row().cells
        _fill(row[0], label, widths[0], indent=level)
        for at, text in enumerate(cells, 1):
            _fill(row[at], text, widths[at], align=RIGHT)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _fill(cell: Any, text: str, width: float, *, bold: bool = False, align: Any = LEFT, indent: int = 0) -> None:
    cell.width = Mm(width)
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.bold, run.font.size, paragraph.alignment = bold, Pt(TABLE), align
    paragraph.paragraph_format.space_after, paragraph.paragraph_format.line_spacing = Pt(2), 1.0
    if indent:
        paragraph.paragraph_format.left_indent = Mm(4 * indent)


def _repeat_on_each_page(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 python-docx has no word for it


def _signature(document: Any, paper: Paper) -> None:
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    small = {"size": SMALL}
    _in_cell(left, [("Nơi nhận:", small | {"bold": True, "italic": True}), *((f"- {one}", small) for one in paper.recipients)])
    _in_cell(right, [(line, {"bold": True, "align": CENTRE}) for line in paper.signature] + [("", {})] * 4)


def _sources(document: Any, paper: Paper) -> None:
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    _paragraph(document, paper.sources_title.upper(), bold=True, align=CENTRE)
    _paragraph(document, paper.sources_note, size=SMALL)
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    table.autofit = False
    widths = (34.0, 86.0, 45.0)
    _repeat_on_each_page(table.rows[0])
    for at, head in enumerate(paper.sources_heads):
        _fill(table.rows[0].cells[at], head, widths[at], bold=True)
    for source in paper.sources:
        row = table.add_row().cells
        for at, text in enumerate(source):
            _fill(row[at], text, widths[at])
