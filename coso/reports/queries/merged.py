"""An upper unit's report put together from those of the units below: what each has sent, the sum, its own count, and why they differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coso.common.actors import Actor
from coso.common.vietnamese import number
from coso.reports.models import UnitReport
from coso.reports.queries.below import Below, reports_below
from coso.reports.queries.built import Built, Cell, Line, Table
from coso.reports.queries.filled import Written
from coso.reports.queries.sums import Sum, sums_of

EXPLAINED = "đối chiếu cấp dưới"  # the part in which a person says why the numbers differ
COLUMNS = 5  # numbers beside each other on a page
NAMED = 3


def with_below(built: Built, work: UnitReport, written: dict[str, Written], *, by: Actor) -> Built:
    """The report with what the units below have sent, and the part that says why the sums differ; as it was where none has sent one."""
    below = reports_below(work)
    if not any(one.sent for one in below):
        return built
    with translation.override("vi"):
        sums = sums_of(built, work, below, by=by)
        tables = [*_by_unit(sums, work, below), *_why(sums, work)]
        return _added(built, tables, [_heading(below), *_reason(sums, written.get(EXPLAINED))]) if sums else built


def _added(built: Built, tables: list[Table], words: list[dict[str, Any]]) -> Built:
    """After all else; the numbers that stand in the text keep the last place among the tables. The first of the words stands above."""
    inline = [one for one in built.tables if one.inline]
    before = [one for one in built.tables if not one.inline]
    blocks = built.blocks or [{"kind": "table", "table": at} for at in range(len(before))]
    placed = [{"kind": "table", "table": len(before) + at} for at in range(len(tables))]
    return replace(built, tables=[*before, *tables, *inline], blocks=[*blocks, *words[:1], *placed, *words[1:]])


def _heading(below: list[Below]) -> dict[str, Any]:
    told = {"sent": number(sum(one.sent for one in below)), "all": number(len(below))}
    return {"kind": "heading", "level": 1, "runs": [_("Put together from the units below: %(sent)s of %(all)s have sent") % told], "anchor": "merged"}


# --- what each has sent ---------------------------------------------------------------------------


def _by_unit(sums: list[Sum], work: UnitReport, below: list[Below]) -> Iterator[Table]:
    """Counts that are added up, then shares and averages, so many side by side."""
    for some in _side_by_side([one for one in sums if not one.ratio]):
        yield Table(_("What the units below have sent"), [one.label for one in some], [*_units(some, below), *_totals(some, work, _("Sum of what was sent"))])
    for some in _side_by_side([one for one in sums if one.ratio]):
        note = _("Shares and averages are not added up: they are divided anew from the sums of their parts where every unit has sent both, else they have no sum.")
        yield Table(_("Shares and averages the units below have sent"), [one.label for one in some], [*_units(some, below), *_totals(some, work, _("Divided anew from the sums"))], notes=[note])


def _side_by_side(sums: Sequence[Sum]) -> Iterator[Sequence[Sum]]:
    return (sums[at : at + COLUMNS] for at in range(0, len(sums), COLUMNS))


def _totals(some: Sequence[Sum], work: UnitReport, total: str) -> Iterator[Line]:
    yield _line(total, [_cell(one, one.total) for one in some], work.unit_id)
    yield _line(_("Counted from the records by %(unit)s") % {"unit": work.unit.name}, [_cell(one, one.own) for one in some], work.unit_id)
    yield _line(_("Difference"), [replace(_cell(one, _difference(one)), form="") for one in some], work.unit_id)


def _units(some: Sequence[Sum], below: list[Below]) -> Iterator[Line]:
    for one in below:
        lacking = _("not in its report") if one.sent else _("not sent")
        cells = [_sent(each, each.sent.get(one.unit.pk), lacking) for each in some]
        yield _line(one.unit.name, cells, one.unit.pk)


def _sent(one: Sum, cell: Cell | None, lacking: str) -> Cell:
    return _cell(one, cell.value) if cell else Cell(None, change=True, word=lacking)


def _cell(one: Sum, value: float | None) -> Cell:
    """It has its trace elsewhere: in this report, or in those that were sent."""
    return Cell(value, one.hidden, one.under, one.places, change=True, form="sum")


def _difference(one: Sum) -> float | int | None:
    return None if one.own is None or one.total is None else round(one.own - one.total, 2)


def _line(label: str, cells: list[Cell], unit: int, level: int = 0) -> Line:
    return Line(label, [""] * len(cells), [{}] * len(cells), unit, cells, level)


# --- why they differ --------------------------------------------------------------------------------


def _why(sums: list[Sum], work: UnitReport) -> Iterator[Table]:
    """Each number that is not the sum, with the units that make the difference; their differences add up to it."""
    lines = [line for one in sums if one.apart for line in _lines(one, work)]
    if lines:
        yield Table(_("Why the sums differ"), [_("Counted from the records"), _("Sent"), _("Difference")], lines)


def _lines(one: Sum, work: UnitReport) -> Iterator[Line]:
    total = int(one.total or 0)
    yield _line(one.label, _compared(one, int(one.own or 0), total), work.unit_id)
    for part in one.apart:
        yield _line(f"{part.name}: {part.why}", _compared(one, part.counted, part.sent), work.unit_id, 1)


def _compared(one: Sum, counted: int, sent: int | None) -> list[Cell]:
    return [_cell(one, counted), _cell(one, sent), replace(_cell(one, counted - (sent or 0)), form="")]


def _reason(sums: list[Sum], written: Written | None) -> Iterator[dict[str, Any]]:
    """What a person says of it: asked for where the records do not tell why, else as they please."""
    unlike = [one for one in sums if one.apart]
    if not unlike:
        return
    unknown = [f"{part.name} ({one.label})" for one in unlike for part in one.apart if not part.explained]
    if unknown or written:
        yield {"kind": "heading", "level": 2, "runs": [_("Why the numbers differ")]}
    hint = _asked_for(unknown) if unknown else _("The records tell why the sums differ. Add a word of your own if you like.")
    yield {"kind": "write", "name": EXPLAINED, "hint": hint, "optional": not unknown} | Written.told(written)


def _asked_for(unknown: list[str]) -> str:
    more = len(unknown) - NAMED
    named = ", ".join(unknown[:NAMED]) + (" " + ngettext("and %(n)s other", "and %(n)s others", more) % {"n": number(more)} if more > 0 else "")
    return _("The records do not tell why these differ: %(named)s. Write the reason; it is printed with the report.") % {"named": named}
