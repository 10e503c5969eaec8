"""Settle a report: keep what it said for ever, with where each number came from."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.errors import RuleBroken
from coso.figures.enums import Tree
from coso.figures.queries import counting
from coso.org.models import Unit
from coso.reports.enums import ReportAct
from coso.reports.models import FrozenFigure, FrozenReport
from coso.reports.queries import Again, Built, Report, build


@transaction.atomic
def freeze_report(*, report: Report, unit: Unit, on: date, by: Actor, now: datetime, tree: Tree = Tree.STOOD, note: str = "") -> FrozenReport:
    """Keep the report as it reads `now`. Its day must have come; the same report may be settled again later."""
    by.require("report.freeze", unit)
    if on > now.date():
        raise RuleBroken(_("A report can be settled only once its day has come. Nothing was kept. Choose an earlier day."))
    built = build(report, unit, on, by=by, tree=tree, now=now)
    kept = FrozenReport.objects.create(
        unit=unit, key=report.key, version=report.version, title=built.title, on=on, tree=tree, as_known_on=now, by_id=by.pk, note=note.strip(), content=built.kept(),
    )
    FrozenFigure.objects.bulk_create(_figures(kept, built, by), batch_size=500)
    record(ReportAct.FROZEN, kept, by=by, position=unit.position, day=on, reason=kept.note)
    return kept


def _figures(kept: FrozenReport, built: Built, by: Actor) -> list[FrozenFigure]:
    with counting():
        return [
            FrozenFigure(
                report=kept, unit=asked.question.unit, place=place, indicator=asked.indicator.key, version=asked.indicator.version,
                where=line.wheres[column if len(line.wheres) > 1 else 0], on=asked.question.day,
                start=asked.question.first_day if asked.indicator.flow else None, as_known_on=kept.as_known_on,
                value=line.cells[column].value, digest=asked.digest(),
            )
            for place, _table, line, column, asked in Again(built, by=by)
        ]
