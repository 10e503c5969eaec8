"""Random plans on a random tree: nobody is lost, no life is broken, and the dry run told the truth.

A world is a number: it draws a small province, then plans that follow each other in time, each standing on what the one
before has made. `COSO_WORLDS=120-400 pytest -s -n 0 tests/restructuring/test_random_plans.py` runs these worlds and says
after each how many plans that were; a failure names its world, and `COSO_WORLDS=137-138` runs that one again.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
from django.db import transaction

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.figures.enums import Tree
from coso.figures.queries import Question, figure
from coso.members.enums import StayKind
from coso.members.models import Member, Stay
from coso.org import soundness
from coso.org.models import Unit
from coso.restructuring.actions.carrying import Carrier
from coso.restructuring.queries import forecast
from coso.restructuring.rules.operations import parse_all
from tests.restructuring.world import FIRST, TODAY, Maker, lives, make_world

pytestmark = pytest.mark.django_db
FIRST_WORLD, LAST_WORLD = (int(part) for part in os.environ.get("COSO_WORLDS", "0-3").split("-"))
STEPS = 12  # plans in one world
SIZES = (1, 1, 2, 2, 3, 4, 6, 9)  # operations in one plan
DONE = {"plans": 0, "operations": 0, "refused": 0}


def carry(plain, on):
    carrier = Carrier(parse_all(plain), on=on, paper="QĐ 1", by=SYSTEM, today=TODAY, made={})
    before = carrier.people()
    for place in range(len(plain)):
        carrier.carry_out(place)
    carrier.settle()
    assert carrier.people() == before
    return carrier


def count(unit, day, tree=Tree.STOOD):
    return figure("members.count", Question(unit=unit, day=day, tree=tree), by=SYSTEM).value()


def totals(top, eve, on):
    """On the tree of each day, and on today's."""
    return [count(top, eve), count(top, on), count(top, on, Tree.STANDS)]


def in_units(day):
    rows = Stay.objects.filter(kind=StayKind.HOME).as_of(day).values_list("unit", "status")
    found: dict[int, list[int]] = {}
    for unit, status in rows:
        counts = found.setdefault(unit, [0, 0])
        counts[0 if status == "official" else 1] += 1
    return {unit: tuple(counts) for unit, counts in found.items()}


@pytest.mark.parametrize("world", range(FIRST_WORLD, LAST_WORLD))
def test_a_plan_loses_nobody_and_does_what_the_dry_run_said(world):
    random = Random(world)
    top = make_world(random, people=random.choice((8, 16, 30)))
    on = FIRST
    for _ in range(STEPS):
        one_plan(top, random, on, random.choice(SIZES))
        on += timedelta(days=random.choice((0, 1, 20, 40, 60)))
    assert list(soundness.differences()) == []
    sys.stderr.write(f"\nworld {world}: {DONE['plans']} plans, {DONE['operations']} operations, {DONE['refused']} refused so far\n")


def one_plan(top, random, on, size):
    plain = Maker(random, on, keep_bad=random.choice([0, 0, 0, 0.2])).plan(size)
    DONE["plans"] += 1
    DONE["operations"] += len(plain)
    eve = on - timedelta(days=1)
    told = forecast(plain, top, on)
    before = (lives(), totals(top, eve, on), in_units(eve))
    if told.refusals:
        DONE["refused"] += 1
        refused(plain, on)
        return
    carrier = carry(plain, on)
    assert lives() == before[0]
    assert totals(top, eve, on) == before[1]
    assert in_units(eve) == before[2]
    as_foretold(told, carrier, on)
    assert strays() == []


def refused(plain, on):
    """Carried out in spite of the dry run, it is refused or loses nobody; the dry run may be the stricter of the two."""
    was = lives()
    with suppress(RuleBroken), transaction.atomic():
        carry(plain, on)
        assert lives() == was
        transaction.set_rollback(True)
    assert lives() == was


def as_foretold(told, carrier, on):
    now = in_units(on)
    for line in told.lines:
        key = carrier.made[line.ref] if isinstance(line.ref, str) else line.ref
        unit = Unit.objects.get(pk=key)
        assert (unit.ended_on is None) is (line.after is not None), line
        if line.after is not None:
            assert now.get(key, (0, 0)) == (line.after.official, line.after.probationary), line
            assert (unit.name, unit.kind) == (line.name, line.kind)


def strays():
    """Whoever is written in a unit that had ended, or has a record that says another unit than the last stay."""
    gone = [stay.pk for stay in Stay.objects.exclude(kind=StayKind.ASIDE).filter(unit__ended_on__isnull=False).select_related("unit") if stay.valid_to is None or stay.valid_to > stay.unit.ended_on]
    open_stays = Stay.objects.filter(kind=StayKind.HOME, valid_to__isnull=True).select_related("member")
    return gone + [stay.member_id for stay in open_stays if stay.member.unit_id != stay.unit_id or stay.member.position != stay.position] + list(Member.objects.filter(unit__ended_on__lt=TODAY, left_on__isnull=True, stays__isnull=True).values_list("pk", flat=True))
