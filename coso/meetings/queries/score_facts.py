"""What Coso knows about each item of the score frame, for the people who give the points. It proposes none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.translation import gettext as _

from coso.common.vietnamese import date as written
from coso.common.vietnamese import number, percent
from coso.meetings import rules
from coso.meetings.enums import MeetingKind
from coso.meetings.models import HELD, Meeting
from coso.meetings.queries.roll import Person, attendance
from coso.meetings.queries.tasks import before_meeting

TIME, CAME, PREPARED, CONTENT, PREVIOUS = (f"meeting.score.{part}" for part in ("1_time", "2_attendance", "3_2_preparation_steps", "4_2_content", "6_previous_resolution"))


def score_facts(meeting: Meeting, people: list[Person], now: datetime, today: date) -> dict[str, str]:
    """By the item's key; an item of which nothing is known is left out."""
    return dict(_facts(meeting, people, now, today))


def known_before(meeting: Meeting, today: date) -> dict[str, str]:
    """As `score_facts`, only what is known before the meeting, for a phone that takes it along."""
    return dict([*_prepared(meeting), *_previous(meeting, today)])


def _facts(meeting: Meeting, people: list[Person], now: datetime, today: date) -> Iterator[tuple[str, str]]:
    yield from _time(meeting, now)
    yield from _came(people)
    yield from _prepared(meeting)
    spoke = [one.opinions for one in people if one.opinions > 0]
    yield CONTENT, _("Who spoke: %(speakers)s of %(here)s present, %(opinions)s opinions.") % {"speakers": number(len(spoke)), "here": number(sum(one.is_here for one in people)), "opinions": number(sum(spoke))}
    yield from _previous(meeting, today)


def _time(meeting: Meeting, now: datetime) -> Iterator[tuple[str, str]]:
    lasted, least = rules.minutes_by(meeting, now), rules.least_minutes(meeting.kind, rules.book_on(meeting.day, meeting.unit))
    if lasted is not None:
        told = {"lasted": number(lasted), "least": number(least or 0), "opened": written(meeting.day)}
        yield TIME, (_("%(opened)s, %(lasted)s minutes so far; the rule asks for %(least)s.") if least else _("%(opened)s, %(lasted)s minutes so far.")) % told


def _came(people: list[Person]) -> Iterator[tuple[str, str]]:
    found = attendance(people)
    share = rules.percent_of(found.rate)
    if share is not None:
        told = {"here": number(found.here), "expected": number(found.expected), "share": percent(share), "absent": number(found.without_reason)}
        yield CAME, _("%(here)s of %(expected)s came (%(share)s); absent without reason: %(absent)s.") % told


def _prepared(meeting: Meeting) -> Iterator[tuple[str, str]]:
    committees = Meeting.objects.filter(unit=meeting.unit_id, kind=MeetingKind.COMMITTEE, month=meeting.month, state__in=HELD).order_by("-opened_at")
    committee = (committees.filter(opened_at__lte=meeting.opened_at) if meeting.opened_at else committees).first()
    met = " " + _("The branch committee met on %(day)s.") % {"day": written(committee.day)} if committee else ""
    sent = meeting.called_on
    if sent is None:
        yield PREPARED, _("No notice was sent through Coso.") + met
    else:
        yield PREPARED, _("Notice and agenda were sent on %(day)s, %(n)s days before.") % {"day": written(sent), "n": number((meeting.day - sent).days)} + met


def _previous(meeting: Meeting, today: date) -> Iterator[tuple[str, str]]:
    looked = [one for one in before_meeting(meeting, today) if not one.called_off]
    if looked:
        told = {"all": number(len(looked)), "done": number(sum(one.done for one in looked)), "late": number(sum(one.late for one in looked))}
        yield PREVIOUS, _("Tasks of last time: %(all)s, done %(done)s, late %(late)s.") % told
