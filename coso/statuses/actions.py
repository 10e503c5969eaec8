"""What a decision on a member's status writes into the roll."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.constraints import explained
from coso.members import actions as members
from coso.members.models import Member, Stay
from coso.members.rules import check_not_later
from coso.procedures.models import Case
from coso.statuses import rules
from coso.statuses.enums import BadgeWay, StatusAct
from coso.statuses.models import Badge, Check


@dataclass(frozen=True)
class Award:
    """A badge for a member."""

    member: Member
    years: int
    way: str = BadgeWay.USUAL


@transaction.atomic
def set_activity(*, case: Case, activity: str, on: date, paper: str, by: Actor, today: date) -> Member:
    """From `on` the member is exempt, away, or active again; nothing is written where that stands already. It asks no leave: the case's step has."""
    if _member(case).activity == activity:
        return _member(case)
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


@transaction.atomic
def award_badges(*, awards: Sequence[Award], on: date, paper: str, by: Actor, today: date) -> list[Badge]:
    """Badges of one decision. One that breaks a rule refuses all."""
    check_not_later(_("Day of the award"), on, today)
    for one in awards:
        by.require("status.decide", one.member.unit)
        rules.check_badge(one.member, one.years, on, one.way)
    with explained(Badge):
        kept = Badge.objects.bulk_create([Badge(member=one.member, unit_id=home_on(one.member, on), years=one.years, on=on, way=one.way, paper=paper, entered_by_id=by.pk) for one in awards])
    for one, badge in zip(awards, kept, strict=True):
        record(StatusAct.BADGE_AWARDED, badge, by=by, position=one.member.position, member_id=one.member.pk, day=on, details={"years": one.years, "way": one.way})
    return kept


def home_on(member: Member, on: date) -> int:
    """The unit of the home stay on a day, or of the last one before it; where the record begins later, of today's."""
    stays = Stay.objects.home().filter(member=member, valid_from__lte=on).order_by("-valid_from")
    return stays.values_list("unit_id", flat=True).first() or member.unit_id


@transaction.atomic
def check_members(*, members_seen: Sequence[Member], kind: str, result: str, on: date, by: Actor, today: date, note: str = "") -> int:
    """Card or file of these members was looked at on `on`; how many."""
    check_not_later(_("Day of the check"), on, today)
    for member in members_seen:
        by.require("status.prepare", member.unit)
    with explained(Check):
        kept = Check.objects.bulk_create([Check(member=member, kind=kind, result=result, on=on, note=note, entered_by_id=by.pk) for member in members_seen])
    for member, check in zip(members_seen, kept, strict=True):
        record(StatusAct.CHECKED, check, by=by, position=member.position, member_id=member.pk, day=on, details={"kind": kind, "result": result})
    return len(kept)
