"""What must hold of a yearly plan. Who reads it and by when it is due no regulation known to Coso says: the branch alone, and no day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from coso.common.errors import RuleBroken
from coso.members.models import Member
from coso.plans.enums import PlanState, Stage
from coso.plans.models import YearlyPlan


def check_on_roll(member: Member) -> None:
    if member.left_on is not None or member.merged_into_id is not None:
        raise RuleBroken(_("Whoever has left the roll registers no plan. Nothing was saved."))


def check_year(year: int, today: date) -> None:
    if not today.year <= year <= today.year + 1:
        raise RuleBroken(_("A plan is for this year or the next. Nothing was saved."))


def check_says_something(words: Mapping[str, str]) -> None:
    if not any(text.strip() for text in words.values()):
        raise RuleBroken(_("The plan says nothing yet. Nothing was saved. Write at least one part."))


def check_says_why(plan: YearlyPlan | None, why: str) -> None:
    """A plan that the branch has received is amended with a reason."""
    if plan and plan.state == PlanState.RECEIVED and not why.strip():
        raise RuleBroken(_("The branch has received this plan. Say why you amend it. Nothing was saved."))


def check_waits(plan: YearlyPlan) -> None:
    if plan.state != PlanState.REGISTERED:
        raise RuleBroken(_("This plan was answered already, or is being mended. Nothing was changed. Open it again."))


def check_reason(why: str) -> str:
    if not why.strip():
        raise RuleBroken(_("Say what is to be mended. Nothing was changed."))
    return why.strip()


def check_may_tell(plan: YearlyPlan, stage: str, text: str, today: date) -> None:
    """Of a received plan, in its year or after it; the end is told once the year's last month has begun."""
    if plan.state != PlanState.RECEIVED:
        raise RuleBroken(_("The branch has not received this plan yet. Nothing was saved."))
    if stage not in Stage.values or today < date(plan.year, 12 if stage == Stage.YEAR_END else 6, 1):
        raise RuleBroken(_("It is too early to tell how that part of the year went. Nothing was saved."))
    if not text.strip():
        raise RuleBroken(_("Write how it went. Nothing was saved."))
