"""Who takes part in a branch for a time, and who is away and may be gathered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from coso.common import scope
from coso.members.enums import Activity
from coso.members.models import Member, MemberQuerySet
from coso.org.models import Unit
from coso.procedures.models import Case
from coso.transfers import rules

AWAY = "away"
FOUNDING = "temporary_branch"


@dataclass(frozen=True)
class Guest:
    """One who takes part in a branch for a time, as the case of the transfer tells both sides."""

    case: Case

    @property
    def since(self) -> date | None:
        return self.case.told_day("arrive")

    @property
    def until(self) -> date | None:
        return rules.expected_back(self.case)

    @property
    def contact(self) -> str:
        return str(self.case.told("opened", "contact", ""))


def guests(unit: Unit, user: Any) -> list[Guest]:
    """Those who have come and not gone, by name of their home branch and their own."""
    cases = Case.objects.visible_to(user).open().filter(procedure=rules.FOR_A_TIME, other_unit=unit, facts__has_key="arrive")
    return [Guest(case) for case in cases.exclude(facts__has_key="come_home").select_related("unit").order_by("unit__name", "title", "pk")]


def on_the_way(unit: Unit, user: Any) -> int:
    """How many more transfers to the branch for a time are under way."""
    return Case.objects.visible_to(user).open().filter(procedure=rules.FOR_A_TIME, other_unit=unit).exclude(facts__has_key="arrive").count()


def founding_of(unit: Unit, user: Any) -> Case | None:
    """The case by which a temporary branch was founded, with its term."""
    return Case.objects.visible_to(user).filter(procedure=FOUNDING, other_unit=unit).order_by("pk").last()


def contact_person(unit: Unit) -> str:
    """Who keeps contact with everybody in a temporary branch; empty where nobody was named.

    The founding stands with the organisation above, out of sight of the home branches; this one name is meant for them.
    """
    with scope.within(scope.everything(where="transfers.contact_person")):
        founding = Case.objects.filter(procedure=FOUNDING, other_unit=unit).order_by("pk").last()
    return rules.contact_person(founding) if founding else ""


def away(members: MemberQuerySet) -> MemberQuerySet:
    """Those of these members who work away or abroad and are in no transfer yet."""
    moving = Case.objects.open().filter(procedure__in=rules.KINDS, member__isnull=False).values("member")
    found: MemberQuerySet = members.on_roll().filter(activity__in=(Activity.WORKING_AWAY, Activity.ABROAD)).exclude(pk__in=moving).select_related("unit").by_name()
    return found


def places(members: list[Member], user: Any) -> dict[int, str]:
    """Where each of these said they are."""
    cases = Case.objects.visible_to(user).open().filter(procedure=AWAY, member__in=members).order_by("pk")
    return {case.member_id: str(case.told("opened", "place", "")) for case in cases if case.member_id}
