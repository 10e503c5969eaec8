"""Yearly plans of the invented branch: received, waiting, sent back; the rest has none yet."""

from __future__ import annotations

from datetime import date

from coso.access.models import User
from coso.members.models import Member
from coso.org.models import Unit
from coso.plans import actions

WORK = ("Vận động 5 hộ hiến đất mở rộng đường nội đồng.", "Trồng 1 ha chè sạch, giúp hai hộ cùng làm.", "Phụ trách nhóm hộ cuối bản, không để hộ nào tái nghèo.")
MENDING = ("Đi họp đúng giờ, chuẩn bị ý kiến trước.", "Tham gia phát biểu nhiều hơn.", "Đọc đủ văn kiện trước buổi sinh hoạt.")


def fill(*, branch: Unit, users: dict[str, User], today: date) -> None:
    secretary = users["bithu"]
    people = [one for one in Member.objects.filter(unit=branch).on_roll().by_name() if one.pk != secretary.own_member_id]
    for at, member in enumerate(people[:9]):
        words = {"work": WORK[at % 3], "mending": MENDING[at % 3], "morals": "Gương mẫu trong gia đình và bản làng."}
        plan = actions.register_for(member=member, year=today.year, words=words, why="", told_how="Nộp bản viết tay tại buổi sinh hoạt đầu năm", by=secretary, today=today)
        if at == 4:
            actions.send_back(plan=plan, why="Nêu rõ việc làm và thời hạn.", by=secretary, today=today)
        elif at % 3:
            actions.receive(plan=plan, by=secretary, today=today)
