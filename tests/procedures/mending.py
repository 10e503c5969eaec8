"""A procedure declared in one file, as docs/procedures.md tells: a branch asks for its meeting room to be mended."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from coso.common.errors import RuleBroken
from coso.procedures.declarations import Deadline, Level, Paper, Procedure, Step, Vote, register

DONE: list[tuple[str, str]] = []


class RoomForm(forms.Form):
    room = forms.CharField(label="Phòng")

    def __init__(self, *args: Any, case: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)


def not_on_sunday(case: Any, on: date, told: dict[str, Any]) -> None:
    if on.isoweekday() == 7:
        raise RuleBroken("Không họp ngày chủ nhật.")


def note(case: Any, **what: Any) -> None:
    DONE.append((case.number, case.told("ask", "room")))


MENDING = register(Procedure(
    "mending", "Sửa phòng họp", "SP", "admission.prepare",
    steps=(
        Step("ask", "Nêu việc cần sửa", "admission.prepare", form=RoomForm, papers=(Paper("photo", "Ảnh chụp"), Paper("plan", "Bản vẽ", needed=False))),
        Step("vote", "Chi bộ biểu quyết", "admission.prepare", vote=Vote("admission.vote_share"), check=not_on_sunday),
        Step("mayor", "Xin ý kiến cấp trên", "admission.decide", Level.SUPERIOR, applies=lambda case: case.told("ask", "room") == "lớn", deadline=Deadline("probation.review_working_days")),
        Step("decide", "Đảng ủy quyết định", "admission.decide", Level.GRASSROOTS, deadline=Deadline("probation.review_working_days", since="vote"), do=note),
        Step("work", "Sửa xong", "admission.prepare", deadline=Deadline("probation.months", since="decide")),
    ),
))
