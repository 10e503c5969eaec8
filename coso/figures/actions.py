"""Releasing figures to everybody; making and keeping the store of counts, the worker's and the administrator's work, by which no figure changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from coso.access.models import User
from coso.access.roles import Permission
from coso.common.acts import record
from coso.common.constraints import explained
from coso.common.errors import RuleBroken
from coso.common.scope import everything, within
from coso.figures import rules
from coso.figures.cells import Stored
from coso.figures.enums import FigureAct
from coso.figures.models import (
    ReleasedFigure,
    StoredGroup,
    StoredPlace,
    StoredUnit,
    StoreMark,
    StoreRun,
)
from coso.figures.queries.figure import Figure, RatioFigure, figure
from coso.figures.queries.grouping import FIRST_DAY, Path, never_counted, paths
from coso.figures.queries.question import Question
from coso.figures.queries.summing import standing_as, wholes_below, wide_paths
from coso.org.kinds import UPPER_KINDS
from coso.org.models import PLACES_LOCK, Unit
from coso.rulebook import rules as rulebook

BUILD_LOCK, MOVE_LOCK = 0xC050_0F01, 0xC050_0F02  # one making at a time, shared by those who count new units; held shared by whoever changes a placement
AHEAD = timedelta(days=180)
DECIMALS = 2  # of a share or an average
QUARTER, MONTH = 3, 1  # over how many months a row of counts goes: of a group, of a wide one


@transaction.atomic
def release(*, unit: Unit, key: str, on: date, since: date | None, by: User, now: datetime) -> ReleasedFigure:
    """Tell everybody the unit's number of a day, as it is known now. Numbers of few people are not released."""
    by.require(Permission.FIGURE_RELEASE, unit)
    asked = figure(key, Question(unit, on, start=since), by=by)
    told = asked.indicator
    rules.check_not_to_come(on, timezone.localdate(now))
    rules.check_many(str(told.name), _groups_of(asked), int(rulebook.on(on, unit).get("privacy.small_number")))
    with translation.override("vi"):
        words = {"name": str(told.name), "definition": str(told.definition), "measure": str(told.unit_of_measure)}
    with explained(ReleasedFigure):
        made = ReleasedFigure.objects.create(
            unit=unit, key=key, version=told.version, value=rules.number_to_release(str(told.name), asked.value()), places=DECIMALS if isinstance(asked, RatioFigure) else 0,
            since=asked.question.first_day if told.flow else None, on=on, released_at=now, released_by=by, **words,
        )
    record(FigureAct.RELEASED, made, by=by, position=unit.position, day=timezone.localdate(now), details={"key": key, "on": on.isoformat()})
    return made


def _groups_of(asked: Figure | RatioFigure) -> list[int]:
    """How many people are counted: of a share those it counts, and the others, whom it tells as well."""
    whole = [asked.numerator, asked.denominator] if isinstance(asked, RatioFigure) else [asked]
    counts = [one.value() for one in whole if one.indicator.people]
    others = [counts[1] - counts[0]] if isinstance(asked, RatioFigure) and asked.indicator.percent and len(counts) > 1 else []
    return counts + others


@transaction.atomic
def take_back(*, released: ReleasedFigure, reason: str, by: User, now: datetime) -> ReleasedFigure:
    """Nobody reads it any more once the pages that proxies keep have gone; that it was released stays."""
    by.require(Permission.FIGURE_RELEASE, released.unit)
    if not ReleasedFigure.objects.filter(pk=released.pk, taken_back_at=None).update(taken_back_at=now):
        raise RuleBroken(_("This figure was taken back already. Nothing was changed."))
    record(FigureAct.TAKEN_BACK, released, by=by, position=released.unit.position, day=timezone.localdate(now), reason=reason)
    released.refresh_from_db()
    return released


@transaction.atomic
def begin_run(*, now: datetime) -> StoreRun:
    """The making of the whole store that is under way, else a new one; two who begin together make one; trusts its caller."""
    _lock("pg_advisory_xact_lock", BUILD_LOCK)
    return StoreRun.objects.filter(finished_at=None).first() or StoreRun.objects.create(started_at=now, until=now.date() + AHEAD)


@transaction.atomic
def finish_run(*, run: StoreRun, now: datetime) -> None:
    """From now on figures are read from the store, unless another making took this one's place meanwhile; trusts its caller."""
    _lock("pg_advisory_xact_lock", BUILD_LOCK)
    if StoreRun.objects.filter(pk=run.pk).update(finished_at=now):
        StoreRun.objects.exclude(pk=run.pk).delete()


@transaction.atomic
def list_units(*, units: Sequence[int]) -> None:
    """Put units on the store's list before they are counted: from then on a change of their place marks them; trusts its caller.

    Waits for those who are changing a placement just now, so that none is overlooked.
    """
    _lock("pg_advisory_xact_lock", MOVE_LOCK)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO figures_storedunit (unit_id, upper, built_at) SELECT id, kind = ANY(%s), '-infinity' FROM org_unit WHERE id = ANY(%s) ON CONFLICT DO NOTHING",
            [list(UPPER_KINDS), list(units)],
        )


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
        positions = _group(whole, now)
        _fill(whole, positions, stored, until)
    return len(whole)


@transaction.atomic
def store_new_units(*, units: Sequence[int], stored: Stored, now: datetime, until: date) -> int:
    """Count units that were never in the store into it, beside others who do the same with other units; how many that were; trusts its caller.

    None where somebody else has counted one of them since: they then stand in groups with others, which only one at a time may touch.
    """
    _lock("pg_advisory_xact_lock_shared", BUILD_LOCK)
    _lock("pg_advisory_xact_lock_shared", PLACES_LOCK)
    with within(everything(where="figures.store")):
        if len(never_counted(units, hold=True)) < len(units):
            return 0
        _fill(units, _group(units, now), stored, until)
    return len(units)


@transaction.atomic
def release_groups(*, marks: Sequence[int]) -> None:
    """Take apart the sums of groups below units above the grass-roots level that were put elsewhere; trusts its caller."""
    _lock("pg_advisory_xact_lock", BUILD_LOCK)
    with within(everything(where="figures.store")):
        _forget(wholes_below(marks))


@transaction.atomic
def sum_groups(*, groups: Sequence[int], way: Path, now: datetime, until: date) -> int:
    """Sum up groups that stood this way right below the top of the tree, with those summed up before; how many; trusts its caller.

    The tree is asked once more behind the lock, since a unit may have been put elsewhere after the groups were looked for.
    """
    _lock("pg_advisory_xact_lock", BUILD_LOCK)
    _lock("pg_advisory_xact_lock_shared", PLACES_LOCK)
    with within(everything(where="figures.store")):
        still = {group: found.position for group, found in wide_paths(groups).items() if found.places == way.places}
        if not still:
            return 0
        before = standing_as(way)
        parts = [*still, *StoredGroup.objects.filter(whole__in=before).values_list("pk", flat=True)]
        _forget(before)
        whole = StoredGroup.objects.create(built_at=now, wide=True)
        StoredPlace.objects.bulk_create(_stood(way, whole))
        StoredGroup.objects.filter(pk__in=parts).update(whole=whole)
        _sum_up(parts, whole.pk, next(iter(still.values())), until)
    return len(parts)


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
    """Take groups out of the store, and the sums they are part of: the other parts wait to be summed up anew."""
    wholes = set(StoredGroup.objects.filter(pk__in=groups, whole__isnull=False).values_list("whole", flat=True))
    with connection.cursor() as cursor:
        for statement in (
            "UPDATE figures_storedunit SET group_id = NULL WHERE group_id = ANY(%s)", "DELETE FROM figures_storedcount WHERE group_id = ANY(%s)",
            "DELETE FROM figures_storedplace WHERE group_id = ANY(%s)", "UPDATE figures_storedgroup SET whole_id = NULL WHERE whole_id = ANY(%s)",
            "DELETE FROM figures_storedgroup WHERE id = ANY(%s)",
        ):
            cursor.execute(statement, [[*groups, *wholes]])


def _group(units: Sequence[int], now: datetime) -> dict[int, int]:
    """Group units by their paths; the position of each group."""
    found = paths(units)
    groups = dict(zip(ways := list(dict.fromkeys(found.values())), StoredGroup.objects.bulk_create(StoredGroup(built_at=now) for _way in ways), strict=True))
    StoredPlace.objects.bulk_create(place for way, group in groups.items() for place in _stood(way, group))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE figures_storedunit s SET group_id = g.id, upper = u.kind = ANY(%s), built_at = %s"
            " FROM unnest(%s, %s::bigint[]) AS g(unit_id, id) JOIN org_unit u ON u.id = g.unit_id WHERE s.unit_id = g.unit_id",
            [list(UPPER_KINDS), now, list(units), [groups[found[unit]].pk if unit in found else None for unit in units]],
        )
    return {group.pk: way.position for way, group in groups.items()}


def _stood(way: Path, group: StoredGroup) -> list[StoredPlace]:
    ends = [start for start, _place in way.places[1:]] + [None]
    return [StoredPlace(group=group, unit_id=place, valid_from=start, valid_to=end) for (start, place), end in zip(way.places, ends, strict=True)]


# Periods of some months are counted from the year 0. What stood at the start of one is spread from each that changed it to the next one
# that does, which costs as much as what comes out; the lists of a period need no order.
SPREAD = """
grouped AS MATERIALIZED (
  SELECT group_id, cell, day, (date_part('year', day)::int * 12 + date_part('month', day)::int - 1) / %(months)s AS period, sum(n)::int AS n
  FROM ({changes}) c WHERE day <= %(until)s GROUP BY 1, 2, 3 HAVING sum(n) <> 0
), running AS (
  SELECT group_id, cell, period, sum(sum(n)) OVER steps AS n, lead(period, 1, %(last)s / %(months)s) OVER steps AS next
  FROM grouped GROUP BY 1, 2, 3 WINDOW steps AS (PARTITION BY group_id, cell ORDER BY period)
), part AS (
  SELECT group_id, at AS period, 0 AS day, cell, n FROM running, generate_series(period + 1, next) AS at WHERE n <> 0
  UNION ALL SELECT group_id, period, day - make_date(period * %(months)s / 12, period * %(months)s %% 12 + 1, 1) + 1, cell, n FROM grouped
)
INSERT INTO figures_storedcount (group_id, position, starts_on, days, cells, counts)
SELECT group_id, position, make_date(period * %(months)s / 12, period * %(months)s %% 12 + 1, 1), days, cells, counts
FROM (SELECT group_id, period, array_agg(day) AS days, array_agg(cell) AS cells, array_agg(n) AS counts FROM part GROUP BY 1, 2) listed
JOIN unnest(%(groups)s::bigint[], %(positions)s::bigint[]) AS g(id, position) ON g.id = group_id ORDER BY period, position
"""
FILL = """
WITH gone AS (DELETE FROM figures_latecount WHERE unit_id = ANY(%(units)s)),
alone AS (
  INSERT INTO figures_latecount (unit_id, position, day, cell, n, settled)
  SELECT unit_id, position, day, cell, sum(n), true FROM ({alone}) c GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0
), """ + SPREAD  # noqa: S608 names from declarations
OF_UNITS = """SELECT m.group_id, greatest(c.day, %(first)s) AS day, c.cell, c.n
  FROM ({changes}) c JOIN figures_storedunit m ON m.unit_id = c.unit_id WHERE m.group_id IS NOT NULL AND m.unit_id = ANY(%(units)s)"""
OF_PARTS = """SELECT %(whole)s AS group_id, s.starts_on + e.day - 1 AS day, e.cell, e.n
  FROM figures_storedcount s, unnest(s.days, s.cells, s.counts) AS e(day, cell, n) WHERE s.group_id = ANY(%(parts)s) AND e.day > 0"""
SUM_UP = "WITH " + SPREAD.format(changes=OF_PARTS)


# A row on days on which its unit was not in being counts on today's tree only: it stands by itself.
IN_LIFE = "r.valid_from >= u.founded_on AND (u.ended_on IS NULL OR r.valid_to <= u.ended_on)"
ROWS = "(SELECT r.* FROM {table} r JOIN org_unit u ON u.id = r.unit_id WHERE r.unit_id = ANY(%(units)s) AND u.id = ANY(%(units)s) AND {which}) AS counted"


def _fill(units: Sequence[int], positions: dict[int, int], stored: Stored, until: date) -> None:
    grouped = stored.changes(ROWS.format(table=stored.table, which=IN_LIFE))
    alone = stored.changes(ROWS.format(table=stored.table, which=f"(r.unit_id = ANY(%(alone)s) OR ({IN_LIFE}) IS NOT TRUE)"))
    told: dict[str, Any] = {
        "units": list(units), "alone": list(StoredUnit.objects.filter(unit__in=units, group=None).values_list("unit", flat=True)),
        "first": FIRST_DAY, **_spread(positions, until, months=QUARTER),
    }
    with connection.cursor() as cursor:
        cursor.execute(FILL.format(changes=OF_UNITS.format(changes=grouped), alone=alone), told)


def _sum_up(parts: Sequence[int], whole: int, position: int, until: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SUM_UP, {"parts": list(parts), "whole": whole, **_spread({whole: position}, until, months=MONTH)})


def _spread(positions: dict[int, int], until: date, *, months: int) -> dict[str, Any]:
    return {"until": until, "last": until.year * 12 + until.month - 1, "months": months, "groups": list(positions), "positions": list(positions.values())}
