"""Settle a report: keep what it said for ever, with where each number came from."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from coso.common import jobs
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.models import Job
from coso.figures.enums import Tree
from coso.org.models import Unit
from coso.reports import rules
from coso.reports.checker import check
from coso.reports.enums import ReportAct
from coso.reports.models import FrozenFigure, FrozenReport
from coso.reports.queries import Ready, Report, text_of

SETTLE = "reports.settle"


@transaction.atomic
def ask_to_freeze_report(*, report: Report, unit: Unit, on: date, by: Actor, now: datetime, tree: Tree = Tree.STOOD, note: str = "") -> Job:
    """Settle the report as it reads `now`, by the worker: the fingerprints of its numbers take a while."""
    by.require("report.freeze", unit)
    rules.check_day_has_come(on, now)
    told = {"report": report.key, "unit": unit.pk, "on": on.isoformat(), "now": now.isoformat(), "tree": str(tree), "note": note.strip()}
    return jobs.start(kind=SETTLE, by=by, unit=unit, parameters=told)


@transaction.atomic
def freeze_report(*, ready: Ready, unit: Unit, by: Actor, note: str = "") -> FrozenReport:
    """Keep a report made ready, as it stands. Its day must have come and its figures must agree; it may be settled again later."""
    by.require("report.freeze", unit)
    built, now = ready.built, datetime.fromisoformat(ready.built.known)
    rules.check_day_has_come(built.day, now)
    rules.check_adds_up(check(text_of(built)))
    kept = FrozenReport.objects.create(
        unit=unit, key=built.key, version=built.version, title=built.title, on=built.day, tree=built.tree, as_known_on=now, by_id=by.pk, note=note.strip(), content=built.kept(),
    )
    FrozenFigure.objects.bulk_create(_figures(kept, ready, by), batch_size=500)
    record(ReportAct.FROZEN, kept, by=by, position=unit.position, day=built.day, reason=kept.note)
    return kept


def _figures(kept: FrozenReport, ready: Ready, by: Actor) -> list[FrozenFigure]:
    return [
        FrozenFigure(
            report=kept, unit=asked.question.unit, place=place, indicator=asked.indicator.key, version=asked.indicator.version,
            where=line.wheres[column if len(line.wheres) > 1 else 0], on=asked.question.day,
            start=asked.question.first_day if asked.indicator.flow else None, as_known_on=kept.as_known_on,
            value=line.cells[column].value, digest=ready.digests[place],
        )
        for place, line, column, asked in ready.numbers(by=by)
    ]
