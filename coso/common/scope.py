"""Wall two, the database's side: which rows this transaction may see, told to PostgreSQL.

Row-level security compares each row's `position` with `coso.lo` and `coso.hi`. Nothing told means no rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from coso.common.actors import EVERYTHING

ALL_DESKS = "*"
SETTINGS = ("coso.lo", "coso.hi", "coso.many", "coso.member", "coso.desks", "coso.at", "pghistory.context_id", "pghistory.context_metadata")


@dataclass(frozen=True)
class Scope:
    """What a transaction may see: one interval of positions `[lo, hi)`.

    many: intervals inside it, when it is only their hull; rows about `member` are seen wherever they lie.
    at: the very units in which roles are held, without those below, for rows that stay with their unit.
    member: the own record. Without an interval nothing else is seen.
    desks: the posts held today, `desk@position` between commas, for rows that one post alone reads; `*` is all of them.
    """

    lo: int | None = None
    hi: int | None = None
    many: tuple[tuple[int, int], ...] | None = None
    member: int | None = None
    user: int | None = None
    where: str = ""
    desks: str = ""
    at: tuple[tuple[int, int], ...] = ()

    def as_settings(self) -> list[str]:
        own_only = self.lo is None and self.member is not None
        lo, hi = EVERYTHING if own_only else (self.lo, self.hi)
        many = "" if self.many is None and not own_only else multirange(self.many or ())
        last = None if hi is None else hi - 1
        why = json.dumps({"user": self.user, "where": self.where})
        values = (lo, last, many, self.member, self.desks, multirange(self.at) if self.at else "", uuid4(), why)
        return ["" if value is None else str(value) for value in values]


def multirange(intervals: tuple[tuple[int, int], ...]) -> str:
    """Half-open intervals as PostgreSQL writes them."""
    return "{" + ",".join(f"[{lo},{hi})" for lo, hi in intervals) + "}"


NOTHING = Scope()


def everything(*, user: int | None = None, where: str = "system") -> Scope:
    """All rows: for the system's own work and inside an action that has already asked leave."""
    return Scope(*EVERYTHING, user=user, where=where, desks=ALL_DESKS, at=(EVERYTHING,))


@contextmanager
def within(scope: Scope) -> Iterator[None]:
    """Run a block as `scope`, in a transaction; what was told before is told again afterwards."""
    with transaction.atomic():
        before = _tell_and_recall(scope.as_settings())
        yield
        _tell(before)


def tell(scope: Scope, *, read_only: bool = False) -> None:
    """Tell the current transaction its scope, and that it may not write; both end with the transaction."""
    _tell(scope.as_settings(), read_only=read_only)


def _tell(values: list[str], *, read_only: bool = False) -> None:
    told = dict(zip(SETTINGS, values, strict=True)) | ({"transaction_read_only": "on"} if read_only else {})
    calls = ", ".join("set_config(%s, %s, true)" for _ in told)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [part for pair in told.items() for part in pair])


def _tell_and_recall(values: list[str]) -> list[str]:
    """One statement: what was told before is read before the new values are set."""
    reads = ", ".join(f"coalesce(current_setting('{name}', true), '') AS s{at}" for at, name in enumerate(SETTINGS))
    calls = ", ".join("set_config(%s, %s, true)" for _ in SETTINGS)
    kept = ", ".join(f"s{at}" for at, _ in enumerate(SETTINGS))
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH before AS MATERIALIZED (SELECT {reads}) SELECT {kept}, {calls} FROM before",  # noqa: S608 fixed text only
            [part for pair in zip(SETTINGS, values, strict=True) for part in pair],
        )
        return list(cursor.fetchone()[: len(SETTINGS)])


def small_transactions(view: Any) -> Any:
    """For a view whose POST does many things, each in a transaction and a scope it opens itself."""
    view.small_transactions = True
    return view
