"""What a decision on a member's status writes into the roll."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from coso.common.actors import Actor
from coso.members import actions as members
from coso.members.models import Member
from coso.procedures.models import Case


@transaction.atomic
def set_activity(*, case: Case, activity: str, on: date, paper: str, by: Actor, today: date) -> Member:
    """From `on` the member is exempt, away, or active again. It asks no leave: the case's step has."""
    return members.enter_activity(member=_member(case), activity=activity, on=on, paper=paper, by=by, day=today)


@transaction.atomic
def take_off(*, case: Case, reason: str, on: date, paper: str, by: Actor, today: date) -> Member:
    """The member leaves the roll on `on`, by the decision of the case. It asks no leave: the case's step has."""
    return members.strike_off(member=_member(case), on=on, reason=reason, paper=paper, by=by, day=today)


@transaction.atomic
def take_back(*, case: Case, reason: str, by: Actor, today: date) -> Member:
    """The removal is taken back: the member is on the roll as if it had not been. It asks no leave: the case's step has."""
    return members.restore(member=_member(case), reason=reason, by=by, day=today)


def _member(case: Case) -> Member:
    return Member.objects.select_related("unit").get(pk=case.member_id)
