"""What the worker does by itself: a plan that was decided ahead is carried out when its day has come."""

from __future__ import annotations

import logging
from datetime import date

from django.db import close_old_connections
from django.utils import timezone, translation
from procrastinate.contrib.django import app

from coso.common.actors import SYSTEM
from coso.common.errors import CosoError
from coso.common.jobs import scope_of
from coso.common.scope import everything, within
from coso.restructuring import actions
from coso.restructuring.models import RestructuringPlan

log = logging.getLogger(__name__)


@app.periodic(cron="5 * * * *")
@app.task(name="coso.carry_due_plans", queueing_lock="coso.carry_due_plans", pass_context=False)
def carry_due_plans(timestamp: int) -> None:  # noqa: ARG001 every periodic task is given it
    """Asked each hour, so that a worker that stood still for days does what fell due meanwhile."""
    close_old_connections()
    carry_all(timezone.localdate())


def carry_all(today: date) -> int:
    """Every plan whose day has come, the earliest first; one that is refused waits for a person. How many were begun."""
    with within(everything(where="plans due")):
        due = list(RestructuringPlan.objects.due(today).select_related("unit", "decided_by"))
    return sum(carry_one(plan, today) for plan in due)


def carry_one(plan: RestructuringPlan, today: date) -> bool:
    """In the name and with the rights of who decided; the worker decides nothing."""
    by = plan.decided_by or SYSTEM
    with translation.override(getattr(by, "language", "vi")):
        try:
            with within(scope_of(by, "plan due")):
                actions.begin_due(plan=plan, by=by, today=today)
        except CosoError as refusal:
            log.warning("plan %s was held up on its day", plan.pk)
            with within(everything(where="plans due")):
                actions.hold_up(plan=plan, why=str(refusal), by=SYSTEM)
            return False
    return True
