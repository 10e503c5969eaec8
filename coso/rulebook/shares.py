"""Shares of a whole, as votes are counted by: 2/3 is "at least two thirds", >1/2 is "more than half". Never rounded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import Self

from django.utils.translation import gettext as _

WRITTEN = re.compile(r"(>?)\s*(\d+)\s*(?:/\s*(\d+)|%)")


@dataclass(frozen=True)
class Share:
    """A part of a base that has to be reached, or with `strict` to be passed.

    numerator, denominator: in lowest terms, 0 < numerator <= denominator.
    """

    numerator: int
    denominator: int
    strict: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.numerator <= self.denominator or (self.strict and self.numerator == self.denominator):
            raise ValueError(f"{self.numerator}/{self.denominator} can not be reached")
        common = gcd(self.numerator, self.denominator)
        object.__setattr__(self, "numerator", self.numerator // common)
        object.__setattr__(self, "denominator", self.denominator // common)

    @classmethod
    def parse(cls, text: str) -> Self:
        """From "2/3", ">1/2" or "90%"; ValueError for anything else."""
        if not (found := WRITTEN.fullmatch(text.strip())):
            raise ValueError(f"{text!r} is no share")
        return cls(int(found[2]), int(found[3] or 100), strict=bool(found[1]))

    @property
    def fraction(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)

    def reached(self, yes: int, base: int) -> bool:
        """Whether `yes` of `base` is enough. Nobody decides where the base is nobody. ValueError where `yes` does not lie in the base."""
        if not 0 <= yes <= base:
            raise ValueError(f"{yes} of {base} is no count of votes")
        return yes >= self.needed(base)

    def needed(self, base: int) -> int:
        """The least number of `base` that is enough; at least 1."""
        whole, rest = divmod(self.numerator * base, self.denominator)
        return max(1, whole + (1 if rest or self.strict else 0))

    def __str__(self) -> str:
        tenths = self.denominator in {10, 20, 100}  # as regulations write them
        written = f"{100 * self.numerator // self.denominator}%" if tenths else f"{self.numerator}/{self.denominator}"
        return _("more than %(share)s") % {"share": written} if self.strict else written
