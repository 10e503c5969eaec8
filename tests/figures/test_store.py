"""The store of counts: what it answers is what a count of the records answers, whatever was written or moved since, and whenever it was broken off."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import date, timedelta
from random import Random

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from coso.access.models import scope_of
from coso.common.actors import SYSTEM
from coso.common.errors import CosoError, NotAllowed
from coso.common.scope import Scope, within
from coso.figures.actions import begin_run, finish_run, sum_groups
from coso.figures.enums import Tree
from coso.figures.models import LateCount, StoredCount, StoredGroup, StoreMark, StoreRun
from coso.figures.queries import Question, RatioFigure, figure
from coso.figures.queries.grouping import Path
from coso.figures.queries.indicator import indicator
from coso.figures.queries.sample import compared
from coso.figures.tasks import rebuild, refresh, verify
from coso.members.enums import Activity, Status
from coso.members.models import Member, Stay
from coso.org.actions import move_unit
from coso.org.enums import UnitKind as K
from coso.org.kinds import UPPER_KINDS
from coso.org.models import Placement, Unit
from tests.factories import TODAY, make_commune, make_member, make_province, make_unit, make_user
from tests.figures.world import KINDS, World, day_at, make_world

pytestmark = pytest.mark.django_db
MIXED = [*KINDS, K.SUPERIOR_ORGANISATION, K.SUPERIOR_ORGANISATION]
CORRECTIONS = int(os.environ.get("COSO_CORRECTIONS", "200"))
STATUSES, LEVELS = ["official", "probationary"], ["active", "exempt"]


def worlds(check):
    """Run a check on random worlds with upper units among the others, each rolled back. A world is known by its seed alone: there is no smaller one."""

    @settings(max_examples=4, phases=[Phase.explicit, Phase.generate])
    @given(seed=st.integers(0, 2**32))
    def run(seed: int) -> None:
        random = Random(seed)
        with transaction.atomic():
            check(random, make_world(random, units=10, members=14, kinds=MIXED))
            transaction.set_rollback(True)

    run.__name__ = check.__name__
    return run


def uppers() -> list[Unit]:
    return list(Unit.objects.filter(kind__in=UPPER_KINDS))


def any_question(random: Random) -> Question:
    day = day_at(random.randrange(-1, 28)) + timedelta(days=random.choice([-1, 0, 1, 30]))
    return Question(random.choice(uppers()), day, tree=random.choice(list(Tree)))


def agrees(random: Random, *, times: int = 6, stored: bool = True) -> None:
    """Store and records say the same, cell by cell and unit by unit."""
    for _each in range(times):
        found = compared(indicator("members.count"), any_question(random))
        assert not found.differs, found
        assert found.read or not stored, found


def corrected(random: Random) -> None:
    """Somebody enters, corrects or strikes a stay, on a day of long ago or of now, by whatever way."""
    stay = random.choice(list(Stay.objects.order_by("pk")) or [None])
    random.choice([_other_state, _other_end, _struck, _other_facts, _other_unit])(random, stay) if stay and random.random() < 0.8 else _entered(random)


def _other_state(random: Random, stay: Stay) -> None:
    Stay.objects.filter(pk=stay.pk).update(status=random.choice(STATUSES), activity=random.choice(LEVELS))


def _other_end(random: Random, stay: Stay) -> None:
    """A time that began later, or ends earlier than was said."""
    last = stay.valid_to or day_at(28)
    days = max((last - stay.valid_from).days, 2)
    if random.random() < 0.5:
        Stay.objects.filter(pk=stay.pk).update(valid_from=stay.valid_from + timedelta(days=random.randrange(days - 1)))
    else:
        Stay.objects.filter(pk=stay.pk).update(valid_to=stay.valid_from + timedelta(days=random.randrange(1, days)))


def _struck(random: Random, stay: Stay) -> None:
    stay.delete()


def _other_facts(random: Random, stay: Stay) -> None:
    Member.objects.filter(pk=stay.member_id).update(sex=random.choice(["male", "female"]), ethnic_group=random.choice(["kinh", "thai"]))


def _other_unit(random: Random, stay: Stay) -> None:
    Stay.objects.filter(pk=stay.pk).update(unit=random.choice(list(Unit.objects.filter(ended_on=None))))


def _entered(random: Random) -> None:
    units = list(Unit.objects.filter(ended_on=None))
    begins = day_at(random.randrange(-2, 28))
    member = Member.objects.create(
        full_name="Người mới", sex=random.choice(["male", "female", ""]), birth_date=date(1970, 1, 1), admission_date=begins, status="official",
        unit=random.choice(units),
    )
    ends = random.choice([None, begins + timedelta(days=random.randrange(1, 900))])
    Stay.objects.create(member=member, unit=random.choice(units), status=random.choice(STATUSES), reason="listed", valid_from=begins, valid_to=ends)


@worlds
def test_the_store_says_what_the_records_say(random: Random, world: World):
    rebuild(now=timezone.now())
    agrees(random, times=12)
    day, top = day_at(random.randrange(1, 27)), world.units[0]
    for tree in Tree:
        value = figure("members.count", Question(top, day, tree=tree), by=SYSTEM).value()
        assert value == sum(
            stay.valid_from <= day and (stay.valid_to is None or day < stay.valid_to) and (tree == Tree.STANDS or world.inside(world.index(stay.unit_id), 0, day))
            for stay in world.stays
        )


SLICES = ("statuses.exempt", "statuses.away", "transfers.elsewhere")
OF_THE_ROLL = [
    *(("members.count", where) for where in ({}, {"status": "official"}, {"status": "probationary"}, {"sex": "female"}, {"minority": "true"}, {"activity": "exempt"}, {"sex": "female", "minority": "true"})),
    ("statuses.away", {"sex": "female"}), *((key, {}) for key in (*SLICES, "members.women_share", "members.minority_share", "statuses.exempt_share", "statuses.away_share")),
]


@worlds
def test_who_is_exempt_away_or_elsewhere_is_read_from_the_same_store(random: Random, world: World):
    rebuild(now=timezone.now())
    for stay in Stay.objects.all():
        Stay.objects.filter(pk=stay.pk).update(activity=random.choice(Activity.values))
    for key in SLICES:
        for _each in range(4):
            found = compared(indicator(key), any_question(random))
            assert found.read, key
            assert not found.differs, (key, found)


@worlds
def test_every_figure_of_the_roll_s_facts_is_answered_without_reading_a_stay(random: Random, world: World):
    Stay.objects.filter(pk__in=Stay.objects.order_by("pk").values("pk")[:5]).update(activity=Activity.EXEMPT, status=Status.PROBATIONARY)
    rebuild(now=timezone.now())
    for key, where in OF_THE_ROLL:
        asked = figure(key, Question(world.units[0], day_at(random.randrange(1, 27))), by=SYSTEM).only(**where)
        with CaptureQueriesContext(connection) as read:
            value = asked.value()
        assert [query["sql"] for query in read if "members_stay" in query["sql"]] == [], (key, where)
        assert isinstance(asked, RatioFigure) or value == len(asked.records()), (key, where)


@worlds
def test_late_corrections_are_in_every_answer_at_once_and_in_the_store_after_it_was_made_anew(random: Random, world: World):
    rebuild(now=timezone.now())
    for _each in range(30):
        corrected(random)
    agrees(random)
    refresh(now=timezone.now())
    assert not LateCount.objects.filter(settled=False).exists()
    agrees(random)


@worlds
def test_units_of_any_kind_put_elsewhere_are_counted_where_they_stood(random: Random, world: World):
    rebuild(now=timezone.now())
    for _each in range(6):
        put_elsewhere(random)
        agrees(random, times=3, stored=False)
    refresh(now=timezone.now())
    assert not StoreMark.objects.exists()
    agrees(random)


def put_elsewhere(random: Random) -> None:
    """A unit goes below another one, if the rules of the field let it."""
    unit, to = random.choice(list(Unit.objects.filter(ended_on=None).exclude(parent=None))), random.choice(list(Unit.objects.all()))
    with suppress(CosoError), transaction.atomic():
        move_unit(unit=unit, to=to, on=day_at(random.randrange(20, 28)), today=TODAY, paper="", reason="", by=SYSTEM)


def test_many_late_corrections():
    """`COSO_CORRECTIONS=10000 pytest tests/figures/test_store.py -k many` writes more of them."""
    random = Random(7)
    make_world(random, units=14, members=40, moves=9, kinds=MIXED)
    rebuild(now=timezone.now())
    for each in range(CORRECTIONS):
        corrected(random)
        if each % 50 == 0:
            agrees(random, times=1)
    agrees(random, times=20)
    refresh(now=timezone.now())
    agrees(random, times=20)


def province_of_two_communes() -> tuple[Unit, Unit, Unit]:
    province = make_province()
    one, two = make_commune("Một", parent=province), make_commune("Hai", parent=province)
    branch = make_unit(parent=one)
    make_member(unit=branch)
    make_member(unit=make_unit(parent=two))
    rebuild(now=timezone.now())
    return province, two, branch


def read_from_store(unit: Unit) -> bool:
    found = compared(indicator("members.count"), Question(unit, date(2026, 3, 3)))
    assert not found.differs
    return found.read


def test_a_unit_that_moved_is_read_from_the_records_until_it_is_made_anew():
    province, other, branch = province_of_two_communes()
    far = make_province("Đảng bộ tỉnh khác")
    assert read_from_store(province)
    move_unit(unit=branch, to=other, on=date(2025, 7, 1), today=date(2026, 3, 3), paper="", reason="", by=SYSTEM)
    assert not read_from_store(province)
    assert read_from_store(far), "elsewhere nothing waits"
    refresh(now=timezone.now())
    assert not StoreMark.objects.exists()
    assert read_from_store(province)


def nation_of_two_provinces() -> tuple[Unit, Unit, Unit, Unit]:
    """The centre, a province, an upper unit in it, another province; one member below each of these."""
    centre = make_unit(kind=K.CENTRE)
    province, far = make_province(parent=centre), make_province("Đảng bộ tỉnh khác", parent=centre)
    upper = make_unit(parent=province, kind=K.SUPERIOR_ORGANISATION)
    for above in (province, upper, far):
        make_member(unit=make_unit(parent=make_commune(parent=above)))
    rebuild(now=timezone.now())
    return centre, province, upper, far


def test_an_upper_unit_that_moved_puts_the_sums_alone_out_of_use_until_they_are_made_anew():
    centre, province, upper, far = nation_of_two_provinces()
    assert not StoredGroup.objects.filter(whole=None, wide=False).exists()
    move_unit(unit=upper, to=far, on=date(2025, 7, 1), today=TODAY, paper="", reason="", by=SYSTEM)
    assert all(read_from_store(unit) for unit in (centre, province, far))
    assert {mark.wide for mark in StoreMark.objects.all()} == {True}
    refresh(now=timezone.now())
    assert not StoreMark.objects.exists()
    assert read_from_store(centre)
    StoredCount.objects.filter(group__wide=True).update(counts=[9])
    assert compared(indicator("members.count"), Question(centre, TODAY)).differs, "the nation is read from the sums"
    assert read_from_store(province), "a province is not"


def test_sums_are_taken_apart_where_a_part_is_made_anew_and_made_again_with_it():
    centre, province, _upper, _far = nation_of_two_provinces()
    before = set(StoredGroup.objects.filter(wide=True))
    make_member(unit=make_unit(parent=make_commune(parent=province)))
    assert read_from_store(centre)
    refresh(now=timezone.now())
    after = set(StoredGroup.objects.filter(wide=True))
    assert (len(before), len(after), len(before & after)) == (2, 2, 1)
    assert not sum_groups(groups=[group.pk for group in after], way=Path((), 0), now=timezone.now(), until=TODAY), "what is summed up already"
    assert read_from_store(centre)


def test_a_placement_changed_by_hand_in_the_database_is_marked_too():
    province, other, branch = province_of_two_communes()
    Placement.objects.filter(unit=branch).update(parent=other)
    assert not read_from_store(province)


def test_a_new_branch_marks_nothing_and_its_members_count_at_once():
    province, other, _branch = province_of_two_communes()
    make_member(unit=make_unit(parent=other))
    assert read_from_store(province)
    assert figure("members.count", Question(province, date(2026, 3, 3)), by=SYSTEM).value() == 3


def test_the_nightly_sample_finds_a_wrong_count_and_takes_it_out_of_use():
    province, _other, _branch = province_of_two_communes()
    assert not any(one.differs for one in verify(size=5, seed=1, now=timezone.now()))
    StoredCount.objects.update(counts=[9])
    assert any(one.differs for one in verify(size=30, seed=1, now=timezone.now()))
    assert not read_from_store(province)
    refresh(now=timezone.now())
    assert read_from_store(province)


def test_the_commands_tell_what_they_did(capsys):
    province, _other, _branch = province_of_two_communes()
    call_command("figures_rebuild", "--json")
    assert json.loads(capsys.readouterr().out)["units"] == 5
    call_command("figures_verify", "--sample", "5", "--seed", "1", "--json")
    assert json.loads(capsys.readouterr().out) == {"counted": 5, "from_store": 5, "differences": []}
    StoredCount.objects.update(counts=[9])
    with pytest.raises(SystemExit):
        call_command("figures_verify", "--sample", "20", "--seed", "1")
    assert province.name in capsys.readouterr().out


def test_counts_outside_the_scope_are_not_seen():
    province, other, _branch = province_of_two_communes()
    make_member(unit=make_unit(parent=other))
    with within(Scope(other.position, other.position_end)):
        assert {row.position for row in StoredCount.objects.all()} == {other.position}
        assert {other.position <= row.position < other.position_end for row in LateCount.objects.all()} == {True}
    with within(Scope(0, 1)):
        assert not StoredCount.objects.exists()
        assert not LateCount.objects.exists()
    assert province.kind in UPPER_KINDS


def test_a_figure_as_it_was_known_is_not_read_from_the_store():
    province, _other, branch = province_of_two_communes()
    known = Question(province, date(2026, 3, 3), known_at=timezone.now() - timedelta(days=400))
    assert figure("members.count", known, by=SYSTEM).value() == 0
    assert compared(indicator("members.count"), known).read is False
    assert branch.pk


def test_an_officer_of_a_province_reads_their_own_and_no_others():
    province, _other, _branch = province_of_two_communes()
    far = make_province("Đảng bộ tỉnh khác")
    officer = make_user(role="organisation_officer", unit=province)
    with within(scope_of(officer)):
        assert figure("members.count", Question(province, date(2026, 3, 3)), by=officer).value() == 2
        with pytest.raises(NotAllowed):
            figure("members.count", Question(far, date(2026, 3, 3)), by=officer)


def test_what_was_loaded_without_triggers_is_counted_when_the_store_is_made():
    """Bulk loading puts the store out of use; making it counts everything there is, above the grass-roots level too."""
    province, _other, branch = province_of_two_communes()
    make_member(unit=branch)
    Stay.objects.filter(member=make_member(unit=branch)).update(unit=province)
    LateCount.objects.all().delete()  # as if no trigger had seen them
    StoreRun.objects.all().delete()
    assert not read_from_store(province)
    rebuild(now=timezone.now())
    assert read_from_store(province)
    assert figure("members.count", Question(province, date(2026, 3, 3)), by=SYSTEM).value() == 4


def test_a_unit_raised_above_the_grass_roots_level_is_read_from_the_records_until_the_store_is_made_anew():
    province, _other, branch = province_of_two_communes()
    raised = branch.parent
    Unit.objects.filter(pk=raised.pk).update(kind=K.SUPERIOR_ORGANISATION)
    raised.refresh_from_db()
    assert not read_from_store(raised)
    assert read_from_store(province)
    rebuild(now=timezone.now())
    assert read_from_store(raised)
    assert read_from_store(province)



def test_a_making_whose_place_another_took_is_not_called_finished():
    run = begin_run(now=timezone.now())
    StoreRun.objects.all().delete()
    other = begin_run(now=timezone.now())
    finish_run(run=run, now=timezone.now())
    assert list(StoreRun.objects.values_list("pk", "finished_at")) == [(other.pk, None)]
