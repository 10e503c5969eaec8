"""Members of one province who have accounts, a notice, a task and a paper to read; made once in the bench's database."""

import sys
from datetime import time, timedelta

from django.utils import timezone
from people import readers

from coso.access.models import Appointment, User
from coso.assignments import actions as assignments
from coso.assignments.models import Assignment
from coso.common.actors import SYSTEM
from coso.common.scope import everything, within
from coso.documents import actions as documents
from coso.documents.enums import Body, DocumentType
from coso.documents.models import Publication, Term
from coso.handbook import actions as handbook
from coso.handbook.enums import Topic
from coso.handbook.models import Guide
from coso.meetings import actions as meetings
from coso.meetings.models import Notice
from coso.members.models import Member
from coso.org.models import Unit

PASSWORD = "bench-mat-khau-dai"
AHEAD = timedelta(days=3)


def crowd(size: int) -> list[User]:
    """As many members with accounts, of branches of one province whose meeting is in three days."""
    day = timezone.localdate()
    with within(everything(where="bench")):
        province = next(one.unit for one in readers() if one.level == "province")
        lay_out(province)
        found: list[User] = []
        for branch in Unit.objects.under(province).filter(sector="residential", ended_on__isnull=True).order_by("position"):
            people = list(Member.objects.under(branch).on_roll().order_by("pk")[:8])
            call(branch, day)
            found += [account(one, day) for one in people if Notice.objects.filter(member=one, on__gte=day).exists()]
            if len(found) >= size:
                return found[:size]
    sys.exit("The bench's province has too few members for this.")


def call(branch: Unit, day) -> None:
    if not Notice.objects.filter(meeting__unit=branch, on__gte=day).exists():
        plan = meetings.Plan(day + AHEAD, time(19, 30), "Nhà văn hóa bản", theme="Nông thôn mới")
        meetings.call(meeting=meetings.plan_meeting(unit=branch, kind="thematic", plan=plan, by=SYSTEM), by=SYSTEM, now=timezone.now())


def account(member: Member, day) -> User:
    user, new = User.objects.get_or_create(username=f"bench.{member.pk}", defaults={"full_name": member.full_name, "unit": member.unit})
    if new:
        user.set_password(PASSWORD)
        user.save()
        Member.objects.filter(pk=member.pk).update(account=user)
    if not Assignment.objects.filter(hands__member=member, due_on__gte=day).exists():
        assignments.assign(unit=member.unit, order=assignments.Order("Vận động các hộ hiến đất mở rộng đường", day + timedelta(days=9), leading=member), by=SYSTEM, today=day)
    return user


def lay_out(province: Unit) -> None:
    """A paper to read, and a guide open to everybody."""
    day = timezone.localdate()
    if not Publication.objects.filter(document__unit=province, published_on__gte=day - timedelta(days=30)).exists():
        if not Term.objects.filter(unit=province).exists():
            documents.set_term(unit=province, name="2025–2030", valid_from=day.replace(month=1, day=1), by=SYSTEM)
        content = documents.Content("Về nâng cao chất lượng sinh hoạt chi bộ", text="Căn cứ tình hình.\n\nTỉnh ủy yêu cầu." * 20, signatory="Lò Văn Chính", signatory_role="Bí thư", recipients="Các đảng ủy,")
        draft = documents.draft(unit=province, body=Body.STANDING_COMMITTEE, kind=DocumentType.DIRECTIVE, content=content, secret=False, by=SYSTEM, today=day)
        documents.publish(document=documents.issue(document=draft, dated=day, by=SYSTEM, today=day), reach="public", file=None, by=SYSTEM, today=day)
    if not Guide.objects.public(day).exists():
        author, second = (editor(number, province) for number in (1, 2))
        told = handbook.Content(Topic.MOVING, "Tôi chuyển nơi ở, làm gì?", "Báo bí thư chi bộ.\n\nViết đơn.", "public", (), "")
        one = handbook.submit(guide=handbook.write(unit=province, content=told, by=author), by=author)
        handbook.release(guide=one, from_day=day, by=second, today=day)


def editor(number: int, unit: Unit) -> User:
    user, _new = User.objects.get_or_create(username=f"bench.editor{number}", defaults={"unit": unit})
    Appointment.objects.get_or_create(user=user, role="handbook_editor", unit=unit, defaults={"valid_from": timezone.localdate() - timedelta(days=400)})
    return user
