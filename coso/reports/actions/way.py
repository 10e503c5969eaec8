"""A report's way: begun, written, checked, signed off, sent up, and answered by the unit above."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from coso.common.actors import Actor
from coso.common.acts import record
from coso.org.models import Unit
from coso.reports import rules
from coso.reports.actions.moving import locked, moved
from coso.reports.checker import check
from coso.reports.enums import ReportAct, State
from coso.reports.models import UnitReport, WrittenPart
from coso.reports.queries import Built, Report, text_of


@transaction.atomic
def open_report(*, report: Report, unit: Unit, on: date, by: Actor, start: date | None = None) -> UnitReport:
    """Begin a unit's report of that day; one that has been begun already is answered as it stands. Its text is that of today's template."""
    by.require("report.freeze", unit)
    rules.check_unit_stands(unit, on)
    work, new = UnitReport.objects.get_or_create(unit=unit, key=report.key, on=on, defaults={"start": start, "template_id": report.template})
    if new:
        work.refresh_from_db()
        record(ReportAct.OPENED, work, by=by, position=work.position, day=on)
    return work


@transaction.atomic
def write_part(*, work: UnitReport, built: Built, part: str, text: str, seen: int, by: Actor) -> WrittenPart:
    """Keep what a person wrote in a part; what stood there before is kept too.

    built: the report as it reads now. seen: the version of the part the writer had before them, 0 for none.
    """
    by.require("report.freeze", work.unit)
    work = locked(work)
    rules.check_stands_at(work.state, State.DRAFT, State.RETURNED)
    rules.check_is_part(part, built.blocks)
    latest = work.parts.filter(part=part).order_by("-pk").first()
    rules.check_part_unchanged(seen, latest.pk if latest else 0)
    kept = WrittenPart.objects.create(report=work, unit=work.unit, part=part, text=text.strip(), by_id=by.pk)
    record(ReportAct.WRITTEN, work, by=by, position=work.position, day=work.on, details={"part": part})
    return kept


@transaction.atomic
def check_report(*, work: UnitReport, built: Built, by: Actor) -> UnitReport:
    """Say that the report is whole and right: every part is written and its figures agree. built: the report as it reads now."""
    by.require("report.freeze", work.unit)
    work = locked(work)
    rules.check_stands_at(work.state, State.DRAFT, State.RETURNED)
    rules.check_nothing_is_missing(built.blocks)
    rules.check_adds_up(check(text_of(built)))
    return moved(work, State.CHECKED, ReportAct.CHECKED, by=by)


@transaction.atomic
def reopen_report(*, work: UnitReport, by: Actor) -> UnitReport:
    """Go on writing. A copy that was settled stays as it is."""
    by.require("report.freeze", work.unit)
    work = locked(work)
    rules.check_stands_at(work.state, State.CHECKED, State.FROZEN)
    return moved(work, State.DRAFT, ReportAct.REOPENED, by=by)


@transaction.atomic
def sign_report(*, work: UnitReport, name: str, by: Actor) -> UnitReport:
    """Sign the settled report off. name: as it stands under the paper."""
    by.require("report.sign", work.unit)
    work = locked(work)
    rules.check_stands_at(work.state, State.FROZEN)
    return moved(work, State.SIGNED, ReportAct.SIGNED, by=by, signed_by=name.strip()[:200])


@transaction.atomic
def send_report(*, work: UnitReport, on: date, by: Actor) -> UnitReport:
    """Send the signed report to the unit above."""
    by.require("report.freeze", work.unit)
    work = locked(work)
    rules.check_stands_at(work.state, State.SIGNED)
    rules.check_has_superior(work.unit)
    return moved(work, State.SENT, ReportAct.SENT, by=by, sent_on=on)


@transaction.atomic
def hand_back(*, work: UnitReport, reason: str, by: Actor) -> UnitReport:
    """The unit above gives it back with a reason; it is written, settled and signed anew."""
    by.require("report.freeze", work.unit.parent)
    work = locked(work)
    rules.check_stands_at(work.state, State.SENT)
    rules.check_reason(reason)
    said = reason.strip()[:500]
    return moved(work, State.RETURNED, ReportAct.RETURNED, by=by, reason=said, answer=said)


@transaction.atomic
def accept_report(*, work: UnitReport, by: Actor) -> UnitReport:
    """The unit above takes it in."""
    by.require("report.freeze", work.unit.parent)
    work = locked(work)
    rules.check_stands_at(work.state, State.SENT)
    return moved(work, State.ACCEPTED, ReportAct.ACCEPTED, by=by)
