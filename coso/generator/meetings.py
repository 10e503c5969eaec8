"""Past meetings of the invented commune's branches, with rolls, votes and scores, and one that is to come."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from coso.access.models import User
from coso.committees import actions as committees
from coso.committees.actions import Seated
from coso.committees.enums import Filled, Office
from coso.committees.queries import seats_on
from coso.common.actors import SYSTEM
from coso.common.periods import add_months
from coso.common.working_days import next_working_day
from coso.meetings import actions, rules
from coso.meetings.actions import Assigned, Plan, Question
from coso.meetings.enums import ItemKind, MeetingKind, Presence, Reply, VoteAbout
from coso.meetings.models import Meeting, Notice
from coso.meetings.queries import roll
from coso.meetings.queries.following import following_at, guests_told
from coso.members.models import Member
from coso.org.kinds import BRANCH_KINDS
from coso.org.models import Unit

MONTHS, BRANCHES, LATEST = 3, 8, 8
EVENING = time(19, 0)
LONGEST_KEPT = 125
ANSWERED = 0.7  # of those called
TEXTS = {
    ItemKind.REPORT: "Tháng qua bản hoàn thành 8/9 việc đã giao; thu nhập từ chè và quế tăng; hai hộ thoát nghèo. Còn chậm làm đường nội đồng.",
    ItemKind.TASKS: "Các đồng chí được giao giúp hộ khó khăn đã báo cáo kết quả; một việc chuyển sang tháng sau.",
    ItemKind.INFORMATION: "Phổ biến văn bản mới của Đảng ủy xã về bảo vệ rừng và chuyển đổi số.",
    ItemKind.DISCUSSION: "Chi bộ thống nhất tập trung làm đường nội đồng, vận động trẻ em ra lớp đủ.",
    ItemKind.CRITICISM: "Có tự phê bình và phê bình; các đồng chí tiếp thu ý kiến.",
}
CONCLUSION = "1. Hoàn thành 300 m đường nội đồng trước ngày 25; tổ đảng số 1 phụ trách.\n\n2. Vận động trẻ em ra lớp đủ trước ngày 10.\n\n3. Thu đủ đảng phí trong tháng."
SEEN = ("", "Chi bộ thảo luận sôi nổi, còn lúng túng khi giao nhiệm vụ cho đảng viên đi làm xa.", "Đề nghị Đảng ủy hỗ trợ vật liệu làm đường nội đồng.")
YEAR = 12  # months
COMMITTEE, NOT_FOLLOWED = 14, 3
BRANCH_SEATS, COMMUNE_SEATS, STANDING_SEATS = 3, 10, 3
MORNING, COMMITTEE_BEFORE = time(8, 0), 3  # days before the branches meet
REASONS = ("đi viện", "đi công tác", "việc gia đình")


def fill(*, commune: Unit, branch: Unit, users: dict[str, User], seed: int, today: date) -> None:
    rng = Random(f"{seed}/meetings")
    others = Unit.objects.under(commune).filter(kind=branch.kind, ended_on=None).exclude(pk=branch.pk).in_tree_order()[: BRANCHES - 1]
    over = rules.proposed_day(today.replace(day=1), rules.book_on(today, branch))
    last = today.replace(day=1) if over and today > over + timedelta(days=LATEST) else add_months(today.replace(day=1), -1)
    since = add_months(last, -YEAR)
    _committees(commune, branch, users, since)
    _followers(commune, users, since)
    for back in range(MONTHS - 1, -1, -1):
        for unit, kind in ((branch, MeetingKind.COMMITTEE), (commune, MeetingKind.STANDING), (commune, MeetingKind.COMMITTEE)):
            _committee_met(unit, kind, add_months(last, -back), rng)
    for back in range(MONTHS - 1, -1, -1):
        for unit in (branch, *(others if back == 0 else ())):
            _past(unit, add_months(last, -back), rng, thorough=unit == branch)
    for unit in others:
        _coming(unit, today)
    _answers(_coming(branch, today), users)


def _past(unit: Unit, month: date, rng: Random, *, thorough: bool) -> None:
    """A meeting held; now and then late, short or without its minutes."""
    ideal = rules.proposed_day(month, rules.book_on(month, unit)) or month.replace(day=3)
    day = ideal + timedelta(days=0 if thorough else rng.choice([0, 0, 0, 0, 2, LATEST]))
    began = timezone.make_aware(datetime.combine(day, EVENING)) + timedelta(minutes=rng.randrange(0, 15))
    meeting = _called(unit, day, began - timedelta(days=2 if thorough else rng.choice([0, 2, 3])))
    people = [one for one in roll.roll(meeting) if one.expected]
    _said(meeting, people, began - timedelta(hours=8), Random(f"{unit.code}/{day}"))
    heads = list(Member.objects.filter(pk__in=[one.member_id for one in people if one.official and not one.guest]).by_name()[:2])
    if len(heads) > 1:
        _held(meeting, heads, people, began, rng, thorough=thorough)


def _said(meeting: Meeting, people: list[roll.Person], now: datetime, rng: Random) -> None:
    """Most answer the notice, some of them that they can not come."""
    for one in people:
        if rng.random() < ANSWERED:
            reply = rng.choices([Reply.COMING, Reply.EXCUSED, Reply.FROM_AFAR], weights=[16, 2, 1])[0]
            actions.answer_for(meeting=meeting, member_id=one.member_id, reply=reply, reason=rng.choice(REASONS) if reply == Reply.EXCUSED else "", by=SYSTEM, now=now)


def _called(unit: Unit, day: date, now: datetime) -> Meeting:
    meeting = actions.plan_meeting(unit=unit, kind=MeetingKind.REGULAR, plan=Plan(day, EVENING, "Nhà văn hóa"), by=SYSTEM)
    return actions.call(meeting=meeting, by=SYSTEM, now=now)


def _held(meeting: Meeting, heads: list[Member], people: list[roll.Person], began: datetime, rng: Random, *, thorough: bool) -> None:
    actions.open_meeting(meeting=meeting, chair=heads[0], secretary=heads[1], guests=guests_told(meeting) if thorough else "", by=SYSTEM, now=began)
    away = [one for one in people if one.member_id not in {head.pk for head in heads}]
    for one in rng.sample(away, min(len(away), rng.choice([0, 1, 1, 2, 3]))):
        excused = thorough or rng.random() < 0.8
        actions.mark(meeting=meeting, member_id=one.member_id, presence=Presence.WITH_REASON if excused else Presence.WITHOUT_REASON, reason=rng.choice(REASONS) if excused else "", by=SYSTEM, now=began)
    actions.mark_rest(meeting=meeting, by=SYSTEM, now=began)
    for one in rng.sample(people, min(len(people), 4)):
        actions.note_opinion(meeting=meeting, member_id=one.member_id, by=SYSTEM, now=began)
    for item in meeting.agendaitems.filter(kind__in=TEXTS) if thorough else ():
        actions.enter_text(item=item, text=TEXTS[ItemKind(item.kind)], by=SYSTEM)
    actions.conclude(meeting=meeting, text=CONCLUSION, by=SYSTEM)
    able = roll.voters(meeting, roll.roll(meeting))
    actions.record_vote(meeting=meeting, question=Question(VoteAbout.RESOLUTION, "Thông qua nghị quyết của chi bộ"), count=rules.Count(able.here), adopted=True, by=SYSTEM, now=began)
    _scored(meeting, rng)
    _visits(meeting, began, rng, thorough=thorough)
    ended = began + timedelta(minutes=rng.randrange(92, LONGEST_KEPT) if thorough else rng.choice([70, 92, 95, 105]))
    actions.close(meeting=meeting, by=SYSTEM, now=ended)
    if thorough or rng.random() < 0.8:
        actions.settle_minutes(meeting=meeting, by=SYSTEM, now=ended + timedelta(days=1 if thorough else rng.choice([1, 1, 4])))


def _followers(commune: Unit, users: dict[str, User], since: date) -> None:
    """The commune's committee has given all but the last branches to its members, a few to each; the standing member is the first."""
    branches = list(Unit.objects.under(commune).filter(kind__in=BRANCH_KINDS).existing_on(since).filter(ended_on=None).in_tree_order())
    first = Member.objects.filter(account=users["thuongvu"]).first()
    pool = list(Member.objects.under(commune).on_roll().filter(status="official").order_by("-pk")[:COMMITTEE])
    chosen = [one for one in (first, *pool) if one]
    for at, unit in enumerate(branches[:-NOT_FOLLOWED] if chosen else ()):
        actions.assign_follower(unit=unit, committee=commune, assigned=Assigned(chosen[at % len(chosen)], since, "Thông báo số 15-TB/ĐU"), by=SYSTEM)


def _committees(commune: Unit, branch: Unit, users: dict[str, User], since: date) -> None:
    """Three in the branch's committee, ten in the commune's with three of them in its standing committee."""
    own = [one for one in (Member.objects.filter(account=users[name]).first() for name in ("bithu", "chiuy")) if one]
    others = Member.objects.filter(unit=branch).on_roll().filter(status="official").exclude(pk__in=[one.pk for one in own]).order_by("pk")
    _seat(branch, [*own, *others[: BRANCH_SEATS - len(own)]], since)
    standing = Member.objects.filter(account=users["thuongvu"]).first()
    pool = Member.objects.under(commune).on_roll().filter(status="official").exclude(pk=standing.pk if standing else 0).order_by("-pk")
    _seat(commune, [*([standing] if standing else []), *pool[: COMMUNE_SEATS - 1]], since, standing=STANDING_SEATS)


def _seat(unit: Unit, people: list[Member], since: date, *, standing: int = 0) -> None:
    for at, (one, office) in enumerate(zip(people, [Office.SECRETARY, Office.DEPUTY] + [Office.MEMBER] * len(people), strict=False)):
        committees.seat_member(unit=unit, member=one, seated=Seated(office, since, Filled.ELECTED, standing=at < standing, basis="Đại hội nhiệm kỳ trước"), by=SYSTEM)


def _committee_met(unit: Unit, kind: str, month: date, rng: Random) -> None:
    """Some days before the branches meet; all but one come."""
    day = next_working_day((rules.proposed_day(month, rules.book_on(month, unit)) or month.replace(day=3)) - timedelta(days=COMMITTEE_BEFORE))
    if day.replace(day=1) != month:
        day = next_working_day(month)
    began = timezone.make_aware(datetime.combine(day, MORNING))
    meeting = actions.plan_meeting(unit=unit, kind=kind, plan=Plan(day, MORNING, "Nhà văn hóa" if unit.kind in BRANCH_KINDS else "Phòng họp Đảng ủy"), by=SYSTEM)
    meeting = actions.call(meeting=meeting, by=SYSTEM, now=began - timedelta(days=1))
    people = roll.roll(meeting)
    heads = [seat.member for seat in seats_on(unit, day, standing=kind == MeetingKind.STANDING).select_related("member")[:2]]
    actions.open_meeting(meeting=meeting, chair=heads[0], secretary=heads[1], guests="", by=SYSTEM, now=began)
    if len(people) > BRANCH_SEATS:
        away = rng.choice([one for one in people if one.member_id not in {head.pk for head in heads}])
        actions.mark(meeting=meeting, member_id=away.member_id, presence=Presence.WITH_REASON, reason=rng.choice(REASONS), by=SYSTEM, now=began)
    actions.mark_rest(meeting=meeting, by=SYSTEM, now=began)
    actions.conclude(meeting=meeting, text="Nhất trí nội dung, dự thảo nghị quyết và phân công chuẩn bị.", by=SYSTEM)
    meeting = actions.close(meeting=meeting, by=SYSTEM, now=began + timedelta(minutes=rng.randrange(40, 80)))
    actions.settle_minutes(meeting=meeting, by=SYSTEM, now=began + timedelta(days=1))


def _visits(meeting: Meeting, began: datetime, rng: Random, *, thorough: bool) -> None:
    for one in following_at(meeting):
        if thorough or rng.random() < 0.7:
            actions.note_visit(following=one, meeting=meeting, noted=rng.choice(SEEN), by=SYSTEM, now=began)


def _scored(meeting: Meeting, rng: Random) -> None:
    """Where the frame was in force; a weaker branch loses points on what it decided last."""
    frame = rules.frame_on(meeting.day, meeting.unit)
    if frame:
        points = {rule.key: Decimal(rule.value - rng.choice([0, 0, 1, rule.value // 5])) for rule in frame}
        actions.score(meeting=meeting, points=points, remedies={}, by=SYSTEM)


def _coming(unit: Unit, today: date) -> Meeting:
    """The next regular meeting: of this month while its day has not come, else of the next."""
    month = today.replace(day=1)
    taken = Meeting.objects.filter(unit=unit, month=month).exists()
    days = (rules.proposed_day(one, rules.book_on(today, unit)) for one in (month, add_months(month, 1))[taken:])
    day = next((day for day in days if day and day > today), today + timedelta(days=1))
    return _called(unit, day, timezone.now() - timedelta(hours=2))


def _answers(meeting: Meeting, users: dict[str, User]) -> None:
    """The committee members come; who has signed in as a plain member has not answered yet."""
    for name in ("chiuy", "bithu"):
        for notice in Notice.objects.filter(meeting=meeting, member__account=users[name]):
            actions.answer(notice=notice, reply=Reply.COMING, reason="", by=users[name], now=timezone.now())
