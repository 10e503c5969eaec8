"""Settle a report: what it says is kept for ever, each number with where it came from."""

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
from coso.reports.actions.moving import locked, moved
from coso.reports.checker import check
from coso.reports.enums import ReportAct, State
from coso.reports.models import FrozenFigure, FrozenReport, UnitReport
from coso.reports.queries import Ready, Report, text_of

SETTLE = "reports.settle"


@transaction.atomic
def ask_to_freeze_report(*, report: Report, unit: Unit, on: date, by: Actor, now: datetime, tree: Tree = Tree.STOOD, note: str = "", work: UnitReport | None = None) -> Job:
    """Settle the report as it reads `now`, by the worker: the fingerprints of its numbers take a while.

    work: the unit's own report that is settled by it; it must have been checked. Asked a second time, the work under way answers.
    """
    by.require("report.freeze", unit)
    rules.check_day_has_come(on, now)
    if work:
        rules.check_stands_at(locked(work).state, State.CHECKED)
        if under_way := Job.objects.filter(kind=SETTLE, parameters__work=work.pk, state__in=jobs.UNFINISHED).first():
            return under_way
    told = {"report": report.key, "unit": unit.pk, "on": on.isoformat(), "now": now.isoformat(), "tree": str(tree), "note": note.strip(), "work": work.pk if work else None}
    return jobs.start(kind=SETTLE, by=by, unit=unit, parameters=told)


@transaction.atomic
def freeze_report(*, ready: Ready, unit: Unit, by: Actor, note: str = "", work: UnitReport | None = None) -> FrozenReport:
    """Keep a report made ready, as it stands. Its day must have come and its figures must agree; it may be settled again later."""
    by.require("report.freeze", unit)
    built, now = ready.built, datetime.fromisoformat(ready.built.known)
    rules.check_day_has_come(built.day, now)
    rules.check_adds_up(check(text_of(built)))
    if work:
        work = locked(work)
        rules.check_stands_at(work.state, State.CHECKED)
        rules.check_nothing_is_missing(built.blocks)
    kept = FrozenReport.objects.create(
        unit=unit, key=built.key, version=built.version, title=built.title, on=built.day, tree=built.tree, as_known_on=now, by_id=by.pk, note=note.strip(), content=built.kept(),
    )
    FrozenFigure.objects.bulk_create(_figures(kept, ready, by), batch_size=500)
    record(ReportAct.FROZEN, kept, by=by, position=unit.position, day=built.day, reason=kept.note)
    if work:
        moved(work, State.FROZEN, ReportAct.FROZEN, by=by, frozen=kept)
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
