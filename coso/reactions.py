"""What else happens: kind of act -> functions to call, in the same transaction.

The only place where apps meet sideways.
"""

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext as _

from coso.admissions import actions as admissions
from coso.assignments import actions as assignments
from coso.common import vietnamese
from coso.common.actors import SYSTEM
from coso.common.models import Act
from coso.meetings import actions as meetings
from coso.members.enums import MemberAct
from coso.members.models import Member
from coso.org.enums import UnitAct
from coso.org.models import Unit
from coso.procedures import actions as procedures
from coso.targets import actions as targets

OF_MEMBERSHIP = ("away", "exemption", "exemption_end", "screening", "transfer_temporary", "transfer_temporary_out")


def cases_follow(act: Act) -> None:
    """Unfinished cases of a unit that ended go on in the units that follow it, the first of them first; where none does, in its superior."""
    unit = Unit.objects.select_related("parent").get(pk=act.subject_id)
    found = Unit.objects.in_bulk(act.details["into"])
    into = [found[key] for key in act.details["into"]] or [unit.parent] * bool(unit.parent)
    if unit.ended_on and act.day:
        procedures.follow_ended_unit(unit=unit, into=into, on=act.day, by=act.by or SYSTEM, reason=act.reason)


def source_list_follows(act: Act) -> None:
    """The people on the source list of a unit that ended stand with the first of the units that follow it."""
    unit = Unit.objects.get(pk=act.subject_id)
    to = Unit.objects.filter(pk__in=act.details["into"][:1]).first()
    if unit.ended_on and act.day and to:
        admissions.follow_ended_unit(unit=unit, to=to, on=act.day, by=act.by or SYSTEM)


def targets_follow(act: Act) -> None:
    """What a unit that ended was to reach goes on in the units that follow it."""
    unit = Unit.objects.get(pk=act.subject_id)
    found = Unit.objects.in_bulk(act.details["into"])
    if unit.ended_on and act.day:
        targets.follow_ended_unit(unit=unit, into=[found[key] for key in act.details["into"]], on=act.day, by=act.by or SYSTEM)


def tasks_follow(act: Act) -> None:
    """What a unit that ended had given, and what it was to do, goes on in the units that follow it."""
    unit = Unit.objects.get(pk=act.subject_id)
    found = Unit.objects.in_bulk(act.details["into"])
    if unit.ended_on and act.day:
        assignments.follow_ended_unit(unit=unit, into=[found[key] for key in act.details["into"]], on=act.day, by=act.by or SYSTEM, reason=act.reason)


def meetings_are_called_off(act: Act) -> None:
    """A branch that ended holds no meeting any more; those it had planned are called off, and its members read why."""
    unit = Unit.objects.get(pk=act.subject_id)
    if unit.ended_on and act.day:
        why = " ".join(filter(None, [_("“%(unit)s” ended on %(day)s.") % {"unit": unit, "day": vietnamese.date(unit.ended_on)}, act.reason]))
        meetings.follow_ended_unit(unit=unit, on=act.day, by=act.by or SYSTEM, reason=why)
        meetings.end_followings_of(unit=unit, on=act.day, by=act.by or SYSTEM, reason=why)


def followings_end(act: Act) -> None:
    """Who left the roll follows no branch any more; the committee sees which branches nobody follows."""
    meetings.end_followings_of(member=Member.objects.get(pk=act.subject_id), on=act.day or timezone.localdate(act.at), by=act.by or SYSTEM, reason=_("The member has left the roll."))


def followings_are_joined(act: Act) -> None:
    """Two records of one person became one: it follows the branches of both."""
    meetings.join_followings(kept=Member.objects.get(pk=act.subject_id), gone=act.details["other"], by=act.by or SYSTEM)


def tasks_are_left(act: Act) -> None:
    """Who left the roll, or the unit that gave a task, has it in hand no longer."""
    member = Member.objects.select_related("unit").get(pk=act.subject_id)
    why = _("The member has left the roll.") if member.left_on else _("%(unit)s has received the member.") % {"unit": member.unit}
    assignments.release_member(member=member, on=act.day or timezone.localdate(act.at), by=act.by or SYSTEM, reason=why)


def tasks_are_joined(act: Act) -> None:
    """Two records of one person became one: the tasks of both are in the hands of the one kept."""
    assignments.join_hands(kept=Member.objects.get(pk=act.subject_id), gone=act.details["other"], on=timezone.localdate(act.at), by=act.by or SYSTEM)


def cases_change_hands(act: Act) -> None:
    """A unit has a new superior, so has what waits for the superior's decision."""
    procedures.stand_anew(unit=Unit.objects.get(pk=act.subject_id), by=act.by or SYSTEM)


def cases_follow_member(act: Act) -> None:
    """What is under way about a member goes on in the new branch; the time away, which the arrival has ended, does not."""
    member, by = Member.objects.select_related("unit").get(pk=act.subject_id), act.by or SYSTEM
    on = act.day or timezone.localdate(act.at)
    why = _("%(unit)s has received the member.") % {"unit": member.unit}
    procedures.end_of_member(member=member, procedures=["away"], on=on, by=by, reason=why)
    procedures.follow_member(member=member, on=on, by=by, reason=why)


def time_away_ends(act: Act) -> None:
    """Who takes part in another branch for a time is in its care; the home branch asks no more how the member is."""
    procedures.end_of_member(
        member=Member.objects.get(pk=act.subject_id), procedures=["away"], on=act.day or timezone.localdate(act.at), by=act.by or SYSTEM,
        reason=_("The member takes part in another branch for a time."), reached=True,
    )


def cases_end_with_membership(act: Act) -> None:
    """Of a member who left the roll nothing is asked any more in these cases."""
    on = act.day or timezone.localdate(act.at)
    procedures.end_of_member(
        member=Member.objects.get(pk=act.subject_id), procedures=OF_MEMBERSHIP, on=on, by=act.by or SYSTEM, reason=_("The member has left the roll."),
    )


REACTIONS: dict[str, tuple[Callable[[Act], None], ...]] = {
    UnitAct.MERGED: (cases_follow, source_list_follows, targets_follow, tasks_follow, meetings_are_called_off),
    UnitAct.SPLIT: (cases_follow, source_list_follows, targets_follow, tasks_follow, meetings_are_called_off),
    UnitAct.DISSOLVED: (cases_follow, source_list_follows, targets_follow, tasks_follow, meetings_are_called_off),
    UnitAct.TERMINATED: (cases_follow, source_list_follows, targets_follow, tasks_follow, meetings_are_called_off),
    UnitAct.MOVED: (cases_change_hands,),
    MemberAct.TRANSFERRED: (cases_follow_member, tasks_are_left),
    MemberAct.MERGED: (tasks_are_joined, followings_are_joined),
    MemberAct.GUEST_CAME: (time_away_ends,),
    MemberAct.LEFT: (cases_end_with_membership, tasks_are_left, followings_end),
}
