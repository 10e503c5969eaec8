"""Settling a report, done by the worker: filled in, fingerprinted part by part, then kept in one step."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coso.common.actors import Actor
from coso.common.jobs import Running, job_kind
from coso.common.models import Job
from coso.figures.enums import Tree
from coso.org.models import Unit
from coso.reports.actions import SETTLE, freeze_report
from coso.reports.models import UnitReport
from coso.reports.queries import Ready, reads_now, report_of


def settled_page(job: Job) -> str:
    if job.parameters["work"]:
        return reverse("reports:work", args=[job.parameters["work"]])
    return reverse("reports:settled", args=[job.checkpoint["kept"]]) if "kept" in job.checkpoint else ""


@job_kind(SETTLE, title=_("Settling of a report"), permission="report.freeze", opens=settled_page)
def settle(job: Running) -> None:
    """Each part is one chunk, so that a break costs a few numbers; only the last one writes the report."""
    told, mark = job.parameters, job.checkpoint
    if "kept" in mark:
        return
    unit = Unit.objects.get(pk=told["unit"])
    if "ready" not in mark:
        with job.chunk(done=0, checkpoint=mark):
            mark["ready"] = _begun(told, unit, job.by).kept()
    ready = Ready.read(mark["ready"])
    while not ready.whole:
        with job.chunk(done=len(ready.digests), total=ready.total, checkpoint=mark):
            ready.go_on(by=job.by)
            mark["ready"] = ready.kept()
    with job.chunk(done=ready.total, total=ready.total, checkpoint=mark):
        mark["kept"] = freeze_report(ready=ready, unit=unit, by=job.by, note=told["note"], work=_work(told) if told["work"] else None).pk
        del mark["ready"]


def _begun(told: dict[str, Any], unit: Unit, by: Actor) -> Ready:
    """A unit's own report as it reads, or a report of that name by itself."""
    now = datetime.fromisoformat(told["now"])
    if told["work"]:
        return Ready(reads_now(_work(told), by=by, now=now))
    return Ready.begin(report_of(told["report"], unit), unit, date.fromisoformat(told["on"]), by=by, tree=Tree(told["tree"]), now=now)


def _work(told: dict[str, Any]) -> UnitReport:
    return UnitReport.objects.select_related("unit", "template").get(pk=told["work"])
