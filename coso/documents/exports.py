"""A paper as a document that offices edit and as one they file, in the party's layout (05-HD/VPTW, domain/documents.md §3).

The layout is that of all papers of Coso (`procedures.exports`); here stands what a register knows besides. The party's own
formulas are in Vietnamese and are not translated.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common import vietnamese
from coso.common.columns import as_text
from coso.common.text_tables import table_rows
from coso.documents.declarations import BRANCH_MARK, PRINTED, SIGNS_FOR, letters_of, mark_of
from coso.documents.enums import Body, DocumentType
from coso.documents.models import Document, Publication
from coso.documents.queries import paragraphs
from coso.org.models import Unit
from coso.procedures.exports import docx, pdf
from coso.procedures.exports.head import body_of, layout_on, place_and_day, place_of
from coso.procedures.exports.sheet import KEPT, Sheet

BLANK_DAY = "ngày      tháng      năm"
GROUND, CAPITALS = ("Căn cứ", "- Căn cứ", "Xét"), 40


def sheet_of(document: Document | Publication, today: date) -> Sheet:
    """Everything the paper shows, or the copy of it that is laid out. A draft has no number and no day yet.

    An official letter bears no name of its kind; minutes are signed by two.
    """
    unit, parts = document.unit, paragraphs(document.text)
    grounds, decides, body = divided(parts)
    issuer = issuer_in_head(document)
    return Sheet(
        layout=layout_on(document.dated or today), above=body_of(unit.parent.name)[0].upper() if unit.parent else "", issuer=issuer.upper(),
        symbol=f"Số {document.symbol or f'     -{letters_of(document.kind)}/{mark_of(document.body, unit.kind)}'}", party="ĐẢNG CỘNG SẢN VIỆT NAM",
        place_and_day=place_and_day(place_of(unit), document.dated) if document.dated else f"{place_of(unit) or '…………'}, {BLANK_DAY} {today.year}",
        kind=PRINTED[document.kind].name, about=document.abstract, grounds=grounds, decides=decides, body=body, recipients=recipients_of(document),
        draft="DỰ THẢO" if document.is_draft else "", concerning=f"V/v {document.abstract}" if document.kind == DocumentType.OFFICIAL_LETTER else "", **signed(document),
    )


def signed(document: Document | Publication) -> dict[str, Any]:
    """For whom, in which post and who; minutes have who wrote them on the left and who was in the chair on the right."""
    if document.kind == DocumentType.MINUTES:
        return {"signs_left": ["NGƯỜI GHI BIÊN BẢN", ""], "signature": ["CHỦ TRÌ HỘI NGHỊ", document.signatory]}
    return {"signature": [SIGNS_FOR[Body(document.body)], (document.signatory_role or "BÍ THƯ").upper()], "signed_by": document.signatory}


def issuer_in_head(document: Document | Publication) -> str:
    return issuer_named(document.body, document.unit)


def issuer_named(body: str, unit: Unit) -> str:
    """The committee that a unit's papers name, or its congress."""
    return f"Đại hội {unit.name}" if body == Body.CONGRESS else body_of(unit.name)[0]


def recipients_of(document: Document | Publication) -> list[str]:
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


def pdf_of(document: Document | Publication, today: date) -> bytes:
    return pdf.written(sheet_of(document, today))


def docx_of(document: Document, today: date) -> bytes:
    return docx.written(sheet_of(document, today))


SHELF = "papers:mine"


def shelf_pack(papers: Iterable[Publication], source: str) -> dict[str, Any]:
    """What a phone keeps of the papers its owner chose: words only, a table as its rows. source: where it is fetched anew."""
    return {
        "name": SHELF, "source": source, "title": _("My papers on this phone"), "back": _("On this phone"), "corrected": _("Corrected by a decision"),
        "kept": _("As they were at %(moment)s. With network they are fetched anew; at sign-out they go.") % {"moment": as_text(timezone.localtime())},
        "none": _("No paper is kept on this phone. Mark one in the library while there is network."),
        "papers": [{"key": one.pk, "title": one.abstract, "line": f"{one.symbol} · {one.issuer} · {vietnamese.date(one.dated)}", "corrections": one.corrections.splitlines(), "parts": [table_rows(part) or part for part in paragraphs(one.text)]} for one in papers],
    }
