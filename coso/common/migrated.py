"""What the migrations say to an empty database, written down: a new database is made from it in a second in place of ten.

Most of a migration's time is Django's picture of the models before and after each operation; on an empty database the
same statements come out every time. `migrated.json` holds them, migration by migration, with a digest of each
migration's file. The first that is not there, or is not as it was, ends their use; Django runs the rest as ever.
Written anew by `coso write_migrated` when migrations were added; nothing breaks where that is forgotten, it only takes longer.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.psycopg_any import mogrify
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

FILE = Path(__file__).with_name("migrated.json")
LOOKING = ("select", "show")  # what only looks is not said again


def replay(using: str) -> int:
    """Say to a database without tables what is written down; answers how many migrations that were."""
    connection = connections[using]
    if connection.introspection.table_names():
        return 0
    said = list(_usable(connection))
    recorder = MigrationRecorder(connection)
    for (app, name), statements in said:
        with transaction.atomic(using=using), connection.cursor() as cursor:
            cursor.execute(statements)
            recorder.record_applied(app, name)
    return len(said)


def _usable(connection: BaseDatabaseWrapper) -> Iterator[tuple[tuple[str, str], str]]:
    written: dict[str, Any] = json.loads(FILE.read_text()) if FILE.exists() else {"django": "none"}
    if written["django"] != _release():
        return
    migrations = MigrationExecutor(connection).loader.disk_migrations
    for one in written["migrations"]:
        key = (one["app"], one["name"])
        if key not in migrations or digest(migrations[key]) != one["digest"]:
            return
        yield key, one["statements"]


def write(using: str) -> int:
    """Run all migrations on a database without tables and write down what they say; answers how many there were."""
    connection = connections[using]
    written: list[dict[str, Any]] = []
    executor = MigrationExecutor(connection, progress_callback=lambda *told: _note(written, *told))
    executor.recorder.ensure_schema()
    with connection.execute_wrapper(lambda *told: _keep(written, *told)):
        executor.migrate(executor.loader.graph.leaf_nodes())
    for one in written:
        one["statements"] = ";\n".join(one["statements"])
    FILE.write_text(json.dumps({"django": _release(), "migrations": written}, ensure_ascii=False, indent=0) + "\n")
    return len(written)


def _note(written: list[dict[str, Any]], event: str, migration: Migration | None = None, _fake: bool = False) -> None:
    if event == "apply_start" and migration is not None:
        written.append({"app": migration.app_label, "name": migration.name, "digest": digest(migration), "statements": []})


def _keep(written: list[dict[str, Any]], execute: Callable[..., Any], statement: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    text = str(mogrify(statement, params, context["connection"]) if params is not None else as_text(statement, context["connection"]))
    if written and not text.lstrip().lower().startswith(LOOKING) and '"django_migrations"' not in text:
        written[-1]["statements"].append(text.strip().rstrip(";"))
    return execute(statement, params, many, context)


def as_text(statement: Any, connection: BaseDatabaseWrapper) -> str:
    return statement if isinstance(statement, str) else str(statement.as_string(connection.connection))


def digest(migration: Migration) -> str:
    """Of the migration's file."""
    return hashlib.sha256(Path(inspect.getfile(sys.modules[migration.__module__])).read_bytes()).hexdigest()[:16]


def _release() -> str:
    return ".".join(map(str, django.VERSION[:2]))
