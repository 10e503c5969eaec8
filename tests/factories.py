"""Plain functions that make what a story needs, through the real actions."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from coso.access.models import Appointment, User
from coso.common.actors import SYSTEM
from coso.members.actions import NewMember, add_members
from coso.members.models import Member
from coso.org.enums import UnitKind
from coso.org.kinds import KINDS
from coso.org.models import Unit

TODAY = date(2026, 3, 3)
_numbers = count(1)


def make_unit(name: str = "", *, kind: str = UnitKind.BRANCH, parent: Unit | None = None, founded_on: date = date(1945, 9, 2), **fields: Any) -> Unit:
    """A unit under `parent`; a branch under a commune organisation when nothing is said."""
    if parent is None and kind in (UnitKind.BRANCH, UnitKind.SUBORDINATE_BRANCH):
        parent = make_unit(kind=UnitKind.COMMUNE_ORGANISATION)
    width = 2 ** KINDS[UnitKind(kind)].width
    start = parent.position + 1 if parent else 0
    taken = Unit.objects.filter(parent=parent).order_by("-position_end").values_list("position_end", flat=True).first()
    start = max(start, taken or 0)
    return Unit.objects.create(
        name=name or f"{UnitKind(kind).label} {next(_numbers)}", kind=kind, parent=parent, founded_on=founded_on,
        position=start, position_end=start + width, **fields,
    )


def make_member(unit: Unit | None = None, full_name: str = "Nguyễn Văn Hùng", *, day: date = TODAY, **fields: Any) -> Member:
    """An official member admitted in 2010, unless `fields` say otherwise; `stays`, `left_on`, `left_reason` too."""
    known = {
        "full_name": full_name, "sex": "male", "birth_date": date(1980, 2, 3), "admission_date": date(2010, 5, 19),
        "official_date": date(2011, 5, 19), "ethnic_group": "kinh", "religion": "none",
    }
    about = {name: fields.pop(name) for name in ("stays", "left_on", "left_reason") if name in fields}
    new = NewMember(unit or make_unit(), known | fields, **about)
    return add_members(new=[new], by=SYSTEM, day=day)[0]


def make_user(role: str = "", unit: Unit | None = None, *, member: Member | None = None, since: date = date(2020, 1, 1), **fields: Any) -> User:
    """An account, with a role in a unit if one is named, and the member whose account it is."""
    user = User.objects.create(username=fields.pop("username", f"user{next(_numbers)}"), full_name=fields.pop("full_name", "Trần Thị Cán Bộ"), **fields)
    if role:
        Appointment.objects.create(user=user, role=role, unit=unit, valid_from=since)
    if member:
        Member.objects.filter(pk=member.pk).update(account=user)
    return user
