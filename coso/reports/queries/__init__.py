"""Reports: what there is, filled in for a unit and a day, and what differs since one was settled."""

from coso.reports.queries.asked import Owed, owed_around, reports_asked
from coso.reports.queries.below import Below, reports_below
from coso.reports.queries.build import Again, Wording, build, sees_people
from coso.reports.queries.built import Built, Cell, Line, Table
from coso.reports.queries.changes import Difference, differences
from coso.reports.queries.declared import (
    MEMBER_STATISTICS,
    REPORTS,
    NoSuchReport,
    Report,
    declared_by,
    declared_of,
    names_of,
    report_of,
    reports_for,
    templates_for,
)
from coso.reports.queries.filled import Written
from coso.reports.queries.language import HELPERS, Fault, TextRefused, calls_in
from coso.reports.queries.merged import EXPLAINED
from coso.reports.queries.ready import Ready
from coso.reports.queries.sections import was_there
from coso.reports.queries.text import text_of
from coso.reports.queries.work import NOT_SETTLED, WRITABLE, reads, reads_now, wording_of

__all__ = [
    "EXPLAINED", "HELPERS", "MEMBER_STATISTICS", "NOT_SETTLED", "REPORTS", "WRITABLE", "Again", "Below", "Built", "Cell", "Difference", "Fault", "Line", "NoSuchReport", "Owed",
    "Ready", "Report", "Table", "TextRefused", "Wording", "Written", "build", "calls_in", "declared_by", "declared_of", "differences", "names_of", "owed_around",
    "reads", "reads_now", "report_of", "reports_asked", "reports_below", "reports_for", "sees_people", "templates_for", "text_of", "was_there", "wording_of",
]
