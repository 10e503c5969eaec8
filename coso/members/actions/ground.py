"""What every verb of this folder stands on: leave, locks, checked fields."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.errors import RuleBroken
from coso.common.fields import field_of
from coso.common.vietnamese import tidy
from coso.members import rules
from coso.members.models import Member, Stay
from coso.org.models import Unit
from coso.org.placing import hold_places

FIELDS = {name: field_of(Member, name) for name in rules.CORRECTABLE}
LINKS = {name for name, field in FIELDS.items() if isinstance(field, models.ForeignKey)}
CHECKED = [field for name, field in FIELDS.items() if name not in LINKS]


def require_in(units: Iterable[Unit], permission: str, by: Actor) -> None:
    """Ask leave once for each distinct unit."""
    for unit in {unit.pk: unit for unit in units}.values():
        by.require(permission, unit)


def locked(member: Member) -> Member:
    """The member as it stands now, held until the transaction ends."""
    return locked_all([member.pk])[member.pk]


def locked_all(ids: Iterable[int]) -> dict[int, Member]:
    """The members by key, locked in one order so that two actors never wait for each other."""
    hold_places()
    wanted = set(ids)
    found = {row.pk: row for row in Member.objects.filter(pk__in=wanted).select_for_update(of=("self",)).select_related("unit").order_by("pk")}
    if len(found) < len(wanted):
        raise RuleBroken(_("Somebody else has moved or removed this record meanwhile. Nothing was saved. Open the list again."))
    return found


def check_same_place(seen: Member, now: Member) -> None:
    """Refuse when the member was moved, or left, after this person looked."""
    if (seen.unit_id, seen.left_on, seen.merged_into_id) != (now.unit_id, now.left_on, now.merged_into_id):
        raise RuleBroken(_("Somebody else has changed where %(member)s belongs since you opened the page. Nothing was saved. Open the page again.") % {"member": now})


def home_now(member: Member) -> Stay:
    """The member's open home stay, locked."""
    stay = member.stays.home().open().select_for_update(of=("self",)).first()
    if stay is None:
        raise RuleBroken(_("%(member)s has no home branch at present. Nothing was saved. Check the stays on the person's page.") % {"member": member})
    return stay


def put(member: Member, fields: dict[str, Any]) -> None:
    """Set typed fields on the instance, text tidied; nothing is saved."""
    for name, value in fields.items():
        rules.check_may_be_corrected(name)
        setattr(member, name, tidy(value) if isinstance(value, str) else value)


def check(member: Member, day: date) -> None:
    """Each field's own form, then the rules between dates."""
    problems: dict[str, ValidationError] = {}
    for field in CHECKED:
        value = getattr(member, field.attname)
        if not (field.blank and value in field.empty_values):
            try:
                setattr(member, field.attname, field.clean(value, member))
            except ValidationError as problem:
                problems[field.name] = problem
    if problems:
        raise RuleBroken(" ".join(_field_sentences(problems)))
    rules.check_dates(member, day)


def _field_sentences(problems: dict[str, ValidationError]) -> list[str]:
    said = []
    for name, problem in problems.items():
        label = str(FIELDS[name].verbose_name)
        said.append(f"{label[:1].upper()}{label[1:]}: {' '.join(problem.messages)}")
    return [*said, _("Nothing was saved.")]
