"""Units of an invented tree with their dated names, codes and superiors; positions by the tree's own rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from coso.generator.rows import NULL, Sheets
from coso.org.enums import LineageKind, Sector, UnitKind
from coso.org.kinds import KINDS
from coso.org.positions import Space

WITHOUT_PAPER = 23  # one unit of so many
Line = tuple["Node", int, date, date | None]  # superior, levels up, from, to


@dataclass(slots=True)
class Phase:
    """What a unit was called and where it stood from a day on, until its next phase."""

    start: date
    parent: Node | None
    code: str
    name: str


@dataclass(slots=True, eq=False)
class Node:
    """A unit; `phases` in the order of time, the last one is what stands now or stood at the end."""

    id: int
    kind: UnitKind
    sector: Sector | str
    phases: list[Phase]
    ended: date | None = None
    position: int = 0
    position_end: int = 0
    space: Space | None = None
    successors: list[Node] = field(default_factory=list)
    areas: list[tuple[int, date]] = field(default_factory=list)
    upward: list[Line] | None = None

    @property
    def now(self) -> Phase:
        return self.phases[-1]

    @property
    def founded(self) -> date:
        return self.phases[0].start

    def change(self, start: date, *, parent: Node, code: str, name: str | None = None) -> None:
        self.phases.append(Phase(start, parent, code, name or self.now.name))

    def on(self, day: date) -> bool:
        return self.founded <= day and (self.ended is None or day < self.ended)

    def place(self) -> None:
        """Give the unit its interval under its present superior, which has one already."""
        if self.now.parent and self.now.parent.space is None:
            self.now.parent.place()
        room = self.now.parent.space if self.now.parent else Space.inside(None)
        self.position, self.position_end = room.take(1 << KINDS[self.kind].width)
        self.space = Space.inside(self)

    def periods(self) -> list[tuple[Phase, date | None]]:
        """Each phase with the day it ends on."""
        ends = [after.start for _phase, after in pairwise(self.phases)]
        return list(zip(self.phases, [*ends, self.ended], strict=True))

    def lines(self) -> list[Line]:
        """The unit and each of its superiors, with the days on which the line stood; asked often of those above."""
        if self.upward is None:
            self.upward = self._worked_out()
        return self.upward

    def _worked_out(self) -> list[Line]:
        lines: list[Line] = [(self, 0, self.founded, self.ended)]
        for phase, end in self.periods():
            for superior, levels, start, until in phase.parent.lines() if phase.parent else []:
                first, last = max(start, phase.start), earlier(until, end)
                if last is None or first < last:
                    _join(lines, (superior, levels + 1, first, last))
        return lines


def earlier(one: date | None, other: date | None) -> date | None:
    """The earlier of two ends, where None has not come."""
    return other if one is None else one if other is None else min(one, other)


def _join(lines: list[Line], new: Line) -> None:
    """Add a line, or lengthen the one that ends where it begins."""
    for at, (superior, levels, start, until) in enumerate(lines):
        if superior is new[0] and levels == new[1] and until == new[2]:
            lines[at] = (superior, levels, start, new[3])
            return
    lines.append(new)


def iso(day: date | None) -> str:
    return day.isoformat() if day else NULL


def write(sheets: Sheets, nodes: list[Node]) -> None:
    """The rows of units whose places are known already."""
    for node in nodes:
        now = node.now
        parent = now.parent.id if now.parent else NULL
        sheets.units.add(node.id, now.code, now.name, node.kind.value, str(node.sector), parent, node.position, node.position_end, iso(node.founded), iso(node.ended), paper(node, node.founded))
        for phase, end in node.periods():
            sheets.details.add(node.id, iso(phase.start), iso(end), phase.code, phase.name, node.kind.value, str(node.sector), paper(node, phase.start))
        _write_places(sheets, node)
        for superior, levels, start, end in node.lines():
            sheets.closure.add(superior.id, node.id, levels, iso(start), iso(end))
        for successor in node.successors:
            sheets.lineage.add(node.id, successor.id, LineageKind.MERGE.value, iso(node.ended), "")
        for area, start in node.areas:
            sheets.services.add(node.id, area, iso(start), iso(node.ended))


def _write_places(sheets: Sheets, node: Node) -> None:
    """One placement for each superior, not for each name."""
    runs: list[tuple[Node | None, date]] = []
    for phase in node.phases:
        if not runs or runs[-1][0] is not phase.parent:
            runs.append((phase.parent, phase.start))
    ends = [start for _parent, start in runs[1:]]
    for (parent, start), end in zip(runs, [*ends, node.ended], strict=True):
        sheets.placements.add(node.id, parent.id if parent else NULL, iso(start), iso(end), paper(node, start))


def paper(node: Node, day: date) -> str:
    """An invented decision of that day; of some units the paper has not been found."""
    return f"Quyết định số {(node.id * 37 + day.year) % 480 + 1}-QĐ/TU ngày {day:%d/%m/%Y}" if node.id % WITHOUT_PAPER else ""


def code_of(province: int | str, superior: int = 0, grassroots: int = 0, section: int = 0, branch: int = 0) -> str:
    """The 14 digits in groups 2.3.3.3.3 (domain/organisation.md §3)."""
    return f"{int(province):02}{superior:03}{grassroots:03}{section:03}{branch:03}"
