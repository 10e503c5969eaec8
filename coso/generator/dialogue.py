"""Questions and proposals of the invented branch: waiting, passed on, answered, one of them on its way to become a guide."""

from __future__ import annotations

from datetime import date, timedelta

from coso.access.models import User
from coso.access.roles import Desk
from coso.common.actors import SYSTEM
from coso.dialogue import actions
from coso.dialogue.actions import Asked, Proposed
from coso.dialogue.enums import Outcome, QuestionKind
from coso.dialogue.models import Petition, Question
from coso.members.models import Member
from coso.org.models import Unit


def fill(*, commune: Unit, branch: Unit, users: dict[str, User], today: date) -> None:
    _at_branch(branch, commune, users, today)
    _at_commune(commune, users, today)
    _proposed(commune, branch, users, today)


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


def _proposed(commune: Unit, branch: Unit, users: dict[str, User], today: date) -> None:
    """What the branch put to the commune: answered, being dealt with, late; and what the commune put to the province."""
    done = _sent(branch, commune, "Bố trí kinh phí sửa nhà văn hóa bản", "Mái dột, chi bộ và nhân dân không có chỗ họp. Đề nghị xã bố trí kinh phí sửa trước mùa mưa.", today, 60)
    actions.answer_petition(petition=done, outcome=Outcome.PARTLY, text="Bố trí kinh phí sửa mái; phần sân do nhân dân góp công.", by=users["vanphong"], today=today - timedelta(days=41))
    dealt = _sent(branch, commune, "Tập huấn dùng sổ tay cho đảng viên cao tuổi", "Nhiều đồng chí cao tuổi chưa quen dùng điện thoại. Đề nghị cử người về bản hướng dẫn.", today, 20)
    actions.receive_petition(petition=dealt, by=users["vanphong"], today=today - timedelta(days=18))
    actions.deal_with_petition(petition=dealt, promised_on=today + timedelta(days=9), text="Đang xếp lịch với Đoàn Thanh niên.", by=users["vanphong"], today=today - timedelta(days=16))
    late = _sent(branch, commune, "Điều chỉnh ranh giới nhóm hộ giữa hai chi bộ", "Mười hộ sinh hoạt ở bản bên nhưng do chi bộ này phụ trách. Đề nghị xem xét điều chỉnh.", today, 45)
    actions.deal_with_petition(petition=late, promised_on=today - timedelta(days=6), text="", by=users["vanphong"], today=today - timedelta(days=40))
    if commune.parent:
        _sent(commune, commune.parent, "Bổ sung biên chế văn phòng đảng ủy", "Khối lượng việc tăng sau sắp xếp. Đề nghị tỉnh xem xét bổ sung một biên chế.", today, 12)


def _sent(unit: Unit, to: Unit, title: str, text: str, today: date, ago: int) -> Petition:
    return actions.send_petition(unit=unit, to=to, proposed=Proposed(title, text), by=SYSTEM, today=today - timedelta(days=ago))


def _asked(user: User, unit: Unit, desk: Desk, title: str, text: str, today: date, ago: int, *, kind: QuestionKind = QuestionKind.QUESTION, may_publish: bool = False) -> Question:
    member = Member.objects.select_related("unit").get(account=user)
    return actions.ask(member=member, unit=unit, desk=desk, asked=Asked(kind, title, text, may_publish), by=user, today=today - timedelta(days=ago))
