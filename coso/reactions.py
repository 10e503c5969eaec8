"""What else happens: kind of act -> functions to call, in the same transaction.

The only place where apps meet sideways.
"""

from collections.abc import Callable
from functools import partial

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from coso.admissions import actions as admissions
from coso.assignments import actions as assignments
from coso.assignments.enums import AssignmentAct
from coso.assignments.models import Assignment
from coso.ballots.enums import BallotAct
from coso.ballots.models import Voter
from coso.committees import actions as committees
from coso.common import jobs, scope, vietnamese
from coso.common.actors import SYSTEM
from coso.common.models import Act
from coso.dialogue import actions as dialogue
from coso.dialogue.enums import DialogueAct, QuestionAct
from coso.dialogue.models import Dialogue, Question, SentIn
from coso.documents import actions as documents
from coso.documents.enums import DocumentAct, Reach
from coso.documents.models import Publication, Study
from coso.meetings import actions as meetings
from coso.meetings.enums import MeetingAct
from coso.meetings.models import Notice
from coso.members.enums import MemberAct
from coso.members.models import Member
from coso.notices import actions as notices
from coso.notices.enums import Said
from coso.notices.tasks import TELL_UNIT
from coso.org.enums import UnitAct
from coso.org.models import Unit
from coso.plans import actions as plans
from coso.procedures import actions as procedures
from coso.surveys import actions as surveys
from coso.surveys.enums import SurveyAct
from coso.surveys.models import Survey
from coso.targets import actions as targets

OF_MEMBERSHIP = ("away", "exemption", "exemption_end", "screening", "transfer_temporary", "transfer_temporary_out")


def cases_follow(act: Act) -> None:
    """Unfinished cases of a unit that ended go on in the units that follow it, the first of them first; where none does, in its superior."""
    unit = Unit.objects.select_related("parent").get(pk=act.subject_id)
    found = Unit.objects.in_bulk(act.details["into"])
    into = [found[key] for key in act.details["into"]] or [unit.parent] * bool(unit.parent)
    if unit.ended_on and act.day:
        procedures.follow_ended_unit(unit=unit, into=into, on=act.day, by=act.by or SYSTEM, reason=act.reason)


def source_list_follows(act: Act) -> None:
    """The people on the source list of a unit that ended stand with the first of the units that follow it."""
    unit = Unit.objects.get(pk=act.subject_id)
    to = Unit.objects.filter(pk__in=act.details["into"][:1]).first()
    if unit.ended_on and act.day and to:
        admissions.follow_ended_unit(unit=unit, to=to, on=act.day, by=act.by or SYSTEM)


def targets_follow(act: Act) -> None:
    """What a unit that ended was to reach goes on in the units that follow it."""
    unit = Unit.objects.get(pk=act.subject_id)
    found = Unit.objects.in_bulk(act.details["into"])
    if unit.ended_on and act.day:
        targets.follow_ended_unit(unit=unit, into=[found[key] for key in act.details["into"]], on=act.day, by=act.by or SYSTEM)


def tasks_follow(act: Act) -> None:
    """What a unit that ended had given, and what it was to do, goes on in the units that follow it."""
    unit = Unit.objects.get(pk=act.subject_id)
    found = Unit.objects.in_bulk(act.details["into"])
    if unit.ended_on and act.day:
        assignments.follow_ended_unit(unit=unit, into=[found[key] for key in act.details["into"]], on=act.day, by=act.by or SYSTEM, reason=act.reason)


def questions_follow(act: Act) -> None:
    """What members and units had put to a unit that ended goes to the unit that follows, else to its superior; they are told."""
    unit = Unit.objects.select_related("parent").get(pk=act.subject_id)
    found = Unit.objects.in_bulk(act.details["into"])
    if unit.ended_on and act.day:
        into = [found[key] for key in act.details["into"]]
        dialogue.follow_ended_unit(unit=unit, into=into, on=act.day, by=act.by or SYSTEM, reason=act.reason)
        dialogue.petitions_follow(unit=unit, into=into, on=act.day, by=act.by or SYSTEM, reason=act.reason)
        dialogue.dialogues_follow(unit=unit, into=into, on=act.day, by=act.by or SYSTEM, reason=act.reason)


def questions_are_joined(act: Act) -> None:
    """Two records of one person became one: what both asked is the kept one's."""
    kept = Member.objects.get(pk=act.subject_id)
    dialogue.join_questions(kept_member=kept, gone=act.details["other"], by=act.by or SYSTEM)
    dialogue.join_sent_in(kept_member=kept, gone=act.details["other"], by=act.by or SYSTEM)


def meetings_are_called_off(act: Act) -> None:
    """A branch that ended holds no meeting any more; those it had planned are called off, and its members read why."""
    unit = Unit.objects.get(pk=act.subject_id)
    if unit.ended_on and act.day:
        why = " ".join(filter(None, [_("“%(unit)s” ended on %(day)s.") % {"unit": unit, "day": vietnamese.date(unit.ended_on)}, act.reason]))
        meetings.follow_ended_unit(unit=unit, on=act.day, by=act.by or SYSTEM, reason=why)
        meetings.end_followings_of(unit=unit, on=act.day, by=act.by or SYSTEM, reason=why)


def committee_ends(act: Act) -> None:
    """A unit that ended has no committee any more."""
    unit = Unit.objects.get(pk=act.subject_id)
    if unit.ended_on and act.day:
        why = _("“%(unit)s” ended on %(day)s.") % {"unit": unit, "day": vietnamese.date(unit.ended_on)}
        committees.end_seats_of(unit=unit, on=unit.ended_on, by=act.by or SYSTEM, reason=why)


def seats_end(act: Act) -> None:
    """Who left the roll sits in no committee any more."""
    committees.end_seats_of(member=Member.objects.get(pk=act.subject_id), on=act.day or timezone.localdate(act.at), by=act.by or SYSTEM, reason=_("The member has left the roll."))


def seats_are_joined(act: Act) -> None:
    """Two records of one person became one: it sits in the committees of both."""
    committees.join_seats(kept=Member.objects.get(pk=act.subject_id), gone=act.details["other"], by=act.by or SYSTEM)


def followings_end(act: Act) -> None:
    """Who left the roll follows no branch any more; the committee sees which branches nobody follows."""
    meetings.end_followings_of(member=Member.objects.get(pk=act.subject_id), on=act.day or timezone.localdate(act.at), by=act.by or SYSTEM, reason=_("The member has left the roll."))


def followings_are_joined(act: Act) -> None:
    """Two records of one person became one: it follows the branches of both."""
    meetings.join_followings(kept=Member.objects.get(pk=act.subject_id), gone=act.details["other"], by=act.by or SYSTEM)


def tasks_are_left(act: Act) -> None:
    """Who left the roll, or the unit that gave a task, has it in hand no longer."""
    member = Member.objects.select_related("unit").get(pk=act.subject_id)
    why = _("The member has left the roll.") if member.left_on else _("%(unit)s has received the member.") % {"unit": member.unit}
    assignments.release_member(member=member, on=act.day or timezone.localdate(act.at), by=act.by or SYSTEM, reason=why)


def tasks_are_joined(act: Act) -> None:
    """Two records of one person became one: the tasks of both are in the hands of the one kept."""
    assignments.join_hands(kept=Member.objects.get(pk=act.subject_id), gone=act.details["other"], on=timezone.localdate(act.at), by=act.by or SYSTEM)


def studies_end(act: Act) -> None:
    """A unit that ended lays no paper out for study any more."""
    unit = Unit.objects.get(pk=act.subject_id)
    if unit.ended_on and act.day:
        documents.follow_ended_unit(unit=unit, on=act.day, by=act.by or SYSTEM, reason=_("“%(unit)s” ended on %(day)s.") % {"unit": unit, "day": vietnamese.date(unit.ended_on)})


def receipts_are_joined(act: Act) -> None:
    """Two records of one person became one: what either confirmed is the kept one's."""
    documents.join_receipts(kept=Member.objects.get(pk=act.subject_id), gone=act.details["other"], by=act.by or SYSTEM)


def cases_change_hands(act: Act) -> None:
    """A unit has a new superior, so has what waits for the superior's decision."""
    procedures.stand_anew(unit=Unit.objects.get(pk=act.subject_id), by=act.by or SYSTEM)


def cases_follow_member(act: Act) -> None:
    """What is under way about a member goes on in the new branch; the time away, which the arrival has ended, does not."""
    member, by = Member.objects.select_related("unit").get(pk=act.subject_id), act.by or SYSTEM
    on = act.day or timezone.localdate(act.at)
    why = _("%(unit)s has received the member.") % {"unit": member.unit}
    procedures.end_of_member(member=member, procedures=["away"], on=on, by=by, reason=why)
    procedures.follow_member(member=member, on=on, by=by, reason=why)


def time_away_ends(act: Act) -> None:
    """Who takes part in another branch for a time is in its care; the home branch asks no more how the member is."""
    procedures.end_of_member(
        member=Member.objects.get(pk=act.subject_id), procedures=["away"], on=act.day or timezone.localdate(act.at), by=act.by or SYSTEM,
        reason=_("The member takes part in another branch for a time."), reached=True,
    )


def cases_end_with_membership(act: Act) -> None:
    """Of a member who left the roll nothing is asked any more in these cases."""
    on = act.day or timezone.localdate(act.at)
    procedures.end_of_member(
        member=Member.objects.get(pk=act.subject_id), procedures=OF_MEMBERSHIP, on=on, by=act.by or SYSTEM, reason=_("The member has left the roll."),
    )


# --- who is told of an act: one message a member, in the act's own transaction ---


def _told(act: Act, said: Said, to: dict[int, str], what: str) -> None:
    notices.tell(said=said, to=to, what=what, act_id=act.pk, by=act.by or SYSTEM, now=act.at)


def members_read_of_meeting(said: Said, act: Act) -> None:
    """Whoever has a notice of it; before the members are called nobody has."""
    with scope.within(scope.everything(where="notices.meeting")), override("vi"):
        sent = list(Notice.objects.filter(meeting=act.subject_id).order_by("pk"))
        if sent:
            one = sent[0]
            what = " · ".join(filter(None, [f"{one.get_kind_display()}, {one.at:%H:%M} {vietnamese.date(one.on)}", one.place]))
            _told(act, said, {notice.member_id: notice.get_absolute_url() for notice in sent}, what)


def hands_read_of_task(said: Said, act: Act) -> None:
    """Whoever has the task in hand."""
    with scope.within(scope.everything(where="notices.task")), override("vi"):
        task = Assignment.objects.get(pk=act.subject_id)
        _told(act, said, dict.fromkeys(task.people, task.get_absolute_url()), f"{task.title} · " + _("Due on %(day)s") % {"day": vietnamese.date(task.due_on)})


def voters_read_of_ballot(act: Act) -> None:
    with scope.within(scope.everything(where="notices.ballot")):
        voters = list(Voter.objects.filter(ballot=act.subject_id).order_by("pk"))
        _told(act, Said.BALLOT_OPENED, {voter.member_id: reverse("ballots:vote", args=[voter.pk]) for voter in voters}, "")


def those_asked_read_of_survey(act: Act) -> None:
    """Each on its roll; what it asks stands on its page."""
    with scope.within(scope.everything(where="notices.survey")):
        survey = Survey.objects.get(pk=act.subject_id)
        voters = Voter.objects.filter(ballot=survey.ballot_id).order_by("pk").values_list("member", "pk")
        _told(act, Said.SURVEY_OPENED, {member: reverse("surveys:answer", args=[voter]) for member, voter in voters}, survey.title)


def surveys_end(act: Act) -> None:
    """A unit that ended asks nothing any more: its open surveys end and are counted."""
    unit = Unit.objects.get(pk=act.subject_id)
    if unit.ended_on and act.day:
        surveys.follow_ended_unit(unit=unit, by=act.by or SYSTEM, now=act.at, reason=_("“%(unit)s” ended on %(day)s.") % {"unit": unit, "day": vietnamese.date(unit.ended_on)})


def plans_are_joined(act: Act) -> None:
    """Yearly plans go to the record that stays."""
    plans.join_plans(kept=Member.objects.get(pk=act.subject_id), gone=act.details["other"], by=act.by or SYSTEM)


def replies_are_joined(act: Act) -> None:
    """Two records of one person became one: what either answered by name is the kept one's."""
    surveys.join_replies(kept=Member.objects.get(pk=act.subject_id), gone=act.details["other"], by=act.by or SYSTEM)


def member_reads_the_answer(act: Act) -> None:
    """That it is answered; what was asked and answered may be of class 3 and stands in the record only."""
    if act.member_id:
        _told(act, Said.REQUEST_ANSWERED, {act.member_id: reverse("members:mine")}, "")


def asker_reads_of_question(said: Said, act: Act) -> None:
    """The asker, and who entered it for them; what was asked stands on its page only."""
    with scope.within(scope.everything(where="notices.question")):
        question = Question.objects.get(pk=act.subject_id)
        _told(act, said, dict.fromkeys(question.people, question.get_absolute_url()), "")


def unit_reads_of_paper(act: Act) -> None:
    paper = Publication.objects.filter(document=act.subject_id, ended_on=None).select_related("unit").first()
    if paper:
        _unit_told(act, Said.PAPER_LAID_OUT, paper, f"{paper.symbol} · {paper.abstract}")


def unit_reads_of_study(act: Act) -> None:
    study = Study.objects.select_related("unit", "publication").get(pk=act.subject_id)
    with override("vi"):
        _unit_told(act, Said.PAPER_TO_STUDY, study, " · ".join([_("Until %(day)s") % {"day": vietnamese.date(study.until)}, study.publication.symbol, study.publication.abstract]))


def _unit_told(act: Act, said: Said, laid_out: Publication | Study, what: str) -> None:
    _told_in_parts(act, said, laid_out.unit, what, laid_out.get_absolute_url(), below=laid_out.reach != Reach.UNIT)


def _told_in_parts(act: Act, said: Said, unit: Unit, what: str, href: str, *, below: bool) -> None:
    """A unit with all below it may have members in tens of thousands: the worker tells them, part by part."""
    hi = unit.position_end if below else unit.position + 1
    told = {"said": said, "what": what, "href": href, "lo": unit.position, "hi": hi, "act": act.pk, "by": act.by_id, "at": act.at.isoformat()}
    jobs.start(kind=TELL_UNIT, by=SYSTEM, unit=unit, parameters=told)


def invited_read_of_dialogue(said: Said, act: Act) -> None:
    """Everybody invited, as of a paper."""
    one = Dialogue.objects.select_related("unit").get(pk=act.subject_id)
    _told_in_parts(act, said, one.unit, f"{one.theme} · {one.at:%H:%M} {vietnamese.date(one.on)}", one.get_absolute_url(), below=one.below)


def askers_read_the_answer(act: Act) -> None:
    """Whoever asked what lies in the group; what was asked and answered stands on the page only."""
    with scope.within(scope.everything(where="notices.dialogue")):
        sent = SentIn.objects.filter(raised__topic=act.subject_id)
        _told(act, Said.DIALOGUE_ANSWERED, {one.member_id: one.get_absolute_url() for one in sent}, "")


def asker_reads_why(act: Act) -> None:
    """That it is not put forward; why stands on its page only."""
    with scope.within(scope.everything(where="notices.dialogue")):
        sent = SentIn.objects.get(pk=act.subject_id)
        _told(act, Said.DIALOGUE_HELD_BACK, {sent.member_id: sent.get_absolute_url()}, "")


def messages_are_joined(act: Act) -> None:
    """Two records of one person became one: what either was told is the kept one's."""
    notices.join(kept=Member.objects.get(pk=act.subject_id), gone=act.details["other"], by=act.by or SYSTEM)


def ways_end(act: Act) -> None:
    """Who left the roll is told nothing more."""
    notices.end_ways_of(member=act.subject_id, by=act.by or SYSTEM)


REACTIONS: dict[str, tuple[Callable[[Act], None], ...]] = {
    UnitAct.MERGED: (cases_follow, source_list_follows, targets_follow, tasks_follow, meetings_are_called_off, committee_ends, questions_follow, studies_end, surveys_end),
    UnitAct.SPLIT: (cases_follow, source_list_follows, targets_follow, tasks_follow, meetings_are_called_off, committee_ends, questions_follow, studies_end, surveys_end),
    UnitAct.DISSOLVED: (cases_follow, source_list_follows, targets_follow, tasks_follow, meetings_are_called_off, committee_ends, questions_follow, studies_end, surveys_end),
    UnitAct.TERMINATED: (cases_follow, source_list_follows, targets_follow, tasks_follow, meetings_are_called_off, committee_ends, questions_follow, studies_end, surveys_end),
    UnitAct.MOVED: (cases_change_hands,),
    MemberAct.TRANSFERRED: (cases_follow_member, tasks_are_left),
    MemberAct.MERGED: (tasks_are_joined, followings_are_joined, seats_are_joined, questions_are_joined, replies_are_joined, plans_are_joined, messages_are_joined, receipts_are_joined),
    MemberAct.GUEST_CAME: (time_away_ends,),
    MemberAct.LEFT: (cases_end_with_membership, tasks_are_left, followings_end, seats_end, ways_end),
    MemberAct.CORRECTION_ACCEPTED: (member_reads_the_answer,),
    MemberAct.CORRECTION_REFUSED: (member_reads_the_answer,),
    MeetingAct.CALLED: (partial(members_read_of_meeting, Said.MEETING_CALLED),),
    MeetingAct.CHANGED: (partial(members_read_of_meeting, Said.MEETING_CHANGED),),
    MeetingAct.AGENDA_SET: (partial(members_read_of_meeting, Said.MEETING_CHANGED),),
    MeetingAct.CALLED_OFF: (partial(members_read_of_meeting, Said.MEETING_CALLED_OFF),),
    AssignmentAct.GIVEN: (partial(hands_read_of_task, Said.TASK_GIVEN),),
    AssignmentAct.REASSIGNED: (partial(hands_read_of_task, Said.TASK_CHANGED),),
    AssignmentAct.EXTENDED: (partial(hands_read_of_task, Said.TASK_CHANGED),),
    AssignmentAct.HANDED_BACK: (partial(hands_read_of_task, Said.TASK_HANDED_BACK),),
    AssignmentAct.ACCEPTED: (partial(hands_read_of_task, Said.TASK_ACCEPTED),),
    AssignmentAct.CALLED_OFF: (partial(hands_read_of_task, Said.TASK_CALLED_OFF),),
    QuestionAct.ANSWERED: (partial(asker_reads_of_question, Said.REQUEST_QUESTION_ANSWERED),),
    QuestionAct.PASSED_ON: (partial(asker_reads_of_question, Said.REQUEST_QUESTION_PASSED_ON),),
    QuestionAct.FOLLOWED: (partial(asker_reads_of_question, Said.REQUEST_QUESTION_PASSED_ON),),
    DialogueAct.ANNOUNCED: (partial(invited_read_of_dialogue, Said.DIALOGUE_ANNOUNCED),),
    DialogueAct.CHANGED: (partial(invited_read_of_dialogue, Said.DIALOGUE_CHANGED),),
    DialogueAct.CALLED_OFF: (partial(invited_read_of_dialogue, Said.DIALOGUE_CALLED_OFF),),
    DialogueAct.PUBLISHED: (partial(invited_read_of_dialogue, Said.DIALOGUE_MINUTES),),
    DialogueAct.ANSWERED: (askers_read_the_answer,),
    DialogueAct.HELD_BACK: (asker_reads_why,),
    BallotAct.OPENED: (voters_read_of_ballot,),
    SurveyAct.OPENED: (those_asked_read_of_survey,),
    DocumentAct.PUBLISHED: (unit_reads_of_paper,),
    DocumentAct.STUDY_OPENED: (unit_reads_of_study,),
}
