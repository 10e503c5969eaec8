"""The demo province's units: the tree of districts until 2025, today's tree after, villages with the branches that serve them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from coso.generator import nation
from coso.generator.nation import CAMPS, REFORM, World
from coso.generator.people import Place
from coso.generator.places import PlaceNames, peoples_of
from coso.generator.province import (
    BESIDE_MEMBERS,
    COMMUNES,
    DEMO_COMMUNE,
    DEMO_FAVOUR,
    DISTRICT_COMMUNES,
    DISTRICT_COMMUNES_TODAY,
    NEW_BRANCHES,
    PROVINCE,
    PROVINCE_NAME,
    START,
    VILLAGES,
    Home,
    Part,
    share_out,
)
from coso.generator.rows import NULL, Sheets
from coso.generator.sharing import shares
from coso.generator.tree import Node, Phase, code_of, iso
from coso.org.enums import AreaKind, Sector, UnitKind

REAL_PEOPLES = 12  # the peoples of the report's province
AGENCIES = (
    ("cơ quan Huyện ủy", "administrative_agency"), ("cơ quan Ủy ban nhân dân huyện", "administrative_agency"), ("Mặt trận và đoàn thể huyện", "administrative_agency"),
    ("Tòa án khu vực", "administrative_agency"), ("Hạt Kiểm lâm", "administrative_agency"), ("Kho bạc khu vực", "administrative_agency"), ("Trung tâm Y tế", "health_station"),
    ("Trung tâm Dịch vụ nông nghiệp", "public_service_unit"), ("Trường Dân tộc nội trú", "school"), ("Trường Trung học phổ thông", "school"),
)
SCHOOLS = ("Mầm non", "Tiểu học", "Trung học cơ sở")
NEW_FROM, NEW_DAYS = date(2011, 2, 3), 1700  # the new village branches were founded within these days


class ProvinceTree:
    """Makes the whole tree from the top down. The same seed gives every unit the same key, place and name."""

    def __init__(self, seed: int, until: date, *, first_area: int, province_area: int | None = None) -> None:
        self.rng = Random(f"{seed}/province")
        self.world, self.sheets = World(seed, until), Sheets()
        self.names = PlaceNames(self.rng, highland=True)
        self.next_area, self.next_key = first_area, 1000
        self.numbers: dict[tuple[int, str], int] = {}
        self.groups = peoples_of(REAL_PEOPLES)
        self.province = province_area or self.area(self.sheets, f"{PROVINCE}", PROVINCE_NAME, AreaKind.PROVINCE, NULL)
        centre = self.world.node(UnitKind.CENTRE, "", Phase(nation.FOUNDED_CENTRE, None, code_of(0), "Đảng bộ Trung ương"))
        self.top = self.world.node(UnitKind.PROVINCIAL_ORGANISATION, "", Phase(nation.FOUNDED_PROVINCE, centre, code_of(PROVINCE), f"Đảng bộ tỉnh {PROVINCE_NAME}"))
        self.top.areas.append((self.province, self.top.founded))
        self.homes = [*self.communes(), *self.beside()]
        self.found_late()
        share_out(self.rng, [part for home in self.homes for part in home.parts])
        self.number_and_place()

    def communes(self) -> list[Home]:
        home_of = [today for today, count in enumerate(self.olds_of_today()) for _ in range(count)]
        weights = [self.rng.uniform(0.75, 1.35) * (DEMO_FAVOUR if home == DEMO_COMMUNE else 1) for home in home_of]
        villages = iter(shares(VILLAGES, weights))
        homes: list[Home] = []
        for number, today in enumerate(DISTRICT_COMMUNES_TODAY):
            homes += self.district(number, len(homes), self.olds_of_today()[len(homes) : len(homes) + today], villages)
        return homes

    @staticmethod
    def olds_of_today() -> list[int]:
        """For each of today's communes the number of old ones it was made of."""
        assert sum(DISTRICT_COMMUNES) == COMMUNES
        return [count for olds, today in zip(DISTRICT_COMMUNES, DISTRICT_COMMUNES_TODAY, strict=True) for count in shares(olds, [1.0] * today)]

    def district(self, number: int, first: int, olds: list[int], villages: Iterator[int]) -> list[Home]:
        city = number == 0
        called = f"thành phố {PROVINCE_NAME}" if city else f"huyện {self.names.take()}"
        district = self.world.node(UnitKind.DISTRICT_ORGANISATION, "", Phase(nation.FOUNDED_DISTRICT, self.top, code_of(PROVINCE, 501 + number), f"Đảng bộ {called}"), ended=REFORM)
        homes = []
        for at, count in enumerate(olds):
            home = self.home(first + at, city=city)
            for turn in range(count):
                urban = city or at == turn == 0
                mixed = at == 1 and turn == 0 and number < 4
                self.old_commune(home, district, next(villages), urban=urban, minority=not (urban or mixed))
            homes.append(home)
        self.agencies(district, homes[0], called)
        for home in homes:
            self.open_office(home)
        return homes

    def home(self, at: int, *, city: bool) -> Home:
        kind, sector, word = (AreaKind.WARD, Sector.WARD, "phường") if city else (AreaKind.COMMUNE, Sector.COMMUNE, "xã")
        name = self.names.take()
        head = self.world.node(UnitKind.COMMUNE_ORGANISATION, sector, Phase(REFORM, self.top, code_of(PROVINCE, at + 1), f"Đảng bộ {word} {name}"))
        home = Home(head, Place(self.province, PROVINCE_NAME, f"{word} {name}, tỉnh {PROVINCE_NAME}", self.groups), [])
        area = self.area(home.sheets, f"{PROVINCE}{at + 1:03}", f"{word.capitalize()} {name}", kind, self.province, minority=not city, border=not city and at % 2 == 0)
        head.areas.append((area, REFORM))
        return home

    def old_commune(self, home: Home, district: Node, villages: int, *, urban: bool, minority: bool) -> None:
        word, sector, kind = ("phường", Sector.WARD, AreaKind.WARD) if home.head.sector == Sector.WARD else ("thị trấn", Sector.TOWNSHIP, AreaKind.COMMUNE) if urban else ("xã", Sector.COMMUNE, AreaKind.COMMUNE)
        name = self.names.take() if home.olds else home.head.now.name.split(" ", 3)[-1]
        code = district.now.code[:5] + f"{self.number_under(district):03}000000"
        old = self.world.node(UnitKind.COMMUNE_ORGANISATION, sector, Phase(nation.FOUNDED_COMMUNE, district, code, f"Đảng bộ {word} {name}"), ended=REFORM)
        old.successors.append(home.head)
        area = self.area(home.sheets, f"{code[:8]}", f"{word.capitalize()} {name}", kind, self.province, minority=minority, ended=REFORM)
        old.areas.append((area, old.founded))
        home.olds.append(old)
        part = Part([self.village(home, old, urban=urban) for _ in range(villages)], minority)
        part.branches += [self.branch(home, old, "school", f"Trường {school} {name}") for school in SCHOOLS]
        part.branches += [self.camp(home, old, sector, f"{called} {word} {name}") for sector, called in CAMPS.items()]
        home.parts.append(part)

    def village(self, home: Home, old: Node, *, urban: bool) -> Node:
        kind, word = (AreaKind.RESIDENTIAL_GROUP, "tổ dân phố") if urban else (AreaKind.VILLAGE, "bản")
        name = self.names.take()
        branch = self.branch(home, old, "residential", f"{word} {name}")
        commune = home.head.areas[0][0]
        branch.areas.append((self.area(home.sheets, NULL, f"{word.capitalize()} {name}", kind, commune, minority=not urban, households=self.rng.randrange(35, 180)), branch.founded))
        return branch

    def branch(self, home: Home, old: Node, sector: str, called: str) -> Node:
        """A branch of an old commune that goes on under today's."""
        founded = date(1960, 1, 5) + timedelta(days=int(self.rng.random() * 12_000))
        before = Phase(founded, old, old.now.code[:11] + f"{self.number_under(old):03}", f"Chi bộ {called}")
        after = Phase(REFORM, home.head, home.head.now.code[:11] + f"{self.number_under(home.head):03}", f"Chi bộ {called}")
        return self.node(UnitKind.SUBORDINATE_BRANCH, sector, [before, after])

    def camp(self, home: Home, old: Node, sector: str, called: str) -> Node:
        """The service's branch in the first old commune goes on with a new name; the others were joined into it."""
        if old is home.olds[0]:
            going_on = self.branch(home, old, sector, called)
            going_on.now.name = f"Chi bộ {CAMPS[sector]} {home.head.now.name.removeprefix('Đảng bộ ')}"
            return going_on
        into = next(node for node in home.parts[0].branches if node.sector == sector and node.ended is None)
        phase = Phase(nation.FOUNDED_COMMUNE, old, old.now.code[:11] + f"{self.number_under(old):03}", f"Chi bộ {called}")
        return self.node(UnitKind.SUBORDINATE_BRANCH, sector, [phase], ended=REFORM, successors=[into])

    def agencies(self, district: Node, seat: Home, called: str) -> None:
        """A district's offices, which came to the commune at its seat."""
        part = Part([], minority=False)
        place = called.removeprefix("huyện ").removeprefix("thành phố ")
        for agency, sector in AGENCIES:
            founded = date(1963, 5, 6) + timedelta(days=int(self.rng.random() * 9000))
            before = Phase(founded, district, district.now.code[:5] + f"{self.number_under(district):03}000000", f"Chi bộ {agency} {place}")
            name = f"Chi bộ {agency.replace(' huyện', ' xã').replace('Huyện ủy', 'Đảng ủy xã')} {place}"
            after = Phase(REFORM, seat.head, seat.head.now.code[:5] + f"{self.number_under(seat.head, 'g'):03}000000", name)
            part.branches.append(self.node(UnitKind.GRASSROOTS_BRANCH, sector, [before, after]))
        seat.parts.append(part)

    def open_office(self, home: Home) -> None:
        """The branch of the new commune's office, founded with the commune; its people come from the villages."""
        called = home.head.now.name.removeprefix("Đảng bộ ")
        phase = Phase(REFORM, home.head, home.head.now.code[:11] + f"{self.number_under(home.head):03}", f"Chi bộ Ủy ban nhân dân {called}")
        home.office = self.node(UnitKind.SUBORDINATE_BRANCH, "administrative_agency", [phase])

    def beside(self) -> list[Home]:
        """What stands beside the communes: agencies and enterprises (from the bloc of before), army, police."""
        called = f"tỉnh {PROVINCE_NAME}"
        bloc = self.world.node(UnitKind.BLOC_ORGANISATION, "", Phase(nation.FOUNDED_DISTRICT, self.top, code_of(PROVINCE, 500), f"Đảng bộ Khối các cơ quan và doanh nghiệp {called}"), ended=REFORM)
        homes = []
        sizes = shares(BESIDE_MEMBERS, [share for _name, share, _sectors in nation.BESIDE])
        for at, ((name, _share, sectors), size) in enumerate(zip(nation.BESIDE, sizes, strict=True)):
            new = at < nation.FROM_BLOC
            start = REFORM if new else nation.FOUNDED_DISTRICT
            head = self.world.node(UnitKind.SUPERIOR_ORGANISATION, next(iter(sectors)), Phase(start, self.top, code_of(PROVINCE, sum(DISTRICT_COMMUNES_TODAY) + at + 1), f"{name} {called}"))
            place = Place(self.province, PROVINCE_NAME, f"tỉnh {PROVINCE_NAME}", self.groups)
            cluster = nation.Cluster(head, [bloc] if new else [], place, 0, size, 0, self.next_key + 1, PROVINCE, sectors)
            branches, above = nation.branches_beside(self.rng, cluster)
            self.next_key += nation.BLOCK
            homes.append(Home(head, place, cluster.olds, [Part(branches, minority=False)], above))
        return homes

    def found_late(self) -> None:
        """The branches of the report that were founded in villages without one."""
        rural = [node for home in self.homes for part in home.parts if part.minority for node in part.branches if node.areas]
        for node in self.rng.sample(rural, NEW_BRANCHES):
            node.phases[0].start = NEW_FROM + timedelta(days=int(self.rng.random() * NEW_DAYS))
            node.areas = [(area, node.founded) for area, _before in node.areas]
        assert NEW_FROM > START

    def number_and_place(self) -> None:
        member = 1
        for home in self.homes:
            home.first_member = member
            member += home.people()
            for node in (*home.above, *home.branches(), *([home.office] if home.office else [])):
                node.place()

    def node(self, kind: UnitKind, sector: str, phases: list[Phase], *, ended: date | None = None, successors: list[Node] | None = None) -> Node:
        self.next_key += 1
        return Node(self.next_key, kind, sector, phases, ended, successors=successors or [])

    def number_under(self, unit: Node, what: str = "") -> int:
        key = (unit.id, what)
        self.numbers[key] = self.numbers.get(key, 0) + 1
        return self.numbers[key]

    def area(self, sheets: Sheets, code: str, name: str, kind: AreaKind, parent: int | str, *, minority: bool = False, border: bool = False, households: int | str = NULL, ended: date | None = None) -> int:
        key = self.next_area
        self.next_area += 1
        hard = minority and self.rng.random() < 0.5
        flags = ["t" if flag else "f" for flag in (border, minority, hard, hard)]
        sheets.areas.add(key, code, name, kind.value, parent, *flags, households, iso(ended))
        return key
