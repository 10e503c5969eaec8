"""Carry the operations of a decided plan out, through the verbs of the apps they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import singledispatchmethod
from typing import Any, Self

from django.utils.translation import gettext as _

from coso.assignments import actions as assignments
from coso.common.actors import Actor
from coso.common.errors import RuleBroken
from coso.common.scope import everything, within
from coso.members.actions import regroup_members
from coso.members.enums import StayKind
from coso.members.models import Stay
from coso.org import actions as org
from coso.org.enums import UnitKind
from coso.org.kinds import KINDS
from coso.org.models import Area, Unit
from coso.procedures import actions as procedures
from coso.restructuring.enums import Who
from coso.restructuring.models import RestructuringPlan
from coso.restructuring.queries import sketch_of
from coso.restructuring.rules import operations as ops
from coso.restructuring.rules.operations import Operation, Ref, parse_all

PORTION = 5_000  # members moved in one transaction when a plan is carried out as long work


class Carrier:
    """One plan in the hands of one actor. made: label -> key of the unit founded for it."""

    def __init__(self, operations: Sequence[Operation], *, on: date, paper: str, by: Actor, today: date, made: dict[str, int]) -> None:
        self.operations, self.on, self.paper, self.by, self.today, self.made = operations, on, paper, by, today, made

    @classmethod
    def of(cls, plan: RestructuringPlan, by: Actor, today: date) -> Self:
        return cls(parse_all(plan.operations), on=plan.on, paper=plan.full_paper, by=by, today=today, made=dict(plan.made))

    @property
    def how(self) -> dict[str, Any]:
        return {"on": self.on, "today": self.today, "paper": self.paper, "by": self.by}

    def carry_out(self, place: int) -> None:
        """The operation at `place`, from 0; a refusal says which one it was."""
        try:
            self.do(self.operations[place])
        except RuleBroken as refusal:
            raise RuleBroken(_("Operation %(place)s of the plan: %(sentence)s") % {"place": place + 1, "sentence": refusal}) from refusal

    def unit(self, ref: Ref) -> Unit:
        key = self.made.get(ref) if isinstance(ref, str) else ref
        found = Unit.objects.filter(pk=key).first()
        if found is None:
            raise RuleBroken(_("The plan names a unit “%(ref)s” that is not there. Nothing was changed. Found it in an earlier operation, or name another one.") % {"ref": ref})
        return found

    @singledispatchmethod
    def do(self, operation: Operation) -> None:
        raise NotImplementedError(type(operation).__name__)

    @do.register
    def _found(self, one: ops.Found) -> None:
        unit = org.found_unit(
            parent=self.unit(one.under), kind=one.kind, name=one.name, founded_on=self.on, code=one.code, sector=one.sector,
            paper=self.paper, by=self.by,
        )
        self.made[one.label] = unit.pk

    @do.register
    def _rename(self, one: ops.Rename) -> None:
        org.rename_unit(unit=self.unit(one.unit), name=one.name or None, code=one.code or None, sector=one.sector or None, **self.how)

    @do.register
    def _move(self, one: ops.Move) -> None:
        org.move_unit(unit=self.unit(one.unit), to=self.unit(one.to), reason="", new_code=one.code, **self.how)

    @do.register
    def _merge(self, one: ops.Merge) -> None:
        into, gone = self.unit(one.into), [self.unit(ref) for ref in one.units]
        for unit in gone:
            for below in Unit.objects.filter(parent=unit, ended_on__isnull=True).in_tree_order():
                org.move_unit(unit=below, to=self.unit(into.pk), reason="", **self.how)
            self.regroup(unit, into)
        org.merge_units(units=[self.unit(unit.pk) for unit in gone], into=self.unit(into.pk), **self.how)

    @do.register
    def _split(self, one: ops.Split) -> None:
        org.split_unit(unit=self.unit(one.unit), into=[self.unit(ref) for ref in one.into], ends=one.ends, **self.how)

    @do.register
    def _dissolve(self, one: ops.Dissolve) -> None:
        org.dissolve_unit(unit=self.unit(one.unit), into=[self.unit(ref) for ref in self.takers(one.unit)], terminated=one.terminated, **self.how)

    def takers(self, unit: Ref) -> list[Ref]:
        """Where the plan sends the members of a unit, each once, in its order."""
        found = [one.to for one in self.operations if isinstance(one, ops.MoveMembers) and one.unit == unit]
        return list(dict.fromkeys(found))

    @do.register
    def _change_kind(self, one: ops.ChangeKind) -> None:
        org.change_kind(unit=self.unit(one.unit), kind=one.kind, name=one.name or None, code=one.code or None, unsettled=True, **self.how)

    @do.register
    def _move_members(self, one: ops.MoveMembers) -> None:
        unit, to = self.unit(one.unit), self.unit(one.to)
        self.regroup(unit, to, self.meant(one, unit))

    def meant(self, one: ops.MoveMembers, unit: Unit) -> set[int] | None:
        """Keys of the members, None for all. An area is looked up as the dry run did."""
        if one.who == Who.LIST:
            return set(one.members)
        if one.who != Who.AREA:
            return None
        with within(everything(user=self.by.pk, where="plan")):
            return sketch_of([one], self.on, [unit.pk]).living_in[one.area]

    def regroup(self, unit: Unit, to: Unit, members: set[int] | None = None) -> list[int]:
        """The verb of members asks no leave; the plan has it for both units."""
        self.by.require("unit.restructure", unit)
        self.by.require("unit.restructure", to)
        moved = regroup_members(start=unit, to=to, on=self.on, paper=self.paper, by=self.by, day=self.today, members=members)
        for app in (procedures, assignments):
            app.follow_members(members=moved, start=unit, to=to, on=self.on, by=self.by, reason=self.paper)
        return moved

    @do.register
    def _serve(self, one: ops.Serve) -> None:
        verb: Any = org.stop_serving if one.stop else org.serve_area
        verb(unit=self.unit(one.unit), area=Area.objects.get(pk=one.area), on=self.on, by=self.by)

    def settle(self) -> None:
        """At the end, what a unit of a new kind holds fits that kind."""
        for place, one in enumerate(self.operations, start=1):
            if isinstance(one, ops.ChangeKind) and not (unit := self.unit(one.unit)).ended_on:
                try:
                    org.check_settled(unit=unit, on=self.on)
                except RuleBroken as refusal:
                    raise RuleBroken(_("Operation %(place)s of the plan: %(sentence)s") % {"place": place, "sentence": refusal}) from refusal
                self.cases_below(unit, one)

    def cases_below(self, unit: Unit, one: ops.ChangeKind) -> None:
        """What is under way in a branch that became a party organisation goes on where its people are; what is about them went with them."""
        if KINDS[UnitKind(unit.kind)].branch:
            return
        took = [self.unit(ref) for ref in self.takers(one.unit)]
        below = [branch for branch in took if branch.parent_id == unit.pk and not branch.ended_on]
        procedures.follow_below(unit=unit, into=below, on=self.on, by=self.by, reason=self.paper)

    def touched(self) -> set[int]:
        """Keys of all units the plan names or has made."""
        return {ref for one in self.operations for ref in one.refs() if isinstance(ref, int)} | set(self.made.values())

    def people(self) -> set[int]:
        """Who has their home in these units on the day: the same set before and after."""
        with within(everything(user=self.by.pk, where="plan")):
            rows = Stay.objects.filter(unit__in=self.touched(), kind=StayKind.HOME)
            return set(rows.as_of(self.on).values_list("member", flat=True))
