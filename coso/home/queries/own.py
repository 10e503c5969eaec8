"""A user's own offices, record and requests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from coso.access.models import Appointment
from coso.access.roles import ROLES
from coso.common import vietnamese
from coso.common.fields import field_of
from coso.home.navigation import address
from coso.home.queries.due import Due
from coso.members.enums import CorrectionState
from coso.members.models import CorrectionRequest, Member


def offices_held(user: Any, day: date) -> list[Appointment]:
    """The roles with which this user looks after others on the day, the widest unit first."""
    roles = [key for key, role in ROLES.items() if role.permissions]
    held = Appointment.objects.filter(user=user, role__in=roles).as_of(day).select_related("unit")
    return list(held.order_by("unit__position", "pk"))


def own_record(user: Any) -> Member | None:
    return Member.objects.select_related("unit").filter(pk=user.own_member_id).first() if user.own_member_id else None


def own_corrections(user: Any, day: date) -> Iterator[Due]:  # noqa: ARG001 no deadline
    if not user.own_member_id:
        return
    for asked in CorrectionRequest.objects.filter(member_id=user.own_member_id, state=CorrectionState.OPEN):
        why = _("Asked on %(day)s; the office has not answered yet.") % {"day": vietnamese.date(asked.asked_at.date())}
        label = field_of(Member, asked.field).verbose_name
        yield Due(_("Your request to correct: %(field)s") % {"field": label}, why, address("members:mine"), state=_("Waiting for an answer"))
