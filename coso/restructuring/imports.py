"""A plan as a TOML file: units by code, by `#key`, or by the label of a unit the plan founds (docs/restructuring.md)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from coso.common.errors import CannotRun, RuleBroken
from coso.members.models import Member
from coso.org.models import Area, Unit
from coso.org.queries import residential_areas, unit_by_code, unit_named
from coso.restructuring.rules.operations import KINDS, Operation, Plain, Ref, parse_all

HEAD = {"title", "unit", "on", "paper", "paper_date", "operations"}


@dataclass
class PlanFile:
    """A plan as a file tells it, its units and members found in the records."""

    title: str
    unit: Unit
    on: date
    operations: list[Plain]
    paper: str = ""
    paper_date: date | None = None


@dataclass
class Reader:
    """Finds what a plan file names. labels: those of units founded so far."""

    unit: Unit
    on: date
    labels: set[str] = field(default_factory=set)

    def operation(self, told: Plain, place: int) -> Plain:
        kind = KINDS.get(str(told.get("do")))
        if kind is None:
            return told
        found = {name: self.value(kind, name, value, place) for name, value in told.items()}
        if "label" in found:
            self.labels.add(str(found["label"]))
        return found

    def value(self, kind: type[Operation], name: str, value: Any, place: int) -> Any:
        if name in kind.UNITS:
            return self.ref(value, place)
        if name in kind.MANY:
            return [self.ref(one, place) for one in value]
        if name == "members":
            return [self.member(str(one), place) for one in value]
        if name == "area" and kind is KINDS["serve_area"]:
            return self.area(str(value), place)
        return value

    def ref(self, value: Any, place: int) -> Ref:
        text = str(value).strip()
        if text in self.labels:
            return text
        found = Unit.objects.filter(pk=int(text[1:])).first() if text.startswith("#") and text[1:].isdecimal() else unit_by_code(text)
        if found is None:
            raise RuleBroken(_("Operation %(place)s: no unit has the code or label “%(text)s”. Nothing was done. Look the code up with: coso units.") % {"place": place, "text": text})
        return found.pk

    def member(self, text: str, place: int) -> int:
        """By party card number, or by `#key`."""
        rows = Member.objects.filter(merged_into__isnull=True)
        found = rows.filter(pk=int(text[1:])) if text.startswith("#") and text[1:].isdecimal() else rows.filter(party_card_number=text)
        key = found.values_list("pk", flat=True).first()
        if key is None:
            raise RuleBroken(_("Operation %(place)s: no member has the card number “%(text)s”. Nothing was done. Correct the number.") % {"place": place, "text": text})
        return key

    def area(self, text: str, place: int) -> int:
        found = list(self.areas().filter(name=text)[:2])
        if len(found) != 1:
            raise RuleBroken(_("Operation %(place)s: %(count)s areas of “%(unit)s” are called “%(text)s”. Nothing was done. Write the name as Coso has it.") % {"place": place, "count": len(found), "unit": self.unit, "text": text})
        return found[0].pk

    def areas(self) -> Any:
        return residential_areas(self.unit, self.on)


def read_plan(path: Path) -> PlanFile:
    """Raises CannotRun when the file cannot be read, RuleBroken when it says what cannot be."""
    told = _loaded(path)
    if missing := [name for name in ("title", "unit", "on") if not told.get(name)]:
        raise CannotRun(_("The plan lacks “%(field)s”. Nothing was done. Add it at the top of the file.") % {"field": missing[0]})
    if strange := sorted(set(told) - HEAD):
        raise CannotRun(_("The plan has an unknown field “%(field)s”. Nothing was done. Known are: %(known)s.") % {"field": strange[0], "known": ", ".join(sorted(HEAD))})
    if not isinstance(told["on"], date) or not isinstance(told.get("paper_date", told["on"]), date):
        raise CannotRun(_("The plan's dates are written 2026-10-01, without quotation marks. Nothing was done."))
    unit = unit_named(str(told["unit"]))
    reader = Reader(unit, told["on"])
    operations = [reader.operation(one, place) for place, one in enumerate(told.get("operations", []), start=1)]
    parse_all(operations)
    return PlanFile(str(told["title"]), unit, told["on"], operations, str(told.get("paper", "")), told.get("paper_date"))


def _loaded(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as problem:
        raise CannotRun(_("The file %(path)s cannot be read. Nothing was done. Check its name.") % {"path": path}) from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise CannotRun(_("The file %(path)s is no TOML: %(problem)s. Nothing was done.") % {"path": path, "problem": problem}) from problem


def written(plan: Any) -> str:
    """The plan as such a file: what was drawn on the screen can be kept, sent, and read in again."""
    return "\n".join(_lines(plan)) + "\n"


def _lines(plan: Any) -> Iterator[str]:
    yield from (f"{name} = {_toml(value)}" for name, value in {
        "title": plan.title, "unit": plan.unit.code or f"#{plan.unit_id}", "on": plan.on, "paper": plan.paper, "paper_date": plan.paper_date,
    }.items() if value)
    codes = dict(Unit.objects.filter(pk__in=_keys(plan)).exclude(code="").values_list("pk", "code"))
    for one in plan.operations:
        yield from ("", "[[operations]]")
        yield from (f"{name} = {_toml(_outward(one, name, value, codes))}" for name, value in one.items())


def _keys(plan: Any) -> set[int]:
    return {ref for one in parse_all(plan.operations) for ref in one.refs() if isinstance(ref, int)}


def _outward(one: Plain, name: str, value: Any, codes: dict[int, str]) -> Any:
    kind = KINDS[one["do"]]
    if name in kind.UNITS:
        return _code(value, codes)
    if name in kind.MANY:
        return [_code(ref, codes) for ref in value]
    if name == "members":
        return [f"#{key}" for key in value]
    if name == "area" and kind is KINDS["serve_area"]:
        return Area.objects.values_list("name", flat=True).get(pk=value)
    return value


def _code(ref: Ref, codes: dict[int, str]) -> str:
    return ref if isinstance(ref, str) else codes.get(ref, f"#{ref}")


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    if isinstance(value, date | int):
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
