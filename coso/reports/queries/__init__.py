"""Reports: what there is, filled in for a unit and a day, and what differs since one was settled."""

from coso.reports.queries.build import Again, Wording, build, sees_people
from coso.reports.queries.built import Built, Cell, Line, Table
from coso.reports.queries.changes import Difference, differences
from coso.reports.queries.declared import (
    MEMBER_STATISTICS,
    REPORTS,
    NoSuchReport,
    Report,
    declared_by,
    report_of,
    templates_for,
)
from coso.reports.queries.filled import Written
from coso.reports.queries.language import HELPERS, Fault, TextRefused, calls_in
from coso.reports.queries.ready import Ready
from coso.reports.queries.sections import was_there
from coso.reports.queries.work import reads, wording_of

__all__ = [
    "HELPERS", "MEMBER_STATISTICS", "REPORTS", "Again", "Built", "Cell", "Difference", "Fault", "Line", "NoSuchReport", "Ready", "Report", "Table", "TextRefused", "Wording",
    "Written", "build", "calls_in", "declared_by", "differences", "reads", "report_of", "sees_people", "templates_for", "was_there", "wording_of",
]
