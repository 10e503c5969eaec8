"""What is done: reports, cases, ballots, plans, targets, papers, guides, tasks and meetings."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django.utils import timezone

from coso.access.models import User
from coso.ballots.actions import open_ballot
from coso.ballots.models import Ballot, Voter
from coso.common.actors import SYSTEM
from coso.common.uploads import Upload
from coso.dialogue.models import (
    Dialogue,
    Offer,
    Petition,
    Question,
    Raised,
    SentIn,
)
from coso.dialogue.models import Topic as TopicOfDialogue
from coso.documents import actions as documents
from coso.documents.enums import Reach
from coso.meetings.actions import add_delegate, nominate
from coso.meetings.enums import MeetingKind
from coso.meetings.models import Following, Meeting, Notice
from coso.meetings.views.checking_in import SIGNER
from coso.members.models import Member
from coso.org.enums import UnitKind
from coso.org.kinds import BRANCH_KINDS, MEMBER_KINDS
from coso.org.models import Unit
from coso.procedures.actions import add_paper, refuse
from coso.reports.actions import call_reports, open_report
from coso.reports.enums import Period
from coso.reports.models import FrozenReport
from coso.reports.queries import MEMBER_STATISTICS, build, report_of
from coso.restructuring.models import RestructuringPlan
from coso.surveys import actions as surveys
from coso.surveys.models import Survey
from coso.targets.actions import register_model
from tests.assignments.story import (
    evidence,
    give,
    make_branch,
    reported,
    task_at,
)
from tests.committees.story import seated
from tests.documents.story import (
    ask_to_read,
    issue_paper,
    make_file,
    make_paper,
    make_published,
    prepare_study,
    quiz,
)
from tests.factories import (
    TODAY,
    make_applicant,
    make_case,
    make_member,
    make_unit,
    make_user,
)
from tests.handbook.guides import as_released, asking_guide, make_guide, with_picture
from tests.meetings import story as meetings
from tests.objects.records import own_member
from tests.objects.registry import Parts, made, made_own
from tests.targets.story import make_target, reported_result


@made("frozen_report")
def frozen_report(at: Unit) -> Parts:
    now = timezone.now()
    built = build(MEMBER_STATISTICS, at, date(2026, 1, 31), by=SYSTEM, now=now)
    return {"pk": FrozenReport.objects.create(unit=at, key=built.key, version=1, title=built.title, on=built.day, tree="stood", content=built.kept()).pk}


@made("unit_report")
def unit_report(at: Unit) -> Parts:
    return {"pk": open_report(report=report_of("admission_progress", at), unit=at, on=date(2026, 1, 31), by=SYSTEM).pk}


@made("report_call")
def report_call(at: Unit) -> Parts:
    return {"pk": call_reports(unit=at, report=report_of("yearly", at), every=Period.YEAR, on=date(2025, 12, 31), due_days=10, by=SYSTEM).pk}


@made("case")
def case(at: Unit) -> Parts:
    """A case at its second step, in the hands of the branch."""
    return {"number": make_case(at).number} if at.kind in MEMBER_KINDS else None


@made("applicant")
def applicant(at: Unit) -> Parts:
    return {"pk": make_applicant(at).pk} if at.kind in MEMBER_KINDS else None


@made("case_paper")
def case_paper(at: Unit) -> Parts:
    if at.kind not in MEMBER_KINDS:
        return None
    found = make_case(at)
    return {"pk": add_paper(case=found, key="plan", by=SYSTEM, upload=Upload(b"%PDF-1.7 test", "application/pdf", "ban-ve.pdf")).pk}


@made("refused_case")
def refused_case(at: Unit) -> Parts:
    if at.kind not in MEMBER_KINDS:
        return None
    found = make_case(at)
    return {"number": refuse(case=found, seen=found.turn, reason="Chưa đủ điều kiện", by=SYSTEM, today=TODAY).number}


@made("case_to_vote")
def case_to_vote(at: Unit) -> Parts:
    """A case at its vote, in a branch where somebody has one."""
    if at.kind not in MEMBER_KINDS:
        return None
    make_member(at)
    return {"number": make_case(at).number}


def make_ballot(at: Unit, voter: Member) -> Ballot:
    return open_ballot(subject=f"{at.pk}/{voter.pk}", question="Kết nạp", unit=at, voters=[voter], by=SYSTEM)


@made("ballot")
def ballot(at: Unit) -> Parts:
    return {"pk": make_ballot(at, make_member(at)).pk} if at.kind in MEMBER_KINDS else None


@made("voter")
def voter(at: Unit) -> Parts:
    return {"pk": make_ballot(at, make_member(at)).voters.get().pk} if at.kind in MEMBER_KINDS else None


@made_own("voter")
def own_voter(user: User, at: Unit) -> Parts:
    own_member(user, at)
    own = Member.objects.get(account=user)
    return {"pk": make_ballot(at, own).voters.get().pk}


def question_at(at: Unit, own: Member | None = None) -> Question:
    """In the hands of the branch, or of the standing committee above branches; asked by a member of the unit."""
    asker = own or make_member(at if at.kind in BRANCH_KINDS else make_branch(at))
    desk = "branch" if at.kind in BRANCH_KINDS else "committee"
    return Question.objects.create(unit=at, desk=desk, member=asker, name=asker.full_name, home=asker.unit, people=[asker.pk], title="Hỏi", text="Bao giờ?", asked_on=TODAY, here_since=TODAY)


@made("question")
def question(at: Unit) -> Parts:
    return {"pk": question_at(at).pk}


@made_own("question")
def own_question(user: User, at: Unit) -> Parts:
    own_member(user, at)
    return {"pk": question_at(at, Member.objects.select_related("unit").get(account=user)).pk}


def survey_at(at: Unit, own: Member | None = None, *, state: str = "open") -> Survey:
    """By name, of the branch itself or of all branches below; asks one member of the unit, whoever else was made there."""
    asked = own or make_member(at if at.kind in BRANCH_KINDS else make_branch(at))
    desk = "branch" if at.kind in BRANCH_KINDS else "office"
    today = timezone.localdate()
    content = surveys.Content("Giờ họp", "Để chọn giờ", "Chọn giờ họp", "named", "below", desk, today, today)
    survey = surveys.write(unit=at, content=content, by=SYSTEM, today=today)
    surveys.add_question(survey=survey, kind="one", text="Buổi nào?", options=["Sáng", "Tối"], by=SYSTEM)
    if state != "draft":
        surveys.submit(survey=survey, by=SYSTEM, today=today)
        second = make_user("organisation_officer", at, username=f"releases-survey-{survey.pk}")
        survey = surveys.release(survey=survey, by=second, today=today)
        Voter.objects.filter(ballot=survey.ballot_id).exclude(member=asked).delete()
    return surveys.end_early(survey=survey, reason="Đủ", by=SYSTEM, now=timezone.now()) if state == "ended" else survey


@made("petition")
def petition(at: Unit) -> Parts:
    """Of a branch, put to the unit above it."""
    if at.parent is None or at.kind not in BRANCH_KINDS:
        return None
    return {"pk": Petition.objects.create(unit=at, to_unit=at.parent, title="Sửa mái", text="Mái dột", sent_on=TODAY, here_since=TODAY).pk}


def dialogue_at(at: Unit, **told: Any) -> Dialogue:
    """Prepared by the office of the unit; takes questions."""
    return Dialogue.objects.create(unit=at, desk="office", host="committee", theme="Việc làm", on=TODAY, at=time(14), place="Hội trường", takes_from=TODAY, takes_until=TODAY, announced_on=TODAY, **told)


@made("dialogue")
def dialogue(at: Unit) -> Parts:
    return {"pk": dialogue_at(at).pk}


@made("published_dialogue")
def published_dialogue(at: Unit) -> Parts:
    return {"pk": dialogue_at(at, state="published", present=3, minutes="Thời gian: 14:00.", published_on=TODAY).pk}


def topic_at(at: Unit) -> TopicOfDialogue:
    return TopicOfDialogue.objects.create(dialogue=dialogue_at(at), title="Đường")


@made("topic")
def topic(at: Unit) -> Parts:
    return {"pk": topic_at(at).pk}


@made("raised")
def raised(at: Unit) -> Parts:
    group = topic_at(at)
    return {"pk": Raised.objects.create(dialogue=group.dialogue, unit=at, topic=group, state="shown", title="Hỏi", text="Bao giờ?", sent_on=TODAY).pk}


def sent_in_at(at: Unit, asker: Member) -> Parts:
    face = Raised.objects.create(dialogue=dialogue_at(at), unit=at, sent_on=TODAY)
    return {"pk": SentIn.objects.create(raised=face, unit=at, desk="office", member=asker, name=asker.full_name, home=asker.unit, title="Hỏi", text="Bao giờ?", sent_on=TODAY).pk}


@made("sent_in")
def sent_in(at: Unit) -> Parts:
    return sent_in_at(at, make_member(at if at.kind in BRANCH_KINDS else make_branch(at)))


@made_own("sent_in")
def own_sent_in(user: User, at: Unit) -> Parts:
    own_member(user, at)
    return sent_in_at(at, Member.objects.select_related("unit").get(account=user))


@made("survey_draft")
def survey_draft(at: Unit) -> Parts:
    return {"pk": survey_at(at, state="draft").pk}


@made("survey_question")
def survey_question(at: Unit) -> Parts:
    return {"pk": survey_at(at, state="draft").questions.get().pk}


@made("open_survey")
def open_survey(at: Unit) -> Parts:
    return {"pk": survey_at(at).pk}


@made("ended_survey")
def ended_survey(at: Unit) -> Parts:
    return {"pk": survey_at(at, state="ended").pk}


@made_own("ended_survey")
def own_ended_survey(user: User, at: Unit) -> Parts:
    own_member(user, at)
    return {"pk": survey_at(at, Member.objects.get(account=user), state="ended").pk}


@made("survey_sheet")
def survey_sheet(at: Unit) -> Parts:
    return {"pk": Voter.objects.filter(ballot=survey_at(at).ballot_id).latest("pk").pk}


@made_own("survey_sheet")
def own_survey_sheet(user: User, at: Unit) -> Parts:
    own_member(user, at)
    own = Member.objects.get(account=user)
    return {"pk": Voter.objects.get(ballot=survey_at(at, own).ballot_id, member=own).pk}


@made("offer")
def offer(at: Unit) -> Parts:
    return {"pk": Offer.objects.create(question=question_at(at), unit=at, title="Hỏi", text="Đáp", offered_on=TODAY).pk}


@made("plan")
def plan(at: Unit) -> Parts:
    return {"pk": RestructuringPlan.objects.create(unit=at, title="Sắp xếp", on=date(2026, 1, 1)).pk}


@made("target_share")
def target_share(at: Unit) -> Parts:
    return {"pk": make_target(at).pk}


@made("scheme")
def scheme(at: Unit) -> Parts:
    return {"pk": make_target(at).target.scheme_id}


@made("target_result")
def target_result(at: Unit) -> Parts:
    share = make_target(at, title="Nhà văn hóa", indicator_key="", measure="nhà")
    return {"pk": reported_result(share, TODAY, 1).pk}


@made("new_model")
def new_model(at: Unit) -> Parts:
    return {"pk": register_model(unit=at, title="Tổ giúp dân", text="", year=2026, by=SYSTEM, today=TODAY).pk}


@made("paper")
def paper(at: Unit) -> Parts:
    return {"pk": make_paper(at).pk}


@made("draft_request")
def draft_request(at: Unit) -> Parts:
    return {"pk": ask_to_read(make_paper(at), make_user("standing_member", at)).pk}


@made("issued_paper")
def issued_paper(at: Unit) -> Parts:
    return {"pk": issue_paper(at).pk}


@made("paper_file")
def paper_file(at: Unit) -> Parts:
    return {"pk": make_file(make_paper(at)).pk}


@made("published_paper")
def published_paper(at: Unit) -> Parts:
    return {"pk": make_published(issue_paper(at), reach="unit", file=True).pk}


@made("asking_paper")
def asking_paper(at: Unit) -> Parts:
    """One whose reading is to be confirmed, by somebody who is there."""
    if at.kind not in MEMBER_KINDS:
        return None
    make_member(at)
    return {"pk": make_published(issue_paper(at), reach="unit", receipt_by=date(2026, 12, 31)).pk}


@made("prepared_study")
def prepared_study(at: Unit) -> Parts:
    return {"pk": prepare_study(at, reach="unit").pk}


@made("study_part")
def study_part(at: Unit) -> Parts:
    study = prepare_study(at, reach="unit")
    return {"pk": study.pk, "piece": study.parts.all()[0].pk}


@made("quiz_question")
def quiz_question(at: Unit) -> Parts:
    study = prepare_study(at, reach="unit")
    return {"pk": study.pk, "piece": quiz(study).pk}


@made("study")
def open_study(at: Unit) -> Parts:
    """One with a question, laid out for somebody who is there."""
    if at.kind not in MEMBER_KINDS:
        return None
    make_member(at)
    study = prepare_study(at, reach="unit")
    quiz(study)
    return {"pk": documents.open_study(study=study, by=SYSTEM, today=TODAY).pk}


@made("guide_draft")
def guide_draft(at: Unit) -> Parts:
    return {"pk": make_guide(at, Reach.BELOW).pk}


def released_guide(at: Unit, reach: str) -> Parts:
    return {"pk": as_released(make_guide(at, reach)).pk}


@made("guide")
def guide(at: Unit) -> Parts:
    return released_guide(at, Reach.BELOW)


@made("public_guide")
def public_guide(at: Unit) -> Parts:
    return released_guide(at, Reach.PUBLIC)


@made("asking_guide")
def guide_that_asks(at: Unit) -> Parts:
    """One whose reading is to be confirmed, by somebody who is there."""
    if at.kind not in MEMBER_KINDS:
        return None
    make_member(at)
    return {"pk": asking_guide(at).pk}


@made("guide_image")
def guide_image(at: Unit) -> Parts:
    return {"pk": with_picture(make_guide(at, Reach.BELOW)).pk}


@made("released_image")
def released_image(at: Unit) -> Parts:
    image = with_picture(make_guide(at, Reach.BELOW))
    as_released(image.guide)
    return {"pk": image.pk}


@made("public_image")
def public_image(at: Unit) -> Parts:
    image = with_picture(make_guide(at, Reach.PUBLIC))
    as_released(image.guide)
    return {"pk": image.pk}


@made("task")
def task(at: Unit) -> Parts:
    return {"pk": task_at(at).pk}


@made_own("task")
def own_task(user: User, at: Unit) -> Parts:
    own_member(user, at)
    return {"pk": give(at, Member.objects.get(account=user)).pk}


@made("task_evidence")
def task_evidence(at: Unit) -> Parts:
    kept = reported(task_at(at), evidence=evidence())
    return {"pk": kept.entries.exclude(stored_as="").get().pk}


@made_own("task_evidence")
def own_task_evidence(user: User, at: Unit) -> Parts:
    own_member(user, at)
    kept = reported(give(at, Member.objects.get(account=user)), evidence=evidence())
    return {"pk": kept.entries.exclude(stored_as="").get().pk}


@made("planned_meeting")
def planned_meeting(at: Unit) -> Parts:
    return {"pk": meetings.planned(meetings.around(at), **meetings.THEMATIC).pk} if at.kind in MEMBER_KINDS else None


@made("open_meeting")
def open_meeting(at: Unit) -> Parts:
    return {"pk": meetings.opened(meetings.around(at), **meetings.THEMATIC).pk} if at.kind in MEMBER_KINDS else None


@made("check_in_code")
def check_in_code(at: Unit) -> Parts:
    return {"code": SIGNER.sign(str(meetings.opened(meetings.around(at), **meetings.THEMATIC).pk))} if at.kind in MEMBER_KINDS else None


@made("meeting_person")
def meeting_person(at: Unit) -> Parts:
    if at.kind not in MEMBER_KINDS:
        return None
    branch = meetings.around(at)
    return {"pk": meetings.opened(branch, **meetings.THEMATIC).pk, "member": branch[0].pk}


@made("meeting_item")
def meeting_item(at: Unit) -> Parts:
    if at.kind not in MEMBER_KINDS:
        return None
    item = meetings.opened(meetings.around(at), **meetings.THEMATIC).agendaitems.first()
    return {"pk": item.meeting_id, "item": item.pk}


@made("held_meeting")
def held_meeting(at: Unit) -> Parts:
    return {"pk": meetings.held(meetings.around(at), **meetings.THEMATIC).pk} if at.kind in MEMBER_KINDS else None


@made("meeting_notice")
def meeting_notice(at: Unit) -> Parts:
    if at.kind not in MEMBER_KINDS:
        return None
    branch = meetings.around(at)
    return {"pk": Notice.objects.get(meeting=meetings.called(branch, **meetings.THEMATIC), member=branch[0]).pk}


@made_own("meeting_notice")
def own_meeting_notice(user: User, at: Unit) -> Parts:
    own_member(user, at)
    own = Member.objects.get(account=user)
    return {"pk": Notice.objects.get(meeting=meetings.called(meetings.Branch(at, [own]), **meetings.THEMATIC), member=own).pk}


def branch_at(at: Unit) -> Unit:
    """The unit, or where members have no home in it a new branch under it."""
    return at if at.kind in MEMBER_KINDS else make_unit("Chi bộ cơ quan", kind=UnitKind.SUBORDINATE_BRANCH, parent=at, founded_on=at.founded_on)


def made_congress(at: Unit) -> Meeting | None:
    """Of an organisation above branches; None at a branch, whose congress calls no delegates."""
    return None if at.kind in BRANCH_KINDS else meetings.planned(meetings.Branch(at, []), kind=MeetingKind.CONGRESS)


@made("congress")
def congress(at: Unit) -> Parts:
    made = made_congress(at)
    return made and {"pk": made.pk}


def made_delegate(at: Unit, member: Member | None = None) -> Parts:
    meeting = made_congress(at)
    who = member or make_member(branch_at(at), "Giàng A Sử")
    return meeting and {"pk": add_delegate(meeting=meeting, member=who, right="elected", by=SYSTEM, now=timezone.now()).pk}


@made("delegate")
def delegate(at: Unit) -> Parts:
    return made_delegate(at)


@made_own("delegate")
def own_delegate(user: User, at: Unit) -> Parts:
    own_member(user, at)
    return made_delegate(at.parent or at, Member.objects.get(account=user))


@made("election")
def election(at: Unit) -> Parts:
    """In a branch's congress under way, or one above it with two delegates."""
    branch = meetings.Branch(at, meetings.around(branch_at(at)).members)
    meeting = meetings.planned(branch, kind=MeetingKind.CONGRESS)
    for one in branch.members if at.kind not in BRANCH_KINDS else ():
        add_delegate(meeting=meeting, member=one, right="elected", by=SYSTEM, now=timezone.now())
    meeting = meetings.under_way(branch, meeting)
    made = nominate(meeting=meeting, of="secretary", seats=1, members=branch.members[:1], by=SYSTEM)
    return {"pk": meeting.pk, "election": made.pk}


@made("committee_seat")
def committee_seat(at: Unit) -> Parts:
    return {"pk": seated(at, make_member(branch_at(at), "Giàng A Sử")).pk}


@made_own("committee_seat")
def own_committee_seat(user: User, at: Unit) -> Parts:
    own_member(user, at)
    return {"pk": seated(at, Member.objects.get(account=user)).pk}


def made_following(at: Unit, member: Member | None = None) -> Following | None:
    """A member of the unit above follows a branch; None where there is none above."""
    if at.parent is None or at.kind not in BRANCH_KINDS:
        return None
    there = Following.objects.filter(unit=at, member=member).first() if member else None
    return there or meetings.followed(at, member or make_member(at, "Giàng A Sử"))


@made("following")
def following(at: Unit) -> Parts:
    made = made_following(at)
    return made and {"pk": made.pk}


@made_own("following")
def own_following(user: User, at: Unit) -> Parts:
    own_member(user, at)
    made = made_following(at, Member.objects.get(account=user))
    return made and {"pk": made.pk}


@made("following_at_meeting")
def following_at_meeting(at: Unit) -> Parts:
    made = made_following(at)
    return made and {"pk": meetings.opened(meetings.around(at), **meetings.THEMATIC).pk, "following": made.pk}


@made("visit")
def visit(at: Unit) -> Parts:
    made = made_following(at)
    return made and {"pk": meetings.visited(made, meetings.opened(meetings.around(at), **meetings.THEMATIC)).pk}


@made("follower_notice")
def follower_notice(at: Unit) -> Parts:
    """Somebody else's."""
    made = made_following(at)
    return made and {"pk": Notice.objects.get(meeting=meetings.opened(meetings.around(at), **meetings.THEMATIC), member=made.member_id).pk}


@made_own("follower_notice")
def own_follower_notice(user: User, at: Unit) -> Parts:
    own_member(user, at)
    made = made_following(at, Member.objects.get(account=user))
    return made and {"pk": Notice.objects.get(meeting=meetings.opened(meetings.around(at), **meetings.THEMATIC), member=made.member_id).pk}
