"""`coso write_migrated`: write down what the migrations say to an empty database, so that set-up takes a second."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections
from psycopg import sql

from coso.common import migrated
from coso.common.database_setup import OWNER, make_extensions, make_role, run


class Command(BaseCommand):
    help = "Write coso/common/migrated.json anew, from all migrations run on an empty database of their own. For developers, after adding migrations."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        with empty_database():
            make_role()
            make_extensions()
            count = migrated.write(OWNER)
        self.stdout.write(f"{migrated.FILE.name}: {count} migrations")


@contextmanager
def empty_database() -> Iterator[None]:
    """The owner's connection leads to a new database during the block; it is dropped afterwards."""
    owner = connections[OWNER]
    before = str(owner.settings_dict["NAME"])
    scratch = sql.Identifier(f"{before}_written")
    run(sql.SQL("DROP DATABASE IF EXISTS {}").format(scratch))
    run(sql.SQL("CREATE DATABASE {}").format(scratch))
    try:
        _lead_to(f"{before}_written")
        yield
    finally:
        _lead_to(before)
        run(sql.SQL("DROP DATABASE {}").format(scratch))


def _lead_to(name: str) -> None:
    connections[OWNER].close()
    connections[OWNER].settings_dict["NAME"] = name
