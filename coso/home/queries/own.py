"""A user's own offices, record and requests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.access.models import Appointment
from coso.access.roles import ROLES
from coso.common import vietnamese
from coso.common.fields import field_of
from coso.home.navigation import address
from coso.home.queries.due import Due
from coso.members.enums import CorrectionState
from coso.members.models import CorrectionRequest, Member

LATELY = timedelta(days=14)


def offices_held(user: Any, day: date) -> list[Appointment]:
    """The roles with which this user looks after others on the day, the widest unit first."""
    roles = [key for key, role in ROLES.items() if role.permissions]
    held = Appointment.objects.filter(user=user, role__in=roles).as_of(day).select_related("unit")
    return list(held.order_by("unit__position", "pk"))


def own_record(user: Any) -> Member | None:
    return Member.objects.select_related("unit").filter(pk=user.own_member_id).first() if user.own_member_id else None


def own_corrections(user: Any, day: date) -> Iterator[Due]:  # noqa: ARG001 no deadline
    if user.own_member_id:
        yield from map(_waits, _of_own(user).filter(state=CorrectionState.OPEN))


def corrections_and_answers(user: Any, day: date) -> Iterator[Due]:
    """For the handbook: what waits for an answer, and what was answered in the last two weeks; in one question."""
    if user.own_member_id:
        for asked in _of_own(user).filter(Q(state=CorrectionState.OPEN) | Q(answered_at__date__gt=day - LATELY)):
            yield _waits(asked) if asked.state == CorrectionState.OPEN else _answered(asked)


def _of_own(user: Any) -> QuerySet[CorrectionRequest]:
    return CorrectionRequest.objects.filter(member_id=user.own_member_id).order_by("-pk")


def _waits(asked: CorrectionRequest) -> Due:
    why = _("Asked on %(day)s; the office has not answered yet.") % {"day": vietnamese.date(asked.asked_at.date())}
    return Due(_asked(asked), why, address("members:mine"), state=_("Waiting for an answer"))


def _answered(asked: CorrectionRequest) -> Due:
    why = _("Answered on %(day)s") % {"day": vietnamese.date(timezone.localdate(asked.answered_at))}
    return Due(_asked(asked), why, address("members:mine"), state=asked.get_state_display())


def _asked(asked: CorrectionRequest) -> str:
    return _("Your request to correct: %(field)s") % {"field": field_of(Member, asked.field).verbose_name}
