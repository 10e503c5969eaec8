"""Figures of meetings equal a hand count over random meetings, on any day and as known earlier."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.figures.queries import Question, figure
from coso.meetings import actions
from coso.meetings.actions import answer_for
from coso.meetings.enums import OF_MEMBERS
from coso.meetings.models import Notice
from coso.members.models import Stay
from tests.factories import make_commune, make_user
from tests.figures.test_known import clock
from tests.meetings.chance import REGULAR, D, K, S, random_meetings
from tests.meetings.story import AS_PLANNED, DAY, called, make_branch

pytestmark = pytest.mark.django_db


def figure_of(key, unit, day, **more):
    return figure(f"meetings.{key}", Question(unit, day, **more), by=SYSTEM)


def value(key, unit, day, **more):
    return figure_of(key, unit, day, **more).value()


@pytest.mark.parametrize("seed", range(4))
def test_figures_are_those_of_a_hand_count(seed):
    province, meetings = random_meetings(seed)
    held = [one for one in meetings if one.state in (S.CLOSED, S.SETTLED)]
    for unit in (province, *{one.unit.parent for one in meetings}, meetings[0].unit):
        mine = [one for one in held if unit.position <= one.unit.position < unit.position_end]
        for first, day in ((D(2026, 7, 1), D(2026, 12, 31)), (D(2026, 9, 1), D(2026, 9, 30)), (D(2026, 11, 1), D(2026, 11, 5))):
            inside = [one for one in mine if first <= one.day <= day]
            assert value("held", unit, day, start=first) == len(inside)
            by_kind = Counter(one.kind for one in inside)
            assert {line.choices[0].key: line.value for line in figure_of("held", unit, day, start=first).by("meeting_kind")} == {kind: by_kind[kind] for kind in OF_MEMBERS}
            expected, came = sum(one.called - one.exempt - one.elsewhere for one in inside), sum(one.present + one.from_afar for one in inside)
            assert (value("expected", unit, day, start=first), value("attended", unit, day, start=first)) == (expected, came)
            share = value("attendance", unit, day, start=first)
            assert share == (Decimal(came * 100) / expected).quantize(Decimal("0.01")) if expected else share is None
            levels = Counter(one.official_level for one in inside if one.kind in REGULAR and one.official_level)
            assert value("level", unit, day, start=first) == levels.total()
            assert {line.choices[0].key: line.value for line in figure_of("level", unit, day, start=first).by("official_level") if line.value} == levels
            month = [one for one in mine if one.month == day.replace(day=1) and one.kind in REGULAR and one.day <= day]
            assert value("branches_met", unit, day) == len(month)
            assert value("branches_met_in_time", unit, day) == sum(one.day.day <= 7 for one in month)
            quarter = {one.unit_id for one in mine if one.kind in (K.THEMATIC, K.COMBINED) and (one.day.month - 1) // 3 == (day.month - 1) // 3 and one.day <= day}
            assert value("thematic", unit, day) == len(quarter)


def test_the_share_that_met_is_of_all_branches_and_rows_name_no_person():
    province, meetings = random_meetings(9)
    day = D(2026, 9, 30)
    met = value("branches_met", province, day)
    assert value("met_share", province, day) == (Decimal(met * 100) / 9).quantize(Decimal("0.01"))
    for key in ("held", "expected", "level"):
        found = figure_of(key, province, D(2026, 12, 31), start=D(2026, 7, 1))
        rows = [found.indicator.row(one) for one in found.records()]
        assert len(rows) == found.value()
        assert {name for row in rows for name in row} <= {"unit", "unit_name", "kind", "held_on", "self_level", "official_level", "came"}
    assert {str(one) for one in figure_of("held", province, D(2026, 12, 31)).records()} == {f"{one.unit_id} {one.day}" for one in meetings if one.state in (S.CLOSED, S.SETTLED)}


def test_meetings_are_known_since_they_were_closed():
    province, _meetings = random_meetings(5)
    asked = {"start": D(2026, 7, 1)}
    now, year = timezone.now(), D(2026, 12, 31)
    keys = ("held", "expected")
    assert [value(key, province, year, known_at=now, **asked) for key in keys] == [value(key, province, year, **asked) for key in keys]
    assert [value(key, province, year, known_at=now - timedelta(hours=1), **asked) for key in keys] == [0, 0]


# --- notices: who answered ------------------------------------------------------------------------


@pytest.fixture
def answers():
    """Two branches are called; of the first three answer, one of them twice, of the second nobody."""
    commune = make_commune()
    first, second = make_branch(parent=commune), make_branch("Chi bộ bản Mai", parent=commune)
    meeting = called(first)
    called(second)
    for member, reply, reason in ((first[0], "coming", ""), (first[1], "excused", "Đi khám bệnh"), (first[2], "from_afar", ""), (first[1], "coming", "")):
        answer_for(meeting=meeting, member_id=member.pk, reply=reply, reason=reason, by=SYSTEM, now=timezone.now())
    return commune, first, second, meeting


def by_reply(unit):
    return {line.choices[0].key: line.value for line in figure_of("answered", unit, DAY).by("reply") if line.value}


def test_the_share_that_answered_is_told_by_unit_and_by_answer(answers):
    commune, first, second, _meeting = answers
    assert [(value("called", unit, DAY), value("answered", unit, DAY), value("answered_share", unit, DAY)) for unit in (commune, first.unit, second.unit)] == [(10, 3, Decimal("30.00")), (5, 3, Decimal("60.00")), (5, 0, Decimal("0.00"))]
    assert by_reply(commune) == {"coming": 2, "from_afar": 1}  # the last answer counts
    assert value("called", commune, DAY - timedelta(days=1)) == 0


def test_who_need_not_come_is_not_counted_and_a_meeting_called_off_neither(answers):
    commune, first, second, meeting = answers
    Stay.objects.filter(member=first[4]).update(activity="exempt")
    actions.change_plan(meeting=meeting, plan=replace(AS_PLANNED, place="Nhà đồng chí Bí thư"), by=SYSTEM, now=timezone.now())
    assert value("called", first.unit, DAY) == 4
    actions.call_off(meeting=meeting, reason="Lũ", by=SYSTEM, today=DAY)
    assert [value("called", unit, DAY) for unit in (first.unit, commune)] == [0, 5]


def test_a_notice_written_before_that_was_noted_counts(answers):
    _commune, first, _second, meeting = answers
    Notice.objects.filter(meeting=meeting).update(ought=None)
    assert value("called", first.unit, DAY) == 5


@pytest.mark.django_db(transaction=True)
def test_notices_and_answers_are_told_as_they_were_known(answers):
    commune, first, _second, meeting = answers
    asked = {"start": D(2026, 12, 1)}
    then = clock()
    answer_for(meeting=meeting, member_id=first[3].pk, reply="coming", reason="", by=SYSTEM, now=clock())
    actions.change_plan(meeting=meeting, plan=replace(AS_PLANNED, on=DAY + timedelta(days=1)), by=SYSTEM, now=clock())
    now = clock()
    assert [(value("called", commune, DAY, known_at=at, **asked), value("answered", commune, DAY, known_at=at, **asked)) for at in (then - timedelta(days=1), then, now)] == [(0, 0), (10, 3), (5, 0)]
    assert value("answered", commune, DAY + timedelta(days=1), known_at=now, **asked) == 4


def test_the_list_behind_it_names_nobody_and_leads_to_the_meeting_for_who_may_open_it(client, answers):
    commune, first, _second, meeting = answers
    address = reverse("figures:records", args=[commune.pk, "meetings.answered"]) + f"?on={DAY.isoformat()}"
    client.force_login(make_user("office_clerk", commune))
    page = client.get(address).content.decode()
    assert page.count(f'href="{meeting.get_absolute_url()}"') == 3
    assert all(text in page for text in (first.unit.name, "Tôi dự họp", "03/12/2026"))
    assert not any(one.full_name in page for one in first.members)
    found = figure_of("answered", commune, DAY)
    assert {name for one in found.records() for name in found.indicator.row(one)} == {"unit", "unit_name", "kind", "meets_on", "reply"}
    assert str(found.records()[0]) == f"{first.unit.pk} {DAY}"
