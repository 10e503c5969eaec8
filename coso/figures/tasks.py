"""The store of counts, kept by the worker: made once, made anew where something was marked or has become late, looked over each night."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

from django.db import close_old_connections, connection
from django.db.models import Max
from django.utils import timezone
from procrastinate.contrib.django import app

from coso.common.scope import everything, within
from coso.figures.actions import (
    begin_run,
    finish_run,
    lift_marks,
    list_units,
    mark_unit,
    release_groups,
    store_new_units,
    store_units,
    sum_groups,
)
from coso.figures.models import StoreRun
from coso.figures.queries.grouping import late_units, marked, never_counted, not_built_since
from coso.figures.queries.indicator import stored_indicator
from coso.figures.queries.sample import Sampled, one_moment, sample
from coso.figures.queries.summing import waiting, wide_marks

BATCH = 5_000  # units made anew in one transaction
AT_ONCE = min(2, os.cpu_count() or 1)  # transactions that count new units at the same time
SOON = timedelta(days=30)  # before the last day the store answers, it is made anew
NIGHTLY = 40  # questions counted a second time
Told = Callable[[int], None]


def rebuild(*, now: datetime, told: Told = lambda _done: None) -> int:
    """Make the whole store, going on where an unfinished making stopped; `told` hears how many units are done.

    What was marked stays marked until it is made anew once more: a unit may have moved after its turn.
    """
    with within(everything(where="figures.store")):
        run = begin_run(now=now)
    done = 0
    while units := _next(run):
        done += _store_many(units, run.until, max(now, run.started_at))
        told(done)
    with within(everything(where="figures.store")):
        finish_run(run=run, now=timezone.now())
    refresh(now=now)
    return done


def _next(run: StoreRun) -> list[int]:
    with within(everything(where="figures.store")):
        return not_built_since(run.started_at, BATCH * AT_ONCE)


def _store_many(units: Sequence[int], until: date, now: datetime) -> int:
    """The next units: those that were never counted at the same time, on as many connections; else one batch of them."""
    _list(units)
    with within(everything(where="figures.store")):
        new = never_counted(units)
    shares = [new[at : at + BATCH] for at in range(0, len(new), BATCH)]
    if len(shares) < 2:
        return _count(units[:BATCH], until, now)
    with ThreadPoolExecutor(AT_ONCE) as counting:
        done = sum(counting.map(lambda share: _count_new(share, until, now), shares))
    return done or _count(units[:BATCH], until, now)


def _list(units: Sequence[int]) -> None:
    with within(everything(where="figures.store")):
        list_units(units=units)


def _count(units: Sequence[int], until: date, now: datetime) -> int:
    with within(everything(where="figures.store")):
        return store_units(units=units, stored=stored_indicator().stored, now=now, until=until)


def _count_new(units: Sequence[int], until: date, now: datetime) -> int:
    try:
        with within(everything(where="figures.store")):
            return store_new_units(units=units, stored=stored_indicator().stored, now=now, until=until)
    finally:
        connection.close()  # of this thread


def refresh(*, now: datetime) -> int:
    """Make anew what is marked or late; how many units were asked for. Nothing is done before the store was made once."""
    with within(everything(where="figures.store")):
        until = StoreRun.objects.aggregate(last=Max("until"))["last"]  # also of a making under way, which need not make these again
        marks, below = marked()
        units = sorted({*below, *late_units()})
    if not StoreRun.objects.exclude(finished_at=None).exists():
        return 0
    for at in range(0, len(units), BATCH):
        _list(units[at : at + BATCH])
        _count(units[at : at + BATCH], until, now)
    with within(everything(where="figures.store")):
        lift_marks(marks=marks)
    _sum_up(now, until)
    return len(units)


def _sum_up(now: datetime, until: date) -> None:
    """Sum up the groups that wait for it, so that the nation is read from few rows; until then they are read one by one."""
    with within(everything(where="figures.store")):
        marks = wide_marks()
    release_groups(marks=marks)
    with within(everything(where="figures.store")):
        ways = waiting()
    for way, groups in ways.items():
        sum_groups(groups=groups, way=way, now=now, until=until)
    with within(everything(where="figures.store")):
        lift_marks(marks=marks)


def verify(*, size: int, seed: int | None = None, now: datetime) -> list[Sampled]:
    """Count a random sample from the rows again; units that differ are marked, and read from the rows from now on."""
    with one_moment():
        found = sample(stored_indicator(), size, seed, now.date())
    with within(everything(where="figures.store")):
        for one in found:
            if one.differs:
                mark_unit(unit=one.unit)
    return found


@app.periodic(cron="30 1 * * *")
@app.task(name="coso.figures_night", queueing_lock="coso.figures_night", pass_context=False)
def night(timestamp: int) -> None:  # noqa: ARG001 every periodic task is given it
    """Each night: the store is there and up to date, and a sample of it is right."""
    close_old_connections()
    now = timezone.now()
    if StoreRun.objects.filter(finished_at__isnull=False, until__gte=now.date() + SOON).exists():
        refresh(now=now)
    else:
        rebuild(now=now)
    verify(size=NIGHTLY, now=now)


@app.periodic(cron="*/5 * * * *")
@app.task(name="coso.figures_refresh", queueing_lock="coso.figures_refresh", pass_context=False)
def marked_anew(timestamp: int) -> None:  # noqa: ARG001 every periodic task is given it
    """Every few minutes what is marked, so that the nation is not long read from the rows."""
    close_old_connections()
    with within(everything(where="figures.store")):
        asked = [*marked()[0], *wide_marks()]
    if asked:
        refresh(now=timezone.now())
