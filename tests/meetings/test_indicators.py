"""Figures of meetings equal a hand count over random meetings, on any day and as known earlier."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.figures.queries import Question, figure
from coso.meetings.enums import OF_MEMBERS
from tests.meetings.chance import REGULAR, D, K, S, random_meetings

pytestmark = pytest.mark.django_db


def figure_of(key, unit, day, **more):
    return figure(f"meetings.{key}", Question(unit, day, **more), by=SYSTEM)


def value(key, unit, day, **more):
    return figure_of(key, unit, day, **more).value()


@pytest.mark.parametrize("seed", range(4))
def test_figures_are_those_of_a_hand_count(seed):
    province, meetings = random_meetings(seed)
    held = [one for one in meetings if one.state in (S.CLOSED, S.SETTLED)]
    for unit in (province, *{one.unit.parent for one in meetings}, meetings[0].unit):
        mine = [one for one in held if unit.position <= one.unit.position < unit.position_end]
        for first, day in ((D(2026, 7, 1), D(2026, 12, 31)), (D(2026, 9, 1), D(2026, 9, 30)), (D(2026, 11, 1), D(2026, 11, 5))):
            inside = [one for one in mine if first <= one.day <= day]
            assert value("held", unit, day, start=first) == len(inside)
            by_kind = Counter(one.kind for one in inside)
            assert {line.choices[0].key: line.value for line in figure_of("held", unit, day, start=first).by("meeting_kind")} == {kind: by_kind[kind] for kind in OF_MEMBERS}
            expected, came = sum(one.called - one.exempt - one.elsewhere for one in inside), sum(one.present + one.from_afar for one in inside)
            assert (value("expected", unit, day, start=first), value("attended", unit, day, start=first)) == (expected, came)
            share = value("attendance", unit, day, start=first)
            assert share == (Decimal(came * 100) / expected).quantize(Decimal("0.01")) if expected else share is None
            levels = Counter(one.official_level for one in inside if one.kind in REGULAR and one.official_level)
            assert value("level", unit, day, start=first) == levels.total()
            assert {line.choices[0].key: line.value for line in figure_of("level", unit, day, start=first).by("official_level") if line.value} == levels
            month = [one for one in mine if one.month == day.replace(day=1) and one.kind in REGULAR and one.day <= day]
            assert value("branches_met", unit, day) == len(month)
            assert value("branches_met_in_time", unit, day) == sum(one.day.day <= 7 for one in month)
            quarter = {one.unit_id for one in mine if one.kind in (K.THEMATIC, K.COMBINED) and (one.day.month - 1) // 3 == (day.month - 1) // 3 and one.day <= day}
            assert value("thematic", unit, day) == len(quarter)


def test_the_share_that_met_is_of_all_branches_and_rows_name_no_person():
    province, meetings = random_meetings(9)
    day = D(2026, 9, 30)
    met = value("branches_met", province, day)
    assert value("met_share", province, day) == (Decimal(met * 100) / 9).quantize(Decimal("0.01"))
    for key in ("held", "expected", "level"):
        found = figure_of(key, province, D(2026, 12, 31), start=D(2026, 7, 1))
        rows = [found.indicator.row(one) for one in found.records()]
        assert len(rows) == found.value()
        assert {name for row in rows for name in row} <= {"unit", "unit_name", "kind", "held_on", "self_level", "official_level", "came"}
    assert {str(one) for one in figure_of("held", province, D(2026, 12, 31)).records()} == {f"{one.unit_id} {one.day}" for one in meetings if one.state in (S.CLOSED, S.SETTLED)}


def test_meetings_are_known_since_they_were_closed():
    province, _meetings = random_meetings(5)
    asked = {"start": D(2026, 7, 1)}
    now, year = timezone.now(), D(2026, 12, 31)
    keys = ("held", "expected")
    assert [value(key, province, year, known_at=now, **asked) for key in keys] == [value(key, province, year, **asked) for key in keys]
    assert [value(key, province, year, known_at=now - timedelta(hours=1), **asked) for key in keys] == [0, 0]
