"""A report as a file: spreadsheet, document, PDF or web page, all from the same filled-in report."""

from __future__ import annotations

from django.utils import translation

from coso.common.exports import XLSX_TYPE
from coso.reports.enums import Format
from coso.reports.exports import docx, html, pdf, xlsx
from coso.reports.exports.paper import paper_of
from coso.reports.queries import Built

TYPES = {
    Format.XLSX: XLSX_TYPE,
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.PDF: "application/pdf",
    Format.HTML: "text/html; charset=utf-8",
}


def exported(built: Built, form: Format, *, people: bool) -> bytes:
    """The file's bytes. people: the reader may open the people, so nothing is hidden. Papers are in Vietnamese."""
    if form == Format.XLSX:
        return xlsx.written(built, people=people)
    with translation.override("vi"):
        paper = paper_of(built, people=people)
        return {Format.DOCX: docx.written, Format.PDF: pdf.written, Format.HTML: html.written}[form](paper)


def file_name(built: Built, form: Format) -> str:
    return f"{built.key} {built.unit_code or built.unit_name} {built.on}.{form.value}"
