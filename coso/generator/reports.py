"""A report that the demo commune asks of its branches each quarter: some have sent it, one late, one has only begun it, most have not."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from coso.common.actors import SYSTEM
from coso.org.models import Unit
from coso.reports import actions
from coso.reports.enums import Period
from coso.reports.models import UnitReport
from coso.reports.queries import REPORTS, Ready, reads_now

REPORT = REPORTS["admission_progress"]
QUARTER, DUE_DAYS = 3, 10
BRANCHES = 6  # so many have it in hand; the others have not begun
IN_TURN = ("taken in", "sent", "taken in", "late", "begun", "taken in")
WORDS = "Quần chúng trong độ tuổi phần lớn đi làm ăn xa; chi bộ phân công đảng viên giúp đỡ từng người."


def fill(*, commune: Unit, now: datetime) -> None:
    on = last_quarter(now.date())
    actions.call_reports(unit=commune, report=REPORT, every=Period.QUARTER, on=on, due_days=DUE_DAYS, by=SYSTEM)
    for at, branch in enumerate(Unit.objects.filter(parent=commune).existing_on(on).in_tree_order()[:BRANCHES]):
        _branch(branch, IN_TURN[at % len(IN_TURN)], on, now)


def last_quarter(today: date) -> date:
    """The last day of the quarter before."""
    return date(today.year, (today.month - 1) // QUARTER * QUARTER + 1, 1) - timedelta(days=1)


def _branch(branch: Unit, how: str, on: date, now: datetime) -> None:
    work = actions.open_report(report=REPORT, unit=branch, on=on, by=SYSTEM)
    if how == "begun":
        return
    work = actions.send_report(work=_settled(work, now), on=on + timedelta(days=DUE_DAYS + 5 if how == "late" else DUE_DAYS - 3), by=SYSTEM)
    if how == "taken in":
        actions.accept_report(work=work, by=SYSTEM)


def _settled(work: UnitReport, now: datetime) -> UnitReport:
    """Written, checked, settled and signed off."""
    actions.write_part(work=work, built=reads_now(work, by=SYSTEM, now=now), part="khó khăn", text=WORDS, seen=0, by=SYSTEM)
    work = actions.check_report(work=work, built=reads_now(work, by=SYSTEM, now=now), by=SYSTEM)
    ready = Ready(reads_now(work, by=SYSTEM, now=now))
    while not ready.whole:
        ready.go_on(by=SYSTEM)
    actions.freeze_report(ready=ready, unit=work.unit, work=work, by=SYSTEM)
    return actions.sign_report(work=work, name="", by=SYSTEM)
