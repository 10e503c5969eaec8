"""Badges by party age, early and after death within the rule; cards and files looked at once a year."""

from __future__ import annotations

from datetime import date

import pytest

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.members.models import Member
from coso.statuses import actions, queries
from coso.statuses.actions import Award
from coso.statuses.models import Badge, Check
from tests.factories import make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def old(unit, admitted: date, name: str = "Vàng Văn Tạ") -> Member:
    return make_member(unit, name, admission_date=admitted, official_date=date(admitted.year + 1, admitted.month, admitted.day), birth_date=date(1940, 1, 1))


def test_those_who_reach_a_badge_between_two_rounds_are_listed_once():
    unit = make_unit()
    thirty, fifty = old(unit, date(1996, 10, 1)), old(unit, date(1976, 11, 7), "Lò Thị Năm")
    old(unit, date(1996, 8, 1), "Lò Văn Trước")
    found = queries.reaching(Member.objects.all(), date(2026, 9, 2), date(2026, 11, 7))
    assert [(row.member, row.years, row.on) for row in found] == [(fifty, 50, date(2026, 11, 7)), (thirty, 30, date(2026, 10, 1))]
    actions.award_badges(awards=[Award(fifty, 50)], on=date(2026, 11, 7), paper="3-QĐ/TU", by=SYSTEM, today=TODAY)
    assert len(queries.reaching(Member.objects.all(), date(2026, 9, 2), date(2026, 11, 7))) == 1


def test_an_early_badge_keeps_to_the_months_of_the_rule():
    member = old(make_unit(), date(1997, 10, 1))
    with pytest.raises(RuleBroken, match="01/10/2027"):
        actions.award_badges(awards=[Award(member, 30)], on=TODAY, paper="", by=SYSTEM, today=TODAY)
    actions.award_badges(awards=[Award(member, 30, "early")], on=TODAY, paper="", by=SYSTEM, today=TODAY)
    later = old(member.unit, date(1998, 10, 1), "Lò Văn Sau")
    with pytest.raises(RuleBroken):
        actions.award_badges(awards=[Award(later, 30, "early")], on=TODAY, paper="", by=SYSTEM, today=TODAY)


def test_a_round_is_recorded_from_the_list(client):
    unit = make_unit()
    member = old(unit, date(1996, 10, 1))
    client.force_login(make_user("office_clerk", unit.parent))
    address = "/dang-vien/huy-hieu/?start=2026-09-02&end=2026-11-07"
    assert f"{member.pk}-30" in client.get(address).content.decode()
    assert client.post(address, {"chosen": [f"{member.pk}-30"], "on": "2026-11-07", "paper": "3-QĐ/TU"}).status_code == 302
    assert Badge.objects.get().years == 30
    assert client.get(f"/dang-vien/huy-hieu/{member.pk}/").status_code == 200


def test_a_checked_card_leaves_the_list_for_a_year(client):
    unit = make_unit()
    member = make_member(unit)
    client.force_login(make_user("branch_secretary", unit))
    assert str(member) in client.get("/dang-vien/kiem-tra/card/").content.decode()
    client.post("/dang-vien/kiem-tra/card/", {"chosen": [member.pk], "on": "2026-11-20", "result": "good"})
    assert Check.objects.get().kind == "card"
    assert not queries.unchecked(Member.objects.all(), "card", date(2025, 11, 20)).exists()
    assert queries.unchecked(Member.objects.all(), "file", date(2025, 11, 20)).exists()


@pytest.mark.parametrize("address", ["/dang-vien/huy-hieu/?start=2026-09-02&end=2026-11-07", "/dang-vien/kiem-tra/file/"])
def test_a_list_costs_the_same_for_one_and_three(address, client, django_assert_max_num_queries):
    unit = make_unit()
    old(unit, date(1996, 10, 1))
    client.force_login(make_user("office_clerk", unit.parent))
    client.get(address)
    with django_assert_max_num_queries(60) as one:
        client.get(address)
    for name in ("Lò Văn Hai", "Lò Văn Ba"):
        old(unit, date(1996, 10, 2), name)
    with django_assert_max_num_queries(60) as three:
        client.get(address)
    assert len(one) == len(three)
