"""Rows and columns of a table against their totals, and its per cents against its counts.

How a table is built (which rows make the total, which columns a per cent is of) is known from the cells that do agree;
only then is a cell that does not a certain mistake.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TypeVar

from django.utils.translation import gettext as _

from coso.common.vietnamese import number
from coso.reports.checker import words
from coso.reports.checker.findings import Notes, Relation, percent, written
from coso.reports.checker.numbers import Figure, Kind, Number
from coso.reports.checker.rounding import agrees
from coso.reports.checker.tables.reading import Cell, Table

TOTAL = re.compile(r"(?:tổng|cộng|tổng cộng|tổng số|toàn (?:tỉnh|huyện|xã|phường|đảng bộ|thành phố)|total)\b", re.IGNORECASE)
BARE_TOTAL = re.compile(r"(?:tổng cộng|cộng|tổng số|tổng)(?: \(?[ivx+\d() ]*\)?)?[:.]?$", re.IGNORECASE)
PART = re.compile(r"(?:[-+*•]|trong đó|tr\.? ?đó|\d+\.\d+)", re.IGNORECASE)
GROUP = re.compile(r"[IVX]{1,5}$|[A-Z]$")
NO_SUM = re.compile(r"%|tỷ lệ|bình quân|trung bình|điểm|xếp|hạng|năm|so sánh|tuổi|lần|ngày|mức")
MOST_COLUMNS = 14
STEP = [10.0**-places for places in range(8)]
Row = list[Cell]
Way = TypeVar("Way")


def check(table: Table, notes: Notes) -> None:
    shares = [at for at in table.columns[:MOST_COLUMNS] if _shares(table, at)]
    counts = [at for at in table.columns[:MOST_COLUMNS] if at not in shares and not NO_SUM.search(table.heads[at])]
    totals = [row for row in table.rows if TOTAL.match(table.name(row))]
    rows = [row for row in table.rows if not TOTAL.match(table.name(row))]
    if len(totals) == 1 and len(rows) > 1:
        _columns(table, totals[0], rows, counts, notes)
    if len(counts) > 2:
        _rows(table, rows, counts, notes)
    for at in shares:
        _per_cents(table, at, counts, totals[0] if len(totals) == 1 else None, notes)


def _shares(table: Table, at: int) -> bool:
    if "%" in table.heads[at] or "tỷ lệ" in table.heads[at]:
        return True
    cells = table.figures(at)
    return sum(one.kind == Kind.PERCENT for one in cells) * 2 > len(cells)


def _fitting(ways: Iterable[Way], rows: Sequence[Row], fits: Callable[[Way, Row], bool]) -> tuple[int, Way] | None:
    """The way that most rows fit, and how many do: at least two, and two thirds. A way is given up once too many do not."""
    best: tuple[int, Way] | None = None
    for way in ways:
        missed = 0
        for row in rows:
            missed += not fits(way, row)
            if missed * 3 > len(rows):
                break
        else:
            held = len(rows) - missed
            if held > 1 and (best is None or held > best[0]):
                best = held, way
            if not missed:
                break
    return best


# --- columns -----------------------------------------------------------------------------------------


def _columns(table: Table, total: Row, rows: list[Row], counts: list[int], notes: Notes) -> None:
    ways = [way for way in _ways(table, rows) if len(way) > 1]
    held = [(sum(_adds_up(table, total, way, at) for at in counts), way) for way in ways]
    agreeing, way = max(held, key=lambda pair: pair[0])
    notes.checked += agreeing
    sure = agreeing > 0 or (len(ways) == 1 and _flat(table, total, rows))
    for at in counts if sure else ():
        stated = table.at(total, at)
        if stated and not _adds_up(table, total, way, at) and all(at < len(row) for row in way) and sum(bool(table.at(row, at)) for row in way) > 1:
            _tell_total(stated, [figure for row in way if (figure := table.at(row, at))], notes)


def _ways(table: Table, rows: list[Row]) -> Iterator[list[Row]]:
    """Which rows may make the total: all, all but the parts of others, the heads of groups only, or those below them."""
    yield rows
    whole = [row for row in rows if not PART.match(table.name(row)) and not PART.match(row[0].text)]
    if len(whole) < len(rows):
        yield whole
    groups = [row for row in rows if GROUP.match(row[0].text)]
    if groups and table.label:
        yield groups
        yield [row for row in whole if row not in groups]


def _adds_up(table: Table, total: Row, rows: list[Row], at: int) -> bool:
    stated = table.at(total, at)
    return stated is not None and stated.value == sum(figure.value for row in rows if (figure := table.at(row, at)))


def _flat(table: Table, total: Row, rows: list[Row]) -> bool:
    """A plain table whose last row is the sum: the rows are of one kind and overlap nowhere."""
    last = table.rows[-1] is total
    names = " | ".join(table.name(row).lower() for row in rows)
    return last and bool(BARE_TOTAL.match(table.name(total))) and not words.OVERLAP.search(names)


def _tell_total(stated: Figure, parts: list[Figure], notes: Notes) -> None:
    total = sum(one.value for one in parts)
    places = max(one.places for one in (stated, *parts))
    sum_ = " + ".join(_said(one) for one in parts[:12]) + (" + …" if len(parts) > 12 else "")
    told = _("%(sum)s = %(total)s, and the total says %(stated)s.") % {"sum": sum_, "total": written(total, places), "stated": notes.said(stated)}
    notes.wrong(Relation.TABLE_TOTAL, stated, [], written(total, places), told)


def _said(figure: Figure) -> str:
    return number(int(figure.value)) if not figure.places else written(figure.value, figure.places)


# --- rows --------------------------------------------------------------------------------------------


def _rows(table: Table, rows: list[Row], counts: list[int], notes: Notes) -> None:
    """A column named a total, before or after the columns it is the sum of; which ones, the rows that agree tell."""
    for at, column in enumerate(counts):
        if not TOTAL.match(table.heads[column]):
            continue
        choices = [counts[at + 1 : end] for end in range(at + 3, len(counts) + 1)] + [counts[begin:at] for begin in range(max(0, at - 1))]
        if choices:
            _row_totals(table, [row for row in rows if table.at(row, column)], column, choices, notes)


def _row_totals(table: Table, rows: list[Row], column: int, choices: list[list[int]], notes: Notes) -> None:
    held = _fitting(choices, rows, lambda parts, row: _row_adds_up(table, row, column, parts))
    if not held:
        return
    agreeing, parts = held
    notes.checked += agreeing
    for row in rows:
        stated = table.at(row, column)
        if stated and not _row_adds_up(table, row, column, parts):
            _tell_total(stated, [figure for part in parts if (figure := table.at(row, part))], notes)


def _row_adds_up(table: Table, row: Row, column: int, parts: list[int]) -> bool:
    stated = table.at(row, column)
    found = [figure for part in parts if (figure := table.at(row, part))]
    return stated is not None and bool(found) and stated.value == sum(one.value for one in found)


# --- per cents ---------------------------------------------------------------------------------------


def _per_cents(table: Table, column: int, counts: list[int], total: Row | None, notes: Notes) -> None:
    """Of which two columns, or of which column's total, a per cent is: what most rows agree with."""
    rows = [row for row in table.rows if table.at(row, column)]
    readings: list[Callable[[Row], tuple[Number, Number] | None]] = [_of_columns(table, one, other) for one in counts for other in counts if one != other]
    if total is not None:
        readings += [_of_total(table, one, total) for one in counts if table.at(total, one)]
    if not readings or len(rows) < 3:
        return
    held = _fitting(readings, rows, lambda reading, row: _right(reading(row), table.at(row, column)) is True)
    if not held:
        return
    agreeing, reading = held
    notes.checked += agreeing
    for row in rows:
        stated, pair = table.at(row, column), reading(row)
        if stated and pair and _right(pair, stated) is False:
            share = Fraction(pair[0] * 100, pair[1])
            told = _("%(part)s of %(whole)s is %(share)s, and %(stated)s is stated.") % {
                "part": number(int(pair[0])), "whole": number(int(pair[1])), "share": percent(share, stated), "stated": notes.said(stated),
            }
            notes.wrong(Relation.TABLE_SHARE, stated, [], percent(share, stated), told)


def _of_columns(table: Table, one: int, other: int) -> Callable[[Row], tuple[Number, Number] | None]:
    def pair(row: Row) -> tuple[Number, Number] | None:
        part, whole = table.at(row, one), table.at(row, other)
        return (part.value, whole.value) if part and whole and whole.value else None

    return pair


def _of_total(table: Table, one: int, total: Row) -> Callable[[Row], tuple[Number, Number] | None]:
    whole = table.at(total, one)

    def pair(row: Row) -> tuple[Number, Number] | None:
        part = table.at(row, one)
        return (part.value, whole.value) if part and whole and whole.value else None

    return pair


def _right(pair: tuple[Number, Number] | None, stated: Figure | None) -> bool | None:
    if pair is None or stated is None:
        return None
    if abs(float(pair[0]) * 100 / float(pair[1]) - float(stated.value)) > 2 * STEP[stated.places]:
        return False  # far off; most are, while it is sought of what the per cents are
    share = Fraction(pair[0] * 100, pair[1])
    return agrees((share, share), stated)
