"""Local entries as rules, read from the database once a transaction."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.db import connection, transaction

from coso.rulebook.book import Regulation, Rule, book, typed
from coso.rulebook.enums import RuleStatus
from coso.rulebook.models import LocalClosure, LocalRule
from coso.rulebook.wording import Words


class Kept(dict[Any, Any]):
    """What one transaction has read. It waits among the things to do on commit, so it ends with the transaction, or with
    the savepoint, whatever becomes of them.
    """

    def __call__(self) -> None:
        """Nothing is left to do on commit."""


def kept() -> Kept:
    """What this transaction has read already, in this savepoint or around it; nothing is kept outside a transaction."""
    if not connection.in_atomic_block:
        return Kept()
    around = set(connection.savepoint_ids)
    found = next((hook for ids, hook, _robust in connection.run_on_commit if isinstance(hook, Kept) and ids <= around), None)
    if found is None:
        found = Kept()
        transaction.on_commit(found)
    return found


def forget() -> None:
    """After an entry was made: the rest of the transaction reads anew."""
    for _ids, hook, _robust in connection.run_on_commit:
        if isinstance(hook, Kept):
            hook.clear()


def rules_of(unit: Any) -> dict[str, list[Rule]]:
    """The local rules that reach the unit, of all days, by key, the nearest unit first."""
    read = kept()
    place = ("rules", None if unit is None else unit.pk)
    if place not in read:
        read[place] = defaultdict(list)
        for row in _rows(read, unit):
            read[place][row.key].append(as_rule(row))
    return read[place]


def _rows(read: Kept, unit: Any) -> list[LocalRule]:
    """One question a transaction where there is nothing local at all, which is the usual case."""
    if "any" not in read:
        read["any"] = LocalRule.objects.exists()
    return list(LocalRule.objects.for_unit(unit).select_related("unit")) if read["any"] else []


def as_rule(row: LocalRule) -> Rule:
    """A local entry in the form of a regulation's value: its paper stands where the regulation's symbol would."""
    about = book().keys[row.key]
    place = Words.of(str(row.unit))
    return Rule(
        key=row.key, about=about, value=typed(row.value, about.type), written=row.value, unit=row.measure, scope=row.scope,
        regulation=Regulation(row.paper, Words.of(row.reason), place, RuleStatus.LOCAL, place=place),
        status=RuleStatus.LOCAL, valid_from=row.valid_from, valid_to=row.valid_to, local=row.pk,
    )


def closures_of(unit: Any) -> frozenset[date]:
    """The days on which offices of the unit are closed besides the public holidays."""
    read = kept()
    place = ("closures", None if unit is None else unit.pk)
    if place not in read:
        rows = LocalClosure.objects.for_unit(unit).filter(withdrawn_on__isnull=True)
        read[place] = frozenset(day for row in rows for day in row.days)
    return read[place]
