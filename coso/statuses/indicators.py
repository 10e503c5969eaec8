"""What is counted of members' standing: away, exempt, and who was taken off the roll by a decision."""

from __future__ import annotations

from typing import Any

from django.db.models import DateField, F, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from coso.common.vietnamese import date as written
from coso.figures.enums import Direction
from coso.figures.queries import (
    SECTOR,
    UNIT_KIND,
    Choice,
    Dimension,
    Indicator,
    Question,
    Ratio,
    Unmeasured,
    choices,
    declare,
    text,
)
from coso.members.enums import Activity, LeaveReason, Sex
from coso.members.indicators import (
    ACTIVITY,
    FACTS,
    LAST_DAY_THERE,
    PEOPLE,
    STATUS,
    WAY,
    left,
    on_roll_as,
    reason_of_leaving,
)
from coso.rulebook import rules
from coso.statuses.enums import BadgeWay
from coso.statuses.models import Badge

PUT_OUT = (LeaveReason.REMOVED, LeaveReason.REQUESTED_EXIT, LeaveReason.EXPELLED)


def put_out(question: Question) -> QuerySet:
    found: QuerySet = left(question).alias(reason_left=reason_of_leaving(question)).filter(reason_left__in=PUT_OUT)
    return found


# --- badges -------------------------------------------------------------------------------------------


def awarded(question: Question) -> QuerySet:
    rows = Badge.objects.filter(on__gte=question.first_day, on__lte=question.day)
    return rows.filter(entered_at__lte=question.known_at) if question.known_at else rows


def classes(question: Question) -> list[Choice]:
    """The years of the rulebook's badges on the day, and those of any badge that was given."""
    rule = rules.on(question.day, question.unit).find("badge.years")
    years = {*(rule.value if rule else ()), *Badge.objects.order_by().values_list("years", flat=True).distinct()}
    return [Choice(one, str(one), str(one)) for one in sorted(years)]


def rounds(question: Question) -> list[Choice]:
    """The days on which badges were given in the period: each round is awarded on one day."""
    return [Choice(day, day.isoformat(), written(day)) for day in awarded(question).order_by("on").values_list("on", flat=True).distinct()]


def as_badge(badge: Badge) -> dict[str, Any]:
    member = badge.member
    return {"name": member.full_name, "birth_date": member.birth_date, "unit": badge.unit.code, "unit_name": badge.unit.name, "years": badge.years, "on": badge.on, "way": badge.way}


BADGE_CLASS = Dimension("badge_class", _("badge"), classes, of=lambda *_: F("years"))
BADGE_ROUND = Dimension("badge_round", _("day of the award"), rounds, of=lambda *_: F("on"))
BADGE_WAY = Dimension("badge_way", _("how the badge was given"), choices(BadgeWay), of=lambda *_: text("way"))
SEX_OF_MEMBER = Dimension("sex", _("sex"), choices(Sex), of=lambda *_: text("member__sex"))

declare(
    Indicator(
        key="statuses.away", name=_("Working away or abroad"), dimensions=(ACTIVITY, STATUS, *FACTS), **on_roll_as(Activity.WORKING_AWAY, Activity.ABROAD), **PEOPLE,
        definition=_("Members on the roll on the day who work away in the country or are abroad, as they told their branch."),
    ),
    Indicator(
        key="statuses.exempt", name=_("Exempt from activity"), dimensions=(STATUS, *FACTS), **on_roll_as(Activity.EXEMPT), **PEOPLE,
        definition=_("Members on the roll on the day who are exempt from work and activity."),
    ),
    Ratio(
        key="statuses.away_share", name=_("Share of members away"), unit_of_measure="%", numerator="statuses.away", denominator="members.count", percent=True,
        definition=_("Members who work away or are abroad among the members on the roll on the day, in percent, two decimals."),
    ),
    Ratio(
        key="statuses.exempt_share", name=_("Share of exempt members"), unit_of_measure="%", numerator="statuses.exempt", denominator="members.count", percent=True,
        definition=_("Exempt members among the members on the roll on the day, in percent, two decimals."),
    ),
    Indicator(
        key="statuses.badges", name=_("Party badges awarded"), unit_of_measure=_("badges"), population=awarded, row=as_badge, people=True,
        dimensions=(BADGE_CLASS, BADGE_ROUND, BADGE_WAY, SEX_OF_MEMBER, SECTOR, UNIT_KIND), position="unit__position", event="on", direction=Direction.NEITHER,
        tree_day=Greatest(F("on"), F("unit__founded_on"), output_field=DateField()), related=("member", "unit"), order=("member__name_key", "pk"),
        definition=_("Party badges whose day of award lies in the period, by years, day and way; each counted in the home branch of that day. A member who gets two counts twice."),
    ),
    Ratio(
        key="statuses.put_out_share", name=_("Share taken off the roll by a decision"), unit_of_measure="%", numerator="statuses.put_out", denominator="members.count", percent=True, direction=Direction.DOWN,
        definition=_("Members taken off the roll by a decision in the period, in percent of the members on the roll on its last day, two decimals."),
    ),
    Unmeasured(
        "statuses.absent", _("Members absent for the months of the rule"), _("The roll calls of branch meetings will tell; until then nobody enters absence a second time."), rule="removal.absent_months",
    ),
    Unmeasured(
        "statuses.unpaid", _("Members with dues unpaid for the months of the rule"), _("The dues book will tell; until then nobody enters unpaid months a second time."), rule="removal.unpaid_dues_months",
    ),
    Unmeasured("statuses.digitised_files", _("Digitised files"), _("The register of scanned papers will tell."), rule="file.digitisation_kinds"),
    Indicator(
        key="statuses.put_out", name=_("Taken off the roll by a decision"), population=put_out, dimensions=(WAY, STATUS, *FACTS), event="valid_to",
        tree_day=LAST_DAY_THERE, direction=Direction.DOWN, **PEOPLE,
        definition=_("Members who were removed, expelled, or let go at their own request in the period, by way; the dead and those who were transferred are not counted."),
    ),
)
