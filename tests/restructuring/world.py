"""A small province with everything a plan may meet, and random plans for it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from coso.common import bulk
from coso.members.enums import Activity, Status, StayKind, StayReason
from coso.members.models import Member, Stay
from coso.org.enums import AreaKind
from coso.org.enums import UnitKind as K
from coso.org.kinds import children_of
from coso.org.models import Area, AreaService, Unit
from coso.restructuring.queries import sketch_of
from coso.restructuring.rules.operations import parse
from coso.restructuring.rules.sketch import Sketch
from tests.factories import make_unit

START = date(2020, 1, 1)
FIRST = date(2025, 1, 1)
TODAY = date(2026, 11, 22)


def make_world(random: Random, *, people: int = 30) -> Unit:
    """Two communes and a superior organisation with every kind of unit below; members with short and long stays."""
    top = make_unit("Tỉnh", kind=K.PROVINCIAL_ORGANISATION, founded_on=START)
    middle = [make_unit(parent=top, kind=kind, founded_on=START) for kind in (K.COMMUNE_ORGANISATION, K.COMMUNE_ORGANISATION, K.SUPERIOR_ORGANISATION)]
    grassroots = [make_unit(parent=middle[2], kind=K.GRASSROOTS_PARTY_ORGANISATION, founded_on=START) for _ in range(2)]
    make_unit(parent=middle[2], kind=K.GRASSROOTS_BRANCH, founded_on=START)
    section = make_unit(parent=grassroots[0], kind=K.SECTIONAL_ORGANISATION, founded_on=START)
    branches = [make_unit(parent=parent, kind=K.SUBORDINATE_BRANCH, founded_on=START) for parent in (*middle[:2], *grassroots, section) for _ in range(2)]
    make_unit(parent=branches[0], kind=K.PARTY_GROUP, founded_on=START)
    areas = [Area.objects.create(name=f"Bản {n}", kind=AreaKind.VILLAGE) for n in range(4)]
    AreaService.objects.bulk_create([AreaService(unit=random.choice(branches), area=area, valid_from=START) for area in areas])
    make_people(random, branches, people)
    return top


def make_people(random: Random, branches: list[Unit], count: int) -> None:
    """Each with home stays that follow each other, some guests, some who have left, some on probation."""
    lives = [sorted(random.sample(range(1, 2500), random.randint(1, 4))) for _ in range(count)]
    members = bulk.insert(
        Member(
            unit=branches[0], full_name=f"Người {n}", sex="male", birth_date=date(1980, 1, 1), admission_date=START, status=Status.OFFICIAL, religion="none",
            residence_address=f"Bản {n % 4}, xã Mường So", left_on=day(life[-1]) if n % 7 == 0 and len(life) > 1 else None,
            left_reason="deceased" if n % 7 == 0 and len(life) > 1 else "",
        )
        for n, life in enumerate(lives)
    )
    stays = [stay for member, life in zip(members, lives, strict=True) for stay in stays_of(random, member, life, branches)]
    bulk.insert(stays)
    for stay in stays:
        if stay.kind == StayKind.HOME and (stay.valid_to is None or stay.valid_to == stay.member.left_on):
            Member.objects.filter(pk=stay.member_id).update(unit=stay.unit, status=stay.status)


def day(step: int) -> date:
    return START + timedelta(days=step)


def stays_of(random: Random, member: Member, life: list[int], branches: list[Unit]) -> list[Stay]:
    ends = [*life[1:], None]
    if member.left_on:
        life, ends = life[:-1], life[1:]
    found = [
        Stay(
            member=member, unit=random.choice(branches), status=random.choice(Status.values), activity=random.choice(Activity.values),
            valid_from=day(start), valid_to=day(end) if end else None, reason=StayReason.LISTED,
        )
        for start, end in zip(life, ends, strict=True)
    ]
    if random.random() < 0.2:
        found.append(Stay(
            member=member, unit=random.choice(branches), kind=StayKind.GUEST, status=Status.OFFICIAL, valid_from=found[0].valid_from,
            valid_to=None if random.random() < 0.5 else found[0].valid_from + timedelta(days=900), reason=StayReason.LISTED,
        ))
    return found


@dataclass
class Maker:
    """Draws operations on a sketch and keeps those it takes, so that most plans can be carried out."""

    random: Random
    on: date
    keep_bad: float = 0.0

    def plan(self, size: int) -> list[dict]:
        units = list(Unit.objects.filter(ended_on__isnull=True).values_list("pk", flat=True))
        sketch, kept = sketch_of([], self.on, units), []
        for _ in range(size * 4):
            one = self.operation(sketch, len(kept))
            if one and (self.taken(sketch, one) or self.random.random() < self.keep_bad):
                kept.append(one)
            if len(kept) == size:
                break
        return kept

    def taken(self, sketch: Sketch, plain: dict) -> bool:
        sketch.refusals = []
        sketch.living_in = {f"Bản {n}": set(Member.objects.filter(residence_address__startswith=f"Bản {n},").values_list("pk", flat=True)) for n in range(4)} if plain.get("who") == "area" else {}
        sketch.draw_all([parse(plain, 1)])
        sketch.kind_changed.clear()
        return not sketch.refusals

    def operation(self, sketch: Sketch, place: int) -> dict | None:
        alive = [unit for unit in sketch.units.values() if not unit.ended]
        branches = [unit for unit in alive if unit.holds_members]
        pick = self.random.choice
        kind = pick(["found", "found", "move", "merge", "split", "dissolve", "dissolve", "rename", "change_kind", "move_members", "move_members", "move_members", "serve_area"])
        one = pick(alive)
        if kind == "found":
            kinds = children_of(one.kind)
            return {"do": kind, "label": f"u{place}", "name": f"Đơn vị mới {place}", "kind": str(pick(kinds)), "under": one.ref} if kinds else None
        if kind == "move":
            return {"do": kind, "unit": one.ref, "to": pick(alive).ref}
        if kind == "merge":
            return {"do": kind, "units": [pick(branches).ref], "into": pick(branches).ref} if self.random.random() < 0.8 else {"do": kind, "units": [one.ref], "into": pick(alive).ref}
        if kind == "split":
            return {"do": kind, "unit": one.ref, "into": [pick(alive).ref], "ends": pick([True, False])}
        if kind == "dissolve":
            empty = [unit for unit in branches if not unit.people and not unit.later]
            return {"do": kind, "unit": pick(empty or branches).ref}
        if kind == "rename":
            return {"do": kind, "unit": one.ref, "name": f"Tên khác {place}"}
        if kind == "change_kind":
            return {"do": kind, "unit": one.ref, "kind": str(pick([K.GRASSROOTS_BRANCH, K.GRASSROOTS_PARTY_ORGANISATION, K.BRANCH, K.SUBORDINATE_BRANCH]))}
        if kind == "serve_area":
            return {"do": kind, "unit": pick(branches).ref, "area": pick(list(Area.objects.filter(name__startswith="Bản ").values_list("pk", flat=True)))}
        return self.moving(branches)

    def moving(self, branches: list) -> dict:
        full = [unit for unit in branches if unit.people] or branches
        start, to = self.random.choice(full), self.random.choice(branches)
        who = self.random.choice(["all", "all", "rest", "list", "area"])
        told = {"do": "move_members", "unit": start.ref, "to": to.ref, "who": who}
        if who == "list":
            told["members"] = self.random.sample(sorted(start.people | start.later), min(3, len(start.people | start.later)))
        if who == "area":
            told["area"] = f"Bản {self.random.randrange(4)}"
        return told


def lives() -> dict[int, list[tuple]]:
    """Each member's home, day by day, without regard to the unit: status and activity in joined periods."""
    told = defaultdict(list)
    for stay in Stay.objects.filter(kind=StayKind.HOME).order_by("member", "valid_from"):
        rows = told[stay.member_id]
        now = (stay.status, stay.activity)
        if rows and rows[-1][1] == stay.valid_from and rows[-1][2] == now:
            rows[-1] = (rows[-1][0], stay.valid_to, now)
        else:
            rows.append((stay.valid_from, stay.valid_to, now))
    return dict(told)
