"""Random worlds: a tree with moves, members with stays; and the slow hand count each figure must equal."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise, product
from random import Random

from coso.members.enums import Activity, LeaveReason, Sex, Status, StayKind, StayReason
from coso.members.models import FormerMembership, Member, Qualification, Stay
from coso.org.enums import MassKind, Sector, UnitKind
from coso.org.models import Closure, MassBody, Placement, Unit, UnitDetails
from coso.statuses.enums import BadgeWay
from coso.statuses.models import Badge

START = date(2000, 1, 1)
KINDS = [UnitKind.COMMUNE_ORGANISATION, UnitKind.GRASSROOTS_PARTY_ORGANISATION, UnitKind.GRASSROOTS_BRANCH, UnitKind.BRANCH, UnitKind.TEMPORARY_BRANCH]


def day_at(step: int) -> date:
    return START + timedelta(days=61 * step)


@dataclass
class World:
    units: list[Unit]
    parents: list[list[tuple[date, int | None]]]  # per unit: from that day under that unit
    kinds: list[list[tuple[date, str, str]]]  # per unit: from that day of that kind and sector
    stays: list[Stay] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    guests: list[Stay] = field(default_factory=list)
    badges: list[Badge] = field(default_factory=list)
    bodies: list[MassBody] = field(default_factory=list)
    former: list[FormerMembership] = field(default_factory=list)

    def parent_on(self, unit: int, day: date) -> int | None:
        return [parent for start, parent in self.parents[unit] if start <= day][-1]

    def exists(self, unit: int, day: date) -> bool:
        one = self.units[unit]
        return one.founded_on <= day and (one.ended_on is None or day < one.ended_on)

    def inside(self, unit: int, top: int, day: date) -> bool:
        """Whether a unit stood in `top` on the day, walking upward one by one."""
        if not (self.exists(unit, day) and self.exists(top, day)):
            return False
        while unit != top:
            above = self.parent_on(unit, day)
            if above is None:
                return False
            unit = above
        return True

    def index(self, unit_id: int) -> int:
        return next(at for at, unit in enumerate(self.units) if unit.pk == unit_id)

    def kind_on(self, unit: int, day: date) -> tuple[str, str]:
        return [(kind, sector) for start, kind, sector in self.kinds[unit] if start <= day][-1]


def make_world(random: Random, *, units: int = 8, members: int = 12, moves: int = 5, kinds: list[UnitKind] = KINDS) -> World:
    world = _tree(random, units, moves, kinds)
    for number in range(members):
        _person(random, world, number)
    _mass_bodies(random, world)
    return world


def _tree(random: Random, count: int, moves: int, choice: list[UnitKind]) -> World:
    founded = [START] + [day_at(random.choice([0, 0, 0, 3, 8])) for _ in range(count - 1)]
    parents: list[list[tuple[date, int | None]]] = [[(START, None)]]
    for at in range(1, count):
        old = [other for other in range(at) if founded[other] <= founded[at]]
        parents.append([(founded[at], random.choice(old))])
    for step in sorted(random.sample(range(1, 20), moves)):
        _move(random, founded, parents, day_at(step))
    kinds = [[(founded[at], *_kind(random, at, choice))] for at in range(count)]
    for at in random.sample(range(1, count), 2):
        later = founded[at] + timedelta(days=400)
        kinds[at].append((later, *_kind(random, at, choice)))
    ended = _endings(random, parents, count)
    return _saved(World(_placed(founded, ended, parents, kinds), parents, kinds))


def _kind(random: Random, at: int, choice: list[UnitKind]) -> tuple[str, str]:
    kind = UnitKind.PROVINCIAL_ORGANISATION if at == 0 else random.choice(choice)
    return kind, random.choice([Sector.SCHOOL, Sector.NON_STATE_ENTERPRISE, Sector.RESIDENTIAL, ""])


def _move(random: Random, founded: list[date], parents: list[list[tuple[date, int | None]]], day: date) -> None:
    """Somebody moves to another parent, never under itself, and not on the day of its last move."""
    movable = [at for at in range(1, len(founded)) if parents[at][-1][0] < day]
    if not movable:
        return
    unit = random.choice(movable)
    allowed = [to for to in range(len(founded)) if founded[to] <= day and to != parents[unit][-1][1] and not _under(parents, to, unit)]
    if allowed:
        parents[unit].append((day, random.choice(allowed)))


def _under(parents: list[list[tuple[date, int | None]]], unit: int | None, top: int) -> bool:
    while unit is not None:
        if unit == top:
            return True
        unit = parents[unit][-1][1]
    return False


def _endings(random: Random, parents: list[list[tuple[date, int | None]]], count: int) -> list[date | None]:
    """One unit that has nobody below, ever, may have ended."""
    above = {parent for line in parents for _start, parent in line}
    leaves = [at for at in range(1, count) if at not in above]
    ended: list[date | None] = [None] * count
    if leaves and random.random() < 0.7:
        ended[random.choice(leaves)] = day_at(22)
    return ended


def _placed(founded: list[date], ended: list[date | None], parents: list[list[tuple[date, int | None]]], kinds: list[list[tuple[date, str, str]]]) -> list[Unit]:
    """Units with the intervals of today's tree, numbered with gaps."""
    units = []
    below: dict[int | None, list[int]] = {}
    for at, line in enumerate(parents):
        below.setdefault(line[-1][1], []).append(at)
    places: dict[int, tuple[int, int]] = {}

    def number(at: int, start: int) -> int:
        end = start + 3
        for child in below.get(at, []):
            end = number(child, end) + 2
        places[at] = (start, end)
        return end

    number(0, 1_000_000)
    for at, line in enumerate(parents):
        _start, kind, sector = kinds[at][-1]
        units.append(Unit(
            name=f"Đơn vị {at}", kind=kind, sector=sector, position=places[at][0], position_end=places[at][1], founded_on=founded[at],
            ended_on=ended[at],
        ))
        units[-1].parent = units[line[-1][1]] if line[-1][1] is not None and line[-1][1] < at else None
    return units


def _saved(world: World) -> World:
    for at, unit in enumerate(world.units):
        unit.parent = None
        unit.save()
        world.units[at] = unit
    for at, line in enumerate(world.parents):
        if line[-1][1] is not None:
            Unit.objects.filter(pk=world.units[at].pk).update(parent=world.units[line[-1][1]])
            world.units[at].refresh_from_db()
        ends = [start for start, _parent in line[1:]] + [world.units[at].ended_on]
        for (start, parent), end in zip(line, ends, strict=True):
            Placement.objects.create(unit=world.units[at], parent=world.units[parent] if parent is not None else None, valid_from=start, valid_to=end)
        details = world.kinds[at]
        ends = [start for start, _kind, _sector in details[1:]] + [None]
        for (start, kind, sector), end in zip(details, ends, strict=True):
            UnitDetails.objects.create(unit=world.units[at], name=world.units[at].name, kind=kind, sector=sector, valid_from=start, valid_to=end)
    _close(world)
    return world


def _close(world: World) -> None:
    """The closure, cut wherever any parent changes: correct by construction."""
    cuts = sorted({start for line in world.parents for start, _parent in line} | {unit.ended_on for unit in world.units if unit.ended_on})
    everywhere = range(len(world.units))
    rows = [
        Closure(ancestor=world.units[top], descendant=world.units[at], depth=_depth(world, at, top, start), valid_from=start, valid_to=end)
        for start, end in zip(cuts, [*cuts[1:], None], strict=True)
        for at, top in product(everywhere, everywhere)
        if world.inside(at, top, start)
    ]
    Closure.objects.bulk_create(rows)


def _depth(world: World, unit: int, top: int, day: date) -> int:
    depth = 0
    while unit != top:
        unit, depth = world.parent_on(unit, day), depth + 1
    return depth


def _mass_bodies(random: Random, world: World) -> None:
    """Some bodies of mass organisations; one may have come over from another unit, and is then founded there only."""
    for number in range(6):
        unit, start = random.choice(world.units), day_at(random.randrange(25))
        end = random.choice([None, start + timedelta(days=random.randrange(1, 400))])
        follows = random.choice([None, None, *world.bodies[-1:]])
        world.bodies.append(MassBody.objects.create(unit=unit, kind=random.choice(MassKind.values), name=f"Tổ chức {number}", valid_from=start, valid_to=end, follows=follows))


def _person(random: Random, world: World, number: int) -> None:
    admitted = day_at(random.randrange(-30, 20))
    official = admitted + timedelta(days=365) if random.random() < 0.7 else None
    levels = ["", "university", "college"]
    periods = _periods(random, world)
    left = periods[-1][2] if periods and periods[-1][2] else None
    member = Member.objects.create(
        full_name=f"Người {number}", sex=random.choice(Sex.values), birth_date=date(random.randrange(1940, 1985), random.choice([2, 6]), random.choice([1, 28])),
        ethnic_group=random.choice(["kinh", "thai", "hmong"]), admission_date=admitted, official_date=official, status=Status.OFFICIAL,
        unit=world.units[0], professional_level=random.choice(levels), left_on=left, left_reason=random.choice(LeaveReason.values) if left else "",
    )
    world.members.append(member)
    for unit, start, end in periods:
        world.stays.append(Stay.objects.create(
            member=member, unit=world.units[unit], status=random.choice(Status.values), activity=random.choice(Activity.values),
            reason=random.choice([StayReason.LISTED, StayReason.TRANSFERRED]), valid_from=start, valid_to=end,
        ))
    _elsewhere(random, world, member)
    _admitted_again(random, world, member, periods)
    for _each in range(random.choice([0, 0, 1, 2])):
        obtained = random.choice([None, day_at(random.randrange(-5, 25))])
        Qualification.objects.create(member=member, kind="professional", level=random.choice(["university", "college", "doctor"]), obtained_on=obtained)


def _elsewhere(random: Random, world: World, member: Member) -> None:
    """Perhaps a time as a guest, and a badge or two; neither has to fit the home stays."""
    if random.random() < 0.5:
        unit = random.choice([one for one in world.units if one.ended_on is None])
        start = unit.founded_on + timedelta(days=random.randrange(800))
        end = random.choice([None, start + timedelta(days=random.randrange(1, 400))])
        world.guests.append(Stay.objects.create(member=member, unit=unit, kind=StayKind.GUEST, status=Status.OFFICIAL, reason=StayReason.TRANSFERRED, valid_from=start, valid_to=end))
    for years in random.sample([30, 40, 50], random.randrange(3)):
        on, way = day_at(random.randrange(25)), random.choice(BadgeWay.values)
        world.badges.append(Badge.objects.create(member=member, unit=random.choice(world.units), years=years, on=on, way=way))


def _admitted_again(random: Random, world: World, member: Member, periods: list[tuple[int, date, date | None]]) -> None:
    """Where the stays have a gap, perhaps the member had left the Party in it; the official date then is of the time after, or none."""
    gaps = [(end, start) for (_unit, _start, end), (_next, start, _end) in pairwise(periods) if end and end < start]
    if not gaps or random.random() < 0.4:
        return
    left, again = random.choice(gaps)
    first = random.choice([None, member.admission_date, member.admission_date + timedelta(days=365)])
    world.former.append(FormerMembership.objects.create(member=member, official_date=first, left_on=left, left_reason=random.choice(LeaveReason.values), readmitted_on=again))
    member.official_date = random.choice([None, max(again, member.admission_date) + timedelta(days=365)])
    member.save(update_fields=["official_date"])


def _periods(random: Random, world: World) -> list[tuple[int, date, date | None]]:
    """Home stays in order, with gaps or without, each inside its unit's life."""
    steps = sorted(random.sample(range(24), random.randrange(1, 6)))
    found: list[tuple[int, date, date | None]] = []
    for start, end in zip(steps, [*steps[1:], None], strict=True):
        if random.random() < 0.2:
            continue
        first, last = day_at(start), day_at(end) if end is not None else random.choice([None, day_at(25)])
        alive = [at for at in range(len(world.units)) if world.exists(at, first) and (world.units[at].ended_on is None or (last is not None and last <= world.units[at].ended_on))]
        found.append((random.choice(alive), first, last))
    return found
