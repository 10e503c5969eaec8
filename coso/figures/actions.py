"""Making and keeping the store of counts: the worker's and the administrator's work, by which no figure changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from coso.common.scope import everything, within
from coso.figures.cells import Stored
from coso.figures.models import StoredGroup, StoredPlace, StoredUnit, StoreMark, StoreRun
from coso.figures.queries.grouping import FIRST_DAY, Path, outside_life, paths
from coso.org.models import PLACES_LOCK

BUILD_LOCK, MOVE_LOCK = 0xC050_0F01, 0xC050_0F02  # one making at a time; held shared by whoever changes a placement
AHEAD = timedelta(days=180)


@transaction.atomic
def begin_run(*, now: datetime) -> StoreRun:
    """The making of the whole store that is under way, else a new one; trusts its caller."""
    return StoreRun.objects.filter(finished_at=None).first() or StoreRun.objects.create(started_at=now, until=now.date() + AHEAD)


@transaction.atomic
def finish_run(*, run: StoreRun, now: datetime) -> None:
    """From now on figures are read from the store; trusts its caller."""
    StoreRun.objects.exclude(pk=run.pk).delete()
    StoreRun.objects.filter(pk=run.pk).update(finished_at=now)


@transaction.atomic
def list_units(*, units: Sequence[int]) -> None:
    """Put units on the store's list before they are counted: from then on a change of their place marks them; trusts its caller.

    Waits for those who are changing a placement just now, so that none is overlooked.
    """
    _lock("pg_advisory_xact_lock", MOVE_LOCK)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO figures_storedunit (unit_id, built_at) SELECT unnest(%s), '-infinity' ON CONFLICT DO NOTHING", [list(units)])


@transaction.atomic
def store_units(*, units: Sequence[int], stored: Stored, now: datetime, until: date) -> int:
    """Count these units into the store anew, with all that are grouped with them; how many that were; trusts its caller.

    What others write meanwhile stays late and is added to every answer: rows and late counts are read and replaced in one statement.
    """
    _lock("pg_advisory_xact_lock", BUILD_LOCK)
    _lock("pg_advisory_xact_lock_shared", PLACES_LOCK)
    with within(everything(where="figures.store")):
        groups = set(StoredUnit.objects.filter(unit__in=units, group__isnull=False).values_list("group", flat=True))
        whole = sorted({*units, *StoredUnit.objects.filter(group__in=groups).values_list("unit", flat=True)})
        _forget(groups)
        positions = _group(whole, stored, now)
        _fill(whole, positions, stored, until)
    return len(whole)


@transaction.atomic
def mark_unit(*, unit: int) -> None:
    """Read what is counted of a unit, and above it, from the rows until the store is made anew there; trusts its caller."""
    StoreMark.objects.create(unit_id=unit)


@transaction.atomic
def lift_marks(*, marks: Sequence[int]) -> None:
    """Take away marks whose units have been counted anew since they were read; trusts its caller."""
    StoreMark.objects.filter(pk__in=marks).delete()


def _lock(kind: str, key: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {kind}(%s)", [key])


def _forget(groups: set[int]) -> None:
    with connection.cursor() as cursor:
        for statement in (
            "UPDATE figures_storedunit SET group_id = NULL WHERE group_id = ANY(%s)", "DELETE FROM figures_storedcount WHERE group_id = ANY(%s)",
            "DELETE FROM figures_storedplace WHERE group_id = ANY(%s)", "DELETE FROM figures_storedgroup WHERE id = ANY(%s)",
        ):
            cursor.execute(statement, [list(groups)])


def _group(units: Sequence[int], stored: Stored, now: datetime) -> dict[int, int]:
    """Group units by their paths; the position of each group."""
    odd = outside_life(stored, units)
    found = {unit: path for unit, path in paths(units).items() if unit not in odd}
    groups = dict(zip(ways := list(dict.fromkeys(found.values())), StoredGroup.objects.bulk_create(StoredGroup(built_at=now) for _way in ways), strict=True))
    StoredPlace.objects.bulk_create(place for way, group in groups.items() for place in _stood(way, group))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO figures_storedunit (unit_id, group_id, built_at) SELECT unnest(%s), unnest(%s::bigint[]), %s"
            " ON CONFLICT (unit_id) DO UPDATE SET group_id = EXCLUDED.group_id, built_at = EXCLUDED.built_at",
            [list(units), [groups[found[unit]].pk if unit in found else None for unit in units], now],
        )
    return {group.pk: way.position for way, group in groups.items()}


def _stood(way: Path, group: StoredGroup) -> list[StoredPlace]:
    ends = [start for start, _place in way.places[1:]] + [None]
    return [StoredPlace(group=group, unit_id=place, valid_from=start, valid_to=end) for (start, place), end in zip(way.places, ends, strict=True)]


FILL = """
WITH gone AS (DELETE FROM figures_latecount WHERE unit_id = ANY(%(units)s)),
change AS (
  SELECT m.group_id, c.unit_id, c.position, greatest(c.day, %(first)s) AS day, c.cell, sum(c.n)::int AS n
  FROM ({changes}) c JOIN figures_storedunit m ON m.unit_id = c.unit_id WHERE m.group_id IS NULL OR c.day <= %(until)s GROUP BY 1, 2, 3, 4, 5 HAVING sum(c.n) <> 0
), alone AS (
  INSERT INTO figures_latecount (unit_id, position, day, cell, n, settled) SELECT unit_id, position, day, cell, n, true FROM change WHERE group_id IS NULL
), grouped AS MATERIALIZED (
  SELECT group_id, cell, date_trunc('quarter', day)::date AS starts_on, day, sum(n)::int AS n FROM change WHERE group_id IS NOT NULL GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0
), net AS (
  SELECT group_id, cell, starts_on, sum(n) AS n FROM grouped GROUP BY 1, 2, 3
), standing AS (
  SELECT born.group_id, born.cell, quarter.day::date AS starts_on,
    coalesce(sum(net.n) OVER (PARTITION BY born.group_id, born.cell ORDER BY quarter.day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::int AS n
  FROM (SELECT group_id, cell, min(starts_on) AS first FROM net GROUP BY 1, 2) born
  CROSS JOIN LATERAL generate_series(born.first::timestamp, %(until)s::timestamp, interval '3 months') AS quarter(day)
  LEFT JOIN net ON net.group_id = born.group_id AND net.cell = born.cell AND net.starts_on = quarter.day
), part AS (
  SELECT group_id, starts_on, 0 AS day, cell, n FROM standing WHERE n <> 0
  UNION ALL SELECT group_id, starts_on, day - starts_on + 1, cell, n FROM grouped
)
INSERT INTO figures_storedcount (group_id, position, starts_on, days, cells, counts)
SELECT group_id, g.position, starts_on, array_agg(day ORDER BY day, cell), array_agg(cell ORDER BY day, cell), array_agg(n ORDER BY day, cell)
FROM part JOIN unnest(%(groups)s::bigint[], %(positions)s::bigint[]) AS g(id, position) ON g.id = group_id GROUP BY 1, 2, 3 ORDER BY 3, 2
"""


def _fill(units: Sequence[int], positions: dict[int, int], stored: Stored, until: date) -> None:
    changes = stored.changes(f"(SELECT * FROM {stored.table} WHERE unit_id = ANY(%(units)s)) AS counted")  # noqa: S608 a name from a declaration
    told = {"units": list(units), "first": FIRST_DAY, "until": until, "groups": list(positions), "positions": list(positions.values())}
    with connection.cursor() as cursor:
        cursor.execute(FILL.format(changes=changes), told)
