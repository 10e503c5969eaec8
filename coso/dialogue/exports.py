"""The minutes of a dialogue as a document to print and sign, in the party's layout (domain/documents.md §3)."""

from __future__ import annotations

from coso.dialogue.models import Dialogue
from coso.dialogue.queries.dialogues import minutes_text, title_of
from coso.documents.declarations import COMMITTEE_MARK, mark_of
from coso.documents.enums import Body
from coso.documents.queries import paragraphs
from coso.procedures.exports.head import body_of, layout_on, place_and_day, place_of
from coso.procedures.exports.sheet import KEPT, Sheet

CHAIR, WRITER = "CHỦ TRÌ", "NGƯỜI GHI BIÊN BẢN"


def sheet_of(dialogue: Dialogue) -> Sheet:
    """As published; before that what the minutes would say now, marked as a draft. The number is left to be written by hand."""
    unit, mark = dialogue.unit, mark_of(Body.COMMITTEE, dialogue.unit.kind)
    return Sheet(
        layout=layout_on(dialogue.on), above=body_of(unit.parent.name)[0].upper() if unit.parent else "", issuer=body_of(unit.name)[0].upper(), symbol=f"Số      -BB/{mark}", party="ĐẢNG CỘNG SẢN VIỆT NAM",
        place_and_day=place_and_day(place_of(unit), dialogue.published_on or dialogue.on), kind="BIÊN BẢN" if dialogue.minutes else "BIÊN BẢN (DỰ THẢO)", about=title_of(dialogue), grounds=[], decides="",
        body=paragraphs(dialogue.minutes or minutes_text(dialogue)), recipients=[KEPT.get(mark, KEPT[COMMITTEE_MARK])], signature=[CHAIR, dialogue.chair], signs_left=[WRITER, ""],
    )
