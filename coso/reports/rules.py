"""What must hold before a report is settled."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from coso.common.errors import RuleBroken


def check_day_has_come(on: date, now: datetime) -> None:
    if on > now.date():
        raise RuleBroken(_("A report can be settled only once its day has come. Nothing was kept. Choose an earlier day."))
