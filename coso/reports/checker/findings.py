"""What the checker found: which words, which kind, how sure, and the sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coso.common.vietnamese import number
from coso.reports.checker.letters import Letters
from coso.reports.checker.numbers import Figure, Kind, Number


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Relation(StrEnum):
    """Kinds of findings."""

    FRACTION = "fraction_and_percent"
    SHARE = "share_of_whole"
    PARTS = "whole_and_parts"
    LARGER = "part_larger_than_whole"
    ATTAINMENT = "attainment"
    CHANGE = "change"
    HUNDRED = "shares_of_hundred"
    TWO_VALUES = "two_values"
    TABLE_TOTAL = "table_total"
    TABLE_SHARE = "table_share"
    TEXT_TABLE = "text_and_table"


LABELS = {
    Relation.FRACTION: gettext_lazy("Fraction and per cent"), Relation.SHARE: gettext_lazy("Share of a whole"), Relation.PARTS: gettext_lazy("Whole and parts"),
    Relation.LARGER: gettext_lazy("Part larger than its whole"), Relation.ATTAINMENT: gettext_lazy("Reached of a target"), Relation.CHANGE: gettext_lazy("Change against a base"),
    Relation.HUNDRED: gettext_lazy("Shares that must make 100"), Relation.TWO_VALUES: gettext_lazy("One thing with two values"), Relation.TABLE_TOTAL: gettext_lazy("Total of a table"),
    Relation.TABLE_SHARE: gettext_lazy("Per cent in a table"), Relation.TEXT_TABLE: gettext_lazy("Text against table"),
}


@dataclass(frozen=True)
class Finding:
    """start, end: places in the text that was given. stated: the number as written. computed: what the sum gives."""

    start: int
    end: int
    quote: str
    kind: str
    severity: str
    stated: str
    computed: str
    explanation: str

    def told(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def label(self) -> Any:
        return LABELS[Relation(self.kind)]


@dataclass
class Checked:
    """findings: in the order of the text. checked: how many relations between figures were computed."""

    findings: list[Finding]
    checked: int

    @property
    def errors(self) -> list[Finding]:
        return [one for one in self.findings if one.severity == Severity.ERROR]

    def told(self) -> dict[str, Any]:
        return {"findings": [one.told() for one in self.findings], "checked": self.checked}


LONGEST_MARK = 320


@dataclass
class Notes:
    """Kept while a text is read. settled: places of figures that a relation has explained or found wrong already."""

    given: str
    letters: Letters
    findings: list[Finding] = field(default_factory=list)
    checked: int = 0
    settled: set[int] = field(default_factory=set)

    def right(self, *figures: Figure) -> None:
        self.checked += 1
        self.settled.update(figure.start for figure in figures)

    def wrong(self, relation: Relation, stated: Figure, beside: Sequence[Figure], computed: str, explanation: str, *, sure: bool = True) -> None:
        """A relation that does not hold: the figure that does not agree, and those it was computed from."""
        self.checked += 1
        if stated.start in self.settled:
            return
        self.settled.add(stated.start)
        start, end = self._span(stated, beside)
        severity = Severity.ERROR if sure else Severity.WARNING
        self.findings.append(Finding(start, end, self.given[start:end], relation, severity, self.said(stated), computed, explanation))

    def said(self, figure: Figure) -> str:
        return self.letters.text[figure.start : figure.end].strip()

    def _span(self, stated: Figure, beside: Sequence[Figure]) -> tuple[int, int]:
        """From the first figure to the last where they are near each other, else the figure that does not agree."""
        figures = (stated, *beside)
        start, end = min(one.start for one in figures), max(self._with_noun(one) for one in figures)
        if end - start > LONGEST_MARK or "\n\n" in self.letters.text[start:end]:
            start, end = stated.start, self._with_noun(stated)
        return self.letters.given(start), self.letters.given(end)

    def _with_noun(self, figure: Figure) -> int:
        """Where a count ends, the word for what is counted included."""
        after = figure.end + 1 + len(figure.noun)
        return after if figure.kind == Kind.COUNT and figure.noun and self.letters.low[figure.end + 1 : after] == figure.noun else figure.end


def written(value: Number, places: int = 0) -> str:
    """A computed number in the reader's form; never so rounded that it looks whole when it is not."""
    if value.denominator == 1:
        return number(int(value))
    places = next((exact for exact in (places, places + 1) if (value * 10**exact).denominator == 1), max(places, 2))
    return number(floor(value * 10**places + Fraction(1, 2)) / 10**places, places)


def percent(value: Number, stated: Figure) -> str:
    return f"{written(value, stated.places)}%"


def plain(figure: Figure) -> str:
    """A figure as it goes into a sum."""
    sign = "%" if figure.kind in (Kind.PERCENT, Kind.POINTS) else ""
    return number(figure.value.numerator / figure.value.denominator, figure.places) + sign


def would_agree(part: Number, whole: Number, stated: Figure) -> str:
    """Which base and which numerator would make the stated per cent right."""
    share = Fraction(stated.value, 100)
    if not share:
        return ""
    base, numerator = round(Fraction(part, share)), round(whole * share)
    return _("%(percent)s would agree with %(part)s of %(base)s, or with %(numerator)s of %(whole)s.") % {
        "percent": plain(stated), "part": number(int(part)), "base": number(base), "numerator": number(numerator), "whole": number(int(whole)),
    }
