"""The store of counts: what it answers is what a count of the records answers, whatever was written or moved since, and whenever it was broken off."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from random import Random

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from coso.common.actors import SYSTEM
from coso.common.scope import Scope, everything, within
from coso.figures import tasks
from coso.figures.enums import Tree
from coso.figures.models import LateCount, StoredCount, StoreMark, StoreRun
from coso.figures.queries import Question, figure
from coso.figures.queries.indicator import indicator
from coso.figures.queries.sample import compared
from coso.figures.tasks import rebuild, refresh, verify
from coso.members.models import Member, Stay
from coso.org.actions import move_unit
from coso.org.enums import UnitKind as K
from coso.org.kinds import UPPER_KINDS
from coso.org.models import Placement, Unit
from tests.factories import make_commune, make_member, make_province, make_unit
from tests.figures.world import KINDS, World, day_at, make_world

pytestmark = pytest.mark.django_db
MIXED = [*KINDS, K.SUPERIOR_ORGANISATION, K.SUPERIOR_ORGANISATION]
STATUSES, LEVELS = ["official", "probationary"], ["active", "exempt"]


def worlds(check, examples: int = 4):
    """Run a check on random worlds with upper units among the others, each rolled back."""

    @settings(max_examples=examples, deadline=None)
    @given(st.randoms(use_true_random=False))
    def run(random: Random) -> None:
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
    stays = list(Stay.objects.order_by("pk"))
    way = random.randrange(6) if stays else 5
    stay = random.choice(stays) if stays else None
    with connection.cursor() as cursor:
        if way == 0:
            cursor.execute("UPDATE members_stay SET status = %s, activity = %s WHERE id = %s", [random.choice(STATUSES), random.choice(LEVELS), stay.pk])
        elif way == 1:
            cursor.execute("UPDATE members_stay SET valid_to = valid_from + %s WHERE id = %s AND NOT EXISTS (SELECT FROM members_stay o WHERE o.member_id = members_stay.member_id AND o.id <> members_stay.id)", [random.randrange(1, 300), stay.pk])
        elif way == 2 and len(stays) > 3:
            cursor.execute("DELETE FROM members_stay WHERE id = %s", [stay.pk])
        elif way == 3:
            Member.objects.filter(pk=stay.member_id).update(sex=random.choice(["male", "female"]), ethnic_group=random.choice(["kinh", "thai"]))
        elif way == 4:
            other = random.choice(list(Unit.objects.filter(ended_on=None, founded_on__lte=stay.valid_from)))
            Stay.objects.filter(pk=stay.pk).update(unit=other)
        else:
            begins = day_at(random.randrange(28, 30))
            member = Member.objects.create(full_name="Người mới", sex="male", birth_date=date(1990, 1, 1), status="official", unit=(standing := random.choice(list(Unit.objects.filter(ended_on=None)))))
            Stay.objects.create(member=member, unit=standing, status="official", reason="listed", valid_from=begins)


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


@worlds
def test_late_corrections_are_in_every_answer_at_once_and_in_the_store_after_it_was_made_anew(random: Random, world: World):
    rebuild(now=timezone.now())
    for _each in range(40):
        corrected(random)
    agrees(random)
    refresh(now=timezone.now())
    assert not LateCount.objects.filter(settled=False, unit__in=Unit.objects.exclude(kind__in=UPPER_KINDS)).exists()
    agrees(random)


def test_two_thousand_late_corrections():
    random = Random(7)
    make_world(random, units=14, members=40, moves=9, kinds=MIXED)
    rebuild(now=timezone.now())
    for _each in range(2_000):
        corrected(random)
    agrees(random, times=30)
    refresh(now=timezone.now())
    agrees(random, times=30)


@worlds
def test_a_making_that_is_killed_goes_on_and_ends_as_if_it_had_not_been(random: Random, world: World):
    """Killed in the midst of any statement; until it has ended, figures are read from the records."""
    place = random.randrange(1, 40)
    said = []

    def kill(execute, sql, params, many, context):
        said.append(sql)
        if len(said) == place:
            raise KeyboardInterrupt
        return execute(sql, params, many, context)

    tasks_batch, tasks.BATCH = tasks.BATCH, 3
    try:
        with pytest.raises(KeyboardInterrupt), transaction.atomic(), connection.execute_wrapper(kill):
            rebuild(now=timezone.now())
            raise KeyboardInterrupt
        agrees(random, times=2, stored=False)
        rebuild(now=timezone.now())
    finally:
        tasks.BATCH = tasks_batch
    agrees(random)


def test_a_making_stopped_between_two_steps_keeps_what_is_done(monkeypatch):
    random = Random(3)
    make_world(random, units=14, members=20, kinds=MIXED)
    monkeypatch.setattr(tasks, "BATCH", 2)
    done = []

    def stop(units: int) -> None:
        done.append(units)
        raise KeyboardInterrupt

    for _kill in range(20):
        try:
            rebuild(now=timezone.now(), told=stop)
        except KeyboardInterrupt:
            agrees(random, times=1, stored=False)
    assert len(done) > 3, "each time it went on a step"
    assert StoreRun.objects.filter(finished_at__isnull=False).count() == 1
    agrees(random)


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
    province_of_two_communes()
    call_command("figures_rebuild", "--json")
    assert json.loads(capsys.readouterr().out)["units"] == 4
    call_command("figures_verify", "--sample", "5", "--seed", "1", "--json")
    assert json.loads(capsys.readouterr().out) == {"counted": 5, "from_store": 5, "differences": []}
    StoredCount.objects.update(counts=[9])
    with pytest.raises(SystemExit):
        call_command("figures_verify", "--sample", "20", "--seed", "1")
    assert "differ" in capsys.readouterr().out


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


# --- two at once ---------------------------------------------------------------------------------


def elsewhere(act) -> None:
    """Another connection does it and commits."""

    def run() -> None:
        try:
            with within(everything()):
                act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result()


@pytest.mark.django_db(transaction=True)
def test_a_correction_that_commits_while_the_store_is_made_is_never_lost():
    with within(everything()):
        province, _other, branch = province_of_two_communes()
    with within(everything()):
        refresh_all()
        elsewhere(lambda: make_member(unit=branch))
    with within(everything()):
        assert figure("members.count", Question(province, date(2026, 3, 3)), by=SYSTEM).value() == 3
        assert read_from_store(province)


@pytest.mark.django_db(transaction=True)
def test_a_making_that_commits_while_a_correction_is_open_counts_it_once():
    with within(everything()):
        province, _other, branch = province_of_two_communes()
    with within(everything()):
        make_member(unit=branch)
        elsewhere(refresh_all)
    with within(everything()):
        assert figure("members.count", Question(province, date(2026, 3, 3)), by=SYSTEM).value() == 3
        assert read_from_store(province)
        refresh(now=timezone.now())
        assert figure("members.count", Question(province, date(2026, 3, 3)), by=SYSTEM).value() == 3


def refresh_all() -> None:
    rebuild(now=timezone.now())
