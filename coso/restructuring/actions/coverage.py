"""Plan by when an area is to be covered, and who sees to it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.errors import RuleBroken
from coso.common.vietnamese import tidy
from coso.org import rules as org_rules
from coso.org.models import Area, Unit
from coso.restructuring.enums import CoverageAct
from coso.restructuring.models import CoveragePlan


@transaction.atomic
def plan_coverage(
    *, unit: Unit, area: Area, planned_on: date, responsible: str, by: Actor, today: date, note: str = "",
) -> CoveragePlan:
    """`unit` looks after the area, or the place in which it lies. An earlier plan for the area is kept as replaced."""
    by.require("area.change", unit)
    area = Area.objects.select_for_update(of=("self",)).get(pk=area.pk)
    org_rules.check_area_in_being(area, today)
    if planned_on < today:
        raise RuleBroken(_("The planned day is past. Nothing was kept. Choose a day to come."))
    if not tidy(responsible):
        raise RuleBroken(_("Somebody must see to it. Nothing was kept. Write who is responsible."))
    CoveragePlan.objects.open().filter(area=area).update(replaced_on=today)
    plan = CoveragePlan.objects.create(unit=unit, area=area, made_on=today, planned_on=planned_on, responsible=tidy(responsible), note=tidy(note))
    record(CoverageAct.PLANNED, plan, by=by, position=unit.position, day=planned_on, details={"area": area.pk})
    return plan
