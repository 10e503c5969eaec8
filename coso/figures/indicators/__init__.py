"""What is counted of organisations and areas, and what nothing tells yet; declared here because `org` stands below the engine."""

from coso.figures.indicators import unmeasured
from coso.figures.indicators.organisations import (
    AREAS,
    UNITS,
    areas,
    branches_of_area,
    of_kinds,
)

__all__ = ["AREAS", "UNITS", "areas", "branches_of_area", "of_kinds", "unmeasured"]
