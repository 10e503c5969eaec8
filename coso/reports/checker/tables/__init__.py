"""Tables in a text: rows of cells apart by tabs, pipes or semicolons, as pasted or as read from a DOCX."""

from coso.reports.checker.tables import beside
from coso.reports.checker.tables.checking import check
from coso.reports.checker.tables.reading import Table, find

__all__ = ["Table", "beside", "check", "find"]
