"""Figures of tasks equal a hand count, on any day and as known earlier."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from coso.assignments import actions
from coso.common.actors import SYSTEM
from coso.figures.queries import Question, figure
from tests.assignments.story import done, give, make_branch, reported
from tests.factories import make_commune, make_member

pytestmark = pytest.mark.django_db
D = date


def value(key, unit, day, **more):
    return figure(key, Question(unit, day, **more), by=SYSTEM).value()


def test_tasks_of_a_month_by_unit_given_done_in_time_and_late():
    commune = make_commune()
    branch, sister = make_branch(commune), make_branch(commune)
    one, two = make_member(branch), make_member(branch)
    first, second, third, off = (give(branch, one, today=D(2026, 10, 1), due_on=due) for due in (D(2026, 10, 20), D(2026, 10, 20), D(2026, 11, 10), D(2026, 10, 20)))
    give(sister, make_member(sister), today=D(2026, 11, 2), due_on=D(2026, 11, 30))
    done(first, on=D(2026, 10, 15))
    done(second, on=D(2026, 10, 25))
    actions.call_off(assignment=off, reason="Hoãn", by=SYSTEM, today=D(2026, 10, 22))
    october = {"start": D(2026, 10, 1)}
    told = {key: value(f"assignments.{key}", commune, D(2026, 10, 31), **october) for key in ("given", "done", "done_in_time", "due", "kept", "open", "late")}
    assert told == {"given": 3, "done": 2, "done_in_time": 1, "due": 2, "kept": 1, "open": 1, "late": 0}
    assert float(value("assignments.in_time_share", commune, D(2026, 10, 31), **october)) == 50
    assert value("assignments.open", branch, D(2026, 10, 22)) == 2  # the one called off that day and the one done on it count no more
    assert value("assignments.late", branch, D(2026, 10, 22)) == 1
    reported(third, on=D(2026, 11, 15))
    assert [value("assignments.late", branch, D(2026, 11, day)) for day in (10, 11, 14, 15)] == [0, 1, 1, 0]
    assert (value("assignments.members", branch, D(2026, 11, 1)), value("assignments.members", commune, D(2026, 11, 20)), two.pk > 0) == (1, 2, True)
    rows = figure("assignments.given", Question(commune, D(2026, 11, 30), start=D(2026, 11, 1)), by=SYSTEM)
    assert [rows.indicator.row(task)["unit"] for task in rows.records()] == [sister.code]
    assert sum(line.value for line in rows.children()) == 1


def test_a_task_is_known_since_it_was_entered():
    branch = make_branch()
    give(branch, make_member(branch))
    now = timezone.now()
    assert [value("assignments.open", branch, D(2026, 11, 30), known_at=at) for at in (now, now - timedelta(hours=1))] == [1, 0]
