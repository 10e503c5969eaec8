"""A unit's report as it stands: what people wrote in it, and how it reads now."""

from __future__ import annotations

from datetime import datetime

from coso.common.actors import Actor
from coso.reports.models import UnitReport
from coso.reports.queries.build import Wording, build
from coso.reports.queries.built import Built
from coso.reports.queries.declared import report_of
from coso.reports.queries.filled import Written


def wording_of(work: UnitReport) -> Wording:
    """The latest text of each part, by whom and when."""
    latest = work.parts.order_by("part", "-pk").distinct("part").select_related("by")
    return Wording(start=work.start, written={one.part: Written(one.text, str(one.by or ""), one.at) for one in latest})


def reads(work: UnitReport, *, by: Actor, now: datetime) -> Built:
    """The report as it was settled; before that as it reads now."""
    if work.frozen and work.state not in ("draft", "returned", "checked"):
        return Built.read(work.frozen.content)
    return build(report_of(work.key), work.unit, work.on, by=by, now=now, wording=wording_of(work))
