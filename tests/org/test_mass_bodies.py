"""Mass organisations in enterprises: entered by the clerk on the unit's page, ended, corrected, and gone over with a merger."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.figures.queries import Question, figure
from coso.org import actions
from coso.org.enums import Sector
from coso.org.models import MassBody
from tests.factories import make_commune, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture
def firm():
    return make_unit("Chi bộ Công ty TNHH Minh Phát", sector=Sector.NON_STATE_ENTERPRISE)


def enter(unit, name="Công đoàn Công ty TNHH Minh Phát", founded_on=date(2026, 3, 1), by=SYSTEM, kind="trade_union"):
    return actions.enter_body(unit=unit, kind=kind, name=name, founded_on=founded_on, today=TODAY, paper="12-QĐ/LĐLĐ", by=by)


def counts(unit, day=TODAY, start=date(2026, 1, 1)):
    """Standing on the day, and set up since the start."""
    return tuple(figure(key, Question(unit, day, start=start), by=SYSTEM).value() for key in ("mass_bodies.count", "mass_bodies.founded"))


def test_the_clerk_enters_a_body_and_its_end_on_the_page_of_the_unit(client, firm):
    address = reverse("org:bodies", args=[firm.pk])
    client.force_login(make_user("office_clerk", firm.parent))
    assert address in client.get(firm.get_absolute_url()).content.decode()
    assert client.post(address, {"kind": "trade_union", "name": "Công đoàn công ty", "founded_on": "2026-03-01"}).status_code == 302
    body = MassBody.objects.get()
    assert "Công đoàn công ty" in client.get(address).content.decode()
    assert counts(firm.parent, date(2026, 11, 20)) == (1, 1)
    client.post(reverse("org:end_body", args=[firm.pk, body.pk]), {"on": "2026-06-01"})
    assert [counts(firm.parent, day) for day in (date(2026, 5, 31), date(2026, 6, 1))] == [(1, 1), (0, 1)]
    assert client.post(reverse("org:end_body", args=[firm.pk, body.pk]), {"on": ""}).status_code == 302
    wrong = {"kind": "youth_union", "name": "Đoàn Thanh niên công ty", "founded_on": "2025-03-01", "ended_on": "", "reason": "Nhập nhầm"}
    assert client.post(reverse("org:correct_body", args=[firm.pk, body.pk]), wrong).status_code == 302
    assert counts(firm.parent) == (1, 0)


def test_what_is_founded_before_the_unit_counts_with_the_unit_all_the_same():
    commune = make_commune()
    firm = make_unit(parent=commune, sector=Sector.FOREIGN_INVESTED_ENTERPRISE, founded_on=date(2026, 6, 1))
    enter(firm, founded_on=date(2026, 2, 1))
    assert counts(commune) == (1, 1)
    assert counts(commune, date(2026, 1, 31)) == (0, 0)


@pytest.mark.parametrize("founded_on", [date(2026, 11, 21), date(2030, 1, 1)])
def test_a_day_to_come_is_refused(firm, founded_on):
    with pytest.raises(RuleBroken):
        enter(firm, founded_on=founded_on)


def test_no_body_is_entered_twice_nor_where_there_is_no_enterprise(firm):
    enter(firm)
    with pytest.raises(RuleBroken, match="entered already"):
        enter(firm, founded_on=date(2026, 5, 1))
    with pytest.raises(RuleBroken, match="enterprise"):
        enter(make_unit(sector=Sector.SCHOOL))
    with pytest.raises(NotAllowed):
        enter(firm, name="Công đoàn khác", by=make_user("branch_secretary", firm))


def test_an_end_lies_after_the_founding_and_is_entered_once(firm):
    body = enter(firm)
    for on in (date(2026, 3, 1), date(2026, 11, 21)):
        with pytest.raises(RuleBroken):
            actions.end_body(body=body, on=on, today=TODAY, by=SYSTEM)
    actions.end_body(body=body, on=date(2026, 4, 1), today=TODAY, by=SYSTEM)
    with pytest.raises(RuleBroken):
        actions.end_body(body=body, on=date(2026, 5, 1), today=TODAY, by=SYSTEM)


def test_with_a_merger_the_bodies_go_over_and_are_not_founded_twice(firm):
    to = make_unit("Chi bộ Khu công nghiệp", parent=firm.parent, sector=Sector.NON_STATE_ENTERPRISE)
    body = enter(firm)
    enter(firm, name="Đoàn Thanh niên", kind="youth_union")
    enter(to, name="Đoàn Thanh niên", kind="youth_union")
    actions.merge_units(units=[firm], into=to, on=date(2026, 10, 1), today=TODAY, paper="3-QĐ/ĐU", by=SYSTEM)
    assert [counts(firm.parent, day) for day in (date(2026, 9, 30), date(2026, 10, 1))] == [(3, 3), (2, 3)]
    [over] = MassBody.objects.filter(follows=body)
    assert (over.unit, over.valid_from, MassBody.objects.get(pk=body.pk).valid_to) == (to, date(2026, 10, 1), date(2026, 10, 1))

    def correct(one, **days):
        told = {"kind": one.kind, "name": one.name, "founded_on": one.valid_from, "ended_on": one.valid_to, "reason": "Nhập nhầm"}
        return actions.correct_body(body=one, today=TODAY, by=SYSTEM, **told | days)

    with pytest.raises(RuleBroken, match="merger"):
        correct(over, founded_on=date(2026, 1, 1))
    with pytest.raises(RuleBroken):
        correct(MassBody.objects.get(pk=body.pk), ended_on=None)
    assert correct(MassBody.objects.get(pk=body.pk), founded_on=date(2025, 5, 5)).valid_from == date(2025, 5, 5)
    assert counts(firm.parent)[1] == 2
