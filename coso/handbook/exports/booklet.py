"""The printed handbook of a branch: for each member the own record, the year's meetings, tasks, and papers to read, on A5.

It is made with the pack of meetings (`coso/meetings/exports/pack.py`), in Vietnamese. The record holds classes 1 and 2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from coso.access.models import User
from coso.common.vietnamese import date as written
from coso.common.vietnamese import long_date
from coso.documents.models import Publication
from coso.handbook.exports.today import OF_RECORD
from coso.handbook.queries import booklet as queries
from coso.handbook.queries.today import days_that_matter
from coso.meetings.exports.pack import NO_TASKS, TASKS, Leaf, Pack, Section, tasks_of
from coso.meetings.models import Meeting
from coso.members.models import Member
from coso.members.tables import label_of, sensitive, shown
from coso.org.models import Unit

PRINTED = (*OF_RECORD, "card_issued_on", "general_education", "professional_level", "political_theory", "job")


@dataclass(frozen=True)
class Branch:
    """What stands in every booklet of a branch."""

    unit: Unit
    day: date
    meetings: list[Meeting]
    papers: list[Publication]


def branch_of(unit: Unit, day: date, papers: Sequence[int], by: User) -> Branch:
    return Branch(unit, day, list(queries.meetings_of_year(unit, day)), list(queries.papers_for(unit, by, day).filter(pk__in=papers)))


def leaves(branch: Branch, members: Sequence[Member]) -> Iterator[Leaf]:
    """One for each member; their tasks are asked together."""
    mine = tasks_of(branch.unit, [one.pk for one in members], branch.day)
    shared = [_calendar(branch), _papers(branch)]
    for one in members:
        yield Leaf(one.full_name, [_record(one, branch.day), shared[0], Section(TASKS, mine.get(one.pk, []), NO_TASKS), *shared[1:]])


def pack_of(branch: Branch, people: list[Leaf]) -> Pack:
    about = f"Sổ tay in cho đảng viên không dùng điện thoại, lập {written(branch.day)}. Có chỗ nào sai, đồng chí báo bí thư chi bộ để sửa."
    return Pack(issuer=branch.unit.name.upper(), about=about, people=people, title="SỔ TAY ĐẢNG VIÊN", greeting="Của đồng chí")


def _record(member: Member, day: date) -> Section:
    """Never a field of class 3, whatever stands in the list above."""
    known = [name for name in PRINTED if name not in sensitive(PRINTED) and shown(member, name)]
    dates = [(one.what, one.why) for one in days_that_matter(member, member.joined, day)]
    return Section("Hồ sơ của đồng chí", [*(("", f"{label_of(name)}: {shown(member, name)}") for name in known), *dates])


def _calendar(branch: Branch) -> Section:
    lines = [(f"{one.planned_at:%H:%M}, {long_date(one.planned_on)}", " · ".join(filter(None, [str(one), one.place]))) for one in branch.meetings]
    return Section(f"Lịch sinh hoạt năm {branch.day.year}", lines, "Chi bộ chưa lên lịch buổi nào nữa trong năm nay.")


def _papers(branch: Branch) -> Section:
    lines = [(one.abstract, " · ".join(filter(None, [str(one.get_kind_display()), one.symbol, one.issuer, f"ngày {written(one.dated)}"]))) for one in branch.papers]
    return Section("Văn kiện cần biết", lines, "Không có văn kiện nào được chọn in kèm.")
