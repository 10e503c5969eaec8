"""What the page's address asks of a list, and the addresses that ask something else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _

from coso.common.columns import Column
from coso.common.tables.filters import Filter
from coso.common.tables.parts import BoundFilter, Chip

OWN_WORDS = frozenset({"q", "sort", "cols", "after", "before", "export", "purpose"})


class Address:
    """The words of an address, as a list declares them."""

    def __init__(
        self, asked: QueryDict, *, key: str, columns: Sequence[Column], filters: Sequence[Filter], default_order: str, searchable: bool,
    ) -> None:
        self.asked, self.key, self.default_order, self.searchable = asked, key, default_order, searchable
        self.all_columns, self.filters_declared = list(columns), list(filters)

    @cached_property
    def search_text(self) -> str:
        return self.asked.get("q", "").strip() if self.searchable else ""

    @cached_property
    def columns(self) -> list[Column]:
        """The columns shown: those asked for, else those shown by default."""
        asked = self.asked.getlist("cols")
        return [c for c in self.all_columns if c.key in asked] or [c for c in self.all_columns if c.default_shown]

    @property
    def column_choices(self) -> list[tuple[Column, bool]]:
        """Every column and whether it is shown."""
        return [(column, column in self.columns) for column in self.all_columns]

    @cached_property
    def order(self) -> tuple[Column, bool]:
        """The column sorted by, and whether descending."""
        sortable = {c.key: c for c in self.all_columns if c.sort}
        for asked in (self.asked.get("sort", ""), self.default_order):
            if asked.lstrip("-") in sortable:
                return sortable[asked.lstrip("-")], asked.startswith("-")
        raise LookupError(f"table {self.key!r} has no sortable column {self.default_order!r}")

    @cached_property
    def filters(self) -> list[BoundFilter]:
        return [
            BoundFilter(one, one.value(self.asked), [self.asked.get(name, "") for name in one.names()])
            for one in self.filters_declared
        ]

    @cached_property
    def in_force(self) -> list[BoundFilter]:
        return [one for one in self.filters if one.value not in (None, "", [])]

    @cached_property
    def chips(self) -> list[Chip]:
        found = [
            Chip(str(one.label), one.filter.said(one.value), self.url(**dict.fromkeys(one.filter.names())))
            for one in self.in_force
        ]
        return [Chip(_("Search"), self.search_text, self.url(q=None)), *found] if self.search_text else found

    @property
    def narrow(self) -> bool:
        """Whether a search or filter is in force: an empty list then means `nothing passes`."""
        return bool(self.chips)

    def url(self, **changes: str | list[str] | None) -> str:
        """This page's address with some words changed; None takes a word out. Begins again at the first page."""
        words = self.asked.copy()
        for word in ("after", "before", "export", "purpose"):
            words.pop(word, None)
        for word, value in changes.items():
            if value is None:
                words.pop(word, None)
            else:
                words.setlist(word, value if isinstance(value, list) else [value])
        return "?" + words.urlencode()

    @property
    def query(self) -> str:
        """What a saved filter keeps: the address without the page."""
        return self.url()[1:]

    @property
    def first_url(self) -> str:
        return self.url()

    @property
    def clear_url(self) -> str:
        """Without search and filters; sort and columns stay."""
        names = [name for one in self.filters_declared for name in one.names()]
        return self.url(q=None, **dict.fromkeys(names))

    @property
    def kept_words(self) -> list[tuple[str, str]]:
        """Words of the address the search form must keep as hidden fields: sort, columns, and what is not ours."""
        own = {"q", *(name for one in self.filters_declared for name in one.names())} | (OWN_WORDS - {"sort", "cols"})
        return [(word, value) for word, values in self.asked.lists() if word not in own for value in values]

    @property
    def words_for_columns(self) -> list[tuple[str, str]]:
        """Words the form of column choice must keep: all but the page and the columns."""
        left_out = OWN_WORDS - {"q", "sort"}
        return [(word, value) for word, values in self.asked.lists() if word not in left_out for value in values]
