"""Reports: what there is, filled in for a unit and a day, and what differs since one was settled."""

from coso.reports.queries.build import (
    Again,
    Built,
    Cell,
    Line,
    Table,
    build,
    sees_people,
    was_there,
)
from coso.reports.queries.changes import Difference, differences
from coso.reports.queries.declared import (
    MEMBER_STATISTICS,
    REPORTS,
    NoSuchReport,
    Report,
    report_of,
)
from coso.reports.queries.ready import Ready

__all__ = ["MEMBER_STATISTICS", "REPORTS", "Again", "Built", "Cell", "Difference", "Line", "NoSuchReport", "Ready", "Report", "Table", "build", "differences", "report_of", "sees_people", "was_there"]
