"""The targets a unit was given, as a table of its report: to reach, the result so far, per cent attained, how it stands and where it is heading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.vietnamese import date as written
from coso.figures.queries import Question
from coso.reports.queries.built import Cell, Line, Table
from coso.targets.declarations import AT_MOST_SAID, PACE_SAID
from coso.targets.enums import Aim, HandState
from coso.targets.models import Assignment
from coso.targets.queries import Progress, progress, question_of


def table_of_targets(title: str, question: Question, by: Actor) -> Table | None:
    """A line for each target of the unit, with the rules of its standing and the ways of the forecasts below; None without a target."""
    found = _running(question, by)
    heads = [_("To reach"), _("Result so far"), _("Attained, %"), _("Standing"), _("Forecast")]
    return Table(title, heads, [_line(one) for one in found], notes=list(_notes(found)), cards=True) if found else None


def _running(question: Question, by: Actor) -> list[Progress]:
    """How each target decided for the unit that runs in the question's period stands, in the order of their schemes; as known then."""
    day = question.day
    decided = Assignment.objects.visible_to(by).told().filter(unit=question.unit, state=HandState.DECIDED)
    running = decided.filter(target__starts_on__lte=day, target__ends_on__gte=question.start or day)
    found = (progress(one, day, question.known_at, by=by) for one in running.order_by("target__scheme__starts_on", "target_id"))
    return [one for one in found if one.value is not None]


def _notes(found: Sequence[Progress]) -> Iterator[str]:
    """How standings are told, then by which way each forecast was made, or why there is none."""
    yield str(PACE_SAID)
    if any(one.assignment.target.aim == Aim.AT_MOST for one in found):
        yield str(AT_MOST_SAID)
    ways = defaultdict(list)
    for one in found:
        ways[one.forecast.said].append(one.assignment.target.title)
    for said, titles in ways.items():
        yield _("Forecast for the last day (%(targets)s): %(said)s") % {"targets": "; ".join(titles), "said": said}


def _line(one: Progress) -> Line:
    target = one.assignment.target
    attained = Cell(_plain(one.attained), places=2, change=True, form="stated")
    forecast = Cell(_plain(one.forecast.value), places=target.places, change=True, form="stated")
    standing = Cell(None, change=True, form=one.standing.kind, word=str(one.standing.label))
    cells = [Cell(_plain(one.value), places=target.places, change=True, form="stated"), _reached(one), attained, standing, forecast]
    nothing = len(cells) - 2
    return Line(_named(one), ["", target.indicator, *[""] * nothing], [{}, target.where, *[{}] * nothing], one.assignment.unit_id, cells)


def _reached(one: Progress) -> Cell:
    """One figure opens its records; what is divided, taken over from another unit or reported follows from several."""
    target = one.assignment.target
    if not target.counted or target.over or one.assignment.carried_from.all():
        return Cell(_plain(one.reached), places=target.places, change=True, form="stated")
    asked = question_of(one.assignment, one.on, one.known_at)
    start = asked.start.isoformat() if asked.start and target.is_flow else ""
    return Cell(_plain(one.reached), "" if one.reached is not None else "other", places=target.places, on=asked.day.isoformat(), start=start)


def _named(one: Progress) -> str:
    """With its own days, which are seldom the report's, what it is measured in, and that it is reported where no record counts it."""
    target = one.assignment.target
    measure = "%" if target.is_share else target.measure
    days = f"{written(target.starts_on)} – {written(target.ends_on)}"
    named = f"{target.title} ({measure}), {days}" if measure else f"{target.title}, {days}"
    return named if one.counted else _("%(target)s (reported, not counted from records)") % {"target": named}


def _plain(value: Any) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
