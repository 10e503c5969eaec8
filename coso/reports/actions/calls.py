"""A committee asks the units right below it for reports, once or by the calendar."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.locking import held
from coso.org.models import Unit
from coso.reports import rules
from coso.reports.enums import Period, ReportAct
from coso.reports.models import ReportCall
from coso.reports.queries import Report


@transaction.atomic
def call_reports(*, unit: Unit, report: Report, every: Period, on: date, due_days: int, by: Actor) -> ReportCall:
    """Ask every unit right below for this report as of `on`, and again at the end of each later period, unless `every` is a day.

    due_days: how many days after its day a report must have been sent.
    """
    by.require("report.freeze", unit)
    held(Unit.objects.all(), unit.pk)
    rules.check_is_asked(every, due_days)
    rules.check_not_asked_yet(ReportCall.objects.filter(unit=unit, key=report.key, every=every, on=on, ended_on=None).exists())
    call = ReportCall.objects.create(unit=unit, key=report.key, every=every, on=on, due_days=due_days, by_id=by.pk)
    record(ReportAct.CALLED, call, by=by, position=unit.position, day=on)
    return call


@transaction.atomic
def end_call(*, call: ReportCall, on: date, by: Actor) -> ReportCall:
    """Ask no more from this day on; what was asked for earlier is still to be sent."""
    by.require("report.freeze", call.unit)
    call = held(ReportCall.objects.select_related("unit"), call.pk)
    rules.check_still_asked(call.ended_on)
    call.ended_on = on
    call.save()
    record(ReportAct.CALL_ENDED, call, by=by, position=call.unit.position, day=on)
    return call
