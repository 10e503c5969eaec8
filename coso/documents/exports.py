"""A paper as a document that offices edit and sign, in the party's layout (05-HD/VPTW, domain/documents.md §3).

The layout is that of all papers of Coso (`procedures.exports`); here stands what a register knows besides. The party's own
formulas are in Vietnamese and are not translated.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from docx.shared import Pt

from coso.documents.declarations import BRANCH_MARK, PRINTED, SIGNS_FOR, letters_of, mark_of
from coso.documents.enums import Body, DocumentType
from coso.documents.models import Document
from coso.documents.queries import paragraphs
from coso.procedures.exports import docx
from coso.procedures.exports.docx import CENTRE, SMALL, paragraph
from coso.procedures.exports.head import body_of, layout_on, place_and_day, place_of
from coso.procedures.exports.sheet import KEPT, Sheet

BLANK_DAY = "ngày      tháng      năm"
GROUND, CAPITALS = ("Căn cứ", "- Căn cứ", "Xét"), 40


def sheet_of(document: Document, today: date) -> Sheet:
    """Everything the paper shows. A draft has no number and no day yet."""
    unit, parts = document.unit, paragraphs(document.text)
    grounds, decides, body = divided(parts)
    issuer = issuer_in_head(document)
    return Sheet(
        layout=layout_on(document.dated or today), above=body_of(unit.parent.name)[0].upper() if unit.parent else "", issuer=issuer.upper(),
        symbol=f"Số {document.symbol or f'     -{letters_of(document.kind)}/{mark_of(document.body, unit.kind)}'}", party="ĐẢNG CỘNG SẢN VIỆT NAM",
        place_and_day=place_and_day(place_of(unit), document.dated) if document.dated else f"{place_of(unit) or '…………'}, {BLANK_DAY} {today.year}",
        kind=PRINTED[document.kind].name, about=document.abstract, grounds=grounds, decides=decides, body=body, recipients=recipients_of(document),
        signature=[SIGNS_FOR[Body(document.body)], (document.signatory_role or "BÍ THƯ").upper()],
    )


def issuer_in_head(document: Document) -> str:
    """The committee that a unit's papers name, or its congress."""
    return f"Đại hội {document.unit.name}" if document.body == Body.CONGRESS else body_of(document.unit.name)[0]


def recipients_of(document: Document) -> list[str]:
    """As typed, without dashes, and the copy for the file."""
    typed = [line.strip().lstrip("-").strip() for line in document.recipients.splitlines()]
    kept = KEPT[BRANCH_MARK] if mark_of(document.body, document.unit.kind) == BRANCH_MARK else KEPT["ĐU"]
    return [*filter(None, typed), kept]


def divided(parts: list[str]) -> tuple[list[str], str, list[str]]:
    """Grounds, the line in capitals that decides (`QUYẾT NGHỊ`), and the rest. Without grounds all is text."""
    first = next((at for at, part in enumerate(parts) if not part.startswith(GROUND)), len(parts))
    rest = parts[first:]
    if first and rest and rest[0].isupper() and len(rest[0]) <= CAPITALS:
        return parts[:first], rest[0], rest[1:]
    return parts[:first], "", rest


def docx_of(document: Document, today: date) -> bytes:
    """An official letter bears no name of its kind; minutes are signed by two."""
    sheet = sheet_of(document, today)
    letter, minutes = document.kind == DocumentType.OFFICIAL_LETTER, document.kind == DocumentType.MINUTES

    def title(page: Any, paper: Sheet) -> None:
        if document.is_draft:
            paragraph(page, "DỰ THẢO", bold=True).paragraph_format.space_before = Pt(SMALL)
        (concerning if letter else docx.named)(page, paper)

    def sign(page: Any, paper: Sheet) -> None:
        if minutes:
            docx.two_signatures(page, ["NGƯỜI GHI BIÊN BẢN", ""], ["CHỦ TRÌ HỘI NGHỊ", document.signatory])
        else:
            signed(page, paper, document.signatory)

    return docx.written(sheet, title=title, sign=sign)


def concerning(page: Any, sheet: Sheet) -> None:
    """What a letter is about stands small under its number, on the left."""
    cell = page.tables[0].rows[0].cells[0]
    paragraph(cell, f"V/v {sheet.about}", italic=True, size=SMALL, align=CENTRE)


def signed(page: Any, sheet: Sheet, name: str) -> None:
    """Recipients on the left; on the right for whom, in which post, and who."""
    docx.signature(page, sheet)
    right = page.tables[-1].rows[0].cells[1]
    paragraph(right, name, bold=True, align=CENTRE)
