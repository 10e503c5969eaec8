"""Which units stand right below on a report's day, and how far their reports of the same name and day are."""

from __future__ import annotations

from dataclasses import dataclass

from coso.figures.queries import Question, counting
from coso.org.models import Unit
from coso.reports.enums import SENT_UP
from coso.reports.models import UnitReport


@dataclass(frozen=True)
class Below:
    """A unit right below, and its report of the same name and day, once it is begun."""

    unit: Unit
    work: UnitReport | None

    @property
    def sent(self) -> bool:
        return self.work is not None and self.work.state in SENT_UP


def reports_below(work: UnitReport) -> list[Below]:
    """The units right below on the report's day, in the order of the tree."""
    with counting():
        children = Question(work.unit, work.on).subtree.children()
    made = {one.unit_id: one for one in UnitReport.objects.filter(unit__in=children, key=work.key, on=work.on)}
    return [Below(unit, made.get(unit.pk)) for unit in children]
