"""Finding tables in a text and reading their cells, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from coso.reports.checker.letters import Letters
from coso.reports.checker.numbers import (
    DECIMAL,
    DOTTED,
    INTEGER,
    Figure,
    Kind,
    Number,
    _decimal,
    _dotted,
)

WIDEST = 80
MARKS = ("\t", "|", ";", ",")
LONGEST_CELL = 200
NOTHING = frozenset(("", "-", "--", "...", "…", "x", "0"))
RULE = re.compile(r"[\s|:+=-]+$")
NUMBERED = re.compile(r"\(?\d{1,2}\)?$")
LONGEST_NUMBERED = 4
NUMBERING_HEAD = re.compile(r"(?:s?tt|số tt|số thứ tự|#|no\.?)\.?")
ROMAN_OR_LETTER = re.compile(r"[IVX]{1,5}|[A-Za-z]")


@dataclass(slots=True)
class Cell:
    """text: as read, trimmed. figure: where it is one number."""

    text: str
    start: int
    figure: Figure | None = None


@dataclass
class Table:
    """start, end: its places. heads: the texts over each column. rows: of data; label: the column that says what a row is."""

    start: int
    end: int
    heads: list[str] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    label: int = 0

    @cached_property
    def columns(self) -> list[int]:
        """Columns of numbers."""
        return [at for at in range(len(self.heads)) if at != self.label and not self._is_numbering(at) and len(self.figures(at)) * 2 >= len(self.rows)]

    def figures(self, at: int) -> list[Figure]:
        """The numbers of a column."""
        return [row[at].figure for row in self.rows if at < len(row) and row[at].figure]  # type: ignore[misc]  # asked just before

    def _is_numbering(self, at: int) -> bool:
        return bool(NUMBERING_HEAD.fullmatch(self.heads[at].strip())) or (at < self.label)

    def at(self, row: list[Cell], column: int) -> Figure | None:
        return row[column].figure if column < len(row) else None

    def name(self, row: list[Cell]) -> str:
        return row[self.label].text if self.label < len(row) else ""


def find(letters: Letters) -> list[Table]:
    """Blocks of at least two neighbouring lines with cells, a number in at least one."""
    if not any(mark in letters.text for mark in MARKS[:3]) and "," not in letters.text:
        return []
    tables = [_table(letters, block, mark) for block, mark in _blocks(letters)]
    return [table for table in tables if table and len(table.rows) > 1 and table.columns]


def _blocks(letters: Letters) -> Iterator[tuple[list[tuple[int, int]], str]]:
    block: list[tuple[int, int]] = []
    mark = ""
    begin = 0
    for line in letters.text.split("\n"):
        end = begin + len(line)
        of_line = _mark(line)
        if of_line and mark in ("", of_line):
            block.append((begin, end))
            mark = of_line
        else:
            if len(block) > 1:
                yield block, mark
            block, mark = ([(begin, end)], of_line) if of_line else ([], "")
        begin = end + 1
    if len(block) > 1:
        yield block, mark


def _mark(line: str) -> str:
    """What parts the cells of a line, if it is one of a table."""
    if "\t" in line and "\t" in line.strip():
        return "\t"
    if line.count("|") > 1:
        return "|"
    if line.count(";") > 1 and all(len(cell) < 40 for cell in line.split(";")) and "; " not in line.strip():
        return ";"
    return "," if line.count(",") > 1 and ", " not in line and " ," not in line and all(len(cell) < 40 for cell in line.split(",")) and not re.search(r"\d,\d{1,2}%", line) else ""


def _table(letters: Letters, block: list[tuple[int, int]], mark: str) -> Table | None:
    table = Table(block[0][0], block[-1][1])
    lines = [list(_cells(letters, begin, end, mark)) for begin, end in block if not RULE.match(letters.text[begin:end])]
    lines = [line for line in lines if not _only_numbering(line)]
    first = next((at for at, line in enumerate(lines) if _has_data(line)), None)
    if first is None:
        return None
    width = max(len(line) for line in lines)
    table.heads = [" ".join(dict.fromkeys(line[at].text.lower() for line in lines[:first] if at < len(line) and line[at].text)) for at in range(width)]
    table.rows = [line for line in lines[first:] if any(cell.figure for cell in line)]
    table.label = _label(table)
    return table


def _cells(letters: Letters, begin: int, end: int, mark: str) -> Iterator[Cell]:
    line = letters.text[begin:end]
    at = begin
    pieces = line.split(mark, WIDEST)[:WIDEST]
    if mark == "|":
        skipped = len(pieces[0]) + 1 if not pieces[0].strip() else 0
        at += skipped
        pieces = pieces[1:] if skipped else pieces
        pieces = pieces[:-1] if pieces and not pieces[-1].strip() else pieces
    for piece in pieces:
        text = piece.strip(' "*')
        start = at if len(text) in (len(piece), 0) else at + piece.index(text)
        yield Cell(text[:LONGEST_CELL], start, _figure(text, start))
        at += len(piece) + 1


def _figure(text: str, start: int) -> Figure | None:
    """The number a cell holds, alone but for a sign of per cent."""
    read = _number(text) if text and (text[-1].isdigit() or text[-1] == "%") else None
    return Figure(start, start + len(text), *read) if read else None


@lru_cache(maxsize=2**13)
def _number(text: str) -> tuple[Kind, Number, int] | None:
    bare = text.rstrip("% ").lstrip("+")
    if not bare or not bare[-1].isdigit() or len(bare) > 16:
        return None
    read = _decimal(bare) if INTEGER.fullmatch(bare) or DECIMAL.fullmatch(bare) else _dotted(bare) if DOTTED.fullmatch(bare) else None
    return (Kind.PERCENT if "%" in text else Kind.COUNT, *read) if read else None


def _only_numbering(line: list[Cell]) -> bool:
    """A row of column numbers: 1 2 3, or A B (1) (2)."""
    if any(len(cell.text) > LONGEST_NUMBERED for cell in line):
        return False
    said = [cell.text for cell in line if cell.text]
    numbers = [int(text.strip("()")) for text in said if NUMBERED.match(text)]
    return len(numbers) > 1 and len(numbers) + sum(len(text) == 1 and text.isalpha() for text in said) == len(said) and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] in (1, 2, 3)


def _has_data(line: list[Cell]) -> bool:
    counts = [cell for cell in line[1:] if cell.figure and not (cell.figure.places == 0 and 1900 <= cell.figure.value <= 2100)]
    return bool(counts)


def _label(table: Table) -> int:
    """The first column whose cells are mostly words."""
    for at in range(min(3, len(table.heads))):
        worded = sum(_is_worded(row[at]) for row in table.rows if at < len(row))
        if worded * 2 > len(table.rows):
            return at
    return 0


def _is_worded(cell: Cell) -> bool:
    return cell.figure is None and any(letter.isalpha() for letter in cell.text) and not ROMAN_OR_LETTER.fullmatch(cell.text)
