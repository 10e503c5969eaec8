"""Party papers as documents that offices edit; built piece by piece, so no template of anybody's is run."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt

from coso.common.text_tables import table_rows
from coso.procedures.exports.sheet import Sheet

FONT = "Times New Roman"
CENTRE, JUSTIFIED = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
HEAD, SMALL = 13, 12
PLACE_TO_SIGN = 4  # empty lines between the post and the name


def written(sheet: Sheet) -> bytes:
    document = Document()
    page(document, sheet)
    head(document, sheet)
    named(document, sheet)
    for text in sheet.grounds:
        running(document, sheet, text, italic=True)
    if sheet.decides:
        paragraph(document, sheet.decides, bold=True, align=CENTRE)
    for text in sheet.body:
        running(document, sheet, text)
    signatures(document, sheet)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def named(document: Any, sheet: Sheet) -> None:
    """The kind of paper, and what it is about. A letter bears no name: what it is about stands small under its number."""
    if sheet.draft:
        paragraph(document, sheet.draft, bold=True).paragraph_format.space_before = Pt(SMALL)
    if sheet.concerning:
        paragraph(document.tables[0].rows[0].cells[0], sheet.concerning, italic=True, size=SMALL, align=CENTRE)
        return
    paragraph(document, sheet.kind, bold=True, size=16, align=CENTRE).paragraph_format.space_before = Pt(18)
    paragraph(document, sheet.about, bold=True, align=CENTRE)
    paragraph(document, "-----", align=CENTRE)


def running(document: Any, sheet: Sheet, text: str, *, italic: bool = False) -> None:
    if rows := table_rows(text):
        ruled(document, rows)
        return
    kept = paragraph(document, text, italic=italic, align=JUSTIFIED)
    kept.paragraph_format.first_line_indent = Mm(sheet.layout.indent)


def ruled(document: Any, rows: list[list[str]]) -> None:
    """A table with lines, its head repeated on each page."""
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for number, cells in enumerate(rows):
        row = table.add_row()
        for cell, text in zip(row.cells, cells, strict=True):
            in_cell(cell, [(text, {"size": SMALL, "bold": not number, "align": None if number else CENTRE})])
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit" if number else "w:tblHeader"))  # noqa: SLF001 python-docx has no word for either
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def page(document: Any, paper: Any) -> None:
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


def paragraph(place: Any, text: str, *, bold: bool = False, italic: bool = False, size: int = 0, align: Any = None, keep: bool = False) -> Any:
    paragraph = place.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    if size:
        run.font.size = Pt(size)
    if align is not None:
        paragraph.alignment = align
    paragraph.paragraph_format.keep_with_next = keep
    return paragraph


def in_cell(cell: Any, lines: list[tuple[str, dict[str, Any]]]) -> None:
    cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)  # noqa: SLF001 a cell begins with one empty paragraph
    for text, form in lines:
        paragraph(cell, text, **form).paragraph_format.space_after = Pt(0)


def head(document: Any, paper: Any) -> None:
    """Two columns: who issues it under whom, with its number; the party's name, place and day."""
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    middle = {"align": CENTRE, "size": HEAD}
    in_cell(left, [(paper.above, middle)] * bool(paper.above) + [(paper.issuer, middle | {"bold": True}), ("*", middle), (paper.symbol, middle)])
    in_cell(right, [(paper.party, middle | {"bold": True}), (paper.place_and_day, middle | {"italic": True})])
    right.paragraphs[0].runs[0].underline = True


def signatures(document: Any, sheet: Sheet) -> None:
    if sheet.signs_left:
        two_signatures(document, sheet.signs_left, sheet.signature)
        return
    signature(document, sheet)
    if sheet.signed_by:
        paragraph(document.tables[-1].rows[0].cells[1], sheet.signed_by, bold=True, align=CENTRE)


def signature(document: Any, paper: Any) -> None:
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    small = {"size": SMALL}
    in_cell(left, [("Nơi nhận:", small | {"bold": True, "italic": True}), *((f"- {one}", small) for one in paper.recipients)])
    in_cell(right, [(line, {"bold": True, "align": CENTRE}) for line in paper.signature] + [("", {})] * PLACE_TO_SIGN)


def two_signatures(document: Any, left: list[str], right: list[str]) -> None:
    """Minutes: who wrote them on the left, who was in the chair on the right; each a post and a name."""
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    bold = {"bold": True, "align": CENTRE}
    for cell, (post, name) in zip(cells, (left, right), strict=True):
        in_cell(cell, [(post, bold), *[("", {})] * PLACE_TO_SIGN, (name, bold)])
