"""A new installation begins with one command: the top of the tree, an administrator, and the code that lets them in."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from coso.access.models import Appointment, User
from coso.common.errors import CannotRun
from coso.org.models import Unit
from tests.factories import make_province, make_unit

pytestmark = pytest.mark.django_db
TOP = ["--name", "Đảng bộ tỉnh Lai Châu", "--founded", "2025-07-01", "--code", "12000000000000"]
WHO = ["--username", "quantri", "--person", "Lò Văn Quản"]


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def code_in(text: str) -> str:
    return re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", text)[0]


def test_from_an_empty_database_to_the_first_sign_in():
    told = run("begin", *TOP, *WHO)
    assert "Lò Văn Quản" in told
    assert "/kich-hoat/" in told
    top = Unit.objects.get()
    assert (top.name, top.kind, top.code) == ("Đảng bộ tỉnh Lai Châu", "provincial_organisation", "12000000000000")
    role = Appointment.objects.get()
    assert (role.user.username, role.role, role.unit) == ("quantri", "administrator", top)
    desk = Client()
    assert desk.post("/kich-hoat/", {"code": code_in(told)}).url == "/accounts/cach-vao/"


def test_a_tree_that_is_there_is_not_begun_again():
    make_province()
    with pytest.raises(CannotRun, match="open_administrator"):
        run("begin", *TOP, *WHO)
    assert not User.objects.exists()


def test_a_refusal_leaves_nothing_behind():
    with pytest.raises(CannotRun):
        run("begin", *TOP[:-1], "123", *WHO)
    with pytest.raises(CannotRun):
        run("begin", *TOP, "--username", "Lò", "--person", "Lò Văn Quản")
    assert not User.objects.exists()
    assert not Unit.objects.exists()


def test_another_administrator_is_opened_and_a_lost_code_given_anew():
    province = make_province(code="12000000000000")
    commune = make_unit(parent=province, kind="commune_organisation", code="12000017000000")
    first = code_in(run("open_administrator", *WHO))
    second = code_in(run("open_administrator", *WHO))
    run("open_administrator", *WHO, "--unit", "12000017000000")
    assert first != second
    assert set(Appointment.objects.values_list("unit", flat=True)) == {province.pk, commune.pk}
    assert User.objects.count() == 1


def test_a_name_that_is_somebody_elses_and_a_unit_that_is_not_there_are_refused():
    make_province()
    run("open_administrator", *WHO)
    with pytest.raises(CannotRun):
        run("open_administrator", "--username", "quantri", "--person", "Giàng A Khác")
    with pytest.raises(CannotRun):
        run("open_administrator", *WHO, "--unit", "99")
