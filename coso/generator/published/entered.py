"""What is entered through the acts of the system, once units and people stand: bodies in enterprises, lines of the source list."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from coso.admissions.enums import ApplicantState
from coso.admissions.models import Applicant
from coso.common.actors import SYSTEM
from coso.generator.published.fitted import Fitted
from coso.members.models import Member
from coso.org.actions import enter_body
from coso.org.enums import MassKind
from coso.org.models import Unit

LISTED_BEFORE = 400  # days before the admission


def enter(fitted: Fitted) -> None:
    _bodies(fitted)
    _source_lines(fitted)


def _bodies(fitted: Fitted) -> None:
    """Each founded in the period in one of the private enterprises."""
    rng, fit, day = Random(f"{fitted.world.seed}/bodies"), fitted.fit, fitted.published.day
    units = list(Unit.objects.filter(pk__in=[node.id for node in fitted.branches(["non_state_enterprise"])]).order_by("pk"))
    for line in fit.get("bodies", []):
        for at in range(line["count"]):
            unit = units[at % len(units)]
            founded = max(unit.founded_on, fit["since"]) + timedelta(days=1 + rng.randrange((day - max(unit.founded_on, fit["since"])).days))
            enter_body(unit=unit, kind=line["kind"], name=f"{MassKind(line['kind']).label} {unit.name.removeprefix('Chi bộ ')} {at // len(units) + 1}", founded_on=founded, today=day, by=SYSTEM)


def _source_lines(fitted: Fitted) -> None:
    """The lines from which people of a target group were admitted."""
    members = Member.objects.in_bulk([person.id for person, _groups in fitted.targeted])
    Applicant.objects.bulk_create(_line(members[person.id], groups) for person, groups in fitted.targeted)


def _line(member: Any, groups: list[str]) -> Applicant:
    consent = member.admission_date - timedelta(days=LISTED_BEFORE)
    return Applicant(
        unit_id=member.unit_id, position=member.position, full_name=member.full_name, sex=member.sex, birth_date=member.birth_date, ethnic_group=member.ethnic_group,
        groups=groups, consent_on=consent, consent_paper=f"Đơn ngày {consent:%d/%m/%Y}", state=ApplicantState.ADMITTED, member=member,
    )
