"""A member about whom Coso holds one row at least of every kind: what a copy of one's own data must show."""

from __future__ import annotations

from datetime import date, time, timedelta

from django.utils import timezone

from coso.access.enums import ReadingKind
from coso.access.models import Appointment, Reading, User
from coso.admissions.models import Applicant
from coso.assignments import actions as assignments
from coso.ballots.models import Voter
from coso.common.actors import SYSTEM
from coso.common.scope import within
from coso.dialogue import actions as dialogue
from coso.dialogue.actions import Asked, Put
from coso.documents import actions as documents
from coso.documents.enums import MarkKind
from coso.handbook.models import GuideReceipt
from coso.meetings import actions as meetings
from coso.meetings.actions import Plan
from coso.meetings.enums import MeetingKind
from coso.meetings.models import (
    Candidate,
    Delegate,
    Election,
    Following,
    Mark,
    Notice,
    Opinion,
    Visit,
)
from coso.members.actions import correct_member, qualify
from coso.members.models import CorrectionRequest, FormerMembership
from coso.notices import actions as notices
from coso.notices.models import Phone
from coso.plans import actions as plans
from coso.procedures import actions as procedures
from coso.procedures.models import CasePaper, CaseVote
from coso.statuses import procedures as statuses
from coso.statuses.models import Badge, Check
from coso.surveys import actions as surveys
from tests.assignments.story import give
from tests.committees.story import seated
from tests.dialogue.story import planned
from tests.documents.story import lay_out_study
from tests.factories import make_attachment, make_member, make_user
from tests.handbook.guides import asking_guide
from tests.handbook.story import Home, lay_out, make_home
from tests.meetings import story
from tests.objects.work import make_ballot
from tests.plans.story import plan_of
from tests.surveys.story import given, opened_survey

OTHER, SECRET = "Giàng A Páo", "012345678901"
GONE, DAY = date(2026, 10, 1), date(2026, 10, 2)


def lived() -> Home:
    home = make_home(citizen_id_number=SECRET, home_address="Bản Nậm Cáy", religion="protestant")
    other = make_member(home.branch, OTHER)
    _record(home)
    _case(home)
    _task(home, make_user(member=other, full_name=OTHER))
    _meeting(home)
    make_ballot(home.branch, home.member)
    _library(home)
    _access(home)
    _dialogue(home)
    _survey(home)
    _plan(home)
    home.member.refresh_from_db()
    return home


def _plan(home: Home) -> None:
    day = timezone.localdate()
    plan_of(home.member, home.user)
    with within(home.user.scope()):  # a draft is written and read by its member alone
        plans.write(member=home.member, year=day.year + 1, words={"work": f"Giúp {OTHER} dựng lại nhà"}, by=home.user, today=day)


def _library(home: Home) -> None:
    paper = lay_out(home.commune, receipt_by=timezone.localdate())
    documents.confirm_read(publication=paper, by=home.user, now=timezone.now())
    study, secretary = lay_out_study(home.commune, paper), make_user("branch_secretary", home.branch)
    documents.enter_receipts(reading=lay_out_study(home.branch, paper, reach="unit"), members=[home.member], told_how=f"Học cùng {OTHER}", by=secretary, now=timezone.now())
    GuideReceipt.objects.create(guide=asking_guide(home.commune), member=home.member)
    with within(home.user.scope()):  # a mark is written and read by its member alone
        documents.mark(publication=paper, kind=MarkKind.LATER, by=home.user, now=timezone.now())
        documents.read_part(part=study.parts.all()[0], by=home.user, now=timezone.now())


def _record(home: Home) -> None:
    one, day = home.member, timezone.localdate()
    correct_member(member=one, new={"job": "Trưởng bản"}, seen={"job": ""}, by=SYSTEM, reason=f"Theo lời {OTHER}", day=day)
    qualify(member=one, kind="theory", level="intermediate", school="Trường Chính trị tỉnh", by=SYSTEM, day=day)
    make_attachment(one)
    CorrectionRequest.objects.create(member=one, field="phone", said="", wanted="0912000111", evidence="Thẻ SIM", answer=f"{OTHER} đã kiểm tra")
    FormerMembership.objects.create(member=one, left_on=date(2000, 1, 1), left_reason="left", readmitted_on=date(2010, 5, 19))
    Badge.objects.create(member=one, unit=home.branch, years=30, on=date(2026, 11, 7))
    Check.objects.create(member=one, kind="card", on=date(2026, 3, 1), note=f"Cùng xem với {OTHER}")
    Applicant.objects.create(
        unit=home.branch, member=one, state="admitted", full_name=one.full_name, sex="female", birth_date=one.birth_date, ethnic_group="thai", residence="Bản Nậm Cáy",
        consent_on=date(2009, 1, 5), consent_paper="Giấy đồng ý",
    )


def _case(home: Home) -> None:
    told = {"kind": "work", "place": "Bắc Ninh", "contact": "người nhà", "since": DAY, "until": date(2027, 3, 1), "look_back_on": date(2026, 11, 2), "contact_person": OTHER}
    case = procedures.open_case(procedure=statuses.AWAY, unit=home.branch, member=home.member, title=str(home.member), on=GONE, by=SYSTEM, today=timezone.localdate(), told=told)
    CasePaper.objects.create(case=case, step="opened", key="ask", title="Đơn xin đi làm xa", way="seen")
    CaseVote.objects.create(case=case, step="opened", on=DAY, way="show_of_hands", base=3, present=3, in_favour=3, against=0, share="1/2", needed=2, passed=True)


def _task(home: Home, other: User) -> None:
    """Shared with another member, who wrote a line of it."""
    day = timezone.localdate()
    task = give(home.branch, home.member, helping=[other.member], title=f"Cùng {OTHER} làm đường bản", due_on=day + timedelta(days=5), today=day)
    assignments.report_progress(assignment=task, text="Đã vận động 3 hộ", by=home.user, today=day)
    assignments.report_progress(assignment=task, text="Chuyện riêng của người khác", by=other, today=day)


def _meeting(home: Home) -> None:
    now = timezone.now()
    plan = Plan(timezone.localdate() + timedelta(days=3), time(19, 30), "Nhà văn hóa bản Pho", theme=f"Xét đề nghị của {OTHER}")
    meeting = story.called(story.Branch(home.branch, [home.member]), now, kind=MeetingKind.THEMATIC, plan=plan)
    meetings.answer(notice=Notice.objects.get(meeting=meeting, member=home.member), reply="excused", reason="Đi khám bệnh", by=home.user, now=now)
    Mark.objects.create(meeting=meeting, unit=home.branch, member=home.member, presence="absent_with_reason", reason="Đi khám bệnh", claimed_at=now, device="may-cua-bi-thu")
    Opinion.objects.create(meeting=meeting, unit=home.branch, member=home.member, claimed_at=now)
    following = Following.objects.create(unit=home.branch, committee=home.commune, committee_name=home.commune.name, member=home.member, name=home.member.full_name, valid_from=date(2026, 1, 1))
    congress = story.planned(story.Branch(home.commune, []), kind=MeetingKind.CONGRESS)
    Delegate.objects.create(unit=home.commune, meeting=congress, member=home.member, name=home.member.full_name, by="elected", sent_by=home.branch.name)
    election = Election.objects.create(unit=home.commune, meeting=congress, of="committee", seats=1)
    Candidate.objects.create(unit=home.commune, meeting=congress, election=election, member=home.member, name=home.member.full_name)
    seated(home.commune, home.member)
    Visit.objects.create(following=following, meeting=meeting, unit=home.branch, member=home.member, held_on=date(2026, 11, 3), noted=f"{OTHER} phát biểu nhiều")


def _dialogue(home: Home) -> None:
    make_user("branch_secretary", home.branch, full_name="Lò Văn Bí")
    asked = Asked("question", "Đường vào bản", "Bao giờ sửa?", may_publish=True)
    question = dialogue.ask(member=home.member, unit=home.branch, desk="branch", asked=asked, by=home.user, today=DAY)
    dialogue.answer(question=question, text=f"{OTHER} sẽ sửa", by=SYSTEM, today=timezone.localdate())
    talk = dialogue.announce(unit=home.commune, desk="office", planned=planned(DAY + timedelta(days=10)), by=SYSTEM, today=DAY)
    sent = [dialogue.send_in(dialogue=talk, member=home.member, put=Put(title, "Bao giờ?"), by=home.user, today=DAY) for title in ("Điện", "Nước")]
    dialogue.hold_back(sent=sent[0], ground="names_persons", why=f"Nêu tên {OTHER}", by=SYSTEM, today=DAY)
    raised = dialogue.put_forward(sent=sent[1], topic=None, by=SYSTEM, today=DAY).raised
    with within(home.user.scope()):  # a support is written and read by its member alone
        dialogue.support(raised=raised, member=home.member, by=home.user, today=DAY)


def _survey(home: Home) -> None:
    survey = opened_survey(home.commune)
    with within(home.user.scope(about_oneself=True)):
        voter = Voter.objects.get(ballot=survey.ballot_id, member=home.member)
        surveys.answer_by_name(survey=survey, voter=voter, given=given(survey, text="Họp sớm hơn"), by=home.user, today=timezone.localdate())


def _access(home: Home) -> None:
    notices.choose(wish=notices.Wish(off=["paper"]), by=home.user)
    notices.ask_mail_code(email="huong@example.vn", by=home.user, now=timezone.now())
    Phone.objects.create(member=home.member, endpoint="https://updates.push.services.mozilla.com/1", p256dh="p", auth="a", added_at=timezone.now())
    officer = make_user("office_clerk", home.commune, full_name="Trần Thị Văn Phòng")
    Appointment.objects.create(user=home.user, role="branch_committee", unit=home.branch, valid_from=date(2020, 1, 1), valid_to=date(2021, 1, 1))
    Reading.objects.create(by_id=officer.pk, kind=ReadingKind.REVEALED, member_id=home.member.pk, position=home.member.position, fields="phone", purpose=f"Đối chiếu với {OTHER}")
