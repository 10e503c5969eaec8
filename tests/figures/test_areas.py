"""Areas: which have a branch, which have members, and which branches serve several."""

from __future__ import annotations

from datetime import date

import pytest

from coso.common.actors import SYSTEM
from coso.figures.queries import Question, figure
from coso.org.actions import change_traits
from coso.org.enums import AreaKind, UnitKind
from coso.org.models import Area, AreaService
from tests.factories import TODAY, make_member, make_unit

pytestmark = pytest.mark.django_db
SINCE = date(2000, 1, 1)


@pytest.fixture
def place():
    commune = make_unit("Đảng bộ xã Mường So", kind=UnitKind.COMMUNE_ORGANISATION)
    area = Area.objects.create(name="Xã Mường So", kind=AreaKind.COMMUNE)
    AreaService.objects.create(unit=commune, area=area, valid_from=SINCE)
    villages = [Area.objects.create(name=f"Bản {at}", kind=AreaKind.VILLAGE, parent=area) for at in range(4)]
    first, second = (make_unit(f"Chi bộ {at}", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune) for at in range(2))
    for branch, village in ((first, 0), (first, 1), (second, 2)):
        AreaService.objects.create(unit=branch, area=villages[village], valid_from=SINCE)
    make_member(first)
    return commune


def value(unit, key, day=TODAY):
    asked = figure(key, Question(unit, day), by=SYSTEM)
    assert asked.value() == len(asked.records())
    assert sum(line.value for line in asked.children()) == asked.value()
    return asked.value()


def test_areas_with_and_without_branch_and_member(place):
    assert value(place, "areas.count") == 4
    assert value(place, "areas.without_branch") == 1
    assert value(place, "areas.with_branch") == 3
    assert str(figure("areas.with_branch_share", Question(place, TODAY), by=SYSTEM).value()) == "75.00"
    assert value(place, "areas.without_member") == 2


def test_before_a_branch_served_it_an_area_had_none(place):
    assert value(place, "areas.without_branch", date(1999, 1, 1)) == 0  # nobody served the commune either
    assert value(place, "areas.without_member", date(2001, 1, 1)) == 4


def test_an_ended_area_is_not_counted(place):
    Area.objects.filter(name="Bản 3").update(ended_on=date(2020, 1, 1))
    assert value(place, "areas.without_branch") == 0
    assert value(place, "areas.without_branch", date(2019, 12, 31)) == 1


def test_a_branch_of_two_villages_is_a_joint_branch(place):
    assert value(place, "units.joint_branches") == 1


def test_an_area_counts_as_border_or_hard_when_it_or_its_commune_was_so_on_the_day(place):
    commune = Area.objects.get(name="Xã Mường So")
    Area.objects.filter(name="Bản 3").update(specially_hard=True)
    since, new = date(2024, 1, 1), {"minority": False, "specially_hard": False, "remote": False}
    change_traits(unit=place, area=commune, on=since, today=TODAY, paper="861/QĐ-TTg", by=SYSTEM, border=True, **new)

    def split(key, by, day=TODAY):
        lines = figure(key, Question(place, day), by=SYSTEM).by(by)
        return {line.choices[0].key: line.value for line in lines if line.value}

    assert split("areas.count", "border_area") == {"true": 4}
    assert split("areas.count", "border_area", date(2023, 12, 31)) == {"false": 4}
    assert split("areas.without_branch", "hard_area") == {"true": 1}
    assert split("areas.without_member", "hard_area") == {"true": 1, "false": 1}
    both = figure("areas.without_member", Question(place, TODAY), by=SYSTEM).by("border_area", "hard_area")
    assert {tuple(choice.key for choice in line.choices): line.value for line in both if line.value} == {("true", "true"): 1, ("true", "false"): 1}


def test_areas_split_by_kind(place):
    lines = figure("areas.count", Question(place, TODAY), by=SYSTEM).by("area_kind")
    assert {line.choices[0].key: line.value for line in lines if line.value} == {"village": 4}
