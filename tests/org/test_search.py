"""Units are found by name with all, some or no tone marks, and by code."""

from __future__ import annotations

import unicodedata

import pytest

from coso.org.models import Unit
from tests.factories import make_commune, make_province, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    province = make_province(code="12000000000000")
    commune = make_commune("Đảng bộ xã Mường So", parent=province, code="12000017000000")
    make_commune("Đảng bộ xã Mường Tè", parent=province)
    return make_unit("Chi bộ bản Huổi Én", parent=commune, code="12000017000003")


@pytest.mark.parametrize("typed", [
    "Chi bộ bản Huổi Én", "chi bo ban huoi en", "huổi én", "huoi én", "HUỔI EN", "én huổi", "huổi é", "huoi", "bản  huổi", "12.000.017.000.003", "120000170", "12 000 017 000 003",
    unicodedata.normalize("NFD", "Huổi Én"),
])
def test_a_unit_is_found_however_its_name_is_typed(branch, typed):
    assert branch in Unit.objects.search(typed)


@pytest.mark.parametrize("typed", ["Huồi Én", "hưổi", "bản Nậm", "", "  ", "'", "\\", "& | !", "13.000"])
def test_other_words_and_stray_signs_do_not_find_it(branch, typed):
    assert branch not in Unit.objects.search(typed)


def test_a_letter_with_a_bar_is_found_without_it(branch):
    assert Unit.objects.search("dang bo xa muong so").get() == branch.parent
