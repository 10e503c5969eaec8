"""What is counted of transfers: who came and who went, by the stays they left behind."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coso.figures.queries import Indicator, Question, declare
from coso.members.enums import Activity, LeaveReason, StayKind, StayReason
from coso.members.indicators import (
    FACTS,
    LAST_DAY_THERE,
    PEOPLE,
    STATUS,
    home_stays,
    on_roll,
)
from coso.members.models import Stay


def came(question: Question) -> QuerySet:
    return home_stays(question).filter(reason=StayReason.TRANSFERRED, valid_from__gte=question.first_day, valid_from__lte=question.day)


def went(question: Question) -> QuerySet:
    """Home stays that ended in the period because the member went on elsewhere, here or outside."""
    goes_on = question.rows(Stay).filter(member=OuterRef("member"), kind=StayKind.HOME, valid_from=OuterRef("valid_to"), reason=StayReason.TRANSFERRED)
    ended = home_stays(question).filter(valid_to__gte=question.first_day, valid_to__lte=question.day)
    outside = Q(member__left_on=F("valid_to"), member__left_reason=LeaveReason.TRANSFERRED_OUT)
    return ended.filter(outside | Exists(goes_on))


def temporarily_elsewhere(question: Question) -> QuerySet:
    return on_roll(question).filter(activity=Activity.TEMPORARY_ELSEWHERE)


declare(
    Indicator(
        key="transfers.in", name=_("Transferred in"), population=came, dimensions=(STATUS, *FACTS), event="valid_from", tree_day=F("valid_from"), **PEOPLE,
        definition=_("Members who began in a home branch by a transfer in the period, first and last day included: the day the receiving branch confirmed. Moves between branches of the unit are counted too."),
    ),
    Indicator(
        key="transfers.out", name=_("Transferred out"), population=went, dimensions=(STATUS, *FACTS), event="valid_to", tree_day=LAST_DAY_THERE, **PEOPLE,
        definition=_("Members whose home stay ended in the period because another branch, here or outside, confirmed their arrival. Counted in the branch they left; moves between branches of the unit are counted too."),
    ),
    Indicator(
        key="transfers.elsewhere", name=_("Temporarily elsewhere"), population=temporarily_elsewhere, dimensions=(STATUS, *FACTS), **PEOPLE,
        definition=_("Members on the roll on the day who take part in another branch for a time; they are counted at home."),
    ),
)
