"""coso units and coso check_tree."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from coso.common.errors import CannotRun
from coso.org.models import Unit
from tests.factories import make_commune, make_province, make_unit

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


@pytest.fixture
def commune():
    province = make_province("Đảng bộ tỉnh Lai Châu", code="12000000000000")
    commune = make_commune("Đảng bộ xã Mường So", parent=province, code="12000017000000", sector="commune")
    make_unit("Chi bộ bản Huổi Én", kind="subordinate_branch", parent=commune, code="12000017000003", sector="residential")
    make_unit("Chi bộ cũ", parent=commune, ended_on=date(2020, 1, 1))
    return commune


def test_units_in_being_are_listed_from_the_top_with_the_code_of_the_superior(commune):
    assert json.loads(run("units", "--json")) == {"rows": [
        {"code": "12000000000000", "name": "Đảng bộ tỉnh Lai Châu", "kind": "provincial_organisation", "parent": "", "sector": ""},
        {"code": "12000017000000", "name": "Đảng bộ xã Mường So", "kind": "commune_organisation", "parent": "12000000000000", "sector": "commune"},
        {"code": "12000017000003", "name": "Chi bộ bản Huổi Én", "kind": "subordinate_branch", "parent": "12000017000000", "sector": "residential"},
    ]}


def test_a_unit_is_named_by_its_code_with_or_without_dots(commune):
    for code in ("12000017000000", "12.000.017.000.000"):
        assert [row["name"] for row in json.loads(run("units", "--under", code, "--json"))["rows"]] == ["Đảng bộ xã Mường So", "Chi bộ bản Huổi Én"]
    with pytest.raises(CannotRun, match="No unit has the code 99"):
        run("units", "--under", "99")


def test_without_json_it_is_a_table(commune):
    assert run("units", "--under", "12000017000003").splitlines() == [
        "code\tname\tkind\tparent\tsector", "12000017000003\tChi bộ bản Huổi Én\tsubordinate_branch\t12000017000000\tresidential",
    ]


def test_check_tree_says_what_differs_and_ends_with_1(commune):
    assert "agrees" in run("check_tree")
    assert json.loads(run("check_tree", "--json")) == {"differences": []}
    Unit.objects.filter(pk=commune.pk).update(sector="ward")
    with pytest.raises(SystemExit) as ended:
        run("check_tree", "--json")
    assert ended.value.code == 1
