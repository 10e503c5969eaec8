"""What is done: reports, cases, ballots, plans, targets, tasks and meetings."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from coso.access.models import User
from coso.ballots.actions import open_ballot
from coso.ballots.models import Ballot
from coso.common.actors import SYSTEM
from coso.common.uploads import Upload
from coso.meetings.actions import add_delegate, nominate
from coso.meetings.enums import MeetingKind
from coso.meetings.models import Following, Meeting, Notice
from coso.meetings.views.checking_in import SIGNER
from coso.members.models import Member
from coso.org.enums import UnitKind
from coso.org.kinds import BRANCH_KINDS, MEMBER_KINDS
from coso.org.models import Unit
from coso.procedures.actions import add_paper, refuse
from coso.reports.actions import call_reports, open_report
from coso.reports.enums import Period
from coso.reports.models import FrozenReport
from coso.reports.queries import MEMBER_STATISTICS, build, report_of
from coso.restructuring.models import RestructuringPlan
from coso.targets.actions import register_model
from tests.assignments.story import (
    evidence,
    give,
    reported,
    task_at,
)
from tests.committees.story import seated
from tests.factories import (
    TODAY,
    make_applicant,
    make_case,
    make_member,
    make_unit,
)
from tests.meetings import story as meetings
from tests.objects.records import own_member
from tests.objects.registry import Parts, made, made_own
from tests.targets.story import make_target, reported_result


@made("frozen_report")
def frozen_report(at: Unit) -> Parts:
    now = timezone.now()
    built = build(MEMBER_STATISTICS, at, date(2026, 1, 31), by=SYSTEM, now=now)
    return {"pk": FrozenReport.objects.create(unit=at, key=built.key, version=1, title=built.title, on=built.day, tree="stood", content=built.kept()).pk}


@made("unit_report")
def unit_report(at: Unit) -> Parts:
    return {"pk": open_report(report=report_of("admission_progress", at), unit=at, on=date(2026, 1, 31), by=SYSTEM).pk}


@made("report_call")
def report_call(at: Unit) -> Parts:
    return {"pk": call_reports(unit=at, report=report_of("yearly", at), every=Period.YEAR, on=date(2025, 12, 31), due_days=10, by=SYSTEM).pk}


@made("case")
def case(at: Unit) -> Parts:
    """A case at its second step, in the hands of the branch."""
    return {"number": make_case(at).number} if at.kind in MEMBER_KINDS else None


@made("applicant")
def applicant(at: Unit) -> Parts:
    return {"pk": make_applicant(at).pk} if at.kind in MEMBER_KINDS else None


@made("case_paper")
def case_paper(at: Unit) -> Parts:
    if at.kind not in MEMBER_KINDS:
        return None
    found = make_case(at)
    return {"pk": add_paper(case=found, key="plan", by=SYSTEM, upload=Upload(b"%PDF-1.7 test", "application/pdf", "ban-ve.pdf")).pk}


@made("refused_case")
def refused_case(at: Unit) -> Parts:
    if at.kind not in MEMBER_KINDS:
        return None
    found = make_case(at)
    return {"number": refuse(case=found, seen=found.turn, reason="Chưa đủ điều kiện", by=SYSTEM, today=TODAY).number}


@made("case_to_vote")
def case_to_vote(at: Unit) -> Parts:
    """A case at its vote, in a branch where somebody has one."""
    if at.kind not in MEMBER_KINDS:
        return None
    make_member(at)
    return {"number": make_case(at).number}


def make_ballot(at: Unit, voter: Member) -> Ballot:
    return open_ballot(subject=f"{at.pk}/{voter.pk}", question="Kết nạp", unit=at, voters=[voter], by=SYSTEM)


@made("ballot")
def ballot(at: Unit) -> Parts:
    return {"pk": make_ballot(at, make_member(at)).pk} if at.kind in MEMBER_KINDS else None


@made("voter")
def voter(at: Unit) -> Parts:
    return {"pk": make_ballot(at, make_member(at)).voters.get().pk} if at.kind in MEMBER_KINDS else None


@made_own("voter")
def own_voter(user: User, at: Unit) -> Parts:
    own_member(user, at)
    own = Member.objects.get(account=user)
    return {"pk": make_ballot(at, own).voters.get().pk}


@made("plan")
def plan(at: Unit) -> Parts:
    return {"pk": RestructuringPlan.objects.create(unit=at, title="Sắp xếp", on=date(2026, 1, 1)).pk}


@made("target_share")
def target_share(at: Unit) -> Parts:
    return {"pk": make_target(at).pk}


@made("scheme")
def scheme(at: Unit) -> Parts:
    return {"pk": make_target(at).target.scheme_id}


@made("target_result")
def target_result(at: Unit) -> Parts:
    share = make_target(at, title="Nhà văn hóa", indicator_key="", measure="nhà")
    return {"pk": reported_result(share, TODAY, 1).pk}


@made("new_model")
def new_model(at: Unit) -> Parts:
    return {"pk": register_model(unit=at, title="Tổ giúp dân", text="", year=2026, by=SYSTEM, today=TODAY).pk}


@made("task")
def task(at: Unit) -> Parts:
    return {"pk": task_at(at).pk}


@made_own("task")
def own_task(user: User, at: Unit) -> Parts:
    own_member(user, at)
    return {"pk": give(at, Member.objects.get(account=user)).pk}


@made("task_evidence")
def task_evidence(at: Unit) -> Parts:
    kept = reported(task_at(at), evidence=evidence())
    return {"pk": kept.entries.exclude(stored_as="").get().pk}


@made_own("task_evidence")
def own_task_evidence(user: User, at: Unit) -> Parts:
    own_member(user, at)
    kept = reported(give(at, Member.objects.get(account=user)), evidence=evidence())
    return {"pk": kept.entries.exclude(stored_as="").get().pk}


@made("planned_meeting")
def planned_meeting(at: Unit) -> Parts:
    return {"pk": meetings.planned(meetings.around(at), **meetings.THEMATIC).pk} if at.kind in MEMBER_KINDS else None


@made("open_meeting")
def open_meeting(at: Unit) -> Parts:
    return {"pk": meetings.opened(meetings.around(at), **meetings.THEMATIC).pk} if at.kind in MEMBER_KINDS else None


@made("check_in_code")
def check_in_code(at: Unit) -> Parts:
    return {"code": SIGNER.sign(str(meetings.opened(meetings.around(at), **meetings.THEMATIC).pk))} if at.kind in MEMBER_KINDS else None


@made("meeting_person")
def meeting_person(at: Unit) -> Parts:
    if at.kind not in MEMBER_KINDS:
        return None
    branch = meetings.around(at)
    return {"pk": meetings.opened(branch, **meetings.THEMATIC).pk, "member": branch[0].pk}


@made("meeting_item")
def meeting_item(at: Unit) -> Parts:
    if at.kind not in MEMBER_KINDS:
        return None
    item = meetings.opened(meetings.around(at), **meetings.THEMATIC).agendaitems.first()
    return {"pk": item.meeting_id, "item": item.pk}


@made("held_meeting")
def held_meeting(at: Unit) -> Parts:
    return {"pk": meetings.held(meetings.around(at), **meetings.THEMATIC).pk} if at.kind in MEMBER_KINDS else None


@made("meeting_notice")
def meeting_notice(at: Unit) -> Parts:
    if at.kind not in MEMBER_KINDS:
        return None
    branch = meetings.around(at)
    return {"pk": Notice.objects.get(meeting=meetings.called(branch, **meetings.THEMATIC), member=branch[0]).pk}


@made_own("meeting_notice")
def own_meeting_notice(user: User, at: Unit) -> Parts:
    own_member(user, at)
    own = Member.objects.get(account=user)
    return {"pk": Notice.objects.get(meeting=meetings.called(meetings.Branch(at, [own]), **meetings.THEMATIC), member=own).pk}


def branch_at(at: Unit) -> Unit:
    """The unit, or where members have no home in it a new branch under it."""
    return at if at.kind in MEMBER_KINDS else make_unit("Chi bộ cơ quan", kind=UnitKind.SUBORDINATE_BRANCH, parent=at, founded_on=at.founded_on)


def made_congress(at: Unit) -> Meeting | None:
    """Of an organisation above branches; None at a branch, whose congress calls no delegates."""
    return None if at.kind in BRANCH_KINDS else meetings.planned(meetings.Branch(at, []), kind=MeetingKind.CONGRESS)


@made("congress")
def congress(at: Unit) -> Parts:
    made = made_congress(at)
    return made and {"pk": made.pk}


def made_delegate(at: Unit, member: Member | None = None) -> Parts:
    meeting = made_congress(at)
    who = member or make_member(branch_at(at), "Giàng A Sử")
    return meeting and {"pk": add_delegate(meeting=meeting, member=who, right="elected", by=SYSTEM, now=timezone.now()).pk}


@made("delegate")
def delegate(at: Unit) -> Parts:
    return made_delegate(at)


@made_own("delegate")
def own_delegate(user: User, at: Unit) -> Parts:
    own_member(user, at)
    return made_delegate(at.parent or at, Member.objects.get(account=user))


@made("election")
def election(at: Unit) -> Parts:
    """In a branch's congress under way, or one above it with two delegates."""
    branch = meetings.Branch(at, meetings.around(branch_at(at)).members)
    meeting = meetings.planned(branch, kind=MeetingKind.CONGRESS)
    for one in branch.members if at.kind not in BRANCH_KINDS else ():
        add_delegate(meeting=meeting, member=one, right="elected", by=SYSTEM, now=timezone.now())
    meeting = meetings.under_way(branch, meeting)
    made = nominate(meeting=meeting, of="secretary", seats=1, members=branch.members[:1], by=SYSTEM)
    return {"pk": meeting.pk, "election": made.pk}


@made("committee_seat")
def committee_seat(at: Unit) -> Parts:
    return {"pk": seated(at, make_member(branch_at(at), "Giàng A Sử")).pk}


@made_own("committee_seat")
def own_committee_seat(user: User, at: Unit) -> Parts:
    own_member(user, at)
    return {"pk": seated(at, Member.objects.get(account=user)).pk}


def made_following(at: Unit, member: Member | None = None) -> Following | None:
    """A member of the unit above follows a branch; None where there is none above."""
    if at.parent is None or at.kind not in BRANCH_KINDS:
        return None
    there = Following.objects.filter(unit=at, member=member).first() if member else None
    return there or meetings.followed(at, member or make_member(at, "Giàng A Sử"))


@made("following")
def following(at: Unit) -> Parts:
    made = made_following(at)
    return made and {"pk": made.pk}


@made_own("following")
def own_following(user: User, at: Unit) -> Parts:
    own_member(user, at)
    made = made_following(at, Member.objects.get(account=user))
    return made and {"pk": made.pk}


@made("following_at_meeting")
def following_at_meeting(at: Unit) -> Parts:
    made = made_following(at)
    return made and {"pk": meetings.opened(meetings.around(at), **meetings.THEMATIC).pk, "following": made.pk}


@made("visit")
def visit(at: Unit) -> Parts:
    made = made_following(at)
    return made and {"pk": meetings.visited(made, meetings.opened(meetings.around(at), **meetings.THEMATIC)).pk}


@made("follower_notice")
def follower_notice(at: Unit) -> Parts:
    """Somebody else's."""
    made = made_following(at)
    return made and {"pk": Notice.objects.get(meeting=meetings.opened(meetings.around(at), **meetings.THEMATIC), member=made.member_id).pk}


@made_own("follower_notice")
def own_follower_notice(user: User, at: Unit) -> Parts:
    own_member(user, at)
    made = made_following(at, Member.objects.get(account=user))
    return made and {"pk": Notice.objects.get(meeting=meetings.opened(meetings.around(at), **meetings.THEMATIC), member=made.member_id).pk}
