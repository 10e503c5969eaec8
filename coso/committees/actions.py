"""Seats in committees are filled, changed and ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from coso.committees import rules
from coso.committees.enums import CommitteeAct, Filled, Office
from coso.committees.models import CommitteeSeat
from coso.common import scope
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.constraints import explained
from coso.common.locking import held
from coso.members.models import Member
from coso.org.models import Unit

KEEP = "committee.keep"


@dataclass(frozen=True)
class Seated:
    """In which office, from when, how and by which paper."""

    office: str
    since: date
    filled: str
    standing: bool = False
    basis: str = ""


@transaction.atomic
def seat_member(*, unit: Unit, member: Member, seated: Seated, by: Actor) -> CommitteeSeat:
    """A member sits in the unit's committee from a day on."""
    by.require(KEEP, unit)
    rules.check_seat(unit, member, seated.since, standing=seated.standing)
    with explained(CommitteeSeat):
        made = CommitteeSeat.objects.create(
            unit=unit, member=member, name=member.full_name, office=Office(seated.office), standing=seated.standing, filled=Filled(seated.filled), basis=seated.basis.strip(), valid_from=seated.since,
        )
    return _kept(CommitteeAct.SEATED, made, by, seated.since, reason=made.basis)


@transaction.atomic
def change_seat(*, seat: CommitteeSeat, seated: Seated, by: Actor) -> CommitteeSeat:
    """From a day on the member holds another office, or sits in the standing committee or no longer: the seat ends, another begins that day."""
    by.require(KEEP, seat.unit)
    seat = held(CommitteeSeat.objects.select_related("unit", "member"), seat.pk)
    _end(seat, seated.since, by, seated.basis)
    return seat_member(unit=seat.unit, member=seat.member, seated=seated, by=by)


@transaction.atomic
def correct_seat(*, seat: CommitteeSeat, seated: Seated, by: Actor) -> CommitteeSeat:
    """The seat was entered otherwise than it was filled; what stood there is kept in the history. The day it began stays."""
    by.require(KEEP, seat.unit)
    seat = held(CommitteeSeat.objects.select_related("unit", "member"), seat.pk)
    rules.check_seat(seat.unit, seat.member, seat.valid_from, standing=seated.standing)
    seat.office, seat.standing, seat.filled, seat.basis = Office(seated.office), seated.standing, Filled(seated.filled), seated.basis.strip()
    with explained(CommitteeSeat):
        seat.save(update_fields=["office", "standing", "filled", "basis"])
    return _kept(CommitteeAct.CORRECTED, seat, by, seat.valid_from)


@transaction.atomic
def end_seat(*, seat: CommitteeSeat, until: date, reason: str, by: Actor) -> CommitteeSeat:
    """From `until` on the member sits in the committee no longer."""
    by.require(KEEP, seat.unit)
    return _end(held(CommitteeSeat.objects.select_related("unit"), seat.pk), until, by, reason)


@transaction.atomic
def end_seats_of(*, unit: Unit | None = None, member: Member | None = None, on: date, by: Actor, reason: str) -> int:
    """A unit that ended has no committee; who left the roll sits in none. Asks no leave: what happened to them has. Answers how many."""
    with scope.within(scope.everything(user=by.pk, where="committees.ended")):
        rows = CommitteeSeat.objects.open().select_related("unit")
        rows = rows.filter(unit=unit) if unit else rows.filter(member=member)
        found = list(rows.select_for_update(of=("self",)).order_by("pk"))
        for one in found:
            _end(one, max(on, one.valid_from + timedelta(days=1)), by, reason)
    return len(found)


@transaction.atomic
def join_seats(*, kept: Member, gone: int, by: Actor) -> int:
    """Two records of one person became one: it sits where the other sat. Asks no leave: the joining has. Answers how many."""
    with scope.within(scope.everything(user=by.pk, where="committees.joined")):
        taken = CommitteeSeat.objects.open().filter(member=kept).values("unit")
        return CommitteeSeat.objects.open().filter(member=gone).exclude(unit__in=taken).update(member=kept, name=kept.full_name)


def _end(seat: CommitteeSeat, until: date, by: Actor, reason: str) -> CommitteeSeat:
    rules.check_until(seat, until)
    seat.valid_to = until
    seat.save(update_fields=["valid_to"])
    return _kept(CommitteeAct.ENDED, seat, by, until, reason=reason)


def _kept(kind: CommitteeAct, seat: CommitteeSeat, by: Actor, day: date, *, reason: str = "") -> CommitteeSeat:
    seat.refresh_from_db(fields=["position"])
    record(kind, seat, by=by, position=seat.position, day=day, reason=reason, member_id=seat.member_id, details={"office": str(seat.office), "standing": seat.standing})
    return seat
