"""Random meetings of three communes, for figures and boards to be held against a hand count."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from coso.meetings.enums import Level, MeetingKind, MeetingState
from coso.meetings.models import Meeting
from tests.factories import make_commune, make_province, make_unit
from tests.meetings.story import HERE

D, K, S = date, MeetingKind, MeetingState
REGULAR = (K.REGULAR, K.COMBINED, K.GROUPS)


def random_meetings(seed):
    """Three communes with branches; for each branch and month, some meetings, held, under way, planned or called off."""
    chance, province = Random(seed), make_province()
    branches = [make_unit(kind="subordinate_branch", parent=commune, founded_on=D(2026, 1, 1)) for commune in (make_commune(f"Đảng bộ xã {n}", parent=province) for n in range(3)) for _ in range(3)]
    return province, [Meeting.objects.create(**one_of(chance, unit, month)) for unit in branches for month in (D(2026, m, 1) for m in range(7, 13)) for one_of in chance.choice([(), (regular,), (regular, thematic), (thematic, thematic)])]


def regular(chance, unit, month):
    return any_meeting(chance, unit, month, chance.choice(REGULAR))


def thematic(chance, unit, month):
    return any_meeting(chance, unit, month, K.THEMATIC)


def any_meeting(chance, unit, month, kind):
    day = month + timedelta(days=chance.randrange(28))
    state = chance.choices(S.values, weights=[1, 1, 1, 3, 8, 1])[0]
    told = {"unit": unit, "kind": kind, "state": state, "month": month, "planned_on": day, "planned_at": time(19), "called_off_why": "Lũ" if state == S.CALLED_OFF else ""}
    if state in (S.OPEN, S.CLOSED, S.SETTLED):
        told["opened_at"] = datetime(day.year, day.month, day.day, chance.choice([0, 19, 23]), 30, tzinfo=HERE)  # half past midnight is the day before in UTC
    if state in (S.CLOSED, S.SETTLED):
        told |= {"closed_at": told["opened_at"] + timedelta(minutes=chance.choice([60, 89, 90, 95, 119, 120]), seconds=59), "self_points": chance.choice([None, Decimal(chance.randrange(200)) / 2]), "self_level": chance.choice(["", *Level.values])} | roll(chance)
        if chance.random() < 0.5:
            told |= {"official_level": chance.choice(Level.values), "official_on": day}
    evening = datetime(day.year, day.month, day.day, 19, tzinfo=HERE)
    if state not in (S.PLANNED, S.CALLED_OFF) and chance.random() < 0.8:
        told["called_at"] = evening - timedelta(days=chance.randrange(4))
    if state == S.SETTLED:
        told["settled_at"] = evening + timedelta(days=chance.randrange(5), hours=2)
    return told


def roll(chance):
    expected, exempt, elsewhere = chance.randrange(30), chance.randrange(4), chance.randrange(3)
    here = chance.randint(0, expected)
    afar = chance.randint(0, here)
    reason = chance.randint(0, expected - here)
    return {"called": expected + exempt + elsewhere, "exempt": exempt, "elsewhere": elsewhere, "present": here - afar, "from_afar": afar, "with_reason": reason, "without_reason": expected - here - reason, "exempt_present": chance.randint(0, exempt)}
