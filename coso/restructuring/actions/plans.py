"""Draft, change, check and decide a plan of restructuring."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common import jobs
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.errors import RuleBroken
from coso.common.locking import held
from coso.common.models import Job
from coso.common.vietnamese import tidy
from coso.org.models import Unit
from coso.org.placing import lock_structure
from coso.restructuring.actions.carrying import Carrier
from coso.restructuring.enums import OPEN_STATES, PlanAct, PlanState
from coso.restructuring.models import RestructuringPlan
from coso.restructuring.queries import Forecast, forecast
from coso.restructuring.rules.operations import parse_all

MOST_AT_ONCE = 30_000  # members moved in one transaction; above that the plan is long work
LEAVE = "unit.restructure"


@transaction.atomic
def draft_plan(
    *, unit: Unit, title: str, on: date, by: Actor, now: datetime, paper: str = "", paper_date: date | None = None,
    operations: Sequence[dict[str, Any]] = (),
) -> RestructuringPlan:
    """Begin a plan for the units under `unit`; the day may lie ahead."""
    by.require(LEAVE, unit)
    _check_title(title)
    plain = [one.plain() for one in parse_all(list(operations))]
    plan = RestructuringPlan.objects.create(
        unit=unit, title=tidy(title), on=on, paper=tidy(paper), paper_date=paper_date, operations=plain, drafted_by_id=by.pk, drafted_at=now,
    )
    record(PlanAct.DRAFTED, plan, by=by, position=unit.position, day=on)
    return plan


@transaction.atomic
def change_plan(
    *, plan: RestructuringPlan, by: Actor, title: str | None = None, on: date | None = None, paper: str | None = None,
    paper_date: date | None = None, operations: Sequence[dict[str, Any]] | None = None, edition: int | None = None,
) -> RestructuringPlan:
    """Change what is given; the plan must be checked again. edition: the one the person saw, None when it does not matter."""
    plan = _open(plan, by)
    _check_edition(plan, edition)
    _check_title(plan.title if title is None else title)
    plan.title, plan.on = tidy(plan.title if title is None else title), on or plan.on
    plan.paper, plan.paper_date = tidy(plan.paper if paper is None else paper), paper_date or plan.paper_date
    if operations is not None:
        plan.operations = [one.plain() for one in parse_all(list(operations))]
    plan.edition, plan.state, plan.checked = plan.edition + 1, PlanState.DRAFT, {}
    plan.save()
    return plan


@transaction.atomic
def check_plan(*, plan: RestructuringPlan, by: Actor) -> Forecast:
    """The dry run: nothing in the tree changes; a plan without refusals may be decided."""
    plan = _open(plan, by)
    told = forecast(plan.operations, plan.unit, plan.on)
    plan.checked = told.plain()
    plan.state = PlanState.CHECKED if told.ready else PlanState.DRAFT
    plan.save()
    record(PlanAct.CHECKED, plan, by=by, position=plan.position, day=plan.on, details={"refusals": len(told.refusals)})
    return told


@transaction.atomic
def drop_plan(*, plan: RestructuringPlan, by: Actor, reason: str = "") -> RestructuringPlan:
    """Throw a plan away that was not decided; it stays to be read."""
    plan = _open(plan, by)
    plan.state = PlanState.DROPPED
    plan.save()
    record(PlanAct.DROPPED, plan, by=by, position=plan.position, reason=reason)
    return plan


@transaction.atomic
def decide_plan(
    *, plan: RestructuringPlan, paper: str, paper_date: date, by: Actor, today: date, now: datetime, most_at_once: int = MOST_AT_ONCE,
) -> RestructuringPlan:
    """One dated decision: the plan is carried out in this transaction, or begun as long work when it moves very many.

    A plan in force from a day to come waits for it; the worker then carries it out (`carry_due`).
    """
    lock_structure(alone_with_places=True)  # first of all: two who hold rows would wait for each other here
    plan = _open(plan, by)
    _check_may_be_decided(plan, paper, paper_date, today)
    told = forecast(plan.operations, plan.unit, plan.on)
    _check_as_seen(plan, told)
    plan.paper, plan.paper_date = tidy(paper), paper_date
    plan.state, plan.decided_by_id, plan.decided_at, plan.held_up = PlanState.AHEAD, by.pk, now, ""
    plan.save()
    record(PlanAct.DECIDED, plan, by=by, position=plan.position, day=plan.on, details={"paper": plan.full_paper, "moved": told.moved})
    return plan if plan.on > today else _begin(plan, told, by, today, most_at_once)


@transaction.atomic
def call_back(*, plan: RestructuringPlan, reason: str, by: Actor) -> RestructuringPlan:
    """The decision on a plan whose day has not come is taken back; the plan can be changed again."""
    by.require(LEAVE, plan.unit)
    plan = _ahead(plan)
    if not tidy(reason):
        raise RuleBroken(_("Say why the decision is called back. Nothing was changed."))
    plan.state = PlanState.DRAFT
    plan.save(update_fields=["state"])
    record(PlanAct.CALLED_BACK, plan, by=by, position=plan.position, day=plan.on, reason=tidy(reason))
    return plan


@transaction.atomic
def begin_due(*, plan: RestructuringPlan, by: Actor, today: date, most_at_once: int = MOST_AT_ONCE) -> RestructuringPlan:
    """The day of a decided plan has come: what was checked is carried out, by who decided it, with the rights of today."""
    by.require(LEAVE, plan.unit)
    lock_structure(alone_with_places=True)
    plan = _ahead(plan)
    told = forecast(plan.operations, plan.unit, plan.on)
    _check_as_seen(plan, told)
    return _begin(plan, told, by, today, most_at_once)


@transaction.atomic
def hold_up(*, plan: RestructuringPlan, why: str, by: Actor) -> RestructuringPlan:
    """A decided plan could not be carried out on its day: it waits for a person, open again, with the reason.

    It asks no leave: nothing in the tree changes, and who decided may have lost theirs.
    """
    plan = _ahead(plan)
    plan.state, plan.held_up = PlanState.DRAFT, why
    plan.save(update_fields=["state", "held_up"])
    record(PlanAct.HELD_UP, plan, by=by, position=plan.position, day=plan.on, reason=why)
    return plan


def _ahead(plan: RestructuringPlan) -> RestructuringPlan:
    now = held(RestructuringPlan.objects.select_related("unit", "decided_by"), plan.pk)
    if now.state != PlanState.AHEAD:
        raise RuleBroken(_("This plan does not wait for its day any more: it is “%(state)s”. Nothing was changed. Open the page again.") % {"state": now.get_state_display()})
    return now


def _begin(plan: RestructuringPlan, told: Forecast, by: Actor, today: date, most_at_once: int) -> RestructuringPlan:
    plan.state = PlanState.DECIDED
    plan.save(update_fields=["state"])
    return _as_work(plan, by, today) if told.moved > most_at_once else _carry_out(plan, by, today)


@transaction.atomic
def go_on(*, plan: RestructuringPlan, by: Actor, today: date) -> RestructuringPlan:
    """Long work on a decided plan was broken off: begin it again where it stopped."""
    by.require(LEAVE, plan.unit)
    plan = held(RestructuringPlan.objects.select_related("unit"), plan.pk)
    if plan.state != PlanState.DECIDED or Job.objects.unfinished().filter(pk=plan.job_id).exists():
        raise RuleBroken(_("This plan is not waiting to be gone on with. Nothing was changed. Open the page again."))
    return _as_work(plan, by, today)


def _as_work(plan: RestructuringPlan, by: Actor, today: date) -> RestructuringPlan:
    job = jobs.start(kind="restructuring.carry", by=by, unit=plan.unit, parameters={"plan": plan.pk, "today": str(today)})
    plan.job_id = job.pk
    plan.save(update_fields=["job_id"])
    return plan


def _carry_out(plan: RestructuringPlan, by: Actor, today: date) -> RestructuringPlan:
    carrier = Carrier.of(plan, by, today)
    before = carrier.people()
    for place in range(len(carrier.operations)):
        carrier.carry_out(place)
    carrier.settle()
    check_conserved(before, carrier.people())
    finish(plan=plan, carrier=carrier, by=by)
    return plan


def check_conserved(before: set[int], after: set[int]) -> None:
    """Nobody is lost and nobody comes from nowhere; otherwise nothing of the plan is kept."""
    if before != after:
        raise RuleBroken(_("The members before and after would not be the same: %(before)s and %(after)s. Nothing was changed. Tell the administrator.") % {"before": len(before), "after": len(after)})


@transaction.atomic
def finish(*, plan: RestructuringPlan, carrier: Carrier, by: Actor) -> None:
    """The last line of a plan. It trusts its caller: the operations are carried out."""
    plan.made, plan.carried, plan.state = carrier.made, len(carrier.operations), PlanState.DONE
    plan.save()
    record(PlanAct.CARRIED, plan, by=by, position=plan.position, day=plan.on, details={"paper": plan.full_paper, "made": plan.made})


def _open(plan: RestructuringPlan, by: Actor) -> RestructuringPlan:
    """Leave, then the plan as it is now, locked: of two people the second sees what the first has done."""
    by.require(LEAVE, plan.unit)
    now = held(RestructuringPlan.objects.select_related("unit"), plan.pk)
    if now.state not in OPEN_STATES:
        raise RuleBroken(_("Somebody has decided or thrown away this plan meanwhile: it is “%(state)s”. Nothing was changed by you. Open the page again.") % {"state": now.get_state_display()})
    return now


def _check_title(title: str) -> None:
    if not tidy(title):
        raise RuleBroken(_("A plan needs a title. Nothing was kept. Write what it is about."))


def _check_edition(plan: RestructuringPlan, edition: int | None) -> None:
    if edition is not None and edition != plan.edition:
        raise RuleBroken(_("Somebody else has changed this plan meanwhile. Your change was not kept. Look at the plan as it is now and do it again."))


def _check_may_be_decided(plan: RestructuringPlan, paper: str, paper_date: date, today: date) -> None:
    if plan.state != PlanState.CHECKED:
        raise RuleBroken(_("The plan has not been checked since it was last changed. Nothing was changed. Check it first."))
    if not tidy(paper):
        raise RuleBroken(_("A decision has a number. Nothing was changed. Write it as it stands on the paper."))
    if paper_date > today:
        raise RuleBroken(_("The decision is dated in the future. Nothing was changed. Correct its date."))


def _check_as_seen(plan: RestructuringPlan, told: Forecast) -> None:
    """What is decided is what was checked: same figures, and still nothing against it."""
    if told.refusals:
        raise RuleBroken(_("Operation %(place)s of the plan: %(sentence)s") % {"place": told.refusals[0].place, "sentence": told.refusals[0].sentence})
    seen = plan.checked
    if [seen["before"], seen["after"], seen["moved"]] != [told.before.plain(), told.after.plain(), told.moved]:
        raise RuleBroken(_("The figures have changed since the plan was checked. Nothing was changed. Check it again and look at the figures."))
