"""Writing, registering, receiving and reporting a yearly plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coso.access.models import User
from coso.access.roles import Desk
from coso.common import scope, uploads
from coso.common.actors import SYSTEM, Actor
from coso.common.acts import record
from coso.common.constraints import explained
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.locking import held
from coso.members.models import Member
from coso.plans import rules
from coso.plans.enums import PlanAct, PlanState, Stage
from coso.plans.models import PARTS, PlanDraft, PlanVersion, YearlyPlan


@transaction.atomic
def write(*, member: Member, year: int, words: Mapping[str, str], by: Actor, today: date) -> PlanDraft:
    """Keep the draft; nobody but the member reads it, not even the system."""
    _require_own(member, by)
    rules.check_on_roll(member)
    rules.check_year(year, today)
    uploads.check_not_secret(False, *words.values())
    draft, _made = PlanDraft.objects.update_or_create(member=member, year=year, defaults=_parts(words))
    return draft


@transaction.atomic
def register(*, draft: PlanDraft, why: str, by: Actor, today: date) -> YearlyPlan:
    """Hand the draft to the branch; of a plan it has received, the amended one with its reason. The draft is gone then."""
    _require_own(draft.member, by)
    rules.check_on_roll(draft.member)
    words = draft.words()
    rules.check_says_something(words)
    draft.delete()
    return _registered(draft.member, draft.year, words, why, by, today, entered_by=None, told_how="")


@transaction.atomic
def register_for(*, member: Member, year: int, words: Mapping[str, str], why: str, told_how: str, by: User, today: date) -> YearlyPlan:
    """Enter the plan of a member without a phone; the member, and whoever reads it, sees who entered it and how they were told."""
    _require_post(member, by)
    if by.own_member_id == member.pk:
        raise RuleBroken(_("This is you yourself. Register your plan in your own name. Nothing was saved."))
    rules.check_on_roll(member)
    rules.check_year(year, today)
    rules.check_says_something(words)
    uploads.check_not_secret(False, *words.values())
    return _registered(member, year, _parts(words), why, by, today, entered_by=by, told_how=told_how.strip())


@transaction.atomic
def receive(*, plan: YearlyPlan, by: User, today: date) -> YearlyPlan:
    """The branch has it; that judges nothing about the member."""
    with _of_branch(plan, by) as now:
        rules.check_waits(now)
        return _answered(now, PlanState.RECEIVED, "", PlanAct.RECEIVED, by, today)


@transaction.atomic
def send_back(*, plan: YearlyPlan, why: str, by: User, today: date) -> YearlyPlan:
    with _of_branch(plan, by) as now:
        rules.check_waits(now)
        return _answered(now, PlanState.SENT_BACK, rules.check_reason(why), PlanAct.SENT_BACK, by, today)


@transaction.atomic
def tell(*, plan: YearlyPlan, stage: str, text: str, by: Actor, today: date) -> YearlyPlan:
    """How it went, in the member's own words."""
    _require_own(plan.member, by)
    uploads.check_not_secret(False, text)
    with scope.within(scope.everything(user=by.pk, where="plans.own")):
        now = held(YearlyPlan.objects.select_related("member"), plan.pk)
        rules.check_may_tell(now, stage, text, today)
        field = "year_end" if stage == Stage.YEAR_END else "halfway"
        setattr(now, field, text.strip())
        setattr(now, f"{field}_on", today)
        now.save(update_fields=[field, f"{field}_on"])
        record(PlanAct.TOLD, now, by=SYSTEM, position=now.position, day=today)
        return now


@transaction.atomic
def join_plans(*, kept: Member, gone: int, by: Actor) -> int:
    """Of two records that were one person: plans of years the kept record has none for go over, with copies of their versions. Trusts its caller."""
    with scope.within(scope.everything(user=by.pk, where="plans.join")):
        years = set(YearlyPlan.objects.filter(member=kept).values_list("year", flat=True))
        moved = YearlyPlan.objects.filter(member=gone).exclude(year__in=years)
        said = PlanVersion.objects.filter(member=gone, year__in=moved.values("year"))
        PlanVersion.objects.bulk_create([PlanVersion(member=kept, year=one.year, number=one.number, on=one.on, why=one.why, **one.words()) for one in said])
        return moved.update(member=kept)


def _registered(member: Member, year: int, words: dict[str, str], why: str, by: Actor, today: date, **on_behalf: Any) -> YearlyPlan:
    with scope.within(scope.everything(user=by.pk, where="plans.register")), explained(YearlyPlan):
        plan = YearlyPlan.objects.select_for_update().filter(member=member, year=year).first() or YearlyPlan(member=member, year=year)
        rules.check_says_why(plan if plan.pk else None, why)
        fields = {**words, **on_behalf, "state": PlanState.REGISTERED, "registered_on": today, "answered_on": None, "answered_by": None, "why": why.strip()}
        for name, value in fields.items():
            setattr(plan, name, value)
        plan.save()
        number = PlanVersion.objects.filter(member=member, year=year).count() + 1
        PlanVersion.objects.create(member=member, year=year, number=number, on=today, why=why.strip(), **words)
        plan.refresh_from_db()
        record(PlanAct.REGISTERED, plan, by=SYSTEM, position=plan.position, day=today)
        return plan


def _answered(plan: YearlyPlan, state: PlanState, why: str, act: PlanAct, by: User, today: date) -> YearlyPlan:
    plan.state, plan.why, plan.answered_on, plan.answered_by = state, why, today, by
    plan.save(update_fields=["state", "why", "answered_on", "answered_by"])
    record(act, plan, by=by, position=plan.position, day=today)
    return plan


def _parts(words: Mapping[str, str]) -> dict[str, str]:
    return {name: words.get(name, "").strip() for name in PARTS}


def _require_own(member: Member, by: Actor) -> None:
    if by.own_member_id != member.pk:
        raise NotAllowed(_("A yearly plan is the member's own. Nothing was saved."))


def _require_post(member: Member, by: User) -> None:
    """Whoever sits in the committee of the very branch, and nobody above."""
    by.require("plan.receive", member.unit)
    if not by.at_desk(Desk.BRANCH, member.unit.position):
        raise NotAllowed(_("Only the committee of the member's own branch does this. Nothing was changed."))


@contextmanager
def _of_branch(plan: YearlyPlan, by: User) -> Iterator[YearlyPlan]:
    """The plan as it stands now, held, if its member is still of this branch. Asks leave; else it trusts its caller."""
    _require_post(plan.member, by)
    with scope.within(scope.everything(user=by.pk, where="plans.branch")):
        now = held(YearlyPlan.objects.select_related("member__unit"), plan.pk)
        _require_post(now.member, by)
        yield now
