"""A member of a branch, the secretary, the commune's office and standing committee, and what is put to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from coso.access.models import User
from coso.dialogue import actions
from coso.dialogue.actions import Asked
from coso.dialogue.models import Question
from coso.members.models import Member
from coso.org.enums import UnitKind
from coso.org.models import Unit
from tests.factories import make_commune, make_member, make_unit, make_user

TITLE, TEXT = "Đường vào bản", "Bao giờ sửa đoạn đường sạt lở?"


@dataclass
class Place:
    commune: Unit
    branch: Unit
    member: Member
    asker: User
    secretary: User
    clerk: User
    standing: User


def make_place(commune: Unit | None = None) -> Place:
    above = commune or make_commune()
    branch = make_unit("Chi bộ bản Pho", kind=UnitKind.SUBORDINATE_BRANCH, parent=above, founded_on=above.founded_on)
    member = make_member(branch, "Lò Thị Hường")
    officers = [make_user(role, unit, full_name=name) for role, unit, name in (
        ("branch_secretary", branch, "Lò Văn Bí"), ("office_clerk", above, "Trần Thị Văn"), ("standing_member", above, "Hà Văn Thường"),
    )]
    return Place(above, branch, member, make_user(member=member, full_name="Lò Thị Hường"), *officers)


def put(place: Place, *, unit: Unit | None = None, desk: str = "branch", day: date | None = None, title: str = TITLE, may_publish: bool = False, kind: str = "question") -> Question:
    asked = Asked(kind, title, TEXT, may_publish)
    return actions.ask(member=place.member, unit=unit or place.branch, desk=desk, asked=asked, by=place.asker, today=day or timezone.localdate())


def passed(place: Place, question: Question, **told: Any) -> Question:
    to = {"unit": place.commune, "desk": "office", "reason": "Thuộc thẩm quyền của xã"} | told
    return actions.pass_on(question=question, by=place.secretary, today=timezone.localdate(), **to)


def answered(place: Place, question: Question, text: str = "Tháng 12 bắt đầu sửa.") -> Question:
    return actions.answer(question=question, text=text, by=place.secretary, today=timezone.localdate())
