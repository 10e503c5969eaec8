"""How a standing is told from time and result: conventions of Coso, in one place. They come from no regulation."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from coso.targets.enums import Standing


@dataclass(frozen=True)
class Pace:
    """A standing for those who have at least this part of what is expected by the day."""

    standing: Standing
    part: Decimal


PACES = (Pace(Standing.ON_THE_WAY, Decimal("0.9")), Pace(Standing.AT_RISK, Decimal("0.7")), Pace(Standing.LATE, Decimal(0)))
PACE_SAID: Any = _(
    "Done: the target is met. On the way: at least 90% of what is expected by the day, counting the time gone evenly or by the milestones. "
    "At risk: at least 70%. Late: below that. Ended short: the period is over and the target was not met. These limits are a convention of Coso, not of a regulation."
)
AT_MOST_SAID: Any = _(
    "A target “at most” is on the way as long as the result is not above what is allowed by the day, at risk up to the value itself or the baseline, late above it."
)
EARLIEST_FORECAST = Decimal("0.25")  # of the period; a straight line drawn from less says little
SMALL_TARGET = 5  # below this, one case moves the attainment by more than 20 %
SMALL_SAID: Any = _("Small: a target below 5, where one case moves the attainment by more than 20%.")
