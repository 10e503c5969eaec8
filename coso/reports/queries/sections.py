"""Tables of a report: every line of a section, for each of its days or for each unit below."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from typing import Any

from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.vietnamese import date as written
from coso.figures.enums import Tree
from coso.figures.queries import (
    NOT_RECORDED,
    Asked,
    Question,
    RatioFigure,
    Shown,
    figure,
    shown_lines,
    shown_value,
)
from coso.figures.queries import Counted as Numbers
from coso.figures.queries import Line as Counted
from coso.reports.queries.built import Cell, Line, Table
from coso.reports.queries.declared import Part, Report, Section

Where = tuple[tuple[str, str], ...]


def wanted_by(report: Report, questions: list[Question], by: Actor) -> Iterator[Numbers]:
    """All that the report asks, to be counted together."""
    for section in report.sections:
        for part, question in product(section.parts, questions if section.compared else questions[:1]):
            asked = ask(part, question, by)
            if part.own_line:
                yield asked, (), not section.compared
            if part.by:
                yield asked, (part.by,), False


def table_of(section: Section, questions: list[Question], by: Actor) -> Table:
    """questions: of the day, then of the days it is compared with."""
    if not section.compared:
        return _by_unit(section, questions[0], by)
    heads = [written(questions[0].day)]
    for question in questions[1:]:
        heads += [written(question.day), _("Change")]
    lines = [line for part in section.parts for line in _lines(part, questions, by)]
    return Table(str(section.title), heads, lines)


def ask(part: Part, question: Question, by: Actor) -> Asked:
    asked = figure(part.indicator, question, by=by)
    return asked.only(**dict(part.where)) if part.where else asked


def _lines(part: Part, questions: list[Question], by: Actor) -> Iterator[Line]:
    asked = [ask(part, question, by) for question in questions]
    if part.own_line:
        yield _line(part, name_of(part, asked[0]), part.where, asked, [shown_value(one, by=by) for one in asked], level=part.level)
    if not part.by:
        return
    shown = [{one.line.choices[0]: one for one in shown_lines(each, part.by, by=by)} for each in asked]
    (dimension,) = asked[0].dimensions((part.by,))
    nothing = Shown(Counted((), 0))
    for choice in [*dimension.values(questions[0]), NOT_RECORDED]:
        found = [each.get(choice, nothing) for each in shown]
        if any(one.line.value for one in found):
            yield _line(part, str(choice.label), (*part.where, (part.by, choice.key)), asked, found, level=int(part.own_line))


def name_of(part: Part, asked: Asked) -> str:
    """What the line counts; a share says that it is in per cent."""
    name = str(part.label or asked.indicator.name)
    return f"{name} (%)" if asked.indicator.unit_of_measure == "%" else name


def _line(part: Part, label: str, where: Where, asked: list[Asked], shown: list[Shown], *, level: int = 0) -> Line:
    places = 2 if isinstance(asked[0], RatioFigure) else 0
    now = cell_of(shown[0], asked[0], places)
    cells = [now]
    for one, each in zip(shown[1:], asked[1:], strict=True):
        before = cell_of(one, each, places)
        cells += [before, change_of(now, before)]
    return Line(label, [part.indicator], [dict(where)], asked[0].question.unit.pk, cells, level)


def cell_of(shown: Shown, asked: Asked, places: int = 0) -> Cell:
    """Nothing, not nought, on a day on which the unit was not in being."""
    value = plain(shown.line.value) if was_there(asked.question) else None
    start = asked.question.start.isoformat() if asked.question.start and asked.indicator.flow else ""
    return Cell(value, shown.hidden, shown.under, places, asked.question.day.isoformat(), start=start)


def was_there(question: Question) -> bool:
    """Whether there is anything to count: the unit was in being, and the period does not end before it begins."""
    unit, day = question.unit, question.day
    if question.start and question.start > day:
        return False
    return question.tree == Tree.STANDS or (unit.founded_on <= day and (unit.ended_on is None or day < unit.ended_on))


def change_of(now: Cell, before: Cell) -> Cell:
    hidden = "other" if now.hidden or before.hidden else ""
    known = now.value is not None and before.value is not None
    value = round((now.value or 0) - (before.value or 0), 2) if known else None
    return Cell(value, hidden, now.under, now.places, change=True)


def plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _by_unit(section: Section, question: Question, by: Actor) -> Table:
    asked = [ask(part, question, by) for part in section.parts]
    columns = [{one.line.unit: one for one in shown_lines(each, by=by, children=True)} for each in asked]
    lines = []
    for unit, first in columns[0].items():
        if unit is None or (unit == question.unit and not first.line.value):
            continue
        cells = [cell_of(column.get(unit, Shown(Counted((), 0))), each) for column, each in zip(columns, asked, strict=True)]
        label = _("Directly in the unit") if unit == question.unit else unit.name
        lines.append(Line(label, [part.indicator for part in section.parts], [dict(part.where) for part in section.parts], unit.pk, cells))
    heads = [str(part.label or each.indicator.name) for part, each in zip(section.parts, asked, strict=True)]
    return Table(str(section.title), heads, lines if any(line.unit != question.unit.pk for line in lines) else [])
