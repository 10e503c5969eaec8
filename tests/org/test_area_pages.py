"""The pages of the places a unit serves, as people use them."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.org.actions import change_traits, serve_area
from coso.org.enums import AreaKind
from coso.org.enums import UnitKind as K
from coso.org.models import Area, AreaService, AreaTraits
from tests.factories import make_unit
from tests.org.pages import assert_costs_the_same, page, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]


@pytest.fixture
def village(commune):
    place = Area.objects.create(name="Xã Mường So", kind=AreaKind.COMMUNE, code="T0001")
    serve_area(unit=commune, area=place, on=date(2020, 1, 1), by=SYSTEM)
    return Area.objects.create(name="Bản Huổi Én", kind=AreaKind.VILLAGE, parent=place)


def test_a_clerk_sets_the_commune_adds_a_village_and_its_branch(client, commune):
    place = Area.objects.create(name="Xã Mường So thử", kind=AreaKind.COMMUNE, code="T0001")
    branch = make_unit("Chi bộ bản Huổi Én", parent=commune, kind=K.SUBORDINATE_BRANCH)
    sign_in(client, "office_clerk", commune)
    assert "No place is set" in page(client, "areas", commune.pk)
    assert "Xã Mường So thử" in page(client, "add_place", commune.pk, q="muong so thu")
    client.post(reverse("org:add_place", args=[commune.pk]), {"area": place.pk, "on": "2020-01-01"})
    added = {"parent": place.pk, "kind": AreaKind.VILLAGE, "name": "Bản Huổi Én", "households": 70, "border": "on", "on": "2020-01-01"}
    assert "The area is added" in client.post(reverse("org:add_area", args=[commune.pk]), added, follow=True).content.decode()
    village = Area.objects.get(name="Bản Huổi Én")
    assert (village.households, village.border, village.remote) == (70, True, False)
    assert "No branch yet" in page(client, "areas", commune.pk)
    client.post(reverse("org:serve", args=[commune.pk, village.pk]), {"branch": branch.pk, "on": "2020-02-01"})
    assert AreaService.objects.get(area=village).unit == branch
    assert branch.name in page(client, "areas", commune.pk, served="1")
    assert "Bản Huổi Én" not in page(client, "areas", commune.pk, served="0").split("list-areas")[1]


def test_the_same_village_is_not_added_twice_nor_a_branch_set_twice(client, officer, commune, village):
    added = {"parent": village.parent_id, "kind": AreaKind.VILLAGE, "name": "Bản Huổi Én", "on": "2020-01-01"}
    assert "already has an area" in client.post(reverse("org:add_area", args=[commune.pk]), added).content.decode()
    branch = make_unit(parent=commune)
    url = reverse("org:serve", args=[commune.pk, village.pk])
    client.post(url, {"branch": branch.pk, "on": "2020-02-01"})
    assert client.post(url, {"branch": branch.pk, "on": "2020-03-01"}).status_code == 200
    assert AreaService.objects.filter(area=village).count() == 1


TRAITS = ("border", "minority", "specially_hard", "remote")


def test_what_the_state_says_of_an_area_changes_from_a_day_on_and_the_past_stays(client, officer, commune, village):
    url = reverse("org:area_traits", args=[commune.pk, village.pk])
    told = {"border": "on", "specially_hard": "on", "on": "2021-01-01", "paper": "612/QĐ-UBDT"}
    assert "The traits are kept" in client.post(url, told, follow=True).content.decode()
    client.post(url, {"border": "on", "on": "2025-01-01"})
    assert list(AreaTraits.objects.filter(area=village).order_by("valid_from").values_list("valid_from", "border", "specially_hard")) == [
        (date.min, False, False), (date(2021, 1, 1), True, True), (date(2025, 1, 1), True, False),
    ]
    village.refresh_from_db()
    assert (village.border, village.specially_hard) == (True, False)
    shown = client.get(reverse("org:serve", args=[commune.pk, village.pk])).content.decode()
    assert "Becomes: border area, specially hard area" in shown
    assert "No longer: specially hard area" in shown
    assert "612/QĐ-UBDT" in shown


def test_traits_are_refused_for_a_day_to_come_an_earlier_day_and_no_change(client, officer, commune, village):
    url = reverse("org:area_traits", args=[commune.pk, village.pk])
    assert "has not come yet" in client.post(url, {"border": "on", "on": "2999-01-01"}).content.decode()
    assert "Nothing differs" in client.post(url, {"on": "2021-01-01"}).content.decode()
    client.post(url, {"border": "on", "on": "2021-01-01"})
    assert "present traits since 01/01/2021" in client.post(url, {"remote": "on", "on": "2020-01-01"}).content.decode()
    assert AreaTraits.objects.filter(area=village).count() == 2


def test_a_commune_itself_is_a_border_commune(client, officer, commune, village):
    place = village.parent
    client.post(reverse("org:area_traits", args=[commune.pk, place.pk]), {"border": "on", "on": "2021-01-01"})
    place.refresh_from_db()
    assert place.border
    assert "Border area" in page(client, "areas", commune.pk)


def test_an_area_that_was_entered_wrongly_is_corrected(client, officer, commune, village):
    client.post(reverse("org:area_traits", args=[commune.pk, village.pk]), {"border": "on", "on": "2021-01-01"})
    url = reverse("org:correct_area", args=[commune.pk, village.pk])
    told = {"name": "Bản Huổi Ẻn", "households": "61", "minority": "on", "reason": "ghi nhầm"}
    assert "is corrected" in client.post(url, told, follow=True).content.decode()
    village.refresh_from_db()
    assert (village.name, village.households, village.border, village.minority) == ("Bản Huổi Ẻn", 61, False, True)
    assert AreaTraits.objects.open().get(area=village).minority
    assert "Nothing differs" in client.post(url, told).content.decode()
    client.post(url, told | {"households": "62"})
    village.refresh_from_db()
    assert (village.name, village.households) == ("Bản Huổi Ẻn", 62)
    Area.objects.create(name="Bản Hợp 1", kind=AreaKind.VILLAGE, parent=village.parent)
    assert "already has an area" in client.post(url, told | {"name": "Bản Hợp 1"}).content.decode()


def test_an_area_of_others_is_not_theirs_to_describe(client, officer, commune, village):
    elsewhere = Area.objects.create(name="Bản Xa", kind=AreaKind.VILLAGE)
    with pytest.raises(RuleBroken):
        change_traits(unit=commune, area=elsewhere, on=date(2021, 1, 1), today=date(2026, 11, 22), paper="", by=SYSTEM, **dict.fromkeys(TRAITS, True))
    assert client.get(reverse("org:area_traits", args=[commune.pk, elsewhere.pk])).status_code == 404


def test_a_unit_stops_serving_a_place_from_a_day_on(client, officer, commune, village):
    url = reverse("org:stop", args=[commune.pk, village.parent_id])
    assert "only since 01/01/2020" in client.post(url, {"on": "2019-01-01"}, follow=True).content.decode()
    assert "no longer serves" in client.post(url, {"on": "2022-01-01"}, follow=True).content.decode()
    assert AreaService.objects.get(area=village.parent_id).valid_to == date(2022, 1, 1)
    assert client.post(url, {"on": "never"}, follow=True).status_code == 200


def test_the_areas_are_taken_as_a_file(client, officer, commune, village):
    file = client.get(reverse("org:areas", args=[commune.pk]), {"export": "csv"}).content.decode()
    assert "Bản Huổi Én" in file


def test_the_areas_cost_the_same_with_more_villages(client, officer, commune, village):
    def more():
        Area.objects.create(name=f"Bản {Area.objects.count()}", kind=AreaKind.VILLAGE, parent=village.parent)

    assert_costs_the_same(client, reverse("org:areas", args=[commune.pk]), more, at_most=24)
