"""The minutes as a document to print and sign, in the party's layout (domain/documents.md §3)."""

from __future__ import annotations

from coso.documents.declarations import COMMITTEE_MARK, mark_of
from coso.documents.exports import issuer_named
from coso.documents.queries import paragraphs
from coso.meetings.models import Meeting, Minutes
from coso.meetings.queries import papers
from coso.procedures.exports.head import body_of, layout_on, place_and_day, place_of
from coso.procedures.exports.sheet import KEPT, Sheet

WRITER = "NGƯỜI GHI BIÊN BẢN"


def sheet_of(meeting: Meeting, minutes: Minutes | None) -> Sheet:
    """Of a settled version; without one what the minutes would say now, marked as a draft. The number is left to be written by hand."""
    unit, words = meeting.unit, papers.words_of(meeting)
    mark = mark_of(words.body, unit.kind)
    text, writer, chair = (minutes.text, minutes.secretary_name, minutes.chair_name) if minutes else (papers.minutes_text(meeting), papers.name_of(meeting.secretary), papers.name_of(meeting.chair))
    return Sheet(
        layout=layout_on(meeting.day), above=body_of(unit.parent.name)[0].upper() if unit.parent else "", issuer=issuer_named(words.body, unit).upper(), symbol=f"Số      -BB/{mark}", party="ĐẢNG CỘNG SẢN VIỆT NAM",
        place_and_day=place_and_day(place_of(unit), meeting.day), kind="BIÊN BẢN" if minutes else "BIÊN BẢN (DỰ THẢO)", about=papers.about(meeting), grounds=amended(minutes), decides="",
        body=paragraphs(text), recipients=[KEPT.get(mark, KEPT[COMMITTEE_MARK])], signature=[words.chair, chair], signs_left=[WRITER, writer],
    )


def amended(minutes: Minutes | None) -> list[str]:
    """What stands over the text of an amended version."""
    return [f"Bản sửa đổi lần {minutes.number - 1}, ngày {minutes.settled_at:%d/%m/%Y}. Lý do: {minutes.why}."] if minutes and minutes.why else []
