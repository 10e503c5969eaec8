"""How papers of the party name a meeting, its people and its chair. They are Vietnamese and not translated."""

from __future__ import annotations

from dataclasses import dataclass

from coso.documents.enums import Body
from coso.meetings.enums import ChairedAs, MeetingKind


@dataclass(frozen=True)
class Wording:
    """name: within a sentence. people: who stands on its roll. before: to whom the minutes are read. body: who issues what it resolves.

    monthly: one names its month; a congress is named by its theme. offices: what the chair signs as.
    """

    name: str
    people: str
    before: str
    body: Body
    monthly: bool = True
    chair: str = "CHỦ TRÌ HỘI NGHỊ"


OFFICES = {ChairedAs.SECRETARY: "Bí thư", ChairedAs.DEPUTY: "Phó Bí thư", ChairedAs.COMMITTEE: "Chi ủy viên"}
ABOVE_OFFICES = OFFICES | {ChairedAs.COMMITTEE: "Ủy viên Ban Thường vụ"}
PRESIDIUM = "Đoàn Chủ tịch"
ROLL = ("đảng viên", "chi bộ", Body.BRANCH)
OF_BRANCH = {
    MeetingKind.REGULAR: Wording("sinh hoạt chi bộ thường kỳ", *ROLL), MeetingKind.THEMATIC: Wording("sinh hoạt chi bộ chuyên đề", *ROLL),
    MeetingKind.COMBINED: Wording("sinh hoạt chi bộ thường kỳ kết hợp chuyên đề", *ROLL), MeetingKind.GROUPS: Wording("sinh hoạt chi bộ thường kỳ theo tổ đảng", *ROLL),
    MeetingKind.COMMITTEE: Wording("họp chi ủy", "chi ủy viên", "chi ủy", Body.BRANCH),
    MeetingKind.CONGRESS: Wording("đại hội chi bộ", "đảng viên", "đại hội", Body.CONGRESS, monthly=False, chair="T/M ĐOÀN CHỦ TỊCH"),
}
ABOVE = {
    MeetingKind.COMMITTEE: Wording("hội nghị ban chấp hành đảng bộ", "ủy viên ban chấp hành", "hội nghị", Body.COMMITTEE),
    MeetingKind.STANDING: Wording("họp ban thường vụ", "ủy viên ban thường vụ", "hội nghị", Body.STANDING_COMMITTEE),
    MeetingKind.CONGRESS: Wording("đại hội đảng bộ", "đại biểu", "đại hội", Body.CONGRESS, monthly=False, chair="T/M ĐOÀN CHỦ TỊCH"),
}


def wording(kind: str, *, of_branch: bool) -> Wording:
    found = (OF_BRANCH if of_branch else ABOVE).get(MeetingKind(kind))
    if found is None:
        raise LookupError(f"no {kind} is held there")
    return found


def signs_as(kind: str, office: str, *, of_branch: bool) -> str:
    """What stands over the signature of the chair."""
    if kind == MeetingKind.CONGRESS:
        return PRESIDIUM
    return (OFFICES if of_branch else ABOVE_OFFICES)[ChairedAs(office)]
