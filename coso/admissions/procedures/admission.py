"""Admission: from the application to the record of the new member (domain/membership.md §2)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coso.admissions import actions, forms, queries, rules
from coso.admissions.enums import Conclusion, Introducers
from coso.admissions.procedures.common import (
    DECIDE,
    PREPARE,
    decides_itself,
    not_before,
    superior_decides,
)
from coso.common import vietnamese
from coso.common.errors import RuleBroken
from coso.members.enums import LeaveReason
from coso.procedures.declarations import Deadline, Paper, Procedure, Step, Vote, register
from coso.procedures.enums import Board, Level
from coso.rulebook import rules as rulebook

# --- checks --------------------------------------------------------------------------------------

def check_application(case: Any, on: date, told: dict[str, Any]) -> None:
    rules.check_place(told.get("place", ""), told.get("worked_since"), told.get("why_here", ""), on, case.unit)
    rules.check_order(told["applied_on"], told["history_on"], on, case.unit)
    rules.check_certificate(told["course_on"], on, case.unit)


def check_former(case: Any, on: date, told: dict[str, Any]) -> None:
    opened = case.facts["opened"]
    rules.check_may_return(date.fromisoformat(opened["left_on"]), on, case.unit)
    rules.check_cleared(told["cleared_on"], on, case.unit)
    rules.check_excluded(told["excluded"], opened.get("left_reason", ""), on, case.unit)


def check_introducers(case: Any, on: date, told: dict[str, Any]) -> None:
    chosen = [one for one in (told["first"], told["second"]) if one]
    rules.check_introducers(chosen, with_union=told["way"] == Introducers.WITH_UNION, on=on, unit=case.unit)


def check_vetting(case: Any, on: date, told: dict[str, Any]) -> None:  # noqa: ARG001 the form every check has
    if told["conclusion"] != Conclusion.MEETS:
        raise RuleBroken(gettext("The admission goes on only when the vetting has cleared everything. The step was not recorded. Clear what is open first, or choose “Do not agree” with the reason."))


def check_branch_vote(case: Any, on: date, told: dict[str, Any]) -> None:
    not_before(case, on, "application", "introducers", "vetting", "opinions")
    applicant = queries.applicant_of(case)
    course = case.facts["application"].get("course_on")
    rules.check_certificate(date.fromisoformat(course) if course else None, on, case.unit)
    rules.check_old_enough(applicant.birth_date, on, case.unit)
    rules.check_schooled(applicant, told["exception"], on, case.unit)


def check_after_vote(case: Any, on: date, told: dict[str, Any]) -> None:  # noqa: ARG001 as above
    not_before(case, on, "branch_vote")


def check_decision(case: Any, on: date, told: dict[str, Any]) -> None:  # noqa: ARG001 as above
    not_before(case, on, "branch_vote", "committee")


def check_after_decision(case: Any, on: date, told: dict[str, Any]) -> None:  # noqa: ARG001 as above
    for key in ("decide", "superior"):
        not_before(case, on, key)


def check_after_ceremony(case: Any, on: date, told: dict[str, Any]) -> None:  # noqa: ARG001 as above
    not_before(case, on, "ceremony")


# --- conditions -----------------------------------------------------------------------------------

def over_age(case: Any) -> bool:
    """Older than the usual way allows, on the day of the branch vote."""
    voted = case.told_day("branch_vote")
    applicant = queries.applicant_of(case)
    return bool(voted and applicant.birth_date and rules.over_age(applicant.birth_date, voted, case.unit))


# --- what is written elsewhere ----------------------------------------------------------------------

def open_record(case: Any, *, on: date, told: dict[str, Any], by: Any, today: date) -> None:  # noqa: ARG001 as above
    actions.open_record(case=case, told=told, by=by, today=today)


def close(case: Any, *, on: date, by: Any, today: date) -> None:  # noqa: ARG001 as above
    actions.follow_probation(case=case, by=by, today=today)


def give_up(case: Any, *, state: str, on: date, reason: str, by: Any) -> None:  # noqa: ARG001 as above
    actions.end_admission(case=case, on=on, reason=reason, by=by)


def facts(case: Any) -> list[tuple[Any, str]]:
    applicant = queries.applicant_of(case)
    born = vietnamese.date(applicant.birth_date) if applicant.birth_date else ""
    left, reason = case.facts["opened"].get("left_on"), case.facts["opened"].get("left_reason")
    told = [(_("Birth date"), born), (_("Present job"), applicant.job), (_("General education"), str(applicant.get_general_education_display()))]
    if left:
        told.append((_("Re-admission; left the Party on"), vietnamese.date(date.fromisoformat(left))))
        told.append((_("Party age"), gettext("The rulebook does not know from which decision it counts after a re-admission. The record keeps the admission date it has.") if reason else gettext("The rulebook does not know from which decision it counts after a re-admission. The record will say the date of the new decision.")))
    if line := led_by(case):
        told.append((_("Who leads the case"), line))
    if reason:
        told.append((_("The record says"), str(LeaveReason(reason).label)))
    return told


def led_by(case: Any) -> str:
    """Which organisation the rule names to lead the case, with its source, and what people decided instead."""
    on, since = case.told_day("application"), case.told("application", "worked_since")
    rule = rules.led_by_residence(date.fromisoformat(since), on, case.unit) if on and since else None
    if rule is None:
        return ""
    said = gettext("The organisation of the residence: less than %(months)d months of work at the place (%(source)s).") % {"months": rule.value, "source": rulebook.named(rule)}
    why = case.told("application", "why_here")
    return said + " " + gettext("Led here all the same: %(why)s.") % {"why": why} if why else said


def subject(case: Any) -> str:
    return queries.applicant_of(case).get_absolute_url()


ADMISSION = register(Procedure(
    "admission", _("Admission into the Party"), "KN", PREPARE, opened_at="admissions:list", close=close, give_up=give_up, facts=facts, subject=subject,
    summary=_("From the application to the new member's record. It is opened from the person's page in the source list."),
    steps=(
        Step(
            "former", _("Conditions of the re-admission"), PREPARE, form=forms.FormerForm, check=check_former, applies=queries.is_readmission,
            asks=_("The person was a member before. Check the time since the leaving and the groups that the rule leaves out; people judge this, the system only shows rule and record. The earlier membership stays in the record, and a new probation follows."),
            day_label=_("Day on which the branch checked it"), rules=("readmission.wait_months", "readmission.wait_months_after_conviction", "readmission.excluded", "readmission.probation_months"),
        ),
        Step(
            "application", _("Application and personal history"), PREPARE, form=forms.ApplicationForm, check=check_application,
            asks=_("The person writes the application by hand first, then the personal history, and hands both to the branch with the certificate of the awareness course. Enter the dates on the papers, and since when the person works at the place. Where the person lives stands in the source list."),
            day_label=_("Day on which the branch received the papers"), rules=("admission.step_order", "admission.awareness_certificate_months", "admission.short_contract_months"),
            papers=(Paper("application", _("Application to join the Party"), "1-KNĐ"), Paper("history", _("Personal history of the applicant"), "2-KNĐ"), Paper("certificate", _("Certificate of the awareness course"))),
        ),
        Step(
            "introducers", _("Introducers"), PREPARE, form=forms.IntroducersForm, check=check_introducers,
            asks=_("Choose the official members who introduce the person. Where the youth union introduces too, one member is enough."),
            day_label=_("Day of the letters of introduction"),
            rules=("admission.introducers_members", "admission.introducers_members_with_union", "admission.introducer_same_unit_months", "admission.introducer_official_months"),
            papers=(Paper("letters", _("Letters of introduction by members"), "3-KNĐ"), Paper("union", _("Resolution of the youth union or trade union"), "4-KNĐ", needed=False)),
        ),
        Step(
            "vetting", _("Vetting of the personal history"), PREPARE, form=forms.VettingForm, check=check_vetting,
            asks=_("The branch committee vets the personal history and writes its statement only after the results are in. Here you note that it is done, the paper and the conclusion, nothing else."),
            day_label=_("Day of the conclusion"), rules=("admission.vetting_relations", "admission.vetting_skip_member_relatives", "admission.vetting_statement_after_results"),
        ),
        Step(
            "opinions", _("Opinions of the mass organisation and of the residence"), PREPARE, form=forms.OpinionsForm,
            asks=_("Collect the opinion of the mass organisation the person belongs to and that of the branch committee where the person lives, and put both together on one sheet."),
            day_label=_("Day of the summary"), papers=(Paper("opinions", _("Summary of opinions"), "5-KNĐ"),),
        ),
        Step(
            "branch_vote", _("The branch votes"), PREPARE, form=forms.BranchVoteForm, check=check_branch_vote, vote=Vote("admission.vote_share"),
            asks=_("The branch meets, looks at all papers and votes. Enter how many were present and how they voted; whether it is enough is worked out for you from all official members of the branch."),
            day_label=_("Day of the branch meeting"), rules=("admission.age_min", "admission.age_max", "admission.education_min", "admission.awareness_certificate_months"),
            papers=(Paper("branch_resolution", _("Resolution of the branch"), "6-KNĐ"),),
        ),
        Step(
            "section", _("The sectional committee appraises"), DECIDE, Level.SECTION, form=forms.AppraisalForm, check=check_after_vote, applies=queries.has_section,
            asks=_("The sectional committee looks at the resolution of the branch and writes its appraisal report."), day_label=_("Day of the report"),
            papers=(Paper("appraisal", _("Appraisal report"), "7-KNĐ"),),
        ),
        Step(
            "committee", _("The grass-roots committee considers"), DECIDE, Level.GRASSROOTS, form=forms.CommitteeForm, check=check_after_vote,
            vote=Vote("admission.committee_vote_share", Board.COMMITTEE, board_may_say=True),
            asks=_("The committee of the grass-roots organisation appraises the file and votes. Say also whether it may decide itself, or the level above decides."),
            day_label=_("Day of the committee's meeting"), rules=("admission.decider",), papers=(Paper("committee_resolution", _("Resolution of the grass-roots committee"), "8-KNĐ"),),
        ),
        Step(
            "over_age", _("Consent for a person over the usual age"), DECIDE, Level.GRASSROOTS, form=forms.ConsentForm, check=check_after_vote, applies=over_age,
            asks=_("The person is older than the usual age. The body that the rule names must agree in writing before the decision. Enter its paper."),
            day_label=_("Date of the consent"), rules=("admission.age_max", "admission.over_age_approver"), papers=(Paper("over_age", _("Written consent for a person over the usual age")),),
        ),
        Step(
            "readmission", _("Consent to the re-admission"), DECIDE, Level.GRASSROOTS, form=forms.ConsentForm, check=check_after_vote, applies=queries.is_readmission,
            asks=_("A former member is re-admitted only with the written consent of the provincial standing committee. Enter its paper."),
            day_label=_("Date of the consent"), rules=("readmission.wait_months", "readmission.excluded"), papers=(Paper("readmission", _("Written consent to the re-admission")),),
        ),
        Step(
            "decide", _("Decision to admit"), DECIDE, Level.GRASSROOTS, form=forms.DecisionForm, check=check_decision, applies=decides_itself,
            asks=_("The decision is signed and numbered. Party age counts from the date written in it."), day_label=_("Date written in the decision"),
            rules=("admission.decider", "party_age.start"), papers=(Paper("decision", _("Decision to admit"), "9-KNĐ", template="admissions/admission"),),
        ),
        Step(
            "superior", _("Decision to admit by the level above"), DECIDE, Level.SUPERIOR, form=forms.DecisionForm, check=check_decision, applies=superior_decides,
            asks=_("The grass-roots committee has sent the file up. The level above signs and numbers the decision. Party age counts from the date written in it."),
            day_label=_("Date written in the decision"), rules=("party_age.start",), papers=(Paper("decision_above", _("Decision to admit"), "9-KNĐ", template="admissions/admission"),),
        ),
        Step(
            "received", _("The branch receives the decision"), PREPARE, check=check_after_decision,
            asks=_("Enter the day on which the decision reached the branch, then prepare the ceremony."), day_label=_("Day of receipt"),
        ),
        Step(
            "ceremony", _("Ceremony of admission"), PREPARE, check=check_after_decision, deadline=Deadline("admission.ceremony_working_days", since=queries.ceremony_counted_from),
            asks=_("Hold the ceremony in time. From this day the person is a probationary member, and the probation runs."), day_label=_("Day of the ceremony"), rules=("probation.months",),
        ),
        Step(
            "member_history", _("The new member declares the member history"), PREPARE, check=check_after_ceremony,
            deadline=Deadline("admission.history_declaration_working_days", since="ceremony"),
            asks=_("The new member fills in the member history and hands it to the branch committee, which sends it up with the file."), day_label=_("Day on which it was handed in"),
            papers=(Paper("member_history", _("Member history"), "1-HSĐV"),),
        ),
        Step(
            "record", _("The office opens the record"), "member.add", Level.GRASSROOTS, form=forms.RecordForm, check=check_after_ceremony, do=open_record,
            asks=_("Check the file and open the record: the person then stands on the roll of the branch as a probationary member, and the case of the recognition begins by itself."),
            day_label=_("Day on which the record is opened"), papers=(Paper("member_sheet", _("Member sheet"), "2-HSĐV"),),
        ),
    ),
))
