"""The tree as a plan would leave it, worked out in memory: nothing is locked and nothing is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial, singledispatchmethod

from django.utils.translation import gettext as _

from coso.common.errors import RuleBroken
from coso.org import rules as org_rules
from coso.org.enums import UnitKind
from coso.org.kinds import KINDS
from coso.restructuring.enums import Who
from coso.restructuring.rules import operations as ops
from coso.restructuring.rules.operations import Operation, Ref


@dataclass
class Drawn:
    """A unit as the plan has it so far.

    people: keys of the members whose home it is on the day. later: of those who come to it after the day, or are guests.
    founded, ended: by the plan. begun: something about it begins on the day or later, so it cannot end on the day;
    placed, named: its superior began on the day or later, its name after the day.
    """

    ref: Ref
    name: str
    kind: str
    parent: Ref | None
    code: str = ""
    sector: str = ""
    people: set[int] = field(default_factory=set)
    later: set[int] = field(default_factory=set)
    areas: set[int] = field(default_factory=set)
    founded: bool = False
    ended: bool = False
    begun: bool = False
    placed: bool = False
    named: bool = False
    successors: list[Ref] = field(default_factory=list)

    @property
    def holds_members(self) -> bool:
        return KINDS[UnitKind(self.kind)].holds_members

    def follow(self, ref: Ref) -> None:
        if ref not in self.successors:
            self.successors.append(ref)


@dataclass(frozen=True)
class Refusal:
    """place: of the operation in the plan, from 1; 0 for the plan as a whole."""

    place: int
    sentence: str


class Sketch:
    """Draw operations one after another; what the rules would refuse is collected and the rest goes on."""

    def __init__(self, units: Iterable[Drawn], living_in: Mapping[str, set[int]] | None = None) -> None:
        """living_in: area, as an operation names it -> keys of the members whose address names it."""
        self.units: dict[Ref, Drawn] = {unit.ref: unit for unit in units}
        self.living_in = living_in or {}
        self.refusals: list[Refusal] = []
        self.moved: dict[int, tuple[Ref, Ref]] = {}
        self.kind_changed: dict[Ref, int] = {}
        self.place = 0
        self.codes = {unit.code: unit.ref for unit in self.units.values() if unit.code}

    def draw_all(self, operations: Iterable[Operation]) -> Sketch:
        for place, operation in enumerate(operations, start=1):
            self._gather(place, partial(self.draw, operation))
        for ref, place in self.kind_changed.items():
            self._gather(place, partial(self._check_settled, self.units[ref]))
        return self

    def _gather(self, place: int, act: Callable[[], None]) -> None:
        self.place = place
        try:
            act()
        except RuleBroken as refusal:
            self.refusals.append(Refusal(place, str(refusal)))

    def unit(self, ref: Ref) -> Drawn:
        found = self.units.get(ref)
        if found is None:
            raise RuleBroken(_("The plan names a unit “%(ref)s” that is not there. Nothing was changed. Found it in an earlier operation, or name another one.") % {"ref": ref})
        if found.ended:
            raise RuleBroken(_("“%(unit)s” has ended by an earlier operation of the plan. Nothing was changed. Put the operations in another order.") % {"unit": found.name})
        return found

    def below(self, ref: Ref) -> Iterator[Drawn]:
        """The units right below, as drawn so far."""
        return (unit for unit in self.units.values() if unit.parent == ref and not unit.ended)

    def inside(self, ref: Ref | None, top: Ref) -> bool:
        """Whether a unit stands in the subtree of another, as far as units are drawn."""
        while ref is not None and ref != top:
            ref = self.units[ref].parent if ref in self.units else None
        return ref == top

    @singledispatchmethod
    def draw(self, operation: Operation) -> None:
        raise NotImplementedError(type(operation).__name__)

    @draw.register
    def _found(self, one: ops.Found) -> None:
        under = self.unit(one.under)
        if one.label in self.units:
            raise RuleBroken(_("The label “%(label)s” is used twice. Nothing was changed. Give each new unit its own label.") % {"label": one.label})
        org_rules.check_name(one.name.strip())
        org_rules.check_kind(one.kind, under.kind)
        self._take_code(one.code, one.label)
        self.units[one.label] = Drawn(one.label, one.name.strip(), one.kind, one.under, plain_code(one.code), one.sector, founded=True)

    @draw.register
    def _rename(self, one: ops.Rename) -> None:
        unit = self.unit(one.unit)
        wanted = (one.name or unit.name, plain_code(one.code) or unit.code, one.sector or unit.sector)
        if wanted == (unit.name, unit.code, unit.sector):
            raise RuleBroken(_("Nothing differs from what is kept about “%(unit)s”. Nothing was changed.") % {"unit": unit.name})
        self._check_may_be_named(unit)
        self._take_code(one.code, unit.ref)
        unit.begun = True
        unit.name, unit.code, unit.sector = wanted

    def _check_may_be_named(self, unit: Drawn) -> None:
        if unit.named:
            raise RuleBroken(_("“%(unit)s” has had its present name, code and kind only since a later day. Nothing was changed. Choose a later day for the plan.") % {"unit": unit.name})

    @draw.register
    def _move(self, one: ops.Move) -> None:
        unit, to = self.unit(one.unit), self.unit(one.to)
        self._take_code(one.code, unit.ref)
        self._put_under(unit, to)

    def _put_under(self, unit: Drawn, to: Drawn) -> None:
        if unit.parent is None:
            raise RuleBroken(_("“%(unit)s” is the top of its tree and cannot be moved. Nothing was changed.") % {"unit": unit.name})
        if unit.founded:
            raise RuleBroken(_("“%(unit)s” is founded by this plan. Nothing was changed. Found it under its superior at once.") % {"unit": unit.name})
        if unit.placed:
            raise RuleBroken(_("“%(unit)s” has had its present superior only since that day or a later one. Nothing was changed. Choose a later day for the plan.") % {"unit": unit.name})
        if unit.parent == to.ref:
            raise RuleBroken(_("“%(unit)s” already stands under “%(to)s”. Nothing was changed. Choose another superior.") % {"unit": unit.name, "to": to.name})
        if self.inside(to.ref, unit.ref):
            raise RuleBroken(_("“%(to)s” stands below “%(unit)s”, so “%(unit)s” cannot be put under it. Nothing was changed. Choose a superior outside.") % {"unit": unit.name, "to": to.name})
        org_rules.check_kind(unit.kind, to.kind)
        unit.parent, unit.placed, unit.begun = to.ref, True, True

    @draw.register
    def _merge(self, one: ops.Merge) -> None:
        into = self.unit(one.into)
        gone = [self.unit(ref) for ref in one.units]
        if into in gone:
            raise RuleBroken(_("A unit is merged into another one. Nothing was changed. Choose at least one other unit."))
        for unit in gone:
            for child in list(self.below(unit.ref)):
                self._put_under(child, into)
            if unit.people or unit.later:
                self._send(unit, into, set(unit.people), set(unit.later))
            into.begun = into.begun or bool(unit.areas - into.areas)
            into.areas |= unit.areas
            self._end(unit)
            unit.successors = [into.ref]

    @draw.register
    def _split(self, one: ops.Split) -> None:
        unit = self.unit(one.unit)
        parts = [self.unit(ref) for ref in one.into]
        if unit in parts:
            raise RuleBroken(_("A unit is split into other units. Nothing was changed. Found them first."))
        if one.ends:
            self._end(unit)
        unit.successors = [part.ref for part in parts]

    @draw.register
    def _dissolve(self, one: ops.Dissolve) -> None:
        self._end(self.unit(one.unit))

    def _end(self, unit: Drawn) -> None:
        if unit.parent is None:
            raise RuleBroken(_("“%(unit)s” is the top of its tree and cannot end. Nothing was changed.") % {"unit": unit.name})
        if unit.founded:
            raise RuleBroken(_("“%(unit)s” is founded by this plan and cannot end in it. Nothing was changed.") % {"unit": unit.name})
        if child := next(self.below(unit.ref), None):
            raise RuleBroken(_("“%(below)s” still stands below “%(unit)s”. Nothing was changed. Move or end it first.") % {"below": child.name, "unit": unit.name})
        if held := unit.people | unit.later:
            raise RuleBroken(_("“%(unit)s” still has %(count)s members. Nothing was changed. Send them to other branches first.") % {"unit": unit.name, "count": len(held)})
        if unit.begun:
            raise RuleBroken(_("Something about “%(unit)s” changes on that day or later, so it cannot end on that day. Nothing was changed. Leave one of the two out.") % {"unit": unit.name})
        unit.ended = True
        unit.areas = set()
        self.codes.pop(unit.code, None)

    @draw.register
    def _change_kind(self, one: ops.ChangeKind) -> None:
        unit = self.unit(one.unit)
        if one.kind == unit.kind:
            raise RuleBroken(_("“%(unit)s” is of this kind already. Nothing was changed.") % {"unit": unit.name})
        self._check_may_be_named(unit)
        above = self.units.get(unit.parent) if unit.parent is not None else None
        org_rules.check_kind(one.kind, above.kind if above else None)
        self._take_code(one.code, unit.ref)
        unit.kind, unit.name, unit.code = one.kind, one.name or unit.name, plain_code(one.code) or unit.code
        unit.begun = True
        self.kind_changed[unit.ref] = self.place

    def _check_settled(self, unit: Drawn) -> None:
        """At the end what a unit of a new kind holds fits that kind."""
        if unit.ended:
            return
        for child in self.below(unit.ref):
            org_rules.check_kind(child.kind, unit.kind)
        if not unit.holds_members and (held := unit.people | unit.later):
            raise RuleBroken(_("“%(unit)s” still has %(count)s members. Nothing was changed. Send them to other branches first.") % {"unit": unit.name, "count": len(held)})

    @draw.register
    def _move_members(self, one: ops.MoveMembers) -> None:
        unit, to = self.unit(one.unit), self.unit(one.to)
        people, later = self._meant(one, unit)
        if not people and not later and one.who == Who.LIST:
            raise RuleBroken(_("Nobody is meant in “%(unit)s”. Nothing was changed. Name other members.") % {"unit": unit.name})
        self._send(unit, to, people, later)
        unit.follow(to.ref)

    def _meant(self, one: ops.MoveMembers, unit: Drawn) -> tuple[set[int], set[int]]:
        if one.who in (Who.ALL, Who.REST):
            return set(unit.people), set(unit.later)
        wanted = set(one.members) if one.who == Who.LIST else self.living_in.get(one.area, set())
        if one.who == Who.LIST and (strange := wanted - unit.people - unit.later):
            raise RuleBroken(_("%(count)s of the members named are not in “%(unit)s” on that day. Nothing was changed. Take them out of the list.") % {"count": len(strange), "unit": unit.name})
        return unit.people & wanted, unit.later & wanted

    def _send(self, unit: Drawn, to: Drawn, people: set[int], later: set[int]) -> None:
        if unit is to:
            raise RuleBroken(_("The members are in “%(unit)s” already. Nothing was changed. Choose another branch.") % {"unit": unit.name})
        if not to.holds_members:
            raise RuleBroken(_("“%(unit)s” is not a branch, so members cannot have their home in it. Nothing was changed. Choose one of its branches.") % {"unit": to.name})
        unit.people, unit.later = unit.people - people, unit.later - later
        to.people, to.later = to.people | people, to.later | later
        for member in people:
            self.moved[member] = (self.moved.get(member, (unit.ref, to.ref))[0], to.ref)

    @draw.register
    def _serve(self, one: ops.Serve) -> None:
        unit = self.unit(one.unit)
        if (one.area in unit.areas) != one.stop:
            said = _("“%(unit)s” does not serve this area. Nothing was changed.") if one.stop else _("“%(unit)s” already serves this area. Nothing was changed.")
            raise RuleBroken(said % {"unit": unit.name})
        unit.begun = unit.begun or not one.stop
        unit.areas = unit.areas - {one.area} if one.stop else unit.areas | {one.area}

    def _take_code(self, code: str, ref: Ref) -> None:
        code = plain_code(code)
        if code and self.codes.get(code, ref) != ref:
            raise RuleBroken(_("Another unit in being already has the code %(code)s. Nothing was changed. Correct the code.") % {"code": code})
        if code:
            self.codes[code] = ref


def plain_code(code: str) -> str:
    """Digits only: dots and spaces between the parts are for reading."""
    return code.replace(".", "").replace(" ", "")


def count_under(sketch: Sketch, top: Ref) -> int:
    """Members in the drawn units of a subtree."""
    return sum(len(unit.people) for unit in sketch.units.values() if sketch.inside(unit.ref, top))


def by_unit(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for unit, key in pairs:
        found[unit].add(key)
    return found
