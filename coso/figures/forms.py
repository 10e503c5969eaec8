"""What a page of figures is asked: day, period, tree, split and what was known when, all held in its address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.dateparse import parse_date

from coso.figures.enums import Tree
from coso.figures.queries import Indicator, Question, Ratio, time_of
from coso.org.models import Unit

OWN_WORDS = {"on", "from", "tree", "known", "by", "children", "page", "export"}


@dataclass(frozen=True)
class Wanted:
    """A page's address, read; what can't be read is as if it were not asked.

    known: the day at whose end the records are asked as they were known; none for what is known now.
    """

    day: date
    start: date | None
    tree: Tree
    by: tuple[str, ...]
    children: bool
    where: tuple[tuple[str, str], ...]
    known: date | None = None

    @classmethod
    def read(cls, asked: QueryDict, today: date) -> Wanted:
        tree, known = asked.get("tree", ""), _day(asked.get("known"))
        return cls(
            day=_day(asked.get("on")) or today, start=_day(asked.get("from")), tree=Tree(tree) if tree in Tree.values else Tree.STOOD,
            by=tuple(dict.fromkeys(key for key in asked.getlist("by") if key)), children=asked.get("children") == "1",
            where=tuple((key, value) for key, value in asked.items() if key not in OWN_WORDS and value),
            known=known if known and known < today else None,
        )

    @property
    def known_at(self) -> datetime | None:
        return time_of(self.known.isoformat()) if self.known else None

    def question(self, unit: Unit, indicator: Indicator | Ratio | None = None) -> Question:
        """The question of this address; only dimensions the indicator has narrow it."""
        known = {dimension.key for dimension in indicator.dimensions} if indicator else set()
        start = self.start if self.start and self.start <= self.day else None
        return Question(unit, self.day, start=start, tree=self.tree, known_at=self.known_at, where=tuple(pair for pair in self.where if pair[0] in known))

    def address(self, **change: Any) -> str:
        """The query of this page, with changes; a change to None leaves the word out."""
        words: dict[str, Any] = {"on": self.day.isoformat(), "tree": None if self.tree == Tree.STOOD else self.tree.value}
        words |= {"from": self.start.isoformat() if self.start else None, "known": self.known.isoformat() if self.known else None} | change
        return "?" + urlencode({key: value for key, value in words.items() if value not in (None, "", ())}, doseq=True)


def _day(text: str | None) -> date | None:
    try:
        return parse_date(text or "")
    except ValueError:
        return None
