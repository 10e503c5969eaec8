"""Text against table: `Đảng bộ xã Mường So có 421 đảng viên`, and the table says 412 in that row.

Only where the sentence names a row in its own words, one column fits, and nothing narrows what is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from coso.reports.checker import phrases
from coso.reports.checker.findings import Notes, Relation, plain
from coso.reports.checker.numbers import Figure
from coso.reports.checker.passages import Paragraph, Sentence
from coso.reports.checker.tables.reading import Cell, Table

SAYS = re.compile(r"^(.{5,80}?) ((?:hiện |đã |đang )?(?:có|kết nạp(?: được| mới)?|quản lý))(?: tổng số| tất cả)? $")
NEUTRAL = re.compile(r"^(?: (?:mới|trong năm|toàn đảng bộ))?$")
TIMES = re.compile(r"(?:19|20)\d\d|đầu năm|nhiệm kỳ|trước|cùng kỳ|kế hoạch|chỉ tiêu|tháng|quý")
PLAIN = re.compile(r"\b(?:tổng|số|lượng|mới|hiện có|trong năm)\b|\([^)]*\)|[.:]")
MOST_LABELS = 400
LONGEST_LABEL = 9  # words


@dataclass(frozen=True)
class Named:
    table: Table
    row: list[Cell]


def check(tables: Sequence[Table], paragraphs: Iterable[Paragraph], notes: Notes) -> None:
    """Sentences that repeat a cell of a table, with another number."""
    named = _named(tables)
    if not named:
        return
    for paragraph in paragraphs:
        for sentence in paragraph.sentences:
            for at, figure in enumerate(sentence.figures):
                if figure.exact and figure.noun:
                    _compare(sentence, at, figure, named, notes)


def _named(tables: Sequence[Table]) -> dict[str, Named]:
    """Rows by their name, where only one row of all has it."""
    found: dict[str, Named] = {}
    twice: set[str] = set()
    for table in tables:
        for row in table.rows:
            name = " ".join(table.name(row).lower().split())
            if name in found:
                twice.add(name)
            elif len(name.split()) > 1 and len(found) < MOST_LABELS:
                found[name] = Named(table, row)
    return {name: one for name, one in found.items() if name not in twice}


def _compare(sentence: Sentence, at: int, figure: Figure, named: dict[str, Named], notes: Notes) -> None:
    said = SAYS.match(phrases.clause_before(sentence.gaps[at]).lstrip())
    rest = phrases.clause_after(sentence.gaps[at + 1]).rstrip()[len(figure.noun) + 1 :]
    if not said or not NEUTRAL.match(rest) or TIMES.search("".join(sentence.gaps[: at + 1])[-200:]):
        return
    words = said[1].split()[-LONGEST_LABEL:]
    one = next((named[name] for begin in range(len(words) - 1) if (name := " ".join(words[begin:])) in named), None)
    cell = _cell(one, said[2], figure) if one else None
    if cell is None:
        return
    if cell.value == figure.value:
        notes.checked += 1
        return
    told = _("The text says %(text)s, the table %(cell)s.") % {"text": plain(figure), "cell": plain(cell)}
    notes.wrong(Relation.TEXT_TABLE, figure, [], plain(cell), told)


def _cell(one: Named, verb: str, figure: Figure) -> Figure | None:
    """The one cell of the row that counts what the sentence counts; nothing where the number stands in another."""
    act = phrases.ACT.search(verb)
    wanted = act.group() if act else figure.noun
    fitting = [column for column in one.table.columns if " ".join(PLAIN.sub(" ", one.table.heads[column]).split()) in (wanted, f"{wanted} {figure.noun}")]
    others = [cell.figure.value for cell in one.row if cell.figure]
    if len(fitting) != 1 or (cell := one.table.at(one.row, fitting[0])) is None:
        return None
    return cell if cell.value == figure.value or figure.value not in others else None
