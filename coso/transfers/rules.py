"""What the field's rules say about transfers: which letters are needed, where the member is counted, from when time runs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from coso.common.errors import RuleBroken
from coso.common.vietnamese import date as written
from coso.members.enums import Activity
from coso.members.models import Member
from coso.members.rules import check_holds_members, check_takes_guests
from coso.procedures.models import Case
from coso.procedures.queries import grassroots_of, superior_of

OFFICIAL = "transfer"
FOR_A_TIME = "transfer_temporary"
KINDS = ("transfer", "transfer_temporary", "transfer_out", "transfer_temporary_out")
ENDS_BY_ARRIVAL = (Activity.TEMPORARY_ELSEWHERE, Activity.WORKING_AWAY, Activity.ABROAD)


def effective_on(case: Case) -> date | None:
    return case.told_day("opened", "effective_on")


def expected_back(case: Case) -> date | None:
    return case.told_day("opened", "until")


def first_letter_dated(case: Case) -> date | None:
    """Of a member who comes from outside."""
    return case.told_day("opened", "dated")


def letter_dated(case: Case) -> date | None:
    """The date of the last letter of introduction: the member shows it within the time the rule gives."""
    return case.told_day("superior_letter", "dated") or case.told_day("release", "dated")


def letter_of(case: Case) -> str:
    """The letters' numbers and dates in one line, as a stay keeps its paper."""
    parts = [case.facts[step] for step in ("release", "superior_letter") if case.facts.get(step, {}).get("letter")]
    return "; ".join(f"{part['letter']}, {date.fromisoformat(part['dated']):%d/%m/%Y}" for part in parts if part.get("dated"))


def activity_there(member: Member) -> str:
    """Who was away from the old branch is active in the new one; who is exempt or suspended stays so."""
    return Activity.ACTIVE if member.activity in ENDS_BY_ARRIVAL else ""


def leaves_grassroots(case: Case) -> bool:
    """Inside one grass-roots unit nobody has to receive the letter."""
    return bool(case.other_unit and grassroots_of(case.unit) != grassroots_of(case.other_unit))


def leaves_superior(case: Case) -> bool:
    """The level above writes its letter only when the member leaves it."""
    return bool(case.other_unit and superior_of(case.unit) != superior_of(case.other_unit))


def check_can_begin(case: Case, told: dict[str, Any]) -> None:
    """Another branch, in being; and no other transfer of the member under way."""
    if case.member and case.member.left_on:
        raise RuleBroken(_("%(member)s has left the roll. No case was opened. Check the person's page.") % {"member": case.member})
    other = told.get("other_unit")
    if other is not None:
        (check_takes_guests if case.procedure == FOR_A_TIME else check_holds_members)(other, case.opened_on)
        if other == case.unit:
            raise RuleBroken(_("The member is in “%(unit)s” already. No case was opened. Choose the branch the member goes to.") % {"unit": other})
    others = Case.objects.open().filter(member=case.member_id, procedure__in=KINDS).exclude(pk=case.pk)
    if case.procedure == OFFICIAL:  # who takes part elsewhere for a time may stay there, or go on, for good
        others = others.exclude(procedure=FOR_A_TIME, facts__has_key="arrive")
    running = others.first()
    if running:
        raise RuleBroken(_("Another transfer of this member is under way (case %(number)s). No case was opened. Complete or cancel that one first.") % {"number": running.number})
    until, effective = told.get("until"), told.get("effective_on")
    if until and effective and until <= effective:
        raise RuleBroken(_("The day of return is not after the day the member goes. No case was opened. Check both days."))


def check_letter(case: Case, on: date, told: dict[str, Any]) -> None:  # noqa: ARG001 the form every check has
    if told["dated"] > on:
        raise RuleBroken(_("The letter is dated after the day of this step. Nothing was saved. Check both days."))


def check_after_letter(case: Case, on: date, told: dict[str, Any]) -> None:  # noqa: ARG001 the form every check has
    """Nobody arrives with a letter that is not written yet."""
    dated = letter_dated(case)
    if dated and on < dated:
        raise RuleBroken(_("This day lies before the letter of introduction, which is dated %(dated)s. Nothing was saved. Check the day.") % {"dated": written(dated)})


def check_received(case: Case, on: date, told: dict[str, Any]) -> None:
    check_after_letter(case, on, told)
    check_file(case, on, told)


def check_file(case: Case, on: date, told: dict[str, Any]) -> None:  # noqa: ARG001 the form every check has
    if not told.get("complete") and not told.get("lacking"):
        raise RuleBroken(_("Say whether the file is complete, or what is lacking. Nothing was saved."))


# --- temporary branches -----------------------------------------------------------------------------

def term_ends(case: Case) -> date | None:
    """The last day of a temporary branch's term: as it was extended last, else as it was founded for."""
    return case.told_day("term", "until") or case.told_day("found", "until")


def contact_person(case: Case) -> str:
    """Who keeps contact with everybody in a temporary branch, as it was told last; empty where nobody was named."""
    return str(case.told("term", "contact_person", case.told("found", "contact_person", "")))


def extended(case: Case) -> bool:
    return case.told_day("term", "until") is not None


def check_founding(case: Case, on: date, told: dict[str, Any]) -> None:  # noqa: ARG001 the form every check has
    """By a decision that is written, for a term that lasts."""
    if told["dated"] > on:
        raise RuleBroken(_("The decision is dated after the day of this step. Nothing was saved. Check both days."))
    if told["until"] <= on:
        raise RuleBroken(_("The term ends on %(until)s, no later than it begins. Nothing was saved. Check both days.") % {"until": written(told["until"])})


def check_term(case: Case, on: date, told: dict[str, Any]) -> None:
    """A term is extended past its present end; one that ends needs no new day."""
    until, now = told.get("until"), term_ends(case)
    if until and (until <= on or (now and until <= now)):
        raise RuleBroken(_("The new end %(until)s does not lie after the present one. Nothing was saved. Check the day, or leave it empty when the branch ends.") % {"until": written(until)})


def check_ending(case: Case, on: date, told: dict[str, Any]) -> None:  # noqa: ARG001 as above
    if told["dated"] > on:
        raise RuleBroken(_("The decision is dated after the day of this step. Nothing was saved. Check both days."))
