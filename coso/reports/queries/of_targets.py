"""The targets a unit was given, as a table of its report: to reach, the result so far, and per cent of it attained."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.vietnamese import date as written
from coso.figures.queries import Question
from coso.reports.queries.built import Cell, Line
from coso.targets.enums import HandState
from coso.targets.models import Assignment, Target
from coso.targets.queries import Progress, progress, question_of


def heads_of_targets() -> list[str]:
    return [_("To reach"), _("Result so far"), _("Attained, %"), _("How known")]


def target_lines(question: Question, by: Actor) -> list[Line]:
    """A line for each target decided for the unit that runs in the question's period, in the order of their schemes; as known then."""
    day = question.day
    decided = Assignment.objects.visible_to(by).told().filter(unit=question.unit, state=HandState.DECIDED)
    running = decided.filter(target__starts_on__lte=day, target__ends_on__gte=question.start or day)
    found = (progress(one, day, question.known_at, by=by) for one in running.order_by("target__scheme__starts_on", "target_id"))
    return [_line(one) for one in found if one.value is not None]


def _line(one: Progress) -> Line:
    target = one.assignment.target
    attained = Cell(_plain(one.attained), places=2, change=True, form="stated")
    known = Cell(None, change=True, word=_("counted from records") if one.counted else _("reported"))
    cells = [Cell(_plain(one.value), places=target.places, change=True, form="stated"), _reached(one), attained, known]
    return Line(_named(target), ["", target.indicator, "", ""], [{}, target.where, {}, {}], one.assignment.unit_id, cells)


def _reached(one: Progress) -> Cell:
    """One figure opens its records; what is divided, taken over from another unit or reported follows from several."""
    target = one.assignment.target
    if not target.counted or target.over or one.assignment.carried_from.all():
        return Cell(_plain(one.reached), places=target.places, change=True, form="stated")
    asked = question_of(one.assignment, one.on, one.known_at)
    start = asked.start.isoformat() if asked.start and target.is_flow else ""
    return Cell(_plain(one.reached), "" if one.reached is not None else "other", places=target.places, on=asked.day.isoformat(), start=start)


def _named(target: Target) -> str:
    """With its own days, which are seldom the report's, and what it is measured in."""
    measure = "%" if target.is_share else target.measure
    days = f"{written(target.starts_on)} – {written(target.ends_on)}"
    return f"{target.title} ({measure}), {days}" if measure else f"{target.title}, {days}"


def _plain(value: Any) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
