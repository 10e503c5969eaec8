"""The demo's province: an invented place whose figures are those of a published report.

The figures are of article 003 in domain/seeds_figures.md (a mountain province, 2010–2020). Province, districts,
communes, villages and people are all invented; the codes beginning with 97 belong to no province.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

from coso.generator.people import Place
from coso.generator.rows import Sheets
from coso.generator.sharing import shares
from coso.generator.tree import Node

PROVINCE, PROVINCE_NAME = 97, "Mường Sại"
START, END = date(2010, 12, 31), date(2020, 12, 31)
MEMBERS_AT_START, MEMBERS_AT_END = 16_491, 29_849  # the second is 1.81 times the first
ADMITTED, ADMITTED_IN_MINORITY_COMMUNES, ADMITTED_OF_MINORITY = 15_980, 10_653, 7_223
VILLAGES, COMMUNES, NEW_BRANCHES = 956, 106, 205
LEFT = MEMBERS_AT_START + ADMITTED - MEMBERS_AT_END
MINORITY_SHARE_ELSEWHERE = 0.155  # of those admitted outside the communes with many minorities
AFTER = range(2021, 2032)  # years for which lives are made up; what lies after the demo's day is left out
ADMITTED_A_YEAR, LEFT_A_YEAR = 1_130, 430

DISTRICT_COMMUNES = (8, 17, 16, 14, 14, 13, 12, 12)  # the first is the city
DISTRICT_COMMUNES_TODAY = (2, 6, 6, 5, 5, 5, 5, 4)
WEIGHTS = {"residential": 15.0, "school": 15.0, "health_station": 5.5, "army": 5.5, "police": 5.5, "administrative_agency": 26.0}
OTHER_WEIGHT = 22.0
BESIDE_MEMBERS = 8_000  # of the members at the end, in the organisations beside districts
DEMO_COMMUNE = 2  # which of today's communes the small demo shows: the seat of a district, larger than the others
DEMO_FAVOUR = 1.5


@dataclass(slots=True, eq=False)
class Part:
    """An old commune, a district's agencies or an organisation beside: what the report's figures are shared out to."""

    branches: list[Node]
    minority: bool
    at_start: int = 0
    admitted: int = 0
    admitted_of_minority: int = 0
    left: int = 0
    later: dict[int, tuple[int, int]] = field(default_factory=dict)  # year: admitted, left

    def weight(self) -> float:
        return sum(WEIGHTS.get(str(node.sector), OTHER_WEIGHT) for node in self.branches)

    def weight_at_start(self) -> float:
        return sum(WEIGHTS.get(str(node.sector), OTHER_WEIGHT) for node in self.branches if node.founded < START)

    def people(self) -> int:
        return self.at_start + self.admitted + sum(admitted for admitted, _left in self.later.values())


@dataclass(slots=True, eq=False)
class Home:
    """A commune of today, or an organisation beside, and the parts it came from."""

    head: Node
    place: Place
    olds: list[Node]
    parts: list[Part] = field(default_factory=list)
    above: list[Node] = field(default_factory=list)  # between head and branches
    office: Node | None = None  # the branch of the new commune's office
    sheets: Sheets = field(default_factory=Sheets)  # its areas
    first_member: int = 0

    def branches(self) -> list[Node]:
        return [node for part in self.parts for node in part.branches]

    def people(self) -> int:
        return sum(part.people() for part in self.parts)


def share_out(rng: Random, parts: list[Part]) -> None:
    """The report's totals, shared out to the parts so that each sum is exact."""
    for part, number in zip(parts, shares(MEMBERS_AT_START, [part.weight_at_start() for part in parts]), strict=True):
        part.at_start = number
    _share_admitted([part for part in parts if part.minority], ADMITTED_IN_MINORITY_COMMUNES)
    elsewhere = [part for part in parts if not part.minority]
    _share_admitted(elsewhere, ADMITTED - ADMITTED_IN_MINORITY_COMMUNES)
    _share_minority(parts, elsewhere)
    for part, number in zip(parts, shares(LEFT, [part.at_start + part.admitted / 3 for part in parts]), strict=True):
        part.left = number
    _share_later(rng, parts)


def _share_admitted(parts: list[Part], total: int) -> None:
    for part, number in zip(parts, shares(total, [part.weight() for part in parts]), strict=True):
        part.admitted = number


def _share_minority(parts: list[Part], elsewhere: list[Part]) -> None:
    outside = round(MINORITY_SHARE_ELSEWHERE * sum(part.admitted for part in elsewhere))
    within = [part for part in parts if part.minority]
    for some, total in ((elsewhere, outside), (within, ADMITTED_OF_MINORITY - outside)):
        for part, number in zip(some, shares(total, [part.admitted for part in some]), strict=True):
            part.admitted_of_minority = number


def _share_later(rng: Random, parts: list[Part]) -> None:
    for year in AFTER:
        weights = [part.weight() * rng.uniform(0.8, 1.2) for part in parts]
        admitted, left = shares(ADMITTED_A_YEAR, weights), shares(LEFT_A_YEAR, weights)
        for part, came, went in zip(parts, admitted, left, strict=True):
            part.later[year] = (came, went)
