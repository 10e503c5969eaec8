"""COPY into the tables as their owner, with triggers off: every column a trigger would set is brought along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
from django.apps import apps
from django.db import connections
from psycopg import sql

from coso.common.database_setup import OWNER
from coso.common.scope import SETTINGS, everything
from coso.generator.rows import Sheet, Sheets

MANY = 20_000  # rows from which making an index afterwards is cheaper than keeping it
BUILDERS = 2


def owner_connection(**more: Any) -> psycopg.Connection:
    """A connection of our own as the owner of the tables, outside Django's transactions."""
    told = connections[OWNER].get_connection_params()
    plain = {key: told[key] for key in ("dbname", "user", "password", "host", "port") if told.get(key)}
    return psycopg.connect(**plain, autocommit=True, **more)


@contextmanager
def loading() -> Iterator[psycopg.Connection]:
    """A connection in one transaction that sees all rows and fires no trigger."""
    with owner_connection() as connection, connection.transaction():
        for name, value in zip(SETTINGS, everything(where="generator").as_settings(), strict=True):
            connection.execute("SELECT set_config(%s, %s, true)", [name, value])
        if _may_silence(connection):
            connection.execute("SET LOCAL session_replication_role = replica")
            yield connection
        else:
            _triggers(connection, "DISABLE")
            yield connection
            _triggers(connection, "ENABLE")


def _may_silence(connection: psycopg.Connection) -> bool:
    """A superuser may silence all triggers of a transaction; another owner its own, and foreign keys are checked."""
    found = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    return bool(found and found[0])


def _triggers(connection: psycopg.Connection, verb: str) -> None:
    for sheet in Sheets().all():
        connection.execute(sql.SQL("ALTER TABLE {} {} TRIGGER USER").format(sql.Identifier(sheet.table), sql.SQL(verb)))


def copy(connection: psycopg.Connection, sheets: Sheets) -> None:
    """Write all lines and empty the sheets."""
    for sheet in sheets.all():
        if sheet.lines:
            copy_sheet(connection, sheet)
            sheet.lines.clear()


def copy_sheet(connection: psycopg.Connection, sheet: Sheet) -> None:
    columns = sql.SQL(", ").join(map(sql.Identifier, sheet.columns))
    with connection.cursor() as cursor, cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(sheet.table), columns)) as stream:
        for at in range(0, len(sheet.lines), 1000):
            stream.write("\n".join(sheet.lines[at : at + 1000]) + "\n")


Making = tuple[str, str]  # the statement that makes an index or a constraint, and the one that takes it away


def taken_apart(tables: Iterable[str]) -> list[list[str]]:
    """Drop indexes, unique and exclusion constraints of the tables (primary keys stay); for each table what makes them again.

    The caller runs `put_together` whatever happens in between.
    """
    with owner_connection() as connection, connection.transaction():
        makings = [_makings(connection, table) for table in tables]
        for _make, drop in (making for of_table in makings for making in of_table):
            connection.execute(drop)
    return [[make for make, _drop in of_table] for of_table in makings]


def _makings(connection: psycopg.Connection, table: str) -> list[Making]:
    constraints = connection.execute(
        "SELECT format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid)),"
        " format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname)"
        " FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('u', 'x')", [table],
    ).fetchall()
    indexes = connection.execute(
        "SELECT pg_get_indexdef(indexrelid), format('DROP INDEX %%s', indexrelid::regclass) FROM pg_index i"
        " WHERE indrelid = %s::regclass AND NOT indisprimary AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('u', 'x', 'p'))",
        [table],
    ).fetchall()
    return [*constraints, *indexes]


def put_together(makings: list[list[str]]) -> Iterator[int]:
    """Make indexes and constraints again, two tables at a time (a constraint needs its table alone); yields how many stand."""
    with ThreadPoolExecutor(BUILDERS) as builders:
        yield from builders.map(_make, makings)


def _make(statements: list[str]) -> int:
    with owner_connection() as connection:
        connection.execute("SET maintenance_work_mem = '1GB'")
        connection.execute("SET max_parallel_maintenance_workers = 0")
        for statement in statements:
            connection.execute(statement)
    return len(statements)


def finish() -> None:
    """Sequences after the keys we gave, and what the planner must know."""
    with owner_connection() as connection:
        for model in apps.get_models():
            table, key = model._meta.db_table, model._meta.pk  # noqa: SLF001 Django's public _meta
            if table in {sheet.table for sheet in Sheets().all()} and key is not None:
                connection.execute(
                    sql.SQL("SELECT setval(pg_get_serial_sequence({}, {}), greatest((SELECT max({}) FROM {}), 1))").format(
                        sql.Literal(table), sql.Literal(key.column), sql.Identifier(key.column), sql.Identifier(table)
                    )
                )
        for sheet in Sheets().all():
            connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(sheet.table)))
