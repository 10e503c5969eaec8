"""Meetings as a list, and the board as a file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coso.common import vietnamese
from coso.common.columns import Column, Kind
from coso.common.tables import ChoiceFilter, DateRangeFilter, Table, UnitFilter, YesNoFilter
from coso.meetings import rules
from coso.meetings.enums import Level, MeetingKind, MeetingState
from coso.meetings.models import HELD, Following, Meeting
from coso.meetings.queries import papers
from coso.meetings.queries.board import Row
from coso.meetings.queries.following import with_visits
from coso.members.tables import find_unit


def meeting_table(request: HttpRequest) -> Table:
    rows = Meeting.objects.visible_to(request.user).select_related("unit").defer("conclusion", "guests")
    return Table(request, rows, key="meetings", columns=columns(), default_order="-on", filters=filters(request.user))


def columns() -> list[Column]:
    return [
        Column("about", gettext_lazy("Meeting"), papers.about, link=Meeting.get_absolute_url),
        Column("on", gettext_lazy("Day"), lambda one: one.day, Kind.DATE, sort=("planned_on",), phone=True),
        Column("state", gettext_lazy("State"), "get_state_display", sort=("state",), phone=True),
        Column("unit", gettext_lazy("Organisation"), "unit.name", sort=("position",), phone=True),
        Column("minutes", gettext_lazy("Minutes long"), rules.minutes_of, Kind.NUMBER),
        Column("rate", gettext_lazy("Attendance"), rate_of, Kind.PERCENT, places=2),
        Column("points", gettext_lazy("Points"), lambda one: one.self_points, Kind.NUMBER, sort=("self_points",)),
        Column("level", gettext_lazy("Own level"), "get_self_level_display"),
        Column("official", gettext_lazy("Official level"), "get_official_level_display", default_shown=False),
        Column("opinions", gettext_lazy("Opinions"), lambda one: one.opinions if one.is_held else None, Kind.NUMBER, default_shown=False),
        Column("place", gettext_lazy("Place of meeting"), "place", default_shown=False),
    ]


def rate_of(one: Meeting) -> Decimal | None:
    return rules.percent_of(rules.attendance_of(one).rate) if one.is_held else None


def filters(user: Any) -> list[Any]:
    return [
        ChoiceFilter("state", gettext_lazy("State"), choices=MeetingState.choices, narrow=lambda rows, keys: rows.filter(state__in=keys)),
        ChoiceFilter("kind", gettext_lazy("Kind"), choices=MeetingKind.choices, narrow=lambda rows, keys: rows.filter(kind__in=keys)),
        ChoiceFilter("level", gettext_lazy("Own level"), choices=Level.choices, narrow=lambda rows, keys: rows.filter(self_level__in=keys)),
        YesNoFilter("decided", gettext_lazy("Official level decided"), narrow=_decided),
        UnitFilter("unit", gettext_lazy("Unit (name or code)"), find=lambda text: find_unit(text, user, "meeting.view"), narrow=lambda rows, unit: rows.under(unit)),
        DateRangeFilter("on", gettext_lazy("Day"), narrow=_planned),
    ]


def _decided(rows: QuerySet[Meeting], yes: bool) -> QuerySet[Meeting]:
    """No: scored by the branch, and the committee above has not decided."""
    return rows.exclude(official_level="") if yes else rows.filter(state__in=HELD, official_level="").exclude(self_level="")


def _planned(rows: QuerySet[Meeting], days: tuple[date | None, date | None]) -> QuerySet[Meeting]:
    start, end = days
    rows = rows.filter(planned_on__gte=start) if start else rows
    return rows.filter(planned_on__lte=end) if end else rows


def board_columns() -> list[Column]:
    """A line of the board as a file has it."""
    return [
        Column("unit", gettext_lazy("Unit"), "unit.name"),
        Column("branches", gettext_lazy("Branches"), "branches", Kind.NUMBER),
        Column("held", gettext_lazy("Held"), "sums.held", Kind.NUMBER),
        Column("in_time", gettext_lazy("On the day or in the first week"), "sums.in_time", Kind.NUMBER),
        Column("long", gettext_lazy("Long enough"), "sums.long_enough", Kind.NUMBER),
        Column("rate", gettext_lazy("Attendance"), "sums.rate", Kind.PERCENT, places=2),
        Column("papers", gettext_lazy("Papers in time"), "sums.papers_in_time", Kind.NUMBER),
        Column("points", gettext_lazy("Points (mean)"), "sums.mean_points", Kind.NUMBER, places=1),
        Column("late", gettext_lazy("With something late"), "sums.late", Kind.NUMBER),
        Column("slips", gettext_lazy("Not in time for three months"), "slips", Kind.NUMBER),
        Column("when", gettext_lazy("Held at"), held_at),
    ]


def held_at(row: Row) -> str:
    """Of a branch: when its meeting was held, or that there is none."""
    if not row.is_branch:
        return ""
    if row.meeting is None:
        return _("not planned")
    opened = row.meeting.opened_at
    return f"{timezone.localtime(opened):%H:%M} {vietnamese.date(row.meeting.day)}" if opened else str(row.meeting.get_state_display())


def following_table(request: HttpRequest) -> Table:
    """Who follows which branch, and who did."""
    rows = with_visits(Following.objects.visible_to(request.user)).select_related("unit", "committee")
    narrow = [
        YesNoFilter("now", gettext_lazy("Follows today"), narrow=_follows),
        UnitFilter("unit", gettext_lazy("Unit (name or code)"), find=lambda text: find_unit(text, request.user, "meeting.view"), narrow=lambda rows, unit: rows.under(unit)),
    ]
    return Table(request, rows, key="followings", columns=following_columns(), default_order="unit", filters=narrow)


def _follows(rows: QuerySet[Following], yes: bool) -> QuerySet[Following]:
    day = timezone.localdate()
    return rows.as_of(day) if yes else rows.exclude(pk__in=Following.objects.as_of(day).values("pk"))


def following_columns() -> list[Column]:
    return [
        Column("unit", gettext_lazy("Branch"), "unit.name", sort=("position",), link=Following.get_absolute_url),
        Column("name", gettext_lazy("Committee member"), "name", phone=True),
        Column("committee", gettext_lazy("Committee"), "committee_name"),
        Column("came", gettext_lazy("Came to"), lambda one: one.came, Kind.NUMBER, phone=True),
        Column("held", gettext_lazy("Meetings held since"), lambda one: one.held, Kind.NUMBER, phone=True),
        Column("last_came", gettext_lazy("Last came"), lambda one: one.last_came, Kind.DATE),
        Column("since", gettext_lazy("From"), "valid_from", Kind.DATE, sort=("valid_from",)),
        Column("until", gettext_lazy("Until"), "valid_to", Kind.DATE, default_shown=False),
        Column("basis", gettext_lazy("By which paper"), "basis", default_shown=False),
    ]
