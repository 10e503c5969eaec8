"""Founding, renaming and moving units."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.org import closure
from coso.org.actions import NewUnit, correct_unit, found_unit, found_units, move_unit, rename_unit
from coso.org.enums import UnitKind as K
from coso.org.models import Closure, Lineage, Placement, Unit, UnitDetails
from tests.factories import FOUNDED, make_commune, make_member, make_province, make_unit

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
MOVED = date(2020, 6, 1)


def move(unit: Unit, to: Unit, on: date = MOVED, **given: object) -> Unit:
    return move_unit(unit=unit, to=to, on=on, today=TODAY, paper="12-QĐ/TU", reason="sắp xếp", by=SYSTEM, **given)


def test_a_new_unit_lies_inside_its_superior_and_has_a_first_name_and_place():
    province = make_province()
    commune = found_unit(parent=province, kind=K.COMMUNE_ORGANISATION, name="  Đảng bộ xã  Mường So ", founded_on=FOUNDED, paper="01-QĐ/TU", by=SYSTEM)
    assert province.position < commune.position < commune.position_end <= province.position_end
    assert commune.name == "Đảng bộ xã Mường So"
    details = UnitDetails.objects.get(unit=commune)
    assert (details.name, details.valid_from, details.valid_to, details.paper) == ("Đảng bộ xã Mường So", FOUNDED, None, "01-QĐ/TU")
    assert Placement.objects.get(unit=commune).parent == province
    assert set(Closure.objects.filter(descendant=commune).values_list("ancestor", "depth")) == {(province.pk, 1), (commune.pk, 0)}


def test_many_units_are_founded_at_once_in_the_order_given():
    province = make_province()
    commune = NewUnit(name="Đảng bộ xã A", kind=K.COMMUNE_ORGANISATION, founded_on=FOUNDED, parent=province)
    branches = [NewUnit(name=f"Chi bộ {n}", kind=K.SUBORDINATE_BRANCH, founded_on=FOUNDED, parent=commune) for n in range(5)]
    founded = found_units(units=[commune, *branches], by=SYSTEM)
    assert [unit.name for unit in founded] == ["Đảng bộ xã A", *(f"Chi bộ {n}" for n in range(5))]
    assert all(founded[0].position < unit.position < founded[0].position_end for unit in founded[1:])
    assert closure.differences() == []


def test_a_kind_that_may_not_stand_there_is_refused_with_those_that_may():
    branch = make_unit()
    with pytest.raises(RuleBroken, match="cannot stand under"):
        found_unit(parent=branch, kind=K.COMMUNE_ORGANISATION, name="Đảng bộ xã", founded_on=FOUNDED, by=SYSTEM)
    assert not Unit.objects.filter(parent=branch).exists()


def test_a_unit_is_not_founded_before_its_superior():
    with pytest.raises(RuleBroken, match="did not exist yet"):
        make_commune(parent=make_province(), founded_on=date(1945, 9, 1))


def test_a_move_takes_the_subtree_along_and_keeps_its_inner_layout():
    province = make_province()
    district, other = (make_unit(parent=province, kind=K.DISTRICT_ORGANISATION) for _ in range(2))
    commune = make_commune(parent=district)
    branch = make_unit(parent=commune)
    inner = branch.position - commune.position
    moved = move(commune, other)
    branch.refresh_from_db()
    assert other.position < moved.position < moved.position_end <= other.position_end
    assert branch.position - moved.position == inner
    assert moved.parent == other
    assert list(Placement.objects.filter(unit=commune).order_by("valid_from").values_list("parent", "valid_from", "valid_to")) == [
        (district.pk, FOUNDED, MOVED), (other.pk, MOVED, None),
    ]
    assert set(Closure.objects.filter(descendant=branch, depth=2).values_list("ancestor", "valid_from", "valid_to")) == {
        (district.pk, FOUNDED, MOVED), (other.pk, MOVED, None),
    }


@pytest.mark.parametrize(
    ("on", "sentence"), [(date(2026, 11, 23), "has not come yet"), (FOUNDED, "has its present superior since"), (date(1945, 1, 1), "did not exist yet")]
)
def test_a_move_on_an_impossible_day_is_refused(on, sentence):
    province = make_province()
    district, other = (make_unit(parent=province, kind=K.DISTRICT_ORGANISATION) for _ in range(2))
    commune = make_commune(parent=district)
    with pytest.raises(RuleBroken, match=sentence):
        move(commune, other, on)
    assert Placement.objects.filter(unit=commune).count() == 1


def test_a_unit_cannot_be_put_below_itself():
    province = make_province()
    outer = make_unit(parent=province, kind=K.GRASSROOTS_PARTY_ORGANISATION)
    inner = make_unit(parent=outer, kind=K.SUB_GRASSROOTS_ORGANISATION)
    with pytest.raises(RuleBroken, match="stands below"):
        move(outer, inner)
    with pytest.raises(RuleBroken, match="stands below"):
        move(outer, outer)


def test_a_unit_cannot_be_moved_to_where_it_stands_nor_the_top_moved():
    province = make_province()
    commune = make_commune(parent=province)
    with pytest.raises(RuleBroken, match="already stands under"):
        move(commune, province)
    with pytest.raises(RuleBroken, match="top of its tree"):
        move(province, make_province("Đảng bộ tỉnh khác"))


def test_a_move_may_bring_a_new_code():
    province = make_province(code="38000000000000")
    one, two = (make_unit(parent=province, kind=K.SUPERIOR_ORGANISATION, code=f"38{n}000000000") for n in (168, 169))
    unit = make_unit(parent=one, kind=K.GRASSROOTS_PARTY_ORGANISATION, code="38.168.053.000.000")
    with pytest.raises(RuleBroken, match="must begin with 38\\.169"):
        move(unit, two, new_code="38.168.054.000.000")
    assert move(unit, two, new_code="38.169.053.000.000").printed_code() == "38.169.053.000.000"
    assert list(UnitDetails.objects.filter(unit=unit).order_by("valid_from").values_list("code", "valid_to")) == [
        ("38168053000000", MOVED), ("38169053000000", None),
    ]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("3816805300000", "is not 14 digits"),
        ("38.168.O53.000.001", "is not 14 digits"),
        ("39.168.053.000.001", "the province's code is 38"),
        ("38.169.053.000.001", "must begin with 38.168.053"),
        ("38.168.053.000.000", "already has the code"),
        ("38.168.053.001.001", "Write 000 there"),
    ],
)
def test_each_wrong_part_of_a_code_is_named(code, sentence):
    province = make_province(code="38000000000000")
    superior = make_unit(parent=province, kind=K.SUPERIOR_ORGANISATION, code="38168000000000")
    organisation = make_unit(parent=superior, kind=K.GRASSROOTS_PARTY_ORGANISATION, code="38168053000000")
    with pytest.raises(RuleBroken, match=sentence):
        make_unit(parent=organisation, code=code)


def test_a_code_in_use_is_refused_and_a_sub_unit_has_a_fourth_part():
    province = make_province(code="38000000000000")
    superior = make_unit(parent=province, kind=K.SUPERIOR_ORGANISATION, code="38168000000000")
    organisation = make_unit(parent=superior, kind=K.GRASSROOTS_PARTY_ORGANISATION, code="38168053000000")
    section = make_unit(parent=organisation, kind=K.SUB_GRASSROOTS_ORGANISATION, code="38168053001000")
    assert make_unit(parent=section, code="38.168.053.001.001").code == "38168053001001"
    with pytest.raises(RuleBroken, match="already has the code"):
        make_unit(parent=section, code="38.168.053.001.001")


def test_a_new_name_is_dated_and_the_old_one_stays_in_the_history():
    commune = make_commune()
    rename_unit(unit=commune, name="Đảng bộ xã Phong Thổ", on=MOVED, today=TODAY, paper="3-QĐ/TU", by=SYSTEM)
    assert list(UnitDetails.objects.filter(unit=commune).order_by("valid_from").values_list("name", "valid_from", "valid_to")) == [
        ("Đảng bộ xã Mường So", FOUNDED, MOVED), ("Đảng bộ xã Phong Thổ", MOVED, None),
    ]
    with pytest.raises(RuleBroken, match="since 01/06/2020"):
        rename_unit(unit=commune, name="Đảng bộ xã Dào San", on=date(2019, 1, 1), today=TODAY, paper="", by=SYSTEM)
    with pytest.raises(RuleBroken, match="Nothing differs"):
        rename_unit(unit=commune, name="Đảng bộ xã Phong Thổ", on=TODAY, today=TODAY, paper="", by=SYSTEM)


def test_a_unit_that_grows_in_kind_gets_a_wider_place():
    commune = make_commune()
    branch = make_unit(parent=commune, kind=K.GRASSROOTS_BRANCH)
    neighbour = make_unit(parent=commune, kind=K.GRASSROOTS_BRANCH)
    grown = rename_unit(unit=branch, kind=K.GRASSROOTS_PARTY_ORGANISATION, on=MOVED, today=TODAY, paper="", by=SYSTEM)
    assert grown.position_end - grown.position == 2**32
    assert commune.position < grown.position < grown.position_end <= commune.position_end
    assert not grown.position <= neighbour.position < grown.position_end
    assert make_unit(parent=grown).position > grown.position


def test_a_correction_changes_the_record_and_keeps_what_was_believed():
    commune = make_commune()
    correct_unit(unit=commune, name="Đảng bộ xã Mường Xo", reason="viết sai", today=TODAY, by=SYSTEM)
    details = UnitDetails.objects.get(unit=commune)
    assert details.name == "Đảng bộ xã Mường Xo"
    kept = apps.get_model("org", "UnitDetailsEvent").objects.filter(pgh_obj=details)
    assert list(kept.values_list("name", flat=True)) == ["Đảng bộ xã Mường So"]


def founded(unit, day):
    return correct_unit(unit=unit, founded_on=day, reason="ghi nhầm năm", today=TODAY, by=SYSTEM)


def test_a_founding_day_that_was_wrong_takes_all_that_began_with_the_unit_along():
    commune = make_commune(code="")
    branch = make_unit("Chi bộ thôn 1", kind=K.SUBORDINATE_BRANCH, parent=commune, founded_on=date(2020, 1, 1))
    assert founded(branch, date(2019, 5, 19)).founded_on == date(2019, 5, 19)
    assert UnitDetails.objects.get(unit=branch).valid_from == date(2019, 5, 19)
    assert Placement.objects.get(unit=branch).valid_from == date(2019, 5, 19)
    assert set(Closure.objects.filter(descendant=branch, ancestor__in=[branch, commune]).values_list("valid_from", flat=True)) == {date(2019, 5, 19)}
    assert founded(branch, date(2021, 2, 3)).founded_on == date(2021, 2, 3)
    assert closure.differences() == []
    assert [row.pgh_obj_id for row in apps.get_model("org", "UnitEvent").objects.filter(pgh_obj=branch, founded_on=date(2020, 1, 1))] == [branch.pk]


def test_a_founding_day_cannot_contradict_what_is_known():
    commune = make_commune(code="", founded_on=date(2015, 1, 1))
    branch = make_unit("Chi bộ thôn 1", kind=K.SUBORDINATE_BRANCH, parent=commune, founded_on=date(2020, 1, 1))
    with pytest.raises(RuleBroken, match="has not come yet|chưa đến"):
        founded(branch, date(2999, 1, 1))
    with pytest.raises(RuleBroken):
        founded(branch, date(2014, 12, 31))  # before its superior
    with pytest.raises(RuleBroken):
        founded(commune, date(2021, 1, 1))  # after what stands below it
    rename_unit(unit=branch, name="Chi bộ thôn Một", on=date(2022, 1, 1), today=TODAY, paper="", by=SYSTEM)
    with pytest.raises(RuleBroken):
        founded(branch, date(2022, 1, 1))  # after its first change
    with pytest.raises(RuleBroken):
        founded(branch, date(2020, 1, 1))  # nothing differs
    make_member(branch, admission_date=date(2020, 5, 19), official_date=date(2021, 5, 19))
    assert founded(branch, date(2020, 5, 19)).founded_on == date(2020, 5, 19)
    with pytest.raises(RuleBroken):
        founded(branch, date(2021, 12, 31))  # after its first member


def test_the_founding_day_of_a_top_is_corrected_too():
    province = make_province(founded_on=date(1949, 10, 10))
    assert founded(province, date(1949, 9, 2)).founded_on == date(1949, 9, 2)
    assert Closure.objects.get(ancestor=province, descendant=province).valid_from == date(1949, 9, 2)


def test_a_unit_that_follows_others_was_founded_by_their_decision():
    commune = make_commune(code="")
    old, new = (make_unit(name, kind=K.SUBORDINATE_BRANCH, parent=commune) for name in ("Chi bộ thôn 1", "Chi bộ thôn 2"))
    Lineage.objects.create(predecessor=old, successor=new, kind="merge", on=new.founded_on)
    with pytest.raises(RuleBroken):
        founded(new, date(2021, 1, 1))
