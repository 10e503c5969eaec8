"""A list of party organisations from a spreadsheet into the tree: all of it or, with each fault told by row and column, nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.errors import CannotRun, RuleBroken
from coso.common.imports.cells import (
    CellProblem,
    choice,
    digits,
    is_nothing,
    nearest,
    plain_words,
    restored,
)
from coso.common.imports.cells import date as day_of
from coso.common.imports.files import Sheet, read_file
from coso.common.vietnamese import tidy
from coso.org.actions import NewUnit, found_unit, found_units
from coso.org.enums import Sector, UnitKind
from coso.org.models import Unit

HEADINGS = {
    "name": ("ten to chuc dang", "ten to chuc", "ten", "name"),
    "kind": ("loai to chuc dang", "loai to chuc", "loai", "kind"),
    "parent": ("to chuc cap tren", "to chuc cap tren truc tiep", "cap tren truc tiep", "cap tren", "truc thuoc", "superior", "parent"),
    "code": ("ma to chuc dang", "ma to chuc", "ma so", "ma", "code"),
    "sector": ("loai hinh", "loai hinh co so", "linh vuc", "sector"),
    "founded_on": ("ngay thanh lap", "thanh lap ngay", "founded on"),
    "paper": ("quyet dinh thanh lap", "so quyet dinh", "founding decision"),
}
NEEDED = ("name", "kind")
CODE_DIGITS, FEWEST_DIGITS = 14, 12
LOOKED_AT = 30  # rows from the top, for the one with the headings


@dataclass(frozen=True)
class Fault:
    """column: the heading as the sheet writes it."""

    row: int
    column: str
    value: str
    message: str


@dataclass
class Line:
    """A row as it was read. there: the unit in being it tells of already; above: its superior, in the tree or a row of the sheet."""

    number: int
    told: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    there: Unit | None = None
    above: Unit | Line | None = None


@dataclass
class Tree:
    """What came of a sheet. created: how many were founded, or would be."""

    top: Unit
    headings: dict[str, str]
    lines: list[Line]
    faults: list[Fault] = field(default_factory=list)
    created: int = 0

    def fault(self, line: Line, key: str, message: str) -> None:
        self.faults.append(Fault(line.number, self.headings.get(key, key), line.told.get(key, ""), message))

    def as_dict(self) -> dict[str, Any]:
        refused = len({one.row for one in self.faults})
        known = sum(1 for line in self.lines if line.there)
        return {"read": len(self.lines), "created": 0 if refused else self.created, "unchanged": known, "refused": refused, "errors": [vars(one) for one in self.faults]}


def import_units(*, path: Path, top: Unit, founded_on: date | None, by: Actor, today: date, keep: bool = True, most: int | None = None) -> Tree:
    """Found what the sheet tells of below `top`; what stands there already is left as it is. keep: false to look only.

    most: rows that may be entered in one go. founded_on: for rows whose founding day is empty. Superiors may stand below their sub-units in the sheet.
    """
    tree = _read(path, top)
    if most and len(tree.lines) > most:
        raise CannotRun(_("The list has %(n)s rows; up to %(most)s are entered here in one go. Nothing was entered. Split it, or have it entered at the command line: coso import_units.") % {"n": len(tree.lines), "most": most})
    for line in tree.lines:
        _clean(tree, line, founded_on, today)
    _join(tree)
    if not tree.faults:
        tree.created = sum(1 for line in tree.lines if not line.there)
        _found(tree, by, keep=keep)
    return tree


def _read(path: Path, top: Unit) -> Tree:
    for sheet in read_file(path):
        if found := _headings(sheet):
            at, columns, headings = found
            lines = [Line(number, {key: tidy(cells[place]) if place < len(cells) else "" for key, place in columns.items()}) for number, cells in sheet.rows if number > at]
            return Tree(top, headings, [line for line in lines if any(line.told.values())])
    raise CannotRun(_("No row of this file has the headings “Tên tổ chức đảng” and “Loại tổ chức đảng”. Nothing was entered. Write these headings above the list."))


def _headings(sheet: Sheet) -> tuple[int, dict[str, int], dict[str, str]] | None:
    """The number of the heading row, where each column stands, and what it is called."""
    for number, cells in sheet.rows[:LOOKED_AT]:
        words = [plain_words(cell) for cell in cells]
        columns = {key: words.index(name) for key, names in HEADINGS.items() for name in names[::-1] if name in words}
        if set(NEEDED) <= columns.keys():
            return number, columns, {key: tidy(cells[place]) for key, place in columns.items()}
    return None


def _clean(tree: Tree, line: Line, founded_on: date | None, today: date) -> None:
    readers: dict[str, Callable[[str], Any]] = {
        "name": lambda text: text, "kind": lambda text: choice(text, *_known(UnitKind)).value, "sector": lambda text: choice(text, *_known(Sector)).value or "",
        "code": _code, "founded_on": lambda text: day_of(text, today).value, "paper": lambda text: text,
    }
    for key, read in readers.items():
        text = line.told.get(key, "")
        try:
            line.values[key] = "" if is_nothing(text) and key != "kind" else read(text)
        except CellProblem as problem:
            tree.fault(line, key, str(problem))
    line.values["founded_on"] = line.values.get("founded_on") or founded_on
    for key in ("name", "kind", "founded_on"):
        if not line.values.get(key) and not any(one.row == line.number for one in tree.faults):
            tree.fault(line, key, _("Empty. Fill it in.") if key != "founded_on" else _("Empty. Fill it in, or say one day for all with --founded."))


def _known(kinds: Any) -> tuple[dict[str, str], list[str]]:
    """A kind by its own word, or as it is called in Vietnamese or English."""
    words = {plain_words(value): value for value in kinds.values}
    for language in ("en", "vi"):
        with translation.override(language):
            words |= {plain_words(str(label)): value for value, label in kinds.choices}
    with translation.override("vi"):
        return words, [str(label) for label in kinds.labels]


def _code(text: str) -> str:
    return str(restored(digits(text), length=CODE_DIGITS, shortest=FEWEST_DIGITS).value)


def _join(tree: Tree) -> None:
    """Find each row's superior and whether it stands there already; a code tells before a name."""
    standing = list(Unit.objects.under(tree.top).filter(ended_on=None).select_related("parent"))
    named: dict[str, list[Unit | Line]] = {}
    for one in [*standing, *tree.lines]:
        named.setdefault(plain_words(one.name if isinstance(one, Unit) else one.told["name"]), []).append(one)
    by_code: dict[str, Unit | Line] = {line.values["code"]: line for line in tree.lines if line.values.get("code")}
    by_code |= {unit.code: unit for unit in standing if unit.code}
    for line in tree.lines:
        line.above = _above(tree, line, named, by_code)
    _check_once(tree)
    places = {(unit.parent_id, plain_words(unit.name)): unit for unit in standing}
    for line in _in_order(tree):
        above = line.above.there if isinstance(line.above, Line) else line.above
        known = by_code.get(line.values.get("code", ""))
        line.there = known if isinstance(known, Unit) else places.get((above.pk, plain_words(line.told["name"]))) if above else None


def _above(tree: Tree, line: Line, named: dict[str, list[Unit | Line]], by_code: dict[str, Unit | Line]) -> Unit | Line | None:
    text = line.told.get("parent", "")
    if is_nothing(text):
        return tree.top
    bare = text.replace(".", "").replace(" ", "")
    if bare.isdecimal():
        found = by_code.get(bare.zfill(CODE_DIGITS))
        if found is None:
            tree.fault(line, "parent", _("No unit here has this code."))
        return found
    same = [one for one in named.get(plain_words(text), []) if one is not line]
    standing = [one for one in same if isinstance(one, Unit)]
    same = [one for one in same if isinstance(one, Unit) or not any(_tells_of(one, unit, tree.top) for unit in standing)]
    if len(same) == 1:
        return same[0]
    near = nearest(text, [one.name if isinstance(one, Unit) else one.told["name"] for some in named.values() for one in some])
    tree.fault(line, "parent", _("Several units are called so. Write the code of the one you mean.") if same else _("Not known here. Nearest: %(nearest)s.") % {"nearest": ", ".join(near)})
    return None


def _tells_of(line: Line, unit: Unit, top: Unit) -> bool:
    """Whether a row of this name is the unit in being, by its code or by the superior it names; else the two only share a name."""
    code, above = line.values.get("code", ""), line.told.get("parent", "")
    if code or unit.parent is None:
        return code == unit.code
    return unit.parent == top if is_nothing(above) else plain_words(above) in (plain_words(unit.parent.name), plain_words(unit.parent.printed_code()), unit.parent.code)


def _check_once(tree: Tree) -> None:
    """The same unit on two rows would be founded twice."""
    first: dict[Any, int] = {}
    for line in tree.lines:
        above = line.above
        where = (above.pk if isinstance(above, Unit) else id(above), plain_words(line.told["name"]))
        if above and first.setdefault(where, line.number) != line.number:
            tree.fault(line, "name", _("Row %(row)s tells of this unit already. Take one of the two out.") % {"row": first[where]})


def _in_order(tree: Tree) -> list[Line]:
    """Superiors before those below them; rows that stand above each other in a circle are faults."""
    done: dict[int, Line] = {}
    for line in tree.lines:
        chain = list(_chain(line, done))
        if chain and isinstance(chain[-1].above, Line) and id(chain[-1].above) not in done:
            tree.fault(line, "parent", _("This unit would stand above itself. Correct the superior."))
            continue
        done |= {id(one): one for one in reversed(chain)}
    return list(done.values())


def _chain(line: Line, done: dict[int, Line]) -> Iterator[Line]:
    """The row and the rows above it that are not in order yet, until one repeats."""
    seen: set[int] = set()
    at: Unit | Line | None = line
    while isinstance(at, Line) and id(at) not in done and id(at) not in seen:
        seen.add(id(at))
        yield at
        at = at.above


def _found(tree: Tree, by: Actor, *, keep: bool) -> None:
    """All in a few statements; if a rule refuses, once more row by row to tell which, and nothing is kept."""
    made: dict[int, NewUnit] = {}
    ordered = [line for line in _in_order(tree) if not line.there]
    for line in ordered:
        made[id(line)] = NewUnit(parent=_parent(line, made), **line.values)
    try:
        with transaction.atomic():
            found_units(units=[made[id(line)] for line in ordered], by=by)
            transaction.set_rollback(not keep)
    except RuleBroken:
        _tell_which(tree, ordered, by)


def _parent(line: Line, made: dict[int, Any]) -> Any:
    above = line.above
    return (above.there or made.get(id(above))) if isinstance(above, Line) else above


def _tell_which(tree: Tree, ordered: list[Line], by: Actor) -> None:
    founded: dict[int, Unit] = {}
    with transaction.atomic():
        for line in ordered:
            parent = _parent(line, founded)
            if parent is None:
                continue  # its superior is refused, which is told
            try:
                with transaction.atomic():
                    founded[id(line)] = found_unit(parent=parent, **line.values, by=by)
            except RuleBroken as refused:
                tree.fault(line, "name", str(refused))
        transaction.set_rollback(True)
