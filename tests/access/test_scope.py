"""Who sees what: rights asked three ways agree with a slow reference, and what the database lets through follows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coso.access.models import Appointment, User, merged
from coso.access.queries import people_with, units_with
from coso.access.roles import ROLES, Permission
from coso.common.scope import NOTHING, within
from coso.members.models import Member, Stay
from coso.org.models import Unit
from tests.factories import make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = date.today()
WIDTH = 1_000_000


@dataclass
class Node:
    """A unit of a random tree that lives in memory only."""

    pk: int
    parent: Node | None
    position: int = 0
    position_end: int = 0

    def lineage(self) -> set[int]:
        return {self.pk} | (self.parent.lineage() if self.parent else set())


def tree_of(parents: list[int]) -> list[Node]:
    """Node n stands under node parents[n] % n; positions by a walk, as intervals."""
    nodes = [Node(0, None)]
    for number, parent in enumerate(parents, start=1):
        nodes.append(Node(number, nodes[parent % number]))
    children: dict[int, list[Node]] = {}
    for node in nodes[1:]:
        children.setdefault(node.parent.pk, []).append(node)
    counter = iter(range(len(nodes) + 1))

    def walk(node: Node) -> int:
        node.position = next(counter)
        end = node.position + 1
        for child in children.get(node.pk, []):
            end = walk(child)
        node.position_end = end
        return end

    walk(nodes[0])
    return nodes


def holder(held: list[tuple[str, Node]]) -> User:
    user = User(pk=1, username="x")
    user.__dict__["held"] = [(role, node.position, node.position_end) for role, node in held]
    return user


def slow(held: list[tuple[str, Node]], permission: str, node: Node) -> bool:
    """The reference: climb from the unit; somebody on the way up must be where a fitting role is held."""
    return any(permission in ROLES[role].permissions and unit.pk in node.lineage() for role, unit in held)


roles, permissions = st.sampled_from(sorted(ROLES)), st.sampled_from(list(Permission))


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_the_interval_agrees_with_climbing_the_tree(data):
    """500 trees × 20 permissions and people × 10 units and more: over 100,000 triples."""
    nodes = tree_of(data.draw(st.lists(st.integers(0, 50), min_size=9, max_size=30)))
    for _ in range(2):
        held = [(role, nodes[at % len(nodes)]) for role, at in data.draw(st.lists(st.tuples(roles, st.integers(0, 50)), max_size=4))]
        user = holder(held)
        for permission in Permission:
            inside = user.intervals(permission)
            for node in nodes:
                expected = slow(held, permission, node)
                assert user.allowed(permission, node) == expected
                assert any(lo <= node.position < hi for lo, hi in inside) == expected


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 10)), max_size=8))
def test_merged_intervals_cover_the_same_places_and_do_not_touch(pairs):
    intervals = [(lo, lo + width) for lo, width in pairs]
    out = merged(intervals)
    assert {n for lo, hi in intervals for n in range(lo, hi)} == {n for lo, hi in out for n in range(lo, hi)}
    assert all(one[1] < two[0] for one, two in pairwise(out))


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(0, 50), min_size=6, max_size=12), st.lists(st.tuples(roles, st.integers(0, 50)), min_size=1, max_size=5))
def test_object_queryset_and_people_give_one_answer(db, parents, chosen):
    with transaction.atomic():
        agree(tree_of(parents), {(number % 2, role, at % (len(parents) + 1)) for number, (role, at) in enumerate(chosen)})
        transaction.set_rollback(True)


def agree(nodes: list[Node], held: set[tuple[int, str, int]]) -> None:
    units = [
        Unit.objects.create(name=f"u{node.pk}", kind="branch", position=WIDTH + node.position, position_end=WIDTH + node.position_end, founded_on=date(2000, 1, 1))
        for node in nodes
    ]
    users = [User.objects.create(username=f"person-{n}", password="!") for n in range(2)]
    for who, role, at in held:
        Appointment.objects.create(user=users[who], role=role, unit=units[at], valid_from=date(2000, 1, 1))
    for permission in Permission:
        people = {unit.pk: set(people_with(permission, unit, TODAY).values_list("pk", flat=True)) for unit in units}
        for user in users:
            by_list = set(units_with(permission, user).values_list("pk", flat=True))
            by_object = {unit.pk for unit in units if user.allowed(permission, unit)}
            by_people = {unit for unit, found in people.items() if user.pk in found}
            assert by_list == by_object == by_people


# --- what the database lets through --------------------------------------------------------------

def seen(user) -> set[int]:
    with within(user.scope()):
        return set(Member.objects.values_list("pk", flat=True))


def test_no_identity_sees_nothing():
    make_member()
    with within(NOTHING):
        assert not Member.objects.exists()
        assert not Stay.objects.exists()


def test_one_unit_is_one_interval_and_costs_no_more():
    branch = make_unit()
    inside, outside = make_member(branch), make_member(make_unit())
    user = make_user("branch_secretary", branch)
    assert user.scope().many is None
    assert seen(user) == {inside.pk} != {outside.pk}


def test_several_units_are_seen_but_not_what_lies_between():
    first, between, last = make_unit(), make_unit(), make_unit()
    people = [make_member(unit) for unit in (first, between, last)]
    user = make_user("branch_secretary", first)
    Appointment.objects.create(user=user, role="office_clerk", unit=last, valid_from=date(2020, 1, 1))
    user = User.objects.get(pk=user.pk)
    assert seen(user) == {people[0].pk, people[2].pk}


def test_a_member_without_a_role_sees_the_own_record_and_the_own_earlier_stays_only():
    member, other = make_member(), make_member()
    assert seen(make_user(member=member)) == {member.pk} != {other.pk}
    with within(make_user(member=make_member()).scope()):
        assert Stay.objects.values("member").distinct().count() == 1


def test_a_member_role_gives_no_sight_of_the_branch():
    branch = make_unit()
    member, _neighbour = make_member(branch), make_member(branch)
    assert seen(make_user("member", branch, member=member)) == {member.pk}


def test_an_officer_whose_own_record_lies_elsewhere_sees_it_too():
    branch, elsewhere = make_unit(), make_unit()
    inside, own, _other = make_member(branch), make_member(elsewhere), make_member(elsewhere)
    officer = make_user("branch_secretary", branch, member=own)
    assert seen(officer) == {inside.pk, own.pk}
    assert set(Member.objects.visible_to(officer).values_list("pk", flat=True)) == {inside.pk, own.pk}


def test_on_pages_about_oneself_rows_of_ones_own_are_seen_wherever_they_lie():
    branch = make_unit()
    own = make_member(branch)
    officer = make_user("branch_secretary", branch, member=own)
    Stay.objects.filter(member=own).update(position=make_unit().position)
    with within(officer.scope()):
        assert not Stay.objects.exists()
    with within(officer.scope(about_oneself=True)):
        assert Stay.objects.exists()
        assert Member.objects.count() == 1


def test_a_role_that_has_ended_or_not_begun_shows_nothing():
    branch = make_unit()
    make_member(branch)
    user = make_user()
    Appointment.objects.create(user=user, role="office_clerk", unit=branch, valid_from=date(2000, 1, 1), valid_to=TODAY)
    Appointment.objects.create(user=user, role="office_clerk", unit=branch, valid_from=date(2999, 1, 1))
    assert seen(user) == set()
    assert not people_with(Permission.MEMBER_VIEW, branch, TODAY).exists()


def test_a_nested_scope_gives_back_the_outer_one():
    branch = make_unit()
    make_member(branch)
    user = make_user("branch_secretary", branch)
    with within(user.scope()):
        with within(NOTHING):
            assert not Member.objects.exists()
        assert Member.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('coso.many', true)")
        assert cursor.fetchone()[0] in ("", None)
