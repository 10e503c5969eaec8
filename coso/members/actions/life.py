"""What happens to a member: recognised, moved, away or exempt, left, returned."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common import scope
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.constraints import explained
from coso.common.errors import RuleBroken
from coso.common.vietnamese import date as written
from coso.members import rules
from coso.members.actions.ground import check, check_same_place, home_now, locked, put
from coso.members.enums import Activity, LeaveReason, MemberAct, Status, StayKind, StayReason
from coso.members.models import FormerMembership, Member, Stay
from coso.org.models import Unit


@transaction.atomic
def recognise(*, member: Member, on: date, paper: str, by: Actor, day: date, batch_id: int | None = None) -> Member:
    """A probationary member becomes official from `on`; `day` is today. batch_id: the import that told of it."""
    by.require("member.change", member.unit)
    now = _on_roll(member)
    if now.status != Status.PROBATIONARY:
        raise RuleBroken(_("%(member)s is an official member already. Nothing was saved.") % {"member": now})
    _change_stay(now, on, day, reason=StayReason.RECOGNISED, paper=paper, status=Status.OFFICIAL)
    now.status, now.official_date = Status.OFFICIAL, on
    now.save(update_fields=["status", "official_date"])
    _record(MemberAct.RECOGNISED, now, by=by, day=on, details={"paper": paper}, batch_id=batch_id)
    return now


@transaction.atomic
def move_member(*, member: Member, to: Unit, on: date, paper: str, by: Actor, day: date, reason: str = "") -> Member:
    """Close the home stay on `on` and open one in `to`. Needs leave in both units."""
    by.require("member.change", member.unit)
    by.require("member.change", to)
    return place_member(member=member, to=to, on=on, paper=paper, by=by, day=day, reason=reason)


@transaction.atomic
def place_member(
    *, member: Member, to: Unit, on: date, paper: str, by: Actor, day: date, reason: str = "", why: str = StayReason.TRANSFERRED, activity: str = "",
) -> Member:
    """The writing part of a move. It asks no leave: the caller has (a transfer, a unit that moves with its people).

    activity: from the same day, where it changes too.
    """
    now = _on_roll(member)
    if to.pk == now.unit_id:
        raise RuleBroken(_("%(member)s belongs to “%(unit)s” already. Nothing was saved.") % {"member": now, "unit": to})
    rules.check_holds_members(to, on)
    start = now.unit
    with scope.within(scope.everything(user=by.pk)):
        _change_stay(now, on, day, reason=why, paper=paper, unit=to, activity=activity)
        now.unit, now.activity = to, activity or now.activity
        now.save(update_fields=["unit", "activity"])
        now.refresh_from_db(fields=["position"])
        details = {"from": start.pk, "to": to.pk, "paper": paper}
        _record(MemberAct.TRANSFERRED, now, by=by, day=on, reason=reason, details=details)
    return now


@transaction.atomic
def change_activity(
    *, member: Member, activity: str, on: date, paper: str, reason: str, by: Actor, day: date, until: date | None = None,
) -> Member:
    """From `on` the member is away, exempt, suspended or active again; `until` ends a time that is over already."""
    by.require("member.change", member.unit)
    return enter_activity(member=member, activity=activity, on=on, paper=paper, reason=reason, by=by, day=day, until=until)


@transaction.atomic
def enter_activity(
    *, member: Member, activity: str, on: date, paper: str, by: Actor, day: date, reason: str = "", until: date | None = None,
) -> Member:
    """The writing part of a change of activity. It asks no leave: the caller has (a procedure that was decided)."""
    now = _on_roll(member)
    if now.activity == activity:
        raise RuleBroken(_("This is the member's present state already. Nothing was saved."))
    rules.check_not_later(_("Until"), until, day)
    if until is not None and until <= on:
        raise RuleBroken(_("The end %(until)s is not after the beginning %(on)s. Nothing was saved. Check both days.") % {"until": written(until), "on": written(on)})
    before = now.activity
    _change_stay(now, on, day, reason=StayReason.ACTIVITY_CHANGED, paper=paper, activity=activity, note=reason)
    if until is not None:
        _change_stay(now, until, day, reason=StayReason.ACTIVITY_CHANGED, paper=paper, activity=before)
    now.activity = before if until is not None else activity
    now.save(update_fields=["activity"])
    _record(MemberAct.ACTIVITY_CHANGED, now, by=by, day=on, details={"activity": activity, "until": str(until or ""), "paper": paper})
    return now


@transaction.atomic
def receive_guest(*, member: Member, unit: Unit, on: date, paper: str, by: Actor, day: date) -> Stay:
    """From `on` the member takes part in `unit`, while the home branch stays what it is. It asks no leave: the caller has."""
    now = _on_roll(member)
    rules.check_takes_guests(unit, on)
    home = home_now(now)
    rules.check_change_day(home, on, day)
    with explained(Stay):
        guest = Stay.objects.create(
            member=now, unit=unit, kind=StayKind.GUEST, status=home.status, valid_from=on, reason=StayReason.TRANSFERRED, paper=paper,
        )
    _record(MemberAct.GUEST_CAME, now, by=by, day=on, details={"at": unit.pk, "paper": paper})
    return guest


@transaction.atomic
def end_guest_stay(*, member: Member, on: date, by: Actor) -> Member:
    """The stay as a guest ends on `on`, the first day no longer there. It asks no leave: the caller has."""
    now = locked(member)
    ended = Stay.objects.filter(member=now, kind=StayKind.GUEST, valid_from__lt=on).open().update(valid_to=on)
    if ended:
        _record(MemberAct.GUEST_WENT, now, by=by, day=on)
    return now


@transaction.atomic
def leave(*, member: Member, on: date, reason: str, paper: str, by: Actor, day: date) -> Member:
    """The member leaves the roll on `on`, the first day no longer a member; all open stays end."""
    by.require("member.change", member.unit)
    return strike_off(member=member, on=on, reason=reason, paper=paper, by=by, day=day)


@transaction.atomic
def strike_off(*, member: Member, on: date, reason: str, paper: str, by: Actor, day: date) -> Member:
    """The writing part of a leaving. It asks no leave: the caller has (a procedure that was decided)."""
    now = _on_roll(member)
    if reason not in LeaveReason.values:
        raise RuleBroken(_("A reason of leaving is needed. Nothing was saved. Choose one."))
    home = home_now(now)
    rules.check_change_day(home, on, day)
    with scope.within(scope.everything(user=by.pk)):
        now.stays.open().filter(valid_from__lt=on).update(valid_to=on)
        now.left_on, now.left_reason = on, reason
        now.save(update_fields=["left_on", "left_reason"])
        _record(MemberAct.LEFT, now, by=by, day=on, details={"paper": paper, "reason": reason})
    return now


@transaction.atomic
def undo_leave(*, member: Member, reason: str, by: Actor, day: date) -> Member:
    """The leaving was entered wrongly: the home stay is open again."""
    by.require("member.change", member.unit)
    return restore(member=member, reason=reason, by=by, day=day)


@transaction.atomic
def restore(*, member: Member, reason: str, by: Actor, day: date) -> Member:
    """The writing part of undoing a leaving. It asks no leave: the caller has (an appeal that was answered)."""
    now = locked(member)
    if now.left_on is None or now.merged_into_id is not None:
        raise RuleBroken(_("%(member)s has not left the roll. Nothing was saved.") % {"member": now})
    ended = now.stays.filter(valid_to=now.left_on)
    with explained(Stay), scope.within(scope.everything(user=by.pk)):
        reopened = ended.home().update(valid_to=None)
        if now.activity == Activity.TEMPORARY_ELSEWHERE:
            ended.filter(kind=StayKind.GUEST).update(valid_to=None)
    if not reopened:
        raise RuleBroken(_("No stay ended on the day of leaving, so none can be opened again. Nothing was saved. Enter the person's stay anew."))
    now.left_on, now.left_reason = None, ""
    now.save(update_fields=["left_on", "left_reason"])
    _record(MemberAct.RETURNED, now, by=by, day=day, reason=reason)
    return now


@transaction.atomic
def readmit(*, member: Member, unit: Unit, on: date, paper: str, fields: dict[str, object], by: Actor, day: date) -> Member:
    """One who left the Party is a member again: the same record, on a new probation in `unit` from `on`.

    fields: what the record says anew, names of `rules.CORRECTABLE`. The stays of the earlier life stand as they are, what the
    record said of it is kept as a `FormerMembership`, and so is the admission date: the rulebook does not know from which
    decision party age counts after a re-admission.
    """
    by.require("member.add", unit)
    with scope.within(scope.everything(user=by.pk, where="members.readmit")):
        now = locked(member)
        check_same_place(member, now)
        rules.check_may_be_readmitted(now, on, day)
        rules.check_holds_members(unit, on)
        before = {"left_on": str(now.left_on), "left_reason": now.left_reason, "official_date": str(now.official_date or ""), "from": now.unit_id, "to": unit.pk}
        former = FormerMembership(member=now, official_date=now.official_date, left_on=now.left_on, left_reason=now.left_reason, readmitted_on=on)
        put(now, fields)
        now.unit, now.status, now.activity, now.official_date, now.left_on, now.left_reason = unit, Status.PROBATIONARY, Activity.ACTIVE, None, None, ""
        check(now, day)
        with explained(Member, Stay):
            now.save()
            former.save()
            Stay.objects.create(member=now, unit=unit, status=Status.PROBATIONARY, valid_from=on, reason=StayReason.READMITTED, paper=paper)
        now.refresh_from_db(fields=["position"])
        _record(MemberAct.READMITTED, now, by=by, day=on, details=before | {"paper": paper})
    return now


def _on_roll(member: Member) -> Member:
    """The member locked, still where this person saw it, and on the roll."""
    now = locked(member)
    check_same_place(member, now)
    rules.check_on_roll(now)
    return now


def _change_stay(member: Member, on: date, day: date, *, reason: str, paper: str, note: str = "", unit: Unit | None = None, status: str = "", activity: str = "") -> None:
    """End the open home stay on `on` and go on with what differs."""
    stay = home_now(member)
    rules.check_change_day(stay, on, day)
    stay.valid_to = on
    stay.save(update_fields=["valid_to"])
    with explained(Stay):
        Stay.objects.create(
            member=member, unit=unit or stay.unit, status=status or stay.status, activity=activity or stay.activity,
            valid_from=on, reason=reason, paper=paper, note=note,
        )


def _record(kind: str, member: Member, *, by: Actor, day: date, reason: str = "", details: dict[str, object] | None = None, batch_id: int | None = None) -> None:
    record(kind, member, by=by, position=member.position, member_id=member.pk, day=day, reason=reason, details=details, batch_id=batch_id)
