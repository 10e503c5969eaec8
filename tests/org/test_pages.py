"""The pages of the tree and of a unit, as people use them."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.org.actions import move_unit, rename_unit, serve_area, stop_serving
from coso.org.enums import AreaKind, LineageKind
from coso.org.enums import UnitKind as K
from coso.org.models import Area, Lineage, Placement, Unit, UnitDetails
from coso.org.queries import history
from tests.factories import end_unit, make_commune, make_unit
from tests.org.pages import assert_costs_the_same, page, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
PAPER = "12-QĐ/TU, 01/06/2020"


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


def test_a_founding_day_is_corrected_on_the_page(client, officer, commune):
    told = {"name": commune.name, "code": commune.code, "sector": commune.sector, "founded_on": "1946-01-01", "founding_paper": "", "reason": "ghi nhầm năm"}
    assert "is corrected" in client.post(reverse("org:correct", args=[commune.pk]), told, follow=True).content.decode()
    commune.refresh_from_db()
    assert commune.founded_on == date(1946, 1, 1)


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
