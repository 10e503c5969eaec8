"""A nation of any size: provinces and communes by their real names, everything in them invented.

The plan (down to communes and the organisations beside them) is made at once; each of these then fills
itself with branches and people from a seed of its own, so that the work can be shared and the result is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random

from vietnam_provinces import Province, Ward

from coso.generator import people, tree
from coso.generator.names import Words
from coso.generator.people import CHANGED, TRANSFERRED, Person, Place, invent_person, join
from coso.generator.places import REGION_OF_PROVINCE, PlaceNames, peoples_of
from coso.generator.rows import NULL, Sheets
from coso.generator.sharing import shares
from coso.generator.tree import Node, Phase, code_of
from coso.members.enums import StayReason
from coso.org.enums import AreaKind, Sector, UnitKind

REFORM = date(2025, 7, 1)
FOUNDED_CENTRE, FOUNDED_PROVINCE, FOUNDED_DISTRICT, FOUNDED_COMMUNE = date(1930, 2, 3), date(1946, 1, 1), date(1947, 1, 1), date(1948, 1, 1)
PER_BRANCH, MOST_BRANCHES = 25, 800
PER_COMMUNE, PER_PROVINCE = 1300, 12_000
COMMUNE_SHARE = 0.8  # of a province's members
OLD_PER_NEW, NEW_PER_DISTRICT = 3, 4
BLOCK = 1000  # keys set aside for the units and areas of one cluster
LONGEST, LONGEST_IN_WORK = 52, 34  # years since admission, in a village and at work
LISTED_YEARS = 3  # those admitted longer ago came into the records from a list
MOVED, OTHERWISE_ACTIVE, LEFT = 0.05, 0.11, 0.135  # shares of people, added up
SHARED, WITHOUT_BRANCH = 0.04, 0.025  # villages served by a neighbour's branch, and by none, for each with its own
WORDS = {AreaKind.RESIDENTIAL_GROUP: "tổ dân phố", AreaKind.VILLAGE: "bản", AreaKind.HAMLET: "thôn"}

IN_COMMUNE = Words.of("residential:60 school:17 non_state_enterprise:7 administrative_agency:7 co_operative:4 public_service_unit:3 state_enterprise:2").pool(100)
BESIDE: list[tuple[str, float, dict[str, str]]] = [
    ("Đảng bộ các cơ quan Đảng", 0.12, {"administrative_agency": "Cơ quan"}),
    ("Đảng bộ Ủy ban nhân dân", 0.46, {"administrative_agency": "Sở", "public_service_unit": "Trung tâm", "school": "Trường", "health_station": "Bệnh viện", "state_enterprise": "Công ty", "foreign_invested_enterprise": "Công ty liên doanh"}),
    ("Đảng bộ Quân sự", 0.22, {"army": "Tiểu đoàn", "border_guard": "Đồn Biên phòng"}),
    ("Đảng bộ Công an", 0.2, {"police": "Phòng"}),
]
FROM_BLOC = 2  # the first of these came out of the bloc that ended in 2025
BRANCH_NAMES = {
    "school": "Trường {}", "health_station": "Trạm Y tế {}", "administrative_agency": "cơ quan {}", "public_service_unit": "Trung tâm {}", "co_operative": "Hợp tác xã {}",
    "non_state_enterprise": "Công ty {}", "foreign_invested_enterprise": "Công ty liên doanh {}", "state_enterprise": "Xí nghiệp {}", "army": "Quân sự {}", "police": "Công an {}",
    "border_guard": "Đồn Biên phòng {}",
}
CAMPS = {Sector.ARMY.value: "Quân sự", Sector.POLICE.value: "Công an", Sector.HEALTH_STATION.value: "Trạm Y tế"}  # one in each commune: joined when communes are


@dataclass(slots=True, eq=False)
class Cluster:
    """A commune, or an organisation beside the communes, and the people to be in it."""

    head: Node
    olds: list[Node]
    place: Place
    area: int
    size: int
    first_member: int
    first_key: int
    province: int
    sectors: dict[str, str] = field(default_factory=dict)


@dataclass
class World:
    """The plan. `areas` as (province code → key) and (commune code → key)."""

    seed: int
    until: date
    nodes: list[Node] = field(default_factory=list)
    clusters: list[Cluster] = field(default_factory=list)

    def node(self, kind: UnitKind, sector: Sector | str, *phases: Phase, ended: date | None = None) -> Node:
        made = Node(len(self.nodes) + 1, kind, sector, list(phases), ended)
        made.place()
        self.nodes.append(made)
        return made


def plan(*, seed: int, members: int, until: date, provinces: list[int], areas: dict[str, int]) -> World:
    """Which organisations there are and how many people each holds. `areas`: keys of provinces and communes by code."""
    rng = Random(f"{seed}/plan")
    world = World(seed, until)
    centre = world.node(UnitKind.CENTRE, "", Phase(FOUNDED_CENTRE, None, code_of(0), "Đảng bộ Trung ương"))
    chosen = provinces or _provinces_for(members)
    wards = {code: [ward for ward in Ward.iter_all() if int(ward.province_code) == code] for code in chosen}
    sizes = shares(members, [len(wards[code]) ** 0.9 for code in chosen])
    for code, size in zip(chosen, sizes, strict=True):
        _plan_province(world, rng, centre, code, wards[code], size, areas)
    _number(world)
    return world


def _provinces_for(members: int) -> list[int]:
    codes = [int(province.code) for province in Province.iter_all()]
    wanted = max(1, min(len(codes), members // PER_PROVINCE))
    first = codes.index(12)
    return sorted((codes[first:] + codes[:first])[:wanted])


def _plan_province(world: World, rng: Random, centre: Node, code: int, wards: list[Ward], size: int, areas: dict[str, int]) -> None:
    name = next(province.name for province in Province.iter_all() if int(province.code) == code)
    called = name[0].lower() + name[1:] if name.startswith("Thành phố") else f"tỉnh {name}"
    top = world.node(UnitKind.PROVINCIAL_ORGANISATION, "", Phase(FOUNDED_PROVINCE, centre, code_of(code), f"Đảng bộ {called}"))
    place = Place(areas[f"{code:02}"], name, name, peoples_of(code))
    top.areas.append((place.province_id, FOUNDED_PROVINCE))
    in_communes = round(size * COMMUNE_SHARE)
    wards = wards[: max(1, min(len(wards), in_communes // PER_COMMUNE))]
    _plan_communes(world, rng, top, place, wards, in_communes, areas)
    _plan_beside(world, top, place, called, size - in_communes, len(wards))


def _plan_communes(world: World, rng: Random, top: Node, place: Place, wards: list[Ward], size: int, areas: dict[str, int]) -> None:
    code = int(top.now.code[:2])
    names = PlaceNames(rng, highland=code in REGION_OF_PROVINCE)
    for at, (ward, people_here) in enumerate(zip(wards, shares(size, [rng.uniform(0.5, 1.6) for _ in wards]), strict=True)):
        if at % NEW_PER_DISTRICT == 0:
            number = 501 + at // NEW_PER_DISTRICT
            district = world.node(UnitKind.DISTRICT_ORGANISATION, "", Phase(FOUNDED_DISTRICT, top, code_of(code, number), f"Đảng bộ huyện {names.take()}"), ended=REFORM)
        kind, _space, bare = ward.name.partition(" ")
        sector = {"Phường": Sector.WARD, "Đặc": Sector.SPECIAL_ZONE}.get(kind, Sector.COMMUNE)
        head = world.node(UnitKind.COMMUNE_ORGANISATION, sector, Phase(REFORM, top, code_of(code, at + 1), f"Đảng bộ {kind.lower()} {bare}"))
        olds = [
            world.node(UnitKind.COMMUNE_ORGANISATION, sector, _old(district, at % NEW_PER_DISTRICT * OLD_PER_NEW + turn + 1, f"{kind.lower()} {bare if turn == 0 else names.take()}"), ended=REFORM)
            for turn in range(OLD_PER_NEW)
        ]
        for old in olds:
            old.successors.append(head)
        head.areas.append((areas[f"{int(ward.code):05}"], REFORM))
        here = Place(place.province_id, place.province, f"{ward.name}, {place.province}", place.groups)
        world.clusters.append(Cluster(head, olds, here, areas[f"{int(ward.code):05}"], people_here, 0, 0, code))


def _old(district: Node, number: int, called: str) -> Phase:
    return Phase(FOUNDED_COMMUNE, district, f"{district.now.code[:5]}{number:03}000000", f"Đảng bộ {called}")


def _plan_beside(world: World, top: Node, place: Place, called: str, size: int, communes: int) -> None:
    code = int(top.now.code[:2])
    bloc = world.node(UnitKind.BLOC_ORGANISATION, "", Phase(FOUNDED_DISTRICT, top, code_of(code, 500), f"Đảng bộ Khối các cơ quan và doanh nghiệp {called}"), ended=REFORM)
    for at, ((name, _share, sectors), people_here) in enumerate(zip(BESIDE, shares(size, [share for _name, share, _sectors in BESIDE]), strict=True)):
        new = at < FROM_BLOC
        head = world.node(UnitKind.SUPERIOR_ORGANISATION, next(iter(sectors)), Phase(REFORM if new else FOUNDED_DISTRICT, top, code_of(code, communes + at + 1), f"{name} {called}"))
        world.clusters.append(Cluster(head, [bloc] if new else [], place, 0, people_here, 0, 0, code, sectors))


def _number(world: World) -> None:
    """Keys for each cluster's units and people, so that the clusters need not know of each other."""
    key, member = len(world.nodes) + 1, 1
    for cluster in world.clusters:
        cluster.first_key, cluster.first_member = key, member
        key, member = key + BLOCK, member + cluster.size


def fill(world: World, cluster: Cluster, first_area: int) -> Sheets:
    """The rows of one cluster: its branches, their places and its people. New areas get keys from `first_area`."""
    sheets = Sheets()
    rng = Random(f"{world.seed}/{cluster.head.now.code}")
    branches, others = _branches_of_commune(sheets, rng, cluster, first_area) if cluster.area else branches_beside(rng, cluster)
    for branch in (*others, *branches):
        branch.place()
    tree.write(sheets, [*others, *branches])
    ended = {node.successors[0]: node for node in others if node.successors}
    sizes = shares(cluster.size, [rng.uniform(0.6, 1.4) for _ in branches])
    numbers = iter(range(cluster.first_member, cluster.first_member + cluster.size))
    until, groups = world.until.toordinal(), cluster.place.groups
    for branch, size in zip(branches, sizes, strict=True):
        for _turn, number in zip(range(size), numbers, strict=False):
            person = _live(rng, number, groups, branch, branches, ended.get(branch), until)
            people.write(sheets, rng, person, cluster.place, until)
    return sheets


def _live(rng: Random, number: int, groups: list[str], branch: Node, branches: list[Node], before: Node | None, until: int) -> Person:
    """One person's way: admitted some time, most with no change since, some moved, busy elsewhere or gone."""
    draw = rng.random
    years = LONGEST if branch.sector in people.VILLAGE_SECTORS else LONGEST_IN_WORK
    admitted = until - 20 - int(years * 365 * draw() ** 1.35)
    person = invent_person(rng, number, groups[int(draw() * len(groups))], admitted)
    join(person, branch, listed_from=max(until - LISTED_YEARS * 365, branch.founded.toordinal()))
    start, reform = person.events[-1][0], REFORM.toordinal()
    if before and start < reform and len(person.events) == 1:
        person.events = [(start, before, people.OFFICIAL, people.ACTIVE, people.LISTED), (reform, branch, people.OFFICIAL, people.ACTIVE, StayReason.UNIT_CHANGED.value)]
        start = reform
    turn, day = draw(), start + 30 + int(draw() * (until - start))
    if turn < MOVED:
        day = max(day, reform)
        other = branches[int(draw() * len(branches))]
        if other is not branch and other.founded.toordinal() < day:
            person.events.append((day, other, people.OFFICIAL, people.ACTIVE, TRANSFERRED))
    elif turn < OTHERWISE_ACTIVE:
        person.events.append((day, branch, people.OFFICIAL, people.ACTIVITIES[int(draw() * 100)], CHANGED))
    elif turn < LEFT and start < day <= until:
        person.left, person.left_reason = day, people.leaving_reason(rng, (day - person.birth) / 365.25)
    return person


def _branches_of_commune(sheets: Sheets, rng: Random, cluster: Cluster, first_area: int) -> tuple[list[Node], list[Node]]:
    """The commune's branches, those serving a village with its area; and the doubles that were joined into them in 2025."""
    keys = iter(range(cluster.first_key, cluster.first_key + BLOCK))
    count = max(len(CAMPS) + 1, min(MOST_BRANCHES, round(cluster.size / PER_BRANCH)))
    sectors = [*CAMPS, *[IN_COMMUNE[int(rng.random() * 100)] for _ in range(count - len(CAMPS))]]
    names = PlaceNames(rng, highland=cluster.province in REGION_OF_PROVINCE)
    urban = cluster.head.sector == Sector.WARD
    called = cluster.head.now.name.removeprefix("Đảng bộ ")
    places = Villages(sheets, rng, cluster.area, iter(range(first_area, first_area + BLOCK)))
    branches: list[Node] = []
    doubles: list[Node] = []
    for at, sector in enumerate(sectors):
        old = cluster.olds[at % len(cluster.olds)]
        name, area = _called(rng, sector, names, called, urban=urban)
        branch = _branch(rng, next(keys), sector, name, old, cluster.head, at + 1)
        branches.append(branch)
        if area:
            places.add(name.removeprefix("Chi bộ "), area, branch)
        if sector in CAMPS:
            doubles += [_double(next(keys), sector, twin, at + 1, branch) for twin in cluster.olds[1:] if twin is not old]
    places.leave_some(names, AreaKind.RESIDENTIAL_GROUP if urban else AreaKind.HAMLET)
    return branches, doubles


@dataclass
class Villages:
    """The residential areas of a commune and who serves them: nearly each has a branch of its own, a few share one or wait for one."""

    sheets: Sheets
    rng: Random
    commune: int
    keys: Iterator[int]
    served: list[tuple[str, AreaKind, Node]] = field(default_factory=list)

    def add(self, name: str, kind: AreaKind, branch: Node) -> None:
        """A village with the branch that has served it since it was founded."""
        branch.areas.append((self._area(name, kind), branch.founded))
        self.served.append((name, kind, branch))

    def leave_some(self, names: PlaceNames, kind: AreaKind) -> None:
        """Further villages: some served by a neighbour's branch since lately, some by none."""
        for _name, _kind, branch in [one for one in self.served if self.rng.random() < SHARED]:
            branch.areas.append((self._area(f"{WORDS[kind]} {names.take()}", kind), max(branch.founded, date(REFORM.year - self.rng.randrange(15), 1, 1))))
        for _turn in range(sum(self.rng.random() < WITHOUT_BRANCH for _one in self.served)):
            self._area(f"{WORDS[kind]} {names.take()}", kind)

    def _area(self, name: str, kind: AreaKind) -> int:
        key = next(self.keys)
        self.sheets.areas.add(key, NULL, name, kind.value, self.commune, "f", "f", "f", "f", self.rng.randrange(40, 260), NULL)
        return key


def _called(rng: Random, sector: str, names: PlaceNames, commune: str, *, urban: bool) -> tuple[str, AreaKind | None]:
    """A branch's name, and the kind of place it serves if it is residential."""
    if sector in CAMPS:
        return f"Chi bộ {CAMPS[sector]} {commune}", None
    if sector != Sector.RESIDENTIAL:
        return f"Chi bộ {BRANCH_NAMES[sector].format(names.take())}", None
    if urban:
        return f"Chi bộ {WORDS[AreaKind.RESIDENTIAL_GROUP]} {names.take()}", AreaKind.RESIDENTIAL_GROUP
    kind = (AreaKind.VILLAGE, AreaKind.HAMLET)[rng.random() < 0.5]
    return f"Chi bộ {WORDS[kind]} {names.take()}", kind


def _branch(rng: Random, key: int, sector: str, name: str, old: Node, head: Node, number: int) -> Node:
    """A branch that stood under a commune of its day and stands under today's."""
    founded = date.fromordinal(FOUNDED_COMMUNE.toordinal() + 3650 + int(rng.random() * 20_000))
    before = Phase(founded, old, old.now.code[:11] + f"{number:03}", name)
    return Node(key, UnitKind.SUBORDINATE_BRANCH, sector, [before, Phase(REFORM, head, head.now.code[:11] + f"{number:03}", name)])


def _double(key: int, sector: str, old: Node, number: int, into: Node) -> Node:
    """The same service's branch in another commune of the old tree, joined into today's."""
    name = f"Chi bộ {CAMPS[sector]} {old.now.name.removeprefix('Đảng bộ ')}"
    return Node(key, UnitKind.SUBORDINATE_BRANCH, sector, [Phase(FOUNDED_COMMUNE, old, old.now.code[:11] + f"{number:03}", name)], REFORM, successors=[into])


def branches_beside(rng: Random, cluster: Cluster) -> tuple[list[Node], list[Node]]:
    """Grass-roots branches and grass-roots organisations with branches, as agencies, schools and units of the forces have."""
    keys = iter(range(cluster.first_key, cluster.first_key + BLOCK))
    names = PlaceNames(rng, highland=False)
    sectors = list(cluster.sectors.items())
    left = max(1, min(MOST_BRANCHES, round(cluster.size / PER_BRANCH)))
    branches: list[Node] = []
    above: list[Node] = []
    number = 0
    while left > 0:
        number += 1
        sector, word = sectors[number % len(sectors)]
        name = f"{word} {names.take()}"
        if left == 1 or number % 4 == 0:
            branches.append(_beside(next(keys), UnitKind.GRASSROOTS_BRANCH, sector, f"Chi bộ {name}", cluster, number))
            left -= 1
            continue
        above.append(_beside(next(keys), UnitKind.GRASSROOTS_PARTY_ORGANISATION, sector, f"Đảng bộ {name}", cluster, number))
        for at in range(1, min(left, rng.randint(2, 6)) + 1):
            branches.append(_below(next(keys), above[-1], at))
            left -= 1
    return branches, above


def _beside(key: int, kind: UnitKind, sector: str, name: str, cluster: Cluster, number: int) -> Node:
    head = cluster.head
    phases = [Phase(FOUNDED_COMMUNE, old, code_of(cluster.province, 500, number + _room(head)), name) for old in cluster.olds]
    start = REFORM if cluster.olds else FOUNDED_COMMUNE
    return Node(key, kind, sector, [*phases, Phase(start, head, code_of(cluster.province, int(head.now.code[2:5]), number), name)])


def _room(head: Node) -> int:
    """Two organisations came out of one bloc; their units had different numbers there."""
    return 500 * ("Ủy ban" in head.now.name)


def _below(key: int, above: Node, at: int) -> Node:
    phases = [Phase(phase.start, above, phase.code[:11] + f"{at:03}", f"Chi bộ {at} {above.now.name.removeprefix('Đảng bộ ')}") for phase in above.phases]
    return Node(key, UnitKind.SUBORDINATE_BRANCH, above.sector, phases)
