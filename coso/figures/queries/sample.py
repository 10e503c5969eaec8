"""Counting a random sample a second time: from the store, and from the rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import connection, transaction

from coso.common.scope import everything, within
from coso.figures.enums import Tree
from coso.figures.queries.counted import Population, split_of
from coso.figures.queries.grouping import FIRST_DAY
from coso.figures.queries.question import Question, counting
from coso.figures.queries.stored import split_cells, stored_counts
from coso.org.kinds import UPPER_KINDS
from coso.org.models import Unit


@dataclass(frozen=True)
class Sampled:
    """One question and what came out: cells that differ between store and rows. read: whether the store answered at all."""

    unit: int
    name: str
    day: date
    tree: Tree
    read: bool
    cells: int
    differs: int


@contextmanager
def one_moment() -> Iterator[None]:
    """See everything, and all of it as it stands now, whatever others write meanwhile; within a transaction, as that one sees it."""
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone:
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with within(everything(where="figures.store")):
            yield


def sample(indicator: Any, size: int, seed: int | None, today: date) -> list[Sampled]:
    """Questions of random units and days, the first of the top of the tree, each counted by all facts the store keeps and by unit right below."""
    random = Random(seed)  # noqa: S311 a sample, no secret
    upper = Unit.objects.filter(kind__in=UPPER_KINDS).order_by("pk")
    tops, below = list(upper.filter(parent=None)), list(upper.exclude(parent=None))
    span = (today - FIRST_DAY).days
    days = [today - timedelta(days=int(span * random.random() ** 2)) for _each in range(size)]
    asked = [random.choice((tops if at == 0 else below) or tops or below) for at, _day in enumerate(days) if tops or below]
    return [compared(indicator, Question(unit, day, tree=random.choice(list(Tree)))) for unit, day in zip(asked, days, strict=False)]


def compared(indicator: Any, question: Question) -> Sampled:
    """One question, counted both ways."""
    known = {one.key for one in indicator.dimensions}
    keys = split_of(fact.key for fact in indicator.stored.facts if fact.key in known)[0]
    with counting():
        found = stored_counts(question, child=True)
        rows = Population(indicator, question, from_rows=True)
        counted = rows.split(keys, child=True)
        kept = split_cells(indicator.stored, found, keys, child=True, only=indicator.stored_only) if found is not None else counted
    other = {place for place in {*kept, *counted} if kept[place] != counted[place]}
    return Sampled(question.unit.pk, question.unit.name, question.day, question.tree, found is not None, len(counted), len(other))
