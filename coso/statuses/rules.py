"""What the field's rules say about a member's status: days from which time runs, and what is not yet possible."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from coso.common.errors import RuleBroken
from coso.common.periods import add_months
from coso.common.vietnamese import date as written
from coso.members.enums import Activity, LeaveReason
from coso.members.models import Member
from coso.procedures.models import Case
from coso.rulebook import rules as rulebook
from coso.statuses.enums import AwayKind, BadgeWay

MONTHS = 12
LATE_BADGES = 70  # the rule's own key says: from 70 up



def until(case: Case) -> date | None:
    """The last day told at the opening; None where the case has no end."""
    return case.told_day("opened", "until")


def for_a_time(case: Case) -> bool:
    return until(case) is not None


def look_back_on(case: Case) -> date | None:
    return case.told_day("opened", "look_back_on")


def help_until(case: Case) -> date | None:
    return case.told_day("help", "until")


def paper_of(case: Case, step: str) -> str:
    """A decision's number and date in one line, as a stay keeps its paper."""
    day = case.told_day(step, "dated")
    return f"{case.told(step, 'decision', '')}, {written(day)}" if day else case.number


def activity_of(kind: str) -> Activity:
    return Activity.WORKING_AWAY if kind == AwayKind.WORK else Activity.ABROAD


def appeal_until(case: Case, told_on: date) -> date | None:
    """The last day of an appeal against a removal; None where the rulebook has no value for that day."""
    book = rulebook.on(told_on, case.unit)
    rule = book.find("removal.appeal_working_days")
    return rule.cautious.span.after(told_on, book.closures) if rule else None


def check_on_roll(case: Case, **_more: Any) -> None:
    if case.member and case.member.left_on:
        raise RuleBroken(_("%(member)s has left the roll. No case was opened. Check the person's page.") % {"member": case.member})


def check_removed(case: Case, **_more: Any) -> None:
    if case.member and case.member.left_reason != LeaveReason.REMOVED:
        raise RuleBroken(_("%(member)s was not removed from the roll, so there is nothing to appeal against. No case was opened.") % {"member": case.member})


def check_dated(case: Case, on: date, told: dict[str, Any]) -> None:  # noqa: ARG001 the form every check has
    if told["dated"] > on:
        raise RuleBroken(_("The decision is dated after the day of this step. Nothing was saved. Check both days."))


def check_died(case: Case, on: date, told: dict[str, Any]) -> None:  # noqa: ARG001 as above
    if told["died_on"] > on:
        raise RuleBroken(_("The day of death lies after the day of this step. Nothing was saved. Check both days."))


def check_badge(member: Member, years: int, on: date, way: str) -> None:
    """The party age is reached, or lies no further ahead than the rule lets a gravely ill or dead member's badge be early."""
    book = rulebook.on(on, member.unit)
    if years not in book.get("badge.years"):
        raise RuleBroken(_("No badge is given for %(years)d years. Nothing was saved. Choose one of those in the list.") % {"years": years})
    reached = add_months(member.admission_date, MONTHS * years)
    ahead = 0 if way == BadgeWay.USUAL else book.get(early_key(years, way))
    if reached > add_months(on, ahead):
        raise RuleBroken(_("%(member)s reaches %(years)d years on %(day)s. That is too early for this badge. Nothing was saved.") % {"member": member, "years": years, "day": written(reached)})


def early_key(years: int, way: str) -> str:
    """The rule that says how many months early a badge may be."""
    if way == BadgeWay.POSTHUMOUS:
        return "badge.posthumous_early_max_months"
    return "badge.early_max_months_70_up" if years >= LATE_BADGES else "badge.early_max_months_30_65"
