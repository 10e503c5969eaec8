"""Invented data in bulk is what the same rows would be if each had been entered with all triggers on."""

import re
from datetime import date
from random import Random

import pytest
from django.db import connections
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.common.errors import CannotRun
from coso.common.scope import everything, within
from coso.figures.models import StoreRun
from coso.figures.queries import Question, figure
from coso.figures.tasks import rebuild, verify
from coso.generator import nation, tree
from coso.generator.making import generate
from coso.generator.names import NOT_USED, PEOPLES, invent
from coso.generator.people import citizen_number
from coso.generator.rows import Sheets
from coso.org.closure import differences
from coso.org.kinds import may_stand_under
from coso.org.models import Unit

committed = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
UNTIL = date(2026, 11, 20)


def rows(sql):
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def made(members=2000, seed=7):
    return generate(members=members, seed=seed, provinces=[], until=UNTIL, quiet=True)


FACTS = "SELECT member_id, unit_id, kind, valid_from, position, sex, minority, birth_date, admission_date FROM members_stay ORDER BY 1, 3, 4"
PLACES = "SELECT id, unit_id, position, minority, name_key, name_tokens FROM members_member ORDER BY 1"


@committed
def test_columns_that_triggers_fill_are_what_triggers_would_say():
    made()
    before = rows(FACTS), rows(PLACES)
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE members_stay SET position = -1, sex = '', minority = false, birth_date = NULL, admission_date = NULL")
        cursor.execute("UPDATE members_member SET position = -1")
        cursor.execute("UPDATE members_stay SET unit_id = unit_id, member_id = member_id")
        cursor.execute("UPDATE members_member SET unit_id = unit_id")
        cursor.execute("UPDATE members_member SET name_key = '', name_tokens = ''")
    assert (rows(FACTS), rows(PLACES)) == before


@committed
def test_a_generated_tree_holds_together():
    made()
    assert differences() == []
    assert rows("SELECT c.id FROM org_unit c JOIN org_unit p ON p.id = c.parent_id WHERE c.position <= p.position OR c.position_end > p.position_end") == []
    assert rows("SELECT a.id FROM org_unit a JOIN org_unit b ON a.id < b.id AND a.parent_id = b.parent_id AND a.position < b.position_end AND b.position < a.position_end") == []
    for child, parent in rows("SELECT DISTINCT c.kind, p.kind FROM org_unit c JOIN org_unit p ON p.id = c.parent_id"):
        assert may_stand_under(child, parent)
    assert rows("SELECT count(*) FROM org_unit WHERE kind = 'district_organisation' AND ended_on = '2025-07-01'")[0][0] >= 1
    assert rows("SELECT s.id FROM members_stay s JOIN org_unit u ON u.id = s.unit_id WHERE s.valid_from < u.founded_on OR s.valid_to > u.ended_on") == []


@committed
def test_a_few_villages_wait_for_a_branch_and_a_few_share_one():
    made(20_000)
    centre = Unit.objects.get(parent=None)
    with within(everything()):
        areas, without, joint = (figure(key, Question(unit=centre, day=UNTIL), by=SYSTEM).value() for key in ("areas.count", "areas.without_branch", "units.joint_branches"))
    assert 0.01 * areas < without < 0.05 * areas
    assert 0 < joint < 0.1 * areas
    assert rows("SELECT a.id FROM org_area a WHERE a.id >= 1000000 AND a.parent_id IS NULL") == []
    assert rows("SELECT s.id FROM org_areaservice s JOIN org_unit u ON u.id = s.unit_id WHERE s.valid_from < u.founded_on OR s.valid_to > u.ended_on") == []


@committed
def test_each_part_of_a_code_is_that_of_the_superior():
    made(600)
    for code, parent in rows("SELECT c.code, p.code FROM org_unit c JOIN org_unit p ON p.id = c.parent_id WHERE p.kind <> 'centre'"):
        prefix = re.sub(r"(000)+$", "", parent)
        assert code.startswith(prefix[: len(prefix)]), (code, parent)
    assert rows("SELECT unit_id FROM org_unitdetails GROUP BY unit_id, valid_from HAVING count(*) > 1") == []


@committed
def test_numbers_of_people_are_unique_well_formed_and_of_no_province():
    made()
    people = rows("SELECT citizen_id_number, party_card_number, phone, birth_date, admission_date, official_date FROM members_member")
    assert len(people) == 2000
    assert len({citizen for citizen, *_rest in people}) == len(people)
    for citizen, card, phone, birth, admitted, official in people:
        assert re.fullmatch(r"9\d{11}", citizen)
        assert re.fullmatch(r"([89]\d{11})?", card)
        assert re.fullmatch(r"(0100\d{6})?", phone)
        assert (admitted - birth).days >= 18 * 365.25
        assert official is None or official > admitted


@committed
def test_the_stays_are_some_more_than_the_members():
    told = made()
    assert told["members"] == 2000
    assert 1.15 < told["stays"] / told["members"] < 1.3


@committed
def test_a_database_with_units_is_left_alone():
    made(100)
    before = rows("SELECT count(*), max(id) FROM members_member")
    with pytest.raises(CannotRun):
        made(100)
    assert rows("SELECT count(*), max(id) FROM members_member") == before


@committed
def test_constraints_and_indexes_stand_again_after_a_large_load(monkeypatch):
    shape = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
    valid = "SELECT conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint ORDER BY 1"
    before = rows(shape), rows(valid)
    monkeypatch.setattr("coso.generator.load.MANY", 100)
    made(400)
    assert (rows(shape), rows(valid)) == before


def world(seed):
    areas = {f"{code:02}": code for code in range(1, 100)} | {f"{code:05}": code for code in range(100_000)}
    planned = nation.plan(seed=seed, members=1500, until=UNTIL, provinces=[12], areas=areas)
    filled = [nation.fill(planned, cluster, 1) for cluster in planned.clusters]
    above = Sheets()
    tree.write(above, planned.nodes)
    return [sheet.lines for sheets in (above, *filled) for sheet in sheets.all()]


def test_the_same_seed_makes_the_same_people():
    assert world(3) == world(3)
    assert world(3) != world(4)


@pytest.mark.parametrize("group", sorted(PEOPLES))
def test_names_are_made_of_syllables_and_never_those_of_known_leaders(group):
    rng = Random(1)
    names = {invent(rng, group, sex) for sex in ("male", "female") for _ in range(3000)}
    assert not names & NOT_USED
    assert len(names) > 40
    assert all(2 <= len(name.split()) <= 5 and name == " ".join(name.split()) for name in names)


def test_a_citizen_number_names_no_province_that_exists():
    assert citizen_number(1, "male", "1980-01-01").startswith("9000")
    assert citizen_number(6_500_000, "female", "2001-01-01")[:4] == "9063"


@committed
def test_generating_puts_the_store_of_counts_out_of_use_and_making_it_says_what_the_records_say():
    rebuild(now=timezone.now())
    made(600)
    with within(everything()):
        assert not StoreRun.objects.exists()
    rebuild(now=timezone.now())
    found = verify(size=12, seed=1, now=timezone.now())
    assert all(one.read and not one.differs for one in found)
