"""Lists: search, filters, sort, columns, exact count and pages, all held in the page's address.

A view makes a `Table` from a request and a queryset that already knows the reader; the component
`<c-list-of :table="table" noun="…" />` shows it. Pages are sought from the last row seen, never counted off, so they are
as fast far in as at the start and lose or repeat no row when others enter rows meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from coso.common import vietnamese
from coso.common.columns import MASK, Column
from coso.common.models import SavedFilter

PAGE = 50
OWN_WORDS = frozenset({"q", "sort", "cols", "after", "before", "export", "purpose"})


@dataclass(frozen=True)
class Filter:
    """One filter; its value stands in the address under `key`.

    narrow: a function of queryset and value that answers the narrower queryset.
    """

    key: str
    label: Any
    narrow: Callable[[QuerySet, Any], QuerySet] = field(kw_only=True)
    kind: str = field(default="text", init=False)

    def names(self) -> list[str]:
        return [self.key]

    def value(self, asked: QueryDict) -> Any:
        """What the reader asked for; None or empty when nothing."""
        return asked.get(self.key, "").strip()

    def said(self, value: Any) -> str:
        """The value in words, for the chip."""
        return str(value)

    def options(self) -> list[tuple[str, str]]:
        return []


@dataclass(frozen=True)
class ChoiceFilter(Filter):
    """One or several of a closed list. choices: pairs, or a function that answers them."""

    choices: Any = field(default=(), kw_only=True)
    kind: str = field(default="choice", init=False)

    def value(self, asked: QueryDict) -> list[str]:
        known = dict(self.options())
        return [one for one in asked.getlist(self.key) if one in known]

    def said(self, value: list[str]) -> str:
        known = dict(self.options())
        return ", ".join(known[one] for one in value)

    def options(self) -> list[tuple[str, str]]:
        pairs = self.choices() if callable(self.choices) else self.choices
        return [(str(key), str(label)) for key, label in pairs]


@dataclass(frozen=True)
class YesNoFilter(Filter):
    """narrow is given True or False."""

    kind: str = field(default="yes_no", init=False)

    def value(self, asked: QueryDict) -> bool | None:
        return {"1": True, "0": False}.get(asked.get(self.key, ""))

    def said(self, value: bool) -> str:
        return _("Yes") if value else _("No")

    def options(self) -> list[tuple[str, str]]:
        return [("1", _("Yes")), ("0", _("No"))]


@dataclass(frozen=True)
class RangeFilter(Filter):
    """From and to, both included; narrow is given the pair, either may be None."""

    def names(self) -> list[str]:
        return [f"{self.key}_from", f"{self.key}_to"]

    def value(self, asked: QueryDict) -> tuple[Any, Any] | None:
        pair = tuple(self.parsed(asked.get(name, "").strip()) for name in self.names())
        return None if pair == (None, None) else pair

    def parsed(self, text: str) -> Any:
        raise NotImplementedError

    def said(self, value: tuple[Any, Any]) -> str:
        low, high = (None if end is None else self.said_end(end) for end in value)
        if low and high:
            return f"{low} – {high}"
        return _("from %(low)s") % {"low": low} if low else _("to %(high)s") % {"high": high}

    def said_end(self, value: Any) -> str:
        return str(value)


@dataclass(frozen=True)
class DateRangeFilter(RangeFilter):
    kind: str = field(default="dates", init=False)

    def parsed(self, text: str) -> date | None:
        try:
            return parse_date(text)
        except ValueError:
            return None

    def said_end(self, value: date) -> str:
        return vietnamese.date(value)


@dataclass(frozen=True)
class NumberRangeFilter(RangeFilter):
    kind: str = field(default="numbers", init=False)

    def parsed(self, text: str) -> int | None:
        return int(text) if text.isdecimal() and len(text) < 12 else None

    def said_end(self, value: int) -> str:
        return vietnamese.number(value)


@dataclass(frozen=True)
class UnitFilter(Filter):
    """A unit chosen by typing. find: from the text in the address to the unit the reader may see, or None."""

    find: Callable[[str], Any] = field(kw_only=True)
    kind: str = field(default="unit", init=False)

    def value(self, asked: QueryDict) -> Any:
        text = super().value(asked)
        return self.find(text) if text else None


@dataclass(frozen=True)
class Chip:
    """A filter in force: what it is, what it asks, and the address without it."""

    label: str
    value: str
    remove_url: str


@dataclass(frozen=True)
class BoundFilter:
    """A filter as the form shows it: `names`, `options`, `value` (chosen keys, or the texts of a range)."""

    filter: Filter
    value: Any
    texts: list[str]

    @property
    def key(self) -> str:
        return self.filter.key

    @property
    def label(self) -> Any:
        return self.filter.label

    @property
    def kind(self) -> str:
        return self.filter.kind

    @property
    def fields(self) -> list[tuple[str, str]]:
        return list(zip(self.filter.names(), self.texts, strict=True))

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """Key, label, chosen."""
        chosen = self.value if isinstance(self.value, list) else self.texts
        return [(key, label, key in chosen) for key, label in self.filter.options()]


@dataclass(frozen=True)
class Head:
    """A column's heading. direction: `asc`, `desc` or empty; url: sorts by it, or the other way; empty: cannot."""

    column: Column
    url: str
    direction: str


@dataclass(frozen=True)
class Cell:
    column: Column
    text: str
    url: str = ""
    masked: bool = False


@dataclass(frozen=True)
class Row:
    object: Any
    cells: list[Cell]

    @property
    def phone(self) -> list[Cell]:
        """The facts that matter on a card; the first two cells when no column says so."""
        return [cell for cell in self.cells if cell.column.phone] or self.cells[:2]


class Table:
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
        self.request, self.everything, self.key = request, queryset, key
        self.all_columns, self.filters_declared, self._search = list(columns), list(filters), search
        self.default_order, self.page_size = default_order, page_size
        self.revealed, self.export_permitted = revealed, export_permitted
        self.asked = request.GET

    # --- what was asked -------------------------------------------------------------------------

    @cached_property
    def search_text(self) -> str:
        return self.asked.get("q", "").strip() if self._search else ""

    @property
    def searchable(self) -> bool:
        return self._search is not None

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

    # --- which rows -----------------------------------------------------------------------------

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
    def narrowed(self) -> QuerySet:
        """All rows that pass search and filters, unordered."""
        rows = self.everything
        for one in self.in_force:
            rows = one.filter.narrow(rows, one.value)
        return self._search(rows, self.search_text) if self._search and self.search_text else rows

    @cached_property
    def ordered(self) -> QuerySet:
        """All rows that pass, in order: for exports."""
        return self.narrowed.order_by(*self._order_by())

    @cached_property
    def count(self) -> int:
        """Exactly how many rows pass."""
        return self.narrowed.order_by().count()

    @property
    def count_text(self) -> str:
        return vietnamese.number(self.count)

    @cached_property
    def _page(self) -> tuple[list[Any], bool, bool]:
        """Rows of this page, whether there are some before, whether there are some after."""
        after, before = self._anchor("after"), self._anchor("before")
        if before is not None:
            rows = self.narrowed.filter(self._beyond(before, back=True)).order_by(*self._order_by(back=True))[: self.page_size + 1]
            found = list(rows)
            return found[self.page_size - 1 :: -1] if len(found) > self.page_size else found[::-1], len(found) > self.page_size, True
        rows = self.ordered if after is None else self.narrowed.filter(self._beyond(after)).order_by(*self._order_by())
        found = list(rows[: self.page_size + 1])
        return found[: self.page_size], after is not None, len(found) > self.page_size

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

    # --- seeking: order with nulls last and the key as the last word -----------------------------

    def _sorts(self) -> list[tuple[str, bool]]:
        column, descending = self.order
        paths = [(path, descending) for path in column.sort]
        return paths if paths[-1][0] == "pk" else [*paths, ("pk", descending)]

    def _order_by(self, *, back: bool = False) -> list[Any]:
        return [
            F(path).desc(**self._nulls(path, back)) if descending != back else F(path).asc(**self._nulls(path, back))
            for path, descending in self._sorts()
        ]

    def _nulls(self, path: str, back: bool) -> dict[str, bool]:
        """Said only where there may be nulls: an index on a column without them serves both directions."""
        if not self._nullable(path):
            return {}
        return {"nulls_first": True} if back else {"nulls_last": True}

    def _anchor(self, word: str) -> tuple[Any, ...] | None:
        """The sort values of the row the address names; None: from the start."""
        key = self.asked.get(word, "")
        if not key.isdecimal() or len(key) > 18:
            return None
        return self.everything.filter(pk=key).values_list(*(path for path, _down in self._sorts())).first()

    def _beyond(self, anchor: tuple[Any, ...], *, back: bool = False) -> Q:
        """Rows past the anchor. The first bound is said apart, so that an index can be used."""
        beyond, same = Q(pk__in=[]), Q()
        for (path, descending), value in zip(self._sorts(), anchor, strict=True):
            beyond |= same & _past(path, value, down=descending != back, nulls_last=not back)
            same &= Q(**{f"{path}__isnull": True}) if value is None else Q(**{path: value})
        (path, descending), value = self._sorts()[0], anchor[0]
        if value is None or self._nullable(path):
            return beyond
        return Q(**{f"{path}__{'lte' if descending != back else 'gte'}": value}) & beyond

    def _nullable(self, path: str) -> bool:
        if path == "pk":
            return False
        names = {f.name: f for f in self.everything.model._meta.get_fields()}  # noqa: SLF001 Django's public _meta
        found = names.get(path)
        return found is None or bool(getattr(found, "null", True))

    # --- addresses ------------------------------------------------------------------------------

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
    def next_url(self) -> str:
        return self.url(after=str(self.objects[-1].pk)) if self._page[2] and self.objects else ""

    @property
    def previous_url(self) -> str:
        return self.url(before=str(self.objects[0].pk)) if self._page[1] and self.objects else ""

    @property
    def first_url(self) -> str:
        return self.url()

    @property
    def clear_url(self) -> str:
        """Without search and filters; sort and columns stay."""
        names = [name for one in self.filters_declared for name in one.names()]
        return self.url(q=None, **dict.fromkeys(names))

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

    @cached_property
    def chips(self) -> list[Chip]:
        found = [
            Chip(str(one.label), one.filter.said(one.value), self.url(**dict.fromkeys(one.filter.names())))
            for one in self.in_force
        ]
        return [Chip(_("Search"), self.search_text, self.url(q=None)), *found] if self.search_text else found

    @property
    def chip_words(self) -> list[tuple[str, str, bool]]:
        """Filters in force and saved ones, as the chips component takes them: words, address, in force."""
        in_force = [(f"{chip.label}: {chip.value}", chip.remove_url, True) for chip in self.chips]
        return in_force + [(one.name, f"?{one.query}", False) for one in self.saved]

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

    @cached_property
    def saved(self) -> list[SavedFilter]:
        """The reader's own saved filters of this table."""
        return list(SavedFilter.objects.visible_to(self.request.user).filter(table=self.key))

    @property
    def narrow(self) -> bool:
        """Whether a search or filter is in force: an empty list then means `nothing passes`."""
        return bool(self.chips)


def _past(path: str, value: Any, *, down: bool, nulls_last: bool) -> Q:
    """Rows whose `path` comes after `value` in this direction."""
    if value is None:
        return Q(pk__in=[]) if nulls_last else Q(**{f"{path}__isnull": False})
    further = Q(**{f"{path}__{'lt' if down else 'gt'}": value})
    return further | Q(**{f"{path}__isnull": True}) if nulls_last and path != "pk" else further
