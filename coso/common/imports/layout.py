"""What a sheet says by where something stands: two columns that share one fact, a row that names the section below it.

Both are written into the cells themselves before anything is understood, so that the preview, the file to mend and
a second import all see an ordinary table.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from coso.common.imports.cells import is_nothing, plain_words
from coso.common.imports.headings import Found, sides_of
from coso.common.imports.kinds import ImportColumn, ImportKind, Sides

Rows = list[tuple[int, list[str]]]
MARKS = frozenset({"x", "v", "✓", "√", "1", "co"})
EMPTY = frozenset({"", "0"})


def told_by_sides(rows: Rows, found: Found, kind: ImportKind) -> list[str]:
    """Headings `Nam | Nữ` beside each other: which of the two is filled becomes one value; what stands there besides a mark is kept.

    Changes rows, headings and mapping; answers what to tell the reader.
    """
    sides = kind.sides
    pair = sides_of(found.headings, sides)
    if pair is None:
        return []
    held = _column(kind, sides.holds)
    holds = bool(pair.above) and any(word in plain_words(pair.above) for word in held.words)
    for _number, cells in rows:
        cells.extend([""] * (pair.right + 1 - len(cells)))
        side, text = _said(cells[pair.left], cells[pair.right], sides)
        cells[pair.left], cells[pair.right] = (text, side) if holds else (side, "")
    label = str(_column(kind, sides.key).label)
    found.headings[pair.left], found.headings[pair.right] = (pair.above, label) if holds else (label, "")
    at = {sides.holds: pair.left, sides.key: pair.right} if holds else {sides.key: pair.left}
    found.mapping = {key: where for key, where in found.mapping.items() if where not in (pair.left, pair.right)} | at
    return [_("The columns “%(left)s” and “%(right)s” were read as one: “%(column)s”.") % {"left": sides.values[0], "right": sides.values[1], "column": label}]


def _column(kind: ImportKind, key: str) -> ImportColumn:
    return next(column for column in kind.columns if column.key == key)


def _said(left: str, right: str, sides: Sides) -> tuple[str, str]:
    """Which side is filled (both, where both are: that is refused later), and the text that stands there."""
    filled = [(value, cell) for value, cell in zip(sides.values, (left, right), strict=True) if _is_filled(cell)]
    texts = [cell for _value, cell in filled if plain_words(cell) not in MARKS and cell.strip() not in MARKS]
    return ", ".join(value for value, _cell in filled), " ".join(texts)


def _is_filled(cell: str) -> bool:
    bare = cell.strip().lower()
    return bare in MARKS or not (bare in EMPTY or is_nothing(bare))


def under_sections(rows: Rows, sections: Iterable[tuple[int, str]], found: Found, kind: ImportKind) -> list[str]:
    """Rows without a branch of their own take that of the section they stand under; a table without such a column gets one.

    sections: row number and text of the rows that name one. Changes rows, headings and mapping; answers what to tell the reader.
    """
    key, begins = kind.section
    named = [(number, text) for number, text in sections if re.match(begins, plain_words(text))]
    if not named:
        return []
    at = found.mapping.setdefault(key, len(found.headings))
    if at == len(found.headings):
        found.headings.append(str(_column(kind, key).label))
    starts, taken = [row for row, _text in named], 0
    for number, cells in rows:
        cells.extend([""] * (at + 1 - len(cells)))
        above = bisect_left(starts, number)
        if above and is_nothing(cells[at].strip()):
            cells[at], taken = named[above - 1][1], taken + 1
    return [_("%(number)s rows without “%(column)s” take it from the section above them.") % {"number": taken, "column": found.headings[at]}] if taken else []


def section_text(cells: Sequence[str], ordinal: Any) -> str:
    """What a row about nobody says, without the mark that numbers it."""
    return " ".join(cell.strip() for at, cell in enumerate(cells) if at != ordinal and cell.strip())
