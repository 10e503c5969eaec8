"""Surveys of the invented commune: an anonymous one that has ended, one by name that is open, and a draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from coso.access.models import User
from coso.access.roles import Desk
from coso.ballots.models import Voter
from coso.common.scope import Scope, within
from coso.documents.enums import Reach
from coso.org.models import Unit
from coso.surveys import actions
from coso.surveys.actions import Content
from coso.surveys.enums import AskKind, SurveyKind
from coso.surveys.models import Survey
from coso.surveys.rules import Given

MOST = 120  # who answer in the anonymous one
REMARKS = ("Nên họp buổi tối, ban ngày bà con đi nương.", "Gửi nội dung trước ba ngày để chuẩn bị ý kiến.", "Họp ngắn gọn, bàn đúng việc của bản.", "Thỉnh thoảng mời cán bộ xã về nghe trực tiếp.")
Question = tuple[AskKind, str, Sequence[str]]
HOURS: list[Question] = [
    (AskKind.ONE, "Chi bộ nên họp vào buổi nào?", ("Buổi sáng", "Buổi chiều", "Buổi tối")),
    (AskKind.SEVERAL, "Đồng chí muốn bàn nhiều hơn về việc gì?", ("Phát triển kinh tế hộ", "Đường và điện", "Trường lớp", "Kết nạp đảng viên mới")),
    (AskKind.SCALE, "Sinh hoạt chi bộ có ích với đồng chí đến đâu?", ("Ít có ích", "Rất có ích")),
    (AskKind.TEXT, "Đồng chí góp ý thêm", ()),
]
LESSONS: list[Question] = [
    (AskKind.ONE, "Đồng chí đăng ký học lớp nào?", ("Trồng chè sạch", "Chăn nuôi an toàn", "Dùng sổ tay trên điện thoại", "Chưa học đợt này")),
    (AskKind.SEVERAL, "Những ngày nào đồng chí đi được?", ("Thứ Bảy", "Chủ nhật", "Buổi tối trong tuần")),
]


class Comrade:
    """A member who answers on their own phone."""

    pk = None

    def __init__(self, member: int) -> None:
        self.own_member_id = member


def fill(*, commune: Unit, users: dict[str, User], seed: int, today: date) -> None:
    rng = Random(f"{seed}/surveys")
    hours = Content(
        "Giờ giấc và nội dung sinh hoạt chi bộ", "Để các chi bộ chọn giờ họp nhiều đồng chí dự được và bàn đúng việc cần bàn.", "Văn phòng tổng hợp, ban thường vụ xem khi hướng dẫn lịch sinh hoạt quý sau.",
        SurveyKind.ANONYMOUS, Reach.BELOW, Desk.OFFICE, today - timedelta(days=30), today - timedelta(days=9),
    )
    done = _opened(commune, hours, HOURS, users)
    _answered(done, rng)
    actions.end_when_over(survey=done, by=users["vanphong"], now=timezone.make_aware(datetime.combine(today - timedelta(days=8), time(0, 5))))
    lessons = Content(
        "Đăng ký lớp bồi dưỡng cho đảng viên", "Xã mở lớp theo số đồng chí đăng ký.", "Văn phòng lập danh sách lớp và báo lịch cho từng đồng chí.",
        SurveyKind.NAMED, Reach.BELOW, Desk.OFFICE, today - timedelta(days=3), today + timedelta(days=11),
    )
    _opened(commune, lessons, LESSONS, users)


def _opened(commune: Unit, content: Content, questions: list[Question], users: dict[str, User]) -> Survey:
    clerk, day = users["vanphong"], content.from_day
    survey = actions.write(unit=commune, content=content, by=clerk, today=day)
    for kind, text, options in questions:
        actions.add_question(survey=survey, kind=kind, text=text, options=options, by=clerk)
    actions.submit(survey=survey, by=clerk, today=day)
    return actions.release(survey=survey, by=users["thuongvu"], today=day)


def _answered(survey: Survey, rng: Random) -> None:
    """Two in three of some of those asked; each opinion drawn on its own."""
    one, several, scale, text = survey.questions.all()
    voters = list(Voter.objects.filter(ballot=survey.ballot_id).order_by("pk"))
    for voter in rng.sample(voters, min(MOST, len(voters) * 2 // 3)):
        said = {text.pk: rng.choice(REMARKS)} if rng.random() < 0.1 else {}
        picked = {one.pk: rng.choices([0, 1, 2], [2, 3, 7])[:1], several.pk: sorted(rng.sample(range(4), rng.randrange(1, 4))), scale.pk: rng.choices(range(5), [1, 2, 4, 8, 5])[:1]}
        with within(Scope(member=voter.member_id)):
            actions.answer_anonymously(survey=survey, voter=voter, given=Given(picked, said), by=Comrade(voter.member_id), today=survey.from_day)
