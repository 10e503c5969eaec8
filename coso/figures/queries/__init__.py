"""The engine of figures: what is counted, what is asked, and the answer."""

from coso.figures.queries.dimensions import SECTOR, UNIT_KIND, bands
from coso.figures.queries.figure import Figure, Line, RatioFigure, figure
from coso.figures.queries.indicator import (
    Choice,
    Dimension,
    Indicator,
    NoSuchIndicator,
    Ratio,
    all_indicators,
    choices,
    declare,
    indicator,
    text,
)
from coso.figures.queries.question import Question, Subtree, counting, known_by
