"""Each figure equals a hand count: random trees with moves, members with stays, any day, unit and split."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from coso.common.actors import SYSTEM
from coso.figures.enums import Tree
from coso.figures.queries import Question, count_together, counting, figure
from coso.org.kinds import BRANCH_KINDS
from tests.figures.world import World, day_at, make_world

pytestmark = pytest.mark.django_db
A_FEW = settings(max_examples=6, deadline=None)
SPLITS = ("status", "sex", "minority", "age_band", "party_age_band", "activity", "professional_level", "sector", "unit_kind")


def worlds(check):
    """Run a check on random worlds, each rolled back."""

    @A_FEW
    @given(st.randoms(use_true_random=False))
    def run(random: Random) -> None:
        with transaction.atomic():
            check(random, make_world(random))
            transaction.set_rollback(True)

    run.__name__ = check.__name__
    return run


def any_day(random: Random) -> date:
    return day_at(random.randrange(-1, 28)) + timedelta(days=random.choice([-1, 0, 1, 30]))


# --- the slow reference -----------------------------------------------------------------------------


def within(world: World, unit_id: int, top: int, day: date, tree: Tree) -> bool:
    if tree == Tree.STANDS:
        return world.units[top].position <= world.units[world.index(unit_id)].position < world.units[top].position_end
    return world.inside(world.index(unit_id), top, day)


def on_roll(world: World, top: int, day: date, tree: Tree):
    return [s for s in world.stays if s.valid_from <= day and (s.valid_to is None or day < s.valid_to) and within(world, s.unit_id, top, day, tree)]


def years(start: date, day: date) -> int:
    return day.year - start.year - ((day.month, day.day) < (start.month, start.day))


def band(age: int, starts: list[int]) -> str:
    lows = [0, *starts]
    at = max(i for i, low in enumerate(lows) if age >= low or i == 0)
    return f"{lows[at]}-{lows[at + 1] - 1}" if at + 1 < len(lows) else f"{lows[at]}+"


def level(world: World, member, day: date) -> str:
    held = list(member.qualifications.filter(kind="professional"))
    order = ["none", "vocational", "intermediate", "college", "university", "master", "doctor"]
    reached = [q.level for q in held if q.obtained_on and q.obtained_on <= day]
    if reached:
        return max(reached, key=order.index)
    return "unknown" if any(q.obtained_on for q in held) or not member.professional_level else member.professional_level


def split(world: World, stay, key: str, day: date) -> str:
    member = next(m for m in world.members if m.pk == stay.member_id)
    kind, sector = world.kind_on(world.index(stay.unit_id), day)
    return {
        "status": lambda: stay.status, "activity": lambda: stay.activity, "sex": lambda: member.sex,
        "minority": lambda: "false" if member.ethnic_group == "kinh" else "true",
        "age_band": lambda: band(years(member.birth_date, day), [18, 31, 41, 51, 61]),
        "party_age_band": lambda: band(years(member.admission_date, day), [1, 11, 21, 31, 41, 51]),
        "professional_level": lambda: level(world, member, day),
        "sector": lambda: sector or "unknown", "unit_kind": lambda: kind,
    }[key]()


def memberships(world: World, member, field: str):
    """The day of the event and the home stays of each time as a member; the admission stays one for all of them."""
    mine = [s for s in world.stays if s.member_id == member.pk]
    ended = [one for one in world.former if one.member_id == member.pk and field == "official_date"]
    for one in ended:
        yield one.official_date, [s for s in mine if s.valid_to and s.valid_to <= one.left_on]
    yield getattr(member, field), [s for s in mine if not any(s.valid_to and s.valid_to <= one.left_on for one in ended)]


def happened(world: World, top: int, start: date, end: date, tree: Tree, field: str):
    found = []
    for event, stays in (one for member in world.members for one in memberships(world, member, field)):
        lasting = [s for s in stays if event and start <= event <= end and (s.valid_to is None or s.valid_to > event)]
        if lasting:
            stay = min(lasting, key=lambda s: s.valid_from)
            unit = world.units[world.index(stay.unit_id)]
            if within(world, stay.unit_id, top, max(event, stay.valid_from, unit.founded_on), tree):
                found.append(stay)
    return found


def gone(world: World, top: int, start: date, end: date, tree: Tree):
    followed = {(s.member_id, s.valid_from) for s in world.stays}
    return [
        s for s in world.stays
        if s.valid_to and start <= s.valid_to <= end and (s.member_id, s.valid_to) not in followed and within(world, s.unit_id, top, s.valid_to - timedelta(days=1), tree)
    ]


def ids(rows) -> list[int]:
    return sorted(row.pk for row in rows)


def ask(world: World, random: Random, key: str, **more):
    top, day, tree = random.randrange(len(world.units)), any_day(random), random.choice(list(Tree))
    return top, day, tree, figure(key, Question(world.units[top], day, tree=tree, **more), by=SYSTEM)


# --- the checks -------------------------------------------------------------------------------------


@worlds
def test_the_roll_of_any_unit_on_any_day_equals_a_hand_count(random, world):
    for _each in range(6):
        top, day, tree, asked = ask(world, random, "members.count")
        assert ids(asked.records()) == ids(on_roll(world, top, day, tree))
        assert asked.value() == len(asked.records())


@worlds
def test_every_split_equals_a_hand_count_and_sums_to_the_value(random, world):
    for _each in range(4):
        top, day, tree, asked = ask(world, random, "members.count")
        keys = tuple(random.sample(SPLITS, random.randrange(1, 4)))
        lines = {tuple(choice.key for choice in line.choices): line.value for line in asked.by(*keys) if line.value}
        assert lines == Counter(tuple(split(world, stay, key, day) for key in keys) for stay in on_roll(world, top, day, tree))
        assert sum(lines.values()) == asked.value()


@worlds
def test_a_value_of_a_split_has_as_many_records(random, world):
    for _each in range(3):
        *_where, asked = ask(world, random, "members.count")
        key = random.choice(SPLITS)
        for line in asked.by(key):
            narrowed = asked.only(**{key: line.choices[0].key})
            assert narrowed.value() == line.value == len(narrowed.records())


@worlds
def test_children_and_the_unit_itself_sum_to_the_value(random, world):
    for key in ("members.count", "members.admitted", "members.left", "units.count", "branches.count"):
        top, day, tree, asked = ask(world, random, key)
        lines = asked.children()
        assert sum(line.value for line in lines) == asked.value()
        assert min(line.value for line in lines) >= 0
        for line in lines:
            if line.unit.pk != world.units[top].pk and key in ("members.count", "units.count", "branches.count"):
                assert figure(key, Question(line.unit, day, tree=tree), by=SYSTEM).value() == line.value
        both = asked.children(random.choice(["sector", "unit_kind"]))
        assert sum(line.value for line in both) == asked.value()


@worlds
def test_admissions_recognitions_and_leavings_of_a_period_equal_a_hand_count(random, world):
    for _each in range(3):
        for key, field in (("members.admitted", "admission_date"), ("members.recognised", "official_date")):
            start = any_day(random)
            top, day, tree, asked = ask(world, random, key, start=start)
            assert ids(asked.records()) == ids(happened(world, top, start, day, tree, field))
            assert asked.value() == len(asked.records())
            assert sum(line.value for line in asked.by("age_band", "sex")) == asked.value()
        start = any_day(random)
        top, day, tree, asked = ask(world, random, "members.left", start=start)
        assert ids(asked.records()) == ids(gone(world, top, start, day, tree))
        assert sum(line.value for line in asked.by("way")) == asked.value()


@worlds
def test_units_and_branches_of_a_day_equal_a_hand_count(random, world):
    for _each in range(4):
        for key in ("units.count", "branches.count"):
            top, day, tree, asked = ask(world, random, key)
            there = [at for at in range(len(world.units)) if world.exists(at, day) and within(world, world.units[at].pk, top, day, tree)]
            if key == "branches.count":
                there = [at for at in there if world.kind_on(at, day)[0] in BRANCH_KINDS]
            assert ids(asked.records()) == sorted(world.units[at].pk for at in there)
            kinds = {line.choices[0].key: line.value for line in asked.by("unit_kind") if line.value}
            assert kinds == Counter(world.kind_on(at, day)[0] for at in there)


@worlds
def test_what_is_counted_together_equals_what_is_counted_alone(random, world):
    top, day, tree, asked = ask(world, random, "members.count")
    flow = figure("members.admitted", replace(asked.question, start=any_day(random)), by=SYSTEM)
    keys = tuple(random.sample(SPLITS, 2))
    value = random.choice(asked.by(keys[0])).choices[0].key
    wanted = [(asked, keys, False), (asked.only(**{keys[0]: value}), (), True), (asked, (keys[1],), True), (flow, ("sex",), True), (flow, (), False)]
    alone = [_lines(*one) for one in wanted]
    with counting():
        count_together(wanted)
        assert [_lines(*one) for one in wanted] == alone


def _lines(asked, keys, child):
    return [(line.unit, line.choices, line.value) for line in (asked.children(*keys) if child else asked.by(*keys)) if line.value]
