"""Whose plans stand how in a branch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from coso.access.queries import units_with
from coso.access.roles import Desk
from coso.members.models import Member
from coso.org.models import Unit
from coso.plans.models import YearlyPlan


@dataclass(frozen=True)
class Line:
    member: Member
    plan: YearlyPlan | None


def branches(user: Any) -> list[Unit]:
    """The very branches in whose committee the reader sits."""
    places = [place for desk, place in user.desks if desk == Desk.BRANCH]
    return list(units_with("plan.receive", user).filter(position__in=places, ended_on=None).in_tree_order())


def lines(branch: Unit, year: int, user: Any) -> list[Line]:
    """Each member on the roll by name, with the plan of the year where one is registered."""
    plans = {one.member_id: one for one in YearlyPlan.objects.visible_to(user).filter(year=year, member__unit=branch)}
    people = Member.objects.visible_to(user).on_roll().filter(unit=branch, merged_into=None).by_name()
    return [Line(one, plans.get(one.pk)) for one in people]
