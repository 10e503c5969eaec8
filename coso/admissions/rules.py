"""What the field asks of an admission and of a recognition; every number comes from the rulebook.

Where the rulebook knows no value on the day, nothing is refused: the page of the case shows the sentence that says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coso.admissions.enums import Excluded, Place
from coso.admissions.models import Applicant
from coso.common.errors import RuleBroken
from coso.common.periods import add_months
from coso.common.vietnamese import date as written
from coso.members.enums import GeneralEducation, LeaveReason, Status, StayReason
from coso.members.models import Member, Stay
from coso.members.rules import left_the_party
from coso.org.models import Unit
from coso.rulebook import rules as rulebook
from coso.rulebook.book import Rule

MONTHS = 12
LEVELS = [*GeneralEducation.values]
# The rulebook's own words for levels of schooling.
SCHOOLING = {"lower_secondary_completed": GeneralEducation.LOWER_SECONDARY, "primary_completed": GeneralEducation.PRIMARY}
JOINED = (StayReason.ADMITTED, StayReason.READMITTED)


def rule_on(day: date, unit: Unit, key: str) -> Rule | None:
    return rulebook.on(day, unit).find(key)


def kept() -> str:
    return _("The step was not recorded.")


# --- the source list -------------------------------------------------------------------------------

def check_consent(applicant: Applicant, today: date) -> None:
    """Nothing is kept of a person who has not agreed in writing."""
    if not (applicant.consent_on and applicant.consent_paper.strip()):
        raise RuleBroken(_("The day and the paper of the person's consent are needed. Nothing was saved. Ask for the consent in writing first."))
    for day in (applicant.consent_on, applicant.birth_date, applicant.course_on, applicant.youth_union_date):
        if day and day > today:
            raise RuleBroken(_("%(on)s has not come yet. Nothing was saved. Check the day.") % {"on": written(day)})
    if applicant.birth_date and applicant.birth_date >= applicant.consent_on:
        raise RuleBroken(_("The birth date is not before the day of consent. Nothing was saved. Check both days."))


# --- admission -------------------------------------------------------------------------------------

def check_order(applied_on: date, history_on: date, on: date, unit: Unit) -> None:
    """The application is written first, the personal history after it; both before they are handed in."""
    if history_on < applied_on and rule_on(on, unit, "admission.step_order"):
        raise RuleBroken(_("The personal history of %(history)s is older than the application of %(applied)s. The application is written first. %(kept)s Check both days.") % {"history": written(history_on), "applied": written(applied_on), "kept": kept()})
    if max(applied_on, history_on) > on:
        raise RuleBroken(_("A paper is dated after the day it was handed in. %(kept)s Check the days.") % {"kept": kept()})


def led_by_residence(worked_since: date | None, on: date, unit: Unit) -> Rule | None:
    """The rule by which the organisation of the residence leads the case: the person has worked at the place for too short a time."""
    rule = rule_on(on, unit, "admission.short_contract_months")
    return rule if rule and worked_since and add_months(worked_since, int(rule.value)) > on else None


def check_place(place: str, worked_since: date | None, why_here: str, on: date, unit: Unit) -> None:
    """Another branch than the rule names leads the case only where people say why."""
    if place == Place.WORK and worked_since is None:
        raise RuleBroken(_("Since when the person works here is missing. %(kept)s Enter the day; the rule on short contracts asks for it.") % {"kept": kept()})
    if worked_since and worked_since > on:
        raise RuleBroken(_("The work began on %(since)s, after the papers were handed in. %(kept)s Check both days.") % {"since": written(worked_since), "kept": kept()})
    rule = led_by_residence(worked_since, on, unit)
    if rule and place == Place.WORK and not why_here.strip():
        raise RuleBroken(_("The person has worked here since %(since)s, less than %(months)d months. By %(source)s the organisation of the residence leads the case. %(kept)s Hand the person over to the branch of the residence; or, where it was agreed otherwise, write why this branch leads it.") % {"since": written(worked_since or on), "months": rule.value, "source": rulebook.named(rule), "kept": kept()})


def check_certificate(course_on: date | None, on: date, unit: Unit) -> None:
    """The certificate of the awareness course still holds on the day of the branch vote."""
    rule = rule_on(on, unit, "admission.awareness_certificate_months")
    if rule is None:
        return
    if course_on is None:
        raise RuleBroken(_("The day of the awareness course certificate is missing. %(kept)s Hand the case back to the first step and enter it there.") % {"kept": kept()})
    last = add_months(course_on, int(rule.value))
    if on > last:
        raise RuleBroken(_("The awareness course certificate of %(course)s held for %(months)d months, until %(last)s. %(kept)s The person must take the course again.") % {"course": written(course_on), "months": rule.value, "last": written(last), "kept": kept()})


def months_of_age(birth: date, on: date) -> int:
    """Age counted by month, as the rule on admission counts it: the day of the month does not matter."""
    return (on.year - birth.year) * MONTHS + on.month - birth.month


def check_old_enough(birth: date, on: date, unit: Unit) -> None:
    rule = rule_on(on, unit, "admission.age_min")
    if rule and months_of_age(birth, on) < int(rule.value) * MONTHS:
        raise RuleBroken(_("On %(on)s the person was not yet %(years)d years old, counted by month. %(kept)s The branch may vote once that age is reached.") % {"on": written(on), "years": rule.value, "kept": kept()})


def over_age(birth: date, on: date, unit: Unit) -> bool:
    """Whether the person is older, by month, than the age up to which the usual way is open."""
    rule = rule_on(on, unit, "admission.age_max")
    return bool(rule and months_of_age(birth, on) > int(rule.value) * MONTHS)


def check_schooled(applicant: Applicant, exception: str, on: date, unit: Unit) -> None:
    """The schooling asked for is there, or the paper of an exception is named."""
    rule = rule_on(on, unit, "admission.education_min")
    if rule is None or exception.strip():
        return
    if not applicant.general_education:
        raise RuleBroken(_("The general education of %(name)s is not entered. %(kept)s Open the person's page in the source list and enter it.") % {"name": applicant.full_name, "kept": kept()})
    least = SCHOOLING.get(str(rule.value))
    if least and LEVELS.index(applicant.general_education) < LEVELS.index(least):
        raise RuleBroken(_("The rule asks for “%(least)s”; %(name)s has “%(has)s”. %(kept)s Where an exception holds for the area, name its paper.") % {"least": GeneralEducation(least).label, "name": applicant.full_name, "has": applicant.get_general_education_display(), "kept": kept()})


def check_introducers(members: Sequence[Member], *, with_union: bool, on: date, unit: Unit) -> None:
    """Enough introducers, each an official member, long enough in the same unit."""
    distinct = {member.pk: member for member in members}
    needed = rule_on(on, unit, "admission.introducers_members_with_union" if with_union else "admission.introducers_members")
    if needed and len(distinct) < int(needed.value):
        raise RuleBroken(ngettext("%(n)d introducer is needed.", "%(n)d different introducers are needed.", int(needed.value)) % {"n": needed.value} + " " + kept())
    for member in distinct.values():
        _check_introducer(member, on, unit)


def _check_introducer(member: Member, on: date, unit: Unit) -> None:
    waited = rule_on(on, unit, "admission.introducer_official_months")
    official = member.official_date
    if member.status != Status.OFFICIAL or (official and add_months(official, int(waited.value) if waited else 0) > on):
        raise RuleBroken(_("%(name)s was not an official member long enough on %(on)s. %(kept)s Choose another introducer.") % {"name": member.full_name, "on": written(on), "kept": kept()})
    rule = rule_on(on, unit, "admission.introducer_same_unit_months")
    since = here_since(member.stays.home().order_by("-valid_from"), unit)
    if rule and (since is None or add_months(since, int(rule.value)) > on):
        when = written(since) if since else "–"
        raise RuleBroken(_("%(name)s has been in this branch since %(since)s; the rule asks for %(months)d months in the same unit. %(kept)s Choose another introducer.") % {"name": member.full_name, "since": when, "months": rule.value, "kept": kept()})


def here_since(stays: Iterable[Stay], unit: Unit) -> date | None:
    """Since when somebody is in a unit without a gap; what came over with the unit itself counts. `stays`: the latest first."""
    since: date | None = None
    carried = False
    for stay in stays:
        joined = stay.unit_id == unit.pk or carried
        if (since and stay.valid_to != since) or not joined:
            break
        since, carried = stay.valid_from, stay.reason == StayReason.UNIT_CHANGED
    return since


def check_not_before(on: date, earlier: date | None, what: Any) -> None:
    """A step counts from no day before the one it follows from."""
    if earlier and on < earlier:
        raise RuleBroken(_("%(on)s lies before “%(what)s” of %(earlier)s. %(kept)s Check the day.") % {"on": written(on), "what": what, "earlier": written(earlier), "kept": kept()})


def check_may_return(left_on: date, on: date, unit: Unit) -> None:
    """A former member waits before a re-admission."""
    rule = rule_on(on, unit, "readmission.wait_months")
    if rule and add_months(left_on, int(rule.value)) > on:
        raise RuleBroken(_("The person left on %(left)s; a re-admission may be considered after %(months)d months, from %(day)s. %(kept)s") % {"left": written(left_on), "months": rule.value, "day": written(add_months(left_on, int(rule.value))), "kept": kept()})


def check_former(member: Member, applicant: Applicant) -> None:
    """The record found is that of somebody born on the same day who left the Party."""
    if member.birth_date != applicant.birth_date:
        raise RuleBroken(_("A record with this citizen ID number has another birth date. Nothing was saved. Check both with the person's papers."))
    if left_the_party(member):
        return
    if member.left_on is None:
        raise RuleBroken(_("This citizen ID number belongs to somebody on the roll. Nothing was saved. Check the number with the person's papers."))
    raise RuleBroken(_("The record with this citizen ID number says “%(reason)s” since %(day)s, which is not a leaving of the Party. Nothing was saved. Ask the office to check the record.") % {"reason": member.get_left_reason_display(), "day": written(member.left_on)})


def check_listed_once(applicant: Applicant, already: bool) -> None:
    """One person has one line in the source list of a branch."""
    if already:
        raise RuleBroken(_("%(name)s, with this sex and birth date, is on the source list of this branch already. Nothing was saved. Open that line; if this is another person, check name and birth date.") % {"name": applicant.full_name})


def check_not_former(member: Member | None) -> None:
    """A record is not made a second time for a former member."""
    if member and left_the_party(member):
        raise RuleBroken(_("A former member's record bears this citizen ID number. The step was not recorded, and no second record was made. If it is the same person, cancel this case and begin a re-admission, which goes on with that record; else check the number."))


def check_cleared(cleared_on: date | None, on: date, unit: Unit) -> None:
    """Who was convicted waits from the day the record was cleared."""
    rule = rule_on(on, unit, "readmission.wait_months_after_conviction")
    if cleared_on and rule and add_months(cleared_on, int(rule.value)) > on:
        raise RuleBroken(_("The criminal record was cleared on %(cleared)s; a re-admission may be considered after %(months)d months, from %(day)s. %(kept)s") % {"cleared": written(cleared_on), "months": rule.value, "day": written(add_months(cleared_on, int(rule.value))), "kept": kept()})


def check_excluded(excluded: str, left_reason: str, on: date, unit: Unit) -> None:
    """What the branch says of the groups the rule leaves out agrees with the record and with the rule."""
    rule = rule_on(on, unit, "readmission.excluded")
    if rule is None:
        return
    if excluded == Excluded.ONE:
        raise RuleBroken(_("By %(regulation)s these groups are not admitted again: %(groups)s. %(kept)s Choose “Do not agree” and give the reason.") % {"regulation": rule.symbols, "groups": rule.said, "kept": kept()})
    if left_reason == LeaveReason.REQUESTED_EXIT and excluded != Excluded.HARDSHIP:
        raise RuleBroken(_("The record says that the person left at own request. By %(regulation)s that allows a re-admission only after special hardship. %(kept)s Where that holds, choose it and name its paper.") % {"regulation": rule.symbols, "kept": kept()})


# --- probation -------------------------------------------------------------------------------------

def probation_ends(ceremony: date, unit: Unit, *, again: bool = False) -> date:
    """The day on which the months of probation are over. NoConfirmedRule where the rulebook does not know how many."""
    key = "readmission.probation_months" if again else "probation.months"
    return add_months(ceremony, int(rulebook.on(ceremony, unit).get(key)))


def check_over(ends: date, on: date) -> None:
    if on < ends:
        raise RuleBroken(_("The probation lasts until %(ends)s. %(kept)s The branch considers the recognition after that day.") % {"ends": written(ends), "kept": kept()})


def check_official_day(official_on: date, ends: date, decided_on: date, unit: Unit) -> None:
    """Official from the day the probation was over, however late the decision is."""
    rule = rule_on(decided_on, unit, "probation.late_recognition_from")
    if official_on < ends:
        raise RuleBroken(_("The probation lasts until %(ends)s. %(kept)s The official day cannot lie before it.") % {"ends": written(ends), "kept": kept()})
    if rule and official_on != ends:
        raise RuleBroken(_("By %(regulation)s a member is official from the day the probation was over, %(ends)s, also when the decision is late. %(kept)s Check the day in the decision.") % {"regulation": rule.symbols, "ends": written(ends), "kept": kept()})
