"""A committee says which of its members follows which branch; what they saw there is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common import scope
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.constraints import explained
from coso.common.errors import NotAllowed
from coso.common.locking import held
from coso.meetings import rules
from coso.meetings.enums import FollowingAct
from coso.meetings.models import Following, Meeting, Visit
from coso.members.models import Member
from coso.org.models import Unit

DECIDE, HOLD = "meeting.decide", "meeting.hold"


@dataclass(frozen=True)
class Assigned:
    """Who follows from when, and by which paper."""

    member: Member
    since: date
    basis: str = ""


@transaction.atomic
def assign_follower(*, unit: Unit, committee: Unit, assigned: Assigned, by: Actor) -> Following:
    """A member of a committee above is to attend the branch's meetings from a day on."""
    by.require(DECIDE, committee)
    rules.check_branch(unit, assigned.since)
    rules.check_above(committee, unit)
    rules.check_of_committee(assigned.member, committee)
    with explained(Following):
        made = Following.objects.create(
            unit=unit, committee=committee, committee_name=committee.name, member=assigned.member, name=assigned.member.full_name, valid_from=assigned.since, basis=assigned.basis.strip(),
        )
    return _kept(FollowingAct.ASSIGNED, made, by, assigned.since, reason=made.basis)


@transaction.atomic
def end_following(*, following: Following, until: date, by: Actor, reason: str = "") -> Following:
    """From `until` on the member follows the branch no longer; the visits stay."""
    by.require(DECIDE, following.committee)
    return _ended(held(Following.objects.select_related("unit", "committee"), following.pk), until, by, reason)


@transaction.atomic
def note_visit(*, following: Following, meeting: Meeting, noted: str, by: Actor, now: datetime) -> Visit:
    """That the follower came to the meeting, and what they note for the committee; whoever notes it again puts the text right.

    The follower notes their own; the branch, and the committee, enter it for them. What the follower wrote the branch does not change.
    """
    if by.own_member_id != following.member_id and not (by.allowed(HOLD, following.unit) or by.allowed(DECIDE, following.committee)):
        raise NotAllowed(_("Only the follower, the branch and the committee note a visit. Nothing was saved."))
    with scope.within(scope.everything(user=by.pk, where="meetings.visit")):  # a follower without a role reaches no row of the branch
        meeting = Meeting.objects.get(pk=meeting.pk)
        rules.check_visit(following, meeting)
        visit, made = Visit.objects.get_or_create(meeting=meeting, member_id=following.member_id, defaults={"unit_id": meeting.unit_id, "following": following, "held_on": meeting.day, "noted": noted.strip(), "entered_at": now, "entered_by_id": by.pk})
        if not made and noted.strip() != visit.noted:
            rules.check_own_words(visit, following, by, timezone.localdate(now))
            visit.noted, visit.entered_at, visit.entered_by_id = noted.strip(), now, by.pk
            visit.save(update_fields=["noted", "entered_at", "entered_by"])
        record(FollowingAct.VISITED, visit, by=by, position=following.position, day=meeting.day, member_id=following.member_id)
    return visit


@transaction.atomic
def take_back_visit(*, visit: Visit, by: Actor, reason: str, today: date) -> None:
    """It was entered wrongly: the follower had not come. What stood there is kept in the history."""
    by.require(HOLD, visit.unit)
    rules.check_own_words(visit, Following.objects.select_related("unit", "committee").get(pk=visit.following_id), by, today)
    record(FollowingAct.TAKEN_BACK, visit, by=by, position=visit.position, day=visit.held_on, member_id=visit.member_id, reason=reason, details={"noted": visit.noted})
    visit.delete()


@transaction.atomic
def end_followings_of(*, unit: Unit | None = None, member: Member | None = None, on: date, by: Actor, reason: str) -> int:
    """A branch that ended is followed no more; a member who left the roll follows none. Asks no leave: what happened to them has. Answers how many."""
    with scope.within(scope.everything(user=by.pk, where="meetings.followings")):
        rows = Following.objects.open().select_related("unit", "committee")
        rows = rows.filter(unit=unit) if unit else rows.filter(member=member)
        found = list(rows.select_for_update(of=("self",)).order_by("pk"))
        for one in found:
            _ended(one, _end_of(one, on), by, reason)
    return len(found)


@transaction.atomic
def join_followings(*, kept: Member, gone: int, by: Actor) -> int:
    """Two records of one person became one: it follows what the other followed. Asks no leave: the joining has. Answers how many."""
    with scope.within(scope.everything(user=by.pk, where="meetings.join_followings")):
        taken = Following.objects.open().filter(member=kept).values("unit")
        return Following.objects.open().filter(member=gone).exclude(unit__in=taken).update(member=kept, name=kept.full_name)


def _end_of(following: Following, on: date) -> date:
    """The day, but never before what was begun, or a visit that was made."""
    first = following.valid_from + timedelta(days=following.visits.exists())
    return max(on, first)


def _ended(following: Following, until: date, by: Actor, reason: str) -> Following:
    """One that has not begun yet is taken out whole."""
    if until == following.valid_from and not following.visits.exists():
        _kept(FollowingAct.ENDED, following, by, until, reason=reason)
        following.delete()
        return following
    rules.check_until(following, until)
    following.valid_to = until
    following.save(update_fields=["valid_to"])
    return _kept(FollowingAct.ENDED, following, by, until, reason=reason)


def _kept(kind: FollowingAct, following: Following, by: Actor, day: date, *, reason: str = "") -> Following:
    following.refresh_from_db(fields=["position"])
    record(kind, following, by=by, position=following.position, day=day, reason=reason, member_id=following.member_id)
    return following
