"""What is counted of members' standing: away, exempt, and who was taken off the roll by a decision."""

from __future__ import annotations

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from coso.figures.enums import Direction
from coso.figures.queries import Indicator, Question, declare
from coso.members.enums import Activity, LeaveReason
from coso.members.indicators import (
    ACTIVITY,
    FACTS,
    LAST_DAY_THERE,
    PEOPLE,
    STATUS,
    WAY,
    left,
    on_roll,
)

PUT_OUT = (LeaveReason.REMOVED, LeaveReason.REQUESTED_EXIT, LeaveReason.EXPELLED)


def away(question: Question) -> QuerySet:
    return on_roll(question).filter(activity__in=(Activity.WORKING_AWAY, Activity.ABROAD))


def exempt(question: Question) -> QuerySet:
    return on_roll(question).filter(activity=Activity.EXEMPT)


def put_out(question: Question) -> QuerySet:
    return left(question).filter(member__left_on=F("valid_to"), member__left_reason__in=PUT_OUT)


declare(
    Indicator(
        key="statuses.away", name=_("Working away or abroad"), population=away, dimensions=(ACTIVITY, STATUS, *FACTS), **PEOPLE,
        definition=_("Members on the roll on the day who work away in the country or are abroad, as they told their branch."),
    ),
    Indicator(
        key="statuses.exempt", name=_("Exempt from activity"), population=exempt, dimensions=(STATUS, *FACTS), **PEOPLE,
        definition=_("Members on the roll on the day who are exempt from work and activity."),
    ),
    Indicator(
        key="statuses.put_out", name=_("Taken off the roll by a decision"), population=put_out, dimensions=(WAY, STATUS, *FACTS), event="valid_to",
        tree_day=LAST_DAY_THERE, direction=Direction.DOWN, **PEOPLE,
        definition=_("Members who were removed, expelled, or let go at their own request in the period, by way; the dead and those who were transferred are not counted."),
    ),
)
