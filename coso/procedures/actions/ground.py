"""What every verb of this folder stands on: the case in hand, its next step, its story."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from coso.common import scope
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.errors import RuleBroken
from coso.common.locking import held
from coso.org.placing import hold_places
from coso.procedures import queries, rules
from coso.procedures.declarations import Step
from coso.procedures.models import Case, Entry
from coso.rulebook import rules as rulebook

NEXT_NUMBER = """INSERT INTO procedures_casenumber (prefix, year, last) VALUES (%s, %s, 1)
ON CONFLICT ON CONSTRAINT case_number_once DO UPDATE SET last = procedures_casenumber.last + 1 RETURNING last"""


def next_number(prefix: str, day: date) -> str:
    """`KN26-00012`: the kind, the year, and a number that runs through the year."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_NUMBER, [prefix, day.year])
        return f"{prefix}{day.year % 100:02d}-{cursor.fetchone()[0]:05d}"


def as_json(answers: dict[str, Any]) -> dict[str, Any]:
    """Answers as a case keeps them: days as text, a row of another table with its key and what it was called."""
    return {name: _plain(value) for name, value in answers.items() if value not in (None, "")}


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return {"pk": value.pk, "said": str(value)}
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple | models.QuerySet):
        return [_plain(one) for one in value]
    return value if isinstance(value, bool | int | str) else str(value)


def require_in_hand(case: Case, seen: int, by: Actor) -> Case:
    """The case locked, open, as this person saw it, and theirs to act on."""
    now = locked(case, seen)
    by.require(step_in_hand(now).permission, now.acting_unit)
    return now


def held_case(case: Case) -> Case:
    """The case as it stands now, locked after the places: whoever ends a unit takes both in this order."""
    hold_places()
    return held(Case.objects.select_related("unit", "other_unit", "acting_unit", "member"), case.pk)


def locked(case: Case, seen: int) -> Case:
    now = held_case(case)
    rules.check_open(now)
    rules.check_turn(now, seen)
    return now


def step_in_hand(case: Case) -> Step:
    return case.declared.by_key[case.step]


def stand(case: Case, step: Step, *, since: date) -> None:
    """The case stands in this step from `since`; who has it in hand and by when follow."""
    due = rules.due(case, step)
    case.step, case.step_since, case.acting_unit = step.key, since, queries.acting_unit(case, step)
    case.due_on, case.due_rule = (due.on, due.rule) if due else (None, {})


def values_in_force(case: Case, step: Step, on: date) -> list[dict[str, Any]]:
    """The values of the rulebook that decided in this step, as they stood."""
    book = rulebook.on(rules.day_of_rules(case, on), case.unit)
    return [rules.as_kept(rule) for key in step.keys_of_rules if (rule := book.find(key))]


def close(
    case: Case, state: str, entry: str, act: str, *, by: Actor, on: date, reason: str, told: dict[str, Any] | None = None, decided_by: list[dict[str, Any]] | None = None,
) -> Case:
    """End the case in a state, with its reason; it trusts its caller to have asked leave."""
    case.state, case.closed_on, case.outcome, case.due_on, case.due_rule = state, on, reason, None, {}
    case.turn += 1
    case.save()
    tell(case, entry, step=case.step, on=on, by=by, note=reason, told=told, decided_by=decided_by)
    if case.declared.give_up:
        case.declared.give_up(case, state=state, on=on, reason=reason, by=by)
    recorded(act, case, by=by, day=on, reason=reason)
    return case


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken(_("A reason is needed. Nothing was saved. Write it in a sentence; both sides can read it."))


def tell(
    case: Case, kind: str, *, on: date, by: Actor, step: str = "", note: str = "", on_behalf_of: str = "",
    told: dict[str, Any] | None = None, decided_by: list[dict[str, Any]] | None = None,
) -> Entry:
    """One line of the case's story; it trusts its caller to have asked leave."""
    return Entry.objects.create(case=case, step=step, kind=kind, on=on, by_id=by.pk, note=note, on_behalf_of=on_behalf_of, told=told or {}, rules=decided_by or [])


def recorded(kind: str, case: Case, *, by: Actor, day: date | None = None, reason: str = "", details: dict[str, Any] | None = None) -> None:
    """Record an act where the case belongs, which may lie out of sight of the side that acted; it trusts its caller to have asked leave."""
    with scope.within(scope.everything(user=by.pk, where="procedures.record")):
        record(kind, case, by=by, position=case.position, member_id=case.member_id, day=day, reason=reason, details={"number": case.number, **(details or {})})
