"""Questions and proposals of the invented branch: waiting, passed on, answered, one of them on its way to become a guide; a dialogue that was held, and one that takes questions."""

from __future__ import annotations

from datetime import date, time, timedelta

from coso.access.models import User
from coso.access.roles import Desk
from coso.common.actors import SYSTEM
from coso.common.scope import Scope, within
from coso.dialogue import actions
from coso.dialogue.actions import Asked, Planned, Proposed, Put
from coso.dialogue.enums import Ground, Host, Outcome, QuestionKind
from coso.dialogue.models import Dialogue, Petition, Question, SentIn, Topic
from coso.members.models import Member
from coso.org.models import Unit


def fill(*, commune: Unit, branch: Unit, users: dict[str, User], today: date) -> None:
    _at_branch(branch, commune, users, today)
    _at_commune(commune, users, today)
    _proposed(commune, branch, users, today)
    _held(commune, branch, users, today)
    _taking(commune, branch, users, today)


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


# --- scheduled dialogues ---


def _held(commune: Unit, branch: Unit, users: dict[str, User], today: date) -> None:
    """Twelve days ago: two groups answered, one owed by a day; its minutes are published."""
    on, clerk, people = today - timedelta(days=12), users["vanphong"], _people(branch, users)
    one = _announced(commune, users, "Xây dựng nông thôn mới, giảm nghèo bền vững ở các bản vùng cao", on, today=on - timedelta(days=21), takes_until=on - timedelta(days=5))
    first = on - timedelta(days=15)
    road = _forward(one, people[0], "Đường vào khu sản xuất", "Bao giờ mở rộng đường vào khu sản xuất để xe tải thu mua chè vào được?", first, clerk)
    _forward(one, people[1], "Xe thu mua chè không vào được", "Vụ chè nào xe cũng phải đỗ ngoài đường lớn, bà con gánh ra. Xã có kế hoạch làm đường không?", first, clerk, topic=road)
    loan = _forward(one, people[2], "Vay vốn chuyển đổi cây trồng", "Đảng viên muốn đi đầu chuyển đổi cây trồng thì được vay vốn theo chính sách nào?", first + timedelta(days=1), clerk)
    water = _forward(one, people[3], "Nước sạch mùa khô", "Mùa khô bể nước tập trung cạn, xã có phương án gì?", first + timedelta(days=2), clerk)
    back = _sent_in(one, people[4], "Về một đồng chí cán bộ thôn", "Đề nghị xem lại cách làm việc của một đồng chí cán bộ thôn.", first + timedelta(days=3))
    actions.hold_back(sent=back, ground=Ground.NAMES_PERSONS, why="Buổi đối thoại không bàn về cá nhân. Đồng chí có thể gửi phản ánh đến Ủy ban kiểm tra.", by=clerk, today=first + timedelta(days=4))
    _supported(road, people, 7, first + timedelta(days=4))
    _supported(water, people, 4, first + timedelta(days=4))
    _supported(loan, people[2:], 3, first + timedelta(days=4))
    actions.answer_topic(topic=road, text="Đã đưa vào kế hoạch đầu tư năm tới: mở rộng mặt đường 3,5 m, nhân dân hiến đất, xã hỗ trợ xi măng. Khởi công sau vụ chè xuân.", by=clerk, today=on)
    actions.answer_topic(topic=loan, text="Vay qua tổ tiết kiệm và vay vốn của Hội Nông dân. Đồng chí liên hệ tổ trưởng ở bản, văn phòng xã hướng dẫn hồ sơ.", by=clerk, today=on)
    actions.owe_answer(topic=water, desk=Desk.COMMITTEE, until=today + timedelta(days=9), by=clerk, today=on)
    held = actions.hold_dialogue(dialogue=one, present=64, chair="Bí thư Đảng ủy xã", by=clerk, today=on)
    actions.publish_minutes(dialogue=held, by=clerk, today=on + timedelta(days=3))


def _taking(commune: Unit, branch: Unit, users: dict[str, User], today: date) -> None:
    """Takes questions now: some put forward and supported, some to look through."""
    clerk, people = users["vanphong"], _people(branch, users)
    one = _announced(
        commune, users, "Chuyển đổi số trong sinh hoạt chi bộ và công việc của đảng viên", today + timedelta(days=16), today=today - timedelta(days=5), takes_until=today + timedelta(days=9),
        about="Ban thường vụ nghe đảng viên nói về việc dùng sổ tay điện tử, họp ở nơi không có sóng và hướng dẫn đảng viên cao tuổi.",
    )
    signal = _forward(one, people[3], "Bản chưa có sóng điện thoại", "Bản tôi chưa có sóng, họp chi bộ ghi vào máy rồi khi nào gửi được?", today - timedelta(days=4), clerk)
    old = _forward(one, people[1], "Hướng dẫn đảng viên cao tuổi", "Nhiều đồng chí trên 70 tuổi chưa quen điện thoại. Xã cử ai về bản hướng dẫn?", today - timedelta(days=3), clerk)
    _forward(one, people[0], "Lớp tập huấn tại bản", "Có thể mở lớp tập huấn ngay tại nhà văn hóa bản vào buổi tối không?", today - timedelta(days=3), clerk, topic=old)
    _supported(signal, people, 5, today - timedelta(days=2))
    _supported(old, people[1:], 6, today - timedelta(days=2))
    _sent_in(one, people[5], "Điện thoại cũ có dùng được không", "Máy của tôi mua từ lâu, có cài được sổ tay không?", today - timedelta(days=1))
    _sent_in(one, people[0], "Quên mật khẩu thì làm thế nào", "Khi quên cách đăng nhập thì đến đâu để được giúp?", today)


def _announced(commune: Unit, users: dict[str, User], theme: str, on: date, *, today: date, takes_until: date, about: str = "") -> Dialogue:
    planned = Planned(Host.STANDING_COMMITTEE, theme, on, time(14, 0), "Hội trường Đảng ủy xã", today, takes_until, about)
    return actions.announce(unit=commune, desk=Desk.OFFICE, planned=planned, by=users["vanphong"], today=today)


class _AsMember:
    """A member of the invented branch without an account, who sends in and supports as one with an account would."""

    pk = None

    def __init__(self, member: Member) -> None:
        self.member, self.own_member_id = member, member.pk


def _people(branch: Unit, users: dict[str, User]) -> list[Member]:
    """First the member who signs in, then others of the branch, which has some twenty."""
    own = Member.objects.select_related("unit").get(account=users["dangvien"])
    return [own, *Member.objects.filter(unit=branch, left_on=None).exclude(pk=own.pk).select_related("unit").order_by("pk")[:9]]


def _sent_in(one: Dialogue, member: Member, title: str, text: str, day: date) -> SentIn:
    return actions.send_in(dialogue=one, member=member, put=Put(title, text), by=_AsMember(member), today=day)  # type: ignore[arg-type] # asks for no right but its own name


def _forward(one: Dialogue, member: Member, title: str, text: str, day: date, clerk: User, *, topic: Topic | None = None) -> Topic:
    found = actions.put_forward(sent=_sent_in(one, member, title, text, day), topic=topic, by=clerk, today=day).raised.topic
    if found is None:
        raise LookupError(title)
    return found


def _supported(topic: Topic, people: list[Member], count: int, day: date) -> None:
    """A support is written by its member alone, so the generator writes as each of them."""
    raised = topic.raised.select_related("dialogue__unit").first()
    for member in people[:count]:
        with within(Scope(member=member.pk, where="generator")):
            actions.support(raised=raised, member=member, by=_AsMember(member), today=day)  # type: ignore[arg-type] # as above
