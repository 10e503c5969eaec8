"""Found units, one or a whole province."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.acts import act, record_all
from coso.common.errors import NotAllowed
from coso.common.vietnamese import tidy
from coso.org import closure, rules
from coso.org.actions.ground import (
    check_code,
    check_codes_free,
    line_to,
    locked,
    size_of,
    tidy_code,
)
from coso.org.enums import UnitAct
from coso.org.models import Placement, Unit, UnitDetails
from coso.org.placing import lock_structure
from coso.org.positions import Space


@dataclass(frozen=True, eq=False, kw_only=True)
class NewUnit:
    """A unit to be founded. `parent`: a unit in being, another new one earlier in the same list, or None for a top."""

    name: str
    kind: str
    founded_on: date
    parent: Unit | NewUnit | None
    code: str = ""
    sector: str = ""
    paper: str = ""


@transaction.atomic
def found_unit(
    *, parent: Unit | None, kind: str, name: str, founded_on: date, code: str = "", sector: str = "", paper: str = "", by: Actor
) -> Unit:
    """Found one unit under `parent` by a dated decision. Only the system founds the top of a tree."""
    new = NewUnit(parent=parent, kind=kind, name=name, founded_on=founded_on, code=code, sector=sector, paper=paper)
    return found_units(units=[new], by=by)[0]


@transaction.atomic
def found_units(*, units: Sequence[NewUnit], by: Actor) -> list[Unit]:
    """Found many units at once, superiors before those below them; answers in the same order."""
    parents = {new.parent.pk: new.parent for new in units if isinstance(new.parent, Unit)}
    for parent in parents.values():
        by.require("unit.found", parent)
    if by.pk is not None and any(new.parent is None for new in units):
        raise NotAllowed(_("The top of a tree is founded at the command line. Nothing was changed."))
    lock_structure()
    founding = Founding(locked(*parents))
    check_codes_free([tidy_code(new.code) for new in units])
    for level in _levels(units):
        founding.found(level)
    founded = [founding.founded[new] for new in units]
    closure.rebuild([unit.pk for unit in founded])
    record_all([act(UnitAct.FOUNDED, unit, by=by, position=unit.position, day=unit.founded_on) for unit in founded])
    return founded


def _levels(units: Sequence[NewUnit]) -> list[list[NewUnit]]:
    """New units by how many new units stand above them."""
    depth: dict[NewUnit, int] = {}
    levels: dict[int, list[NewUnit]] = defaultdict(list)
    for new in units:
        depth[new] = depth[new.parent] + 1 if isinstance(new.parent, NewUnit) else 0
        levels[depth[new]].append(new)
    return list(levels.values())


class Founding:
    """Places and keeps new units level by level, so that a whole province takes a handful of statements."""

    def __init__(self, parents: dict[int, Unit]) -> None:
        self.parents = parents
        self.founded: dict[NewUnit, Unit] = {}
        self.spaces: dict[int | None, Space] = {}
        self.lines: dict[int | None, list[rules.Superior]] = {None: []}

    def found(self, level: Iterable[NewUnit]) -> None:
        """Keep one level: all its superiors are in being."""
        pairs = [(new, self.placed(new)) for new in level]
        units = Unit.objects.bulk_create(dict(pairs).values(), batch_size=2000)
        UnitDetails.objects.bulk_create([_first_details(unit) for unit in units], batch_size=5000)
        Placement.objects.bulk_create([_first_placement(unit) for unit in units], batch_size=5000)
        self.founded |= dict(pairs)

    def placed(self, new: NewUnit) -> Unit:
        parent = self.parent_of(new)
        unit = Unit(
            parent=parent, kind=new.kind, name=tidy(new.name), code=tidy_code(new.code), sector=new.sector,
            founded_on=new.founded_on, founding_paper=new.paper,
        )
        rules.check_name(unit.name)
        rules.check_kind(unit.kind, parent.kind if parent else None)
        if parent:
            rules.check_in_being(parent, new.founded_on)
        check_code(unit.code, unit.kind, self.line_below(parent), new.founded_on)
        unit.position, unit.position_end = self.space_below(parent).take(size_of(unit.kind))
        return unit

    def parent_of(self, new: NewUnit) -> Unit | None:
        if isinstance(new.parent, NewUnit):
            return self.founded[new.parent]
        return self.parents[new.parent.pk] if new.parent else None

    def space_below(self, parent: Unit | None) -> Space:
        key = parent.pk if parent else None
        if key not in self.spaces:
            known = parent is None or key in self.parents
            self.spaces[key] = Space.below(parent) if known else Space.inside(parent)
        return self.spaces[key]

    def line_below(self, parent: Unit | None) -> list[rules.Superior]:
        """The superiors of a unit under `parent`, the top first."""
        key = parent.pk if parent else None
        if parent and key not in self.lines:
            if key in self.parents:
                self.lines[key] = line_to(parent)
            else:
                self.lines[key] = [*self.line_below(parent.parent), rules.Superior(parent.kind, parent.code)]
        return self.lines[key]


def _first_details(unit: Unit) -> UnitDetails:
    return UnitDetails(
        unit=unit, code=unit.code, name=unit.name, kind=unit.kind, sector=unit.sector, paper=unit.founding_paper, valid_from=unit.founded_on
    )


def _first_placement(unit: Unit) -> Placement:
    return Placement(unit=unit, parent=unit.parent, paper=unit.founding_paper, valid_from=unit.founded_on)
