"""Somebody comes into a unit in the very instant it ends: either they come first and it does not end, or it ends and they are told.

`COSO_SCHEDULES=2000 pytest tests/restructuring/test_ending_together.py` tries more of them.
"""

from __future__ import annotations

import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from types import SimpleNamespace

import pytest
from django.db import connection

from coso.admissions.models import Applicant
from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.common.scope import everything, within
from coso.members.actions import place_member, receive_guest, regroup_members, restore, strike_off
from coso.members.models import Stay
from coso.org import soundness
from coso.org.actions import dissolve_unit, merge_units
from coso.org.enums import UnitKind as K
from coso.org.models import Unit
from coso.procedures.models import Case
from coso.restructuring.actions import check_plan, decide_plan, draft_plan
from tests.admissions import story as admission
from tests.factories import make_applicant, make_case, make_commune, make_member, make_unit
from tests.transfers import test_official as transfer

pytestmark = pytest.mark.django_db(transaction=True)
SCHEDULES = int(os.environ.get("COSO_SCHEDULES", "6"))
FEW = max(2, SCHEDULES // 5)  # of the ways that need a whole case first
ON = TODAY = date(2028, 1, 10)
NOW = datetime(2028, 1, 10, 8, tzinfo=UTC)


def at_once(*acts, seed=0):
    """Each act on its own connection, a hair earlier or later; what each answered, or its refusal."""
    ready = Barrier(len(acts))

    def run(place):
        draw = random.Random(f"{seed}.{place}")
        try:
            with within(everything()):
                ready.wait(20)
                time.sleep(draw.choice((0, 0, 0.001, 0.004, 0.01)))
                return acts[place]()
        except RuleBroken as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, range(len(acts))))


def end(branch, other):
    return dissolve_unit(unit=branch, into=[other], on=ON, today=TODAY, paper="5-QĐ/ĐU", by=SYSTEM)


def merge(branch, other):
    regroup_members(start=branch, to=other, on=ON, paper="5-QĐ/ĐU", by=SYSTEM, day=TODAY)
    return merge_units(units=[branch], into=other, on=ON, today=TODAY, paper="5-QĐ/ĐU", by=SYSTEM)


def enter(branch, _other):
    return lambda: make_member(branch, "Lò Thị Mới", day=TODAY)


def come_over(branch, other):
    member = make_member(other, day=TODAY)
    return lambda: place_member(member=member, to=branch, on=ON, paper="6-QĐ", by=SYSTEM, day=TODAY)


def be_guest(branch, other):
    member = make_member(other, day=TODAY)
    return lambda: receive_guest(member=member, unit=branch, on=ON, paper="7-GT", by=SYSTEM, day=TODAY)


def come_back(branch, _other):
    member = make_member(branch, day=TODAY)
    gone = strike_off(member=member, on=date(2027, 5, 1), reason="removed", paper="8-QĐ", by=SYSTEM, day=TODAY)
    return lambda: restore(member=gone, reason="Khiếu nại đúng", by=SYSTEM, day=TODAY)


def found_below(branch, _other):
    return lambda: make_unit("Tổ đảng 1", parent=branch, kind=K.PARTY_GROUP, founded_on=date(2027, 1, 1))


def begin_case(branch, _other):
    return lambda: make_case(branch, on=date(2026, 3, 3))


def be_listed(branch, _other):
    return lambda: make_applicant(branch)


def commune_with_two(seed):
    commune = make_commune(f"Đảng bộ xã {seed}")
    return make_unit(f"Chi bộ A{seed}", parent=commune), make_unit(f"Chi bộ B{seed}", parent=commune)


@pytest.mark.parametrize("ending", [end, merge])
@pytest.mark.parametrize("way", [enter, come_over, be_guest, come_back, found_below])
def test_nobody_is_left_in_a_unit_that_ends_in_that_instant(way, ending):
    ended = came = 0
    for seed in range(SCHEDULES):
        branch, other = commune_with_two(seed)
        come = way(branch, other)
        first, second = at_once(come, lambda: ending(branch, other), seed=seed)  # noqa: B023 done within the turn
        ended, came = ended + (not isinstance(second, RuleBroken)), came + (not isinstance(first, RuleBroken))
        assert not (isinstance(first, RuleBroken) and isinstance(second, RuleBroken)), (str(first), str(second))
    assert list(soundness.differences()) == []
    assert ended or came


@pytest.mark.parametrize("way", [begin_case, be_listed])
def test_a_case_or_a_name_on_the_list_goes_on_with_the_unit_that_follows(way):
    for seed in range(SCHEDULES):
        branch, other = commune_with_two(seed)
        at_once(way(branch, other), lambda: end(branch, other), seed=seed)  # noqa: B023 done within the turn
    gone = Unit.objects.filter(ended_on__isnull=False)
    assert gone.count() == SCHEDULES
    assert not Case.objects.open().filter(unit__in=gone).exists()
    assert not Applicant.objects.filter(unit__in=gone).exists()


def test_two_plans_decided_at_once_are_both_carried_out():
    for seed in range(FEW):
        plans = []
        for side in "AB":
            branch, other = commune_with_two(f"{seed}{side}")
            make_member(branch, day=TODAY)
            plain = [{"do": "move_members", "unit": branch.pk, "to": other.pk, "who": "all"}, {"do": "dissolve", "unit": branch.pk}]
            plan = draft_plan(unit=branch.parent, title="Sắp xếp", on=ON, by=SYSTEM, now=NOW, operations=plain)
            check_plan(plan=plan, by=SYSTEM)
            plans.append(plan)
        answers = at_once(*(lambda plan=plan: decide_plan(plan=plan, paper="1-QĐ/ĐU", paper_date=ON, by=SYSTEM, today=TODAY, now=NOW) for plan in plans), seed=seed)
        assert [answer.state for answer in answers] == ["done", "done"]
    assert list(soundness.differences()) == []


def test_somebody_admitted_as_the_branch_is_merged_goes_along():
    for seed in range(FEW):
        branch = admission.make_branch()
        other = make_unit(f"Chi bộ khác {seed}", parent=branch.parent)
        case = admission.to_the_record(branch, decided=date(2026, 5, 4), ceremony=date(2026, 5, 19))
        at_once(lambda: admission.open_record(case, date(2026, 5, 19)), lambda: merge(branch, other), seed=seed)  # noqa: B023 done within the turn
        check_where(Case.objects.get(pk=case.pk), branch)
    assert list(soundness.differences()) == []


def test_somebody_who_arrives_as_the_branch_is_merged_goes_along():
    for seed in range(FEW):
        home, branch, other = make_unit(), *commune_with_two(seed)
        sides = SimpleNamespace(home=home, away=branch, member=make_member(home))
        case = transfer.go(transfer.begin(sides), "arrive")
        at_once(lambda: transfer.go(case, "close", on=date(2026, 11, 3)), lambda: merge(branch, other), seed=seed)  # noqa: B023 done within the turn
        check_where(Case.objects.get(pk=case.pk), branch)
    assert list(soundness.differences()) == []


def check_where(case, gone):
    """Neither the case nor anybody is left in the branch that has gone, whoever came first."""
    gone.refresh_from_db()
    if gone.ended_on:
        assert not case.is_open or gone.pk not in (case.unit_id, case.other_unit_id, case.acting_unit_id)
        assert not Stay.objects.filter(unit=gone).open().exists()
