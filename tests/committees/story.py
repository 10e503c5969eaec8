"""Seats in committees."""

from __future__ import annotations

from datetime import date

from coso.committees.actions import Seated, seat_member
from coso.committees.enums import Filled, Office
from coso.committees.models import CommitteeSeat
from coso.common.actors import SYSTEM, Actor
from coso.members.models import Member
from coso.org.models import Unit

SINCE = date(2026, 1, 5)


def seated(unit: Unit, member: Member, office: str = Office.MEMBER, since: date = SINCE, by: Actor = SYSTEM, **told) -> CommitteeSeat:
    return seat_member(unit=unit, member=member, seated=Seated(office, since, Filled.ELECTED, **told), by=by)
