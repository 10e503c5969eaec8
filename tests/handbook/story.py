"""A member of a branch with a meeting to come, tasks and papers to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.utils import timezone

from coso.access.models import User
from coso.assignments.models import Assignment
from coso.common.actors import SYSTEM
from coso.documents import actions as documents
from coso.documents.models import Publication
from coso.meetings.actions import Plan
from coso.meetings.enums import MeetingKind
from coso.meetings.models import Meeting, Notice
from coso.members.models import Member
from coso.org.enums import UnitKind
from coso.org.models import Unit
from tests.assignments.story import give
from tests.documents.story import issue_paper
from tests.factories import make_commune, make_member, make_unit, make_user
from tests.meetings import story as meetings


@dataclass
class Home:
    """A commune, its branch and one member of it with an account and no office."""

    commune: Unit
    branch: Unit
    member: Member
    user: User


def make_home(**fields: object) -> Home:
    commune = make_commune()
    branch = make_unit("Chi bộ bản Pho", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune, sector="residential")
    member = make_member(branch, "Lò Thị Hường", **fields)
    return Home(commune, branch, member, make_user(member=member, full_name="Lò Thị Hường"))


def call_meeting(home: Home, in_days: int = 3) -> Notice:
    """Called to a thematic meeting: of these a month may have several."""
    plan = Plan(timezone.localdate() + timedelta(days=in_days), time(19, 30), "Nhà văn hóa bản Pho", theme="Nông thôn mới")
    meeting: Meeting = meetings.called(meetings.Branch(home.branch, [home.member]), timezone.now(), kind=MeetingKind.THEMATIC, plan=plan)
    return Notice.objects.get(meeting=meeting, member=home.member)


def give_task(home: Home, title: str = "Vận động 5 hộ làm đường bản", due_in: int = 5) -> Assignment:
    day = timezone.localdate()
    return give(home.branch, home.member, title=title, due_on=day + timedelta(days=due_in), today=min(day, day + timedelta(days=due_in)))


def lay_out(unit: Unit, reach: str = "below", day: date | None = None, **told: object) -> Publication:
    return documents.publish(document=issue_paper(unit), reach=reach, file=None, by=SYSTEM, today=day or timezone.localdate(), **told)
