"""Random lives of trees: whatever is founded and moved, positions nest, and the past can be read."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.members.models import Stay
from coso.org import soundness
from coso.org.actions import move_unit
from coso.org.enums import UnitKind as K
from coso.org.kinds import KINDS, children_of
from coso.org.models import Closure, Placement, Unit
from coso.org.queries import children_on, line_on, parent_on, subtree_on
from tests.factories import make_member, make_province, make_unit

START = date(2020, 1, 1)
TODAY = date(2026, 11, 22)
STEPS = st.lists(
    st.tuples(st.sampled_from(["found", "move", "move"]), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 40)), min_size=1, max_size=14
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_positions_nest_and_each_past_day_is_what_the_placements_say(steps):
    with transaction.atomic():
        day = live(steps)
        assert list(soundness.differences()) == []
        for back in (0, 1, 7, 40, 200):
            assert lines_of(day - timedelta(days=back)) == lines_by_hand(day - timedelta(days=back))
        transaction.set_rollback(True)


def live(steps: list[tuple[str, int, int, int]]) -> date:
    """A province and its districts, then what the steps say, with a member in every branch from its first day."""
    units = [make_province(founded_on=START)]
    units += [make_unit(parent=units[0], kind=K.DISTRICT_ORGANISATION, founded_on=START) for _ in range(2)]
    day = START
    for verb, one, other, days in steps:
        day += timedelta(days=days)
        found_one(units, one, other, day) if verb == "found" else move_one(units, one, other, day)
    return day


def found_one(units: list[Unit], one: int, kind: int, day: date) -> None:
    parent = units[one % len(units)]
    kinds = children_of(parent.kind)
    if kinds:
        units.append(make_unit(parent=parent, kind=kinds[kind % len(kinds)], founded_on=day))
        if KINDS[units[-1].kind].holds_members:
            make_member(units[-1])


def move_one(units: list[Unit], one: int, other: int, day: date) -> None:
    """A move that the rules refuse leaves everything as it was."""
    try:
        move_unit(unit=units[one % len(units)], to=units[other % len(units)], on=day, today=TODAY, paper="", reason="", by=SYSTEM)
    except RuleBroken:
        return


def lines_of(day: date) -> set[tuple[int, int, int]]:
    return set(Closure.objects.as_of(day).values_list("ancestor", "descendant", "depth"))


def lines_by_hand(day: date) -> set[tuple[int, int, int]]:
    above = dict(Placement.objects.as_of(day).values_list("unit", "parent"))
    found = set()
    for unit in above:
        at, depth = unit, 0
        while at is not None:
            found.add((at, unit, depth))
            at, depth = above[at], depth + 1
    return found


@pytest.mark.django_db
def test_members_move_with_their_branch_and_leave_no_false_history():
    province = make_province()
    one, two = (make_unit(parent=province, kind=K.DISTRICT_ORGANISATION) for _ in range(2))
    commune = make_unit(parent=one, kind=K.COMMUNE_ORGANISATION)
    branch = make_unit(parent=commune)
    member = make_member(branch)
    before = member.recorded_at
    move_unit(unit=commune, to=two, on=date(2025, 7, 1), today=TODAY, paper="", reason="", by=SYSTEM)
    member.refresh_from_db()
    branch.refresh_from_db()
    assert {member.position, *Stay.objects.filter(member=member).values_list("position", flat=True)} == {branch.position}
    assert two.position < member.position < two.position_end
    assert member.recorded_at == before
    assert list(soundness.differences()) == []


@pytest.mark.django_db
def test_the_tree_is_read_as_it_stood_on_each_day():
    province = make_province()
    one, two = (make_unit(parent=province, kind=K.DISTRICT_ORGANISATION) for _ in range(2))
    commune = make_unit("Đảng bộ xã Mường So", parent=one, kind=K.COMMUNE_ORGANISATION)
    branch = make_unit(parent=commune)
    moved = date(2025, 7, 1)
    move_unit(unit=commune, to=two, on=moved, today=TODAY, paper="", reason="", by=SYSTEM)
    eve = moved - timedelta(days=1)
    assert (parent_on(commune, eve), parent_on(commune, moved)) == (one, two)
    assert [list(children_on(unit, eve)) for unit in (one, two)] == [[commune], []]
    assert [list(children_on(unit, moved)) for unit in (one, two)] == [[], [commune]]
    assert set(subtree_on(one, eve)) == {one, commune, branch}
    assert [unit.depth for unit in subtree_on(two, moved)] == [0, 1, 2]
    assert line_on(branch, eve) == [province, one, commune, branch]
    assert line_on(branch, moved) == [province, two, commune, branch]


@pytest.mark.django_db
def test_a_drifted_tree_is_told_of():
    province = make_province()
    commune = make_unit(parent=province, kind=K.COMMUNE_ORGANISATION)
    branch = make_unit(parent=commune)
    member = make_member(branch)
    assert list(soundness.differences()) == []
    Closure.objects.filter(descendant=branch, depth=2).delete()
    Stay.objects.filter(member=member).update(position=3)
    Unit.objects.filter(pk=commune.pk).update(parent=None, name="Khác")
    said = " ".join(soundness.differences())
    for words in (f"from unit {province.pk} to unit {branch.pk}", "position 3, where no unit is", f"unit {commune.pk}: its superior", f"unit {commune.pk}: its name"):
        assert words in said
