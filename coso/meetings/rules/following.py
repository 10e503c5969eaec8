"""Who may follow a branch, and what may be noted of a visit."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from coso.access.queries import people_with
from coso.common.actors import Actor
from coso.common.errors import RuleBroken
from coso.common.vietnamese import date as written
from coso.meetings.models import Following, Meeting, Visit
from coso.members.models import Member
from coso.org.models import Unit


def check_above(committee: Unit, branch: Unit) -> None:
    if committee.pk == branch.pk or not committee.position <= branch.position < committee.position_end:
        raise RuleBroken(_("“%(committee)s” does not stand above “%(branch)s”. Nothing was saved. A branch is followed by a committee above it.") % {"committee": committee, "branch": branch})


def check_of_committee(member: Member, committee: Unit) -> None:
    if member.left_on or not committee.position <= member.position < committee.position_end:
        raise RuleBroken(_("%(name)s is no member below “%(committee)s”. Nothing was saved. Choose a member of the committee.") % {"name": member.full_name, "committee": committee})


def check_until(following: Following, until: date) -> None:
    if until <= following.valid_from:
        raise RuleBroken(_("The end lies before the beginning, %(day)s. Nothing was saved. Check the day.") % {"day": written(following.valid_from)})


def check_own_words(visit: Visit, following: Following, by: Actor, today: date) -> None:
    """What the follower or the committee wrote, they change; the branch it is about changes only what was entered in the branch."""
    if by.own_member_id == following.member_id or by.allowed("meeting.decide", following.committee) or visit.entered_by_id is None:
        return
    if not people_with("meeting.hold", following.unit, today).filter(pk=visit.entered_by_id).exists():
        raise RuleBroken(_("The visit of %(name)s was noted from outside the branch. Nothing was changed. The follower, or the committee, changes what they wrote.") % {"name": following.name})


def check_visit(following: Following, meeting: Meeting) -> None:
    """Of a meeting that was opened, of the branch followed, in the days in which it is followed."""
    if meeting.opened_at is None:
        raise RuleBroken(_("The meeting has not been opened yet. Nothing was saved. Note the visit once it is under way."))
    if following.unit_id != meeting.unit_id or meeting.day not in following.period:
        raise RuleBroken(_("%(name)s did not follow this branch on %(day)s. Nothing was saved.") % {"name": following.name, "day": written(meeting.day)})
