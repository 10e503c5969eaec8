"""The store of counts while others write, move units and make it too: at no moment does it say anything but what the records say.

`COSO_SCHEDULES=200 pytest tests/figures/test_store_at_once.py` tries more of them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from random import Random
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.common.scope import everything, within
from coso.figures import tasks
from coso.figures.enums import Tree
from coso.figures.models import LateCount, StoredUnit, StoreMark, StoreRun
from coso.figures.queries import Question
from coso.figures.queries.indicator import indicator
from coso.figures.queries.sample import compared, one_moment
from coso.figures.tasks import marked_anew, night, rebuild, refresh
from coso.members.models import Stay
from coso.org.actions import move_unit
from coso.org.enums import UnitKind
from coso.org.kinds import UPPER_KINDS
from coso.org.models import Placement, Unit
from tests.factories import TODAY, make_commune, make_member, make_province, make_unit

pytestmark = pytest.mark.django_db(transaction=True)
SCHEDULES = int(os.environ.get("COSO_SCHEDULES", "2"))
DEATHS = 20
DAYS = [date(2012, 3, 1), date(2024, 1, 1), date(2026, 3, 3), date(2026, 9, 1)]


@pytest.fixture
def communes() -> list[Unit]:
    """Four communes of two provinces, each with two branches of two members; one member below an upper unit of each province."""
    with within(everything()):
        centre = make_unit(kind=UnitKind.CENTRE)
        provinces = make_province("Một", parent=centre), make_province("Hai", parent=centre)
        found = [make_commune(f"Đảng bộ xã {at}", parent=top) for top in provinces for at in range(2)]
        for province in provinces:
            make_member(make_unit(parent=make_unit(parent=province, kind=UnitKind.SUPERIOR_ORGANISATION)))
        for commune in found:
            for _each in range(2):
                branch = make_unit(parent=commune)
                make_member(branch)
                make_member(branch, sex="female")
    return found


def agrees(random: Random, times: int = 3) -> int:
    """Store and records say the same of one moment; how often the store answered."""
    answered = 0
    for _each in range(times):
        with one_moment():
            unit = random.choice(list(Unit.objects.filter(kind__in=UPPER_KINDS)))
            found = compared(indicator("members.count"), Question(unit, random.choice(DAYS), tree=random.choice(list(Tree))))
        assert not found.differs, found
        answered += found.read
    return answered


@within(everything())
def correct(random: Random) -> None:
    stay = random.choice(list(Stay.objects.order_by("pk")))
    change: dict[str, Any] = random.choice([{"activity": "exempt"}, {"activity": "active"}, {"valid_from": stay.valid_from + timedelta(days=1)}])
    Stay.objects.filter(pk=stay.pk).update(**change)


@within(everything())
def enter(random: Random) -> None:
    make_member(random.choice(list(Unit.objects.filter(kind="branch", ended_on=None))))


@within(everything())
def move(random: Random) -> None:
    """A branch goes to another commune, a commune or an upper unit with its branches to the other province, some days after its last move."""
    kind, above = random.choice([
        ("branch", "commune_organisation"), ("commune_organisation", "provincial_organisation"), ("superior_organisation", "provincial_organisation"),
    ])
    unit = random.choice(list(Unit.objects.filter(kind=kind, parent__kind=above)))
    to = random.choice(list(Unit.objects.filter(kind=above).exclude(pk=unit.parent_id)))
    since = Placement.objects.open().get(unit=unit).valid_from
    move_unit(unit=unit, to=to, on=max(since, date(2020, 1, 1)) + timedelta(days=30), today=TODAY, paper="", reason="", by=SYSTEM)


@within(everything())
def found_branch(random: Random) -> None:
    make_unit(parent=random.choice(list(Unit.objects.filter(kind="commune_organisation"))))


def elsewhere(act: Callable[[], Any]) -> None:
    """Another connection does it and commits."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result()


@pytest.mark.parametrize("seed", range(SCHEDULES))
def test_two_write_two_make_and_each_moment_agrees(communes: list[Unit], monkeypatch: pytest.MonkeyPatch, seed: int):
    monkeypatch.setattr(tasks, "BATCH", 3)
    rebuild(now=timezone.now())
    over = Event()

    def again(who: int, *acts: Callable[[Random], Any]) -> int:
        random, done = Random(f"{seed}.{who}"), 0
        try:
            while not over.is_set():
                random.choice(acts)(random)
                time.sleep(random.choice((0, 0, 0.002, 0.01)))
                done += 1
        except BaseException:
            over.set()
            raise
        finally:
            connection.close()
        return done

    with ThreadPoolExecutor(5) as pool:
        at_work = [
            pool.submit(again, 0, correct, enter, correct), pool.submit(again, 1, move, found_branch, correct),
            pool.submit(again, 2, lambda _random: refresh(now=timezone.now())), pool.submit(again, 3, lambda _random: rebuild(now=timezone.now())),
            pool.submit(again, 4, lambda random: agrees(random, times=1)),
        ]
        over.wait(4)
        over.set()
        assert all(one.result() for one in at_work)
    refresh(now=timezone.now())
    assert not StoreMark.objects.exists()
    assert agrees(Random(seed), times=10) == 10


def killed_at(place: int) -> int:
    """A making killed before its statement of that number, as the database sees it: what is open is undone. How many it came to."""
    said = []

    def kill(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        said.append(sql)
        if len(said) == place:
            raise KeyboardInterrupt
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(kill):
            rebuild(now=timezone.now())
    except KeyboardInterrupt:
        connection.close()
    return len(said)


def test_new_units_are_counted_by_two_at_once_as_by_one(communes: list[Unit], monkeypatch: pytest.MonkeyPatch):
    """Also while somebody else makes the store from nothing."""
    monkeypatch.setattr(tasks, "BATCH", 3)
    monkeypatch.setattr(tasks, "AT_ONCE", 2)
    shares: list[int] = []
    count_new = tasks._count_new  # noqa: SLF001 listened to, not replaced
    monkeypatch.setattr(tasks, "_count_new", lambda *asked: shares.append(count_new(*asked)) or shares[-1])
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(lambda: (rebuild(now=timezone.now()), connection.close())) for _who in range(2)]:
            done.result()
    assert any(shares)
    assert agrees(Random(1), times=10) == 10
    with within(everything()):
        assert StoredUnit.objects.count() == Unit.objects.count()


def test_a_making_killed_at_twenty_points_leaves_right_answers_and_goes_on(communes: list[Unit], monkeypatch: pytest.MonkeyPatch):
    """Killed again and again, with corrections and moves between, first when there is no store yet, then while one is in use."""
    monkeypatch.setattr(tasks, "BATCH", 3)
    monkeypatch.setattr(tasks, "AT_ONCE", 1)  # every statement is then one of this connection
    random, whole = Random(1), killed_at(0)
    with within(everything()):
        StoreRun.objects.all().delete()
    for death in range(DEATHS):
        assert killed_at(1 + death * whole // DEATHS) < whole
        agrees(random, times=2)
        for act in (correct, move, enter):
            act(random)
        agrees(random, times=2)
        if death % 5 == 4:
            rebuild(now=timezone.now())
            assert agrees(random) == 3
    assert StoreRun.objects.filter(finished_at__isnull=False).count() == 1


def test_a_making_that_was_stopped_goes_on_where_it_was(communes: list[Unit], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tasks, "BATCH", 3)
    done: list[int] = []

    def stop(units: int) -> None:
        done.append(units)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(now=timezone.now(), told=stop)
    assert done[0] + rebuild(now=timezone.now()) == Unit.objects.count()


def test_a_correction_that_commits_while_the_store_is_made_is_never_lost(communes: list[Unit]):
    rebuild(now=timezone.now())
    with transaction.atomic():
        rebuild(now=timezone.now())
        elsewhere(lambda: enter(Random(1)))
    with within(everything()):
        assert LateCount.objects.exists()
    assert agrees(Random(1)) == 3


def test_a_making_that_commits_while_a_correction_is_open_counts_it_once(communes: list[Unit]):
    rebuild(now=timezone.now())
    with within(everything()):
        enter(Random(1))
        elsewhere(lambda: rebuild(now=timezone.now()))
    assert agrees(Random(1), times=6) == 6
    refresh(now=timezone.now())
    assert agrees(Random(1), times=6) == 6


def test_the_worker_makes_it_at_night_and_what_moved_soon(communes: list[Unit]):
    marked_anew(0)
    assert not StoreRun.objects.exists(), "nothing is marked before it was made once"
    night(0)
    move(Random(1))
    assert StoreMark.objects.exists()
    marked_anew(0)
    assert not StoreMark.objects.exists()
    enter(Random(1))
    night(0)
    with within(everything()):
        assert not LateCount.objects.exists()
