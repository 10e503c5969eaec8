"""What the database sums up for a board is what the rules say of each meeting alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from coso.common.periods import add_months
from coso.meetings import rules
from coso.meetings.enums import HeldWhen
from coso.meetings.models import Meeting
from coso.meetings.queries.board import board, facts
from coso.meetings.queries.sums import Sums, months_over, over_a_year, sums
from coso.org.models import Unit
from tests.factories import make_commune, make_unit, make_user
from tests.meetings.chance import REGULAR, D, S, random_meetings
from tests.meetings.story import AS_PLANNED, Branch, make_branch, planned, settled

pytestmark = pytest.mark.django_db
IN_TIME = (HeldWhen.ON_DAY, HeldWhen.IN_WINDOW)


def by_hand(meetings, book, today):
    told = [facts(one, book, today) for one in meetings]
    held = [one for one in told if one.meeting.is_held]
    points = [one.meeting.self_points for one in held if one.meeting.self_points is not None]
    return Sums(
        len(told), len(held), sum(one.when in IN_TIME for one in told), sum(one.long_enough is True for one in held), sum(one.papers_in_time is True for one in held),
        sum(bool(one.late) for one in told), sum(one.attendance.here for one in held), sum(one.attendance.expected for one in held), sum(points), len(points),
    )


@pytest.mark.parametrize("seed", range(4))
def test_sums_are_those_of_a_hand_count(seed):
    province, made = random_meetings(seed)
    meetings = [Meeting.objects.select_related("unit").get(pk=one.pk) for one in made]
    reader = make_user("organisation_officer", province)
    for month in (D(2026, m, 1) for m in range(7, 13)):
        for today in (month + timedelta(days=3), month + timedelta(days=17), add_months(month, 2)):
            book = rules.book_on(month, province)
            found = board(province, month, today, by=reader)
            for row in found.rows:
                mine = [one for one in meetings if one.month == month and one.kind in REGULAR and one.state != S.CALLED_OFF and row.unit.position <= one.unit.position < row.unit.position_end]
                assert row.sums == by_hand(mine, book, today)
                assert row.branches == 3
                assert row.slips == sum(slips_by_hand(branch, meetings, month, today, book) for branch in Unit.objects.filter(parent=row.unit))
            assert found.total.slips == sum(row.slips for row in found.rows)


def test_the_twelve_months_are_those_of_a_hand_count_and_quiet_months_are_told():
    province, made = random_meetings(5)
    reader = make_user("organisation_officer", province)
    told = over_a_year(province, D(2026, 12, 1), by=reader)
    assert [one.month for one in told] == [D(2026, m, 1) for m in range(1, 13)]
    meetings = [one for one in Meeting.objects.select_related("unit").filter(pk__in=[one.pk for one in made]) if one.kind in REGULAR and one.is_held]
    for one in told:
        mine = [meeting for meeting in meetings if meeting.month == one.month]
        assert (one.held, one.in_time) == (len(mine), sum(rules.held_when(meeting, rules.book_on(one.month, province)) in IN_TIME for meeting in mine))
    assert any(one.held for one in told)


def slips_by_hand(branch, meetings, month, today, book):
    met = {one.month for one in meetings if one.unit_id == branch.pk and one.kind in REGULAR and rules.held_when(one, rules.book_on(one.month, branch)) in IN_TIME}
    asked = months_over(month, today, book)
    entered = any(one.unit_id == branch.pk and one.month <= asked[-1] for one in meetings)
    return entered and met.isdisjoint(asked)


def test_where_a_rule_is_not_known_nothing_is_said_to_keep_it():
    province, _made = random_meetings(1)
    month = D(2026, 9, 1)
    meetings, children = Meeting.objects.regular().standing().filter(month=month), list(Unit.objects.filter(parent=province).in_tree_order())
    book = rules.book_on(month, province)
    for name in ("day", "window", "least", "least_combined", "before", "after"):
        without = replace(book, rules=dict(book.rules) | {name: None})
        for key, told in sums(meetings, children, without, month, D(2026, 9, 20)).items():
            mine = meetings.filter(unit__parent=key)
            assert told == by_hand(mine, without, D(2026, 9, 20))
    assert sums(meetings, [], book, month, month) == {}
    assert board(Unit.objects.get(pk=meetings.first().unit_id), month, month, by=make_user("organisation_officer", province)).rows == []


def test_before_the_rule_was_made_no_branch_slips():
    branch = make_branch()
    reader = make_user("office_clerk", branch.unit.parent)
    assert board(branch.unit.parent, D(2025, 3, 1), D(2025, 4, 1), by=reader).total.slips is None


def test_a_month_whose_week_is_not_over_does_not_count_yet():
    book = rules.book_on(D(2026, 12, 1), make_commune())
    assert months_over(D(2026, 12, 1), D(2026, 12, 7), book) == [D(2026, 11, 1), D(2026, 10, 1), D(2026, 9, 1)]
    assert months_over(D(2026, 12, 1), D(2026, 12, 8), book) == [D(2026, 12, 1), D(2026, 11, 1), D(2026, 10, 1)]


def test_a_branch_founded_meanwhile_or_never_heard_of_does_not_slip_and_one_that_ended_is_gone():
    commune = make_commune()
    young, old = (make_unit(name, kind="subordinate_branch", parent=commune, founded_on=day) for name, day in (("Chi bộ mới", D(2026, 11, 20)), ("Chi bộ cũ", D(2020, 1, 1))))
    silent = make_unit("Chi bộ chưa ghi buổi nào", kind="subordinate_branch", parent=commune, founded_on=D(2020, 1, 1))
    make_unit("Chi bộ đã hết", kind="subordinate_branch", parent=commune, founded_on=D(2020, 1, 1), ended_on=D(2026, 12, 2))
    planned(Branch(old, []), plan=replace(AS_PLANNED, on=D(2026, 9, 20)))
    found = board(commune, D(2026, 12, 1), D(2026, 12, 20), by=make_user("office_clerk", commune))
    assert {row.unit.pk: row.slips for row in found.rows} == {young.pk: 0, old.pk: 1, silent.pk: 0}


def test_the_board_tells_who_slips_and_shows_a_branch_its_one_meeting(client, settings):
    settings.DEMO = True
    slow = make_branch("Chi bộ chậm")
    commune = slow.unit.parent
    settled(make_branch("Chi bộ đúng kỳ", parent=commune))
    planned(slow, plan=replace(AS_PLANNED, on=D(2026, 9, 20)))
    client.force_login(make_user("office_clerk", commune))
    page = client.get(reverse("meetings:board") + "?thang=2026-12").content.decode()
    assert "1 chi bộ ba tháng liền không đúng kỳ" in page
    assert "Đúng ngày" in page
