"""A commune with a branch, those who prepare its surveys, and members who answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from coso.access.models import User
from coso.ballots.enums import Answer
from coso.ballots.models import Voter
from coso.common.actors import SYSTEM
from coso.common.scope import Scope, within
from coso.members.models import Member
from coso.org.enums import UnitKind
from coso.org.models import Unit
from coso.surveys import actions
from coso.surveys.actions import Content
from coso.surveys.models import Reply, Survey, SurveyQuestion
from coso.surveys.rules import Given
from tests.factories import make_commune, make_member, make_unit, make_user

ONE, SEVERAL = ("Sáng", "Chiều", "Tối"), ("Nhà văn hóa", "Trường học")


@dataclass
class Place:
    commune: Unit
    branch: Unit
    clerk: User
    standing: User
    secretary: User
    deputy: User
    members: list[Member] = field(default_factory=list)


def make_place(members: int = 6, commune: Unit | None = None) -> Place:
    above = commune or make_commune()
    branch = make_unit("Chi bộ bản Pho", kind=UnitKind.SUBORDINATE_BRANCH, parent=above, founded_on=above.founded_on)
    officers = [make_user(role, unit, full_name=name) for role, unit, name in (
        ("office_clerk", above, "Trần Thị Văn"), ("standing_member", above, "Hà Văn Thường"), ("branch_secretary", branch, "Lò Văn Bí"), ("branch_committee", branch, "Lò Thị Phó"),
    )]
    return Place(above, branch, *officers, [make_member(branch, f"Giàng A {n}") for n in range(members)])


def content(**told: Any) -> Content:
    day = timezone.localdate()
    return Content(**{
        "title": "Giờ sinh hoạt chi bộ", "why": "Để chọn giờ họp nhiều đồng chí dự được.", "becomes": "Chi bộ chọn giờ họp cho năm sau.", "kind": "anonymous", "reach": "below", "desk": "office",
        "from_day": day, "until": day + timedelta(days=10), "publish": True,
    } | told)


def drafted(place: Place, *, unit: Unit | None = None, by: User | None = None, today: date | None = None, questions: bool = True, **told: Any) -> Survey:
    survey = actions.write(unit=unit or place.commune, content=content(**told), by=by or place.clerk, today=today or timezone.localdate())
    if questions:
        for kind, text, options in (("one", "Họp buổi nào?", ONE), ("several", "Họp ở đâu?", SEVERAL), ("scale", "Hài lòng đến đâu?", ("Chưa", "Rất")), ("text", "Góp ý thêm", ())):
            actions.add_question(survey=survey, kind=kind, text=text, options=options, by=by or place.clerk)
    return survey


def opened(place: Place, *, second: User | None = None, today: date | None = None, **told: Any) -> Survey:
    day = today or timezone.localdate()
    survey = actions.submit(survey=drafted(place, today=day, **told), by=told.get("by") or place.clerk, today=day)
    return actions.release(survey=survey, by=second or place.standing, today=day)


def opened_survey(unit: Unit, kind: str = "named", **told: Any) -> Survey:
    """Open, with officers made for it."""
    place = Place(unit, unit, make_user("office_clerk", unit), make_user("standing_member", unit), *[make_user()] * 2)
    return opened(place, kind=kind, **told)


def asks(survey: Survey) -> dict[str, SurveyQuestion]:
    return {one.kind: one for one in survey.questions.all()}


def given(survey: Survey, one: int = 0, several: tuple[int, ...] = (), scale: int = 4, text: str = "") -> Given:
    found = asks(survey)
    return Given({found["one"].pk: [one], found["several"].pk: list(several), found["scale"].pk: [scale]}, {found["text"].pk: text})


class Comrade:
    """A signed-in member, as far as an answer asks."""

    pk = None

    def __init__(self, member: Member) -> None:
        self.own_member_id = member.pk


def put(survey: Survey, member: Member, answers: Given | None = None, today: date | None = None) -> Answer:
    with within(Scope(member=member.pk)):
        voter = Voter.objects.get(ballot=survey.ballot_id, member=member)
        return actions.answer_anonymously(survey=survey, voter=voter, given=answers or given(survey), by=Comrade(member), today=today or timezone.localdate())


def say(survey: Survey, member: Member, answers: Given | None = None, today: date | None = None) -> Reply:
    with within(Scope(member=member.pk)):
        voter = Voter.objects.select_related("member").get(ballot=survey.ballot_id, member=member)
        return actions.answer_by_name(survey=survey, voter=voter, given=answers or given(survey), by=Comrade(member), today=today or timezone.localdate())


def ended(survey: Survey) -> Survey:
    return actions.end_early(survey=survey, reason="Đã đủ ý kiến", by=SYSTEM, now=timezone.now())
