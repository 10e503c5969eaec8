"""Questions and proposals of the invented branch: waiting, passed on, answered, one of them on its way to become a guide."""

from __future__ import annotations

from datetime import date, timedelta

from coso.access.models import User
from coso.access.roles import Desk
from coso.dialogue import actions
from coso.dialogue.actions import Asked
from coso.dialogue.enums import QuestionKind
from coso.dialogue.models import Question
from coso.members.models import Member
from coso.org.models import Unit


def fill(*, commune: Unit, branch: Unit, users: dict[str, User], today: date) -> None:
    _at_branch(branch, commune, users, today)
    _at_commune(commune, users, today)


def _at_branch(branch: Unit, commune: Unit, users: dict[str, User], today: date) -> None:
    secretary = users["bithu"]
    _asked(users["dangvien"], branch, Desk.BRANCH, "Lịch sinh hoạt tháng sau", "Tháng sau trùng mùa gặt. Chi bộ có thể họp vào buổi tối không?", today, 2)
    done = _asked(users["dangvien"], branch, Desk.BRANCH, "Đóng đảng phí khi đi làm xa", "Tôi đi làm xa ba tháng thì đóng đảng phí ở đâu, bằng cách nào?", today, 20, may_publish=True)
    actions.take_up(question=done, by=secretary, today=today - timedelta(days=19))
    actions.answer(question=done, text="Đồng chí báo chi bộ trước khi đi. Đảng phí nộp tại chi bộ nhà, có thể chuyển khoản cho đồng chí thủ quỹ hoặc nhờ người thân nộp.", by=secretary, today=today - timedelta(days=16))
    on = today - timedelta(days=9)
    passed = _asked(users["chiuy"], branch, Desk.BRANCH, "Đèn đường đoạn dốc đầu bản", "Đề nghị lắp thêm hai cột đèn ở đoạn dốc, tối đi họp rất khó.", today, 11, kind=QuestionKind.PROPOSAL)
    actions.pass_on(question=passed, unit=commune, desk=Desk.OFFICE, reason="Kinh phí do xã quyết định.", by=secretary, today=on)


def _at_commune(commune: Unit, users: dict[str, User], today: date) -> None:
    clerk = users["vanphong"]
    taken = _asked(users["bithu"], commune, Desk.OFFICE, "Mẫu biên bản sinh hoạt chuyên đề", "Văn phòng cho chi bộ xin mẫu biên bản sinh hoạt chuyên đề mới.", today, 6)
    actions.take_up(question=taken, by=clerk, today=today - timedelta(days=5))
    _asked(users["dangvien"], commune, Desk.COMMITTEE, "Lớp bồi dưỡng cho đảng viên làm kinh tế", "Đề xuất mở lớp ngắn ngày về trồng chè sạch cho đảng viên các bản vùng cao.", today, 4, kind=QuestionKind.PROPOSAL)


def _asked(user: User, unit: Unit, desk: Desk, title: str, text: str, today: date, ago: int, *, kind: QuestionKind = QuestionKind.QUESTION, may_publish: bool = False) -> Question:
    member = Member.objects.select_related("unit").get(account=user)
    return actions.ask(member=member, unit=unit, desk=desk, asked=Asked(kind, title, text, may_publish), by=user, today=today - timedelta(days=ago))
