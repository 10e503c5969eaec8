"""What a province sets itself. Each verb asks leave, locks, keeps the rules, writes and records."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common import vietnamese
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.errors import RuleBroken
from coso.common.locking import held
from coso.common.vietnamese import tidy
from coso.rulebook import local, rules
from coso.rulebook.enums import RuleAct
from coso.rulebook.models import LocalClosure, LocalRule

SETTLE = "rule.settle"


@transaction.atomic
def settle_rule(
    *, key: str, unit: Any, value: Any, on: date, paper: str, reason: str, measure: str = "", scope: str = "", by: Actor
) -> LocalRule:
    """Set a value for the unit and all below it from a day on; the entry before it ends there.

    value: written as the regulation files write it ("2/3", 30, "2026-01-01", a list). measure: the unit of measure
    where it is not that of the regulation.
    """
    by.require(SETTLE, unit)
    rules.check_value(key, value)
    paper, reason = tidy(paper), tidy(reason)
    rules.check_grounds(paper, reason)
    before = LocalRule.objects.select_for_update().filter(key=key, scope=scope, unit_id=unit.pk).order_by("-valid_from").first()
    if before and before.valid_from >= on:
        raise RuleBroken(
            _("“%(key)s” is already set here from %(day)s. Nothing was changed. A newer value must begin on a later day.")
            % {"key": rules.title_of(key), "day": vietnamese.date(before.valid_from)}
        )
    if before and (before.valid_to is None or before.valid_to > on):
        before.valid_to = on
        before.save(update_fields=["valid_to"])
    entry = LocalRule.objects.create(
        key=key, scope=scope, unit_id=unit.pk, value=value, measure=measure, valid_from=on, paper=paper, reason=reason, entered_by_id=by.pk,
    )
    record(RuleAct.SETTLED, entry, by=by, position=unit.position, day=on, reason=reason, details={"key": key, "value": value, "paper": paper})
    local.forget()
    return entry


@transaction.atomic
def end_rule(*, entry: LocalRule, on: date, reason: str, by: Actor) -> LocalRule:
    """From a day on the regulations decide again; what was set before stays in the history."""
    by.require(SETTLE, entry.unit)
    entry = held(LocalRule.objects.select_related("unit"), entry.pk)
    if not entry.valid_from < on < (entry.valid_to or date.max):
        raise RuleBroken(
            _("The entry counts from %(day)s, and it may end only later than that and not twice. Nothing was changed. Choose another day.")
            % {"day": vietnamese.date(entry.valid_from)}
        )
    entry.valid_to = on
    entry.save(update_fields=["valid_to"])
    record(RuleAct.ENDED, entry, by=by, position=entry.unit.position, day=on, reason=tidy(reason), details={"key": entry.key})
    local.forget()
    return entry


@transaction.atomic
def add_closure(*, unit: Any, first: date, last: date, paper: str, reason: str, by: Actor) -> LocalClosure:
    """Days on which offices of the unit and below are closed: no working days, so deadlines end later."""
    by.require(SETTLE, unit)
    paper, reason = tidy(paper), tidy(reason)
    rules.check_grounds(paper, reason)
    rules.check_days_off(first, last)
    closure = LocalClosure.objects.create(
        unit_id=unit.pk, valid_from=first, valid_to=last + timedelta(days=1), paper=paper, reason=reason, entered_by_id=by.pk,
    )
    record(RuleAct.CLOSED, closure, by=by, position=unit.position, day=first, reason=reason, details={"last": last.isoformat(), "paper": paper})
    local.forget()
    return closure


@transaction.atomic
def withdraw_closure(*, closure: LocalClosure, on: date, reason: str, by: Actor) -> LocalClosure:
    """The days count as working days again; the entry stays to be seen. on: the day of the withdrawal."""
    by.require(SETTLE, closure.unit)
    closure = held(LocalClosure.objects.select_related("unit"), closure.pk)
    if closure.withdrawn_on:
        raise RuleBroken(_("These days off were withdrawn before. Nothing was changed."))
    closure.withdrawn_on = on
    closure.save(update_fields=["withdrawn_on"])
    record(RuleAct.REOPENED, closure, by=by, position=closure.unit.position, day=on, reason=tidy(reason))
    local.forget()
    return closure
