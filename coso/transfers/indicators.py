"""What is counted of transfers: who came and who went, by the stays they left behind."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from coso.figures.indicators import of_kinds
from coso.figures.queries import Choice, Dimension, Indicator, Question, declare
from coso.members.enums import Activity, LeaveReason, StayKind, StayReason
from coso.members.indicators import (
    FACTS,
    LAST_DAY_THERE,
    PEOPLE,
    STATUS,
    home_stays,
    on_roll_as,
)
from coso.members.models import Stay
from coso.org.kinds import TEMPORARY_KINDS


def came(question: Question) -> QuerySet:
    return home_stays(question).filter(reason=StayReason.TRANSFERRED, valid_from__gte=question.first_day, valid_from__lte=question.day)


def went(question: Question) -> QuerySet:
    """Home stays that ended in the period because the member went on elsewhere, here or outside."""
    goes_on = question.rows(Stay).filter(member=OuterRef("member"), kind=StayKind.HOME, valid_from=OuterRef("valid_to"), reason=StayReason.TRANSFERRED)
    ended = home_stays(question).filter(valid_to__gte=question.first_day, valid_to__lte=question.day)
    return ended.filter(goes_outside() | Exists(goes_on))


def from_inside(question: Question) -> Exists:
    """Whether the member came straight from another home branch of this roll."""
    return Exists(question.rows(Stay).filter(member=OuterRef("member"), kind=StayKind.HOME, valid_to=OuterRef("valid_from")))


def goes_outside(*_asked: Any) -> Q:
    return Q(member__left_on=F("valid_to"), member__left_reason=LeaveReason.TRANSFERRED_OUT)


def sides(_question: Question) -> list[Choice]:
    return [Choice(raw=True, key="inside", label=_("Another branch of this roll")), Choice(raw=False, key="outside", label=_("An organisation outside"))]


def guests(question: Question) -> QuerySet:
    there = Q(valid_to__isnull=True) | Q(valid_to__gt=question.day)
    found: QuerySet = question.rows(Stay).filter(there, kind=StayKind.GUEST, valid_from__lte=question.day)
    return found


def gathered(question: Question) -> QuerySet:
    return guests(question).filter(unit__in=of_kinds(question, TEMPORARY_KINDS).values("pk"))


WHENCE = Dimension("whence", _("where from"), sides, of=lambda question, _indicator: Case(When(from_inside(question), then=Value(value=True)), default=Value(value=False), output_field=BooleanField()))
WHITHER = Dimension("whither", _("where to"), sides, of=lambda *_: Case(When(goes_outside(), then=Value(value=False)), default=Value(value=True), output_field=BooleanField()))

declare(
    Indicator(
        key="transfers.in", name=_("Transferred in"), population=came, dimensions=(WHENCE, STATUS, *FACTS), event="valid_from", tree_day=F("valid_from"), **PEOPLE,
        definition=_("Members who began in a home branch by a transfer in the period, first and last day included: the day the receiving branch confirmed. Moves between branches of the unit are counted too."),
    ),
    Indicator(
        key="transfers.out", name=_("Transferred out"), population=went, dimensions=(WHITHER, STATUS, *FACTS), event="valid_to", tree_day=LAST_DAY_THERE, **PEOPLE,
        definition=_("Members whose home stay ended in the period because another branch, here or outside, confirmed their arrival. Counted in the branch they left; moves between branches of the unit are counted too."),
    ),
    Indicator(
        key="transfers.elsewhere", name=_("Temporarily elsewhere"), dimensions=(STATUS, *FACTS), **on_roll_as(Activity.TEMPORARY_ELSEWHERE), **PEOPLE,
        definition=_("Members on the roll on the day who take part in another branch for a time; they are counted at home."),
    ),
    Indicator(
        key="transfers.guests", name=_("Temporarily here"), population=guests, dimensions=(STATUS, *FACTS), **PEOPLE,
        definition=_("Members of other branches who take part here for a time on the day; they are counted on the roll at home and not here."),
    ),
    Indicator(
        key="transfers.gathered", name=_("In temporary branches"), population=gathered, dimensions=(STATUS, *FACTS), **PEOPLE,
        definition=_("Members who take part in temporary branches on the day, counted with the temporary branch; on the roll they are counted at home and not here."),
    ),
)
