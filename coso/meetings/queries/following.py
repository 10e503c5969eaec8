"""Which committee member follows which branch, how often they came, and which branches nobody follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Count,
    DateField,
    Exists,
    IntegerField,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from coso.meetings.enums import OF_COMMITTEE
from coso.meetings.models import Answer, Following, Held, Meeting, Visit
from coso.org.kinds import BRANCH_KINDS
from coso.org.models import Unit


def followers_of(meeting: Meeting) -> list[int]:
    """The members who follow the branch on the day of the meeting."""
    return list(following_at(meeting).values_list("member_id", flat=True))


def following_at(meeting: Meeting) -> QuerySet[Following]:
    """A branch is followed at its meetings and its congress; its committee meets by itself."""
    found = Following.objects.as_of(meeting.day).filter(unit=meeting.unit_id).order_by("pk")
    return found.none() if meeting.kind in OF_COMMITTEE else found


@dataclass(frozen=True)
class Follower:
    """A committee member at one meeting: whom, what they answered, whether they came."""

    following: Following
    answer: Answer | None
    visit: Visit | None


def followers_at(meeting: Meeting) -> list[Follower]:
    """Those who follow the branch on the day of the meeting, with answer and visit."""
    found = list(following_at(meeting))
    if not found:
        return []
    answers = {one.member_id: one for one in Answer.objects.filter(meeting=meeting, member__in=[one.member_id for one in found]).order_by("pk")}
    visits = {one.member_id: one for one in Visit.objects.filter(meeting=meeting)}
    return [Follower(one, answers.get(one.member_id), visits.get(one.member_id)) for one in found]


def guests_told(meeting: Meeting) -> str:
    """A line for each follower, as minutes name guests."""
    return "\n".join(f"{one.name}, {one.committee_name}" for one in following_at(meeting))


def with_visits(rows: QuerySet[Following]) -> QuerySet[Following]:
    """With how many meetings the branch held in the time, at how many the follower was, and when last."""
    ends = Coalesce(OuterRef("valid_to"), Value(date.max), output_field=DateField())
    held = Held.objects.filter(unit=OuterRef("unit"), held_on__gte=OuterRef("valid_from"), held_on__lt=ends).order_by().values("unit").annotate(n=Count("pk")).values("n")
    return rows.annotate(held=Coalesce(Subquery(held, output_field=IntegerField()), 0), came=Count("visits"), last_came=Max("visits__held_on"))


def not_followed(above: Unit, day: date) -> QuerySet[Unit]:
    """Branches below that no committee has given anybody to follow."""
    there = Following.objects.as_of(day).filter(unit=OuterRef("pk"))
    return branches_below(above, day).filter(~Exists(there))


def branches_below(above: Unit, day: date) -> QuerySet[Unit]:
    return Unit.objects.under(above).filter(kind__in=BRANCH_KINDS).existing_on(day).exclude(pk=above.pk).in_tree_order()


def own_following(user: Any, unit_id: int, day: date) -> Following | None:
    """As which follower the reader was called to a meeting; None for the branch's own members."""
    return Following.objects.as_of(day).filter(unit=unit_id, member=user.own_member_id or 0).first()


def own_visit(user: Any, meeting_id: int) -> Visit | None:
    return Visit.objects.filter(meeting=meeting_id, member=user.own_member_id or 0).first()
