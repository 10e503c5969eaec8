"""A commune whose members are to study a resolution, and what they do."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.common.scope import within
from coso.documents import actions, queries
from coso.org.enums import UnitKind
from tests.documents.story import TODAY, make_issued, make_published, numbered
from tests.factories import make_member, make_unit, make_user

UNTIL = TODAY + timedelta(days=30)
RESOLUTION = "Căn cứ Điều lệ Đảng;\n\nQUYẾT NGHỊ\n\nI. Đánh giá kết quả\n\nHoàn thành 8 việc.\n\nII. Phương hướng\n\nTạo nguồn ở các bản.\n\n| Việc | Hạn |\n| Làm đường | 30/11 |\n\nIII. Tổ chức thực hiện\n\nMỗi đồng chí theo dõi ba chi bộ."
MINE = reverse("documents:studies")


class Place:
    """A commune with two branches, and a resolution that all are to study."""

    def __init__(self):
        self.commune = numbered()
        self.pho, self.mai = (make_unit(f"Chi bộ bản {name}", kind=UnitKind.SUBORDINATE_BRANCH, parent=self.commune) for name in ("Pho", "Mai"))
        self.huong, self.chinh, self.dua = make_member(self.pho, "Lò Thị Hường"), make_member(self.pho, "Lò Văn Chính"), make_member(self.mai, "Vàng A Dua")
        self.paper = make_published(make_issued(self.commune, text=RESOLUTION))
        self.office = make_user("office_clerk", self.commune)

    def prepare(self, unit=None, reach="below", by=None, paper=None, until=UNTIL):
        return actions.prepare_study(publication=paper or self.paper, unit=unit or self.commune, reach=reach, until=until, by=by or self.office, today=TODAY)

    def lay_out(self, **told):
        return actions.open_study(study=self.prepare(**told), by=SYSTEM, today=TODAY)

    def reader(self, member, role=None, unit=None):
        return make_user(role, unit, member=member)


def read(study, user, *parts):
    with within(user.scope(about_oneself=True)):
        for one in parts or study.parts.all():
            actions.read_part(part=one, by=user, now=timezone.now())


def finish(study, user):
    with within(user.scope(about_oneself=True)):
        return actions.finish_study(study=study, by=user, now=timezone.now())


def done(study, user):
    read(study, user)
    return finish(study, user)


def progress(study, user):
    with within(user.scope(about_oneself=True)):
        return queries.course(study, user).done


def enter(asked, members, by, told_how="Học tại buổi sinh hoạt ngày 03/12"):
    with within(by.scope()):
        return actions.enter_receipts(reading=asked, members=members, told_how=told_how, by=by, now=timezone.now())
