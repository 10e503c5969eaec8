"""A small world for tests of rights: two provinces, and one account for each role where it matters.

    here (province) ─ above (commune) ─ own (branch), sibling (branch)
    elsewhere (province) ─ far (commune) ─ unrelated (branch)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from allauth.mfa.models import Authenticator

from coso.access.models import Appointment, User
from coso.access.roles import ROLES
from coso.org.enums import UnitKind
from coso.org.models import Unit

FOUNDED = date(2000, 1, 1)
PROVINCE, COMMUNE, BRANCH = 2**52, 2**34, 2**16
PLACES = {
    "here": (UnitKind.PROVINCIAL_ORGANISATION, None, PROVINCE, PROVINCE),
    "above": (UnitKind.COMMUNE_ORGANISATION, "here", PROVINCE + COMMUNE, COMMUNE),
    "own": (UnitKind.SUBORDINATE_BRANCH, "above", PROVINCE + COMMUNE + BRANCH, BRANCH),
    "sibling": (UnitKind.SUBORDINATE_BRANCH, "above", PROVINCE + COMMUNE + 2 * BRANCH, BRANCH),
    "elsewhere": (UnitKind.PROVINCIAL_ORGANISATION, None, 2 * PROVINCE, PROVINCE),
    "far": (UnitKind.COMMUNE_ORGANISATION, "elsewhere", 2 * PROVINCE + COMMUNE, COMMUNE),
    "unrelated": (UnitKind.SUBORDINATE_BRANCH, "far", 2 * PROVINCE + COMMUNE + BRANCH, BRANCH),
}


@dataclass
class World:
    """`in_branch` and `in_commune`: role key to the account that holds it there."""

    units: dict[str, Unit] = field(default_factory=dict)
    in_branch: dict[str, User] = field(default_factory=dict)
    in_commune: dict[str, User] = field(default_factory=dict)
    no_role: User | None = None


def make_world() -> World:
    world = World(units=make_places())
    for role in ROLES:
        world.in_branch[role] = make_account(f"{role}-branch", role, world.units["own"])
        world.in_commune[role] = make_account(f"{role}-commune", role, world.units["above"])
    world.no_role = make_account("no-role")
    return world


def make_places() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for number, (name, (kind, parent, position, width)) in enumerate(PLACES.items(), start=1):
        units[name] = Unit.objects.create(
            name=f"Đơn vị {name}", code=f"{number:014}", kind=kind, parent=units.get(parent or ""),
            position=position, position_end=position + width, founded_on=FOUNDED,
        )
    return units


def make_account(username: str, role: str | None = None, unit: Unit | None = None) -> User:
    """An account with its second factor in order, so that it may work."""
    user = User.objects.create(username=username, full_name=username, password="!")
    if role and unit:
        Appointment.objects.create(user=user, role=role, unit=unit, valid_from=FOUNDED)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "unused"})
    return user
