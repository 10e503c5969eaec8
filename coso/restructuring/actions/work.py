"""A plan that moves very many members is carried out as long work, operation by operation; a break loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coso.common import scope
from coso.common.jobs import Running, job_kind, scope_of
from coso.members.enums import StayKind
from coso.members.models import Stay
from coso.org.models import Unit
from coso.org.placing import lock_structure
from coso.restructuring.actions.carrying import PORTION, Carrier
from coso.restructuring.actions.plans import LEAVE, finish
from coso.restructuring.models import RestructuringPlan
from coso.restructuring.rules.operations import Merge, MoveMembers


@job_kind("restructuring.carry", title=_("Restructuring"), permission=LEAVE)
def carry(job: Running) -> None:
    """Each operation is kept with how far the plan is. Moves of members go in portions: who has gone is no longer there."""
    with scope.within(scope_of(job.by, "plan")):
        plan = RestructuringPlan.objects.select_related("unit").get(pk=job.parameters["plan"])
    carrier = Carrier.of(plan, job.by, date.fromisoformat(job.parameters["today"]))
    total = len(carrier.operations)
    for place in range(plan.carried, total):
        for portion in portions(carrier, place):
            with job.chunk(done=place, total=total, checkpoint={"place": place}):
                carrier.regroup(*portion)
        with job.chunk(done=place + 1, total=total, checkpoint={"place": place + 1}):
            lock_structure(alone_with_places=True)
            carrier.carry_out(place)
            keep_place(plan=plan, carrier=carrier, place=place + 1)
    with job.chunk(done=total, total=total):
        carrier.settle()
        finish(plan=plan, carrier=carrier, by=job.by)


def portions(carrier: Carrier, place: int) -> Iterator[tuple[Unit, Unit, set[int]]]:
    """Members of a great move, in portions; the operation itself then takes the last ones."""
    one = carrier.operations[place]
    with scope.within(scope_of(carrier.by, "plan")):
        if isinstance(one, MoveMembers):
            unit = carrier.unit(one.unit)
            pairs = [(unit, carrier.unit(one.to), carrier.meant(one, unit))]
        elif isinstance(one, Merge):
            pairs = [(carrier.unit(ref), carrier.unit(one.into), None) for ref in one.units]
        else:
            return
    for unit, to, meant in pairs:
        while len(some := there(carrier, unit.pk, meant)) == PORTION:
            yield unit, to, some


def there(carrier: Carrier, unit: int, meant: set[int] | None) -> set[int]:
    """The first of those who are still to be moved."""
    with scope.within(scope.everything(user=carrier.by.pk, where="plan")):
        rows = Stay.objects.filter(unit=unit, kind=StayKind.HOME).touching(carrier.on, date.max)
        rows = rows if meant is None else rows.filter(member__in=meant)
        return set(rows.order_by("member").values_list("member", flat=True).distinct()[:PORTION])


@transaction.atomic
def keep_place(*, plan: RestructuringPlan, carrier: Carrier, place: int) -> None:
    """How far the plan is; it trusts its caller, the worker."""
    plan.made, plan.carried = carrier.made, place
    plan.save(update_fields=["made", "carried"])
