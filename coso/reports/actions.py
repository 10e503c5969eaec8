"""Write a report, settle it for ever with where each number came from, sign it off, send it up, hand it back."""

from __future__ import annotations

from datetime import date, datetime
from secrets import token_hex
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from coso.common import jobs
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.errors import RuleBroken
from coso.common.locking import held
from coso.common.models import Job
from coso.figures.enums import Tree
from coso.figures.queries import Question
from coso.org.models import Unit
from coso.reports import rules
from coso.reports.enums import Period, ReportAct, State
from coso.reports.models import (
    FrozenFigure,
    FrozenReport,
    ReportTemplate,
    UnitReport,
    WrittenPart,
)
from coso.reports.queries import Built, Ready, Report, calls_in

SETTLE = "reports.settle"


@transaction.atomic
def ask_to_freeze_report(*, report: Report, unit: Unit, on: date, by: Actor, now: datetime, tree: Tree = Tree.STOOD, note: str = "", work: UnitReport | None = None) -> Job:
    """Settle the report as it reads `now`, by the worker: the fingerprints of its numbers take a while.

    work: the unit's own report that is settled by it; it must have been checked.
    """
    by.require("report.freeze", unit)
    rules.check_day_has_come(on, now)
    if work:
        rules.check_stands_at(locked(work).state, State.CHECKED)
    told = {"report": report.key, "unit": unit.pk, "on": on.isoformat(), "now": now.isoformat(), "tree": str(tree), "note": note.strip(), "work": work.pk if work else None}
    return jobs.start(kind=SETTLE, by=by, unit=unit, parameters=told)


@transaction.atomic
def freeze_report(*, ready: Ready, unit: Unit, by: Actor, note: str = "", work: UnitReport | None = None) -> FrozenReport:
    """Keep a report made ready, as it stands. Its day must have come; the same report may be settled again later."""
    by.require("report.freeze", unit)
    built, now = ready.built, datetime.fromisoformat(ready.built.known)
    rules.check_day_has_come(built.day, now)
    if work:
        work = locked(work)
        rules.check_stands_at(work.state, State.CHECKED)
    kept = FrozenReport.objects.create(
        unit=unit, key=built.key, version=built.version, title=built.title, on=built.day, tree=built.tree, as_known_on=now, by_id=by.pk, note=note.strip(), content=built.kept(),
    )
    FrozenFigure.objects.bulk_create(_figures(kept, ready, by), batch_size=500)
    record(ReportAct.FROZEN, kept, by=by, position=unit.position, day=built.day, reason=kept.note)
    if work:
        _move(work, State.FROZEN, ReportAct.FROZEN, by=by, frozen=kept)
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


def locked(work: UnitReport) -> UnitReport:
    """The report as it stands now, held; trusts its caller to have asked leave."""
    return held(UnitReport.objects.select_related("unit__parent"), work.pk)


def _move(work: UnitReport, state: State, act: ReportAct, *, by: Actor, reason: str = "", **fields: Any) -> UnitReport:
    work.state = state
    for name, value in fields.items():
        setattr(work, name, value)
    work.save()
    record(act, work, by=by, position=work.position, day=work.on, reason=reason)
    return work


@transaction.atomic
def open_report(*, report: Report, unit: Unit, on: date, by: Actor, start: date | None = None) -> UnitReport:
    """Begin a unit's report of that day; one that has been begun already is answered as it stands."""
    by.require("report.freeze", unit)
    work, new = UnitReport.objects.get_or_create(unit=unit, key=report.key, on=on, defaults={"start": start})
    if new:
        work.refresh_from_db()
        record(ReportAct.OPENED, work, by=by, position=work.position, day=on)
    return work


@transaction.atomic
def write_part(*, work: UnitReport, built: Built, part: str, text: str, by: Actor) -> WrittenPart:
    """Keep what a person wrote in a part; what stood there before is kept too. built: the report as it reads now."""
    by.require("report.freeze", work.unit)
    work = locked(work)
    rules.check_stands_at(work.state, State.DRAFT, State.RETURNED)
    rules.check_is_part(part, built.blocks)
    kept = WrittenPart.objects.create(report=work, unit=work.unit, part=part, text=text.strip(), by_id=by.pk)
    record(ReportAct.WRITTEN, work, by=by, position=work.position, day=work.on, details={"part": part})
    return kept


@transaction.atomic
def check_report(*, work: UnitReport, built: Built, by: Actor) -> UnitReport:
    """Say that the report is whole and right: every part is written. built: the report as it reads now."""
    by.require("report.freeze", work.unit)
    work = locked(work)
    rules.check_stands_at(work.state, State.DRAFT, State.RETURNED)
    rules.check_nothing_is_missing(built.blocks)
    return _move(work, State.CHECKED, ReportAct.CHECKED, by=by)


@transaction.atomic
def reopen_report(*, work: UnitReport, by: Actor) -> UnitReport:
    """Go on writing. A copy that was settled stays as it is."""
    by.require("report.freeze", work.unit)
    work = locked(work)
    rules.check_stands_at(work.state, State.CHECKED, State.FROZEN)
    return _move(work, State.DRAFT, ReportAct.REOPENED, by=by)


@transaction.atomic
def sign_report(*, work: UnitReport, name: str, by: Actor) -> UnitReport:
    """Sign the settled report off. name: as it stands under the paper."""
    by.require("report.sign", work.unit)
    work = locked(work)
    rules.check_stands_at(work.state, State.FROZEN)
    return _move(work, State.SIGNED, ReportAct.SIGNED, by=by, signed_by=name.strip()[:200])


@transaction.atomic
def send_report(*, work: UnitReport, by: Actor) -> UnitReport:
    """Send the signed report to the unit above."""
    by.require("report.freeze", work.unit)
    work = locked(work)
    rules.check_stands_at(work.state, State.SIGNED)
    rules.check_has_superior(work.unit)
    return _move(work, State.SENT, ReportAct.SENT, by=by)


@transaction.atomic
def hand_back(*, work: UnitReport, reason: str, by: Actor) -> UnitReport:
    """The unit above gives it back with a reason; it is written, settled and signed anew."""
    by.require("report.freeze", work.unit.parent)
    work = locked(work)
    rules.check_stands_at(work.state, State.SENT)
    rules.check_reason(reason)
    work.reason = reason.strip()[:500]
    return _move(work, State.RETURNED, ReportAct.RETURNED, by=by, reason=work.reason)


@transaction.atomic
def accept_report(*, work: UnitReport, by: Actor) -> UnitReport:
    """The unit above takes it in."""
    by.require("report.freeze", work.unit.parent)
    work = locked(work)
    rules.check_stands_at(work.state, State.SENT)
    return _move(work, State.ACCEPTED, ReportAct.ACCEPTED, by=by)


@transaction.atomic
def keep_template(*, unit: Unit, name: str, period: Period, text: str, on: date, by: Actor, key: str = "", seen: int = 0) -> ReportTemplate:
    """Keep a template's next version for the unit and all below it; a wrong text is refused (TextRefused), line by line.

    key, seen: the template that is changed, and its version as the writer saw it; empty for a new one.
    """
    by.require("report.freeze", unit)
    rules.check_named(name)
    newest = ReportTemplate.objects.filter(key=key, unit=unit).order_by("-version").first() if key else None
    rules.check_newest(seen, newest.version if newest else 0)
    calls_in(text, Question(unit, on))
    told = {"name": name.strip()[:200], "period": period, "text": text, "by_id": by.pk}
    try:
        with transaction.atomic():
            kept = ReportTemplate.objects.create(unit=unit, key=newest.key if newest else f"mau-{token_hex(4)}", version=seen + 1, **told)
    except IntegrityError as problem:
        raise RuleBroken(_("Somebody has kept a newer version meanwhile. Nothing was kept. Open it and change it there.")) from problem
    record(ReportAct.TEMPLATE_KEPT, kept, by=by, position=unit.position, day=on)
    return kept
