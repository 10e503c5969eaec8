"""Lives of the demo province's people: exactly as many come and go in each part as the report's figures ask for."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from random import Random

from coso.generator.nation import REFORM
from coso.generator.people import (
    ACTIVE,
    ADMITTED,
    CHANGED,
    KINH,
    LISTED,
    OFFICIAL,
    PROBATIONARY,
    RECOGNISED,
    TRANSFERRED,
    VILLAGE_SECTORS,
    Person,
    invent_person,
    leaving_reason,
)
from coso.generator.province import AFTER, END, OTHER_WEIGHT, START, WEIGHTS, Home, Part
from coso.generator.tree import Node
from coso.members.enums import Activity, StayReason

RECORDS_FROM = date(2006, 1, 1).toordinal()  # those admitted before came in from a list, without their probation
FIRST, LAST = START.toordinal() + 4, END.toordinal() - 12  # coming and going keeps clear of the days one counts on
REFORM_DAY = REFORM.toordinal()
YEAR = 365.25
FOUNDERS, OFFICE_PEOPLE = (3, 5), (9, 13)
MOVES, BUSY_ELSEWHERE, GUESTS = 0.05, 0.05, 0.4
AWAY_UNTIL_AGE, AWAY_A_YEAR = 48, 0.018
EXEMPT_AGE, EXEMPT_SHARE = 78, 0.7
UNIT_CHANGED = StayReason.UNIT_CHANGED.value


@dataclass(slots=True, eq=False)
class Life:
    """A person on the way: dated changes, put in order and turned into stays at the end."""

    person: Person
    part: Part
    start: int
    first: Node
    branch: Node
    changes: list[tuple[int, str, object, str]] = field(default_factory=list)  # day, what, value, reason
    settled: int = 0  # nothing new before this day
    back: int = 0  # from being away

    def there(self, day: int) -> bool:
        return self.start < day and not (self.person.left and self.person.left <= day)

    def change(self, day: int, what: str, value: object, reason: str) -> None:
        self.changes.append((day, what, value, reason))
        if what == "branch":
            self.branch = value
            self.settled = day


def lives_of(seed: int, home: Home, until: date) -> list[Person]:
    """Everybody who was in a home up to the year of `until`, with their stays in order."""
    rng = Random(f"{seed}/{home.head.now.code}")
    numbers = iter(range(home.first_member, home.first_member + home.people()))
    lives = [life for part in home.parts for life in _until_end(rng, part, home.place.groups, numbers)]
    for part in home.parts:
        _found_branches(rng, part, [life for life in lives if life.part is part])
    _move_about(rng, lives)
    for year in [year for year in AFTER if year <= until.year]:
        lives += _year(rng, home, lives, year, numbers)
        if year == REFORM.year:
            _reform(rng, home, lives)
    for life in lives:
        _grow_old(rng, life)
        _settle(life)
    return [life.person for life in lives]


def _until_end(rng: Random, part: Part, groups: list[str], numbers: Iterator[int]) -> list[Life]:
    """Those there at the start, those admitted in the ten years, and who of them left."""
    lives: list[Life] = []
    choose = _chooser(rng, [node for node in part.branches if node.founded < START])
    for _ in range(part.at_start):
        admitted = START.toordinal() - 40 - int(44 * YEAR * rng.random() ** 1.25)
        lives.append(_begin(rng, part, choose(), next(numbers), groups[int(rng.random() * len(groups))], admitted))
    later = _later_groups(rng, part, groups)
    for group, day in zip(later, _days(rng, part.admitted), strict=True):
        choose = _chooser(rng, [node for node in part.branches if node.founded.toordinal() < day])
        lives.append(_begin(rng, part, choose(), next(numbers), group, day))
    _let_go(rng, lives, part.left, FIRST + 30, LAST)
    return lives


def _days(rng: Random, count: int) -> list[int]:
    """Days of admission in the ten years, a little more of them each year."""
    return [FIRST + int((LAST - FIRST) * rng.random() ** 0.92) for _ in range(count)]


def _later_groups(rng: Random, part: Part, groups: list[str]) -> list[str]:
    """The peoples of those admitted: exactly as many of minorities as the part's share."""
    minorities = [group for group in groups if group != KINH]
    out = [minorities[int(rng.random() * len(minorities))] for _ in range(part.admitted_of_minority)]
    out += [KINH] * (part.admitted - part.admitted_of_minority)
    rng.shuffle(out)
    return out


def _chooser(rng: Random, branches: list[Node]) -> Callable[[], Node]:
    """Draws a branch, the large kinds more often."""
    sums = list(accumulate(WEIGHTS.get(str(node.sector), OTHER_WEIGHT) for node in branches))
    return lambda: branches[bisect(sums, rng.random() * sums[-1])]


def _begin(rng: Random, part: Part, branch: Node, number: int, group: str, admitted: int) -> Life:
    person = invent_person(rng, number, group, admitted, women=0.3 if admitted < FIRST else 0.41)
    if admitted >= RECORDS_FROM:
        life = Life(person, part, max(admitted, branch.founded.toordinal()), branch, branch)
        life.change(person.official, "status", OFFICIAL, RECOGNISED)
    else:
        life = Life(person, part, max(person.official, branch.founded.toordinal()), branch, branch)
    life.settled = max(person.official, life.start)
    return life


def _let_go(rng: Random, lives: list[Life], count: int, first: int, last: int) -> None:
    """Exactly `count` of those there leave within the days, the old ones more often."""
    able = [life for life in lives if not life.person.left and max(life.settled, life.start) + 60 < last]
    able.sort(key=lambda life: rng.random() / (0.3 + max(0.0, (last - life.person.birth) / YEAR - 30) / 30))
    for life in able[:count]:
        earliest = max(first, life.settled + 30)
        day = earliest + int(rng.random() * (last - earliest))
        life.person.left = day
        life.person.left_reason = leaving_reason(rng, (day - life.person.birth) / YEAR)


def _found_branches(rng: Random, part: Part, lives: list[Life]) -> None:
    """A branch founded in a village without one begins with people from the branches around."""
    for branch in part.branches:
        day = branch.founded.toordinal()
        if branch.founded > START:
            around = [life for life in lives if life.branch.sector == branch.sector and life.there(day) and life.settled < day and not _leaves_soon(life, day)]
            for life in rng.sample(around, min(len(around), rng.randint(*FOUNDERS))):
                life.change(day, "branch", branch, TRANSFERRED)


def _leaves_soon(life: Life, day: int) -> bool:
    return bool(life.person.left) and life.person.left < day + 30


def _move_about(rng: Random, lives: list[Life]) -> None:
    """Some move to another branch of the same part; some are away for a time."""
    for life in lives:
        turn, day = rng.random(), life.settled + 100 + int(rng.random() * 3000)
        if _leaves_soon(life, day) or day > REFORM_DAY - 100:
            continue
        if turn < MOVES:
            others = [node for node in life.part.branches if node is not life.branch and node.founded.toordinal() < day and not node.ended]
            if others:
                life.change(day, "branch", others[int(rng.random() * len(others))], TRANSFERRED)
        elif turn < MOVES + BUSY_ELSEWHERE and life.branch.sector in VILLAGE_SECTORS:
            _away(rng, life, day)


def _away(rng: Random, life: Life, day: int) -> None:
    away = Activity.TEMPORARY_ELSEWHERE if rng.random() < GUESTS else Activity.WORKING_AWAY
    back = life.back = day + 200 + int(rng.random() * 900)
    life.change(day, "activity", away.value, CHANGED)
    if not _leaves_soon(life, back):
        life.change(back, "activity", ACTIVE, CHANGED)
    hosts = [node for node in life.part.branches if node is not life.branch and node.founded.toordinal() < day and not node.ended]
    if away == Activity.TEMPORARY_ELSEWHERE and hosts:
        life.person.guest = (day, min(back, life.person.left or back), hosts[int(rng.random() * len(hosts))])


def _year(rng: Random, home: Home, lives: list[Life], year: int, numbers: Iterator[int]) -> list[Life]:
    """Who is admitted in a year after the report; who leaves."""
    first, last = date(year, 1, 5).toordinal(), date(year, 12, 20).toordinal()
    new: list[Life] = []
    for part in home.parts:
        came, went = part.later[year]
        _let_go(rng, [life for life in lives if life.part is part], went, first, last)
        minorities = [group for group in home.place.groups if group != KINH]
        for _ in range(came):
            day = first + int(rng.random() * (last - first))
            group = minorities[int(rng.random() * len(minorities))] if rng.random() < part.admitted_of_minority / max(1, part.admitted) else KINH
            choose = _chooser(rng, [node for node in part.branches if node.founded.toordinal() < day and not (node.ended and day >= node.ended.toordinal() - 500)])
            new.append(_begin(rng, part, choose(), next(numbers), group, day))
    _go_away(rng, lives, first, last)
    return new


def _go_away(rng: Random, lives: list[Life], first: int, last: int) -> None:
    """Each year some of the younger people of the villages go to work elsewhere for a time."""
    for life in lives:
        day = first + int(rng.random() * (last - first))
        young = life.person.birth > day - AWAY_UNTIL_AGE * YEAR and life.branch.sector in VILLAGE_SECTORS
        if young and rng.random() < AWAY_A_YEAR and life.there(day) and max(life.settled, life.back) < day - 40 and not _leaves_soon(life, day):
            _away(rng, life, day)


def _reform(rng: Random, home: Home, lives: list[Life]) -> None:
    """1 July 2025: people of joined branches go on in the branch they were joined into; the new office gets its people."""
    for life in lives:
        if life.branch.ended and life.there(REFORM_DAY):
            life.change(REFORM_DAY, "branch", life.branch.successors[0], UNIT_CHANGED)
    if home.office:
        able = [life for life in lives if life.branch.sector == "residential" and life.there(REFORM_DAY) and life.settled < REFORM_DAY - 60 and not _leaves_soon(life, REFORM_DAY)]
        young = [life for life in able if life.person.birth > REFORM_DAY - 55 * YEAR]
        for life in rng.sample(young, min(len(young), rng.randint(*OFFICE_PEOPLE))):
            life.change(REFORM_DAY, "branch", home.office, TRANSFERRED)


def _grow_old(rng: Random, life: Life) -> None:
    """The old of the villages are exempt from the work one day."""
    day = life.person.birth + int((EXEMPT_AGE + 6 * rng.random()) * YEAR)
    may = life.branch.sector in VILLAGE_SECTORS and day > life.settled + 40 and rng.random() < EXEMPT_SHARE and not _leaves_soon(life, day)
    if may and not any(what == "activity" for _day, what, _value, _reason in life.changes):
        life.change(day, "activity", Activity.EXEMPT.value, CHANGED)


def _settle(life: Life) -> None:
    """From the start and the changes in order: one event for each day on which something became different."""
    person = life.person
    new = person.admitted >= RECORDS_FROM
    now = {"branch": life.first, "status": PROBATIONARY if new and person.official > life.start else OFFICIAL, "activity": ACTIVE}
    person.events = [(life.start, now["branch"], now["status"], ACTIVE, ADMITTED if new else LISTED)]
    for day, what, value, reason in sorted(life.changes, key=lambda change: change[0]):
        if now[what] != value:
            now[what] = value
            person.events.append((day, now["branch"], now["status"], now["activity"], reason))

