"""A report taken in hand, and moved on to where it stands next."""

from __future__ import annotations

from typing import Any

from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.locking import held
from coso.reports.enums import ReportAct, State
from coso.reports.models import UnitReport


def locked(work: UnitReport) -> UnitReport:
    """The report as it stands now, held; trusts its caller to have asked leave."""
    return held(UnitReport.objects.select_related("unit__parent", "template"), work.pk)


def moved(work: UnitReport, state: State, act: ReportAct, *, by: Actor, reason: str = "", **fields: Any) -> UnitReport:
    """Keep where a held report stands now, and that it was put there; trusts its caller to have asked leave."""
    work.state = state
    for name, value in fields.items():
        setattr(work, name, value)
    work.save()
    record(act, work, by=by, position=work.position, day=work.on, reason=reason)
    return work
