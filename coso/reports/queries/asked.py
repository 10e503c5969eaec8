"""Which reports committees have asked for, who owes them, and since when they are late."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, takewhile

from django.db.models import Q

from coso.common.periods import add_months
from coso.org.models import Unit
from coso.reports.enums import CALLED_EVERY, SENT_UP, Period
from coso.reports.models import ReportCall, UnitReport

LATEST = 3  # of a report asked for again and again, so many are still waited for


@dataclass(frozen=True)
class Owed:
    """A report of `day` that a call asks of a unit. work: the unit's own, once it is begun."""

    call: ReportCall
    unit: Unit
    day: date
    work: UnitReport | None

    @property
    def due(self) -> date:
        return self.day + timedelta(days=self.call.due_days)

    @property
    def sent(self) -> bool:
        return self.work is not None and self.work.state in SENT_UP

    def late_by(self, today: date) -> int:
        """Days between its due day and the day it was sent, or today; 0 when it is in time."""
        until = self.work.sent_on if self.work and self.sent and self.work.sent_on else today
        return max(0, (until - self.due).days)


def days_of(call: ReportCall, today: date) -> list[date]:
    """The days for which it has asked by today, the latest first."""
    months = CALLED_EVERY[Period(call.every)]
    days = ([call.on] if not months else (months_later(call.on, months * at) for at in count()))
    asked = takewhile(lambda day: day <= today and (call.ended_on is None or day < call.ended_on), days)
    return list(asked)[-LATEST:][::-1]


def months_later(day: date, months: int) -> date:
    """The same day of a later month; the last day of a month leads to the last day of the other."""
    following = day + timedelta(days=1)
    return add_months(following, months) - timedelta(days=1) if following.day == 1 else add_months(day, months)


def reports_asked(unit: Unit, today: date) -> list[Owed]:
    """All that a unit asks of those right below it; by call, then day from the latest, then the tree."""
    calls = ReportCall.objects.filter(unit=unit).select_related("unit").order_by("ended_on", "pk")
    return owed(calls, Unit.objects.filter(parent=unit).existing_on(today).in_tree_order(), today)


def owed_around(positions: Sequence[int], today: date) -> list[Owed]:
    """What is asked of the units at these positions, and what they ask of those right below."""
    around = Q(unit__position__in=positions) | Q(unit__children__position__in=positions)
    calls = list(ReportCall.objects.filter(around).select_related("unit").order_by("pk").distinct())
    if not calls:
        return []
    units = Unit.objects.filter(Q(position__in=positions) | Q(parent__position__in=positions), parent__in=[call.unit_id for call in calls])
    return owed(calls, units.existing_on(today).in_tree_order(), today)


def owed(calls: Iterable[ReportCall], units: Iterable[Unit], today: date) -> list[Owed]:
    """Each call's reports of each of these units that it asks and that was in being on the day; of a call that has ended only those that were sent."""
    asked = [(call, day, unit) for call in calls for day in days_of(call, today) for unit in units if unit.parent_id == call.unit_id and unit.founded_on <= day]
    same = {"unit__in": {unit.pk for _call, _day, unit in asked}, "key__in": {call.key for call, _day, _unit in asked}, "on__in": {day for _call, day, _unit in asked}}
    made = {(work.unit_id, work.key, work.on): work for work in UnitReport.objects.filter(**same)} if asked else {}
    every = [Owed(call, unit, day, made.get((unit.pk, call.key, day))) for call, day, unit in asked]
    return [one for one in every if one.sent or one.call.ended_on is None]
