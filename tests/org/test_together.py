"""Two people change the tree at the same moment: one waits, and nothing is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, transaction

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.common.scope import everything, within
from coso.members.models import Member
from coso.org import soundness
from coso.org.actions import move_unit
from coso.org.enums import UnitKind as K
from coso.org.models import Unit
from tests.factories import make_member, make_province, make_unit

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 11, 22)


def together(*acts):
    """Run each act on its own connection, all starting at once; what each answered, or the refusal."""
    start = Barrier(len(acts))

    def run(act):
        try:
            with within(everything()):
                start.wait()
                return act()
        except RuleBroken as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def move(unit, to):
    return move_unit(unit=unit, to=to, on=date(2025, 7, 1), today=TODAY, paper="", reason="", by=SYSTEM)


def test_two_units_moved_to_one_place_at_once_stand_side_by_side():
    province = make_province()
    one, two, goal = (make_unit(parent=province, kind=K.DISTRICT_ORGANISATION) for _ in range(3))
    first, second = make_unit(parent=one, kind=K.COMMUNE_ORGANISATION), make_unit(parent=two, kind=K.COMMUNE_ORGANISATION)
    together(lambda: move(first, goal), lambda: move(second, goal))
    assert set(Unit.objects.filter(parent=goal)) == {first, second}
    assert list(soundness.differences()) == []


def test_two_units_put_under_each_other_at_once_make_no_ring():
    top = make_unit(parent=make_province(), kind=K.GRASSROOTS_PARTY_ORGANISATION)
    one, two = (make_unit(parent=top, kind=K.SUBORDINATE_BRANCH) for _ in range(2))
    group = make_unit(parent=one, kind=K.PARTY_GROUP)
    answers = together(lambda: move(group, two), lambda: move(group, two))
    assert sum(isinstance(answer, RuleBroken) for answer in answers) == 1
    assert list(soundness.differences()) == []


def test_many_units_founded_at_once_each_get_a_place():
    commune = make_unit(kind=K.COMMUNE_ORGANISATION)
    together(*(lambda: make_unit(parent=commune) for _ in range(4)))
    assert Unit.objects.filter(parent=commune).count() == 4
    assert list(soundness.differences()) == []


def test_a_member_entered_while_the_branch_moves_stands_where_the_branch_is():
    province = make_province()
    one, two = (make_unit(parent=province, kind=K.DISTRICT_ORGANISATION) for _ in range(2))
    branch = make_unit(parent=make_unit(parent=one, kind=K.COMMUNE_ORGANISATION))

    def enter():
        with transaction.atomic():
            return [make_member(branch, birth_date=date(1980, 1, n + 1)) for n in range(5)]

    together(enter, lambda: move(branch.parent, two))
    branch.refresh_from_db()
    assert set(Member.objects.values_list("position", flat=True)) == {branch.position}
    assert list(soundness.differences()) == []
