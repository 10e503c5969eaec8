"""Figures of meetings: held, branches that met and when, attendance, levels. Each meeting counts with its branch, on the tree of its day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, Exists, F, OuterRef, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from coso.figures.enums import Direction
from coso.figures.indicators.organisations import UNITS, of_kinds
from coso.figures.queries import (
    SECTOR,
    UNIT_KIND,
    Dimension,
    Indicator,
    Question,
    Ratio,
    choices,
    declare,
    known_by,
    text,
)
from coso.meetings.enums import OF_MEMBERS, REGULAR_KINDS, Level, MeetingKind, Reply
from coso.meetings.models.following import Following, FollowingKnown, Visit, VisitKnown
from coso.meetings.models.held import Called, CalledKnown, Held, HeldKnown, Seat, SeatKnown
from coso.org.kinds import BRANCH_KINDS

known_by(Held, HeldKnown)
known_by(Seat, SeatKnown)
known_by(Called, CalledKnown)
known_by(Following, FollowingKnown)
known_by(Visit, VisitKnown)

WITH_TOPIC = (MeetingKind.THEMATIC, MeetingKind.COMBINED)
WEEK, MONTHS_OF_QUARTER = 7, 3


def held(question: Question) -> QuerySet:
    return _in_period(question, Held).filter(kind__in=OF_MEMBERS)


def judged(question: Question) -> QuerySet:
    """Regular meetings that have an official level: in a month one a branch."""
    return held(question).filter(kind__in=REGULAR_KINDS).exclude(official_level="")


def seats(question: Question) -> QuerySet:
    return _in_period(question, Seat).filter(kind__in=OF_MEMBERS)


def came(question: Question) -> QuerySet:
    return seats(question).filter(came=True)


def called(question: Question) -> QuerySet:
    rows: QuerySet = question.rows(Called).filter(kind__in=OF_MEMBERS, meets_on__gte=question.first_day, meets_on__lte=question.day)
    return rows


def answered(question: Question) -> QuerySet:
    return called(question).exclude(reply="")


def _in_period(question: Question, model: Any) -> QuerySet:
    found: QuerySet = question.rows(model).filter(held_on__gte=question.first_day, held_on__lte=question.day)
    return found


def met(question: Question) -> QuerySet:
    """Branches in being that held the regular meeting of the day's month by the day."""
    return _branches(question, kind__in=REGULAR_KINDS, month=question.day.replace(day=1), held_on__lte=question.day)


def met_in_time(question: Question) -> QuerySet:
    """Of these, those that met within the first week of the month; the day of the rule lies in it."""
    month = question.day.replace(day=1)
    return _branches(question, kind__in=REGULAR_KINDS, month=month, held_on__gte=month, held_on__lte=min(question.day, month + timedelta(days=WEEK - 1)))


def with_topic(question: Question) -> QuerySet:
    """Branches in being that discussed a topic in the day's quarter by the day."""
    return _branches(question, kind__in=WITH_TOPIC, held_on__gte=quarter_of(question.day), held_on__lte=question.day)


def committee_met(question: Question) -> QuerySet:
    """Branches in being whose committee met in the day's month by the day."""
    return _branches(question, kind=MeetingKind.COMMITTEE, month=question.day.replace(day=1), held_on__lte=question.day)


def followed(question: Question) -> QuerySet:
    """Branches in being that somebody follows on the day."""
    rows = question.rows(Following).as_of(question.day)
    return of_kinds(question, BRANCH_KINDS).filter(Exists(rows.filter(unit=OuterRef("pk"))))


def visited(question: Question) -> QuerySet:
    return held(question).filter(Exists(question.rows(Visit).filter(meeting_id=OuterRef("pk"))))


def _branches(question: Question, **which: Any) -> QuerySet:
    return of_kinds(question, BRANCH_KINDS).filter(Exists(question.rows(Held).filter(unit=OuterRef("pk"), **which)))


def quarter_of(day: date) -> date:
    """The first day of the quarter."""
    return date(day.year, (day.month - 1) // MONTHS_OF_QUARTER * MONTHS_OF_QUARTER + 1, 1)


def as_held(meeting: Any) -> dict[str, Any]:
    return {"unit": meeting.unit.code, "unit_name": meeting.unit.name, "kind": meeting.kind, "held_on": meeting.held_on, "self_level": meeting.self_level, "official_level": meeting.official_level}


def as_seat(seat: Any) -> dict[str, Any]:
    return {"unit": seat.unit.code, "unit_name": seat.unit.name, "kind": seat.kind, "held_on": seat.held_on, "came": seat.came}


def as_called(notice: Any) -> dict[str, Any]:
    return {"unit": notice.unit.code, "unit_name": notice.unit.name, "kind": notice.kind, "meets_on": notice.meets_on, "reply": notice.reply}


KIND = Dimension("meeting_kind", _("kind of meeting"), choices({kind.value: kind.label for kind in OF_MEMBERS}), of=lambda *_: text("kind"))
OWN = Dimension("own_level", _("own level of the meeting"), choices(Level), of=lambda *_: text("self_level"))
OFFICIAL = Dimension("official_level", _("official level of the meeting"), choices(Level), of=lambda *_: text("official_level"))
ON_ITS_DAY: dict[str, Any] = {"event": "held_on", "tree_day": Greatest(F("held_on"), F("unit__founded_on"), output_field=DateField()), "related": ("unit",), "order": ("held_on", "pk")}
HELD: dict[str, Any] = {**ON_ITS_DAY, "unit_of_measure": _("meetings"), "row": as_held, "opens": "meeting.view"}
SEATS: dict[str, Any] = {**ON_ITS_DAY, "unit_of_measure": _("attendances"), "row": as_seat, "dimensions": (KIND, SECTOR, UNIT_KIND)}
REPLY = Dimension("reply", _("answer to the notice"), choices(Reply), of=lambda *_: text("reply"))
CALLED: dict[str, Any] = {
    "event": "meets_on", "tree_day": Greatest(F("meets_on"), F("unit__founded_on"), output_field=DateField()), "related": ("unit",), "order": ("meets_on", "pk"),
    "unit_of_measure": _("notices"), "row": as_called, "opens": "meeting.view",
}
BRANCHES: dict[str, Any] = {**UNITS, "unit_of_measure": _("branches"), "direction": Direction.UP}

declare(
    Indicator(
        key="meetings.held", name=_("Branch meetings held"), population=held, dimensions=(KIND, OWN, OFFICIAL, SECTOR, UNIT_KIND), **HELD,
        definition=_("Branch meetings opened in the period and ended, of every kind. One of two kinds in one sitting counts once."),
    ),
    Indicator(
        key="meetings.level", name=_("Quality of meetings"), population=judged, dimensions=(OFFICIAL, OWN, SECTOR, UNIT_KIND), **HELD,
        definition=_("Regular meetings held in the period whose level the committee above has decided; split by level they tell how many branches have which, since a branch has one a month."),
    ),
    Indicator(
        key="meetings.branches_met", name=_("Branches that met in the month"), population=met, **BRANCHES,
        definition=_("Branches in being on the day that held the regular meeting of the day's month by the day."),
    ),
    Indicator(
        key="meetings.branches_met_in_time", name=_("Branches that met on the day or in the first week"), population=met_in_time, **BRANCHES,
        definition=_("Of the branches that met in the month, those whose regular meeting was held in its first seven days, in which the day of the rule lies."),
    ),
    Ratio(
        key="meetings.met_share", name=_("Share of branches that met in the month"), unit_of_measure="%", numerator="meetings.branches_met", denominator="branches.count", percent=True, direction=Direction.UP,
        definition=_("Branches that met in the month among all branches, in percent, two decimals."),
    ),
    Indicator(
        key="meetings.thematic", name=_("Branches with a thematic meeting in the quarter"), population=with_topic, **BRANCHES,
        definition=_("Branches in being on the day that held a thematic meeting, also in one sitting with the regular one, in the day's quarter by the day."),
    ),
    Indicator(
        key="meetings.branch_committees_met", name=_("Branches whose committee met in the month"), population=committee_met, **BRANCHES,
        definition=_("Branches in being on the day whose branch committee met in the day's month by the day. Branches without a committee are not among them."),
    ),
    Indicator(
        key="meetings.expected", name=_("Attendances that ought to be"), population=seats, **SEATS,
        definition=_("Over all branch meetings held in the period, the members called, less those exempt and those temporarily elsewhere."),
    ),
    Indicator(
        key="meetings.attended", name=_("Attendances"), population=came, direction=Direction.UP, **SEATS,
        definition=_("Over all branch meetings held in the period, the members who ought to come and came, also from afar. Exempt members who came are not among them."),
    ),
    Ratio(
        key="meetings.attendance", name=_("Attendance of meetings"), unit_of_measure="%", numerator="meetings.attended", denominator="meetings.expected", percent=True, direction=Direction.UP,
        definition=_("Those who came among those who ought to come, over all branch meetings held in the period, in percent, two decimals. Members absent with reason did not come."),
    ),
    Indicator(
        key="meetings.called", name=_("Notices of meetings sent"), population=called, dimensions=(REPLY, KIND, SECTOR, UNIT_KIND), **CALLED,
        definition=_("Notices of branch meetings that were to be held in the period and were not called off, to members who ought to come. Those exempt, those temporarily elsewhere and committee members who follow the branch get a notice too, and are not counted."),
    ),
    Indicator(
        key="meetings.answered", name=_("Notices of meetings answered"), population=answered, direction=Direction.UP, dimensions=(REPLY, KIND, SECTOR, UNIT_KIND), **CALLED,
        definition=_("Of the notices sent, those the member answered, or somebody for them: coming, excused, or joining from afar. The last answer counts."),
    ),
    Ratio(
        key="meetings.answered_share", name=_("Share of notices of meetings answered"), unit_of_measure="%", numerator="meetings.answered", denominator="meetings.called", percent=True, direction=Direction.UP,
        definition=_("Notices answered among those sent to members who ought to come, over all branch meetings that were to be held in the period, in percent, two decimals."),
    ),
    Indicator(
        key="meetings.followed", name=_("Branches followed by a committee member"), population=followed, **BRANCHES,
        definition=_("Branches in being on the day that a committee above has given to one of its members to follow on that day."),
    ),
    Ratio(
        key="meetings.followed_share", name=_("Share of branches followed by a committee member"), unit_of_measure="%", numerator="meetings.followed", denominator="branches.count", percent=True, direction=Direction.UP,
        definition=_("Branches followed by a committee member among all branches, in percent, two decimals."),
    ),
    Indicator(
        key="meetings.visited", name=_("Meetings a committee member came to"), population=visited, direction=Direction.UP, dimensions=(KIND, SECTOR, UNIT_KIND), **HELD,
        definition=_("Branch meetings held in the period at which a visit of a committee member who follows the branch is noted."),
    ),
    Ratio(
        key="meetings.visited_share", name=_("Share of meetings a committee member came to"), unit_of_measure="%", numerator="meetings.visited", denominator="meetings.held", percent=True, direction=Direction.UP,
        definition=_("Meetings with a visit of a committee member among all branch meetings held in the period, in percent, two decimals."),
    ),
)
