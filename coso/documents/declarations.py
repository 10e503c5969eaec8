"""How kinds and bodies are written in symbols, and which bodies a unit has (domain/documents.md §1 and §2).

The party's own abbreviations and formulas are not translated.
"""

from __future__ import annotations

from dataclasses import dataclass

from coso.documents.enums import Body, DocumentType
from coso.org.enums import UnitKind
from coso.org.kinds import BRANCH_KINDS, TEMPORARY_KINDS

T = DocumentType


@dataclass(frozen=True)
class Printed:
    """The letters in the symbol, and the name over the abstract; an official letter shows none."""

    letters: str
    name: str


PRINTED: dict[str, Printed] = {
    T.RESOLUTION: Printed("NQ", "NGHỊ QUYẾT"),
    T.DECISION: Printed("QĐ", "QUYẾT ĐỊNH"),
    T.REGULATION: Printed("QĐ", "QUY ĐỊNH"),
    T.CONCLUSION: Printed("KL", "KẾT LUẬN"),
    T.WORKING_RULES: Printed("QC", "QUY CHẾ"),
    T.NOTICE: Printed("TB", "THÔNG BÁO"),
    T.REPORT: Printed("BC", "BÁO CÁO"),
    T.PLAN: Printed("KH", "KẾ HOẠCH"),
    T.PROGRAMME: Printed("CTr", "CHƯƠNG TRÌNH"),
    T.SUBMISSION: Printed("TTr", "TỜ TRÌNH"),
    T.OFFICIAL_LETTER: Printed("CV", ""),
    T.MINUTES: Printed("BB", "BIÊN BẢN"),
    T.SCHEME: Printed("ĐA", "ĐỀ ÁN"),
    T.OPTION_PLAN: Printed("PA", "PHƯƠNG ÁN"),
    T.DIRECTIVE: Printed("CT", "CHỈ THỊ"),
    T.GUIDE: Printed("HD", "HƯỚNG DẪN"),
}
# The rulebook names a kind by its letters, and by its word where the letters alone would say two kinds.
BY_WORD = {one.letters: T(kind) for kind, one in PRINTED.items() if kind != T.REGULATION} | {one.name.lower(): T(kind) for kind, one in PRINTED.items() if one.name}
MARKS = {UnitKind.CENTRE: "TW", UnitKind.PROVINCIAL_ORGANISATION: "TU"}
COMMITTEE_MARK, BRANCH_MARK, CONGRESS_MARK = "ĐU", "CB", "ĐH"
SIGNS_FOR = {Body.BRANCH: "T/M CHI BỘ", Body.COMMITTEE: "T/M BAN CHẤP HÀNH", Body.STANDING_COMMITTEE: "T/M BAN THƯỜNG VỤ", Body.CONGRESS: "T/M ĐOÀN CHỦ TỊCH"}


def bodies_of(kind: str) -> tuple[Body, ...]:
    """Those that issue papers in a unit of this kind."""
    if kind in (*BRANCH_KINDS, *TEMPORARY_KINDS, UnitKind.PARTY_GROUP):
        return (Body.BRANCH, Body.CONGRESS)
    return (Body.STANDING_COMMITTEE, Body.COMMITTEE, Body.CONGRESS)


def mark_of(body: str, unit_kind: str) -> str:
    """What stands after the slash."""
    own = {Body.CONGRESS: CONGRESS_MARK, Body.BRANCH: BRANCH_MARK}
    return own.get(Body(body)) or MARKS.get(UnitKind(unit_kind), COMMITTEE_MARK)


def letters_of(kind: str) -> str:
    return PRINTED[kind].letters
