"""The suite's databases: one template made once, and a copy of it for each worker.

The template's name holds a digest of everything that shapes it, so a change makes a new one and the old ones go.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distributions
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string
from psycopg import sql

from config.embedded import short_hash
from coso.common import database_setup

ROOT = Path(__file__).resolve().parent.parent
LOGINS = ("default", "owner")
BASE_NAME = str(settings.DATABASES["owner"]["NAME"])
SHAPING = ("django", "procrastinate", "pghistory", "pgtrigger", "allauth", "provinces")
LOCK = 0x74657374  # "test": workers that want the same template wait for each other
MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30  # bytes: databases of 30 MB each, a whole province, and up to a gigabyte of log


def place() -> Path:
    """Where the run's own server lies: in memory, where a copy of the template costs a quarter of the time, else in `var`."""
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM or memory_free() < 2 * ROOM:
        return Path(settings.VAR_DIR)
    return MEMORY / f"coso-{short_hash(settings.VAR_DIR)}-{os.geteuid()}"


def memory_free() -> int:
    """Bytes that may be taken without pushing anything out."""
    found = re.search(r"^MemAvailable:\s*(\d+) kB", Path("/proc/meminfo").read_text(), re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def use(name: str) -> None:
    """Point both logins at the database `name`."""
    for login in LOGINS:
        connections[login].close()
        if hasattr(connections[login], "close_pool"):
            connections[login].close_pool()
        connections[login].settings_dict["NAME"] = name
        connections.settings[login]["NAME"] = name


@contextmanager
def server(name: str = "postgres") -> Iterator[psycopg.Connection]:
    """A connection of the owner to the server itself, or to one of its databases."""
    owner = settings.DATABASES["owner"]
    told = {"host": owner["HOST"], "port": owner["PORT"] or None, "user": owner["USER"], "password": owner["PASSWORD"] or None}
    with psycopg.connect(dbname=name, autocommit=True, **told) as connection:
        yield connection


def forget_readings() -> None:
    """Remove what a test left in the reading log of this worker's database."""
    with server(worker_name()) as on:
        on.execute("SELECT set_config('coso.lo', '0', false), set_config('coso.hi', %s, false)", [str(2**62)])
        on.execute("DELETE FROM access_reading")


def template() -> str:
    """The name of the template, made now if it is not there."""
    name = f"{BASE_NAME}_template_{digest()}"
    with server() as on:
        on.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if not exists(on, name):
            for old in names_like(on, f"{BASE_NAME}_template_%"):
                drop(on, old)
            make_template(on, name)
    return name


def make_template(on: psycopg.Connection, name: str) -> None:
    making = f"{BASE_NAME}_making"
    drop(on, making)
    on.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(making)))
    use(making)
    database_setup.set_up_database(verbosity=0)
    use(BASE_NAME)
    on.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(name)))
    on.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name)))


def copy(template_name: str, name: str) -> None:
    """A new copy of the template under `name`; an older one goes. By files: of a thousand small tables that takes half of what the log takes."""
    with server() as on:
        drop(on, name)
        on.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(name), sql.Identifier(template_name)))


def remove(name: str) -> None:
    with server() as on:
        drop(on, name)


def drop(on: psycopg.Connection, name: str) -> None:
    on.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def exists(on: psycopg.Connection, name: str) -> bool:
    return name in names_like(on, name)


def names_like(on: psycopg.Connection, pattern: str) -> list[str]:
    return [row[0] for row in on.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern])]


def digest() -> str:
    """Of migrations, declared policies, the set-up and its loaders, and the versions of what brings tables."""
    sources = [*sorted(ROOT.glob("coso/*/migrations/*.py")), Path(inspect.getfile(database_setup))]
    sources += [Path(inspect.getfile(import_string(name))) for name in settings.COSO_LOADERS]
    policies = {table: declared.policies(table) for table, declared in database_setup.guarded_tables().items()}
    versions = sorted(f"{one.name} {one.version}" for one in distributions() if any(word in one.name.lower() for word in SHAPING))
    parts = [*(path.read_bytes() for path in sources), repr(sorted(policies.items())).encode(), repr(versions).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


def worker_name() -> str:
    return f"{BASE_NAME}_test_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}_{os.getpid()}"
