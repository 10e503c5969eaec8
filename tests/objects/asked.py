"""What members ask and are asked: questions, proposals, dialogues and surveys."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.utils import timezone

from coso.access.models import User
from coso.ballots.models import Voter
from coso.common.actors import SYSTEM
from coso.dialogue.models import (
    Dialogue,
    Offer,
    Petition,
    Question,
    Raised,
    SentIn,
)
from coso.dialogue.models import Topic as TopicOfDialogue
from coso.members.models import Member
from coso.org.kinds import BRANCH_KINDS
from coso.org.models import Unit
from coso.surveys import actions as surveys
from coso.surveys.models import Survey
from tests.assignments.story import (
    make_branch,
)
from tests.factories import (
    TODAY,
    make_member,
    make_user,
)
from tests.objects.records import own_member
from tests.objects.registry import Parts, made, made_own


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
