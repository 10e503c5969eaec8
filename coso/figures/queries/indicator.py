"""An indicator: what is counted, declared once beside the data; and the list of all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from django.db.models import Expression, F, QuerySet, Value
from django.db.models.functions import NullIf
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coso.common.errors import CosoError
from coso.figures.cells import Stored
from coso.figures.enums import Direction, Subject
from coso.figures.queries.question import Question

UNKNOWN = "unknown"


class NoSuchIndicator(CosoError):
    """Asked for an indicator or a dimension that nobody declared; names the nearest."""


@dataclass(frozen=True)
class Choice:
    """One value of a dimension. raw: as the database answers it, None for nothing recorded; key: as addresses and answers name it."""

    raw: Any = field(compare=False)
    key: str
    label: Any = field(compare=False)


NOT_RECORDED = Choice(None, UNKNOWN, gettext_lazy("Not recorded"))


@dataclass(frozen=True)
class Dimension:
    """A way of splitting an indicator.

    of: the database expression whose value a row has, asked with the question and the indicator.
    values: all values in their order. sensitive: small counts are hidden from those who may not open the people.
    of_unit: instead of `of`, units annotated with `split`, for what follows from the unit a row stands in.
    """

    key: str
    name: Any
    values: Callable[[Question], list[Choice]]
    of: Callable[[Question, Indicator], Expression | F] | None = None
    of_unit: Callable[[Question], QuerySet] | None = None
    sensitive: bool = False

    def narrow(self, rows: QuerySet, question: Question, indicator: Indicator, key: str) -> QuerySet:
        """Only the rows of one value."""
        raw = self.raw(question, key)
        if self.of_unit:
            same = self.of_unit(question).filter(**_equals("split", raw))
            narrower = rows.filter(**{f"{indicator.unit}__in": same.values("pk")})
        else:
            name = f"only_{self.key}"
            narrower = rows.alias(**{name: self.expression(question, indicator)}).filter(**_equals(name, raw))
        return narrower

    def expression(self, question: Question, indicator: Indicator) -> Expression | F:
        if self.of is None:
            raise TypeError(f"{self.key} is read from the unit")
        return self.of(question, indicator)

    def raw(self, question: Question, key: str) -> Any:
        if key == UNKNOWN:
            return None
        for value in self.values(question):
            if value.key == key:
                return value.raw
        raise NoSuchIndicator(_nearest(_("“%(dimension)s” has no value “%(key)s”.") % {"dimension": self.key, "key": key}, key, [v.key for v in self.values(question)]))


def _equals(name: str, raw: Any) -> dict[str, Any]:
    return {f"{name}__isnull": True} if raw is None else {name: raw}


def text(field: str) -> NullIf:
    """A text field as a dimension's expression: an empty text is nothing recorded."""
    return NullIf(F(field), Value(""))


def choices(enumeration: Any) -> Callable[[Question], list[Choice]]:
    """The values of an enumeration or of a mapping, as a dimension's."""
    pairs = list(getattr(enumeration, "choices", None) or enumeration.items())
    return lambda _question: [Choice(key, str(key), label) for key, label in pairs]


@dataclass(frozen=True)
class Indicator:
    """What is counted.

    population: the rows of a question before unit and `where` are applied.
    unit, position: the fields of a row that hold its unit and that unit's position.
    linked: `unit` is a foreign key, or the row is itself a unit.
    tree_day: the day whose tree a flow's row is read on; what is counted on a day is read on that day's.
    event: for a flow, the day a row happened; ages are taken on it.
    flow: counts what happened in a period; otherwise what is true on a day.
    stored: the rows counted ahead among which its own are; its population on a day is those that hold the day.
    stored_only: of these the ones whose facts have one of the values named, by the fact's key; empty for all of them.
    row: a record as the lists of command and API show it.
    opens: the permission with which a row's own page is opened; empty where rows have none.
    sensitive: what being counted tells of a person, if that is sensitive; small numbers are hidden as those of a sensitive dimension.
    """

    key: str
    name: Any
    definition: Any
    unit_of_measure: Any
    population: Callable[[Question], QuerySet]
    row: Callable[[Any], dict[str, Any]]
    dimensions: tuple[Dimension, ...] = ()
    unit: str = "unit_id"
    linked: bool = True
    position: str = "position"
    tree_day: F | Expression | None = None
    event: str = ""
    order: tuple[str, ...] = ("pk",)
    direction: Direction = Direction.NEITHER
    version: int = 1
    people: bool = False
    sensitive: str = ""
    opens: str = ""
    related: tuple[str, ...] = ()
    stored: Stored | None = None
    stored_only: tuple[tuple[str, tuple[Any, ...]], ...] = ()

    @property
    def flow(self) -> bool:
        return bool(self.event)

    def dimension(self, key: str) -> Dimension:
        for dimension in self.dimensions:
            if dimension.key == key:
                return dimension
        keys = [dimension.key for dimension in self.dimensions]
        raise NoSuchIndicator(_nearest(_("“%(indicator)s” can't be split by “%(key)s”.") % {"indicator": self.key, "key": key}, key, keys))

    def day_of(self, question: Question) -> Any:
        """The day of the tree each row is read on."""
        return self.tree_day or question.day


@dataclass(frozen=True)
class Ratio:
    """One count divided by another: an average, or with `percent` a share of a hundred."""

    key: str
    name: Any
    definition: Any
    unit_of_measure: Any
    numerator: str
    denominator: str
    numerator_where: tuple[tuple[str, str], ...] = ()
    percent: bool = False
    direction: Direction = Direction.NEITHER
    version: int = 1

    @property
    def flow(self) -> bool:
        return bool(indicator(self.numerator).flow)

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Those that both counts have; not the one the share is about."""
        below = {dimension.key for dimension in indicator(self.denominator).dimensions} - dict(self.numerator_where).keys()
        return tuple(dimension for dimension in indicator(self.numerator).dimensions if dimension.key in below)


@dataclass(frozen=True)
class Unmeasured:
    """A figure the field asks for that nothing here tells yet. waits_for: what will, in a sentence; rule: the key that decides in it."""

    key: str
    name: Any
    waits_for: Any
    rule: str = ""


_unmeasured: dict[str, Unmeasured] = {}
_declared: dict[str, Indicator | Ratio] = {}


def declare(*indicators: Indicator | Ratio | Unmeasured) -> None:
    """Put indicators on the list; a key is declared once, and begins with a `Subject`."""
    for one in indicators:
        subject_of(one)
        if one.key in _declared or one.key in _unmeasured:
            raise ValueError(f"{one.key} is declared twice")
        if isinstance(one, Unmeasured):
            _unmeasured[one.key] = one
        else:
            _declared[one.key] = one


def indicator(key: str) -> Any:
    """The indicator of that key, an Indicator or a Ratio; else NoSuchIndicator with the nearest key."""
    if key in _declared:
        return _declared[key]
    if key in _unmeasured:
        raise NoSuchIndicator(_("“%(name)s” is not measured yet. %(waits_for)s") % {"name": _unmeasured[key].name, "waits_for": _unmeasured[key].waits_for})
    raise NoSuchIndicator(_nearest(_("There is no figure “%(key)s”.") % {"key": key}, key, list(_declared)))


def unmeasured() -> list[Unmeasured]:
    """What the field asks for and nothing here tells yet."""
    return [_unmeasured[key] for key in sorted(_unmeasured)]


def subject_of(one: Indicator | Ratio | Unmeasured) -> Subject:
    return Subject(one.key.partition(".")[0])


def by_subject() -> list[tuple[Subject, list[Indicator | Ratio]]]:
    """All indicators, those of a subject together, each group by key."""
    groups = [(subject, [one for one in all_indicators() if subject_of(one) == subject]) for subject in Subject]
    return [(subject, found) for subject, found in groups if found]


def stored_indicator() -> Any:
    """The one whose rows are all those counted ahead."""
    return next(one for one in _declared.values() if isinstance(one, Indicator) and one.stored and not one.stored_only)


def all_indicators() -> list[Indicator | Ratio]:
    return [_declared[key] for key in sorted(_declared)]


def _nearest(said: str, key: str, known: list[str]) -> str:
    near = get_close_matches(key, known, n=1, cutoff=0)
    return said + " " + _("Nearest: %(near)s.") % {"near": near[0]} if near else said
