"""Records that give a place's published figures: units and people made by what `[fit]` of its file says, from a seed.

A unit group is a table `[[fit.units]]`: key, kind, sectors (taken in turn), count (or each: so many under every unit of the
group `under`), founded and ended as (first, last) day, into: the group that takes over what has ended, areas: how many
residential areas each serves. People: so many on the roll on the published day, so many admitted after `since`, in the
sectors each line names (groups, heads: target groups of the source list, and how many of them head a village), so many
left; `away`: how many of them work away on that day. Where units are `handed` over, `members` counts theirs too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle
from random import Random
from typing import Any

from coso.admissions.enums import TargetGroup
from coso.generator import nation, tree
from coso.generator.nation import World
from coso.generator.people import (
    ACTIVE,
    CHANGED,
    OFFICIAL,
    TRANSFERRED,
    Person,
    Place,
    invent_person,
    join,
    leaving_reason,
    write,
)
from coso.generator.places import PlaceNames, peoples_of
from coso.generator.province import PROVINCE
from coso.generator.published.facts import Published
from coso.generator.rows import NULL, Sheets
from coso.generator.tree import Node, Phase, code_of, iso
from coso.members.enums import Activity, StayReason
from coso.org.enums import AreaKind, UnitKind
from coso.org.kinds import KINDS

FIRST_AREA = 2_000_000
OLD_FROM, OLD_DAYS = date(1960, 1, 5), 12_000
PROBATION, FOUNDERS, CLEAR = 420, 3, 30  # days; people; days
TITLES = {
    UnitKind.DISTRICT_ORGANISATION: "Đảng bộ huyện {}", UnitKind.COMMUNE_ORGANISATION: "Đảng bộ xã {}", UnitKind.GRASSROOTS_PARTY_ORGANISATION: "Đảng bộ {}",
    UnitKind.GRASSROOTS_BRANCH: "Chi bộ {}", UnitKind.SUBORDINATE_BRANCH: "Chi bộ {}", UnitKind.BLOC_ORGANISATION: "Đảng bộ Khối {}",
}
RESIDENTIAL = "thôn {}"


@dataclass(eq=False)
class Fitted:
    """The made units and people. `groups`: units by the key of their group."""

    published: Published
    rng: Random
    world: World
    sheets: Sheets = field(default_factory=Sheets)
    groups: dict[str, list[Node]] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    codes: dict[int, int] = field(default_factory=dict)
    commune_of: dict[Node, int] = field(default_factory=dict)
    next_area: int = FIRST_AREA
    targeted: list[tuple[Person, list[str]]] = field(default_factory=list)

    @property
    def fit(self) -> dict[str, Any]:
        return self.published.fit

    @property
    def top(self) -> Node:
        return self.groups["top"][0]

    def branches(self, sectors: list[str] | None = None) -> list[Node]:
        """Those that hold members and stand in the unit on the published day."""
        return [node for node in self.world.nodes if KINDS[node.kind].holds_members and node.on(self.published.day) and self.inside(node) and (not sectors or node.sector in sectors)]

    def inside(self, node: Node) -> bool:
        return any(superior is self.top and end is None for superior, _levels, _start, end in node.lines())


def made(published: Published, seed: int) -> Fitted:
    """Units and people in sheets, ready to be copied."""
    fitted = Fitted(published, Random(f"{seed}/{published.key}"), World(seed, published.day))
    place = _above(fitted)
    names = PlaceNames(fitted.rng, highland=False)
    for group in fitted.fit["units"]:
        _group(fitted, group, names)
    _hand_over(fitted)
    tree.write(fitted.sheets, fitted.world.nodes)
    _people(fitted, place)
    for person in fitted.people:
        write(fitted.sheets, fitted.rng, person, place, published.day.toordinal())
    return fitted


# --- units ----------------------------------------------------------------------------------------


def _above(fitted: Fitted) -> Place:
    """Centre and province, and the unit the figures are of."""
    fit, world = fitted.fit, fitted.world
    province = _area(fitted, str(PROVINCE), fit["province"], AreaKind.PROVINCE, NULL)
    centre = world.node(UnitKind.CENTRE, "", Phase(nation.FOUNDED_CENTRE, None, code_of(0), "Đảng bộ Trung ương"))
    top = world.node(UnitKind.PROVINCIAL_ORGANISATION, "", Phase(nation.FOUNDED_PROVINCE, centre, code_of(PROVINCE), f"Đảng bộ tỉnh {fit['province']}"))
    top.areas.append((province, top.founded))
    fitted.groups["province"] = [top]
    if fit["kind"] != UnitKind.PROVINCIAL_ORGANISATION:
        top = world.node(UnitKind(fit["kind"]), "", Phase(nation.FOUNDED_DISTRICT, top, code_of(PROVINCE, 501), fit["title"]))
    fitted.groups["top"] = [top]
    return Place(province, fit["province"], f"tỉnh {fit['province']}", peoples_of(fit["peoples"]))


def _group(fitted: Fitted, group: dict[str, Any], names: PlaceNames) -> None:
    parents = fitted.groups[group.get("under", "top")]
    places = [parent for parent in parents for _ in range(group["each"])] if "each" in group else [parents[at % len(parents)] for at in range(group["count"])]
    sectors = cycle(group.get("sectors", [""]))
    fitted.groups[group["key"]] = [_unit(fitted, group, parent, next(sectors) or str(parent.sector), names) for parent in places]


def _unit(fitted: Fitted, group: dict[str, Any], parent: Node, sector: str, names: PlaceNames) -> Node:
    kind = UnitKind(group["kind"])
    founded = _between(fitted, *group["founded"]) if "founded" in group else OLD_FROM + timedelta(days=int(fitted.rng.random() * OLD_DAYS))
    name = names.take()
    called = nation.BRANCH_NAMES.get(sector, RESIDENTIAL).format(name) if KINDS[kind].branch or kind == UnitKind.GRASSROOTS_PARTY_ORGANISATION else name
    ended = _between(fitted, *group["ended"]) if "ended" in group else None
    phase = Phase(max(founded, parent.founded), parent, _code(fitted, parent, kind), TITLES[kind].format(called))
    node = fitted.world.node(kind, sector, phase, ended=ended)
    if ended:
        node.successors = [fitted.rng.choice(fitted.groups[group["into"]])]
    _serve(fitted, node, group, names)
    return node


def _code(fitted: Fitted, parent: Node, kind: UnitKind) -> str:
    fitted.codes[parent.id] = number = fitted.codes.get(parent.id, 0) + 1
    code = parent.now.code
    if kind in (UnitKind.DISTRICT_ORGANISATION, UnitKind.BLOC_ORGANISATION):
        return code_of(PROVINCE, 501 + number)
    return code[:11] + f"{number:03}" if kind == UnitKind.SUBORDINATE_BRANCH else code[:5] + f"{number:03}" + "0" * 6


def _serve(fitted: Fitted, node: Node, group: dict[str, Any], names: PlaceNames) -> None:
    """A commune's own area, or the residential areas of a branch."""
    if node.kind == UnitKind.COMMUNE_ORGANISATION:
        commune = fitted.commune_of[node] = _area(fitted, node.now.code[:8], f"Xã {names.take()}", AreaKind.COMMUNE, fitted.groups["province"][0].areas[0][0])
        node.areas.append((commune, node.founded))
    for _ in range(group.get("areas", 0)):
        commune = fitted.commune_of[node.now.parent] if node.now.parent else 0
        node.areas.append((_area(fitted, NULL, f"Thôn {names.take()}", AreaKind.HAMLET, commune), node.founded))


def _hand_over(fitted: Fitted) -> None:
    """Units that came under another superior: `[[fit.handed]]` with group, count, to and days."""
    for handed in fitted.fit.get("handed", []):
        for node in fitted.groups[handed["group"]][handed.get("from", 0) :][: handed["count"]]:
            to = fitted.groups[handed["to"]][0]
            node.change(_between(fitted, *handed["days"]), parent=to, code=_code(fitted, to, node.kind))
            node.upward = None
            node.place()


def _area(fitted: Fitted, code: str, name: str, kind: AreaKind, parent: int | str) -> int:
    key, fitted.next_area = fitted.next_area, fitted.next_area + 1
    fitted.sheets.areas.add(key, code, name, kind.value, parent, "f", "f", "f", "f", NULL, iso(None))
    return key


def _between(fitted: Fitted, first: date, last: date) -> date:
    return first + timedelta(days=int(fitted.rng.random() * (last - first).days))


# --- people ---------------------------------------------------------------------------------------


def _people(fitted: Fitted, place: Place) -> None:
    """Exactly as many as the figures say are there, came, left and are away."""
    fit, rng = fitted.fit, fitted.rng
    since, last = fit["since"].toordinal(), fitted.published.day.toordinal()
    admitted = sum(line["count"] for line in fit["admitted"])
    before = fit["members"] - admitted + fit["left"]
    old = [node for node in fitted.world.nodes if KINDS[node.kind].holds_members and node.founded < fit["since"]]
    for at in range(before):
        _begin(fitted, place, old[at % len(old)], since - PROBATION - int(40 * 365 * rng.random() ** 1.25))
    listed = list(fitted.people)
    _follow(fitted, listed)
    for line in fit["admitted"]:
        branches = fitted.branches(line.get("sectors"))
        for at in range(line["count"]):
            day = since + 1 + int(rng.random() * (last - since - 1))
            _begin(fitted, place, rng.choice([node for node in branches if node.founded.toordinal() < day]), day)
            if groups := [*line.get("groups", []), *([TargetGroup.VILLAGE_HEAD.value] if at < line.get("heads", 0) else [])]:
                fitted.targeted.append((fitted.people[-1], groups))
    _change(fitted, listed)


def _begin(fitted: Fitted, place: Place, branch: Node, admitted: int) -> None:
    rng = fitted.rng
    person = invent_person(rng, len(fitted.people) + 1, place.groups[int(rng.random() * len(place.groups))], admitted)
    join(person, branch, listed_from=fitted.fit["since"].toordinal())
    fitted.people.append(person)


def _follow(fitted: Fitted, listed: list[Person]) -> None:
    """People of a branch that ends go on in the one that follows; a new branch begins with people from beside it."""
    for person in listed:
        branch = person.branch
        if branch.ended:
            person.events.append((branch.ended.toordinal(), branch.successors[0], OFFICIAL, ACTIVE, StayReason.UNIT_CHANGED.value))
    free = iter(fitted.rng.sample([person for person in listed if not person.branch.ended and len(person.events) == 1], len(listed) // 4))
    for node in fitted.branches():
        if node.founded >= fitted.fit["since"]:
            for _ in range(FOUNDERS):
                next(free).events.append((node.founded.toordinal(), node, OFFICIAL, ACTIVE, TRANSFERRED))


def _change(fitted: Fitted, listed: list[Person]) -> None:
    """Who leaves, and who works away on the published day: of those whose stay has not changed yet."""
    rng, last = fitted.rng, fitted.published.day.toordinal()
    first = fitted.fit["since"].toordinal() + CLEAR
    here = set(fitted.branches())
    settled = iter(rng.sample([person for person in listed if len(person.events) == 1 and person.branch in here], fitted.fit["left"] + fitted.fit.get("away", 0)))
    for _ in range(fitted.fit["left"]):
        person = next(settled)
        person.left = first + int(rng.random() * (last - first - CLEAR))
        person.left_reason = leaving_reason(rng, (person.left - person.birth) / 365)
    for person in settled:
        day = last - CLEAR - int(rng.random() * 300)
        person.events.append((day, person.branch, OFFICIAL, Activity.WORKING_AWAY.value, CHANGED))

