"""A member of a branch, the secretary, the commune's office and standing committee, and what is put to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

from coso.access.models import User
from coso.common.actors import Actor
from coso.common.scope import within
from coso.dialogue import actions
from coso.dialogue.actions import Asked, Planned, Put
from coso.dialogue.models import Dialogue, Question, Raised, SentIn, Topic
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


# --- scheduled dialogues ---

THEME = "Đời sống và việc làm của đảng viên vùng cao"


def planned(on: date, **told: Any) -> Planned:
    """Takes questions in the ten days before."""
    days = {"on": on, "takes_from": on - timedelta(days=10), "takes_until": on - timedelta(days=1)}
    return Planned(**({"host": "standing_committee", "theme": THEME, "at": time(14, 0), "place": "Hội trường xã"} | days | told))


def announced(place: Place, on: date, *, by: Actor | None = None, today: date | None = None, **told: Any) -> Dialogue:
    return actions.announce(unit=place.commune, desk="office", planned=planned(on, **told), by=by or place.clerk, today=today or on - timedelta(days=10))


def sent_in(dialogue: Dialogue, user: User, *, day: date | None = None, title: str = TITLE, text: str = TEXT, **told: Any) -> SentIn:
    member = Member.objects.select_related("unit").get(account=user)
    return actions.send_in(dialogue=dialogue, member=member, put=Put(title, text, **told), by=user, today=day or dialogue.takes_from)


def forward(place: Place, sent: SentIn, topic: Topic | None = None) -> Raised:
    return actions.put_forward(sent=sent, topic=topic, by=place.clerk, today=sent.sent_on).raised


def support(raised: Raised, user: User, day: date, *, back: bool = False) -> bool:
    """As a page does it: with the reader's own rows in sight."""
    verb = actions.take_back_support if back else actions.support
    with within(user.scope("test", about_oneself=True)):
        member = Member.objects.filter(pk=user.own_member_id or 0).select_related("unit").first()
        return verb(raised=raised, member=member, by=user, today=day)
