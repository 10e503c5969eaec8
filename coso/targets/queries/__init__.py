"""What is asked of targets. Other apps read `progress`."""

from coso.targets.queries.board import (
    Board,
    Placed,
    best_and_worst,
    board,
    half_way,
    late_of,
    ranked,
    sizes_of,
    suggested,
    sum_below,
    trend,
    unit_on_board,
    units_to_share,
    waiting_for,
)
from coso.targets.queries.progress import Forecast, Progress, progress, progress_below, question_of

__all__ = [
    "Board", "Forecast", "Placed", "Progress", "best_and_worst", "board", "half_way", "late_of", "progress", "progress_below", "question_of", "ranked", "sizes_of", "suggested",
    "sum_below", "trend", "unit_on_board", "units_to_share", "waiting_for",
]
