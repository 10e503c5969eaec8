"""What is counted of members' lives equals a slow hand count on random worlds: transfers, time away, leavings by way, badges."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from django.urls import reverse

from coso.common.actors import SYSTEM
from coso.figures.queries import NoSuchIndicator, Question, figure, unmeasured
from coso.members.enums import Activity, LeaveReason, StayReason
from coso.org.enums import Sector, UnitKind
from coso.org.kinds import BRANCH_KINDS
from coso.statuses.models import Badge
from tests.factories import make_commune, make_member, make_unit, make_user
from tests.figures.test_engine import any_day, ask, gone, ids, on_roll, within, worlds
from tests.figures.world import World

pytestmark = pytest.mark.django_db
OF_A_DAY = {
    "statuses.away": {Activity.WORKING_AWAY, Activity.ABROAD}, "statuses.exempt": {Activity.EXEMPT}, "transfers.elsewhere": {Activity.TEMPORARY_ELSEWHERE},
}
PUT_OUT = {LeaveReason.REMOVED, LeaveReason.REQUESTED_EXIT, LeaveReason.EXPELLED}


def member(world: World, stay):
    return next(one for one in world.members if one.pk == stay.member_id)


def reason_left(world: World, stay) -> str:
    """Why the roll was left on the day a stay ended; of one admitted again, as the record said before."""
    then = [one.left_reason for one in world.former if (one.member_id, one.left_on) == (stay.member_id, stay.valid_to)]
    person = member(world, stay)
    return then[0] if then else person.left_reason if person.left_on == stay.valid_to else ""


def parts(asked, key: str) -> dict[str, int]:
    return {line.choices[0].key: line.value for line in asked.by(key) if line.value}


@worlds
def test_who_is_away_exempt_or_elsewhere_equals_a_hand_count(random, world):
    for key, activities in OF_A_DAY.items():
        top, day, tree, asked = ask(world, random, key)
        found = [stay for stay in on_roll(world, top, day, tree) if stay.activity in activities]
        assert ids(asked.records()) == ids(found)
        assert asked.value() == len(found) == sum(line.value for line in asked.by("sex", "status"))
        share = {"statuses.away": "statuses.away_share", "statuses.exempt": "statuses.exempt_share"}.get(key)
        everybody = len(on_roll(world, top, day, tree))
        if share and everybody:
            assert float(figure(share, asked.question, by=SYSTEM).value()) == pytest.approx(100 * len(found) / everybody, abs=0.0051)


@worlds
def test_guests_of_a_day_equal_a_hand_count(random, world):
    for _each in range(3):
        top, day, tree, asked = ask(world, random, "transfers.guests")
        found = [stay for stay in world.guests if stay.valid_from <= day and (stay.valid_to is None or day < stay.valid_to) and within(world, stay.unit_id, top, day, tree)]
        assert ids(asked.records()) == ids(found)
        assert asked.value() == len(found)


@worlds
def test_those_who_came_by_transfer_equal_a_hand_count_by_where_from(random, world):
    for _each in range(2):
        start = any_day(random)
        top, day, tree, asked = ask(world, random, "transfers.in", start=start)
        found = [stay for stay in world.stays if stay.reason == StayReason.TRANSFERRED and start <= stay.valid_from <= day and within(world, stay.unit_id, top, stay.valid_from, tree)]
        ends = {(stay.member_id, stay.valid_to) for stay in world.stays}
        assert ids(asked.records()) == ids(found)
        assert parts(asked, "whence") == Counter("inside" if (stay.member_id, stay.valid_from) in ends else "outside" for stay in found)
        assert asked.value() == len(found)


@worlds
def test_those_who_went_by_transfer_equal_a_hand_count_by_where_to(random, world):
    begins = {(stay.member_id, stay.valid_from) for stay in world.stays if stay.reason == StayReason.TRANSFERRED}

    def whither(stay):
        person = member(world, stay)
        if person.left_on == stay.valid_to and person.left_reason == LeaveReason.TRANSFERRED_OUT:
            return "outside"
        return "inside" if (stay.member_id, stay.valid_to) in begins else ""

    for _each in range(2):
        start = any_day(random)
        top, day, tree, asked = ask(world, random, "transfers.out", start=start)
        ended = [stay for stay in world.stays if stay.valid_to and start <= stay.valid_to <= day and within(world, stay.unit_id, top, stay.valid_to - timedelta(days=1), tree)]
        found = [stay for stay in ended if whither(stay)]
        assert ids(asked.records()) == ids(found)
        assert parts(asked, "whither") == Counter(map(whither, found))
        assert asked.value() == len(found)


@worlds
def test_those_put_out_equal_a_hand_count_by_way(random, world):
    for _each in range(2):
        start = any_day(random)
        top, day, tree, asked = ask(world, random, "statuses.put_out", start=start)
        found = [stay for stay in gone(world, top, start, day, tree) if reason_left(world, stay) in PUT_OUT]
        assert ids(asked.records()) == ids(found)
        assert parts(asked, "way") == Counter(reason_left(world, stay) for stay in found)
        assert asked.value() == len(found)


@worlds
def test_badges_equal_a_hand_count_by_years_round_and_way(random, world):
    for _each in range(3):
        start = any_day(random)
        top, day, tree, asked = ask(world, random, "statuses.badges", start=start)
        found = [
            one for one in world.badges
            if start <= one.on <= day and within(world, one.unit_id, top, max(one.on, world.units[world.index(one.unit_id)].founded_on), tree)
        ]
        assert ids(asked.records()) == ids(found)
        assert asked.value() == len(found)
        assert parts(asked, "badge_class") == Counter(str(one.years) for one in found)
        assert parts(asked, "badge_round") == Counter(one.on.isoformat() for one in found)
        assert parts(asked, "badge_way") == Counter(one.way for one in found)
        assert sum(line.value for line in asked.children()) == len(found)
        for one in asked.records():
            assert asked.indicator.row(one)["years"] == one.years


@worlds
def test_units_of_a_sector_equal_a_hand_count(random, world):
    for _each in range(3):
        top, day, tree, asked = ask(world, random, "units.non_state")
        found = [unit for at, unit in enumerate(world.units) if world.exists(at, day) and world.kind_on(at, day)[1] == Sector.NON_STATE_ENTERPRISE and within(world, unit.pk, top, day, tree)]
        assert ids(asked.records()) == ids(found)
        assert asked.value() == len(found) == sum(line.value for line in asked.by("unit_kind"))


@worlds
def test_moves_and_foundings_of_units_equal_a_hand_count(random, world):
    for _each in range(3):
        start = any_day(random)
        top, day, tree, asked = ask(world, random, "units.moved", start=start)
        moves = [(world.units[at].pk, since) for at, line in enumerate(world.parents) for since, _parent in line[1:] if start <= since <= day and within(world, world.units[at].pk, top, since, tree)]
        assert sorted((row.unit_id, row.valid_from) for row in asked.records()) == sorted(moves)
        assert asked.value() == len(moves)
        assert [asked.indicator.row(row)["on"] for row in asked.records()] == [row.valid_from for row in asked.records()]
        top, day, tree, asked = ask(world, random, "branches.founded", start=start)
        found = [unit for at, unit in enumerate(world.units) if start <= unit.founded_on <= day and world.kinds[at][0][1] in BRANCH_KINDS and within(world, unit.pk, top, unit.founded_on, tree)]
        assert ids(asked.records()) == ids(found)
        assert asked.value() == len(found) == sum(line.value for line in asked.children())


@worlds
def test_those_gathered_in_temporary_branches_equal_a_hand_count(random, world):
    for _each in range(3):
        top, day, tree, asked = ask(world, random, "transfers.gathered")
        there = [one for one in world.guests if one.valid_from <= day and (one.valid_to is None or day < one.valid_to) and world.exists(world.index(one.unit_id), day)]
        found = [one for one in there if world.kind_on(world.index(one.unit_id), day)[0] == UnitKind.TEMPORARY_BRANCH and within(world, one.unit_id, top, day, tree)]
        assert ids(asked.records()) == ids(found)
        assert asked.value() == len(found)


@worlds
def test_mass_organisations_equal_a_hand_count_by_kind(random, world):
    for _each in range(3):
        top, day, tree, asked = ask(world, random, "mass_bodies.count")
        standing = [one for one in world.bodies if one.valid_from <= day and (one.valid_to is None or day < one.valid_to) and within(world, one.unit_id, top, day, tree)]
        assert ids(asked.records()) == ids(standing)
        start = any_day(random)
        top, day, tree, asked = ask(world, random, "mass_bodies.founded", start=start)
        founded = [
            one for one in world.bodies
            if one.follows_id is None and start <= one.valid_from <= day and within(world, one.unit_id, top, max(one.valid_from, world.units[world.index(one.unit_id)].founded_on), tree)
        ]
        assert ids(asked.records()) == ids(founded)
        assert parts(asked, "mass_kind") == Counter(one.kind for one in founded)
        assert asked.value() == len(founded) == sum(line.value for line in asked.children())
        assert [asked.indicator.row(one)["kind"] for one in asked.records()] == [one.kind for one in asked.records()]


def test_what_nothing_tells_yet_is_said_and_never_counted():
    assert {one.key for one in unmeasured()} >= {"statuses.absent", "statuses.unpaid", "statuses.digitised_files", "meetings.committees_following", "reviews.units", "cadres.trained", "oversight.disciplined", "dues.collected"}
    with pytest.raises(NoSuchIndicator):
        figure("statuses.absent", Question(make_commune(), date(2026, 11, 20)), by=SYSTEM)


def test_a_badge_is_known_since_it_was_entered_and_named_among_the_figures(client):
    commune = make_commune()
    badge = Badge.objects.create(member=make_member(make_unit(parent=commune)), unit=make_unit(parent=commune), years=30, on=date(2026, 2, 3), way="usual")
    for known_at, number in ((badge.entered_at, 1), (badge.entered_at - timedelta(hours=1), 0)):
        assert figure("statuses.badges", Question(commune, date(2026, 11, 20), known_at=known_at), by=SYSTEM).value() == number
    client.force_login(make_user("office_clerk", commune))
    page = client.get(reverse("figures:unit_all", args=[commune.pk])).content.decode()
    assert "Chưa đo được" in page
    assert "208-QĐ/TW" in page
