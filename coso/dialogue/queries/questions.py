"""To which offices a member may write, who reads what comes there, and how much waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from coso.access.models import Appointment
from coso.access.roles import ROLES, Desk
from coso.dialogue.models import Question
from coso.dialogue.models.questions import office
from coso.members.models import Member
from coso.org.models import Unit

ORDER = list(Desk)
MOST = 8


@dataclass(frozen=True)
class Place:
    """An office of a unit."""

    unit: Unit
    desk: str

    @property
    def key(self) -> str:
        return f"{self.desk}-{self.unit.pk}"

    def __str__(self) -> str:
        return office(self.unit.name, self.desk)


def roles_at(desk: str) -> list[str]:
    return [role.key for role in ROLES.values() if role.desk == desk]


def places_for(unit: Unit, day: date) -> list[Place]:
    """The offices of the unit and of those above it that somebody holds on the day, the nearest first."""
    above = Unit.objects.filter(position__lte=unit.position, position_end__gt=unit.position).existing_on(day)
    held = _held(day, ORDER, above).values_list("unit", "role").distinct()
    found = {(unit_id, ROLES[role].desk) for unit_id, role in held}
    units = above.in_bulk()
    places = [Place(units[unit_id], desk) for unit_id, desk in found]
    return sorted(places, key=lambda one: (-one.unit.position, one.unit.position_end, ORDER.index(Desk(one.desk))))


def desks_of(unit: Unit, day: date) -> list[Desk]:
    """The offices of the very unit that somebody holds on the day."""
    held = {ROLES[role].desk for role in _held(day, ORDER, [unit]).values_list("role", flat=True)}
    return [desk for desk in ORDER if desk in held]


def is_held(unit: Unit, desk: str, day: date) -> bool:
    return _held(day, [desk], [unit]).exists()


def readers(question: Question, day: date) -> list[str]:
    """The names of those who hold the office that has it in hand."""
    return holders(question.unit_id, question.desk, day)


def holders(unit_id: int, desk: str, day: date) -> list[str]:
    held = _held(day, [desk], [unit_id]).select_related("user").order_by("user__full_name", "pk")
    return list(dict.fromkeys(str(one.user) for one in held))


def _held(day: date, desks: Iterable[str], units: Any) -> QuerySet[Appointment]:
    roles = [role for desk in desks for role in roles_at(desk)]
    found: QuerySet[Appointment] = Appointment.objects.as_of(day).filter(role__in=roles, unit__in=units, user__is_active=True)
    return found


def to_answer(user: Any) -> QuerySet[Question]:
    """What waits for the reader's posts, what is due first."""
    return Question.objects.in_hand_of(user).open().select_related("unit").order_by("due_on", "here_since", "pk")


def answered_unread(user: Any) -> QuerySet[Question]:
    """The reader's own that are answered, and not said to be read."""
    return Question.objects.asked_by(user).filter(state="answered", read_on=None).order_by("-answered_on", "-pk")


def members_to_enter_for(user: Any) -> QuerySet[Member]:
    """Members of the very units whose papers the reader prepares, other than the reader."""
    return Member.objects.inside(user.places("status.prepare")).on_roll().exclude(pk=user.own_member_id or 0).order_by("name_key", "pk")
