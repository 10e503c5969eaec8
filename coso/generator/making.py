"""From a plan to a filled database: shared out to the processors, with progress, whole at the end."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date
from multiprocessing import get_context
from time import perf_counter

import psycopg
from django.db import connections
from django.utils.translation import gettext as _
from tqdm import tqdm

from coso.common.actors import SYSTEM
from coso.common.acts import record
from coso.common.errors import CannotRun
from coso.common.scope import everything, within
from coso.generator import load, nation, tree
from coso.generator.enums import GeneratorAct
from coso.generator.nation import Cluster, World
from coso.generator.rows import Sheets
from coso.org.models import Unit

WORKERS = min(4, os.cpu_count() or 1)
FIRST_FREE_AREA = 1_000_000  # invented villages have keys of their own, so that clusters need not ask
MOST = 6_500_000


def generate(*, members: int, seed: int, provinces: list[int], until: date, quiet: bool = False) -> dict[str, float]:
    """Fill an empty database; answers how many members, units and stays stand in it, and the seconds without indexes and checks."""
    if not 1 <= members <= MOST:
        raise CannotRun(_("Between 1 and 6,500,000 members can be generated. Nothing was changed. Give --members within this range."))
    refuse_unless_empty()
    with load.owner_connection() as connection:
        world = nation.plan(seed=seed, members=members, until=until, provinces=provinces, areas=areas(connection))
        sheets = Sheets()
        tree.write(sheets, world.nodes)
        with load.loading(connection):
            load.copy(connection, sheets)
    with set_aside(members):
        began = perf_counter()
        fill_all(world, quiet=quiet)
        loaded = perf_counter() - began
    load.finish()
    note(GeneratorAct.GENERATED, {"seed": seed, "members": members})
    return counts() | {"load_seconds": round(loaded, 1)}


def refuse_unless_empty() -> None:
    with within(everything(where="generator")):
        if Unit.objects.exists():
            raise CannotRun(_("This database already holds units. Nothing was changed. Invented data is made in an empty database: name another in COSO_DATABASE_URL."))


def note(kind: GeneratorAct, details: dict[str, object]) -> None:
    """Say in the acts that the data is invented."""
    with within(everything(where="generator")):
        top = Unit.objects.order_by("position")[0]
        record(kind.value, top, by=SYSTEM, position=top.position, details=details)


def counts() -> dict[str, float]:
    with load.owner_connection() as connection:
        tables = {"members": "members_member", "stays": "members_stay", "units": "org_unit"}
        return {name: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for name, table in tables.items()}  # noqa: S608 fixed names only


def areas(connection: psycopg.Connection) -> dict[str, int]:
    """Keys of provinces and communes by official code, as the set-up has loaded them."""
    found = dict(connection.execute("SELECT code, id FROM org_area WHERE code IS NOT NULL").fetchall())
    if not found:
        raise CannotRun(_("The database holds no provinces yet. Nothing was changed. Run coso setup_database first."))
    return found


def set_aside(members: int) -> AbstractContextManager[None]:
    """While many rows go in, indexes and constraints are set aside."""
    return load.taken_apart(load.tables_largest_first()) if members >= load.MANY else nullcontext()


def fill_all(world: World, *, quiet: bool) -> None:
    """Every cluster, shared out to the processors, the largest first."""
    order = sorted(range(len(world.clusters)), key=lambda at: -world.clusters[at].size)
    with progress(sum(cluster.size for cluster in world.clusters), quiet=quiet) as ahead:
        if len(order) < WORKERS or sum(cluster.size for cluster in world.clusters) < load.MANY:
            with load.owner_connection() as connection:
                for at in order:
                    ahead(fill_one(world, connection, at))
            return
        connections.close_all()
        with get_context("fork").Pool(WORKERS, _begin, (world,)) as pool:  # by fork: the plan is not sent anew with each piece
            for done in pool.imap_unordered(_work, order):
                ahead(done)
            pool.close()
            pool.join()


_own: list[tuple[World, psycopg.Connection]] = []  # of a worker process


def _begin(world: World) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # else a worker whose parent ignores it could not be ended
    _own.append((world, load.owner_connection()))
    gc.freeze()
    gc.disable()  # a sixth of the time would go into looking through the plan for garbage, again and again


def _work(at: int) -> int:
    done = fill_one(*_own[-1], at)
    gc.collect()
    return done


def fill_one(world: World, connection: psycopg.Connection, at: int) -> int:
    """Fill one cluster and write it, in a transaction of its own."""
    cluster: Cluster = world.clusters[at]
    sheets = nation.fill(world, cluster, FIRST_FREE_AREA + at * nation.BLOCK)
    with load.loading(connection):
        load.copy(connection, sheets)
    return cluster.size


@contextmanager
def progress(total: int, *, quiet: bool) -> Iterator[Callable[[int], object]]:
    with tqdm(total=total, unit=" members", unit_scale=True, disable=quiet or not sys.stderr.isatty()) as bar:
        yield bar.update
