"""The store of counts: making it, reading it beside the records, SQL and DuckDB, and what it adds to a single write."""

import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from django.db import connection, transaction
from django.utils import timezone
from measure import Result, asked, owner, processor
from people import Reader, readers

from coso.common.actors import SYSTEM
from coso.common.scope import everything, within
from coso.figures.models import StoredCount, StoredGroup, StoreRun
from coso.figures.queries import Question, figure
from coso.figures.queries.counted import Population
from coso.figures.queries.indicator import indicator
from coso.figures.queries.question import counting
from coso.figures.tasks import rebuild, verify
from coso.members.actions import place_member
from coso.members.models import Stay

TODAY = date.today()  # noqa: DTZ011 the bench's own day
DAYS = (TODAY, date(2026, 1, 31), date(2024, 12, 31), date(2015, 5, 17))
BELOW = {"nation": ("by province, sex and minority", ("sex", "minority")), "province": ("by commune", ()), "commune": ("by branch", ())}
HOLDS = "{0}.valid_from <= DATE '{1}' AND ({0}.valid_to IS NULL OR {0}.valid_to > DATE '{1}')"
TABLES = {
    "members_stay": "member_id, unit_id, position, kind, valid_from, valid_to, sex, minority",
    "members_member": "id, sex, minority", "org_closure": "ancestor_id, descendant_id, depth, valid_from, valid_to",
}
COUNTED = ("counted_in", "counted_anew", "counted_out")


def measured(runs: int) -> list[Result]:
    results = [_written(runs * 4), _triggered(runs), _made()]
    with TemporaryDirectory() as folder, owner() as limit:
        duck = _duck(Path(folder), limit)
        for reader in readers():
            if reader.level in BELOW:
                few = max(4, runs // 4) if reader.level == "nation" else runs
                results += [_read(reader, day, few, limit, duck) for day in DAYS if day >= reader.unit.founded_on]
    _verified()
    return results


# --- making ---------------------------------------------------------------------------------------


def _made() -> Result:
    with within(everything(where="bench")):
        StoreRun.objects.all().delete()
    began = time.perf_counter()
    units = rebuild(now=timezone.now())
    seconds = time.perf_counter() - began
    with within(everything(where="bench")), owner() as limit:
        size = limit.execute("SELECT sum(pg_total_relation_size(oid)) / 1e6 FROM pg_class WHERE relname LIKE 'figures_store%' AND relkind = 'r'").fetchone()
        note = f"{units:,} units in {StoredGroup.objects.count():,} groups, {StoredCount.objects.count():,} rows, {size[0]:,.0f} MB"
    return Result("make the store", "everything", [seconds * 1000], note=note)


def _verified() -> None:
    differing = [one for one in verify(size=20, seed=1, now=timezone.now()) if one.differs or not one.read]
    if differing:
        raise SystemExit(f"the store differs: {differing}")


# --- one write ------------------------------------------------------------------------------------


def _written(runs: int) -> Result:
    """A member placed in another branch, undone again; with the triggers that add to the store and without them."""
    ask = _placing()
    times: dict[str, list[float]] = {"with": [], "without": []}
    for _round in range(4):
        times["with"] += asked(ask, runs // 4)
        with _silenced():
            times["without"] += asked(ask, runs // 4)
    return Result("place a member in another branch", "branch", times["with"], {"without the store": times["without"]})


def _placing() -> Callable[[], None]:
    branch = next(reader.unit for reader in readers() if reader.level == "branch")
    with within(everything(where="bench")):
        other = branch.parent.children.filter(kind=branch.kind, ended_on=None).exclude(pk=branch.pk).first()
        members = [stay.member for stay in Stay.objects.home().under(branch).filter(valid_to=None, valid_from__lt=TODAY - timedelta(days=60)).select_related("member")]
    return partial(_place, members, other, iter(range(10**9)))


def _triggered(runs: int) -> Result:
    """What the store's triggers take of the same act, as PostgreSQL tells it of each statement on the stays, in which all else is left out."""
    ask, times = _placing(), []
    for _each in range(runs):
        spent: list[float] = []
        with connection.execute_wrapper(partial(_explained, spent)):
            ask()
        times.append(sum(spent))
    return Result("the store's triggers, of placing a member in another branch", "branch", times)


def _explained(spent: list[float], execute: Callable, told: str, parameters, many: bool, context: dict) -> object:
    if "members_stay" in told and told.startswith(("INSERT", "UPDATE", "DELETE")):
        execute("SAVEPOINT explained", None, False, context)
        execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {told}", parameters, False, context)
        plan = context["cursor"].fetchone()[0][0]
        spent += [one["Time"] for one in plan["Triggers"] if any(f"pgtrigger_{name}_" in one["Trigger Name"] for name in COUNTED)]
        execute("ROLLBACK TO SAVEPOINT explained", None, False, context)
    return execute(told, parameters, many, context)


def _place(members: list, other, turn) -> None:
    with transaction.atomic():
        with within(everything(where="bench")):
            place_member(member=members[next(turn) % len(members)], to=other, on=TODAY, paper="", by=SYSTEM, day=TODAY)
        transaction.set_rollback(True)


@contextmanager
def _silenced():
    with owner() as limit:
        names = [row[0] for row in limit.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = 'members_stay'::regclass AND tgname ~ %s", [f"pgtrigger_({'|'.join(COUNTED)})_"])]
        for name in names:
            limit.execute(f"ALTER TABLE members_stay DISABLE TRIGGER {name}")
        try:
            yield
        finally:
            for name in names:
                limit.execute(f"ALTER TABLE members_stay ENABLE TRIGGER {name}")


# --- reading --------------------------------------------------------------------------------------


def _read(reader: Reader, day: date, runs: int, limit, duck) -> Result:
    said, keys = BELOW[reader.level]
    question = Question(reader.unit, day)
    with within(everything(where="bench")):
        below = question.subtree.children()
    facts = ", ".join(["child", *keys])
    _laid_out(duck, below)
    over = {
        "records": partial(_from_records, question, keys),
        "SQL": partial(_sql, limit, _on_closure("members_stay", day, below, facts)),
        "DuckDB, flat facts": partial(_sql, duck, f"SELECT {facts}, count(*) FROM facts s WHERE {HOLDS.format('s', day)} GROUP BY {facts}"),
        "DuckDB, joins": partial(_sql, duck, _on_joins(day, below, facts)),
    }
    ask = _ask_coso(reader, day, keys)
    lines = [line for line in ask() if line.unit != reader.unit]
    if sum(line.value for line in lines) != sum(row[-1] for row in over["SQL"]()):
        raise SystemExit(f"{reader.level} on {day}: Coso and SQL differ")
    with within(everything(where="bench")):
        backend = connection.connection.info.backend_pid
    spent = {"Coso": processor(ask, runs * 4, backend)} | {name: processor(over[name], runs) for name in ("DuckDB, flat facts", "DuckDB, joins")}
    return Result(f"{said} on {day}", reader.level, asked(ask, runs), {name: asked(one, runs) for name, one in over.items()}, processor=spent)


def _ask_coso(reader: Reader, day: date, keys: tuple[str, ...]) -> Callable[[], list]:
    def ask() -> list:
        with within(reader.user.scope("bench")):
            return figure("members.count", Question(reader.unit, day), by=reader.user).children(*keys)

    return ask


def _from_records(question: Question, keys: tuple[str, ...]) -> object:
    with counting():
        return Population(indicator("members.count"), Question(question.unit, question.day), from_rows=True).split(keys, child=True)


def _sql(limit, told: str) -> list:
    return limit.execute(told).fetchall()


def _on_closure(table: str, day: date, below: list, facts: str, *, joined: str = "") -> str:
    keys = ",".join(str(unit.pk) for unit in below)
    return f"""SELECT {facts}, count(*) FROM (SELECT c.ancestor_id AS child, {'m' if joined else 's'}.sex, {'m' if joined else 's'}.minority FROM {table} s {joined}
        JOIN org_closure c ON c.descendant_id = s.unit_id AND c.ancestor_id IN ({keys}) AND {HOLDS.format('c', day)}
        WHERE s.kind = 'home' AND {HOLDS.format('s', day)}) AS one GROUP BY {facts}"""


def _on_joins(day: date, below: list, facts: str) -> str:
    return _on_closure("members_stay", day, below, facts, joined="JOIN members_member m ON m.id = s.member_id")


def _laid_out(duck, below: list) -> None:
    """The facts of a question as one flat table, each row with the unit right below in which it stands today: nothing is left to join."""
    places = ", ".join(f"({unit.pk}, {unit.position}, {unit.position_end})" for unit in below)
    duck.execute(f"""CREATE OR REPLACE TABLE facts AS SELECT k.child, s.sex, s.minority, s.valid_from, s.valid_to FROM members_stay s
        JOIN (VALUES {places}) AS k(child, lo, hi) ON s.position >= k.lo AND s.position < k.hi WHERE s.kind = 'home'""")


def _duck(folder: Path, limit):
    """The tables in DuckDB's memory."""
    duck = duckdb.connect()
    for table, columns in TABLES.items():
        file = folder / f"{table}.csv"
        with file.open("wb") as out, limit.cursor().copy(f"COPY (SELECT {columns} FROM {table}) TO STDOUT (FORMAT csv, HEADER)") as rows:
            out.writelines(rows)
        duck.execute(f"CREATE TABLE {table} AS SELECT * FROM read_csv('{file}', types = {{{', '.join(f'{name!r}: {kind!r}' for name, kind in _types(columns))}}})")
    return duck


def _types(columns: str) -> list[tuple[str, str]]:
    kinds = {"kind": "VARCHAR", "sex": "VARCHAR", "minority": "BOOLEAN", "valid_from": "DATE", "valid_to": "DATE"}
    return [(name, kinds.get(name, "BIGINT")) for name in columns.split(", ")]
