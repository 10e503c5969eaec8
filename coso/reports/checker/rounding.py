"""When a printed number agrees with what was computed.

It does when rounding half up, half to even or cutting gives it: for a number v printed to a last digit worth s, when the
computed value lies in [v - s/2, v + s). Numbers that go into a sum and are themselves printed short, or told roughly, are
taken as the range of values they may stand for; then the two ranges have to meet.
"""

from __future__ import annotations

from fractions import Fraction

from coso.reports.checker.numbers import Figure, Kind, Number

ROUGHLY = Fraction(1, 10)  # how far khoảng, gần and hơn are taken to reach
Range = tuple[Number, Number]


def may_be(figure: Figure) -> Range:
    """The values a figure may stand for when something is computed from it."""
    value = figure.value
    if figure.rough:
        down = value * (1 - ROUGHLY) if figure.rough != "over" else value
        up = value * (1 + ROUGHLY) if figure.rough in ("over", "about") else value
        return down, up
    if figure.kind == Kind.COUNT and not figure.places and figure.scale == 1:
        return value, value
    return value - figure.step / 2, value + figure.step


def agrees(computed: Range, stated: Figure) -> bool:
    """Whether a computed range meets what was stated; where it lies far off, floating point says so at once."""
    low, high = computed
    if not stated.rough and (float(high) < float(stated.value) - 2 * float(stated.step) or float(low) > float(stated.value) + 2 * float(stated.step)):
        return False
    value, step = stated.value, stated.step
    if stated.rough == "over":
        return high >= value - step / 2
    if stated.rough == "under":
        return low < value + step
    if stated.rough:
        up = value * (1 + ROUGHLY) if stated.rough == "about" else value + step / 2
        return low <= up and high >= value * (1 - ROUGHLY)
    return low < value + step and high >= value - step / 2


def over(one: Range, other: Range, times: int = 1) -> Range:
    """one / other, of numbers above nought."""
    return Fraction(one[0] * times, other[1]), Fraction(one[1] * times, other[0])


def minus(one: Range, other: Range) -> Range:
    return one[0] - other[1], one[1] - other[0]
