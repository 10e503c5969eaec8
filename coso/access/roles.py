"""Every permission and every role, on one page a records officer can read and sign.

A role is given by an appointment in a unit for a period; it holds in that unit and all below it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """`noun.verb`, in the order of the alphabet."""

    ACCOUNT_HAND_OUT = "account.hand_out"
    ACCOUNT_MANAGE = "account.manage"
    ACT_VIEW = "act.view"
    ADMISSION_DECIDE = "admission.decide"
    ADMISSION_PREPARE = "admission.prepare"
    APPOINTMENT_MANAGE = "appointment.manage"
    AREA_CHANGE = "area.change"
    ASSIGNMENT_GIVE = "assignment.give"
    ASSIGNMENT_VIEW = "assignment.view"
    BALLOT_RUN = "ballot.run"
    CASE_VIEW = "case.view"
    COMMITTEE_KEEP = "committee.keep"
    COMMITTEE_VIEW = "committee.view"
    CORRECTION_ANSWER = "correction.answer"
    DIALOGUE_ANSWER = "dialogue.answer"
    DIALOGUE_HOLD = "dialogue.hold"
    DOCUMENT_DRAFT = "document.draft"
    DOCUMENT_ISSUE = "document.issue"
    DOCUMENT_VIEW = "document.view"
    FIGURE_RELEASE = "figure.release"
    FIGURE_VIEW = "figure.view"
    GUIDE_REVIEW = "guide.review"
    GUIDE_WRITE = "guide.write"
    JOB_VIEW = "job.view"
    MEETING_DECIDE = "meeting.decide"
    MEETING_HOLD = "meeting.hold"
    MEETING_VIEW = "meeting.view"
    MEMBER_ADD = "member.add"
    MEMBER_CHANGE = "member.change"
    MEMBER_EXPORT = "member.export"
    MEMBER_IMPORT = "member.import"
    MEMBER_MERGE = "member.merge"
    MEMBER_REVEAL = "member.reveal"
    MEMBER_VIEW = "member.view"
    OPERATION_SETTLE = "operation.settle"
    PETITION_ANSWER = "petition.answer"
    PETITION_SEND = "petition.send"
    PETITION_VIEW = "petition.view"
    PLAN_RECEIVE = "plan.receive"
    READING_VIEW = "reading.view"
    REPORT_FREEZE = "report.freeze"
    REPORT_SIGN = "report.sign"
    REPORT_VIEW = "report.view"
    ROLE_VIEW = "role.view"
    RULE_SETTLE = "rule.settle"
    RULE_VIEW = "rule.view"
    STATUS_DECIDE = "status.decide"
    STATUS_PREPARE = "status.prepare"
    SURVEY_MANAGE = "survey.manage"
    TARGET_ANSWER = "target.answer"
    TARGET_SET = "target.set"
    TARGET_VIEW = "target.view"
    TRANSFER_DECIDE = "transfer.decide"
    TRANSFER_PREPARE = "transfer.prepare"
    UNIT_CHANGE = "unit.change"
    UNIT_FOUND = "unit.found"
    UNIT_MOVE = "unit.move"
    UNIT_RESTRUCTURE = "unit.restructure"
    UNIT_VIEW = "unit.view"


P = Permission

SAID: dict[Permission, Any] = {
    P.ACCOUNT_HAND_OUT: _("Open members' own accounts and hand out their codes; never of an account with an office"),
    P.ACCOUNT_MANAGE: _("Open and close accounts, hand out activation codes"),
    P.ACT_VIEW: _("See what was done and by whom"),
    P.ADMISSION_DECIDE: _("Appraise and decide admissions and recognitions"),
    P.ADMISSION_PREPARE: _("Prepare admissions and recognitions in the branch"),
    P.APPOINTMENT_MANAGE: _("Give and end roles"),
    P.AREA_CHANGE: _("Enter areas and say which branch serves them"),
    P.ASSIGNMENT_GIVE: _("Give tasks, accept or hand back what was done, report for the own unit"),
    P.ASSIGNMENT_VIEW: _("See the tasks of the own unit, and how many there are below"),
    P.BALLOT_RUN: _("Open, watch over and close secret ballots"),
    P.CASE_VIEW: _("See cases and where they stand"),
    P.COMMITTEE_KEEP: _("Enter who sits in committees"),
    P.COMMITTEE_VIEW: _("See who sits in committees"),
    P.CORRECTION_ANSWER: _("Answer members' requests for correction"),
    P.DIALOGUE_ANSWER: _("Read and answer what members put to the own office"),
    P.DIALOGUE_HOLD: _("Announce and prepare dialogues of the committee with members, publish their minutes"),
    P.DOCUMENT_DRAFT: _("Draft papers, register incoming ones, add files"),
    P.DOCUMENT_ISSUE: _("Give numbers; issue, withdraw, correct and publish papers"),
    P.DOCUMENT_VIEW: _("See the register of papers"),
    P.FIGURE_RELEASE: _("Release figures to everybody, and take them back"),
    P.FIGURE_VIEW: _("See figures"),
    P.GUIDE_REVIEW: _("Release guides of the handbook that somebody else wrote"),
    P.GUIDE_WRITE: _("Write guides of the handbook"),
    P.JOB_VIEW: _("See long work and its results"),
    P.MEETING_DECIDE: _("Decide the official level of meetings of the branches directly below"),
    P.MEETING_HOLD: _("Plan, call and hold branch meetings, write their minutes"),
    P.MEETING_VIEW: _("See branch meetings and their boards"),
    P.MEMBER_ADD: _("Enter members"),
    P.MEMBER_CHANGE: _("Correct and change members' records"),
    P.MEMBER_EXPORT: _("Take lists of members out as files"),
    P.MEMBER_IMPORT: _("Bring lists of members in"),
    P.MEMBER_MERGE: _("Join two records of one person"),
    P.MEMBER_REVEAL: _("Show sensitive fields; each time is kept in the reading log"),
    P.MEMBER_VIEW: _("See members' records, sensitive fields hidden"),
    P.OPERATION_SETTLE: _("Decide on what phones sent and could not be entered"),
    P.PETITION_ANSWER: _("Receive and answer what units below propose"),
    P.PETITION_SEND: _("Propose to the units above"),
    P.PETITION_VIEW: _("See what units propose and what is answered"),
    P.PLAN_RECEIVE: _("Read and receive the yearly plans of the own branch's members"),
    P.READING_VIEW: _("See who has read which record"),
    P.REPORT_FREEZE: _("Write reports and their templates, settle them, send them up and hand them back"),
    P.REPORT_SIGN: _("Sign off a settled report"),
    P.REPORT_VIEW: _("See and make reports"),
    P.ROLE_VIEW: _("See this page"),
    P.RULE_SETTLE: _("Settle a rule's value for the province"),
    P.RULE_VIEW: _("See rules with their sources"),
    P.STATUS_DECIDE: _("Decide exemptions, removals and screening"),
    P.STATUS_PREPARE: _("Prepare exemptions, removals and screening in the branch"),
    P.SURVEY_MANAGE: _("Draft surveys, release those of somebody else, end them and see their sums"),
    P.TARGET_ANSWER: _("Answer proposed targets, report results, register own targets and new models"),
    P.TARGET_SET: _("Set targets, share them out, decide and revise them"),
    P.TARGET_VIEW: _("See targets and how they stand"),
    P.TRANSFER_DECIDE: _("Introduce and receive members for the grass-roots unit"),
    P.TRANSFER_PREPARE: _("Begin transfers in the branch and confirm arrivals"),
    P.UNIT_CHANGE: _("Rename and correct units"),
    P.UNIT_FOUND: _("Found units"),
    P.UNIT_MOVE: _("Move units under another superior"),
    P.UNIT_RESTRUCTURE: _("Merge, split and dissolve units, and decide plans of restructuring"),
    P.UNIT_VIEW: _("See units"),
}


class Desk(StrEnum):
    """An office to which members may write: whoever holds one of its roles in the very unit reads what comes there."""

    BRANCH = "branch"
    COMMITTEE = "committee"
    OFFICE = "office"
    ORGANISATION = "organisation"
    INSPECTION = "inspection"


DESKS: dict[Desk, Any] = {
    Desk.BRANCH: _("Secretary and branch committee"),
    Desk.COMMITTEE: _("Standing committee"),
    Desk.OFFICE: _("Office of the committee"),
    Desk.ORGANISATION: _("Organisation commission"),
    Desk.INSPECTION: _("Inspection commission"),
}


@dataclass(frozen=True)
class Role:
    """key: kept in the database for ever. second_factor: may not work without one. desk: the office whose post it is."""

    key: str
    title: Any
    permissions: frozenset[Permission]
    second_factor: bool = False
    desk: str = ""


READER = frozenset({P.UNIT_VIEW, P.FIGURE_VIEW, P.REPORT_VIEW, P.RULE_VIEW, P.TARGET_VIEW})
PREPARES = frozenset({P.ADMISSION_PREPARE, P.ASSIGNMENT_GIVE, P.BALLOT_RUN, P.DOCUMENT_DRAFT, P.MEETING_HOLD, P.OPERATION_SETTLE, P.STATUS_PREPARE, P.SURVEY_MANAGE, P.TRANSFER_PREPARE})
DECIDES = frozenset({P.ADMISSION_DECIDE, P.MEETING_DECIDE, P.PETITION_ANSWER, P.STATUS_DECIDE, P.TRANSFER_DECIDE})
BRANCH_READER = READER | {P.ACT_VIEW, P.ASSIGNMENT_VIEW, P.CASE_VIEW, P.COMMITTEE_VIEW, P.DIALOGUE_ANSWER, P.DOCUMENT_VIEW, P.MEETING_VIEW, P.MEMBER_VIEW, P.PETITION_VIEW}
BRANCH_HEAD = BRANCH_READER | PREPARES | {P.COMMITTEE_KEEP, P.MEMBER_REVEAL, P.CORRECTION_ANSWER, P.MEMBER_EXPORT, P.JOB_VIEW, P.TARGET_ANSWER, P.DOCUMENT_ISSUE, P.PETITION_SEND}
CLERK = BRANCH_HEAD | DECIDES | {
    P.ACCOUNT_HAND_OUT, P.DIALOGUE_HOLD, P.MEMBER_ADD, P.MEMBER_CHANGE, P.MEMBER_IMPORT, P.MEMBER_MERGE, P.UNIT_CHANGE, P.AREA_CHANGE, P.READING_VIEW, P.REPORT_FREEZE, P.TARGET_SET,
}
ORGANISER = CLERK | {P.FIGURE_RELEASE, P.GUIDE_REVIEW, P.UNIT_FOUND, P.UNIT_MOVE, P.UNIT_RESTRUCTURE}

ROLES: dict[str, Role] = {
    role.key: role
    for role in [
        Role("member", _("Member"), frozenset()),
        Role("branch_secretary", _("Branch secretary"), BRANCH_HEAD | {P.PLAN_RECEIVE, P.REPORT_FREEZE, P.REPORT_SIGN}, second_factor=True, desk=Desk.BRANCH),
        Role("branch_committee", _("Deputy secretary or branch committee member"), BRANCH_READER | PREPARES | {P.PLAN_RECEIVE}, desk=Desk.BRANCH),
        Role("office_clerk", _("Grass-roots office clerk"), CLERK, second_factor=True, desk=Desk.OFFICE),
        Role("standing_member", _("Standing committee member"), BRANCH_READER | DECIDES | {P.ASSIGNMENT_GIVE, P.DIALOGUE_HOLD, P.FIGURE_RELEASE, P.GUIDE_REVIEW, P.JOB_VIEW, P.REPORT_SIGN, P.SURVEY_MANAGE}, desk=Desk.COMMITTEE),
        Role("organisation_officer", _("Organisation officer"), ORGANISER, second_factor=True, desk=Desk.ORGANISATION),
        Role("inspection_officer", _("Inspection officer"), BRANCH_READER | {P.MEMBER_REVEAL, P.READING_VIEW}, second_factor=True, desk=Desk.INSPECTION),
        Role("handbook_editor", _("Handbook editor"), frozenset({P.GUIDE_REVIEW, P.GUIDE_WRITE, P.UNIT_VIEW, P.RULE_VIEW})),
        Role("report_reader", _("Report reader"), READER),
        Role("auditor", _("Auditor"), READER | {P.ACT_VIEW, P.READING_VIEW, P.ROLE_VIEW}, second_factor=True),
        Role("administrator", _("Administrator"), frozenset({
            P.ACCOUNT_MANAGE, P.APPOINTMENT_MANAGE, P.UNIT_VIEW, P.RULE_VIEW, P.RULE_SETTLE, P.JOB_VIEW, P.ACT_VIEW, P.READING_VIEW, P.ROLE_VIEW,
        }), second_factor=True),
        Role("public", _("The public"), frozenset()),
    ]
}


OFFICES = [key for key, role in ROLES.items() if role.permissions]


def roles_with(permission: str) -> list[str]:
    """Keys of the roles that hold a permission; an unknown permission is an error, never a silent no."""
    wanted = Permission(permission)
    return [key for key, role in ROLES.items() if wanted in role.permissions]
