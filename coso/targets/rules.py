"""The arithmetic of targets, and what must hold before they change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from coso.common.errors import RuleBroken
from coso.org.models import Unit
from coso.targets.declarations import PACES
from coso.targets.enums import Aim, HandState, Standing
from coso.targets.models import Assignment, Target

CENT = Decimal("0.01")
HUNDRED = Decimal(100)


def divided(total: Decimal, weights: Mapping[int, int]) -> dict[int, Decimal]:
    """The total in whole parts by weight, summing to it exactly: largest remainders get what is left, the first of equals first.

    A total with decimals is divided in hundredths. Without any weight the parts are equal.
    """
    unit = Decimal(1) if total == total.to_integral_value() else CENT
    weighed = dict(weights) if sum(weights.values()) else dict.fromkeys(weights, 1)
    whole = sum(weighed.values())
    exact = {key: total / unit * weight / whole for key, weight in weighed.items()}
    parts = {key: value.to_integral_value(ROUND_FLOOR) for key, value in exact.items()}
    left = int(total / unit - sum(parts.values()))
    for key in sorted(exact, key=lambda key: parts[key] - exact[key])[:left]:
        parts[key] += 1
    return {key: part * unit for key, part in parts.items()}


def attained(reached: Decimal | None, value: Decimal | None) -> Decimal | None:
    """Result by target in per cent, two decimals, half up; over 100 is allowed. None when there is nothing to divide by."""
    if reached is None or not value:
        return None
    return (reached * HUNDRED / value).quantize(CENT, ROUND_HALF_UP)


def change_in_percent(reached: Decimal | None, baseline: Decimal | None) -> Decimal | None:
    """Change against the baseline in per cent of the baseline."""
    if reached is None or not baseline:
        return None
    return ((reached - baseline) * HUNDRED / baseline).quantize(CENT, ROUND_HALF_UP)


def part_expected(start: date, end: date, on: date, milestones: Sequence[tuple[date, Decimal]] = ()) -> Decimal:
    """The part of a target expected by the end of `on`, 0 to 1: by the straight line between milestones, else by time gone."""
    points = [(start.toordinal() - 1, Decimal(0)), *((day.toordinal(), percent / HUNDRED) for day, percent in sorted(milestones) if start <= day < end), (end.toordinal(), Decimal(1))]
    at = on.toordinal()
    if at <= points[0][0]:
        return Decimal(0)
    for (left, low), (right, high) in zip(points, points[1:], strict=False):
        if at <= right:
            return low + (high - low) * (at - left) / (right - left)
    return Decimal(1)


def is_met(aim: str, reached: Decimal, value: Decimal) -> bool:
    return reached >= value if aim == Aim.AT_LEAST else reached <= value


def standing(*, aim: str, reached: Decimal | None, value: Decimal | None, expected: Decimal | None, baseline: Decimal, over: bool) -> Standing:
    """How a target stands. baseline: what there was at the start, 0 for what grows from nothing; over: the period has ended."""
    if reached is None or value is None or expected is None:
        return Standing.UNKNOWN
    if is_met(aim, reached, value) and (over or aim == Aim.AT_LEAST):
        return Standing.DONE
    if over:
        return Standing.MISSED
    if aim == Aim.AT_MOST:
        return _standing_at_most(reached, expected, max(value, baseline))
    return _pace(reached - baseline, expected - baseline)


def _standing_at_most(reached: Decimal, expected: Decimal, limit: Decimal) -> Standing:
    if reached <= expected:
        return Standing.ON_THE_WAY
    return Standing.AT_RISK if reached <= limit else Standing.LATE


def _pace(gained: Decimal, wanted: Decimal) -> Standing:
    """The first of the declared paces whose part of what is wanted has been gained."""
    if gained < 0:
        return Standing.LATE
    return next(pace.standing for pace in PACES if gained >= pace.part * wanted)


def ranks(attainments: Mapping[int, Decimal | None]) -> dict[int, int]:
    """Place by attainment, equals sharing the better place and the next ones moved down (1, 1, 3); what can't be told has none."""
    known = sorted((value for value in attainments.values() if value is not None), reverse=True)
    return {key: known.index(value) + 1 for key, value in attainments.items() if value is not None}


# --- refusals -------------------------------------------------------------------------------------


def check_state(assignment: Assignment, *states: HandState) -> None:
    if assignment.state not in states or assignment.ended_on:
        now = _("carried along to another unit") if assignment.ended_on else assignment.get_state_display()
        raise RuleBroken(_("The target of “%(unit)s” is now: %(state)s. Nothing was changed. Open it again to see what can be done.") % {"unit": assignment.unit, "state": now})


def check_reason(text: str) -> str:
    if not text.strip():
        raise RuleBroken(_("An answer needs its reason. Nothing was saved. Write why the target can't be taken as proposed."))
    return text.strip()


def check_shares(assignment: Assignment, values: Mapping[int, Decimal], units: Sequence[Unit]) -> None:
    """values: unit's key -> share; units: those meant, which must stand right below."""
    if not values:
        raise RuleBroken(_("“%(unit)s” has no unit below it on this day. Nothing was shared out.") % {"unit": assignment.unit})
    if any(value < 0 for value in values.values()):
        raise RuleBroken(_("A share can't be below nothing. Nothing was shared out."))
    if strange := next((unit for unit in units if unit.parent_id != assignment.unit_id), None):
        raise RuleBroken(_("“%(strange)s” does not stand right below “%(unit)s”. Nothing was shared out. Share the target out among its own units.") % {"strange": strange, "unit": assignment.unit})


def check_can_be_revised(assignment: Assignment, from_day: date) -> None:
    check_state(assignment, HandState.DECIDED)
    last = assignment.values.last()
    if last is None or from_day <= last.valid_from:
        first = f"{last.valid_from:%d/%m/%Y}" if last else ""
        raise RuleBroken(_("A value is in force since %(day)s; a revision holds from a later day. Nothing was changed.") % {"day": first})


def check_reported_by_hand(target: Target) -> None:
    if target.counted:
        raise RuleBroken(_("“%(target)s” is counted from records; no result can be typed. Nothing was saved. Correct the records instead.") % {"target": target})


def check_can_be_measured(*, counted: bool, measure: str) -> None:
    if not counted and not measure.strip():
        raise RuleBroken(_("A target that is not counted needs its unit of measure. Nothing was saved."))
