"""One plan, one decision: two people at once, very many members, work that is broken off."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.utils import timezone

from coso.common import jobs
from coso.common.actors import SYSTEM
from coso.common.errors import CosoError, NotAllowed, RuleBroken
from coso.common.models import Act, Job
from coso.common.scope import everything, within
from coso.members.models import Member, Stay
from coso.org import soundness
from coso.org.enums import UnitKind
from coso.org.models import Unit
from coso.restructuring.actions import check_plan, decide_plan, draft_plan, go_on, plans, work
from coso.restructuring.actions.carrying import Carrier
from coso.restructuring.models import RestructuringPlan
from coso.restructuring.rules.operations import parse_all
from tests.factories import make_commune, make_province, make_unit, make_user
from tests.restructuring.test_command import people

ON, TODAY = date(2026, 10, 1), date(2026, 11, 22)


def drafted(count=20, *, by=SYSTEM):
    commune = make_commune(parent=make_province())
    old = make_unit("Chi bộ cũ", parent=commune)
    people(old, count)
    plan = draft_plan(unit=commune, title="Sắp xếp", on=ON, by=by, now=timezone.now(), operations=[
        {"do": "found", "label": "a", "name": "Chi bộ A", "kind": "subordinate_branch", "under": commune.pk},
        {"do": "found", "label": "b", "name": "Chi bộ B", "kind": "subordinate_branch", "under": commune.pk},
        {"do": "move_members", "unit": old.pk, "to": "a", "who": "list", "members": list(Member.objects.filter(unit=old).order_by("pk").values_list("pk", flat=True)[:count // 2])},
        {"do": "merge", "units": [old.pk], "into": "b"},
    ])
    check_plan(plan=plan, by=by)
    return plan, old


def decide(plan, by=SYSTEM, **more):
    return decide_plan(plan=plan, paper="QĐ 12", paper_date=ON, by=by, today=TODAY, now=timezone.now(), **more)


def spread():
    return sorted(Member.objects.values_list("unit__name", flat=True).distinct()), Stay.objects.filter(valid_to__isnull=True, unit__ended_on__isnull=True).count()


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_decide_at_once_one_wins_and_the_other_is_told():
    plan, _old = drafted()
    start = Barrier(2)

    def run():
        try:
            with within(everything()):
                start.wait()
                return decide(plan)
        except CosoError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: run(), range(2)))
    assert sorted(type(answer).__name__ for answer in answers) == ["RestructuringPlan", "RuleBroken"]
    assert Act.objects.filter(kind="plan.carried").count() == 1
    assert spread() == (["Chi bộ A", "Chi bộ B"], 20)


@pytest.mark.django_db(transaction=True)
def test_very_many_members_are_long_work_that_ends_like_one_transaction(monkeypatch):
    monkeypatch.setattr(work, "PORTION", 3)
    plan, old = drafted()
    decided = decide(plan, most_at_once=5)
    assert (decided.state, Member.objects.filter(unit=old).count()) == ("decided", 20)
    jobs.run(decided.job_id)
    plan.refresh_from_db()
    assert (plan.state, plan.carried, Job.objects.get().state) == ("done", 4, "done")
    assert spread() == (["Chi bộ A", "Chi bộ B"], 20)
    assert list(soundness.differences()) == []


@pytest.mark.django_db(transaction=True)
def test_broken_off_work_goes_on_where_it_stopped(monkeypatch):
    monkeypatch.setattr(work, "PORTION", 3)
    plan, old = drafted()
    decided = decide(plan, most_at_once=5)
    old.details.update(valid_from=ON)  # as if renamed on that very day: it cannot end on it
    jobs.run(decided.job_id)
    plan.refresh_from_db()
    assert (plan.state, plan.carried, Job.objects.get().state) == ("decided", 3, "failed")
    old.details.update(valid_from=old.founded_on)
    again = go_on(plan=plan, by=SYSTEM, today=TODAY)
    with pytest.raises(RuleBroken):
        go_on(plan=plan, by=SYSTEM, today=TODAY)
    jobs.run(again.job_id)
    plan.refresh_from_db()
    assert plan.state == "done"
    assert Unit.objects.filter(name__in=["Chi bộ A", "Chi bộ B"]).count() == 2
    assert spread() == (["Chi bộ A", "Chi bộ B"], 20)


@pytest.mark.django_db
def test_only_who_may_restructure_decides():
    plan, _old = drafted()
    with pytest.raises(NotAllowed):
        decide(plan, by=make_user("office_clerk", plan.unit))


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "said"), [
    ({"paper": " "}, "có số"),
    ({"paper_date": date(2027, 1, 1)}, "ở tương lai"),
])
def test_a_decision_has_a_number_and_a_day_that_has_come(change, said):
    plan, _old = drafted(2)
    with pytest.raises(RuleBroken):
        decide_plan(**{"plan": plan, "paper": "QĐ 12", "paper_date": ON, "by": SYSTEM, "today": TODAY, "now": timezone.now(), **change})
    assert RestructuringPlan.objects.get().state == "checked"


@pytest.mark.django_db
def test_a_plan_needs_a_title():
    commune = make_commune(parent=make_province())
    with pytest.raises(RuleBroken, match="tên|nội dung"):
        draft_plan(unit=commune, title=" ", on=ON, by=SYSTEM, now=timezone.now())
    assert not RestructuringPlan.objects.exists()


@pytest.mark.django_db
def test_what_stands_against_a_plan_since_it_was_checked_stops_the_decision():
    plan, old = drafted(4)
    old.details.update(valid_from=ON)  # as if renamed on that very day: it cannot end on it
    with pytest.raises(RuleBroken, match="4"):
        decide(plan)
    plan.refresh_from_db()
    assert (plan.state, spread()) == ("checked", (["Chi bộ cũ"], 4))


@pytest.mark.django_db
def test_a_plan_that_would_lose_somebody_keeps_nothing():
    with pytest.raises(RuleBroken, match="2"):
        plans.check_conserved({1, 2}, {1})


@pytest.mark.django_db
def test_an_operation_on_a_unit_that_is_not_there_says_which_one_it_was():
    operations = parse_all([{"do": "rename", "unit": "x", "name": "Chi bộ Khác"}])
    carrier = Carrier(operations, on=ON, paper="QĐ 1", by=SYSTEM, today=TODAY, made={})
    with pytest.raises(RuleBroken, match="x"):
        carrier.carry_out(0)
    with pytest.raises(NotImplementedError):
        carrier.do(object())


@pytest.mark.django_db
def test_a_unit_of_a_new_kind_that_does_not_fit_what_it_holds_stops_the_plan():
    commune = make_commune(parent=make_province())
    branch = make_unit(parent=commune)
    group = make_unit(parent=branch, kind=UnitKind.PARTY_GROUP)
    people(branch, 3)
    carrier = Carrier(parse_all([{"do": "change_kind", "unit": branch.pk, "kind": "sectional_organisation"}]), on=ON, paper="QĐ 1", by=SYSTEM, today=TODAY, made={})
    with pytest.raises(RuleBroken, match="1"), transaction.atomic():
        carrier.carry_out(0)
        carrier.settle()
    assert Unit.objects.get(pk=group.pk).parent_id == branch.pk
