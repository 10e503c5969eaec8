"""A report's text filled in: what each placeholder answers, as blocks of text and tables of numbers with their traces."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from typing import Any

from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.vietnamese import date as written_day
from coso.figures.queries import (
    Asked,
    Question,
    RatioFigure,
    count_together,
    figure,
    indicator,
    shown_value,
)
from coso.figures.queries import Counted as Numbers
from coso.reports.enums import Against, Period
from coso.reports.queries.blocks import blocks_of
from coso.reports.queries.built import Cell, Line, Table
from coso.reports.queries.declared import Part, Report, Section
from coso.reports.queries.language import (
    ENVIRONMENT,
    Call,
    Fault,
    TextRefused,
    calls_in,
    day_in,
)
from coso.reports.queries.of_targets import table_of_targets
from coso.reports.queries.periods import Span, compared
from coso.reports.queries.published import (
    Printed,
    compared_cells,
    heads,
    heads_of_stated,
    stated_cells,
    summed_up,
)
from coso.reports.queries.sections import cell_of, change_of, table_of

LONGEST_ANSWER = 200_000


@dataclass(frozen=True)
class Written:
    """A part of a report written by a person: its text, who wrote it and when. version: tells it from what others write meanwhile."""

    text: str
    who: str
    at: datetime
    version: int = 0

    @classmethod
    def told(cls, known: Written | None) -> dict[str, Any]:
        """As it stands in a report's blocks; empty where nothing is written yet."""
        return {"text": known.text, "who": known.who, "at": known.at.isoformat(), "version": known.version} if known else {"text": "", "who": "", "at": "", "version": 0}


@dataclass(frozen=True)
class Asking:
    """What a text is filled in for. questions: of the report's own span, then of those it is compared with."""

    questions: list[Question]
    span: Span
    counts_only: Actor
    written: dict[str, Written]
    deadline: float | None = None

    def hurry(self, line: int) -> None:
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise TextRefused([Fault(line, _("counting took too long and was given up. Ask for fewer numbers, or settle the report: that is done as long work."))])


def fill(report: Report, asking: Asking) -> tuple[list[Table], list[dict[str, Any]]]:
    """Tables and blocks of the text; the last table holds the numbers that stand in the text itself."""
    calls = calls_in(report.text, asking.questions[0])
    filling = Filling(report.period, asking)
    count_together(filling.wanted(calls))
    told = ENVIRONMENT.from_string(report.text).render(**filling.names())
    if len(told) > LONGEST_ANSWER:
        raise TextRefused([Fault(1, _("the filled-in text is longer than %(most)s letters. Shorten it.") % {"most": LONGEST_ANSWER})])
    blocks = list(blocks_of(told, filling))
    inline = [Table(_("Numbers in the text"), [_("Number"), _("Compared with"), _("Result")], filling.lines, inline=True)] if filling.lines else []
    return [*filling.tables, *inline], blocks


class Told:
    """What a placeholder answers: its mark in the text; compared in `{% if %}` by its value, false where that is hidden."""

    def __init__(self, mark: str, value: float | None = None) -> None:
        self.mark, self.value = mark, value

    def __str__(self) -> str:
        return self.mark

    def __bool__(self) -> bool:
        return bool(self.value)

    def _holds(self, other: Any, holds: Callable[[Any, Any], bool]) -> bool:
        value = other.value if isinstance(other, Told) else other
        return self.value is not None and isinstance(value, int | float) and holds(self.value, value)

    def __lt__(self, other: Any) -> bool:
        return self._holds(other, lambda one, two: one < two)

    def __le__(self, other: Any) -> bool:
        return self._holds(other, lambda one, two: one <= two)

    def __gt__(self, other: Any) -> bool:
        return self._holds(other, lambda one, two: one > two)

    def __ge__(self, other: Any) -> bool:
        return self._holds(other, lambda one, two: one >= two)

    def __eq__(self, other: object) -> bool:
        return self._holds(other, lambda one, two: one == two)

    def __ne__(self, other: object) -> bool:
        return self._holds(other, lambda one, two: one != two)

    __hash__ = None  # type: ignore[assignment]  # compared by value, kept nowhere


@dataclass
class Filling:
    """The helpers of a text, and what they have gathered. lines: numbers in the text; same numbers stand there once."""

    period: str
    asking: Asking
    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    numbers: list[dict[str, Any]] = field(default_factory=list)
    parts: list[dict[str, Any]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    places: dict[Any, int] = field(default_factory=dict)

    def names(self) -> dict[str, Any]:
        """Helpers and variables, as a text calls them."""
        span, unit = self.asking.span, self.asking.questions[0].unit
        variables = {"unit": unit.name, "day": written_day(span.on), "start": written_day(span.start), "year": str(span.on.year)}
        helpers = (self.figure, self.before, self.change, self.percent, self.growth, self.table, self.units, self.targets, self.write, self.not_measured, self.published, self.stated)
        return variables | {helper.__name__: helper for helper in helpers}

    # --- what will be counted ---------------------------------------------------------------------

    def wanted(self, calls: list[Call]) -> Iterator[Numbers]:
        """All that the calls ask, to be counted together."""
        for call in calls:
            self.asking.hurry(call.line)
            if call.helper in ("table", "units"):
                yield from self._wanted_table(call)
            else:
                yield from ((asked, (), False) for asked in self._wanted_numbers(call))

    def _wanted_table(self, call: Call) -> Iterator[Numbers]:
        below = call.helper == "units"
        for key, question in product(call.indicators, self.asking.questions[:1] if below else self.asking.questions):
            asked = self._asked(key, question, call.where)
            yield asked, (), below
            if "by" in call.named:
                yield asked, (call.named["by"],), False

    def _wanted_numbers(self, call: Call) -> Iterator[Asked]:
        for key in call.indicators:
            own = self._question(call.named.get("on", ""), call.named.get("since", ""))
            if call.helper != "before":
                yield self._asked(key, own, call.where)
            if call.helper == "percent" or "share" in call.named:
                yield self._asked(key, own, {})
            if call.helper == "published" and (then := call.named.get("times") or call.named.get("change")):
                yield self._asked(key, self._question(then), call.where)
            if call.helper in ("before", "change", "growth"):
                yield self._asked(key, self._earlier(call.named.get("against", Against.YEAR)), call.where)

    def _question(self, on: str = "", since: str = "") -> Question:
        """The report's own question, or one of other days named in the text."""
        own = self.asking.questions[0]
        return replace(own, day=day_in(on) or own.day, start=day_in(since) or own.start) if on or since else own

    def _earlier(self, against: str) -> Question:
        earlier = compared(self.period, self.asking.span, against)
        return replace(self.asking.questions[0], day=earlier.on, start=None if self.period == Period.DAY else earlier.start)

    def _asked(self, key: str, question: Question, where: dict[str, str]) -> Asked:
        asked = figure(key, question, by=self.asking.counts_only)
        return asked.only(**where) if where else asked

    # --- the helpers ------------------------------------------------------------------------------

    def figure(self, key: str, on: str = "", since: str = "", **where: str) -> Told:
        """A number of the report's unit, in its period or up to its day."""
        asked = self._asked(key, self._question(on, since), where)
        return self._number(("figure", key, on, since, *where.items()), asked, where, lambda: [self._cell(asked)])

    def before(self, key: str, against: str = Against.YEAR, **where: str) -> Told:
        """The same number in the period it is compared with."""
        asked = self._asked(key, self._earlier(against), where)
        return self._number(("before", key, against, *where.items()), asked, where, lambda: [self._cell(asked)])

    def change(self, key: str, against: str = Against.YEAR, **where: str) -> Told:
        """By how much it has grown or fallen, in words."""
        return self._compared("change", key, against, where, change_of)

    def growth(self, key: str, against: str = Against.YEAR, **where: str) -> Told:
        """The same in per cent of what it was."""
        return self._compared("growth", key, against, where, _growth)

    def percent(self, key: str, on: str = "", since: str = "", **where: str) -> Told:
        """The narrowed number as a share of the whole one."""
        question = self._question(on, since)
        part, whole = self._asked(key, question, where), self._asked(key, question, {})

        def cells() -> list[Cell]:
            one, all_ = self._cell(part), self._cell(whole)
            return [one, all_, _share(one, all_)]

        return self._number(("percent", key, on, since, *where.items()), part, where, cells, indicators=[key, key, ""], wheres=[where, {}, {}])

    def table(self, title: str, *keys: str, by: str = "", **where: str) -> Told:
        """The indicators, each with its parts if split, on the report's day and those it is compared with."""
        return self._table(Section(title, tuple(Part(key, by=by, where=tuple(where.items())) for key in keys)))

    def units(self, title: str, *keys: str, **where: str) -> Told:
        """The indicators side by side, a line for each unit right below."""
        return self._table(Section(title, tuple(Part(key, where=tuple(where.items())) for key in keys), compared=False))

    def targets(self, title: str) -> Told:
        """The targets decided for the unit that run in the report's period; where there are none, a sentence that says so."""
        table = table_of_targets(title, self.asking.questions[0], self.asking.counts_only)
        if not table:
            return Told(_("No target decided for the unit runs in this period."))
        self.tables.append(table)
        return Told(f"\x01t{len(self.tables) - 1}\x02")

    def write(self, name: str, hint: str) -> Told:
        """A part that a person writes."""
        self.parts.append({"kind": "write", "name": name, "hint": hint} | Written.told(self.asking.written.get(name)))
        return Told(f"\x01w{len(self.parts) - 1}\x02")

    def not_measured(self, what: str) -> Told:
        """Says that the records do not answer this yet."""
        self.missing.append(what)
        return Told(f"\x01m{len(self.missing) - 1}\x02")

    def published(self, title: str, label: str, printed: str, key: str, on: str = "", since: str = "", share: str = "", base: str = "", times: str = "", change: str = "", **where: str) -> Told:
        """A published number beside the records, as a line of the table of that title, which stands where it is named first.

        share: the count in per cent of the whole one; base: of a stated number; times: divided by what it was on a day;
        change: less what it was on a day.
        """
        question = self._question(on, since)
        asked = self._asked(key, question, where)
        against, narrowed = None, where if times or change else {}
        if base:
            against = self._printed(base).cell()
        elif share or times or change:
            against = self._cell(self._asked(key, self._question(times or change) if times or change else question, narrowed))
        way = next((name for name, told in {"share": share, "base": base, "times": times, "change": change}.items() if told), "")
        cells = compared_cells(self._printed(printed), self._cell(asked), against, way)
        return self._line_of(title, heads(), Line(label, ["", key, key if against and not base else "", "", ""], [{}, where, narrowed, {}, {}], question.unit.pk, cells))

    def stated(self, title: str, label: str, printed: str, parts: str, whole: str) -> Told:
        """A published number beside other published ones, where no records are asked: the sum alone."""
        cells = stated_cells(self._printed(printed), [self._printed(one) for one in parts.split("+")], self._printed(whole) if whole else None)
        return self._line_of(title, heads_of_stated(), Line(label, [""] * len(cells), [{}] * len(cells), self.asking.questions[0].unit.pk, cells))

    # --- gathered ---------------------------------------------------------------------------------

    def _table(self, section: Section) -> Told:
        self.tables.append(table_of(section, self.asking.questions, self.asking.counts_only))
        return Told(f"\x01t{len(self.tables) - 1}\x02")

    def _line_of(self, title: str, columns: list[str], line: Line) -> Told:
        """One more line of a table; its place in the text is where its first line is named."""
        there = next((table for table in self.tables if (table.title, table.heads) == (title, columns)), None)
        if there:
            there.lines.append(line)
            there.notes[:] = summed_up(there.lines)
            return Told("")
        self.tables.append(Table(title, columns, [line], notes=summed_up([line]), cards=True))
        return Told(f"\x01t{len(self.tables) - 1}\x02")

    @staticmethod
    def _printed(text: str) -> Printed:
        read = Printed.read(text)
        assert read is not None  # looked at before anything is counted
        return read

    def _compared(self, helper: str, key: str, against: str, where: dict[str, str], result: Callable[[Cell, Cell], Cell]) -> Told:
        now, then = self._asked(key, self._question(), where), self._asked(key, self._earlier(against), where)

        def cells() -> list[Cell]:
            one, two = self._cell(now), self._cell(then)
            return [one, two, result(one, two)]

        return self._number((helper, key, against, *where.items()), now, where, cells)

    def _cell(self, asked: Asked) -> Cell:
        percent = "percent" if asked.indicator.unit_of_measure == "%" else ""
        return replace(cell_of(shown_value(asked, by=self.asking.counts_only), asked, 2 if isinstance(asked, RatioFigure) else 0), form=percent)

    def _number(
        self, place: tuple[Any, ...], asked: Asked, where: dict[str, str], cells: Callable[[], list[Cell]], *,
        indicators: list[str] | None = None, wheres: list[dict[str, str]] | None = None,
    ) -> Told:
        """A number in the text; its line is kept once, however often it is named."""
        self.asking.hurry(1)
        if place not in self.places:
            self.places[place] = len(self.lines)
            key, numbers = asked.indicator.key, cells()
            label = label_of(key, where, asked.question) + days_of(numbers, self._question())
            self.lines.append(Line(label, indicators or [key], wheres or [where], asked.question.unit.pk, numbers))
        line = self.places[place]
        shown = self.lines[line].cells[-1]
        self.numbers.append({"line": line, "column": len(self.lines[line].cells) - 1, "words": place[0] in ("change", "growth")})
        return Told(f"\x01n{len(self.numbers) - 1}\x02", None if shown.hidden else shown.value)


def days_of(cells: list[Cell], own: Question) -> str:
    """`, 31/12/2025`, `, so với 31/12/2025`: the day or period of a number where it is not the report's, and of what it is compared with."""
    first, *rest = cells
    against = next((cell for cell in rest if cell.on and (cell.on, cell.start) != (first.on, first.start)), None)
    told = f", {span_of(first)}" if first.on != own.day.isoformat() or first.start not in ("", own.start and own.start.isoformat()) else ""
    return told + (_(", against %(days)s") % {"days": span_of(against)} if against else "")


def span_of(cell: Cell) -> str:
    days = [written_day(date.fromisoformat(day)) for day in (cell.start, cell.on) if day]
    return " – ".join(days)


def label_of(key: str, where: dict[str, str], question: Question) -> str:
    """`Đảng viên (Nữ)`: the indicator, and what it is narrowed to."""
    declared = indicator(key)
    dimensions = {one.key: one for one in declared.dimensions}
    chosen = [str(choice.label) for name, value in where.items() for choice in dimensions[name].values(question) if choice.key == value]
    return f"{declared.name} ({', '.join(chosen)})" if chosen else str(declared.name)


def _share(part: Cell, whole: Cell) -> Cell:
    value = _divided(part.value, whole.value) if part.value is not None and whole.value else None
    return Cell(value, "other" if part.hidden or whole.hidden else "", part.under, 2, change=True, form="percent")


def _growth(now: Cell, before: Cell) -> Cell:
    value = _divided(now.value - before.value, before.value) if now.value is not None and before.value else None
    return Cell(value, "other" if now.hidden or before.hidden else "", now.under, 2, change=True, form="growth")


def _divided(above: Any, below: Any) -> float:
    """A share of a hundred, rounded half up to two decimals, as figures are."""
    return float((Decimal(str(above)) * 100 / Decimal(str(below))).quantize(Decimal("0.01"), ROUND_HALF_UP))
