"""Reports that a committee asks of the units below it: by the calendar, on the first page, and who is late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.home.queries import things_to_do
from coso.org.models import Unit
from coso.reports import actions
from coso.reports.enums import CALLED_EVERY, Period, State
from coso.reports.models import ReportCall, UnitReport
from coso.reports.queries import report_of, reports_asked
from coso.reports.queries.asked import LATEST, days_of, months_later
from tests.factories import make_user
from tests.reports.way import begun, make_tree

JUNE = date(2026, 6, 30)


@pytest.fixture
def commune(db):
    return make_tree()


def called(unit, **told):
    return actions.call_reports(**({"unit": unit, "report": report_of("half_year", unit), "every": Period.HALF, "on": JUNE, "due_days": 10, "by": SYSTEM} | told))


def words(user, day):
    return [(due.what, due.late) for due in things_to_do(user, day)]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(sorted(CALLED_EVERY.values())[1:]), st.integers(0, 60))
def test_a_period_s_day_comes_again_at_the_same_place_of_its_month(day, months, times):
    later = months_later(day, months * times)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months * times
    if (day + timedelta(days=1)).day == 1:
        assert (later + timedelta(days=1)).day == 1
    else:
        assert later.day == day.day or (later + timedelta(days=1)).day == 1


def test_a_call_asks_at_the_end_of_each_period_until_it_is_ended():
    call = ReportCall(every=Period.QUARTER, on=date(2026, 3, 31), due_days=5)
    assert days_of(call, date(2026, 3, 30)) == []
    assert days_of(call, date(2027, 1, 1)) == [date(2026, 12, 31), date(2026, 9, 30), JUNE][:LATEST]
    call.ended_on = date(2026, 9, 1)
    assert days_of(call, date(2027, 1, 1)) == [JUNE, date(2026, 3, 31)]
    assert days_of(ReportCall(every=Period.DAY, on=JUNE, due_days=0), date(2030, 1, 1)) == [JUNE]


def test_what_is_asked_stands_among_the_things_to_do_until_it_is_sent(commune):
    called(commune.parent)
    clerk, above = make_user("office_clerk", commune), make_user("office_clerk", commune.parent)
    line = "Gửi cấp trên: Báo cáo kết quả công tác xây dựng Đảng 6 tháng, 30/06/2026"
    assert [what for what, _late in words(clerk, date(2026, 6, 29)) if what.startswith("Gửi")] == []
    assert (line, False) in words(clerk, date(2026, 7, 10))
    assert (line, True) in words(clerk, date(2026, 7, 11))
    assert any("1 đơn vị cấp dưới nộp chậm" in what for what, _late in words(above, date(2026, 7, 11)))
    work = begun(commune, "half_year", JUNE)
    assert (line, False) in words(clerk, date(2026, 7, 1))
    UnitReport.objects.filter(pk=work.pk).update(state=State.SENT, sent_on=date(2026, 7, 13))
    assert line not in [what for what, _late in words(clerk, date(2026, 7, 14))]
    assert [one.late_by(date(2026, 8, 1)) for one in reports_asked(commune.parent, date(2026, 8, 1))] == [3]


@pytest.mark.parametrize(("state", "role", "at", "waits"), [
    (State.FROZEN, "standing_member", "commune", True), (State.FROZEN, "office_clerk", "commune", False), (State.SIGNED, "office_clerk", "commune", True),
    (State.RETURNED, "office_clerk", "commune", True), (State.SENT, "office_clerk", "commune", False), (State.SENT, "organisation_officer", "province", True),
    (State.SIGNED, "organisation_officer", "province", False),
])
def test_a_report_waits_for_whoever_does_its_next_step(commune, state, role, at, waits):
    work = begun(commune, "yearly", date(2025, 12, 31))
    UnitReport.objects.filter(pk=work.pk).update(state=state)
    user = make_user(role, commune if at == "commune" else commune.parent)
    assert any(what.startswith("Báo cáo:") for what, _late in words(user, JUNE)) == waits


def test_a_wrong_or_second_call_is_refused_and_one_ended_is_not_ended_again(commune):
    call = called(commune)
    for told in ({"due_days": 400}, {"due_days": -1}, {"every": Period.TERM}, {}):
        with pytest.raises(RuleBroken):
            called(commune, **told)
    actions.end_call(call=call, on=JUNE, by=SYSTEM)
    with pytest.raises(RuleBroken):
        actions.end_call(call=call, on=JUNE, by=SYSTEM)
    called(commune)


def test_an_ended_call_reminds_nobody_and_keeps_what_was_sent(commune):
    lacking, in_time = Unit.objects.filter(parent=commune).order_by("position")
    call = called(commune)
    clerk, day = make_user("branch_secretary", lacking), date(2026, 8, 1)
    UnitReport.objects.filter(pk=begun(in_time, "half_year", JUNE).pk).update(state=State.SENT, sent_on=JUNE)
    assert any(late for what, late in words(clerk, day) if what.startswith("Gửi"))
    actions.end_call(call=call, on=day, by=SYSTEM)
    assert [what for what, _late in words(clerk, day) if what.startswith("Gửi")] == []
    assert [(one.unit, one.late_by(day)) for one in reports_asked(commune, day)] == [(in_time, 0)]


def test_a_committee_asks_on_screen_and_sees_who_is_late(client, commune):
    officer = make_user("organisation_officer", commune)
    client.force_login(officer)
    page = reverse("reports:calls", args=[commune.pk])
    assert "Chưa yêu cầu báo cáo nào" in client.get(page).content.decode()
    told = {"report": "half_year", "every": "half", "on": "30/06/2025", "due_days": "10"}
    assert client.post(page, told | {"due_days": "900"}).status_code == 422
    assert client.post(page, told).status_code == 302
    assert client.post(page, told).status_code == 422
    late, in_time = Unit.objects.filter(parent=commune).order_by("position")
    work = begun(in_time, "half_year", date(2025, 6, 30))
    UnitReport.objects.filter(pk=work.pk).update(state=State.ACCEPTED, sent_on=date(2025, 7, 1))
    call = ReportCall.objects.get()
    shown = client.get(page, {"asked": f"{call.pk}-2025-06-30", "late": "1"}).content.decode()
    assert late.name in shown
    assert in_time.name not in shown
    for _each in range(2):
        assert client.post(reverse("reports:end_call", args=[call.pk])).status_code == 302
    assert ReportCall.objects.get().ended_on


@pytest.mark.parametrize("calls", [1, 3])
def test_the_list_and_the_first_page_cost_the_same_with_one_and_three(client, commune, calls, settings, django_assert_max_num_queries):
    settings.DEMO = True
    client.force_login(make_user("branch_secretary", Unit.objects.filter(parent=commune)[0]))
    for month in range(calls):
        called(commune, on=date(2025, month + 1, 1), every=Period.MONTH)
    with django_assert_max_num_queries(29):
        assert client.get("/").status_code == 200
    client.force_login(make_user("organisation_officer", commune))
    with django_assert_max_num_queries(22):
        assert client.get(reverse("reports:calls", args=[commune.pk])).status_code == 200
