"""A list as asked for by a request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from coso.common import vietnamese
from coso.common.columns import MASK, Column
from coso.common.models import SavedFilter
from coso.common.tables.address import Address
from coso.common.tables.filters import Filter
from coso.common.tables.parts import Cell, Head, Row
from coso.common.tables.seeking import Seek

PAGE = 50


class Table(Address):
    """A list as asked for by a request; all properties are read by the component.

    key: the table's own name, for saved filters. queryset: already narrowed to what the reader may see.
    search: a function of queryset and typed text. default_order: column key, `-` before it for descending.
    revealed: class-3 columns show their values; the view has logged it. export_permitted: export is offered.
    """

    def __init__(
        self, request: HttpRequest, queryset: QuerySet, *, key: str, columns: Sequence[Column], default_order: str,
        filters: Sequence[Filter] = (), search: Callable[[QuerySet, str], QuerySet] | None = None,
        page_size: int = PAGE, revealed: bool = False, export_permitted: bool = True,
    ) -> None:
        super().__init__(
            request.GET, key=key, columns=columns, filters=filters, default_order=default_order, searchable=search is not None,
        )
        self.request, self.everything, self._search = request, queryset, search
        self.page_size, self.revealed, self.export_permitted = page_size, revealed, export_permitted

    @cached_property
    def narrowed(self) -> QuerySet:
        """All rows that pass search and filters, unordered."""
        rows = self.everything
        for one in self.in_force:
            rows = one.filter.narrow(rows, one.value)
        return self._search(rows, self.search_text) if self._search and self.search_text else rows

    @cached_property
    def ordered(self) -> QuerySet:
        """All rows that pass, in order: for exports."""
        return self.narrowed.order_by(*self.seek.order_by())

    @cached_property
    def count(self) -> int:
        """Exactly how many rows pass."""
        return self.narrowed.order_by().count()

    @property
    def count_text(self) -> str:
        return vietnamese.number(self.count)

    @cached_property
    def seek(self) -> Seek:
        column, descending = self.order
        return Seek.by(self.everything.model, column.sort, descending=descending)

    @cached_property
    def _page(self) -> tuple[list[Any], bool, bool]:
        """Rows of this page, whether there are some before, whether there are some after."""
        after, before = self._anchor("after"), self._anchor("before")
        if before is not None:
            return self._page_before(before)
        rows = self.ordered if after is None else self.narrowed.filter(self.seek.beyond(after)).order_by(*self.seek.order_by())
        found = list(rows[: self.page_size + 1])
        return found[: self.page_size], after is not None, len(found) > self.page_size

    def _page_before(self, anchor: tuple[Any, ...]) -> tuple[list[Any], bool, bool]:
        rows = self.narrowed.filter(self.seek.beyond(anchor, back=True)).order_by(*self.seek.order_by(back=True))
        found = list(rows[: self.page_size + 1])
        more = len(found) > self.page_size
        return found[: self.page_size][::-1], more, True

    def _anchor(self, word: str) -> tuple[Any, ...] | None:
        """The sort values of the row the address names; None: from the start."""
        key = self.asked.get(word, "")
        if not key.isdecimal() or len(key) > 18:
            return None
        return self.everything.filter(pk=key).values_list(*(path for path, _down in self.seek.sorts)).first()

    @property
    def objects(self) -> list[Any]:
        return self._page[0]

    @cached_property
    def rows(self) -> list[Row]:
        return [Row(one, [self._cell(column, one) for column in self.columns]) for one in self.objects]

    def _cell(self, column: Column, row: Any) -> Cell:
        text = column.text(row)
        masked = column.sensitive and not self.revealed and bool(text)
        return Cell(column, MASK if masked else text, column.link(row) if column.link else "", masked)

    @property
    def next_url(self) -> str:
        return self.url(after=str(self.objects[-1].pk)) if self._page[2] and self.objects else ""

    @property
    def previous_url(self) -> str:
        return self.url(before=str(self.objects[0].pk)) if self._page[1] and self.objects else ""

    @property
    def export_urls(self) -> list[tuple[str, str]]:
        return [(kind, self.url(export=kind)) for kind in ("xlsx", "csv")] if self.export_permitted else []

    @property
    def export_kind(self) -> str:
        """`xlsx` or `csv` when the address asks for a file, else empty."""
        asked = self.asked.get("export", "")
        return asked if asked in ("xlsx", "csv") and self.export_permitted else ""

    @property
    def export_columns(self) -> list[Column]:
        """The shown columns that go into a file: class 3 only when revealed."""
        return [column for column in self.columns if self.revealed or not column.sensitive]

    @cached_property
    def head(self) -> list[Head]:
        return [self._head(column) for column in self.columns]

    def _head(self, column: Column) -> Head:
        if not column.sort:
            return Head(column, "", "")
        sorted_by, descending = self.order
        if column is not sorted_by:
            return Head(column, self.url(sort=column.key), "")
        return Head(column, self.url(sort=column.key if descending else f"-{column.key}"), "desc" if descending else "asc")

    @property
    def chip_words(self) -> list[tuple[str, str, bool]]:
        """Filters in force and saved ones, as the chips component takes them: words, address, in force."""
        in_force = [(f"{chip.label}: {chip.value}", chip.remove_url, True) for chip in self.chips]
        return in_force + [(one.name, f"?{one.query}", False) for one in self.saved]

    @cached_property
    def saved(self) -> list[SavedFilter]:
        """The reader's own saved filters of this table."""
        return list(SavedFilter.objects.visible_to(self.request.user).filter(table=self.key))
