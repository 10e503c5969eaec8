"""Where the table stands in a sheet, and which of its columns means what.

Real sheets have a title above, headings over several rows with merged cells, a row of column numbers, blank rows,
rows that name a section, and notes and signatures below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from coso.common import vietnamese
from coso.common.imports.cells import plain_words
from coso.common.imports.files import Sheet
from coso.common.imports.kinds import ImportColumn, ImportKind, Sides

LOOKED_AT = 40
ENOUGH = 8
TALLEST = 4
EXACT, WITHIN = 1000, 100
NOTE = re.compile(
    r"\b(ghi chu|luu y|nguoi lap|nguoi tong hop|tong (so|cong)|cong|t ?m chi bo|t ?m dang uy|t ?m chi uy|t ?m ban thuong vu|"
    r"bi thu|pho bi thu|xac nhan|ky ten|ngay thang nam|ngay \d* ?thang|danh sach nay|noi nhan)\b"
)


@dataclass(frozen=True)
class Pair:
    """Two neighbouring columns, and the heading that stands over both."""

    left: int
    right: int
    above: str


@dataclass
class Found:
    """headings: the file's own, one for each of its columns. mapping: column key -> number of the file's column.
    first: index in the sheet's rows of the first row below the headings."""

    headings: list[str] = field(default_factory=list)
    mapping: dict[str, int] = field(default_factory=dict)
    first: int = 0


def find(sheet: Sheet, kind: ImportKind) -> Found:
    """The block of heading rows that explains the most columns; of equals the lowest and shortest."""
    best, best_score = Found(first=1), 0
    top = [(at, row) for at, row in enumerate(sheet.rows[:LOOKED_AT])]
    for start, _row in top:
        if len(best.mapping) >= ENOUGH and start >= best.first:
            break  # what follows are people
        for height in range(1, TALLEST + 1):
            if start + height > len(sheet.rows):
                break
            headings = _joined(_filled(sheet, start, height))
            mapping, score = _mapped(headings, kind)
            score += EXACT * bool(sides_of(headings, kind.sides))
            if score - height > best_score:
                best, best_score = Found(headings, mapping, start + height), score - height
    best.mapping = map_columns(best.headings, kind)
    return _past_numbers(sheet, best, kind)


def _filled(sheet: Sheet, start: int, height: int) -> list[list[str]]:
    """The heading rows with merged cells repeated."""
    block = sheet.rows[start : start + height]
    width = max(len(cells) for _number, cells in block)
    grid = [[vietnamese.tidy(cell) for cell in cells] + [""] * (width - len(cells)) for _number, cells in block]
    rows_at = {number - 1: at for at, (number, _cells) in enumerate(block)}
    for top, left, bottom, right in sheet.merged:
        text = grid[rows_at[top]][left] if top in rows_at and left < width else ""
        for row in range(top, bottom + 1):
            for column in range(left, min(right + 1, width)):
                if row in rows_at and text:
                    grid[rows_at[row]][column] = text
    return grid if sheet.merged else _carried(grid)


def _carried(grid: list[list[str]]) -> list[list[str]]:
    """Without merge marks (CSV, ODS): a blank cell over a sub-heading takes the heading at its left."""
    for at, row in enumerate(grid[:-1]):
        for column in range(1, len(row)):
            above = any(upper[column] for upper in grid[:at])
            if not row[column] and not above and any(lower[column] for lower in grid[at + 1 :]):
                row[column] = row[column - 1]
    return grid


def _joined(grid: list[list[str]]) -> list[str]:
    """One heading for each column: its parts from top to bottom, each once."""
    headings = []
    for column in range(len(grid[0])):
        parts = dict.fromkeys(row[column] for row in grid if row[column])
        headings.append(" / ".join(parts)[:200])
    return headings


def sides_of(headings: Sequence[str], sides: Sides) -> Pair | None:
    """The two neighbours headed by the sides' values that share what stands above them."""
    parts = [heading.rpartition(" / ") for heading in headings]
    for at, ((above, _mark, left), (beside, _beside, right)) in enumerate(zip(parts, parts[1:], strict=False)):
        if above == beside and (plain_words(left), plain_words(right)) == tuple(map(plain_words, sides.values)):
            return Pair(at, at + 1, above)
    return None


def map_columns(headings: Sequence[str], kind: ImportKind) -> dict[str, int]:
    """Column key -> number of the file's column; the closest pairs first, each used once."""
    mapping, _score = _mapped(headings, kind)
    return _with_groups(mapping, [plain_words(heading) for heading in headings], kind)


def _mapped(headings: Sequence[str], kind: ImportKind) -> tuple[dict[str, int], int]:
    """The mapping, and how well all its headings say their columns together."""
    forms = [_forms(heading) for heading in headings]
    pairs = sorted(
        (-score, at, order, column.key)
        for order, column in enumerate(kind.columns)
        for at, (whole, exact) in enumerate(forms)
        if (score := _score(column, whole, exact))
    )
    mapping: dict[str, int] = {}
    total = 0
    for score, at, _order, key in pairs:
        if key not in mapping and at not in mapping.values():
            mapping[key] = at
            total -= score
    return mapping, total


@cache
def _forms(heading: str) -> tuple[str, frozenset[str]]:
    """The heading's words, and the forms that may equal a phrase: whole or last part, with or without brackets."""
    bare = re.sub(r"\([^)]*\)", " ", heading)
    last = [text.rsplit(" / ", 1)[-1] for text in (heading, bare)]
    return plain_words(heading), frozenset(plain_words(text) for text in (heading, bare, *last))


def _score(column: ImportColumn, whole: str, exact: frozenset[str]) -> int:
    """How well a heading says a column; a phrase `a+b` wants both groups of words."""
    best = 0
    for phrase in column.words:
        if "+" in phrase:
            parts = phrase.split("+")
            if all(_within(part, whole) for part in parts):
                best = max(best, WITHIN * 2 + len(phrase))
        elif phrase in exact:
            best = max(best, EXACT + len(phrase))
        elif _within(phrase, whole):
            best = max(best, WITHIN + len(phrase))
    return best


def _within(phrase: str, heading: str) -> bool:
    return f" {phrase} " in f" {heading} "


def _with_groups(mapping: dict[str, int], plain: list[str], kind: ImportKind) -> dict[str, int]:
    """A heading repeated over three columns without sub-headings: they follow the declared order."""
    for phrase, keys in kind.groups:
        free = [at for at, heading in enumerate(plain) if _within(phrase, heading) and at not in mapping.values()]
        missing = [key for key in keys if key not in mapping]
        if len(free) == 1:
            missing = missing[-1:]
        if len(free) <= len(missing) or len(free) == 1:
            mapping |= dict(zip(missing, free, strict=False))
    return mapping


def _past_numbers(sheet: Sheet, found: Found, kind: ImportKind) -> Found:
    """Leave out the row of column numbers; it also says the columns that headings did not."""
    if found.first < len(sheet.rows) and is_number_row(cells := sheet.rows[found.first][1]):
        found.first += 1
        used = set(found.mapping.values())
        numbers = {re.sub(r"\D", "", cell): at for at, cell in enumerate(cells)}
        if len(numbers) == len(kind.columns):
            for order, column in enumerate(kind.columns, 1):
                at = numbers.get(str(order))
                if column.key not in found.mapping and at is not None and at not in used:
                    found.mapping[column.key] = at
    return found


def is_number_row(cells: Sequence[str]) -> bool:
    """1, 2, 3 … or (1), (2), (3) …: each one more than the one before."""
    plain = [re.sub(r"[()\[\]\s.]", "", cell) for cell in cells if cell.strip()]
    numbers = [int(cell) for cell in plain if cell.isdecimal()]
    return len(numbers) > 3 and len(numbers) >= len(plain) - 2 and all(b - a == 1 for a, b in zip(numbers, numbers[1:], strict=False))


def is_note(cells: Sequence[str], *, ordinal: str, is_person: bool) -> bool:
    """A row that is about nobody: a section's name (numbered I, II, A, B …), a sum, a note, a signature.

    ordinal: what stands in the column of row numbers. is_person: a column that only a person has is filled.
    """
    said = [cell for cell in cells if cell.strip()]
    if is_person or re.fullmatch(r"\s*\d+\s*[.)]?\s*", ordinal):
        return False
    return len(said) - bool(ordinal.strip()) <= 1 or bool(NOTE.search(plain_words(" ".join(said))))
