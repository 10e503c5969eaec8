"""Reports on screen and as files, those that were settled, the way of a unit's own, templates, and what is asked of the units below."""

from coso.reports.views.asked import calls, end
from coso.reports.views.reading import check_text, index, report, settle, settled
from coso.reports.views.templates import template
from coso.reports.views.way import begin, step, work, write

__all__ = ["begin", "calls", "check_text", "end", "index", "report", "settle", "settled", "step", "template", "work", "write"]
