"""Recognition of a probationary member, and striking one off (domain/membership.md §3)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from coso.admissions import actions, forms, queries, rules
from coso.admissions.procedures.common import (
    DECIDE,
    PREPARE,
    decides_itself,
    not_before,
    superior_decides,
)
from coso.common import vietnamese
from coso.members.enums import Status
from coso.procedures.declarations import Deadline, Paper, Procedure, Step, Vote, register
from coso.procedures.enums import Level


def begin(case: Any, *, told: dict[str, Any], by: Any, today: date) -> None:  # noqa: ARG001 the form every beginning has
    actions.check_probationary(case)


def check_vote(case: Any, on: date, told: dict[str, Any]) -> None:  # noqa: ARG001 the form every check has
    not_before(case, on, "remarks")
    rules.check_over(queries.probation_ends(case.member), on)


def check_after_vote(case: Any, on: date, told: dict[str, Any]) -> None:  # noqa: ARG001 as above
    not_before(case, on, "branch_vote")


def check_after_grounds(case: Any, on: date, told: dict[str, Any]) -> None:  # noqa: ARG001 as above
    not_before(case, on, "grounds")


def check_decision(case: Any, on: date, told: dict[str, Any]) -> None:
    not_before(case, on, "branch_vote", "committee")
    if "official_on" in told:
        rules.check_official_day(told["official_on"], queries.probation_ends(case.member), on, case.unit)


def check_after_decision(case: Any, on: date, told: dict[str, Any]) -> None:  # noqa: ARG001 as above
    for key in ("decide", "superior"):
        not_before(case, on, key)


def recognise(case: Any, *, on: date, told: dict[str, Any], by: Any, today: date) -> None:  # noqa: ARG001 the form every act has
    actions.recognise(case=case, by=by, today=today)


def hand_card(case: Any, *, on: date, told: dict[str, Any], by: Any, today: date) -> None:
    actions.hand_card(case=case, number=told["card"], on=on, by=by, today=today)


def strike_off(case: Any, *, on: date, told: dict[str, Any], by: Any, today: date) -> None:  # noqa: ARG001 as above
    actions.strike_off(case=case, by=by, today=today)


def facts(case: Any) -> list[tuple[Any, str]]:
    return [(_("Ceremony of admission"), vietnamese.date(queries.probation_began(case.member))), (_("Probation ends on"), vietnamese.date(queries.probation_ends(case.member)))]


def on_probation(member: Any) -> bool:
    return member.status == Status.PROBATIONARY and member.left_on is None


def ends(case: Any) -> date:
    return queries.probation_ends(case.member)


RECOGNITION = register(Procedure(
    "recognition", _("Recognition as official member"), "CN", PREPARE, about_member=True, begin=begin, facts=facts, of_members=on_probation,
    summary=_("From the mentor to the party card. It begins by itself when a new member's record is opened."),
    steps=(
        Step(
            "mentor", _("A mentor is named"), PREPARE, form=forms.MentorForm, asks=_("The branch names an official member who helps and follows the new member through the probation."),
            day_label=_("Day on which the branch named the mentor"), rules=("probation.months", "probation.voting_rights"),
        ),
        Step(
            "course", _("New-member course"), PREPARE, form=forms.CourseForm, asks=_("During the probation the member attends the course for new members. Enter the certificate."),
            day_label=_("Date of the certificate"), papers=(Paper("course", _("Certificate of the new-member course")),),
        ),
        Step(
            "remarks", _("Self-review, mentor's remarks and opinions"), PREPARE, form=forms.RemarksForm,
            asks=_("When the probation is over, the member writes the self-review and the mentor the remarks; collect the opinions of the mass organisation and of the residence."),
            day_label=_("Day on which all papers were in"), deadline=Deadline("probation.review_working_days", since=ends),
            papers=(Paper("self_review", _("Self-review of the probationary member"), "10-KNĐ"), Paper("mentor", _("Remarks of the mentor"), "11-KNĐ"), Paper("opinions", _("Summary of opinions"), "12-KNĐ")),
        ),
        Step(
            "branch_vote", _("The branch votes on the recognition"), PREPARE, check=check_vote, vote=Vote("probation.vote_share"), deadline=Deadline("probation.review_working_days", since=ends),
            asks=_("The branch considers the recognition in time after the probation is over, and votes. If the member does not deserve it, choose “Do not agree” and open the striking off."),
            day_label=_("Day of the branch meeting"), papers=(Paper("branch_resolution", _("Resolution of the branch"), "13-KNĐ"),),
        ),
        Step(
            "section", _("The sectional committee appraises"), DECIDE, Level.SECTION, form=forms.AppraisalForm, check=check_after_vote, applies=queries.has_section,
            asks=_("The sectional committee looks at the resolution of the branch and writes its appraisal report."), day_label=_("Day of the report"), papers=(Paper("appraisal", _("Appraisal report"), "14-KNĐ"),),
        ),
        Step(
            "committee", _("The grass-roots committee considers"), DECIDE, Level.GRASSROOTS, form=forms.CommitteeForm, check=check_after_vote,
            asks=_("The committee of the grass-roots organisation looks at the file. Say also whether it may decide itself, or the level above decides."),
            day_label=_("Day of the committee's meeting"), papers=(Paper("committee_resolution", _("Resolution of the grass-roots committee"), "15-KNĐ"),),
        ),
        Step(
            "decide", _("Decision to recognise"), DECIDE, Level.GRASSROOTS, form=forms.RecognitionDecisionForm, check=check_decision, applies=decides_itself,
            asks=_("The decision is signed and numbered. Also when it is late, the member is official from the day the probation was over."),
            day_label=_("Date written in the decision"), rules=("probation.late_recognition_from",), papers=(Paper("decision", _("Decision to recognise"), "16-KNĐ", template="admissions/recognition"),),
        ),
        Step(
            "superior", _("Decision to recognise by the level above"), DECIDE, Level.SUPERIOR, form=forms.RecognitionDecisionForm, check=check_decision, applies=superior_decides,
            asks=_("The level above signs and numbers the decision. Also when it is late, the member is official from the day the probation was over."),
            day_label=_("Date written in the decision"), rules=("probation.late_recognition_from",), papers=(Paper("decision_above", _("Decision to recognise"), "16-KNĐ", template="admissions/recognition"),),
        ),
        Step(
            "record", _("The office enters the recognition"), "member.change", Level.GRASSROOTS, check=check_after_decision, do=recognise,
            asks=_("Record this step and the roll says: official member, from the day in the decision."), day_label=_("Day on which it is entered"),
        ),
        Step(
            "announce", _("The decision is read in the branch"), PREPARE, check=check_after_decision, rules=("probation.announce",),
            asks=_("Read the decision in the nearest meeting of the branch."), day_label=_("Day of the branch meeting"),
        ),
        Step(
            "card", _("The party card is handed out"), "member.change", Level.GRASSROOTS, form=forms.CardForm, check=check_after_decision, do=hand_card, rules=("card.issue_event", "card.number_digits"),
            asks=_("Enter the number and the day of the party card; the branch hands it out in its nearest meeting."), day_label=_("Date of issue of the card"),
        ),
    ),
))

STRIKE_OFF = register(Procedure(
    "strike_off", _("Striking off a probationary member"), "XD", PREPARE, about_member=True, begin=begin, facts=facts, of_members=on_probation,
    summary=_("For a probationary member who does not deserve recognition. People decide; nothing starts it by itself."),
    steps=(
        Step(
            "grounds", _("Grounds, and the member is heard"), PREPARE, form=forms.GroundsForm,
            asks=_("Tell the member what is held against them and hear them before the branch votes. Write the grounds in plain words; the member can read them."), day_label=_("Day on which the branch committee proposes it"),
        ),
        Step(
            "branch_vote", _("The branch votes"), PREPARE, vote=Vote("probation.strike_off_vote_share"), check=check_after_grounds,
            asks=_("The branch meets and votes. Enter how many were present and how they voted."), day_label=_("Day of the branch meeting"), papers=(Paper("branch_resolution", _("Resolution of the branch")),),
        ),
        Step(
            "committee", _("The grass-roots committee considers"), DECIDE, Level.GRASSROOTS, form=forms.CommitteeForm, check=check_after_vote,
            asks=_("The committee of the grass-roots organisation looks at the file. Say also whether it may decide itself, or the level above decides."), day_label=_("Day of the committee's meeting"),
        ),
        Step(
            "decide", _("Decision to strike off"), DECIDE, Level.GRASSROOTS, form=forms.DecisionForm, check=check_decision, applies=decides_itself, day_label=_("Date written in the decision"),
            asks=_("The decision is signed and numbered, and handed to the person with the way to complain."), papers=(Paper("decision", _("Decision to strike off")),), rules=("removal.appeal_working_days",),
        ),
        Step(
            "superior", _("Decision to strike off by the level above"), DECIDE, Level.SUPERIOR, form=forms.DecisionForm, check=check_decision, applies=superior_decides, day_label=_("Date written in the decision"),
            asks=_("The decision is signed and numbered, and handed to the person with the way to complain."), papers=(Paper("decision_above", _("Decision to strike off")),), rules=("removal.appeal_working_days",),
        ),
        Step(
            "record", _("The office takes the person off the roll"), "member.change", Level.GRASSROOTS, check=check_after_decision, do=strike_off,
            asks=_("Record this step and the person leaves the roll on the date of the decision. The record is kept."), day_label=_("Day on which it is entered"),
        ),
    ),
))
