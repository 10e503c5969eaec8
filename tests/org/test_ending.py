"""Units end: merged, split, dissolved, changed in kind; what stood before can still be read."""

from __future__ import annotations

from datetime import date, timedelta

import pgtrigger
import pytest

from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Act
from coso.members.actions import regroup_members
from coso.members.models import Stay
from coso.org import soundness
from coso.org.actions import (
    change_kind,
    check_settled,
    dissolve_unit,
    merge_units,
    move_unit,
    rename_unit,
    serve_area,
    split_unit,
)
from coso.org.enums import AreaKind, LineageKind
from coso.org.enums import UnitKind as K
from coso.org.models import Area, Lineage, Placement, Unit
from coso.org.queries import children_on, line_on
from tests.factories import make_commune, make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
ON = date(2025, 7, 1)
EVE = ON - timedelta(days=1)
TODAY = date(2026, 11, 22)
HOW = {"on": ON, "today": TODAY, "paper": "Quyết định số 12-QĐ/ĐU", "by": SYSTEM}


@pytest.fixture
def commune():
    return make_commune()


def branches(commune, count):
    return [make_unit(parent=commune) for _ in range(count)]


def area(name="Bản Huổi Én"):
    parent = Area.objects.filter(kind=AreaKind.COMMUNE).first()
    return Area.objects.create(name=name, kind=AreaKind.VILLAGE, parent=parent)


def regroup(start, to):
    return regroup_members(start=start, to=to, on=ON, paper="QĐ 12", by=SYSTEM, day=TODAY)


def test_a_merged_unit_ends_and_the_other_serves_its_areas(commune):
    one, two = branches(commune, 2)
    village, shared = area(), area("Bản Nà Củng")
    for unit, place in ((one, village), (one, shared), (two, shared)):
        serve_area(unit=unit, area=place, on=date(2020, 1, 1), by=SYSTEM)
    merge_units(units=[one], into=two, **HOW)
    one.refresh_from_db()
    assert (one.ended_on, one.ending_paper) == (ON, "Quyết định số 12-QĐ/ĐU")
    assert set(two.areas_served.as_of(ON).values_list("area", flat=True)) == {village.pk, shared.pk}
    assert list(one.areas_served.as_of(ON)) == []
    assert list(one.areas_served.as_of(EVE).values_list("area", flat=True).order_by("area")) == sorted([village.pk, shared.pk])
    assert list(children_on(commune, ON)) == [two]
    assert set(children_on(commune, EVE)) == {one, two}
    assert line_on(one, EVE) == [commune, one]
    assert line_on(one, ON) == []
    link = Lineage.objects.get()
    assert (link.predecessor, link.successor, link.kind, link.on) == (one, two, LineageKind.MERGE, ON)
    assert Act.objects.get(kind="unit.merged").details == {"into": [two.pk]}
    assert list(soundness.differences()) == []


def test_a_unit_with_members_does_not_end_before_they_have_gone(commune):
    one, two = branches(commune, 2)
    make_member(one)
    with pytest.raises(RuleBroken, match="still has members"):
        dissolve_unit(unit=one, **HOW)
    regroup(one, two)
    dissolve_unit(unit=one, into=[two], **HOW)
    assert Lineage.objects.get().kind == LineageKind.DISSOLVE


def test_a_unit_with_units_below_does_not_end(commune):
    branch = make_unit(parent=commune)
    group = make_unit(parent=branch, kind=K.PARTY_GROUP)
    with pytest.raises(RuleBroken, match="still stands below"):
        dissolve_unit(unit=branch, **HOW)
    dissolve_unit(unit=group, terminated=True, **HOW)
    dissolve_unit(unit=branch, **HOW)
    assert list(Act.objects.order_by("pk").filter(kind__in=["unit.terminated", "unit.dissolved"]).values_list("subject_id", flat=True)) == [group.pk, branch.pk]


def test_a_unit_whose_unit_below_moved_away_later_did_not_stand_empty(commune):
    other = make_commune()
    branch = make_unit(parent=commune)
    move_unit(unit=branch, to=other, on=date(2025, 9, 1), today=TODAY, paper="", reason="", by=SYSTEM)
    top = make_unit(kind=K.PROVINCIAL_ORGANISATION)
    move_top(commune, top)
    with pytest.raises(RuleBroken, match="still stands below"):
        dissolve_unit(unit=commune, **HOW)


def move_top(unit, top):
    """The factories found communes at a top; put one below."""
    Unit.objects.filter(pk=unit.pk).update(parent=top)
    Placement.objects.filter(unit=unit).update(parent=top)
    unit.refresh_from_db()


@pytest.mark.parametrize("ends", [True, False])
def test_a_split_unit_is_followed_by_its_parts(commune, ends):
    whole, *parts = branches(commune, 3)
    split_unit(unit=whole, into=parts, ends=ends, **HOW)
    whole.refresh_from_db()
    assert (whole.ended_on == ON) is ends
    assert set(Lineage.objects.filter(kind=LineageKind.SPLIT).values_list("successor", flat=True)) == {part.pk for part in parts}
    assert Act.objects.get(kind="unit.split").details == {"into": [part.pk for part in parts], "ended": ends}


def refusals(commune):
    one, two = branches(commune, 2)
    fresh = make_unit(parent=commune, founded_on=ON)
    renamed = make_unit(parent=commune)
    rename_unit(unit=renamed, name="Chi bộ mới", on=date(2025, 8, 1), today=TODAY, paper="", by=SYSTEM)
    gone = make_unit(parent=commune)
    dissolve_unit(unit=gone, **HOW)
    return {
        "ended on": lambda: dissolve_unit(unit=gone, **HOW),
        "top of its tree": lambda: dissolve_unit(unit=commune, **HOW),
        "cannot end on that same day": lambda: dissolve_unit(unit=fresh, **HOW),
        "was changed from 01/08/2025": lambda: dissolve_unit(unit=renamed, **HOW),
        "has not come yet": lambda: dissolve_unit(unit=one, **{**HOW, "on": date(2027, 1, 1)}),
        "merged into another": lambda: merge_units(units=[one], into=one, **HOW),
        "split into other": lambda: split_unit(unit=one, into=[], ends=True, **HOW),
        "had ended on": lambda: merge_units(units=[one], into=gone, **HOW),
        "did not exist yet": lambda: split_unit(unit=one, into=[make_unit(parent=commune, founded_on=date(2026, 1, 1))], ends=False, **HOW),
        "is of this kind": lambda: change_kind(unit=one, kind=two.kind, name="Chi bộ khác", **HOW),
    }


@pytest.mark.parametrize("said", ["top of its tree", "cannot end on that same day", "was changed from 01/08/2025", "has not come yet", "merged into another", "split into other", "had ended on", "did not exist yet", "is of this kind"])
def test_what_cannot_be_is_refused_in_a_sentence(commune, said):
    with pytest.raises(RuleBroken, match=said):
        refusals(commune)[said]()


def test_only_who_may_restructure_ends_units(commune):
    clerk = make_user("office_clerk", commune)
    for act in (
        lambda: dissolve_unit(unit=make_unit(parent=commune), **{**HOW, "by": clerk}),
        lambda: change_kind(unit=make_unit(parent=commune), kind=K.SUB_GRASSROOTS_ORGANISATION, **{**HOW, "by": clerk}),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_branch_becomes_a_party_organisation_once_its_members_have_branches_below():
    top = make_unit(kind=K.SUPERIOR_ORGANISATION)
    school = make_unit("Chi bộ Trường THPT", parent=top, kind=K.GRASSROOTS_BRANCH)
    member = make_member(school)
    with pytest.raises(RuleBroken, match="still has members"):
        change_kind(unit=school, kind=K.GRASSROOTS_PARTY_ORGANISATION, **HOW)
    change_kind(unit=school, kind=K.GRASSROOTS_PARTY_ORGANISATION, name="Đảng bộ Trường THPT", unsettled=True, **HOW)
    below = make_unit("Chi bộ Tổ Toán", parent=school, kind=K.SUBORDINATE_BRANCH, founded_on=ON)
    regroup(school, below)
    check_settled(unit=school, on=ON)
    school.refresh_from_db()
    assert (school.name, school.kind) == ("Đảng bộ Trường THPT", K.GRASSROOTS_PARTY_ORGANISATION)
    assert [(stay.unit_id, stay.valid_from, stay.valid_to) for stay in Stay.objects.filter(member=member).order_by("valid_from")][-2:] == [
        (school.pk, date(2011, 5, 19), ON), (below.pk, ON, None),
    ]
    assert list(soundness.differences()) == []


def test_a_party_organisation_with_branches_is_no_branch():
    top = make_unit(kind=K.SUPERIOR_ORGANISATION)
    school = make_unit(parent=top, kind=K.GRASSROOTS_PARTY_ORGANISATION)
    below = make_unit(parent=school, kind=K.SUBORDINATE_BRANCH)
    with pytest.raises(RuleBroken, match="cannot stand under"):
        change_kind(unit=school, kind=K.GRASSROOTS_BRANCH, **HOW)
    dissolve_unit(unit=below, **HOW)
    change_kind(unit=school, kind=K.GRASSROOTS_BRANCH, **HOW)
    assert school.kind != K.GRASSROOTS_BRANCH
    assert list(soundness.differences()) == []


def test_somebody_left_behind_in_a_unit_that_has_ended_is_told_of(commune):
    branch = make_unit(parent=commune)
    member = make_member(branch)
    other = make_unit(parent=commune)
    regroup(branch, other)
    dissolve_unit(unit=branch, **HOW)
    with pgtrigger.ignore():  # as a program beside ours could write it; the app's own login is refused
        Stay.objects.filter(member=member, unit=other).update(unit=branch)
    assert [said for said in soundness.differences() if f"unit {branch.pk} has ended" in said]


def test_a_unit_split_and_then_merged_into_the_same_one_on_a_day_is_followed_by_it_once():
    commune = make_unit("Đảng bộ xã Mường So", kind=K.COMMUNE_ORGANISATION)
    old, new = (make_unit(f"Chi bộ bản {name}", kind=K.SUBORDINATE_BRANCH, parent=commune) for name in ("Nà Củng", "Vàng Bó"))
    day, told = date(2026, 3, 1), {"paper": "5-QĐ/ĐU", "by": SYSTEM, "today": date(2026, 11, 28)}
    split_unit(unit=old, into=[new], ends=False, on=day, **told)
    merge_units(units=[old], into=new, on=day, **told)
    assert list(Lineage.objects.filter(predecessor=old).values_list("successor", "on")) == [(new.pk, day)]
