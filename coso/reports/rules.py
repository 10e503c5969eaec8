"""What must hold before a report is settled."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from coso.common.errors import RuleBroken
from coso.reports.checker import Checked


def check_day_has_come(on: date, now: datetime) -> None:
    if on > now.date():
        raise RuleBroken(_("A report can be settled only once its day has come. Nothing was kept. Choose an earlier day."))


def check_adds_up(checked: Checked) -> None:
    """A report in which the checker is certain of a mistake is not settled."""
    if checked.errors:
        first = checked.errors[0]
        raise RuleBroken(_("The figures of this report do not agree: “%(quote)s”. %(why)s Nothing was kept. Correct it, then settle it again.") % {"quote": first.quote, "why": first.explanation})
