"""A scheme of the invented province whose targets have come down to the demo commune and its branches."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from coso.common.actors import SYSTEM
from coso.figures.queries import Question, figure
from coso.org.models import Unit
from coso.targets import actions, queries
from coso.targets.enums import Aim, SchemeKind, SplitWay
from coso.targets.models import Assignment

TERM = 5
PAPER = "Đề án số 02-ĐA/TU"
DECISION = "Quyết định số 15-QĐ/ĐU"
OBJECTION = "Chi bộ chỉ có ít quần chúng trong độ tuổi, đề nghị giảm chỉ tiêu."
SHARE_OF_PROVINCE = 40  # what the province wants, in times of the demo commune's share


def fill(*, province: Unit, commune: Unit, today: date) -> None:
    """A scheme begun two years ago: admissions, a share, and a reported target; shares decided, one answered, one proposed."""
    start = date(today.year - 2, 1, 1)
    scheme = actions.set_scheme(
        unit=province, kind=SchemeKind.SCHEME, title="Đề án phát triển đảng viên và củng cố tổ chức đảng ở cơ sở", paper=PAPER, paper_date=start,
        starts_on=start, ends_on=date(start.year + TERM - 1, 12, 31), by=SYSTEM,
    )
    goal = goal_of(commune, start, today)
    root = actions.set_target(
        scheme=scheme, title="Kết nạp đảng viên mới", value=goal * SHARE_OF_PROVINCE, aim=Aim.AT_LEAST, indicator_key="members.admitted", by=SYSTEM,
        responsible="Ban Tổ chức Tỉnh ủy", baseline=actions.Baseline(date(start.year - 1, 12, 31)), milestones=[(date(start.year + 2, 12, 31), Decimal(50))],
    )
    women = actions.set_target(
        scheme=scheme, title="Tỷ lệ nữ trong số đảng viên mới kết nạp", value=Decimal(40), aim=Aim.AT_LEAST, indicator_key="members.admitted", over="members.admitted",
        where={"sex": "female"}, by=SYSTEM,
    )
    library = actions.set_target(scheme=scheme, title="Nhà văn hóa bản được nâng cấp", value=Decimal(120), aim=Aim.AT_LEAST, measure="nhà", by=SYSTEM)
    hand_down(root, commune, goal, today)
    hand_down(women, commune, Decimal(40), today)
    reported = hand_down(library, commune, Decimal(6), today)
    actions.report_result(assignment=reported, on=date(today.year - 1, 12, 31), value=Decimal(2), paper="Báo cáo số 31-BC/ĐU", by=SYSTEM, today=today)
    actions.register_model(unit=commune, title="Tổ đảng viên trẻ giúp hộ nghèo làm hồ sơ vay vốn", text="Mỗi tổ ba đồng chí nhận giúp năm hộ.", year=today.year, by=SYSTEM, today=today)


def goal_of(commune: Unit, start: date, today: date) -> Decimal:
    """Twice what the commune has admitted since the start, so that it stands about half-way; at least ten."""
    return Decimal(max(10, 2 * int(figure("members.admitted", Question(commune, today, start=start), by=SYSTEM).value() or 0)))


def hand_down(root: Assignment, commune: Unit, value: Decimal, today: date) -> Assignment:
    """To the commune, decided; of a counted target on to its branches, of which one has not answered and one objects."""
    (own,) = actions.split(assignment=root, values={commune.pk: value}, units=[commune], by=SYSTEM, today=today)
    own = decided(own, today)
    if root.target.counted:
        units = queries.units_to_share(own, today)
        shares = queries.suggested(own, units, SplitWay.SIZE, value, today, by=SYSTEM)
        made = actions.split(assignment=own, values=shares, units=units, by=SYSTEM, today=today) if units else []
        for one in made[2:]:
            decided(one, today)
        for one in made[1:2]:
            actions.answer(assignment=one, reason=OBJECTION, by=SYSTEM, today=today)
    return own


def decided(assignment: Assignment, today: date) -> Assignment:
    actions.accept(assignment=assignment, by=SYSTEM, today=today)
    return actions.decide(assignment=assignment, paper=DECISION, by=SYSTEM, today=today)
