"""What a meeting's papers say: the agenda of the notice, the text of the minutes, the draft of the resolution.

The party's own formulas stand here in Vietnamese and are not translated.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import override

from coso.common.vietnamese import number, percent
from coso.documents.queries import paragraphs
from coso.meetings import rules
from coso.meetings.enums import (
    OF_MEMBERS,
    ElectionOf,
    ItemKind,
    Level,
    MeetingKind,
    Place,
    Presence,
    VoteAbout,
)
from coso.meetings.models import (
    AgendaItem,
    Candidate,
    Election,
    Meeting,
    MeetingVote,
    ScoreLine,
)
from coso.meetings.queries import task_lines as tasks
from coso.meetings.queries.roll import Person, roll
from coso.meetings.queries.tasks import before_meeting
from coso.meetings.wording import Wording, signs_as, wording
from coso.members.models import Member
from coso.org.kinds import BRANCH_KINDS
from coso.rulebook import rules as rulebook

LEVELS = {Level.GOOD: "tốt", Level.FAIR: "khá", Level.AVERAGE: "trung bình", Level.WEAK: "kém"}
GAP = "…………"
ORDINALS = {3: "III", 4: "IV", 5: "V", 6: "VI"}
ELECTED = {
    ElectionOf.COMMITTEE: "cấp ủy", ElectionOf.STANDING: "ban thường vụ", ElectionOf.SECRETARY: "bí thư", ElectionOf.DEPUTY: "phó bí thư", ElectionOf.DELEGATES: "đại biểu dự đại hội cấp trên",
}


def about(meeting: Meeting) -> str:
    """`Sinh hoạt chi bộ thường kỳ tháng 12 năm 2026`."""
    what, topic = named_in_full(meeting), f": {meeting.theme}" if meeting.theme else ""
    return f"{what[0].upper()}{what[1:]}{topic}"


def words_of(meeting: Meeting) -> Wording:
    return wording(meeting.kind, of_branch=meeting.unit.kind in BRANCH_KINDS)


def named_in_full(meeting: Meeting) -> str:
    """Within a sentence, with the month it is the meeting of."""
    words = words_of(meeting)
    return f"{words.name} tháng {meeting.month.month} năm {meeting.month.year}" if words.monthly else words.name


def signed_as(meeting: Meeting, office: str) -> str:
    return signs_as(meeting.kind, office, of_branch=meeting.unit.kind in BRANCH_KINDS)


def usual_question(meeting: Meeting) -> str:
    """What is voted on at the end of every meeting."""
    if meeting.kind == MeetingKind.CONGRESS:
        return "Thông qua nghị quyết đại hội"
    return f"Thông qua kết luận, nghị quyết tháng {meeting.month.month} năm {meeting.month.year}"


def agenda_text(meeting: Meeting) -> str:
    """A numbered line for each item; under the one about tasks those that are open."""
    lines: list[str] = []
    for at, item in enumerate(AgendaItem.objects.filter(meeting=meeting), start=1):
        lines.append(f"{at}. {item.title}")
        if item.kind == ItemKind.TASKS:
            lines += tasks.agenda_lines(meeting)
    return "\n".join(lines)


def clock(at: datetime | None) -> str:
    """`19 giờ 05 phút, ngày 03 tháng 12 năm 2026`."""
    if at is None:
        return GAP
    local = timezone.localtime(at)
    month = f"{local.month:02}" if local.month < 3 else str(local.month)
    return f"{local.hour} giờ {local.minute:02} phút, ngày {local.day:02} tháng {month} năm {local.year}"


def minutes_text(meeting: Meeting) -> str:
    """The minutes as they follow from what was entered; an empty line begins a new paragraph."""
    return "\n\n".join(_parts(meeting))


def _parts(meeting: Meeting) -> Iterator[str]:
    people, looked = roll(meeting), before_meeting(meeting, meeting.day)
    yield f"Hôm nay, hồi {clock(meeting.opened_at)}, tại {meeting.place or GAP}, {meeting.unit.name} tổ chức {named_in_full(meeting)}."
    yield "I. THÀNH PHẦN"
    yield from _presence(meeting, people)
    yield f"Khách mời: {'; '.join(meeting.guests.splitlines()) or 'không có'}."
    yield f"Chủ trì: đồng chí {name_of(meeting.chair)}. Thư ký hội nghị: đồng chí {name_of(meeting.secretary)}."
    yield "II. CHƯƠNG TRÌNH VÀ NỘI DUNG"
    for at, item in enumerate(meeting.agendaitems.all(), start=1):
        yield f"{at}. {item.title}."
        yield from paragraphs(item.minutes)
        if item.kind == ItemKind.TASKS and looked:
            yield tasks.progress_table(looked)
    yield from _opinions(people)
    votes = list(meeting.meetingvotes.filter(void=False).select_related("ballot"))
    if votes:
        yield "III. BIỂU QUYẾT"
        yield from (vote_said(vote) for vote in votes)
    elections = list(meeting.elections.prefetch_related("candidates"))
    if elections:
        yield f"{'IV' if votes else 'III'}. BẦU CỬ"
        yield from (line for one in elections for line in election_said(one))
    number = 3 + bool(votes) + bool(elections)
    yield f"{ORDINALS[number]}. KẾT LUẬN"
    yield from paragraphs(meeting.conclusion) or [GAP]
    yield from tasks.given_lines(meeting, "Nhiệm vụ giao tại hội nghị:")
    yield from _score(meeting, ORDINALS[number + 1])
    yield f"Hội nghị kết thúc hồi {clock(meeting.closed_at)}. Biên bản đã được đọc trước {words_of(meeting).before} và thông qua."


def name_of(member: Member | None) -> str:
    return member.full_name if member else GAP


def _presence(meeting: Meeting, people: list[Person]) -> Iterator[str]:
    found = rules.attendance_of(meeting)
    less = f"; được miễn sinh hoạt: {found.exempt}; đang sinh hoạt tạm thời nơi khác: {found.elsewhere}; phải có mặt: {found.expected}" if not meeting.is_convened else ""
    yield f"Tổng số {words_of(meeting).people}: {found.called} đồng chí{less}."
    afar = f" (trong đó tham gia từ xa: {found.from_afar})" if found.from_afar else ""
    exempt = f"; đảng viên được miễn đến dự: {found.exempt_present}" if found.exempt_present else ""
    yield f"Có mặt: {found.here} đồng chí{afar}, đạt {rate(rules.percent_of(found.rate))}; vắng có lý do: {found.with_reason}; vắng không lý do: {found.without_reason}{exempt}."
    for presence, words in ((Presence.WITH_REASON, "Vắng có lý do"), (Presence.WITHOUT_REASON, "Vắng không lý do")):
        absent = [named(one) for one in people if one.place == Place.CALLED and one.presence == presence]
        if absent:
            yield f"{words}: {'; '.join(absent)}."


def named(one: Person) -> str:
    reason = one.mark.reason if one.mark else ""
    return f"{one.name} ({reason})" if reason else one.name


def rate(value: Decimal | None) -> str:
    """`62,67%`: a paper is Vietnamese, whoever asks for it."""
    with override("vi"):
        return GAP if value is None else percent(value)


def _opinions(people: list[Person]) -> Iterator[str]:
    """Who spoke and how often; what was said stands in the text of the items."""
    spoke = [one for one in people if one.opinions > 0]
    if spoke:
        yield f"Có {len(spoke)} đồng chí phát biểu, {sum(one.opinions for one in spoke)} lượt ý kiến: {'; '.join(f'{one.name} ({one.opinions})' for one in spoke)}."


def vote_said(vote: MeetingVote) -> str:
    """The question, the base and the numbers; of a secret ballot those of the ballot."""
    of = vote.ballot or vote
    way = "Bỏ phiếu kín" if vote.ballot else "Biểu quyết giơ tay"
    if vote.ballot and vote.ballot.is_open:
        return f"{vote.question}: bỏ phiếu kín, chưa kiểm phiếu."
    favour = of.in_favour or 0
    share = rate(Decimal(favour * rules.PER_CENT) / of.base if of.base else None)
    outcome = "" if vote.ballot else (" Thông qua." if vote.adopted else " Không thông qua.")
    return f"{vote.question}. {way}: {of.base} đồng chí có quyền biểu quyết, {vote.present} có mặt; tán thành {favour} ({share}), không tán thành {of.against or 0}, không có ý kiến {of.abstained or 0}.{outcome}"


def election_said(election: Election) -> Iterator[str]:
    """Ballots given out, collected, valid; the candidates by votes; who was elected."""
    yield f"Bầu {ELECTED[ElectionOf(election.of)]}; số lượng bầu: {election.seats}; số người trong danh sách: {len(election.candidates.all())}."
    if not election.is_counted:
        yield "Chưa kiểm phiếu."
        return
    yield f"Số phiếu phát ra: {election.issued}; thu về: {election.collected}; hợp lệ: {election.valid}; không hợp lệ: {(election.collected or 0) - (election.valid or 0)}."
    yield "Kết quả: " + "; ".join(f"đồng chí {one.name} {one.votes} phiếu ({rate(Decimal((one.votes or 0) * rules.PER_CENT) / election.valid if election.valid else None)})" for one in by_votes(election)) + "."
    yield f"Trúng cử: {', '.join(f'đồng chí {one.name}' for one in by_votes(election) if one.elected) or 'không có'}."


def by_votes(election: Election) -> list[Candidate]:
    return sorted(election.candidates.all(), key=lambda one: (-(one.votes or 0), one.pk))


def _score(meeting: Meeting, ordinal: str) -> Iterator[str]:
    if meeting.self_points is None:
        return
    yield f"{ordinal}. TỰ CHẤM ĐIỂM, ĐỀ NGHỊ XẾP LOẠI"
    lines = list(meeting.scorelines.all())
    for line in lines:
        yield f"- {item_said(line)}: {points(line.points)}/{points(line.most)} điểm{f'. Biện pháp khắc phục: {line.remedy}' if line.remedy else ''}."
    level = f"; đề nghị xếp loại {LEVELS[Level(meeting.self_level)]}" if meeting.self_level else ""
    yield f"Tổng: {points(meeting.self_points)} điểm{level}."


def item_said(line: ScoreLine) -> str:
    """`thời gian, thời lượng`: the title of the item in the rulebook, without the word for points before it."""
    return without_points(rulebook.known(line.key).title.vi)


def without_points(title: str) -> str:
    return title.partition(": ")[2] or title


def points(value: Decimal) -> str:
    """`27`, `4,5`."""
    with override("vi"):
        return number(value, 0 if value == int(value) else 1)


def resolution_text(meeting: Meeting) -> str:
    """The draft of the resolution: its preamble with the figures of the meeting, and the parts that follow from what was entered."""
    found, lasted, looked = rules.attendance_of(meeting), rules.minutes_of(meeting), before_meeting(meeting, meeting.day)
    before = [item.minutes for item in meeting.agendaitems.all() if item.kind in ("report", "tasks") and item.minutes]
    votes = [vote_said(vote) for vote in meeting.meetingvotes.filter(void=False, about=VoteAbout.RESOLUTION).select_related("ballot")]
    exempt = f", được miễn sinh hoạt {found.exempt}" if not meeting.is_convened else ""
    return "\n\n".join([
        "Căn cứ Điều lệ Đảng;",
        f"Căn cứ kết quả thảo luận và biểu quyết tại {words_of(meeting).name} ngày {meeting.day:%d/%m/%Y}: tổng số {found.called} {words_of(meeting).people}, có mặt {found.here}, vắng {found.expected - found.here} (có lý do {found.with_reason}){exempt}, thời gian họp {lasted} phút,",
        "QUYẾT NGHỊ",
        "I. Đánh giá kết quả thực hiện nghị quyết kỳ trước", *(before or ([] if looked else ["…"])), *([tasks.progress_table(looked)] if looked else []),
        "II. Phương hướng, nhiệm vụ", meeting.conclusion or "…",
        "III. Phân công và tổ chức thực hiện", *(list(tasks.given_lines(meeting)) or ["…"]), *votes, *_own_score(meeting),
    ])


def _own_score(meeting: Meeting) -> list[str]:
    """The last part of a branch's resolution."""
    if meeting.kind not in OF_MEMBERS:
        return []
    level = f" Chi bộ đề nghị xếp loại {LEVELS[Level(meeting.self_level)]}." if meeting.self_level else ""
    return ["IV. Tự đánh giá chất lượng buổi sinh hoạt", f"Chi bộ tự chấm {points(meeting.self_points)} điểm.{level}" if meeting.self_points is not None else "…"]
