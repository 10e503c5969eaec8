"""Many members go on in another unit because the tree changed: their lives are not cut, only where they are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common import bulk, scope
from coso.common.actors import Actor
from coso.common.acts import act, record_all
from coso.common.constraints import explained
from coso.members import rules
from coso.members.enums import MemberAct, StayKind, StayReason
from coso.members.models import Member, Stay
from coso.org.models import Unit


@transaction.atomic
def regroup_members(
    *, start: Unit, to: Unit, on: date, paper: str, by: Actor, day: date, members: Collection[int] | None = None,
) -> list[int]:
    """From `on`, what members are in `start` they are in `to`: home and guest stays, each in its status and activity.

    It asks no leave: the caller has (a plan of restructuring). members: their keys; None for all. A stay that holds
    `on` is ended and goes on in `to`; one that begins later is in `to` from its own first day. Who left meanwhile is
    written there until the leaving. Answers the keys of the members, a handful of statements for any number.
    """
    rules.check_not_later(_("Day of the change"), on, day)
    with scope.within(scope.everything(user=by.pk, where="members.regroup")):
        stays = _stays(start, on, members)
        if stays:
            rules.check_holds_members(to, on)
        people = _locked(stays)
        with explained(Stay):
            _go_on(stays, to, on, paper)
        _record(stays, people, start, to, on, paper, by)
    return sorted({stay.member_id for stay in stays})


def _stays(start: Unit, on: date, members: Collection[int] | None) -> list[Stay]:
    found = Stay.objects.filter(unit=start).exclude(kind=StayKind.ASIDE).touching(on, date.max)
    if members is not None:
        found = found.filter(member__in=members)
    return list(found.select_for_update(of=("self",)).order_by("member_id", "valid_from"))


def _locked(stays: list[Stay]) -> dict[int, Member]:
    """The members themselves, in the order of their keys, as every verb locks them."""
    found = Member.objects.filter(pk__in={stay.member_id for stay in stays})
    return {member.pk: member for member in found.select_for_update(of=("self",)).only("pk", "unit").order_by("pk")}


def _go_on(stays: list[Stay], to: Unit, on: date, paper: str) -> None:
    held = [stay for stay in stays if stay.valid_from < on]
    Stay.objects.filter(pk__in=[stay.pk for stay in held]).update(valid_to=on)
    bulk.insert(
        Stay(
            member_id=stay.member_id, unit=to, kind=stay.kind, status=stay.status, activity=stay.activity, valid_from=on,
            valid_to=stay.valid_to, reason=StayReason.UNIT_CHANGED, paper=paper,
        )
        for stay in held
    )
    Stay.objects.filter(pk__in=[stay.pk for stay in stays if stay.valid_from >= on]).update(unit=to)


def _record(stays: list[Stay], people: dict[int, Member], start: Unit, to: Unit, on: date, paper: str, by: Actor) -> None:
    """The record follows where it still said the old unit; a person who has moved on since stays where they are."""
    home = {stay.member_id for stay in stays if stay.kind == StayKind.HOME}
    Member.objects.filter(pk__in=home, unit=start).update(unit=to)
    details = {"from": start.pk, "to": to.pk, "paper": paper}
    record_all(
        act(MemberAct.REGROUPED, people[key], by=by, position=to.position, member_id=key, day=on, details=details)
        for key in sorted(home) if people[key].unit_id == start.pk
    )
