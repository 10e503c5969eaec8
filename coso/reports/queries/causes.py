"""Why an upper unit's number and the sum of what the units below have sent differ, as far as records tell."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common.actors import SYSTEM
from coso.common.vietnamese import date as written
from coso.common.vietnamese import number
from coso.figures.queries import (
    NoSuchIndicator,
    Question,
    count_together,
    counting,
    figure,
    indicator,
)
from coso.org.models import Placement, Unit
from coso.reports.queries.below import Below
from coso.reports.queries.sent import Key, SentUp

NAMED = 3  # units without a report that are named one by one


@dataclass(frozen=True)
class Apart:
    """A unit's part of a difference. sent: nothing where it sent no such number; counted: what the upper unit's count finds in it.

    explained: whether the records tell why.
    """

    name: str
    sent: int | None
    counted: int
    why: str
    explained: bool = True

    @property
    def difference(self) -> int:
        return self.counted - (self.sent or 0)


@dataclass(frozen=True)
class Left:
    """A unit that stood right below in the period and no longer does on its last day; until: the first day it did not."""

    unit: Unit
    until: date


class Causes:
    """Tells the causes for one report. question: of the upper unit, its day and period; sent: unit's key -> what it has sent; keys: what will be asked."""

    def __init__(self, question: Question, below: list[Below], sent: dict[int, SentUp], keys: Iterable[Key]) -> None:
        self.question, self.below, self.sent, self.keys = question, below, sent, [key for key in keys if not is_ratio(key)]
        self.again: dict[tuple[int, datetime | None], dict[Key, int | None]] = {}

    def apart(self, key: Key, counted: dict[int, int]) -> list[Apart]:
        """Every unit whose part differs, in the order of the tree, then those that have left, then what stands in no unit below.

        counted: unit's key, or the upper unit's own -> what the upper unit's count finds there.
        """
        found = _told_together([one for below in self.below for one in self._of_unit(key, below, counted.get(below.unit.pk, 0))])
        gone = [Apart(one.unit.name, None, number, self._left(one)) for one in self.left if (number := self._before_leaving(key, one))]
        direct = counted.get(self.question.unit.pk, 0) - sum(one.counted for one in gone)
        own = [Apart(self.question.unit.name, None, direct, _("directly under the unit, in no unit below"))] if direct else []
        return [*found, *gone, *own]

    def _of_unit(self, key: Key, below: Below, counted: int) -> Iterable[Apart]:
        name, up = below.unit.name, self.sent.get(below.unit.pk)
        if up is None:
            return [Apart(name, None, counted, _("has not sent its report"))] if counted else []
        sent = up.get(key)
        if sent is None:
            return [Apart(name, None, counted, _("its report does not hold this number"))] if counted else []
        return [] if sent.value == counted else [self._unlike(key, below, int(sent.value or 0), counted)]

    def _unlike(self, key: Key, below: Below, sent: int, counted: int) -> Apart:
        """Sent otherwise than counted; explained when each step from the one to the other is."""
        now = self._again(below, None).get(key)
        steps = [self._came(below)] if now != counted else []
        steps += [self._changed(key, below, sent)] if now != sent else []
        explained = now is not None and all(steps)
        return Apart(below.unit.name, sent, counted, "; ".join(steps) if explained else _("the records do not tell why"), explained)

    def _came(self, below: Below) -> str:
        """Why the unit's own count of the period is another than what the upper unit's finds in it; empty when nothing tells."""
        placed = Placement.objects.as_of(self.question.day).filter(unit=below.unit, parent=self.question.unit).first()
        if not placed or placed.valid_from <= self.question.first_day:
            return ""
        return _("under this unit since %(day)s, its report tells of the whole period") % {"day": written(placed.valid_from)}

    def _changed(self, key: Key, below: Below, sent: int) -> str:
        """Why its own count is another than what it sent: as known then it was the same; empty when it was not."""
        settled = self.sent[below.unit.pk].settled_at
        if self._again(below, settled).get(key) != sent:
            return ""
        return _("records changed after it was settled at %(time)s") % {"time": f"{timezone.localtime(settled):%H:%M, %d/%m/%Y}"}

    def _again(self, below: Below, known_at: datetime | None) -> dict[Key, int | None]:
        """The unit's own numbers counted once more, now or as they were known; none where rules know the line no longer."""
        place = (below.unit.pk, known_at)
        if place not in self.again:
            question = Question(below.unit, self.question.day, start=self.question.start, known_at=known_at)
            with counting(known_at):
                asked = {key: counted_by(key, question) for key in self.keys}
                count_together((one, (), False) for one in asked.values() if one)
                self.again[place] = {key: one.value() if one else None for key, one in asked.items()}
        return self.again[place]

    @cached_property
    def left(self) -> list[Left]:
        until = Placement.objects.filter(parent=self.question.unit, valid_to__gt=self.question.first_day, valid_to__lte=self.question.day)
        there = [one.unit.pk for one in self.below]
        latest = until.exclude(unit__in=there).order_by("unit", "-valid_to").distinct("unit").select_related("unit")
        return [Left(one.unit, one.valid_to) for one in latest if one.valid_to]

    def _before_leaving(self, key: Key, one: Left) -> int:
        """What happened in it in the period while it stood right below."""
        if not indicator(key[0]).flow:
            return 0
        asked = counted_by(key, Question(one.unit, one.until - timedelta(days=1), start=self.question.first_day))
        return asked.value() if asked else 0

    @staticmethod
    def _left(one: Left) -> str:
        if one.unit.ended_on == one.until:
            return _("ended on %(day)s, so that no report of it tells of the time before") % {"day": written(one.until)}
        return _("under another unit since %(day)s, which its report is sent to") % {"day": written(one.until)}


def _told_together(found: list[Apart]) -> list[Apart]:
    """Many units that have sent nothing are one line, at the end: each stands in the table of what was sent."""
    waited_for = [one for one in found if one.sent is None]
    if len(waited_for) <= NAMED:
        return found
    for_all = _("%(n)s units") % {"n": number(len(waited_for))}
    why = _("have not sent this number, see what each has sent")
    return [*(one for one in found if one.sent is not None), Apart(for_all, None, sum(one.counted for one in waited_for), why)]


def is_ratio(key: Key) -> bool:
    return hasattr(indicator(key[0]), "numerator")


def counted_by(key: Key, question: Question) -> Any:
    """The count of that key; leave was asked for the upper unit, whose number it is a part of. None where rules know the line no longer."""
    try:
        asked: Any = figure(key[0], question, by=SYSTEM)
        where = json.loads(key[1])
        for name, value in where.items():
            asked.indicator.dimension(name).raw(question, value)
    except NoSuchIndicator:
        return None
    return asked.only(**where) if where else asked

