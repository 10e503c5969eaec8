"""A branch of a commune with five members, and its meeting of December 2026."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from coso.common.actors import SYSTEM
from coso.meetings import actions, rules
from coso.meetings.actions import Assigned, Plan, Question
from coso.meetings.declarations import FRAME
from coso.meetings.enums import MeetingKind, Presence, VoteAbout
from coso.meetings.models import Following, Meeting, Visit
from coso.members.models import Member
from coso.org.enums import UnitKind
from coso.org.models import Unit
from coso.rulebook import rules as rulebook
from tests.factories import make_commune, make_member, make_unit

MONTH, DAY = date(2026, 12, 1), date(2026, 12, 3)  # a Thursday
HERE = ZoneInfo("Asia/Ho_Chi_Minh")
CALLED, OPENED = datetime(2026, 12, 1, 8, 0, tzinfo=HERE), datetime(2026, 12, 3, 19, 0, tzinfo=HERE)
CLOSED, SETTLED = OPENED + timedelta(minutes=95), datetime(2026, 12, 4, 9, 0, tzinfo=HERE)
NAMES = ("Lò Văn Chính", "Vàng Thị Mai", "Giàng A Páo", "Lò Thị Hương", "Nguyễn Văn Bình")
K, P, About = MeetingKind, Presence, VoteAbout
AS_PLANNED = Plan(DAY, time(19, 0), "Nhà văn hóa bản Pho")
THEMATIC = {"kind": K.THEMATIC, "plan": replace(AS_PLANNED, theme="Nông thôn mới")}  # of these a month may have several
FULL = {key: Decimal(rulebook.all_of(key)[0].value) for key in FRAME}


@dataclass
class Branch:
    unit: Unit
    members: list[Member]

    def __getitem__(self, at: int) -> Member:
        return self.members[at]


def make_branch(name: str = "Chi bộ bản Pho", parent: Unit | None = None, names: Sequence[str] = NAMES) -> Branch:
    unit = make_unit(name, kind=UnitKind.SUBORDINATE_BRANCH, parent=parent or make_commune(), sector="residential")
    return Branch(unit, [make_member(unit, full_name) for full_name in names])


def around(unit: Unit) -> Branch:
    """A unit that is there already, with two members."""
    return Branch(unit, [make_member(unit, full_name) for full_name in NAMES[:2]])


def planned(branch: Branch, kind: str = K.REGULAR, plan: Plan = AS_PLANNED, by=SYSTEM) -> Meeting:
    return actions.plan_meeting(unit=branch.unit, kind=kind, plan=plan, by=by)


def called(branch: Branch, now: datetime = CALLED, **told) -> Meeting:
    return actions.call(meeting=planned(branch, **told), by=SYSTEM, now=now)


def opened(branch: Branch, now: datetime = OPENED, **told) -> Meeting:
    meeting = called(branch, **told)
    return actions.open_meeting(meeting=meeting, chair=branch[0], secretary=branch[1], guests="Trần Văn Khách, Phó Bí thư Đảng ủy xã", by=SYSTEM, now=now)


def under_way(branch: Branch, meeting: Meeting) -> Meeting:
    """One that was planned already is called and opened, and all are here."""
    meeting = actions.call(meeting=meeting, by=SYSTEM, now=CALLED)
    meeting = actions.open_meeting(meeting=meeting, chair=branch[0], secretary=branch[1], guests="", by=SYSTEM, now=OPENED)
    actions.mark_rest(meeting=meeting, by=SYSTEM, now=OPENED)
    return meeting


def mark(meeting: Meeting, member: Member, presence: str = P.PRESENT, by=SYSTEM, now: datetime = OPENED, **told):
    return actions.mark(meeting=meeting, member_id=member.pk, presence=presence, by=by, now=now, **told)


def vote(meeting: Meeting, in_favour: int, against: int = 0, abstained: int = 0, about: str = About.RESOLUTION, adopted: bool = True, **told):
    return actions.record_vote(meeting=meeting, question=Question(about, "Thông qua nghị quyết tháng 12", **told), count=rules.Count(in_favour, against, abstained), adopted=adopted, by=SYSTEM, now=OPENED)


def held(branch: Branch, **told) -> Meeting:
    """Four here, one excused; concluded, voted, scored, closed after 95 minutes."""
    meeting = opened(branch, **told)
    mark(meeting, branch[-1], P.WITH_REASON, reason="ốm")
    actions.mark_rest(meeting=meeting, by=SYSTEM, now=OPENED)
    actions.note_opinion(meeting=meeting, member_id=branch[0].pk, by=SYSTEM, now=OPENED)
    actions.conclude(meeting=meeting, text="Kết nạp 1 đảng viên trong quý I.\n\nĐồng chí Mai thu đảng phí trước ngày 20.", by=SYSTEM)
    vote(meeting, len(branch.members) - 1)
    actions.score(meeting=meeting, points=FULL, remedies={}, by=SYSTEM)
    return actions.close(meeting=meeting, by=SYSTEM, now=CLOSED)


def settled(branch: Branch, now: datetime = SETTLED, **told) -> Meeting:
    meeting = held(branch, **told)
    actions.settle_minutes(meeting=meeting, by=SYSTEM, now=now)
    return Meeting.objects.get(pk=meeting.pk)


def followed(unit: Unit, member: Member, since: date = date(2026, 1, 5)) -> Following:
    """The committee right above has given the branch to the member to follow."""
    return actions.assign_follower(unit=unit, committee=unit.parent, assigned=Assigned(member, since, "Thông báo 12-TB/ĐU"), by=SYSTEM)


def visited(following: Following, meeting: Meeting, noted: str = "") -> Visit:
    return actions.note_visit(following=following, meeting=meeting, noted=noted, by=SYSTEM, now=SETTLED)
