"""Invented people and the stays their lives leave behind. Days are ordinals here: adding to them is cheap."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from random import Random

from coso.generator.names import FEMALE, MALE, Words, invent
from coso.generator.rows import NULL, Sheets, day_text, name_columns
from coso.generator.tree import Node
from coso.members.enums import Activity, Status, StayKind, StayReason

YEAR = 365
COUNTRY = "Việt Nam"
KINH = "kinh"
OFFICIAL, PROBATIONARY = Status.OFFICIAL.value, Status.PROBATIONARY.value
ACTIVE = Activity.ACTIVE.value
ADMITTED, RECOGNISED, LISTED = StayReason.ADMITTED.value, StayReason.RECOGNISED.value, StayReason.LISTED.value
TRANSFERRED, CHANGED = StayReason.TRANSFERRED.value, StayReason.ACTIVITY_CHANGED.value
HOME, GUEST = StayKind.HOME.value, StayKind.GUEST.value

RELIGIONS = Words.of("none:930 buddhist:30 catholic:24 protestant:4 cao_dai:5 hoa_hao:5 other:2").pool(1000)
LEAVING = Words.of("deceased:52 transferred_out:34 removed:9 requested_exit:3 expelled:2").pool(100)
LEAVING_YOUNG = Words.of("transferred_out:70 removed:18 requested_exit:7 deceased:3 expelled:2").pool(100)
GENERAL_OLD = Words.of("primary:18 lower_secondary:46 upper_secondary:34 none:2").pool(100)
GENERAL_NEW = Words.of("upper_secondary:90 lower_secondary:10").pool(100)
THEORY_VILLAGE = Words.of("none:58 elementary:34 intermediate:8").pool(100)
THEORY_OFFICE = Words.of("none:20 elementary:38 intermediate:34 advanced:8").pool(100)
LEVEL_VILLAGE = Words.of("none:52 vocational:16 intermediate:14 college:8 university:10").pool(100)
LEVEL_OFFICE = Words.of("vocational:4 intermediate:12 college:16 university:56 master:11 doctor:1").pool(100)
ACTIVITIES = Words.of("exempt:40 working_away:34 temporary_elsewhere:18 abroad:7 suspended:1").pool(100)
JOBS: dict[str, list[str]] = {
    sector: Words.spoken(text).pool(50)
    for sector, text in {
        "residential": "Nông_dân:30 Lao_động_tự_do:6 Buôn_bán_nhỏ:5 Cán_bộ_không_chuyên_trách:5 Lái_xe:2 Thợ_xây:2",
        "administrative_agency": "Công_chức:12 Chuyên_viên:14 Kế_toán:3 Văn_thư:2 Cán_bộ_tư_pháp:1 Cán_bộ_địa_chính:1",
        "public_service_unit": "Viên_chức:12 Kỹ_sư:4 Kế_toán:2 Cán_bộ_khuyến_nông:2",
        "school": "Giáo_viên:26 Cán_bộ_quản_lý_trường_học:2 Nhân_viên_trường_học:4", "health_station": "Y_sĩ:6 Điều_dưỡng:6 Bác_sĩ:4 Hộ_sinh:2 Dược_sĩ:2",
        "state_enterprise": "Công_nhân:10 Kỹ_sư:6 Nhân_viên:6", "non_state_enterprise": "Công_nhân:10 Nhân_viên_kinh_doanh:5 Kỹ_sư:4 Kế_toán:3",
        "foreign_invested_enterprise": "Công_nhân:14 Kỹ_sư:4 Phiên_dịch:1", "co_operative": "Xã_viên_hợp_tác_xã:10 Kế_toán:1",
        "army": "Sĩ_quan:8 Quân_nhân_chuyên_nghiệp:8 Chiến_sĩ:3", "police": "Sĩ_quan_công_an:10 Hạ_sĩ_quan_công_an:4",
        "border_guard": "Sĩ_quan_biên_phòng:9 Quân_nhân_chuyên_nghiệp:6",
    }.items()
}
VILLAGE_SECTORS = frozenset({"residential", "co_operative"})
IN_SERVICE = frozenset({"army", "police", "border_guard"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where people come from: a province's key, the name of the place, and how often each people is met there."""

    province_id: int
    province: str
    name: str
    groups: list[str]

    def minorities(self) -> list[str]:
        return [group for group in self.groups if group != KINH] or ["tay"]


@dataclass(slots=True)
class Person:
    """One invented member. `events`: (day, branch, status, activity, reason), each a new stay."""

    id: int
    name: str
    sex: str
    group: str
    birth: int
    admitted: int
    official: int
    events: list[tuple[int, Node, str, str, str]] = field(default_factory=list)
    guest: tuple[int, int, Node] | None = None
    left: int = 0
    left_reason: str = ""

    @property
    def branch(self) -> Node:
        return self.events[-1][1]


def invent_person(rng: Random, number: int, group: str, admitted: int, *, women: float = 0.36) -> Person:
    """A person admitted on a day at an age between 18 and 55, most often near 27."""
    draw = rng.random
    sex = FEMALE if draw() < women else MALE
    age = 18.1 + 7 * draw() + (30 * draw() * draw() if draw() < 0.6 else 5 * draw())
    official = admitted + YEAR + 1 + int(draw() * 45)
    return Person(number, invent(rng, group, sex), sex, group, admitted - int(age * 365.25), admitted, official)


def join(person: Person, branch: Node, *, listed_from: int) -> None:
    """Begin the stays: with probation, or with the list of `listed_from` when the whole probation lies before it."""
    if person.admitted >= listed_from:
        person.events.append((person.admitted, branch, PROBATIONARY, ACTIVE, ADMITTED))
        person.events.append((person.official, branch, OFFICIAL, ACTIVE, RECOGNISED))
    else:
        start = max(person.official, branch.founded.toordinal())
        person.events.append((start, branch, OFFICIAL, ACTIVE, LISTED))


def leaving_reason(rng: Random, age: float) -> str:
    return (LEAVING if age > 55 else LEAVING_YOUNG)[int(rng.random() * 100)]


def stays_of(person: Person, until: int) -> list[tuple[int, int, Node, str, str, str]]:
    """(from, to or 0, branch, status, activity, reason), as known on the day `until`: what comes later is not there yet."""
    gone = person.left if 0 < person.left <= until else 0
    stays: list[tuple[int, int, Node, str, str, str]] = []
    for day, branch, status, activity, reason in person.events:
        if day > until or (gone and day >= gone):
            break
        if stays:
            start, _end, *rest = stays.pop()
            if start < day:
                stays.append((start, day, *rest))
        stays.append((day, 0, branch, status, activity, reason))
    if stays and gone:
        start, _end, *rest = stays.pop()
        stays.append((start, gone, *rest))
    return stays


def write(sheets: Sheets, rng: Random, person: Person, place: Place, until: int) -> bool:
    """The person's rows as of `until`; False when they had not been admitted by then."""
    stays = stays_of(person, until)
    if not stays:
        return False
    minority = "t" if person.group != KINH else "f"
    birth, admitted = day_text(person.birth), day_text(person.admitted)
    facts = (person.sex, minority, birth, admitted)
    for start, end, branch, status, activity, reason in stays:
        sheets.stays.add(person.id, branch.id, branch.position, HOME, status, activity, reason, day_text(start), day_text(end), *facts)
    _start, end, branch, status, activity, _reason = stays[-1]
    if person.guest and person.guest[0] <= until and not (end and end <= person.guest[0]):
        start, last, host = person.guest
        last = min(last, end or last)
        sheets.stays.add(person.id, host.id, host.position, GUEST, status, ACTIVE, TRANSFERRED, day_text(start), day_text(last if last <= until else 0), *facts)
    _write_member(sheets, rng, person, place, (branch, status, activity, end), (birth, admitted), until)
    return True


def _write_member(sheets: Sheets, rng: Random, person: Person, place: Place, last: tuple[Node, str, str, int], texts: tuple[str, str], until: int) -> None:
    branch, status, activity, left = last
    draw = rng.random
    number = person.id
    sector, village, address = _setting(branch, place.name)
    old = person.birth < 719163 - 5 * YEAR  # 719163 is 1970-01-01
    citizen = citizen_number(number, person.sex, texts[0])
    carded = status == OFFICIAL and draw() < 0.985
    issued = min(person.official + 30 + int(draw() * 200), until)
    home = address if draw() < 0.7 else place.name
    sheets.members.add(
        number, branch.id, branch.position, *name_columns(person.name), person.sex, texts[0], person.group, RELIGIONS[int(draw() * 1000)], citizen,
        (citizen if draw() < 0.87 else card_number(number)) if carded else "", place.province if carded else "", day_text(issued) if carded else NULL,
        f"{number:010}", COUNTRY, place.province_id, address, COUNTRY, place.province_id, home, COUNTRY, place.province_id, address,
        f"0100{number % 10**6:06}" if draw() < 0.8 else "", texts[1], day_text(person.official) if status == OFFICIAL else NULL,
        (GENERAL_OLD if old and village else GENERAL_NEW)[int(draw() * 100)], (LEVEL_VILLAGE if village else LEVEL_OFFICE)[int(draw() * 100)],
        (THEORY_VILLAGE if village else THEORY_OFFICE)[int(draw() * 100)], job(rng, sector, person.birth), day_text(person.birth + 16 * YEAR + int(draw() * 700)) if not old else NULL,
        status, activity, day_text(left), person.left_reason if left else "",
    )


@lru_cache(maxsize=16)  # people are written branch by branch
def _setting(branch: Node, place: str) -> tuple[str, bool, str]:
    """A branch's sector, whether that is of the villages, and where its people live."""
    sector = str(branch.sector)
    village = sector in VILLAGE_SECTORS
    return sector, village, f"{branch.now.name.removeprefix('Chi bộ ')}, {place}" if village else place


def job(rng: Random, sector: str, birth: int) -> str:
    """A job of the branch's kind; people of residential branches born before 1964 have retired as often as not."""
    if sector == "residential" and birth < 719163 - 6 * YEAR and rng.random() < 0.5:
        return "Hưu trí"
    jobs = JOBS.get(sector) or JOBS["residential"]
    return jobs[int(rng.random() * len(jobs))]


def citizen_number(number: int, sex: str, birth: str) -> str:
    """Twelve digits in the right form, from a province part (9xx) that no province has; one for each number."""
    century = (int(birth[:2]) - 19) * 2 + (sex == FEMALE)
    return f"{900 + number // 10**6}{century}{birth[2:4]}{number % 10**6 * 7919 % 10**6:06}"


def card_number(number: int) -> str:
    """A card number that is not the citizen number, from a range (8xx) of its own."""
    return f"{800 + number // 10**6}{number % 10**6 * 104729 % 10**9:09}"
