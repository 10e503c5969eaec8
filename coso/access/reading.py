"""The reading log: who opened a record, saw sensitive fields, or took a list or an export of them.

It is written on a connection of its own, at once and for good: it stands even when the page then fails,
and it is the only thing a GET writes. Without it the page is not shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from threading import local
from typing import Any

from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from coso.access.enums import ReadingKind
from coso.common.actors import Actor
from coso.common.errors import CosoError
from coso.common.scope import everything

_kept = local()
INSERT = """INSERT INTO access_reading (by_id, kind, member_id, position, fields, purpose, rows, digest, page, at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, clock_timestamp())"""


class NotLogged(CosoError):
    """The reading could not be kept, so the page is not shown (503)."""


def log_reading(
    *, by: Actor, kind: ReadingKind, position: int, member_id: int | None = None, fields: Iterable[str] = (),
    purpose: str = "", rows: int = 1, digest: str = "", page: str = "",
) -> None:
    """Keep one reading before the page is shown.

    position: of the record's unit; for a list or an export, of the unit it was asked for.
    member_id: whose record; None for a list or an export, which say `rows` and the `digest` of the question.
    fields: names of the fields seen, never their content. Raises NotLogged.
    """
    row: list[Any] = [by.pk, kind, member_id, position, ", ".join(fields)[:300], purpose[:300], rows, digest, page[:200]]
    try:
        _write(row)
    except DatabaseError as problem:
        _forget()
        raise NotLogged(_("The reading log can't be written, so nothing personal is shown. Nothing was changed. Please try again in a few minutes.")) from problem


def digest_of(question: str) -> str:
    """A short sign of a question, so that the same list asked twice is seen as the same."""
    return hashlib.sha256(question.encode()).hexdigest()


def _write(row: list[Any]) -> None:
    """A connection that was cut while it waited is opened again once."""
    try:
        _insert(row)
    except (OperationalError, InterfaceError):
        _forget()
        _insert(row)


def _insert(row: list[Any]) -> None:
    with _own().cursor() as cursor:
        cursor.execute(INSERT, row)


def _own() -> BaseDatabaseWrapper:
    """This thread's connection for the log; it may see and add any reading, and is used for nothing else."""
    connection: BaseDatabaseWrapper | None = getattr(_kept, "connection", None)
    if connection is None:
        connection = connections.create_connection("default")
        scope = everything(where="reading log")
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('coso.lo', %s, false), set_config('coso.hi', %s, false)", [str(scope.lo), str(scope.hi)])
        _kept.connection = connection
    return connection


def _forget() -> None:
    connection = getattr(_kept, "connection", None)
    _kept.connection = None
    if connection is not None:
        with suppress(DatabaseError):
            connection.close()
