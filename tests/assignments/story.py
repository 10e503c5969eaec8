"""A branch with members, its commune, and tasks given in both."""

from __future__ import annotations

from datetime import date
from typing import Any

from coso.assignments import actions
from coso.assignments.actions import Evidence, Order
from coso.assignments.models import Assignment
from coso.common.actors import SYSTEM
from coso.common.uploads import Upload
from coso.members.models import Member
from coso.org.enums import UnitKind
from coso.org.kinds import BRANCH_KINDS
from coso.org.models import Unit
from tests.factories import make_commune, make_member, make_unit

TODAY = date(2026, 11, 20)
DUE = date(2026, 12, 5)


def make_branch(commune: Unit | None = None, name: str = "") -> Unit:
    above = commune or make_commune()
    return make_unit(name, kind=UnitKind.SUBORDINATE_BRANCH, parent=above, founded_on=above.founded_on)


def give(unit: Unit, leading: Member | None = None, *, helping: Any = (), title: str = "Rà soát hộ nghèo của bản", due_on: date = DUE, by: Any = SYSTEM, today: date = TODAY, parent: Assignment | None = None, **told: Any) -> Assignment:
    order = Order(title, due_on, leading=leading, helping=helping, **told)
    return actions.assign(unit=unit, order=order, by=by, today=today, parent=parent)


def done(task: Assignment, *, on: date = TODAY, by: Any = SYSTEM) -> Assignment:
    """Reported done and accepted."""
    actions.report_done(assignment=task, text="Đã rà soát xong 32 hộ", by=by, today=on)
    return actions.accept(assignment=task, by=SYSTEM, today=on)


def reported(task: Assignment, *, by: Any = SYSTEM, on: date = TODAY, evidence: Evidence | None = None) -> Assignment:
    return actions.report_done(assignment=task, text="Đã rà soát xong 32 hộ", by=by, today=on, evidence=evidence)


def evidence(name: str = "danh-sach.pdf", *, secret: bool = False) -> Evidence:
    return Evidence(Upload(b"%PDF-1.7 test", "application/pdf", name), secret)


def task_at(unit: Unit) -> Assignment:
    """A task in the hands of a member of the unit; of a unit above branches, of a branch that is made for it."""
    return give(unit, make_member(unit if unit.kind in BRANCH_KINDS else make_branch(unit)))
