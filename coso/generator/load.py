"""COPY into the tables as their owner, with triggers off: every column a trigger would set is brought along."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.apps import apps
from django.db import connections
from psycopg import sql

from coso.common.database_setup import OWNER
from coso.common.scope import SETTINGS, everything
from coso.generator.rows import Sheet, Sheets

MANY = 20_000  # rows from which making an index afterwards is cheaper than keeping it
BUILDERS = min(4, os.cpu_count() or 1)
MEMORY = 2048 // BUILDERS  # MB for each


def owner_connection(**more: Any) -> psycopg.Connection:
    """A connection of our own as the owner of the tables, outside Django's transactions."""
    told = connections[OWNER].get_connection_params()
    plain = {key: told[key] for key in ("dbname", "user", "password", "host", "port") if told.get(key)}
    return psycopg.connect(**plain, autocommit=True, **more)


@contextmanager
def loading(connection: psycopg.Connection) -> Iterator[None]:
    """One transaction that sees all rows and fires no trigger."""
    with connection.transaction():
        connection.execute("SET LOCAL synchronous_commit = off")
        for name, value in zip(SETTINGS, everything(where="generator").as_settings(), strict=True):
            connection.execute("SELECT set_config(%s, %s, true)", [name, value])
        connection.execute("DELETE FROM figures_storerun")  # what no trigger sees is not in the store of counts: figures are read from the rows
        if _may_silence(connection):
            connection.execute("SET LOCAL session_replication_role = replica")
            yield
        else:
            _triggers(connection, "DISABLE")
            yield
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


@dataclass(frozen=True)
class Making:
    """A constraint or an index: the statement that makes it, and the one that takes it away."""

    make: str
    drop: str
    alone: bool  # nothing else can be made on its table at the same time


@contextmanager
def taken_apart(tables: Sequence[str]) -> Iterator[None]:
    """Indexes, unique and exclusion constraints of the tables are set aside (primary keys stay) and stand again afterwards, come what may.

    Autovacuum keeps away meanwhile: it would take a core, and an index waits for it.
    """
    with owner_connection() as connection, connection.transaction():
        makings = [making for table in tables for making in _makings(connection, table)]
        for statement in (*(making.drop for making in makings), *_each("ALTER TABLE {} SET (autovacuum_enabled = false)", tables)):
            connection.execute(statement)
    try:
        yield
    finally:
        try:
            alone, beside = ([making.make for making in makings if making.alone is so] for so in (True, False))
            at_once([*alone, *reversed(beside)])
        finally:
            at_once(_each("ALTER TABLE {} RESET (autovacuum_enabled)", tables))


def _makings(connection: psycopg.Connection, table: str) -> list[Making]:
    constraints = connection.execute(
        "SELECT format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid)),"
        " format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname), true"
        " FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('u', 'x')", [table],
    ).fetchall()
    indexes = connection.execute(
        "SELECT pg_get_indexdef(indexrelid), format('DROP INDEX %%s', indexrelid::regclass), false FROM pg_index i"
        " WHERE indrelid = %s::regclass AND NOT indisprimary AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('u', 'x', 'p'))",
        [table],
    ).fetchall()
    return [Making(*found) for found in (*constraints, *indexes)]


def _each(statement: str, tables: Iterable[str]) -> list[sql.Composed]:
    return [sql.SQL(statement).format(sql.Identifier(table)) for table in tables]


def at_once(statements: Sequence[str | sql.Composed]) -> None:
    """Run statements on as many connections as there are cores, begun in their order."""
    with ThreadPoolExecutor(BUILDERS) as builders:
        list(builders.map(_run, statements))


def _run(statement: str | sql.Composed) -> None:
    with owner_connection() as connection:
        connection.execute(sql.SQL("SET maintenance_work_mem = {}").format(sql.Literal(f"{MEMORY}MB")))
        connection.execute("SET max_parallel_maintenance_workers = 0")
        connection.execute(statement)


def tables_largest_first() -> list[str]:
    return [sheet.table for sheet in reversed(Sheets().all())]


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
    at_once(_each("ANALYZE {}", tables_largest_first()))
