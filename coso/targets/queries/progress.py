"""How a target stands on a day: counted from records, or as reported, against what is in force that day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from coso.common.actors import SYSTEM, Actor
from coso.figures.queries import (
    Figure,
    Question,
    RatioFigure,
    Shown,
    counting,
    figure,
    shown_lines,
    shown_value,
)
from coso.targets import rules
from coso.targets.declarations import EARLIEST_FORECAST, SMALL_TARGET
from coso.targets.enums import HandState, Standing
from coso.targets.models import Assignment, Target, in_force

Counter = Callable[[Assignment, date], Decimal | None]


@dataclass(frozen=True)
class Forecast:
    """The result expected on the last day, or none; said: by which method, or why none."""

    value: Decimal | None
    said: str


@dataclass(frozen=True)
class Progress:
    """How a target stands on a day.

    value: what is to be reached, by the version in force on the day; None when not decided.
    reached: the result, None when it can't be told or may not be shown. counted: from records; else as reported.
    attained: reached / value in per cent. gap: reached − value, in the target's own unit (points for shares).
    change, change_percent: against the baseline, in the target's own unit and in per cent of the baseline.
    expected: what is expected by the day. small: one case moves much.
    """

    assignment: Assignment
    on: date
    known_at: datetime | None
    value: Decimal | None
    reached: Decimal | None
    counted: bool
    baseline: Decimal | None
    expected: Decimal | None
    standing: Standing
    forecast: Forecast

    @property
    def attained(self) -> Decimal | None:
        return rules.attained(self.reached, self.value)

    @property
    def gap(self) -> Decimal | None:
        return None if self.reached is None or self.value is None else self.reached - self.value

    @property
    def change(self) -> Decimal | None:
        return None if self.reached is None or self.baseline is None else self.reached - self.baseline

    @property
    def change_percent(self) -> Decimal | None:
        return rules.change_in_percent(self.reached, self.baseline)

    @property
    def small(self) -> bool:
        return self.value is not None and not self.assignment.target.is_share and self.value < SMALL_TARGET


def progress(target: Target | Assignment, on: date, known_at: datetime | None = None, *, by: Actor = SYSTEM) -> Progress:
    """How the target stands on the day, as known at a time. A Target stands for its issuing unit's own share.

    Raises NotAllowed unless `by` may see figures of the unit.
    """
    assignment = target if isinstance(target, Assignment) else target.assignments.told().get(parent=None)
    return standing_of(assignment, on, counted_by(by, known_at), known_at)


def standing_of(assignment: Assignment, on: date, count: Counter, known_at: datetime | None = None) -> Progress:
    """The same, with the way results are counted given."""
    target = assignment.target
    value = value_on(assignment, on)
    reached = count(assignment, on) if on >= target.starts_on else None
    baseline = baseline_of(assignment, count)
    start = Decimal(0) if target.is_flow else baseline
    expected = expected_by(assignment, value, start, on)
    stands = rules.standing(aim=target.aim, reached=reached, value=value, expected=expected, baseline=start or Decimal(0), over=on >= target.ends_on)
    return Progress(assignment, on, known_at, value, reached, target.counted, baseline, expected, stands, forecast(target, start, reached, on))


def value_on(assignment: Assignment, on: date) -> Decimal | None:
    """In force that day. After the unit has ended, nothing: what it had stands with the unit that follows."""
    return in_force(assignment.values.all(), on) if assignment.state == HandState.DECIDED else None


def baseline_of(assignment: Assignment, count: Counter) -> Decimal | None:
    if assignment.baseline is not None or assignment.baseline_on is None:
        return assignment.baseline
    return count(of_baseline(assignment), assignment.baseline_on) if assignment.target.counted else None


def of_baseline(assignment: Assignment) -> Assignment:
    """The same share asked about the stretch of equal length that ends on the baseline day: a flow compares with as long a time."""
    target = assignment.target
    length = target.ends_on - target.starts_on
    earlier = Target(scheme_id=target.scheme_id, indicator=target.indicator, over=target.over, where=target.where, aim=target.aim, starts_on=assignment.baseline_on - length, ends_on=assignment.baseline_on)  # type: ignore[operator]  # asked only with a day
    return Assignment(target=earlier, unit=assignment.unit)


def expected_by(assignment: Assignment, value: Decimal | None, start: Decimal | None, on: date) -> Decimal | None:
    """What is expected by the day: from the start to the value by time gone; of a state without a baseline the value itself."""
    target = assignment.target
    if value is None or start is None:
        return value
    milestones = [(one.on, one.percent) for one in target.milestones.all()]
    part = rules.part_expected(target.starts_on, target.ends_on, on, milestones)
    return (start + (value - start) * part).quantize(rules.CENT, ROUND_HALF_UP)


def forecast(target: Target, start: Decimal | None, reached: Decimal | None, on: date) -> Forecast:
    """A straight line through the start and today's result, to the last day."""
    gone = rules.part_expected(target.starts_on, target.ends_on, on)
    if reached is None or start is None:
        return Forecast(None, _("No forecast: there is no result, or no baseline to draw a line from."))
    if gone >= 1:
        return Forecast(None, _("No forecast: the period is over."))
    if gone < EARLIEST_FORECAST:
        return Forecast(None, _("Too early for a forecast: less than a quarter of the period is gone."))
    places = Decimal(1) if target.places == 0 else rules.CENT
    return Forecast((start + (reached - start) / gone).quantize(places, ROUND_HALF_UP), _("Straight line: the result so far, drawn on by the time gone."))


# --- counting -----------------------------------------------------------------------------------


def counted_by(by: Actor, known_at: datetime | None = None) -> Counter:
    """Count each unit by itself, with what the units it took over had reached before they ended."""

    def count(assignment: Assignment, on: date) -> Decimal | None:
        if not assignment.target.counted:
            return reported(assignment, on, known_at)
        own = counted(assignment, on, by, known_at)
        return own if own is None else own + carried(assignment, on, by, known_at)

    return count


def question_of(assignment: Assignment, on: date, known_at: datetime | None = None) -> Question:
    target = assignment.target
    last = min(on, target.ends_on)
    return Question(assignment.unit, last, start=target.starts_on if target.starts_on <= last else None, known_at=known_at, where=tuple(target.where.items()))


def counted(assignment: Assignment, on: date, by: Actor, known_at: datetime | None = None) -> Decimal | None:
    """The unit's own result; None where it may not be shown to the reader or there is nothing to divide by."""
    question = question_of(assignment, on, known_at)
    shown = shown_value(figure_of(assignment.target, question, by), by=by)
    return _divided(assignment.target, shown, lambda: figure(assignment.target.over, replace(question, where=()), by=by).value())


def figure_of(target: Target, question: Question, by: Actor) -> Figure | RatioFigure:
    return figure(target.indicator, question, by=by)


def _divided(target: Target, shown: Shown, whole: Callable[[], Any]) -> Decimal | None:
    if shown.value is None or not target.over:
        return None if shown.value is None else Decimal(shown.value)
    below = whole()
    return (Decimal(shown.value) * rules.HUNDRED / below).quantize(rules.CENT, ROUND_HALF_UP) if below else None


def carried(assignment: Assignment, on: date, by: Actor, known_at: datetime | None) -> Decimal:
    """What units that have gone into this one had reached by their last day; of a state nothing, it moved along itself."""
    target = assignment.target
    if not target.is_flow or assignment.pk is None:
        return Decimal(0)
    gone = [one for one in assignment.carried_from.all() if one.ended_on and one.ended_on <= on and one.ended_on > target.starts_on]
    return sum((counted(of_unit(one, target), one.ended_on - timedelta(days=1), by, known_at) or Decimal(0) for one in gone if one.ended_on), Decimal(0))


def of_unit(old: Assignment, target: Target) -> Assignment:
    """The ended share, with the target at hand."""
    return Assignment(target=target, unit=old.unit)


def reported(assignment: Assignment, on: date, known_at: datetime | None = None) -> Decimal | None:
    """The last result reported up to the day, as entered by the time of knowledge."""
    known = [one for one in assignment.results.all() if one.on <= on and (known_at is None or one.entered_at <= known_at)]
    return max(known, key=lambda one: (one.on, one.pk)).value if known else None


def progress_below(assignment: Assignment, on: date, *, by: Actor, known_at: datetime | None = None, shares: list[Assignment] | None = None) -> list[Progress]:
    """How the shares of the units below stand, in the order of the tree; one pass over the records for all of them."""
    below = shares if shares is not None else list(assignment.shares.told().filter(ended_on=None).order_by("unit__position"))
    with counting(known_at):
        return [standing_of(one, on, _together(assignment, by, known_at), known_at) for one in below]


def _together(parent: Assignment, by: Actor, known_at: datetime | None) -> Counter:
    """Counts units right below from one pass for each day asked; units elsewhere by now are counted by themselves."""
    passes: dict[tuple[date, date], dict[int, Decimal | None]] = {}
    single = counted_by(by, known_at)

    def count(assignment: Assignment, on: date) -> Decimal | None:
        target = assignment.target
        if not target.counted:
            return reported(assignment, on, known_at)
        key = (target.starts_on, on)
        if key not in passes:
            passes[key] = _lines(of_unit(parent, target), on, by, known_at)
        if assignment.unit_id not in passes[key]:
            return single(assignment, on)
        own = passes[key][assignment.unit_id]
        return own if own is None else own + carried(assignment, on, by, known_at)

    return count


def _lines(parent: Assignment, on: date, by: Actor, known_at: datetime | None) -> dict[int, Decimal | None]:
    """Unit's key -> its result, of the units right below on the day."""
    question = question_of(parent, on, known_at)
    shown = [one for one in shown_lines(figure_of(parent.target, question, by), by=by, children=True) if one.line.unit and one.line.unit != parent.unit]
    wholes: dict[int, Any] = {}
    if parent.target.over:
        over = figure(parent.target.over, replace(question, where=()), by=by).children()
        wholes = {line.unit.pk: line.value for line in over if line.unit}
    return {one.line.unit.pk: _divided(parent.target, one, lambda key=one.line.unit.pk: wholes.get(key)) for one in shown if one.line.unit}
