"""A plan decided before its day waits, is carried out on it by the worker, and is held up for a person when something has changed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from coso.access.models import Appointment
from coso.common.errors import RuleBroken
from coso.common.models import Act
from coso.common.scope import everything, within
from coso.home.queries import things_to_do
from coso.members.models import Stay
from coso.org.models import Unit
from coso.restructuring import tasks
from coso.restructuring.actions import (
    begin_due,
    call_back,
    change_plan,
    check_plan,
    decide_plan,
    draft_plan,
    hold_up,
)
from coso.restructuring.models import RestructuringPlan
from tests.factories import make_commune, make_member, make_province, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY, ON = date(2026, 11, 20), date(2026, 12, 1)


@pytest.fixture
def commune():
    return make_commune(parent=make_province())


@pytest.fixture
def officer(commune):
    return make_user("organisation_officer", commune)


@pytest.fixture
def plan(commune, officer):
    old, other = make_unit("Chi bộ cũ", parent=commune), make_unit("Chi bộ khác", parent=commune)
    for n in range(4):
        make_member(old, f"Lò Văn {'ABCD'[n]}")
    plan = draft_plan(unit=commune, title="Sắp xếp", on=ON, by=officer, now=timezone.now(), operations=[{"do": "merge", "units": [old.pk], "into": other.pk}])
    check_plan(plan=plan, by=officer)
    return decide_plan(plan=plan, paper="QĐ 12", paper_date=TODAY, by=officer, today=TODAY, now=timezone.now())


def standing():
    """How many are in which branch, and the plan as it is."""
    return {name: Stay.objects.home().open().filter(unit__name=name).count() for name in ("Chi bộ cũ", "Chi bộ khác")}


def to_do(user, day):
    return [(due.what, due.why) for due in things_to_do(user, day) if "Sắp xếp" in due.what]


def test_the_day_before_nothing_happens_and_on_the_day_everything_does(plan, officer):
    assert plan.state == "ahead"
    assert tasks.carry_all(ON - timedelta(days=1)) == 0
    assert standing() == {"Chi bộ cũ": 4, "Chi bộ khác": 0}
    assert tasks.carry_all(ON) == 1
    plan.refresh_from_db()
    assert (plan.state, standing()) == ("done", {"Chi bộ cũ": 0, "Chi bộ khác": 4})
    assert Act.objects.get(kind="plan.carried").by_id == officer.pk
    assert tasks.carry_all(ON) == 0
    assert to_do(officer, ON) == []


def test_a_worker_that_stood_still_for_three_days_carries_it_out_as_of_its_day(plan):
    assert tasks.carry_all(ON + timedelta(days=3)) == 1
    assert set(Stay.objects.home().open().values_list("valid_from", flat=True)) == {ON}
    assert Unit.objects.get(name="Chi bộ cũ").ended_on == ON


def test_changed_figures_hold_it_up_and_a_person_decides_again(plan, officer):
    make_member(Unit.objects.get(name="Chi bộ cũ"), "Lò Thị Mới")
    assert tasks.carry_all(ON) == 0
    plan.refresh_from_db()
    assert (plan.state, standing()) == ("draft", {"Chi bộ cũ": 5, "Chi bộ khác": 0})
    assert "thay đổi" in plan.held_up
    assert Act.objects.get(kind="plan.held_up").reason == plan.held_up
    ((_what, why),) = to_do(officer, ON)
    assert "bị dừng" in why
    assert tasks.carry_all(ON) == 0
    check_plan(plan=plan, by=officer)
    plan = decide_plan(plan=plan, paper="QĐ 12", paper_date=TODAY, by=officer, today=ON, now=timezone.now())
    assert (plan.state, plan.held_up, standing()) == ("done", "", {"Chi bộ cũ": 0, "Chi bộ khác": 5})


def test_who_decided_and_has_lost_the_right_decides_nothing_any_more(plan, officer):
    Appointment.objects.filter(user=officer).update(valid_to=date(2020, 2, 1))
    assert tasks.carry_all(ON) == 0
    plan.refresh_from_db()
    assert plan.state == "draft"
    assert plan.held_up


def test_a_decision_is_called_back_before_its_day_with_a_reason(plan, officer):
    with pytest.raises(RuleBroken, match="lý do"):
        call_back(plan=plan, reason=" ", by=officer)
    with pytest.raises(RuleBroken):
        change_plan(plan=plan, by=officer, title="Khác")
    call_back(plan=plan, reason="Cấp trên yêu cầu dừng", by=officer)
    assert tasks.carry_all(ON) == 0
    change_plan(plan=plan, by=officer, title="Khác")
    for late in (lambda: call_back(plan=plan, reason="Dừng", by=officer), lambda: begin_due(plan=plan, by=officer, today=ON), lambda: hold_up(plan=plan, why="", by=officer)):
        with pytest.raises(RuleBroken, match="không còn chờ"):
            late()


def test_a_plan_whose_day_has_come_undecided_stands_among_the_things_to_do(plan, officer):
    call_back(plan=plan, reason="Xem lại", by=officer)
    assert to_do(officer, ON - timedelta(days=1)) == []
    assert [why.split(" · ")[-1] for _what, why in to_do(officer, ON)] == ["chưa quyết định"]
    assert to_do(make_user("branch_secretary", Unit.objects.get(name="Chi bộ khác")), ON) == []


def test_work_that_was_broken_off_stands_among_the_things_to_do(plan, officer):
    RestructuringPlan.objects.filter(pk=plan.pk).update(state="decided")
    assert [why for _what, why in to_do(officer, ON)] == ["Dừng giữa chừng sau 0/1 việc."]


def test_the_pages_say_what_waits_and_what_was_held_up(plan, officer, client):
    client.force_login(officer)
    address = plan.get_absolute_url()
    assert "Rút lại quyết định" in client.get(address).content.decode()
    assert client.post(f"{address}thu-hoi/", {"reason": ""}).status_code == 422
    assert client.post(f"{address}thu-hoi/", {"reason": "Xem lại"}).status_code == 302
    RestructuringPlan.objects.filter(pk=plan.pk).update(held_up="Số liệu đã thay đổi.")
    assert "Số liệu đã thay đổi." in client.get(address).content.decode()
    RestructuringPlan.objects.filter(pk=plan.pk).update(on=timezone.localdate() + timedelta(days=5))
    client.post(f"{address}kiem-tra/")
    assert "đúng ngày hiệu lực" in client.get(f"{address}quyet-dinh/").content.decode()
    client.post(f"{address}quyet-dinh/", {"paper": "QĐ 9", "paper_date": f"{timezone.localdate():%Y-%m-%d}"})
    plan.refresh_from_db()
    assert plan.state == "ahead"


@pytest.mark.django_db(transaction=True)  # the worker begins with connections of its own
def test_the_worker_asks_each_hour(plan):
    RestructuringPlan.objects.filter(pk=plan.pk).update(on=timezone.localdate())
    tasks.carry_due_plans.func(0)
    with within(everything()):  # the connection may be another one by now
        plan.refresh_from_db()
    assert plan.state == "done"


@pytest.mark.parametrize(("members", "told"), [(2, True), (3, False)])
def test_a_branch_that_crosses_the_threshold_is_told_to_the_committee_above(commune, officer, members, told):
    branch = make_unit("Chi bộ nhỏ", parent=commune, kind="subordinate_branch")
    for n in range(members):
        make_member(branch, f"Lò Văn {'ABC'[n]}")
    assert any("chạm ngưỡng" in due.what for due in things_to_do(officer, TODAY)) is told
    assert not any("chạm ngưỡng" in due.what for due in things_to_do(make_user("branch_secretary", branch), TODAY))
    assert Unit.objects.get(pk=branch.pk).kind == "subordinate_branch"


@pytest.mark.parametrize(("members", "kind", "told"), [
    (29, "grassroots_branch", False), (30, "grassroots_branch", True), (29, "grassroots_party_organisation", True), (30, "grassroots_party_organisation", False),
])
def test_a_grassroots_unit_is_told_of_at_thirty_members(members, kind, told):
    top = make_unit(kind="superior_organisation", parent=make_province())
    unit = make_unit("Đơn vị", parent=top, kind=kind)
    home = unit if kind == "grassroots_branch" else make_unit(parent=unit, kind="subordinate_branch")
    for n in range(members):
        make_member(home, f"Lò Văn {chr(65 + n)}")
    found = [due for due in things_to_do(make_user("organisation_officer", top), TODAY) if "chạm ngưỡng" in due.what]
    assert bool(found) is told
