"""What the units below have sent, number by number, added up beside what the upper unit counts of the same day and period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coso.common.actors import Actor
from coso.figures.queries import (
    Figure,
    Question,
    RatioFigure,
    Shown,
    count_together,
    counting,
    shown_lines,
    shown_value,
)
from coso.reports.models import UnitReport
from coso.reports.queries.below import Below
from coso.reports.queries.build import CountsOnly
from coso.reports.queries.built import Built, Cell
from coso.reports.queries.causes import Apart, Causes, counted_by
from coso.reports.queries.filled import label_of
from coso.reports.queries.sections import plain
from coso.reports.queries.sent import Key, SentUp, narrowed, own_numbers, sent_up


@dataclass(frozen=True)
class Sum:
    """One number of the upper unit's report beside those sent up.

    own: counted by the upper unit. total: what was sent, added up; a share or an average is divided anew from the sums of its
    parts, and has no total where a unit has not sent both. sent: unit's key -> what it sent. apart: what makes up the difference.
    hidden, under: for those who may not open people, as in `Cell`; the whole line, since its sum would give a small group away.
    """

    label: str
    own: float | int | None
    total: float | int | None
    sent: dict[int, Cell]
    apart: list[Apart]
    ratio: bool
    places: int
    hidden: str
    under: int


def sums_of(built: Built, work: UnitReport, below: list[Below], *, by: Actor) -> list[Sum]:
    """Each number of the report that at least one unit below has sent, in the report's order."""
    question = Question(work.unit, work.on, start=built.first_day)
    with counting():
        sent = sent_up(below, built)
        asked = dict(_asked(built, question, sent))
        count_together((one, (), True) for one, _label, _cell in asked.values())
        causes = Causes(question, below, sent, asked)
        return [_sum(key, one, label, cell, causes, CountsOnly(by)) for key, (one, label, cell) in asked.items()]


def _asked(built: Built, question: Question, sent: dict[int, SentUp]) -> Iterator[tuple[Key, tuple[Figure | RatioFigure, str, Cell]]]:
    seen = set()
    for key, line, cell in own_numbers(built, built.on, built.start):
        if key not in seen and any(up.get(key) for up in sent.values()) and (one := counted_by(key, question)):
            seen.add(key)
            yield key, (one, label_of(key[0], line.wheres[0], question), cell)


def _sum(key: Key, asked: Figure | RatioFigure, label: str, cell: Cell, causes: Causes, reader: Actor) -> Sum:
    sent = {unit: number for unit, up in causes.sent.items() if (number := up.get(key))}
    lines = shown_lines(asked, by=reader, children=True)
    hidden = "other" if cell.hidden or any(one.hidden for one in lines) or any(one.hidden for one in sent.values()) else ""
    if isinstance(asked, RatioFigure):
        own = plain(shown_value(asked, by=reader).line.value)
        return Sum(label, own, _divided_anew(asked, causes.sent, sent), sent, [], ratio=True, places=cell.places, hidden=hidden, under=cell.under)
    counted = {one.line.unit.pk: _whole(one) for one in lines if one.line.unit}
    total = sum(int(one.value or 0) for one in sent.values())
    return Sum(label, sum(counted.values()), total, sent, causes.apart(key, counted), ratio=False, places=0, hidden=hidden, under=cell.under)


def _whole(one: Shown) -> int:
    return int(one.line.value or 0)


def _divided_anew(asked: RatioFigure, every: dict[int, SentUp], sent: dict[int, Cell]) -> float | int | None:
    """From the parts that the same units have sent; none where one of them has not sent both."""
    of, where = asked.indicator, dict(asked.question.where)
    parts = ((of.numerator, narrowed(where | dict(of.numerator_where))), (of.denominator, narrowed(where)))
    sent_parts = [[every[unit].get(part) for unit in sent] for part in parts]
    if not all(all(numbers) for numbers in sent_parts):
        return None
    above, below = (sum(int(one.value or 0) for one in numbers if one) for numbers in sent_parts)
    divided: float | int | None = plain(asked.divided(above, below))
    return divided
