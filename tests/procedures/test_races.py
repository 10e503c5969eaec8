"""Two people act on one step at the same moment, two hundred times over: one wins, the other is told, nothing is done twice."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from coso.common import scope
from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.procedures import actions
from coso.procedures.enums import EntryKind, VoteWay
from coso.procedures.models import Case, CaseVote, Entry
from coso.procedures.rules import Count
from tests.factories import TODAY, make_case, make_member, make_unit

pytestmark = pytest.mark.django_db(transaction=True)
SCHEDULES = 200


def approve(case: Case) -> Case:
    return actions.do_step(case=case, seen=case.turn, on=TODAY, by=SYSTEM, today=TODAY, count=Count(VoteWay.SHOW_OF_HANDS, 1, 1, 0))


def turn_down(case: Case) -> Case:
    return actions.refuse(case=case, seen=case.turn, reason="Chưa đủ điều kiện", by=SYSTEM, today=TODAY)


def won(act: Callable[[Case], Case], cases: list[Case], ready: Barrier, seed: int) -> list[bool]:
    """Act on each case as soon as the other person is at it too, a hair earlier or later each time."""
    draw, found = random.Random(seed), []
    try:
        for case in cases:
            ready.wait(10)
            time.sleep(draw.choice((0, 0, 0.0005, 0.002)))
            try:
                with scope.within(scope.everything()):
                    act(case)
                found.append(True)
            except RuleBroken:
                found.append(False)
    finally:
        connection.close()
    return found


@pytest.mark.parametrize("other", [approve, turn_down], ids=["approved-twice", "approved-and-refused"])
def test_of_two_people_at_one_step_one_wins(other):
    branch = make_unit()
    make_member(branch)
    made = [make_case(branch).pk for _ in range(SCHEDULES)]
    cases = list(Case.objects.filter(pk__in=made).select_related("unit").order_by("pk"))
    ready = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(won, approve, cases, ready, 1), pool.submit(won, other, cases, ready, 2)
        outcomes = list(zip(first.result(), second.result(), strict=True))
    assert all(one != two for one, two in outcomes), "exactly one of the two wins"
    ends = Entry.objects.filter(case__in=cases, step="vote", kind__in=[EntryKind.DONE, EntryKind.REFUSED])
    assert ends.count() == SCHEDULES == ends.values("case").distinct().count()
    assert CaseVote.objects.filter(case__in=cases).count() == sum(one for one, _two in outcomes) + (sum(two for _one, two in outcomes) if other is approve else 0)
