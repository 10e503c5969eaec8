"""The planning screen, from an empty plan to the decision, as an organisation officer does it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coso.access.models import Appointment
from coso.common.actors import SYSTEM
from coso.members.models import Member
from coso.org.models import Unit
from coso.restructuring.actions import draft_plan
from coso.restructuring.imports import read_plan
from coso.restructuring.models import RestructuringPlan
from tests.factories import make_commune, make_member, make_province, make_unit, make_user

pytestmark = pytest.mark.django_db
SINCE = date(2026, 1, 1)


@pytest.fixture
def commune():
    return make_commune("Đảng bộ xã Mường So", parent=make_province(), code="12001001000000")


@pytest.fixture
def branches(commune):
    return [make_unit(f"Chi bộ bản {name}", parent=commune) for name in ("Huổi Én", "Nà Củng", "Vàng Pheo")]


@pytest.fixture
def officer(commune):
    return make_user("organisation_officer", commune)


@pytest.fixture
def client(officer):
    client = Client()
    client.force_login(officer)
    return client


@pytest.fixture
def plan(commune):
    return make_plan(commune)


def make_plan(commune, operations=(), **more):
    on = more.pop("on", SINCE)
    return draft_plan(unit=commune, title="Sắp xếp chi bộ bản", on=on, by=SYSTEM, now=timezone.now(), operations=operations, **more)


def url(name, plan, *more):
    return reverse(f"restructuring:{name}", args=[plan.pk, *more])


def test_from_an_empty_plan_to_the_decision(client, commune, branches):
    people = [make_member(branches[0], f"Lò Văn {n}", birth_date=date(1980, 1, n + 1)) for n in range(4)]
    page = client.post(reverse("restructuring:new"), {"title": "Sắp xếp", "unit": commune.pk, "on": "2026-01-01"})
    plan = RestructuringPlan.objects.get()
    assert page.url == plan.get_absolute_url()
    page = client.get(url("add", plan, "found")).content.decode()
    assert f'<option value="{commune.pk}" selected>' in page
    kept = client.post(url("add", plan, "found"), {"name": "Chi bộ Trường Mầm non", "kind": "subordinate_branch", "under": commune.pk, "again": "1"})
    assert kept.url == url("add", plan, "found")
    client.post(url("arrange", plan), {"member": [f"{branches[0].pk}:{one.pk}" for one in people[:2]], "to": "moi-1"})
    client.post(url("arrange", plan), {"unit": [branches[1].pk], "to": branches[2].pk})
    client.post(url("add", plan, "move_members"), {"unit": branches[0].pk, "to": branches[2].pk, "who": "rest"})
    client.post(url("add", plan, "dissolve"), {"unit": branches[0].pk})
    shown = client.get(plan.get_absolute_url()).content.decode()
    for words in ("Chi bộ Trường Mầm non", "Lò Văn 0", "Kiểm tra phương án"):
        assert words in shown
    client.post(url("check", plan))
    assert "Quyết định" in client.get(plan.get_absolute_url()).content.decode()
    done = client.post(url("decide", plan), {"paper": "Quyết định số 12-QĐ/ĐU", "paper_date": "2026-01-01"}, follow=True)
    assert "Phương án đã được thực hiện." in done.content.decode()
    plan.refresh_from_db()
    new = Unit.objects.get(pk=plan.made["moi-1"])
    assert set(Member.objects.filter(unit=new)) == set(people[:2])
    assert set(Member.objects.filter(unit=branches[2])) == set(people[2:])
    assert not Unit.objects.filter(pk__in=[branches[0].pk, branches[1].pk], ended_on__isnull=True).exists()


def test_somebody_dragged_twice_goes_once_from_where_they_were(client, plan, branches):
    member = make_member(branches[0])
    for start, to in ((0, 1), (1, 2)):
        client.post(url("arrange", plan), {"member": f"{branches[start].pk}:{member.pk}", "to": branches[to].pk})
    plan.refresh_from_db()
    assert [(one["unit"], one["to"], one["members"]) for one in plan.operations] == [(branches[0].pk, branches[2].pk, [member.pk])]
    client.post(url("arrange", plan), {"member": f"{branches[2].pk}:{member.pk}", "to": branches[0].pk})
    plan.refresh_from_db()
    assert plan.operations == []


def test_a_unit_dragged_on_an_organisation_moves_under_it(client, plan, commune, branches):
    section = make_unit("Đảng bộ bộ phận", kind="sectional_organisation", parent=commune)
    client.post(url("arrange", plan), {"unit": branches[0].pk, "to": section.pk})
    plan.refresh_from_db()
    assert plan.operations == [{"do": "move", "unit": branches[0].pk, "to": section.pk}]


def test_nothing_ticked_is_said(client, plan):
    said = client.post(url("arrange", plan), {"to": ""}, follow=True).content.decode()
    assert "Chưa chọn gì." in said


def test_an_operation_is_taken_out_with_what_depends_on_it(client, commune, branches):
    plan = make_plan(commune, [
        {"do": "rename", "unit": branches[1].pk, "name": "Chi bộ khác"},
        {"do": "found", "label": "moi", "name": "Chi bộ mới", "kind": "subordinate_branch", "under": commune.pk},
        {"do": "move_members", "unit": branches[0].pk, "to": "moi", "who": "all"},
    ])
    client.post(url("up", plan, 2))
    client.post(url("remove", plan, 1))
    plan.refresh_from_db()
    assert [one["do"] for one in plan.operations] == ["rename"]
    assert "không còn trong phương án" in client.post(url("remove", plan, 9), follow=True).content.decode()


def test_a_change_to_an_older_edition_is_not_kept(client, plan, branches):
    client.post(url("add", plan, "dissolve"), {"unit": branches[0].pk, "edition": "0"})
    said = client.post(url("add", plan, "dissolve"), {"unit": branches[1].pk, "edition": "0"}).content.decode()
    assert "Có người khác vừa sửa phương án này." in said


def test_what_stands_against_a_plan_is_shown_and_it_is_not_decided(client, commune, branches):
    make_member(branches[0])
    plan = make_plan(commune, [{"do": "dissolve", "unit": branches[0].pk}])
    client.post(url("check", plan))
    assert "Vướng mắc của phương án" in client.get(plan.get_absolute_url()).content.decode()
    client.post(url("decide", plan), {"paper": "QĐ 1", "paper_date": "2026-01-01"})
    plan.refresh_from_db()
    assert plan.state == "draft"


def test_figures_that_changed_after_the_check_stop_the_decision(client, commune, branches):
    plan = make_plan(commune, [{"do": "dissolve", "unit": branches[0].pk}])
    client.post(url("check", plan))
    make_member(branches[1])
    said = client.post(url("decide", plan), {"paper": "QĐ 1", "paper_date": "2026-01-01"}).content.decode()
    assert "Số liệu đã thay đổi" in said


def test_a_plan_for_a_day_to_come_waits(client, commune, branches):
    plan = make_plan(commune, [{"do": "dissolve", "unit": branches[0].pk}], on=timezone.localdate() + timedelta(days=9))
    client.post(url("check", plan))
    client.post(url("decide", plan), {"paper": "QĐ 1", "paper_date": "2026-01-01"})
    plan.refresh_from_db()
    assert plan.state == "ahead"
    branches[0].refresh_from_db()
    assert branches[0].ended_on is None


def test_roles_of_units_that_end_are_listed_and_stay(client, commune, branches):
    secretary = make_user("branch_secretary", branches[0], full_name="Bí thư Vàng A Páo")
    plan = make_plan(commune, [{"do": "merge", "units": [branches[0].pk], "into": branches[1].pk}])
    client.post(url("check", plan))
    assert "Vàng A Páo" in client.get(plan.get_absolute_url()).content.decode()
    client.post(url("decide", plan), {"paper": "QĐ 1", "paper_date": "2026-01-01"})
    shown = client.get(plan.get_absolute_url()).content.decode()
    assert "Vàng A Páo" in shown
    assert "Chi bộ bản Nà Củng" in shown
    assert Appointment.objects.filter(user=secretary, valid_to__isnull=True).exists()


def test_a_plan_taken_out_as_a_file_can_be_carried_out_by_the_command(client, commune, branches, tmp_path, capsys):
    member = make_member(branches[0])
    plan = make_plan(commune, [
        {"do": "found", "label": "moi", "name": "Chi bộ “mới”", "kind": "subordinate_branch", "under": commune.pk},
        {"do": "move_members", "unit": branches[0].pk, "to": "moi", "who": "list", "members": [member.pk]},
        {"do": "dissolve", "unit": branches[0].pk, "terminated": True},
    ], paper="QĐ 1")
    file = tmp_path / "plan.toml"
    file.write_bytes(client.get(url("toml", plan)).content)
    assert read_plan(file).operations == plan.operations
    call_command("restructure", str(file))
    assert "Phương án đã được thực hiện." in capsys.readouterr().out
    member.refresh_from_db()
    assert member.unit.name == "Chi bộ “mới”"


def test_a_plan_thrown_away_is_read_only(client, plan, branches):
    client.post(url("drop", plan))
    assert "Đã bỏ" in client.get(reverse("restructuring:plans")).content.decode() or RestructuringPlan.objects.get().state == "dropped"
    assert client.get(plan.get_absolute_url()).status_code == 200
    said = client.post(url("add", plan, "dissolve"), {"unit": branches[0].pk}).content.decode()
    assert "vừa quyết định hoặc bỏ phương án" in said


def test_names_stay_hidden_from_who_may_not_see_members(commune, branches, plan):
    make_member(branches[0], "Lò Văn Kín")
    reader = Client()
    reader.force_login(make_user("report_reader", commune))
    shown = reader.get(plan.get_absolute_url()).content.decode()
    assert "Lò Văn Kín" not in shown
    assert "chưa hiện" in shown


def test_the_board_is_searched(client, plan, branches):
    make_member(branches[0], "Lò Văn Tìm")
    make_member(branches[1], "Vàng A Khác")
    shown = client.get(plan.get_absolute_url(), {"q": "lo van tim"}).content.decode()
    assert "Lò Văn Tìm" in shown
    assert "Vàng A Khác" not in shown


def queries(client, address):
    with CaptureQueriesContext(connection ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_lists_cost_the_same_with_one_and_three_rows(client, commune, branches):
    make_plan(commune)
    client.get(reverse("restructuring:plans"))
    one = queries(client, reverse("restructuring:plans"))
    make_plan(commune)
    make_plan(commune)
    assert queries(client, reverse("restructuring:plans")) == one


def test_the_board_costs_the_same_with_one_and_three_people(client, plan, branches):
    make_member(branches[0])
    client.get(plan.get_absolute_url())
    one = queries(client, plan.get_absolute_url())
    for n in range(3):
        make_member(branches[n], birth_date=date(1981, 1, n + 1))
    assert queries(client, plan.get_absolute_url()) == one


def test_the_list_is_exported(client, plan):
    assert "Sắp xếp chi bộ bản" in client.get(reverse("restructuring:plans"), {"export": "csv", "q": "sap xep"}).getvalue().decode()
