"""A unit's report as it stands: what people wrote in it, and how it reads now."""

from __future__ import annotations

from datetime import datetime

from coso.common.actors import Actor
from coso.reports.enums import State
from coso.reports.models import UnitReport
from coso.reports.queries.build import Wording, build
from coso.reports.queries.built import Built
from coso.reports.queries.declared import declared_of
from coso.reports.queries.filled import Written
from coso.reports.queries.merged import with_below

WRITABLE = (State.DRAFT, State.RETURNED)
NOT_SETTLED = (*WRITABLE, State.CHECKED)


def wording_of(work: UnitReport) -> Wording:
    """The latest text of each part, by whom and when."""
    latest = work.parts.order_by("part", "-pk").distinct("part").select_related("by")
    return Wording(start=work.start, written={one.part: Written(one.text, str(one.by or ""), one.at, one.pk) for one in latest})


def reads(work: UnitReport, *, by: Actor, now: datetime) -> Built:
    """The report as it was settled; before that as it reads now."""
    return Built.read(work.frozen.content) if work.frozen and work.state not in NOT_SETTLED else reads_now(work, by=by, now=now)


def reads_now(work: UnitReport, *, by: Actor, now: datetime) -> Built:
    """Filled in from today's records, put together with what the units below have sent."""
    wording = wording_of(work)
    return with_below(build(declared_of(work), work.unit, work.on, by=by, now=now, wording=wording), work, wording.written, by=by)
