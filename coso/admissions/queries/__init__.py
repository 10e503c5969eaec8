"""Who stands where on the way into the Party, whose recognition falls due, and how the whole looks."""

from coso.admissions.queries.overview import Ageing, Reached, UnitRow, ageing, board, funnel
from coso.admissions.queries.ways import (
    FallsDue,
    applicant_of,
    came_back,
    ceremony_counted_from,
    decided_on,
    decision,
    former_of,
    former_with,
    has_section,
    is_readmission,
    joined_on,
    listed_like,
    probation_began,
    probation_ends,
    recognitions_due,
    without_admission,
)

__all__ = [
    "Ageing", "FallsDue", "Reached", "UnitRow", "ageing", "applicant_of", "board", "came_back", "ceremony_counted_from", "decided_on", "decision",
    "former_of", "former_with", "funnel", "has_section", "is_readmission", "joined_on", "listed_like", "probation_began", "probation_ends", "recognitions_due", "without_admission",
]
