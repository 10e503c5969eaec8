"""The admissions of a reader's units as a whole: how many reached each step, how long open cases wait, unit by unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from coso.common.periods import add_months
from coso.procedures.declarations import PROCEDURES, Procedure, Step, always
from coso.procedures.enums import CaseState
from coso.procedures.models import Case

USUAL_DECISION = "decide"  # the other step of decision is for committees without the power
AGES = (0, 1, 3, 6, 12)  # months at which a bar of the picture begins


@dataclass(frozen=True)
class Reached:
    """A step, how many cases have come as far, and how many of them stand there now."""

    step: Step
    reached: int
    here: int


@dataclass(frozen=True)
class Ageing:
    """Open cases whose age in months lies between two bounds."""

    label: str
    number: int
    late: int


@dataclass(frozen=True)
class UnitRow:
    """One branch: its open cases, the late among them, and those admitted so far."""

    pk: int
    name: str
    open: int
    late: int
    done: int
    by_step: list[tuple[Step, int]]


def of_admission(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.filter(procedure="admission").exclude(state__in=[CaseState.REFUSED, CaseState.CANCELLED]).order_by()


def funnel(cases: QuerySet[Case]) -> list[Reached]:
    """Cases not refused or cancelled, by the steps they have come to. Steps that only some cases need stand here while one is in them."""
    admission = admission_itself()
    standing: dict[str, dict[str, Any]] = {row["step"]: dict(row) for row in of_admission(cases).values("step").annotate(here=Count("pk", filter=Q(state=CaseState.OPEN)), done=Count("pk", filter=Q(state=CaseState.DONE)))}
    finished = sum(row["done"] for row in standing.values())
    found, beyond = [], finished
    for step in reversed(admission.steps):
        here = standing.get(step.key, {}).get("here", 0)
        beyond += here
        found.append(Reached(step, beyond, here))
    return [row for row in found[::-1] if row.here or row.step.applies is always or row.step.key == USUAL_DECISION]


def admission_itself() -> Procedure:
    return PROCEDURES["admission"]


def ageing(cases: QuerySet[Case], day: date) -> list[Ageing]:
    """Open cases by the months since they were opened."""
    rows = of_admission(cases).filter(state=CaseState.OPEN)
    found = []
    for low, high in zip(AGES, [*AGES[1:], None], strict=True):
        newest, oldest = add_months(day, -low), add_months(day, -high) if high else date.min
        within = rows.filter(opened_on__lte=newest, opened_on__gt=oldest) if high else rows.filter(opened_on__lte=newest)
        found.append(Ageing(label(low, high), within.count(), within.filter(due_on__lte=day - timedelta(days=1)).count()))
    return found


def label(low: int, high: int | None) -> str:
    return _("%(low)d–%(high)d months") % {"low": low, "high": high} if high else _("over %(low)d months") % {"low": low}


def board(cases: QuerySet[Case], day: date) -> list[UnitRow]:
    """Branch by branch in tree order: where its cases stand."""
    admission = admission_itself()
    counted = of_admission(cases).values("unit", "unit__name", "unit__position", "step", "state").annotate(number=Count("pk")).order_by("unit__position")
    rows: dict[int, dict[str, int]] = {}
    names: dict[int, str] = {}
    for one in counted:
        names[one["unit"]] = one["unit__name"]
        of_unit = rows.setdefault(one["unit"], {})
        key = one["step"] if one["state"] == CaseState.OPEN else "done"
        of_unit[key] = of_unit.get(key, 0) + one["number"]
    late = {row["unit"]: row["number"] for row in of_admission(cases).filter(state=CaseState.OPEN, due_on__lt=day).values("unit").annotate(number=Count("pk"))}
    return [
        UnitRow(pk, names[pk], sum(number for key, number in of_unit.items() if key != "done"), late.get(pk, 0), of_unit.get("done", 0), [(step, of_unit.get(step.key, 0)) for step in admission.steps])
        for pk, of_unit in rows.items()
    ]
