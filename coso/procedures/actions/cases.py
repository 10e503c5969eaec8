"""A case is opened, goes from step to step, is handed back, refused, cancelled and opened again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.constraints import explained
from coso.common.errors import RuleBroken
from coso.members.models import Member
from coso.org.models import Unit
from coso.org.placing import lock_structure
from coso.procedures import queries, rules
from coso.procedures.actions.ground import (
    as_json,
    check_reason,
    close,
    held_case,
    locked,
    next_number,
    recorded,
    require_in_hand,
    stand,
    step_in_hand,
    tell,
    values_in_force,
)
from coso.procedures.actions.papers import paper_keys, see
from coso.procedures.actions.votes import base_of, keep_vote, lost, void_votes
from coso.procedures.declarations import Procedure, Step
from coso.procedures.enums import CaseAct, CaseState, EntryKind
from coso.procedures.models import Case


@transaction.atomic
def open_case(
    *, procedure: Procedure, unit: Unit, title: str, on: date, by: Actor, today: date,
    member: Member | None = None, other_unit: Unit | None = None, told: dict[str, Any] | None = None, on_behalf_of: str = "",
) -> Case:
    """Begin a procedure on `on`; the first step that applies is in hand from then. `told` are the answers of its form."""
    by.require(procedure.opens, unit)
    if on > today:
        raise RuleBroken(_("A case cannot be opened on a day to come. Nothing was saved. Check the day."))
    case = Case(
        number=next_number(procedure.prefix, today), procedure=procedure.key, unit=unit, other_unit=other_unit, acting_unit=unit,
        member=member, title=title, step=procedure.steps[0].key, step_since=on, opened_on=on, opened_by_id=by.pk, facts={"opened": as_json(told or {})},
    )
    stand(case, queries.first_step(case), since=on)
    with explained(Case):
        case.save(force_insert=True)
    case.refresh_from_db(fields=["position", "other_position"])
    tell(case, EntryKind.OPENED, on=on, by=by, told=case.facts["opened"], on_behalf_of=on_behalf_of)
    if procedure.begin:
        procedure.begin(case, told=told or {}, by=by, today=today)
    recorded(CaseAct.OPENED, case, by=by, day=on)
    return case


@transaction.atomic
def do_step(
    *, case: Case, seen: int, on: date, by: Actor, today: date, told: dict[str, Any] | None = None, seen_papers: Sequence[str] = (),
    count: rules.Count | None = None, exempt_present: int = 0, committee: int = 0, adopted: bool | None = None, note: str = "", on_behalf_of: str = "",
) -> Case:
    """The step in hand was done on `on`. A vote that does not reach its share closes the case as refused.

    seen: the case's turn as this person saw it. seen_papers: keys of papers seen on paper. count: of the vote, if the
    step takes one, among `committee` members where a committee votes. adopted: what the board itself declared, where the
    rulebook knows no share and the step lets the board say so.
    """
    if step_in_hand(case).changes_tree:
        lock_structure(alone_with_places=True)
    now = require_in_hand(case, seen, by)
    step = step_in_hand(now)
    rules.check_day(now, on, today)
    for key in seen_papers:
        see(now, key, by)
    rules.check_papers(step, paper_keys(now))
    answers = told or {}
    if step.check:
        step.check(now, on, answers)
    vote = keep_vote(now, step, on, count, base_of(now, step, on, exempt_present, committee), adopted) if step.vote else None
    decided_by = values_in_force(now, step, on)
    if vote and not vote.passed:
        return close(now, CaseState.REFUSED, EntryKind.REFUSED, CaseAct.REFUSED, by=by, on=on, told=as_json(answers), decided_by=decided_by, reason=lost(vote))
    now.facts[step.key] = {"on": on.isoformat(), **({"due": now.due_on.isoformat()} if now.due_on else {}), **as_json(answers)}
    if step.do:
        step.do(now, on=on, told=answers, by=by, today=today)
    tell(now, EntryKind.DONE, step=step.key, on=on, by=by, told=as_json(answers), decided_by=decided_by, note=note, on_behalf_of=on_behalf_of)
    recorded(CaseAct.STEP_DONE, now, by=by, day=on, details={"step": step.key})
    return _go_on(now, step, on=on, by=by, today=today)


def _go_on(case: Case, step: Step, *, on: date, by: Actor, today: date) -> Case:
    """To the next step that applies, or to the end."""
    passed, following = queries.following(case, step)
    for one in passed:
        tell(case, EntryKind.PASSED_OVER, step=one.key, on=on, by=by)
    case.turn += 1
    if following:
        stand(case, following, since=on)
        case.save()
        return case
    case.state, case.closed_on, case.due_on, case.due_rule = CaseState.DONE, on, None, {}
    case.save()
    if case.declared.close:
        case.declared.close(case, on=on, by=by, today=today)
    recorded(CaseAct.CLOSED, case, by=by, day=on)
    return case


@transaction.atomic
def hand_back(*, case: Case, seen: int, to: str, reason: str, by: Actor, today: date) -> Case:
    """Whoever has the step in hand gives the case back to an earlier step; what was decided since then counts no more."""
    now = require_in_hand(case, seen, by)
    if to not in {step.key for step in queries.steps_to_hand_back(now)}:
        raise RuleBroken(_("The case cannot be handed back to this step: what was done since then already stands in the records. Nothing was saved."))
    check_reason(reason)
    steps = [step.key for step in now.declared.steps]
    later = steps[steps.index(to) :]
    now.facts = {key: value for key, value in now.facts.items() if key not in later}
    void_votes(now, later, reason, by)
    tell(now, EntryKind.HANDED_BACK, step=now.step, on=today, by=by, note=reason)
    now.turn += 1
    stand(now, now.declared.by_key[to], since=today)
    now.save()
    recorded(CaseAct.HANDED_BACK, now, by=by, day=today, reason=reason, details={"to": to})
    return now


@transaction.atomic
def refuse(*, case: Case, seen: int, reason: str, by: Actor, today: date) -> Case:
    """Whoever has the step in hand says no, with the reason."""
    now = require_in_hand(case, seen, by)
    rules.check_may_stop(now)
    check_reason(reason)
    return close(now, CaseState.REFUSED, EntryKind.REFUSED, CaseAct.REFUSED, by=by, on=today, reason=reason)


@transaction.atomic
def cancel(*, case: Case, seen: int, reason: str, by: Actor, today: date) -> Case:
    """The unit that opened the case takes it back."""
    by.require(case.declared.opens, case.unit)
    now = locked(case, seen)
    rules.check_may_stop(now)
    check_reason(reason)
    return close(now, CaseState.CANCELLED, EntryKind.CANCELLED, CaseAct.CANCELLED, by=by, on=today, reason=reason)


@transaction.atomic
def reopen(*, case: Case, seen: int, reason: str, by: Actor, today: date) -> Case:
    """A refused or cancelled case goes on at the step where it stopped, by a decision that the reason names."""
    now = held_case(case)
    rules.check_turn(now, seen)
    if now.state not in {CaseState.REFUSED, CaseState.CANCELLED}:
        raise RuleBroken(_("Only a refused or cancelled case can be opened again. Nothing was saved."))
    step = now.declared.by_key[now.step]
    by.require(step.permission, queries.acting_unit(now, step))
    check_reason(reason)
    now.state, now.closed_on, now.outcome, now.turn = CaseState.OPEN, None, "", now.turn + 1
    void_votes(now, [step.key], reason, by)
    stand(now, step, since=today)
    now.save()
    tell(now, EntryKind.REOPENED, step=step.key, on=today, by=by, note=reason)
    recorded(CaseAct.REOPENED, now, by=by, day=today, reason=reason)
    return now
