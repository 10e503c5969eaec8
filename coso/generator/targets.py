"""A scheme of the invented province that has come down to the demo commune and its branches, a plan that is over, and what units registered themselves."""

from __future__ import annotations

import io
from datetime import date
from decimal import ROUND_CEILING, Decimal

from docx import Document

from coso.common.actors import SYSTEM
from coso.common.uploads import DOCX, Upload
from coso.figures.queries import Question, figure
from coso.org.models import Unit
from coso.targets import actions, queries, rules
from coso.targets.enums import Aim, SchemeKind, SplitWay
from coso.targets.models import Assignment

TERM = 5
PAPER = "Đề án số 02-ĐA/TU"
DECISION = "Quyết định số 15-QĐ/ĐU"
REVISION = "Quyết định số 41-QĐ/ĐU"
REPORT = "Báo cáo số 31-BC/ĐU"
OBJECTION = "Chi bộ chỉ còn ít quần chúng trong độ tuổi, phần lớn đi làm ăn xa; đề nghị giảm chỉ tiêu."
BY_YEAR = (15, 35, 55, 80)  # per cent of the scheme by the end of each year but the last
PACE = Decimal("0.95")  # of what is expected by today
MOST_SISTERS = 6
HOUSES, HOUSES_BUILT = Decimal(9), (1, 3)


def fill(*, province: Unit, commune: Unit, branch: Unit, today: date) -> None:
    """Shares decided, answered, proposed and revised; one reported and late; one plan that ended above its target."""
    _scheme(province, commune, today)
    _last_year(commune, today)
    _registered(commune, branch, today)


def _scheme(province: Unit, commune: Unit, today: date) -> None:
    start = date(today.year - 2, 1, 1)
    scheme = actions.set_scheme(
        unit=province, kind=SchemeKind.SCHEME, title="Đề án phát triển đảng viên và củng cố tổ chức đảng ở cơ sở", paper=PAPER, paper_date=start,
        starts_on=start, ends_on=date(start.year + TERM - 1, 12, 31), by=SYSTEM,
    )
    milestones = [(date(start.year + at, 12, 31), Decimal(percent)) for at, percent in enumerate(BY_YEAR)]
    told = {"scheme": scheme, "aim": Aim.AT_LEAST, "by": SYSTEM, "responsible": "Ban Tổ chức Tỉnh ủy"}
    part = rules.part_expected(start, scheme.ends_on, today, milestones)
    admitted = actions.set_target(**told, title="Kết nạp đảng viên mới", value=_goal(province, start, today, part), indicator_key="members.admitted", milestones=milestones)
    women = actions.set_target(**told, title="Tỷ lệ nữ trong số đảng viên mới kết nạp", value=Decimal(40), indicator_key="members.admitted", over="members.admitted", where={"sex": "female"})
    houses = actions.set_target(**told, title="Nhà văn hóa bản được nâng cấp", value=HOUSES * 2, measure="nhà")
    sisters = _with_admissions(province, commune, start, today)
    _hand_down(admitted, {unit: _goal(unit, start, today, part) for unit in sisters}, commune, today)
    _hand_down(women, dict.fromkeys(sisters, Decimal(40)), None, today)
    (own,) = _hand_down(houses, {commune: HOUSES}, None, today)
    for built, on in zip(HOUSES_BUILT, (date(today.year - 2, 12, 31), date(today.year - 1, 12, 31)), strict=True):
        for share in (houses, own):
            actions.report_result(assignment=share, on=on, value=Decimal(built), paper=REPORT, upload=_paper(built, on), secret=False, by=SYSTEM, today=today)


def _with_admissions(province: Unit, commune: Unit, start: date, today: date) -> list[Unit]:
    """The demo commune and a few sisters in which somebody was admitted."""
    lines = figure("members.admitted", Question(province, today, start=start), by=SYSTEM).children()
    found = [line.unit for line in lines if line.unit and line.value and line.unit.parent_id == province.pk and line.unit != commune]
    return [commune, *found[: MOST_SISTERS - 1]]


def _goal(unit: Unit, start: date, today: date, part: Decimal) -> Decimal:
    """What makes the unit's result so far a little less than expected by today; at least five."""
    reached = Decimal(figure("members.admitted", Question(unit, today, start=start), by=SYSTEM).value() or 0)
    return max(Decimal(5), (reached / part / PACE).to_integral_value(ROUND_CEILING))


def _hand_down(root: Assignment, values: dict[Unit, Decimal], commune: Unit | None, today: date) -> list[Assignment]:
    """To the units, decided; in the demo commune on to its branches."""
    units = list(values)
    made = [_decided(one, today) for one in actions.split(assignment=root, values={unit.pk: value for unit, value in values.items()}, units=units, by=SYSTEM, today=today)]
    for own in made:
        if own.unit == commune:
            _to_branches(own, today)
    return made


def _to_branches(own: Assignment, today: date) -> None:
    """One has not answered, one objects, one was revised; the others are decided."""
    units = queries.units_to_share(own, today)
    shares = queries.suggested(own, units, SplitWay.SIZE, own.proposed, today, by=SYSTEM)
    made = actions.split(assignment=own, values=shares, units=units, by=SYSTEM, today=today) if units else []
    for one in made[1:2]:
        actions.answer(assignment=one, reason=OBJECTION, by=SYSTEM, today=today)
    for one in made[2:]:
        _decided(one, today)
    for one in made[2:3]:
        actions.revise(assignment=one, value=max(one.proposed - 1, Decimal(1)), from_day=date(today.year, 7, 1), paper=REVISION, reason="Sáp nhập bản, giảm nguồn kết nạp", by=SYSTEM)


def _last_year(commune: Unit, today: date) -> None:
    """A plan that is over and was exceeded."""
    start, end = date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
    plan = actions.set_scheme(
        unit=commune, kind=SchemeKind.PLAN, title=f"Kế hoạch phát triển đảng viên năm {start.year}", paper="Kế hoạch số 07-KH/ĐU", paper_date=start, starts_on=start, ends_on=end, by=SYSTEM,
    )
    reached = Decimal(figure("members.admitted", Question(commune, end, start=start), by=SYSTEM).value() or 0)
    value = max(Decimal(1), (reached * 4 / 5).to_integral_value())
    root = actions.set_target(scheme=plan, title="Kết nạp đảng viên trong năm", value=value, aim=Aim.AT_LEAST, indicator_key="members.admitted", by=SYSTEM)
    units = queries.units_to_share(root, today)
    values = queries.suggested(root, units, SplitWay.EQUAL, value, today, by=SYSTEM)
    for one in actions.split(assignment=root, values=values, units=units, by=SYSTEM, today=today) if units else []:
        _decided(one, today)


def _registered(commune: Unit, branch: Unit, today: date) -> None:
    own = actions.set_scheme(
        unit=branch, kind=SchemeKind.REGISTERED, title=f"Đăng ký chỉ tiêu năm {today.year} của chi bộ", starts_on=date(today.year, 1, 1), ends_on=date(today.year, 12, 31), by=SYSTEM,
    )
    actions.set_target(scheme=own, title="Kết nạp đảng viên", value=Decimal(2), aim=Aim.AT_LEAST, indicator_key="members.admitted", by=SYSTEM)
    young = actions.register_model(unit=commune, title="Tổ đảng viên trẻ giúp hộ nghèo làm hồ sơ vay vốn", text="Mỗi tổ ba đồng chí nhận giúp năm hộ.", year=today.year, by=SYSTEM, today=today)
    actions.report_model(model=young, result="Đã thành lập bốn tổ, giúp 18 hộ lập hồ sơ; 11 hộ đã được vay vốn.", by=SYSTEM, today=today)
    actions.register_model(unit=branch, title="Buổi sinh hoạt chi bộ bằng tiếng dân tộc", text="Mỗi quý một buổi, có người dịch nghị quyết.", year=today.year, by=SYSTEM, today=today)


def _paper(built: int, on: date) -> Upload:
    """A page that says what is reported."""
    page, out = Document(), io.BytesIO()
    page.add_paragraph(f"{REPORT}: đến ngày {on:%d/%m/%Y}, đã nâng cấp {built} nhà văn hóa bản.")
    page.save(out)
    return Upload(out.getvalue(), DOCX, "bao-cao-31.docx")


def _decided(assignment: Assignment, today: date) -> Assignment:
    actions.accept(assignment=assignment, by=SYSTEM, today=today)
    return actions.decide(assignment=assignment, paper=DECISION, by=SYSTEM, today=today)
