"""Every way the source list changes, and what an admission, a recognition and a striking off write into the roll."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coso.admissions import queries, rules
from coso.admissions.enums import ApplicantAct, ApplicantState
from coso.admissions.models import Applicant
from coso.common import scope
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.constraints import explained
from coso.common.errors import RuleBroken
from coso.common.fields import field_of
from coso.common.locking import held
from coso.common.vietnamese import tidy
from coso.members import actions as members
from coso.members.enums import LeaveReason, Status, StayReason
from coso.members.models import Member
from coso.members.rules import NewStay, check_holds_members
from coso.org.models import Unit
from coso.org.placing import hold_places
from coso.procedures import actions as procedures
from coso.procedures.declarations import PROCEDURES
from coso.procedures.models import Case

PERSONAL = (
    "full_name", "sex", "birth_date", "ethnic_group", "religion", "general_education", "professional_level", "job",
    "residence", "youth_union_date", "groups", "course_certificate", "course_on",
)
FIELDS = (*PERSONAL, "consent_on", "consent_paper")
UNCHECKED = {field.name for field in Applicant._meta.concrete_fields} - set(FIELDS)  # noqa: SLF001 Django's public _meta
RENEWED = ("general_education", "professional_level", "job")
TAKEN_OVER = ("full_name", "sex", "birth_date", "ethnic_group", "religion", "youth_union_date", *RENEWED)


@transaction.atomic
def add_applicant(*, unit: Unit, fields: dict[str, Any], by: Actor, today: date) -> Applicant:
    """Put a person who has agreed in writing on the source list of a branch."""
    by.require("admission.prepare", unit)
    check_holds_members(unit, today)
    hold_places()  # before the unit, as whoever ends a unit does
    held(Unit.objects.all(), unit.pk)  # the same line sent twice waits here for the first
    applicant = _filled(Applicant(unit=unit), fields, today)
    rules.check_listed_once(applicant, queries.listed_like(applicant))
    with explained(Applicant):
        applicant.save(force_insert=True)
    applicant.refresh_from_db(fields=["position"])
    _record(ApplicantAct.ADDED, applicant, by=by, day=today)
    return applicant


@transaction.atomic
def correct_applicant(*, applicant: Applicant, fields: dict[str, Any], by: Actor, today: date) -> Applicant:
    """Correct what the list says of a person. Which fields changed is told; what they said before is not kept."""
    by.require("admission.prepare", applicant.unit)
    now = _waiting(applicant)
    before = {name: getattr(now, name) for name in FIELDS}
    changed = [name for name in FIELDS if getattr(_filled(now, fields, today), name) != before[name]]
    with explained(Applicant):
        now.save(update_fields=changed)
    _record(ApplicantAct.CORRECTED, now, by=by, day=today, details={"fields": changed})
    return now


@transaction.atomic
def withdraw_consent(*, applicant: Applicant, on: date, by: Actor, today: date) -> Applicant:
    """The person no longer agrees: an open case is cancelled, and what is personal leaves the list, the case and its files."""
    by.require("admission.prepare", applicant.unit)
    now = _waiting(applicant, ended_too=True)
    if on > today or on < now.consent_on:
        raise RuleBroken(_("The consent is withdrawn on a day after it was given and not to come. Nothing was saved. Check the day."))
    if now.case and now.case.is_open:
        procedures.cancel(case=now.case, seen=now.case.turn, reason=_("The person has withdrawn the consent."), by=by, today=today)
    if now.case:
        procedures.forget_person(case=now.case, title=str(ApplicantState.WITHDRAWN.label), by=by, today=today)
    for name in PERSONAL:
        setattr(now, name, _empty(name))
    now.state, now.withdrawn_on = ApplicantState.WITHDRAWN, on
    now.save()
    _record(ApplicantAct.WITHDRAWN, now, by=by, day=on)
    return now


def _empty(name: str) -> Any:
    field = field_of(Applicant, name)
    return None if field.null else field.get_default()


@transaction.atomic
def begin_admission(*, applicant: Applicant, on: date, by: Actor, today: date, left_on: date | None = None, former: Member | None = None) -> Case:
    """Open the case of an admission. `former`, a record found here, or `left_on` alone make it a re-admission of one who left the Party."""
    by.require("admission.prepare", applicant.unit)
    now = _waiting(applicant, ended_too=True)
    if now.state == ApplicantState.IN_CASE:
        raise RuleBroken(_("An admission of this person is under way already. Nothing was saved."))
    if former:
        rules.check_former(former, now)
        left_on = former.left_on
    if left_on:
        rules.check_may_return(left_on, on, now.unit)
    case = procedures.open_case(
        procedure=PROCEDURES["admission"], unit=now.unit, title=now.full_name, on=on, by=by, today=today,
        told={"applicant": now.pk, "left_on": left_on, "left_reason": former.left_reason if former else "", "former": former},
    )
    now.case, now.state = case, ApplicantState.IN_CASE
    now.save(update_fields=["case", "state"])
    _record(ApplicantAct.BEGUN, now, by=by, day=on, details={"number": case.number})
    return case


@transaction.atomic
def end_admission(*, case: Case, on: date, reason: str, by: Actor) -> Applicant:
    """The case ended without an admission; the person stays on the list as such until the consent is withdrawn. Asks no leave: ending the case has."""
    applicant = queries.applicant_of(case)
    applicant.state = ApplicantState.ENDED
    applicant.save(update_fields=["state"])
    _record(ApplicantAct.ENDED, applicant, by=by, day=on, reason=reason)
    return applicant


@transaction.atomic
def follow_ended_unit(*, unit: Unit, to: Unit, on: date, by: Actor) -> int:
    """The source list of a unit that ended goes on in the one that follows it. Asks no leave: the decision on the unit has. Answers how many went on."""
    with scope.within(scope.everything(user=by.pk, where="admissions.follow")):
        people = list(Applicant.objects.filter(unit=unit).select_for_update(of=("self",)))
        for person in people:
            person.unit = to
            person.save(update_fields=["unit"])
            person.refresh_from_db(fields=["position"])
            _record(ApplicantAct.FOLLOWED, person, by=by, day=on, details={"to": to.pk})
    return len(people)


@transaction.atomic
def open_record(*, case: Case, told: dict[str, Any], by: Actor, today: date) -> Member:
    """Enter the new member: party age from the decision, on the roll and on probation from the ceremony. A former member's record goes on."""
    by.require("member.add", case.unit)
    applicant = queries.applicant_of(case)
    ceremony = case.told_day("ceremony")
    admitted = queries.decided_on(case)
    if ceremony is None or admitted is None:
        raise RuleBroken(_("The decision and the ceremony are needed first. Nothing was saved."))
    known = {"residence_address": applicant.residence, **{name: value for name, value in told.items() if value}}
    if former := queries.former_of(case, by):
        anew = {name: getattr(applicant, name) for name in RENEWED} | known
        member = members.readmit(member=former, unit=case.unit, on=ceremony, paper=queries.decision(case), fields={name: value for name, value in anew.items() if value}, by=by, day=today)
    else:
        member = _new_member(case, applicant, admitted, ceremony, known, by, today)
    applicant.member, applicant.state, case.member = member, ApplicantState.ADMITTED, member
    applicant.save(update_fields=["member", "state"])
    _record(ApplicantAct.ADMITTED, applicant, by=by, day=ceremony, member=member, details={"number": case.number})
    return member


def _new_member(case: Case, applicant: Applicant, admitted: date, ceremony: date, known: dict[str, Any], by: Actor, today: date) -> Member:
    rules.check_not_former(queries.former_with(known.get("citizen_id_number", ""), by))
    reason = StayReason.READMITTED if queries.is_readmission(case) else StayReason.ADMITTED
    stay = NewStay(Status.PROBATIONARY, ceremony, reason=reason, paper=queries.decision(case))
    fields = {name: getattr(applicant, name) for name in TAKEN_OVER} | {"admission_date": admitted} | known
    return members.add_member(unit=case.unit, fields=fields, stays=[stay], by=by, day=today)


@transaction.atomic
def follow_probation(*, case: Case, by: Actor, today: date) -> Case | None:
    """The case of the recognition begins with the ceremony, so that nobody is forgotten."""
    by.require("admission.prepare", case.unit)
    ceremony = case.told_day("ceremony")
    if case.member is None or ceremony is None:
        return None
    return procedures.open_case(procedure=PROCEDURES["recognition"], unit=case.unit, title=case.title, on=ceremony, by=by, today=today, member=case.member)


@transaction.atomic
def recognise(*, case: Case, by: Actor, today: date) -> Member:
    """The member is official from the day the decision says."""
    by.require("member.change", case.unit)
    told = case.facts.get("decide") or case.facts["superior"]
    return members.recognise(member=_member(case), on=date.fromisoformat(told["official_on"]), paper=queries.decision(case), by=by, day=today)


@transaction.atomic
def hand_card(*, case: Case, number: str, on: date, by: Actor, today: date) -> Member:
    """Keep the number and the day of the party card."""
    by.require("member.change", case.unit)
    member = _member(case)
    new = {"party_card_number": number, "card_issued_on": on}
    seen = {"party_card_number": member.party_card_number, "card_issued_on": member.card_issued_on}
    return members.correct_member(member=member, new=new, seen=seen, by=by, reason=_("Party card issued, case %(number)s") % {"number": case.number}, day=today)


@transaction.atomic
def strike_off(*, case: Case, by: Actor, today: date) -> Member:
    """The probationary member leaves the roll on the day of the decision."""
    by.require("member.change", case.unit)
    day = queries.decided_on(case)
    if day is None:
        raise RuleBroken(_("The decision is needed first. Nothing was saved."))
    return members.leave(member=_member(case), on=day, reason=LeaveReason.REMOVED, paper=queries.decision(case), by=by, day=today)


def check_probationary(case: Case) -> None:
    """Only a probationary member on the roll is recognised or struck off in this way."""
    if _member(case).status != Status.PROBATIONARY or _member(case).left_on:
        raise RuleBroken(_("%(name)s is not a probationary member. Nothing was saved.") % {"name": case.title})


def _member(case: Case) -> Member:
    return Member.objects.select_related("unit").get(pk=case.member_id)


def _filled(applicant: Applicant, fields: dict[str, Any], today: date) -> Applicant:
    for name in FIELDS:
        if name in fields:
            value = fields[name]
            setattr(applicant, name, tidy(value) if isinstance(value, str) else value)
    rules.check_consent(applicant, today)
    try:
        applicant.clean_fields(exclude=UNCHECKED)
    except ValidationError as problem:
        said = " ".join(f"{field_of(Applicant, name).verbose_name}: {' '.join(errors)}" for name, errors in problem.message_dict.items())
        raise RuleBroken(f"{said} {_('Nothing was saved.')}") from problem
    return applicant


def _waiting(applicant: Applicant, *, ended_too: bool = False) -> Applicant:
    """The person's row, locked, where something may still change in it."""
    now = held(Applicant.objects.select_related("unit", "case"), applicant.pk)
    open_states = {ApplicantState.LISTED, ApplicantState.IN_CASE} | ({ApplicantState.ENDED} if ended_too else set())
    if now.state not in open_states:
        raise RuleBroken(_("This line of the source list is closed (%(state)s). Nothing was saved.") % {"state": now.get_state_display()})
    return now


def _record(kind: str, applicant: Applicant, *, by: Actor, day: date, reason: str = "", member: Member | None = None, details: dict[str, Any] | None = None) -> None:
    record(kind, applicant, by=by, position=applicant.position, member_id=member.pk if member else None, day=day, reason=reason, details=details)
