"""The operations a plan is made of: their fields, their plain form, and a sentence for each.

A unit is named by its key, or by the label of a unit that the same plan founds earlier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from coso.common.errors import RuleBroken
from coso.org.enums import Sector, UnitKind
from coso.restructuring.enums import Do, Who

Ref = int | str
Plain = dict[str, Any]
Named = Callable[[Ref], str]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What all operations share. UNITS: the fields that name units; MANY: those that name several."""

    do: ClassVar[Do]
    UNITS: ClassVar[tuple[str, ...]] = ()
    MANY: ClassVar[tuple[str, ...]] = ()

    def plain(self) -> Plain:
        """As it is kept and as a plan file has it; empty fields left out."""
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return {"do": self.do.value, **{name: _plain(value) for name, value in told.items() if value not in ("", (), None)}}

    def refs(self) -> Iterator[Ref]:
        """Every unit the operation names."""
        for name in self.UNITS:
            if getattr(self, name) != "":
                yield getattr(self, name)
        for name in self.MANY:
            yield from getattr(self, name)

    def said(self, named: Named) -> str:
        """The operation as one line for people."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Found(Operation):
    """A new unit. label: how later operations of the plan name it."""

    do = Do.FOUND
    UNITS = ("under",)

    label: str
    name: str
    kind: str
    under: Ref
    code: str = ""
    sector: str = ""

    def said(self, named: Named) -> str:
        return _("Found “%(name)s” under %(under)s") % {"name": self.name, "under": named(self.under)}


@dataclass(frozen=True, kw_only=True)
class Rename(Operation):
    """Another name, code or sector; what is empty stays."""

    do = Do.RENAME
    UNITS = ("unit",)

    unit: Ref
    name: str = ""
    code: str = ""
    sector: str = ""

    def said(self, named: Named) -> str:
        new = self.name or self.code or str(Sector(self.sector).label if self.sector in Sector.values else self.sector)
        return _("Rename %(unit)s: %(new)s") % {"unit": named(self.unit), "new": new}


@dataclass(frozen=True, kw_only=True)
class Move(Operation):
    """Another superior, with all below."""

    do = Do.MOVE
    UNITS = ("unit", "to")

    unit: Ref
    to: Ref
    code: str = ""

    def said(self, named: Named) -> str:
        return _("Move %(unit)s under %(to)s") % {"unit": named(self.unit), "to": named(self.to)}


@dataclass(frozen=True, kw_only=True)
class Merge(Operation):
    """The units end; members, areas and units below go to `into`."""

    do = Do.MERGE
    UNITS = ("into",)
    MANY = ("units",)

    units: tuple[Ref, ...]
    into: Ref

    def said(self, named: Named) -> str:
        return _("Merge %(units)s into %(into)s") % {"units": _listed(self.units, named), "into": named(self.into)}


@dataclass(frozen=True, kw_only=True)
class Split(Operation):
    """Units founded from a part of this one; `ends`: it is divided up, else it goes on with the rest."""

    do = Do.SPLIT
    UNITS = ("unit",)
    MANY = ("into",)

    unit: Ref
    into: tuple[Ref, ...]
    ends: bool = False

    def said(self, named: Named) -> str:
        said = _("Divide %(unit)s up into %(into)s") if self.ends else _("Split %(into)s off from %(unit)s")
        return said % {"unit": named(self.unit), "into": _listed(self.into, named)}


@dataclass(frozen=True, kw_only=True)
class Dissolve(Operation):
    """The unit ends; where its members went follows from the other operations. `terminated`: its work is over."""

    do = Do.DISSOLVE
    UNITS = ("unit",)

    unit: Ref
    terminated: bool = False

    def said(self, named: Named) -> str:
        said = _("End the work of %(unit)s") if self.terminated else _("Dissolve %(unit)s")
        return said % {"unit": named(self.unit)}


@dataclass(frozen=True, kw_only=True)
class ChangeKind(Operation):
    """A branch becomes a party organisation, or the reverse."""

    do = Do.CHANGE_KIND
    UNITS = ("unit",)

    unit: Ref
    kind: str
    name: str = ""
    code: str = ""

    def said(self, named: Named) -> str:
        return _("Make %(unit)s another kind: %(kind)s") % {"unit": named(self.unit), "kind": UnitKind(self.kind).label}


@dataclass(frozen=True, kw_only=True)
class MoveMembers(Operation):
    """Members go to another branch. who: all, the rest, the members named, or those whose address names an area."""

    do = Do.MOVE_MEMBERS
    UNITS = ("unit", "to")

    unit: Ref
    to: Ref
    who: str = Who.ALL
    members: tuple[int, ...] = ()
    area: str = ""

    def said(self, named: Named) -> str:
        return _("Move from %(unit)s to %(to)s: %(who)s") % {"unit": named(self.unit), "to": named(self.to), "who": self.of_whom()}

    def of_whom(self) -> str:
        if self.who == Who.LIST:
            return _("%(count)s members by name") % {"count": len(self.members)}
        return _("those who live in “%(area)s”") % {"area": self.area} if self.who == Who.AREA else str(Who(self.who).label).lower()


@dataclass(frozen=True, kw_only=True)
class Serve(Operation):
    """The unit serves an area from the day on, or no longer does (`stop`)."""

    do = Do.SERVE
    UNITS = ("unit",)

    unit: Ref
    area: int
    stop: bool = False

    def said(self, named: Named) -> str:
        said = _("%(unit)s no longer serves an area") if self.stop else _("%(unit)s serves a further area")
        return said % {"unit": named(self.unit)}


KINDS: dict[str, type[Operation]] = {one.do.value: one for one in (Found, Rename, Move, Merge, Split, Dissolve, ChangeKind, MoveMembers, Serve)}


def parse_all(plain: list[Plain]) -> list[Operation]:
    return [parse(one, place) for place, one in enumerate(plain, start=1)]


def parse(plain: Mapping[str, Any], place: int) -> Operation:
    """The operation in its plain form; RuleBroken names the operation by its place and says what is wrong with it."""
    kind = KINDS.get(str(plain.get("do")))
    if kind is None:
        raise RuleBroken(_("Operation %(place)s: “%(do)s” is not known. Nothing was changed. Known are: %(known)s.") % {"place": place, "do": plain.get("do", ""), "known": ", ".join(KINDS)})
    known = {one.name: one for one in fields(kind)}
    if strange := sorted(set(plain) - set(known) - {"do"}):
        raise RuleBroken(_("Operation %(place)s (%(do)s) has no field “%(field)s”. Nothing was changed. Its fields are: %(known)s.") % {"place": place, "do": plain["do"], "field": strange[0], "known": ", ".join(known)})
    told = {name: _value(plain.get(name), one, place) for name, one in known.items()}
    _check_words(kind, told, place)
    return kind(**told)


def _value(value: Any, one: Field[Any], place: int) -> Any:
    """The field's value in its type; what is left out takes its default."""
    if value is None or value == "":
        if one.default is MISSING:
            raise RuleBroken(_("Operation %(place)s needs the field “%(field)s”. Nothing was changed. Fill it in.") % {"place": place, "field": one.name})
        return one.default
    if str(one.type).startswith("tuple"):
        value = tuple(value) if isinstance(value, list | tuple) else None
    if not _fits(value, str(one.type)):
        raise RuleBroken(_("Operation %(place)s: the field “%(field)s” is written wrongly. Nothing was changed. Correct it.") % {"place": place, "field": one.name})
    return value


def _fits(value: Any, wanted: str) -> bool:
    of_one = {"str": (str,), "int": (int,), "bool": (bool,), "Ref": (int, str)}
    if wanted.startswith("tuple"):
        inside = of_one[wanted[6:].split(",", maxsplit=1)[0]]
        return value is not None and bool(value) and all(isinstance(one, inside) and not isinstance(one, bool) for one in value)
    return isinstance(value, of_one[wanted]) and (wanted == "bool" or not isinstance(value, bool))


def _check_words(kind: type[Operation], told: Plain, place: int) -> None:
    """Kinds, sectors and words for whom are those of their tables."""
    if told.get("sector") and told["sector"] not in Sector.values:
        raise RuleBroken(_("Operation %(place)s: there is no sector “%(word)s”. Nothing was changed.") % {"place": place, "word": told["sector"]})
    if "kind" in told and told["kind"] not in UnitKind.values:
        raise RuleBroken(_("Operation %(place)s: there is no kind of unit “%(word)s”. Nothing was changed. Known are: %(known)s.") % {"place": place, "word": told["kind"], "known": ", ".join(UnitKind.values)})
    if str(told.get("label", "x")).isdecimal():
        raise RuleBroken(_("Operation %(place)s: a label has at least one letter. Nothing was changed. Correct it.") % {"place": place})
    if kind is MoveMembers:
        _check_who(told, place)


def _check_who(told: Plain, place: int) -> None:
    who = told["who"]
    if who not in Who.values:
        raise RuleBroken(_("Operation %(place)s: “%(word)s” does not say which members. Nothing was changed. Known are: %(known)s.") % {"place": place, "word": who, "known": ", ".join(Who.values)})
    if bool(told["members"]) != (who == Who.LIST) or bool(told["area"]) != (who == Who.AREA):
        raise RuleBroken(_("Operation %(place)s: members are named with “list” and an area with “area”, and only there. Nothing was changed. Correct it.") % {"place": place})


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _listed(refs: tuple[Ref, ...], named: Named) -> str:
    return ", ".join(named(ref) for ref in refs)
