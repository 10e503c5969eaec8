"""The engine of figures: what is counted, what is asked, and the answer."""

from coso.figures.queries.answer import answer
from coso.figures.queries.dimensions import SECTOR, UNIT_KIND, bands, either
from coso.figures.queries.figure import Counted, Figure, Line, RatioFigure, count_together, figure
from coso.figures.queries.indicator import (
    NOT_RECORDED,
    Choice,
    Dimension,
    Indicator,
    NoSuchIndicator,
    Ratio,
    Unmeasured,
    all_indicators,
    by_subject,
    choices,
    declare,
    indicator,
    text,
    unmeasured,
)
from coso.figures.queries.question import Question, Subtree, counting, known_by, once
from coso.figures.queries.shown import (
    Asked,
    Shown,
    may_open_people,
    narrowed_to_sensitive,
    shown_lines,
    shown_value,
)
from coso.figures.queries.typed import day_of, time_of, unit_of

__all__ = [
    "NOT_RECORDED", "SECTOR", "UNIT_KIND", "Asked", "Choice", "Counted", "Dimension", "Figure", "Indicator", "Line", "NoSuchIndicator", "Question", "Ratio",
    "RatioFigure", "Shown", "Subtree", "Unmeasured", "all_indicators", "answer", "bands", "by_subject", "choices", "count_together", "counting", "day_of", "declare", "either", "figure",
    "indicator", "known_by", "may_open_people", "narrowed_to_sensitive", "once", "shown_lines", "shown_value", "text", "time_of", "unit_of", "unmeasured",
]
