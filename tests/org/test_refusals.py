"""What the rules of the tree and of areas refuse, each with its sentence, and nothing changed."""

from __future__ import annotations

from datetime import date

import pytest

from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.org.actions import (
    add_area,
    correct_unit,
    found_unit,
    move_unit,
    rename_unit,
    serve_area,
    stop_serving,
)
from coso.org.areas import load
from coso.org.enums import AreaKind
from coso.org.enums import UnitKind as K
from coso.org.kinds import KINDS
from coso.org.models import Area, AreaService, UnitDetails
from coso.org.rules import notes_on_size, warnings_of_size
from tests.factories import make_commune, make_province, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
DAY = date(2020, 6, 1)


def rename(unit, **told):
    return rename_unit(unit=unit, on=DAY, today=TODAY, paper="", by=SYSTEM, **told)


@pytest.fixture
def commune():
    return make_commune(parent=make_province(code="12000000000000"), code="12000017000000")


@pytest.fixture
def place(commune):
    area = Area.objects.create(name="Xã Mường So", kind=AreaKind.COMMUNE, code="T0001")
    serve_area(unit=commune, area=area, on=date(2015, 1, 1), by=SYSTEM)
    return area


def village(place, commune, name="Bản Huổi Én", kind=AreaKind.VILLAGE):
    return add_area(unit=commune, parent=place, name=name, kind=kind, on=DAY, by=SYSTEM)


def test_a_person_cannot_found_the_top_of_a_tree():
    officer = make_user("organisation_officer", make_province())
    with pytest.raises(NotAllowed, match="command line"):
        found_unit(parent=None, kind=K.CENTRE, name="Trung ương", founded_on=DAY, by=officer)


def test_a_person_needs_the_right_at_both_ends_of_a_move(commune):
    other = make_province("Đảng bộ tỉnh khác")
    officer = make_user("organisation_officer", commune.parent)
    with pytest.raises(NotAllowed):
        move_unit(unit=commune, to=other, on=DAY, today=TODAY, paper="", reason="", by=officer)


def test_a_unit_needs_a_name(commune):
    with pytest.raises(RuleBroken, match="needs a name"):
        make_unit("  ", parent=commune)
    with pytest.raises(RuleBroken, match="needs a name"):
        rename(commune, name=" ")


def test_nothing_is_founded_under_or_done_to_a_unit_that_has_ended(commune):
    ended = make_unit(parent=commune, kind=K.GRASSROOTS_PARTY_ORGANISATION, ended_on=date(2020, 1, 1))
    with pytest.raises(RuleBroken, match="had ended"):
        make_unit(parent=ended, founded_on=DAY)
    with pytest.raises(RuleBroken, match="had ended"):
        rename(ended, name="Khác")


def test_a_new_kind_must_suit_the_superior_and_what_stands_below(commune):
    make_unit(parent=commune, kind=K.GRASSROOTS_BRANCH)
    with pytest.raises(RuleBroken, match="cannot stand under"):
        rename(commune, kind=K.SUBORDINATE_BRANCH)
    with pytest.raises(RuleBroken, match="cannot stand under “Grass-roots party organisation”"):
        rename(commune, kind=K.GRASSROOTS_PARTY_ORGANISATION)


def test_a_narrower_kind_keeps_the_place_it_has(commune):
    changed = rename(commune, kind=K.GRASSROOTS_PARTY_ORGANISATION)
    assert (changed.position, changed.position_end) == (commune.position, commune.position_end)


def test_a_second_change_on_one_day_replaces_the_first(commune):
    rename(commune, name="Đảng bộ xã A")
    rename(commune, name="Đảng bộ xã B", sector="commune")
    assert list(UnitDetails.objects.filter(unit=commune).order_by("valid_from").values_list("name", "sector")) == [
        ("Đảng bộ xã Mường So", ""), ("Đảng bộ xã B", "commune"),
    ]


def test_a_renamed_or_corrected_code_follows_the_same_rules(commune):
    with pytest.raises(RuleBroken, match="the province's code is 12"):
        rename(commune, code="13000017000000")
    make_commune("Đảng bộ xã khác", parent=commune.parent, code="12000018000000")
    with pytest.raises(RuleBroken, match="already has the code"):
        correct_unit(unit=commune, code="12.000.018.000.000", reason="nhầm", today=TODAY, by=SYSTEM)
    assert correct_unit(unit=commune, code="12.000.019.000.000", reason="nhầm", today=TODAY, by=SYSTEM).code == "12000019000000"


def test_a_code_at_the_top_only_needs_its_digits():
    top = make_province()
    assert rename(top, code="38000000000000").code == "38000000000000"


# --- areas ---------------------------------------------------------------------------------------

def test_only_who_looks_after_a_place_adds_areas_in_it(commune, place):
    stranger = make_commune("Đảng bộ xã khác")
    with pytest.raises(RuleBroken, match="does not look after"):
        village(place, stranger)
    branch = make_unit(parent=commune)
    assert village(place, branch).parent == place


@pytest.mark.parametrize(("name", "kind", "sentence"), [
    (" ", AreaKind.VILLAGE, "needs a name"), ("Xã mới", AreaKind.COMMUNE, "official codes"), ("Bản Huổi Én", AreaKind.VILLAGE, "already has an area"),
])
def test_an_area_that_cannot_be_is_refused(commune, place, name, kind, sentence):
    village(place, commune)
    with pytest.raises(RuleBroken, match=sentence):
        village(place, commune, name, kind)
    assert Area.objects.filter(parent=place).count() == 1


def test_an_area_that_has_ended_is_served_no_more(commune, place):
    Area.objects.filter(pk=place.pk).update(ended_on=date(2020, 1, 1))
    place.refresh_from_db()
    with pytest.raises(RuleBroken, match="had ended"):
        serve_area(unit=make_unit(parent=commune), area=place, on=DAY, by=SYSTEM)


def test_an_area_is_served_once_and_left_after_it_was_taken(commune, place):
    with pytest.raises(RuleBroken, match="already serves"):
        serve_area(unit=commune, area=place, on=DAY, by=SYSTEM)
    with pytest.raises(RuleBroken, match="only since 01/01/2015"):
        stop_serving(unit=commune, area=place, on=date(2015, 1, 1), by=SYSTEM)
    stop_serving(unit=commune, area=place, on=DAY, by=SYSTEM)
    with pytest.raises(RuleBroken, match="does not serve"):
        stop_serving(unit=commune, area=place, on=TODAY, by=SYSTEM)
    assert AreaService.objects.get(area=place).valid_to == DAY


def test_a_clerk_of_another_commune_may_not_touch_the_places(commune, place):
    clerk = make_user("office_clerk", make_commune("Đảng bộ xã khác"))
    for act in (serve_area, stop_serving):
        with pytest.raises(NotAllowed):
            act(unit=commune, area=place, on=DAY, by=clerk)


def test_official_places_are_loaded_once_and_corrected_when_they_differ():
    hanoi = Area.objects.get(code="01")
    assert Area.objects.filter(kind=AreaKind.PROVINCE).count() == 34
    assert Area.objects.get(code="00070").parent == hanoi
    before = Area.objects.count()
    Area.objects.filter(pk=hanoi.pk).update(name="Hà Đông")
    load(using="default")
    hanoi.refresh_from_db()
    assert hanoi.name == "Thành phố Hà Nội"
    assert Area.objects.count() == before


# --- sizes ---------------------------------------------------------------------------------------

def test_legal_sizes_are_told_with_their_source_and_only_when_known():
    (least,) = warnings_of_size(K.SUBORDINATE_BRANCH, TODAY)
    assert "at least 3 official members (208-QĐ/TW, not checked against the official text)" in least
    assert len(warnings_of_size(K.GRASSROOTS_BRANCH, TODAY)) == 2
    assert warnings_of_size(K.PROVINCIAL_ORGANISATION, TODAY) == []
    assert warnings_of_size(K.SUBORDINATE_BRANCH, date(2022, 1, 1)) == []


@pytest.mark.parametrize(("kind", "members", "official", "urgent", "said"), [
    (K.SUBORDINATE_BRANCH, 3, 2, True, "Too few official members: 2, where a branch or grass-roots unit needs at least 3 (208-QĐ/TW"),
    (K.SUBORDINATE_BRANCH, 9, 8, False, "Below 9, the branch elects a secretary"),
    (K.SUBORDINATE_BRANCH, 12, 9, False, "From 9 on, the branch elects a branch committee"),
    (K.GRASSROOTS_BRANCH, 30, 28, True, "Members: 30. From 30 on, a grass-roots unit is a party organisation"),
    (K.GRASSROOTS_PARTY_ORGANISATION, 29, 29, True, "Members: 29. Below 30, a grass-roots unit is a branch"),
])
def test_the_real_size_of_a_unit_is_told_beside_the_rule(kind, members, official, urgent, said):
    notes = notes_on_size(kind, members=members, official=official, day=TODAY)
    assert [note.urgent for note in notes if said in note.sentence] == [urgent]
    assert all("208-QĐ/TW, not checked against the official text" in note.sentence for note in notes)


def test_a_size_that_is_legal_asks_for_nothing():
    assert notes_on_size(K.GRASSROOTS_PARTY_ORGANISATION, members=30, official=28, day=TODAY) == []
    assert notes_on_size(K.PROVINCIAL_ORGANISATION, members=0, official=0, day=TODAY) == []
    assert [note.urgent for note in notes_on_size(K.GRASSROOTS_BRANCH, members=29, official=20, day=TODAY)] == [False]


def test_a_branch_shrunk_to_two_was_to_be_merged_while_that_rule_stood():
    (note,) = notes_on_size(K.SUBORDINATE_BRANCH, members=2, official=2, day=date(2025, 9, 1))
    assert note.urgent
    assert "sends members here or merges the branch (294-QĐ/TW" in note.sentence
    assert notes_on_size(K.SUBORDINATE_BRANCH, members=3, official=3, day=date(2025, 9, 1)) == []


def test_a_kind_fits_many_times_into_each_kind_it_may_stand_under():
    for kind, rule in KINDS.items():
        for parent in rule.under:
            assert KINDS[parent].width - rule.width >= 6, f"{parent} holds too few {kind}"
