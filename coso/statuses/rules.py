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
from coso.rulebook.book import Rule
from coso.statuses.enums import AwayEnd, AwayKind, BadgeWay, CheckKind, ExemptionGround

MONTHS = 12
LATE_BADGES = 70  # the rule's own key says: from 70 up


def until(case: Case) -> date | None:
    """The last day told at the opening; None where the case has no end."""
    return case.told_day("opened", "until")


def for_a_time(case: Case) -> bool:
    return until(case) is not None


def ask_next(case: Case) -> date | None:
    """The day told at the last contact on which the branch asks again; None: it does not."""
    return case.told_day("look_back", "next_on")


def asks_again(case: Case) -> bool:
    return ask_next(case) is not None


def look_back_on(case: Case) -> date | None:
    """When the branch asks after a member who is away: the day told last, but no later than the expected return."""
    days = [day for day in (ask_next(case) or case.told_day("opened", "look_back_on"), until(case)) if day]
    return min(days, default=None)


def check_next(case: Case, on: date, told: dict[str, Any]) -> None:  # noqa: ARG001 the form every check has
    if told.get("next_on") and told["next_on"] <= on:
        raise RuleBroken(_("The day to ask again is not after this contact. Nothing was saved. Check both days."))


def stays_away(told: dict[str, Any]) -> bool:
    """The time away ends with a request for transfer: the member is away until the new branch receives them."""
    return bool(told["ended"] == AwayEnd.TRANSFERS)


def help_ends(case: Case) -> Rule | None:
    """The rule on how long help lasts before a branch may speak of no progress; None before help begins, or where none is known."""
    since = case.told_day("help")
    return rulebook.on(since, case.unit).find("removal.no_progress_months") if since else None


def help_until(case: Case) -> date | None:
    return case.told_day("help", "until")


def paper_of(case: Case, step: str) -> str:
    """A decision's number and date in one line, as a stay keeps its paper."""
    day = case.told_day(step, "dated")
    return f"{case.told(step, 'decision', '')}, {written(day)}" if day else case.number


def activity_of(kind: str) -> Activity:
    return Activity.WORKING_AWAY if kind == AwayKind.WORK else Activity.ABROAD


def appeal_until(case: Case, told_on: date) -> tuple[date, Rule] | None:
    """The last day of an appeal against a removal and the rule that says so; None where the rulebook has no value for that day."""
    book = rulebook.on(told_on, case.unit)
    rule = book.find("removal.appeal_working_days")
    return (rule.cautious.span.after(told_on, book.closures), rule.cautious) if rule else None


def check_on_roll(case: Case, **_more: Any) -> None:
    if case.member and case.member.left_on:
        raise RuleBroken(_("%(member)s has left the roll. No case was opened. Check the person's page.") % {"member": case.member})


def check_exemption(case: Case, *, told: dict[str, Any], **_more: Any) -> None:
    """Not exempt already; and mobile work for less than the rule's years."""
    check_on_roll(case)
    if case.member and case.member.activity == Activity.EXEMPT:
        raise RuleBroken(_("%(member)s is exempt already. No case was opened. Record the return first.") % {"member": case.member})
    rule = rulebook.on(told["since"], case.unit).find("exemption.mobile_work_max_years") if told.get("ground") == ExemptionGround.MOBILE_WORK else None
    if rule and told["until"] >= rule.span.after(told["since"]):
        raise RuleBroken(_("An exemption for mobile work is for less than %(said)s (%(source)s). No case was opened. Enter an earlier end, or open a transfer.") % {"said": rule.said, "source": rulebook.named(rule)})


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
    check_badge_way(member, on, way)
    reached = add_months(member.admission_date, MONTHS * years)
    ahead = 0 if way == BadgeWay.USUAL else book.get(early_key(years, way))
    if reached > add_months(last_day_of_age(member, on), ahead):
        raise RuleBroken(_("%(member)s reaches %(years)d years on %(day)s. That is too early for this badge. Nothing was saved.") % {"member": member, "years": years, "day": written(reached)})


def last_day_of_age(member: Member, on: date) -> date:
    """Party age grows up to the award, and no further than the day of death."""
    return min(on, member.left_on) if member.left_on else on


def check_badge_way(member: Member, on: date, way: str) -> None:
    """After death for the dead only, and for those who have died no other way; nobody else who has left."""
    gone = member.left_on is not None and on >= member.left_on
    if gone and member.left_reason != LeaveReason.DECEASED:
        raise RuleBroken(_("%(member)s has left the roll. Nothing was saved. Check the day of the award.") % {"member": member})
    if gone != (way == BadgeWay.POSTHUMOUS):
        said = _("%(member)s has died; the badge is given after death.") if gone else _("By the record %(member)s was alive on that day; record the death first.")
        raise RuleBroken(said % {"member": member} + " " + _("Nothing was saved. Check how the badge is given."))


BADGE_RULES = ("badge.years", "badge.early_max_months_30_65", "badge.early_max_months_70_up", "badge.posthumous_early_max_months")
CHECK_RULES = {CheckKind.CARD: "card.checks_per_year", CheckKind.FILE: "file.reconcile_months"}


def check_due_since(kind: str, day: date) -> tuple[date, Rule | None]:
    """A card or file last looked at before this day is to be looked at again, with the rule; where none is known, only those never looked at."""
    rule = rulebook.on(day).find(CHECK_RULES[CheckKind(kind)])
    if rule is None:
        return date.min, None
    months = MONTHS // rule.value if kind == CheckKind.CARD else rule.span.months
    return add_months(day, -months), rule


def early_key(years: int, way: str) -> str:
    """The rule that says how many months early a badge may be."""
    if way == BadgeWay.POSTHUMOUS:
        return "badge.posthumous_early_max_months"
    return "badge.early_max_months_70_up" if years >= LATE_BADGES else "badge.early_max_months_30_65"
