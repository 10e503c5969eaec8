"""Enter members, one or fifty thousand, and take an import back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common import bulk, scope
from coso.common.actors import Actor
from coso.common.acts import act, record_all
from coso.common.constraints import explained
from coso.common.errors import RuleBroken
from coso.common.models import Act
from coso.members import rules
from coso.members.actions.ground import check, locked_all, put, require_in
from coso.members.enums import Activity, MemberAct, Status, StayKind
from coso.members.models import Attachment, CorrectionRequest, Member, Qualification, Stay
from coso.members.rules import NewStay
from coso.org.models import Unit

CHUNK = 500


@dataclass(frozen=True)
class NewMember:
    """A record to be entered.

    fields: names and values of `rules.CORRECTABLE`. stays: none given means those that the dates imply
    (`rules.implied_stays`). left_on and left_reason: together, for one who is no longer a member.
    """

    unit: Unit
    fields: dict[str, Any]
    stays: Sequence[NewStay] = field(default_factory=tuple)
    left_on: date | None = None
    left_reason: str = ""


@transaction.atomic
def add_member(*, unit: Unit, fields: dict[str, Any], by: Actor, day: date, stays: Sequence[NewStay] = ()) -> Member:
    """Enter one member; `day` is today."""
    return add_members(new=[NewMember(unit, fields, stays)], by=by, day=day)[0]


@transaction.atomic
def add_members(*, new: Sequence[NewMember], by: Actor, day: date, batch_id: int | None = None) -> list[Member]:
    """Enter members with their stays, in the order given; the same number of queries for one and for a chunk.

    `day` is today: nothing may lie after it. One record that breaks a rule refuses all.
    """
    require_in([unit for one in new for unit in _units(one)], "member.add", by)
    members = [_checked(one, day) for one in new]
    stays = [_stays(one, member, day) for one, member in zip(new, members, strict=True)]
    with explained(Member, Stay):
        bulk.insert(members, chunk=CHUNK)
        bulk.insert((stay for several in stays for stay in several), chunk=2 * CHUNK, back=False)
    record_all(
        act(MemberAct.ADDED, member, by=by, position=member.position, member_id=member.pk, day=member.admission_date, batch_id=batch_id)
        for member in members
    )
    return members


def _units(one: NewMember) -> list[Unit]:
    return [one.unit, *(stay.unit for stay in one.stays if stay.unit)]


def _checked(one: NewMember, day: date) -> Member:
    member = bulk.new(Member, unit=one.unit, left_on=one.left_on, left_reason=one.left_reason)
    put(member, one.fields)
    if not (member.birth_date and member.admission_date):
        raise RuleBroken(_("The birth date and the admission date are needed. Nothing was saved. Enter both."))
    check(member, day)
    if one.left_on and one.left_on > day:  # asked first: a translation for each person costs more than the rest
        rules.check_not_later(_("Left on"), one.left_on, day)
    if bool(one.left_on) != bool(one.left_reason):
        raise RuleBroken(_("The day and the reason of leaving go together. Nothing was saved. Enter both or neither."))
    return member


def _stays(one: NewMember, member: Member, day: date) -> list[Stay]:
    """The member's stays, checked; the record repeats what the last home stay says."""
    wanted = one.stays or rules.implied_stays(
        one.unit, admission_date=member.admission_date, official_date=member.official_date, day=day, left_on=one.left_on,
    )
    rules.check_holds_members(one.unit, one.left_on or day)
    rules.check_stays(wanted, one.unit, admission_date=member.admission_date, left_on=one.left_on, day=day)
    last = max((stay for stay in wanted if stay.kind == StayKind.HOME), key=lambda stay: stay.valid_from, default=None)
    member.status = last.status if last else (Status.OFFICIAL if member.official_date else Status.PROBATIONARY)
    member.activity = last.activity if last else Activity.ACTIVE
    return [
        bulk.new(
            Stay, member=member, unit_id=(stay.unit or one.unit).pk, kind=stay.kind, status=stay.status, activity=stay.activity,
            valid_from=stay.valid_from, valid_to=stay.valid_to, reason=stay.reason, paper=stay.paper, note=stay.note,
        )
        for stay in wanted
    ]


@transaction.atomic
def undo_additions(*, batch_id: int, by: Actor) -> int:
    """Take out the members a batch entered, if nobody has touched them since; how many were taken out.

    The history tables keep what was there.
    """
    added = Act.objects.filter(batch_id=batch_id, kind=MemberAct.ADDED).values("member_id")
    with scope.within(scope.everything(user=by.pk)):
        members = list(locked_all(Member.objects.filter(pk__in=added).values_list("pk", flat=True)).values())
        require_in([member.unit for member in members], "member.import", by)
        _check_untouched(members, batch_id)
        record_all(
            act(MemberAct.IMPORT_UNDONE, member, by=by, position=member.position, member_id=member.pk, batch_id=batch_id)
            for member in members
        )
        Stay.objects.filter(member__in=members).delete()
        Member.objects.filter(pk__in=[member.pk for member in members]).delete()
    return len(members)


def _check_untouched(members: list[Member], batch_id: int) -> None:
    ids = [member.pk for member in members]
    later = set(Act.objects.filter(member_id__in=ids).exclude(batch_id=batch_id).values_list("member_id", flat=True))
    for kind in (Qualification, Attachment, CorrectionRequest):
        later |= set(kind.objects.filter(member__in=ids).values_list("member_id", flat=True))
    later |= {member.pk for member in members if member.account_id}
    touched = [str(member) for member in members if member.pk in later]
    if touched:
        raise RuleBroken(_("%(number)d records of this import were changed since, among them %(name)s. Nothing was undone. Correct these records one by one.") % {"number": len(touched), "name": touched[0]})
