"""The pages of the tree, of a unit and of its places, as people use them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.org.actions import change_traits, move_unit, rename_unit, serve_area, stop_serving
from coso.org.enums import AreaKind, LineageKind
from coso.org.enums import UnitKind as K
from coso.org.models import Area, AreaService, AreaTraits, Lineage, Placement, Unit, UnitDetails
from coso.org.queries import history
from tests.factories import end_unit, make_commune, make_province, make_unit, make_user

pytestmark = pytest.mark.django_db
PAPER = "12-QĐ/TU, 01/06/2020"


@pytest.fixture
def province():
    return make_province()


@pytest.fixture
def commune(province):
    return make_commune("Đảng bộ xã Mường So", parent=province, code="12000017000000")


@pytest.fixture
def officer(client, province):
    """An organisation officer of the province, signed in and reading English."""
    return sign_in(client, "organisation_officer", province)


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.DEMO = True


def sign_in(client, role, unit):
    user = make_user(role, unit)
    client.force_login(user)
    client.cookies["django_language"] = client.cookies["coso_language"] = "en"
    return user


def page(client, name, *args, **query):
    response = client.get(reverse(f"org:{name}", args=args), query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def assert_costs_the_same(client, url, more, *, at_most):
    """The page asks the database no more often with 3 rows than with 1, and not too often."""
    costs = []
    for rows in (1, 2):
        for _ in range(rows):
            more()
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        costs.append(len(asked))
    assert costs[0] == costs[1] <= at_most


# --- the tree ------------------------------------------------------------------------------------

def test_the_tree_opens_one_level_and_goes_on_level_by_level(client, officer, province, commune):
    branch = make_unit("Chi bộ bản Huổi Én", parent=commune)
    first = page(client, "tree")
    assert province.name in first
    assert commune.name in first
    assert branch.name not in first
    opened = client.get(reverse("org:children", args=[commune.pk]), headers={"hx-request": "true"}).content.decode()
    assert branch.name in opened
    closed = client.get(reverse("org:children", args=[commune.pk]), {"close": "1"}, headers={"hx-request": "true"}).content.decode()
    assert branch.name not in closed


def test_without_scripts_the_same_link_opens_the_whole_tree_there(client, officer, commune):
    branch = make_unit("Chi bộ bản Huổi Én", parent=commune)
    response = client.get(reverse("org:children", args=[commune.pk]), follow=True)
    assert branch.name in response.content.decode()


def test_the_tree_of_a_past_day_shows_the_units_and_names_of_that_day(client, officer, province):
    one, two = (make_unit(f"Đảng bộ huyện số {n}", parent=province, kind=K.DISTRICT_ORGANISATION) for n in (1, 2))
    commune = make_commune("Đảng bộ xã Cũ", parent=one)
    day = date(2020, 6, 1)
    move_unit(unit=commune, to=two, on=day, today=timezone.localdate(), paper=PAPER, reason="sắp xếp", by=SYSTEM)
    rename_unit(unit=commune, name="Đảng bộ xã Mới", on=day, today=timezone.localdate(), paper=PAPER, by=SYSTEM)
    end_unit(one, day)
    before = page(client, "tree", on="2020-05-31", open=one.pk)
    assert "Đảng bộ xã Cũ" in before
    assert "Đảng bộ huyện số 1" in before
    today = page(client, "tree", open=two.pk)
    assert "Đảng bộ xã Mới" in today
    assert "Đảng bộ huyện số 1" not in today


@pytest.mark.parametrize("on", ["", "yesterday", "2020-13-45", "2999-01-01"])
def test_a_day_that_is_none_shows_today(client, officer, commune, on):
    assert "The tree today" in page(client, "tree", on=on)


def test_someone_with_two_units_sees_both_as_tops(client, province, commune):
    other = make_commune("Đảng bộ xã Khổng Lào", parent=province)
    user = sign_in(client, "office_clerk", commune)
    user.appointments.create(role="office_clerk", unit=other, valid_from=date(2020, 1, 1))
    shown = page(client, "tree")
    assert commune.name in shown
    assert other.name in shown
    assert province.name not in shown


def test_the_tree_costs_the_same_with_more_units(client, officer, province):
    def more():
        make_unit(parent=make_commune(parent=province))

    assert_costs_the_same(client, reverse("org:tree"), more, at_most=20)


def test_a_unit_page_costs_the_same_with_more_units_below(client, officer, commune):
    def more():
        make_unit(parent=commune)

    assert_costs_the_same(client, commune.get_absolute_url(), more, at_most=25)


def test_the_list_costs_the_same_with_more_units(client, officer, commune):
    def more():
        make_unit(parent=commune)

    assert_costs_the_same(client, reverse("org:search"), more, at_most=20)


# --- one unit ------------------------------------------------------------------------------------

def test_a_unit_page_tells_its_facts_history_and_lineage(client, officer, province, commune):
    before = end_unit(make_commune("Đảng bộ xã Cũ", parent=province), date(2020, 6, 1))
    Lineage.objects.create(predecessor=before, successor=commune, kind=LineageKind.MERGE, on=date(2020, 6, 1))
    rename_unit(unit=commune, name="Đảng bộ xã Phong Thổ", on=date(2021, 1, 1), today=timezone.localdate(), paper="3-QĐ/TU", by=SYSTEM)
    shown = page(client, "unit", commune.pk)
    for words in ("12.000.017.000.000", "Renamed from “Đảng bộ xã Mường So” to “Đảng bộ xã Phong Thổ”", "3-QĐ/TU", "Đảng bộ xã Cũ", "In being"):
        assert words in shown
    assert "Ended 01/06/2020" in page(client, "unit", before.pk)


def test_the_history_names_every_change_the_newest_first(client, officer, province):
    one, two = (make_unit("Đảng bộ huyện Phong Thổ", parent=province, kind=K.DISTRICT_ORGANISATION) for _ in range(2))
    unit = make_unit("Chi bộ Trường", parent=one, kind=K.GRASSROOTS_BRANCH)
    school = Area.objects.create(name="Bản Nà Cúng", kind=AreaKind.VILLAGE)
    serve_area(unit=unit, area=school, on=date(2016, 1, 1), by=SYSTEM)
    stop_serving(unit=unit, area=school, on=date(2018, 1, 1), by=SYSTEM)
    today = timezone.localdate()
    rename_unit(unit=unit, kind=K.GRASSROOTS_PARTY_ORGANISATION, sector="school", code="12000005000000", on=date(2019, 1, 1), today=today, paper="5-QĐ/TU", by=SYSTEM)
    move_unit(unit=unit, to=two, on=date(2020, 6, 1), today=today, paper=PAPER, reason="sắp xếp", by=SYSTEM)
    end_unit(one, date(2020, 6, 1))
    end_unit(unit, date(2025, 7, 1))
    unit.refresh_from_db()
    assert [event.what for event in history(unit)] == [
        "Ended",
        "Moved from “Đảng bộ huyện Phong Thổ, ended 01/06/2020” to “Đảng bộ huyện Phong Thổ”",
        "Changed from Grass-roots branch to Grass-roots party organisation",
        "Code changed from none to 12.000.005.000.000",
        "Sector changed from none to School",
        "No longer serves “Bản Nà Cúng”",
        "Serves “Bản Nà Cúng”",
        "Founded",
    ]


def test_a_unit_outside_ones_scope_does_not_exist(client, province, commune):
    sign_in(client, "branch_secretary", make_unit(parent=commune))
    for name in ("unit", "children", "found", "rename", "correct", "move", "areas", "add_area", "add_place"):
        assert client.get(reverse(f"org:{name}", args=[commune.pk])).status_code == 404


def test_a_reader_is_offered_no_act_and_refused_each(client, commune):
    sign_in(client, "branch_secretary", commune)
    assert "Found a unit below" not in page(client, "unit", commune.pk)
    for name in ("found", "rename", "correct", "move", "add_area", "add_place"):
        assert client.get(reverse(f"org:{name}", args=[commune.pk])).status_code == 403


# --- changing ------------------------------------------------------------------------------------

def test_an_officer_founds_a_branch_and_is_told_what_is_wrong_first(client, officer, commune):
    url = reverse("org:found", args=[commune.pk])
    told = {"kind": K.SUBORDINATE_BRANCH, "name": "Chi bộ bản Nậm Cày", "code": "12.000.018.000.001", "founded_on": "2020-06-01", "paper": PAPER}
    refused = client.post(url, told).content.decode()
    assert "must begin with 12.000.017" in refused
    assert "Chi bộ bản Nậm Cày" in refused
    assert not Unit.objects.filter(parent=commune).exists()
    done = client.post(url, told | {"code": "12.000.017.000.001"}, follow=True).content.decode()
    assert "The unit is founded." in done
    assert Unit.objects.get(parent=commune).code == "12000017000001"


def test_a_unit_is_not_founded_in_the_future(client, officer, commune):
    told = {"kind": K.SUBORDINATE_BRANCH, "name": "Chi bộ", "founded_on": "2999-01-01"}
    assert "has not come yet" in client.post(reverse("org:found", args=[commune.pk]), told).content.decode()


def test_only_the_kinds_that_may_stand_there_are_offered(client, officer, commune):
    shown = page(client, "found", commune.pk)
    assert 'value="subordinate_branch"' in shown
    assert 'value="provincial_organisation"' not in shown


def test_a_clerk_renames_and_corrects(client, commune):
    sign_in(client, "office_clerk", commune)
    told = {"name": "Đảng bộ xã Phong Thổ", "kind": commune.kind, "code": commune.code, "on": "2021-01-01", "paper": PAPER}
    assert "old name stays" in client.post(reverse("org:rename", args=[commune.pk]), told, follow=True).content.decode()
    assert UnitDetails.objects.filter(unit=commune).count() == 2
    told = {"name": "Đảng bộ xã Phong Thô", "code": commune.code, "reason": "gõ nhầm"}
    assert "is corrected" in client.post(reverse("org:correct", args=[commune.pk]), told, follow=True).content.decode()
    assert UnitDetails.objects.filter(unit=commune).count() == 2


def test_an_officer_chooses_a_superior_by_typing_and_moves_the_unit(client, officer, province):
    one, two = (make_unit(f"Đảng bộ huyện {name}", parent=province, kind=K.DISTRICT_ORGANISATION) for name in ("Phong Thổ", "Sìn Hồ"))
    commune = make_commune(parent=one)
    make_unit(parent=commune)
    url = reverse("org:move", args=[commune.pk])
    typed = client.get(url, {"q": "sin ho"}, headers={"hx-request": "true"}).content.decode()
    assert "Đảng bộ huyện Sìn Hồ" in typed
    assert "Phong Thổ" not in typed
    second = client.get(url, {"to": two.pk}).content.decode()
    assert "units below Đảng bộ xã Mường So move along" in second
    told = {"to": two.pk, "on": "2020-06-01", "paper": PAPER, "reason": "sắp xếp"}
    assert "new superior" in client.post(url, told, follow=True).content.decode()
    assert Placement.objects.open().get(unit=commune).parent == two


def test_a_unit_that_may_not_be_superior_cannot_be_sent_either(client, officer, province):
    commune = make_commune(parent=make_unit(parent=province, kind=K.DISTRICT_ORGANISATION))
    other = make_commune(parent=province)
    response = client.post(reverse("org:move", args=[commune.pk]), {"to": other.pk, "on": "2020-06-01", "paper": PAPER, "reason": "x"})
    assert response.status_code == 200
    assert Placement.objects.filter(unit=commune).count() == 1


# --- list, search, switch ------------------------------------------------------------------------

def test_the_list_is_searched_filtered_and_taken_as_a_file(client, officer, province, commune):
    branch = make_unit("Chi bộ bản Huổi Én", parent=commune, kind=K.SUBORDINATE_BRANCH)
    make_commune("Đảng bộ xã Khổng Lào", parent=province)
    assert "Khổng Lào" not in page(client, "search", q="huoi en")
    narrowed = page(client, "search", kind=K.SUBORDINATE_BRANCH, under=commune.pk)
    assert branch.name in narrowed
    assert "Khổng Lào" not in narrowed
    file = client.get(reverse("org:search"), {"export": "csv", "q": "huoi en"})
    assert "Chi bộ bản Huổi Én" in file.content.decode()


def test_the_list_is_narrowed_by_the_days_of_founding_and_missing_papers(client, officer, province):
    make_commune("Đảng bộ xã Cũ", parent=province, paper=PAPER)
    make_commune("Đảng bộ xã Mới", parent=province, founded_on=date(2025, 7, 1))
    late = page(client, "search", founded_from="2025-01-01", founded_to="2025-12-31", paper="0")
    assert "Đảng bộ xã Mới" in late
    assert "Đảng bộ xã Cũ" not in late
    assert "Đảng bộ xã Cũ" in page(client, "search", paper="1")


def test_ended_units_are_listed_when_asked_for(client, officer, province):
    end_unit(make_commune("Đảng bộ xã Cũ", parent=province), date(2020, 6, 1))
    assert "Đảng bộ xã Cũ" not in page(client, "search")
    assert "Đảng bộ xã Cũ" in page(client, "search", in_being="0")


def test_the_switcher_leads_to_the_same_page_of_another_unit(client, officer, commune):
    assert reverse("org:areas", args=[commune.pk]) in page(client, "switch", q="muong so", here="org:areas")
    assert commune.get_absolute_url() in page(client, "switch", q="12.000.017", here="org:tree")
    assert "No unit you look after" in page(client, "switch", q="khong co")


# --- places --------------------------------------------------------------------------------------

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


def test_a_founding_day_is_corrected_on_the_page(client, officer, commune):
    told = {"name": commune.name, "code": commune.code, "sector": commune.sector, "founded_on": "1946-01-01", "founding_paper": "", "reason": "ghi nhầm năm"}
    assert "is corrected" in client.post(reverse("org:correct", args=[commune.pk]), told, follow=True).content.decode()
    commune.refresh_from_db()
    assert commune.founded_on == date(1946, 1, 1)


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
