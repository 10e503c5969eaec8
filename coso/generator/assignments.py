"""Tasks of the invented commune and branch: under way, late, reported, handed back, done in time and not; for each sign-in some."""

from __future__ import annotations

from datetime import date, timedelta

from coso.access.models import User
from coso.assignments import actions
from coso.assignments.actions import Order
from coso.assignments.models import Assignment
from coso.common.actors import SYSTEM
from coso.documents.enums import DocumentState, DocumentType
from coso.documents.models import Document
from coso.members.models import Member
from coso.org.models import Unit


def fill(*, commune: Unit, branch: Unit, users: dict[str, User], today: date) -> None:
    people = {name: Member.objects.get(account=users[name]) for name in ("dangvien", "bithu", "chiuy", "vanphong", "thuongvu")}
    order = _by_commune(commune, branch, people, today)
    _by_branch(branch, order, people, today)


def _resolution(unit: Unit) -> Document | None:
    """The unit's first resolution in force."""
    return Document.objects.filter(unit=unit, kind=DocumentType.RESOLUTION, state=DocumentState.ISSUED).order_by("dated").first()


def _given(unit: Unit, title: str, today: date, since: int, due: int, parent: Assignment | None = None, **told: object) -> Assignment:
    """since, due: days before and after today."""
    order = Order(title, today + timedelta(days=due), ordered_by=None if parent else _resolution(unit), **told)  # type: ignore[arg-type] # as the order wants them
    on = today - timedelta(days=since)
    return actions.assign(unit=unit, order=order, by=SYSTEM, today=today, given_on=on, parent=parent)


def _done(task: Assignment, text: str, on: date) -> None:
    actions.report_done(assignment=task, text=text, by=SYSTEM, today=on)
    actions.accept(assignment=task, by=SYSTEM, today=on)


def _by_commune(commune: Unit, branch: Unit, people: dict[str, Member], today: date) -> Assignment:
    """One to all in the demo branch, which divides it; one done late; one to the office, reported and waiting."""
    sisters = Unit.objects.filter(parent=commune, ended_on=None).exclude(pk=branch.pk).order_by("position")[:3]
    order = _given(commune, "Rà soát quần chúng ưu tú trong độ tuổi, lập danh sách tạo nguồn", today, 40, 12, to_unit=branch, details="Mỗi chi bộ giới thiệu ít nhất hai quần chúng; ưu tiên đoàn viên, phụ nữ.")
    for at, unit in enumerate(sisters):
        task = _given(commune, f"Kiện toàn nền nếp sinh hoạt của {unit.name}", today, 38, -10 + 15 * at, to_unit=unit)
        if at == 1:
            actions.report_progress(assignment=task, text="Đã họp chi ủy, thống nhất lịch sinh hoạt ngày 3 hằng tháng.", by=SYSTEM, today=today - timedelta(days=20))
    waiting = _given(commune, "Tổng hợp việc thu nộp đảng phí quý trước", today, 30, 3, leading=people["vanphong"], helping=[people["thuongvu"]])
    actions.report_done(assignment=waiting, text="Đã đối chiếu 100% chi bộ; 2 chi bộ nộp bổ sung.", by=SYSTEM, today=today - timedelta(days=1))
    late = _given(commune, "Xây dựng kế hoạch kiểm tra chuyên đề", today, 35, -8, leading=people["thuongvu"])
    actions.extend(assignment=late, due_on=today - timedelta(days=3), reason="Chờ hướng dẫn của Ủy ban Kiểm tra Tỉnh ủy", by=SYSTEM, today=today - timedelta(days=9))
    return order


def _by_branch(branch: Unit, order: Assignment, people: dict[str, Member], today: date) -> None:
    _given(branch, "Giới thiệu hai đoàn viên để bồi dưỡng nhận thức về Đảng", today, 18, 6, parent=order, leading=people["dangvien"], helping=[people["chiuy"]])
    _given(branch, "Phụ trách nhóm hộ cuối bản làm đường nội đồng", today, 22, -4, leading=people["dangvien"])
    back = _given(branch, "Lập danh sách hộ vay vốn chính sách", today, 24, 8, leading=people["chiuy"], helping=[people["dangvien"]])
    actions.report_progress(assignment=back, text="Đã đến 12 hộ.", by=SYSTEM, today=today - timedelta(days=12))
    actions.report_done(assignment=back, text="Đã lập danh sách 30 hộ.", by=SYSTEM, today=today - timedelta(days=6))
    actions.hand_back(assignment=back, reason="Thiếu ba hộ mới tách; bổ sung rồi gửi lại.", by=SYSTEM, today=today - timedelta(days=5))
    waiting = _given(branch, "Vận động con em trong bản ra lớp đầu năm", today, 20, 2, leading=people["chiuy"])
    actions.report_done(assignment=waiting, text="27/27 cháu đã ra lớp.", on_behalf_of=people["chiuy"].full_name, by=SYSTEM, today=today - timedelta(days=1))
    _done(_given(branch, "Đọc và phổ biến nghị quyết tại nhóm hộ", today, 24, -5, leading=people["dangvien"]), "Đã phổ biến ở ba nhóm hộ.", today - timedelta(days=8))
    _done(_given(branch, "Chuẩn bị báo cáo sinh hoạt chuyên đề", today, 23, -9, leading=people["bithu"]), "Đã gửi trước một ngày.", today - timedelta(days=6))
