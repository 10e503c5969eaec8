"""What has been published, set beside the records: the number as it was printed, what is counted, the sum, and whether they agree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce

from django.utils.translation import gettext as _

from coso.common.vietnamese import number
from coso.reports.checker.numbers import Figure, Kind
from coso.reports.checker.rounding import agrees
from coso.reports.queries.built import Cell, Line

PRINTED = re.compile(r"(?P<over>(?:trên|hơn) )?(?P<sign>[+-])?(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<rest>\d+))?")
PERCENT = 100
MOST_PLACES = 2  # of what is worked out; as many as figures have


@dataclass(frozen=True)
class Printed:
    """A number as papers print it: `15.980`, `62,67`, `trên 300`, `-18`."""

    text: str
    value: Fraction
    places: int
    over: bool

    @classmethod
    def read(cls, text: str) -> Printed | None:
        found = PRINTED.fullmatch(text)
        if not found:
            return None
        rest = found["rest"] or ""
        value = Fraction(int(found["whole"].replace(".", "") + rest), 10 ** len(rest))
        return cls(text, -value if found["sign"] == "-" else value, len(rest), bool(found["over"]))

    def agrees(self, computed: Fraction) -> bool:
        """As the checker judges: rounding half up, half to even or cutting gives it (`coso.reports.checker.rounding`)."""
        return agrees((computed, computed), Figure(0, 0, Kind.COUNT, self.value, self.places, rough="over" if self.over else ""))

    def cell(self, form: str = "stated") -> Cell:
        plain = int(self.value) if not self.places else float(self.value)
        return Cell(plain, places=self.places, change=True, form=form, word=self.text if self.over else "")


def heads() -> list[str]:
    return [_("Published"), _("From the records"), _("Set against"), _("Worked out"), _("Verdict")]


def heads_of_stated() -> list[str]:
    """Of sums in which every number is a published one."""
    return [_("Published"), _("Its parts, as published"), _("Its whole, as published"), _("Worked out"), _("Verdict")]


def compared_cells(printed: Printed, counted: Cell, against: Cell | None, way: str) -> list[Cell]:
    """The cells of a line. way: how `counted` and `against` are put together, a key of `WAYS`; empty where the number stands for itself.

    What small groups hide is hidden in the sum and the verdict too.
    """
    hidden = "other" if counted.hidden or (against and against.hidden) else ""
    computed = _worked_out(counted, against, way)
    worked = _cell(computed, way) if way else Cell(None, change=True)
    verdict = replace(_verdict(printed, computed), hidden=hidden)
    return [printed.cell(FORMS[way]), counted, against or Cell(None, change=True), replace(worked, hidden=hidden), verdict]


def stated_cells(printed: Printed, parts: list[Printed], whole: Printed | None) -> list[Cell]:
    """A line of published numbers alone: the parts added up, of a whole if there is one in per cent of it."""
    total = sum((one.value for one in parts), Fraction(0))
    computed = total * PERCENT / whole.value if whole else total
    added = Printed("", total, max(one.places for one in parts), over=False).cell()
    sum_ = _cell(computed, "share") if whole else Cell(None, change=True)
    return [printed.cell(), added, whole.cell() if whole else Cell(None, change=True), sum_, _verdict(printed, computed)]


def _verdict(printed: Printed, computed: Fraction | None) -> Cell:
    if computed is None:
        return Cell(None, change=True, form="warn", word=_("not counted"))
    good = printed.agrees(computed)
    return Cell(None, change=True, form="good" if good else "bad", word=_("agrees") if good else _("does not agree"))


def summed_up(lines: Sequence[Line]) -> list[str]:
    """How many lines agree, and which do not; nothing where small groups hide some verdict."""
    verdicts = [(line.label, line.cells[-1]) for line in lines]
    if any(cell.hidden for _label, cell in verdicts):
        return []
    unlike = [label for label, cell in verdicts if cell.form != "good"]
    told = {"good": number(len(lines) - len(unlike)), "all": number(len(lines)), "unlike": "; ".join(unlike)}
    return [_("%(good)s of %(all)s agree. Do not: %(unlike)s.") % told if unlike else _("All %(all)s agree.") % told]


WAYS = {
    "share": lambda counted, against: counted * PERCENT / against,
    "base": lambda counted, against: counted * PERCENT / against,
    "times": lambda counted, against: counted / against,
    "change": lambda counted, against: counted - against,
}
FORMS = {"": "stated", "share": "stated", "base": "stated", "times": "stated", "change": ""}  # a change carries its sign


def _worked_out(counted: Cell, against: Cell | None, way: str) -> Fraction | None:
    values = [Fraction(str(cell.value)) for cell in (counted, against) if cell and cell.value is not None]
    if not way:
        return values[0] if values else None
    return reduce(WAYS[way], values) if len(values) == len((counted, against)) and (values[1] or way == "change") else None


def _cell(computed: Fraction | None, way: str) -> Cell:
    if computed is None:
        return Cell(None, change=True)
    if way == "change":
        return Cell(int(computed), change=True)
    hundredths = int(computed * PERCENT + Fraction(1, 2))  # half up, as figures are
    return Cell(hundredths / PERCENT, places=MOST_PLACES, change=True, form="stated")
