"""The arithmetic of meetings, against hand-made tables and any roll."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coso.common.errors import RuleBroken
from coso.common.working_days import is_working_day
from coso.meetings import rules
from coso.meetings.enums import HeldWhen, Late, Level, MeetingKind, MeetingState
from coso.meetings.models import Meeting
from coso.org.enums import UnitKind
from coso.org.models import Unit
from coso.rulebook import rules as rulebook
from coso.rulebook.shares import Share
from tests.meetings.story import DAY, FULL, HERE, MONTH


def book_of(day):
    """What the files say everywhere on a day, without asking for local values."""
    return rules.Book({name: next((rule for rule in rulebook.all_of(key) if rule.known and rule.everywhere and rule.holds_on(day)), None) for name, key in rules.KEYS.items()})


BOOK, EARLIER = book_of(DAY), book_of(date(2025, 1, 1))  # before 50-CT/TW nothing is known


def told(**fields):
    """A meeting of December 2026 as far as rules look at it."""
    return Meeting(**({"kind": MeetingKind.REGULAR, "state": MeetingState.SETTLED, "month": MONTH, "planned_on": DAY, **times(DAY)} | fields))


def times(day, minutes=95):
    at = datetime(day.year, day.month, day.day, 19, 0, tzinfo=HERE)
    return {"opened_at": at, "closed_at": at + timedelta(minutes=minutes)}


def at(day, hour=9):
    return datetime(day.year, day.month, day.day, hour, tzinfo=HERE)


# --- the day ---------------------------------------------------------------------------------------

@pytest.mark.parametrize(("month", "day"), [
    (date(2026, 12, 1), date(2026, 12, 3)), (date(2026, 10, 1), date(2026, 10, 5)), (date(2027, 1, 1), date(2027, 1, 4)), (date(2026, 5, 1), date(2026, 5, 4)),
])
def test_the_regular_day_is_the_third_or_the_next_working_day_of_the_first_week(month, day):
    assert rules.proposed_day(month, BOOK) == day


def test_a_week_of_holidays_falls_back_to_the_days_before_and_then_to_the_day_itself():
    off = {date(2026, 12, day) for day in range(3, 8)}
    assert rules.proposed_day(MONTH, replace(BOOK, closures=off)) == date(2026, 12, 2)
    assert rules.proposed_day(MONTH, replace(BOOK, closures=off | {date(2026, 12, 1), date(2026, 12, 2)})) == DAY


def test_without_a_rule_no_day_is_proposed_and_none_is_judged():
    assert rules.proposed_day(MONTH, EARLIER) is None
    assert rules.held_when(told(), EARLIER) is None
    assert rules.window_ends(MONTH, EARLIER) is None


def test_a_rule_without_a_window_keeps_the_day_even_on_a_sunday():
    no_window = rules.Book({**BOOK.rules, "window": None})
    assert rules.proposed_day(date(2027, 1, 1), no_window) == date(2027, 1, 3)


@given(st.dates(date(2025, 11, 1), date(2030, 12, 31)))
def test_the_proposed_day_lies_in_the_first_week_and_is_a_working_day_if_there_is_one(day):
    found = rules.proposed_day(day.replace(day=1), BOOK)
    week = [day.replace(day=one) for one in range(1, 8)]
    assert found in week
    assert is_working_day(found) or not any(is_working_day(one) for one in week[2:])


@pytest.mark.parametrize(("day", "when"), [(date(2026, 12, 3), HeldWhen.ON_DAY), (date(2026, 12, 1), HeldWhen.IN_WINDOW), (date(2026, 12, 7), HeldWhen.IN_WINDOW), (date(2026, 12, 8), HeldWhen.OUTSIDE), (date(2027, 1, 3), HeldWhen.OUTSIDE), (date(2026, 11, 30), HeldWhen.OUTSIDE)])
def test_how_a_day_keeps_the_rule(day, when):
    assert rules.held_when(told(**times(day)), BOOK) == when


def test_thematic_meetings_and_those_to_come_have_no_day_to_keep():
    assert rules.held_when(told(kind=MeetingKind.THEMATIC), BOOK) is None
    assert rules.held_when(told(state=MeetingState.PLANNED, opened_at=None, closed_at=None), BOOK) is None


@pytest.mark.parametrize(("kind", "minutes", "enough"), [
    (MeetingKind.REGULAR, 89, False), (MeetingKind.REGULAR, 90, True), (MeetingKind.COMBINED, 119, False), (MeetingKind.COMBINED, 120, True), (MeetingKind.THEMATIC, 10, None),
])
def test_length_against_the_rule(kind, minutes, enough):
    assert rules.long_enough(told(kind=kind, **times(DAY, minutes)), BOOK) is enough


def test_a_meeting_under_way_has_lasted_until_now_and_one_to_come_not_at_all():
    begun = told(state=MeetingState.OPEN, closed_at=None)
    assert rules.minutes_by(begun, begun.opened_at + timedelta(minutes=35, seconds=59)) == 35
    assert rules.minutes_by(told(state=MeetingState.PLANNED, opened_at=None, closed_at=None), at(DAY)) is None
    assert rules.long_enough(told(state=MeetingState.PLANNED, opened_at=None, closed_at=None), BOOK) is None


# --- who ought to come -----------------------------------------------------------------------------

@st.composite
def rolls(draw):
    exempt, elsewhere, present, afar, excused, absent, unmarked = (draw(st.integers(0, 60)) for _ in range(7))
    return rules.Attendance(exempt + elsewhere + present + afar + excused + absent + unmarked, exempt, elsewhere, present, afar, excused, absent, draw(st.integers(0, exempt))), unmarked


@given(rolls())
def test_everybody_called_is_in_one_place_and_rates_lie_in_order(made):
    roll, unmarked = made
    assert roll.unmarked == unmarked
    assert roll.expected == roll.here + roll.with_reason + roll.without_reason + unmarked
    if roll.expected:
        assert 0 <= roll.rate <= roll.rate_excused <= 1
        assert roll.rate == Fraction(roll.here, roll.expected)
    else:
        assert roll.rate is roll.rate_excused is None


def test_a_rate_in_per_cent():
    assert rules.percent_of(Fraction(2, 3)).quantize(Decimal("0.01")) == Decimal("66.67")
    assert rules.percent_of(None) is None


def test_no_quorum_is_invented():
    unknown = rules.quorum(rules.Attendance(10, present=9), BOOK.rule("quorum"))
    assert not unknown.known
    assert unknown.met is None


@pytest.mark.parametrize(("here", "met"), [(6, False), (7, True)])
def test_a_quorum_set_by_the_province_is_counted(here, met):
    rule = SimpleNamespace(settled=True, value=Share(2, 3))
    found = rules.quorum(rules.Attendance(12, 1, 1, present=here), rule)
    assert (found.needed, found.met) == (7, met)


# --- votes and scores ------------------------------------------------------------------------------

@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 120))
def test_votes_never_exceed_those_present(in_favour, against, abstained, present):
    count = rules.Count(in_favour, against, abstained)
    if count.total <= present:
        rules.check_count(count, present)
    else:
        with pytest.raises(RuleBroken):
            rules.check_count(count, present)


@pytest.mark.parametrize(("points", "level"), [
    ("100", Level.GOOD), ("90", Level.GOOD), ("89.5", Level.FAIR), ("89", Level.FAIR), ("70", Level.FAIR), ("69.5", Level.AVERAGE), ("50", Level.AVERAGE), ("49.5", Level.WEAK), ("0", Level.WEAK),
])
def test_level_at_every_boundary(points, level):
    assert rules.level_of(Decimal(points), BOOK) == level


@pytest.mark.django_db
def test_without_a_frame_there_is_neither_level_nor_score():
    assert rules.level_of(Decimal(95), EARLIER) is None
    assert rules.frame_on(date(2025, 1, 1), None) == []
    with pytest.raises(RuleBroken):
        rules.check_points({}, [])


@pytest.mark.django_db
def test_the_frame_makes_a_hundred_and_every_item_needs_points_within_its_own():
    frame = rules.frame_on(DAY, None)
    assert sum(rule.value for rule in frame) == 100
    rules.check_points(FULL, frame)
    for wrong in (None, Decimal(-1), FULL[frame[0].key] + Decimal("0.5")):
        with pytest.raises(RuleBroken):
            rules.check_points(FULL | {frame[0].key: wrong}, frame)


# --- papers in time, late --------------------------------------------------------------------------

@pytest.mark.parametrize(("called", "in_time"), [(date(2026, 12, 2), True), (DAY, False), (None, None)])
def test_notice_a_day_before(called, in_time):
    assert rules.called_in_time(told(called_at=called and at(called)), BOOK) is in_time


@pytest.mark.parametrize(("settled", "in_time"), [(date(2026, 12, 5), True), (date(2026, 12, 6), False), (None, None)])
def test_minutes_within_two_days(settled, in_time):
    assert rules.settled_in_time(told(settled_at=settled and at(settled)), BOOK) is in_time


def test_papers_are_not_judged_where_no_rule_is_known():
    meeting = told(called_at=at(DAY), settled_at=at(date(2027, 1, 1)))
    assert rules.called_in_time(meeting, EARLIER) is None
    assert rules.settled_in_time(meeting, EARLIER) is None
    assert list(rules.late(meeting, EARLIER, date(2027, 2, 1))) == []


@pytest.mark.parametrize(("fields", "today", "late"), [
    ({"state": "planned"}, date(2026, 12, 2), []),
    ({"state": "planned"}, DAY, [Late.NOT_CALLED]),
    ({"state": "planned"}, date(2026, 12, 4), [Late.NOT_CALLED, Late.NOT_HELD]),
    ({"state": "called", "called_at": at(date(2026, 12, 1))}, date(2026, 12, 4), [Late.NOT_HELD]),
    ({"state": "called", "called_at": at(DAY)}, DAY, [Late.NOT_CALLED]),
    ({"state": "closed", "called_at": at(date(2026, 12, 1)), **times(DAY)}, date(2026, 12, 5), []),
    ({"state": "closed", "called_at": at(date(2026, 12, 1)), **times(DAY)}, date(2026, 12, 6), [Late.MINUTES]),
    ({"state": "settled", "called_at": at(date(2026, 12, 1)), "settled_at": at(date(2026, 12, 9)), **times(DAY)}, date(2026, 12, 10), [Late.MINUTES]),
])
def test_what_is_late(fields, today, late):
    assert list(rules.late(told(**({"opened_at": None, "closed_at": None} | fields)), BOOK, today)) == late


# --- what may be done ------------------------------------------------------------------------------

def test_only_branches_in_being_meet():
    with pytest.raises(RuleBroken, match="không phải là chi bộ"):
        rules.check_branch(Unit(name="Đảng bộ xã", kind=UnitKind.COMMUNE_ORGANISATION), DAY)
    with pytest.raises(RuleBroken, match="03/12/2026"):
        rules.check_branch(Unit(name="Chi bộ", kind=UnitKind.BRANCH, ended_on=DAY), DAY)
    rules.check_branch(Unit(name="Chi bộ", kind=UnitKind.BRANCH), DAY)


def test_a_plan_needs_its_topic_and_stays_in_its_month():
    rules.check_plan(MeetingKind.THEMATIC, MONTH, DAY, "Xây dựng nông thôn mới")
    with pytest.raises(RuleBroken):
        rules.check_plan(MeetingKind.COMBINED, MONTH, DAY, " ")
    with pytest.raises(RuleBroken):
        rules.check_plan(MeetingKind.REGULAR, MONTH, date(2027, 1, 3), "")


@pytest.mark.parametrize(("members", "held", "may"), [(50, 2, True), (49, 0, False), (50, 3, False)])
def test_meeting_by_groups(members, held, may):
    if may:
        rules.check_groups(members, held, BOOK)
    else:
        with pytest.raises(RuleBroken):
            rules.check_groups(members, held, BOOK)


def test_a_phones_clock_never_runs_ahead_of_the_server():
    now = at(DAY)
    assert rules.time_of(None, now) == now
    assert rules.time_of(now - timedelta(hours=2), now) == now - timedelta(hours=2)
    assert rules.time_of(now + timedelta(days=365), now) == now
    with pytest.raises(RuleBroken):
        rules.check_ends(now, now - timedelta(minutes=1))


def test_another_level_than_proposed_needs_a_reason():
    rules.check_level_reason("good", "good", "")
    rules.check_level_reason("fair", "good", "Biên bản sơ sài")
    with pytest.raises(RuleBroken):
        rules.check_level_reason("fair", "good", " ")
