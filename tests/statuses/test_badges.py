"""Badges by party age, early and after death within the rule; cards and files looked at once a year."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import docx
import pytest

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.common.periods import add_months
from coso.members.actions import move_member, readmit, strike_off
from coso.members.enums import LeaveReason
from coso.members.models import Member
from coso.statuses import actions, queries, rules
from coso.statuses.actions import Award
from coso.statuses.models import Badge, Check
from tests.factories import make_commune, make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def old(unit, admitted: date, name: str = "Vàng Văn Tạ") -> Member:
    return make_member(unit, name, admission_date=admitted, official_date=add_months(admitted, 12), birth_date=date(admitted.year - 20, 1, 1))


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


def test_the_list_says_who_was_admitted_again_and_what_the_rulebook_leaves_open(client):
    unit = make_unit()
    member = old(unit, date(1996, 10, 1))
    strike_off(member=member, on=date(2010, 1, 1), reason=LeaveReason.REMOVED, paper="", by=SYSTEM, day=TODAY)
    readmit(member=Member.objects.get(pk=member.pk), unit=unit, on=date(2014, 5, 19), paper="", fields={}, by=SYSTEM, day=TODAY)
    client.force_login(make_user("office_clerk", unit.parent))
    pages = [client.get(address).content.decode() for address in ("/dang-vien/huy-hieu/?start=2026-09-02&end=2026-11-07", f"/dang-vien/huy-hieu/{member.pk}/")]
    for page in pages:
        assert "Kết nạp ngày 01/10/1996, kết nạp lại ngày 19/05/2014" in page
        assert "208-QĐ/TW" in page
    assert queries.readmissions([old(unit, date(1996, 10, 1), "Lò Văn Khác")]) == {}


def test_the_decision_on_a_round_is_written_before_it_is_recorded(client):
    unit = make_unit("Chi bộ bản Đớ", parent=make_commune("Đảng bộ xã Mường So"))
    thirty, fifty = old(unit, date(1996, 10, 1)), old(unit, date(1976, 11, 7), "Lò Thị Năm")
    client.force_login(make_user("office_clerk", unit.parent))
    told = {"chosen": [f"{thirty.pk}-30", f"{fifty.pk}-50"], "on": "2026-11-07", "paper": "3-QĐ/ĐU"}
    address = "/dang-vien/huy-hieu/?start=2026-09-02&end=2026-11-07"
    made = client.post(address, told | {"write": "docx"})
    said = "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(made.content)).paragraphs)
    assert "Tặng Huy hiệu Đảng cho 2 đảng viên: 1 Huy hiệu 50 năm tuổi đảng, 1 Huy hiệu 30 năm tuổi đảng." in said
    assert "2. Đồng chí Vàng Văn Tạ, sinh ngày 01/01/1976, vào Đảng ngày 01/10/1996, Chi bộ bản Đớ: Huy hiệu 30 năm tuổi đảng." in said
    assert client.post(address, told | {"write": "pdf"}).content.startswith(b"%PDF")
    assert not Badge.objects.exists()
    assert client.post(address, {"on": "2026-11-07", "paper": "3-QĐ/ĐU", "write": "pdf"}).status_code == 422


def test_badges_and_checks_go_where_their_member_goes():
    member, to = old(make_unit(), date(1996, 10, 1)), make_unit()
    award(member, 30, TODAY)
    actions.check_members(members_seen=[member], kind="card", result="good", on=TODAY, by=SYSTEM, today=TODAY)
    move_member(member=member, to=to, on=TODAY, paper="", by=SYSTEM, day=TODAY)
    secretary = make_user("branch_secretary", to)
    assert [len(rows) for rows in queries.of_member(Member.objects.get(pk=member.pk), secretary)] == [1, 1]


# --- the edges of the rules --------------------------------------------------------------------------

def dead(unit, admitted: date, died: date) -> Member:
    member = old(unit, admitted)
    return strike_off(member=member, on=died, reason=LeaveReason.DECEASED, paper="", by=SYSTEM, day=TODAY)


def award(member: Member, years: int, on: date, way: str = "usual") -> Badge:
    return actions.award_badges(awards=[Award(member, years, way)], on=on, paper="", by=SYSTEM, today=TODAY)[0]


@pytest.mark.parametrize(("admitted", "years", "way", "given"), [
    (date(1996, 11, 20), 30, "usual", True), (date(1996, 11, 21), 30, "usual", False),
    (date(1997, 11, 20), 30, "early", True), (date(1997, 11, 21), 30, "early", False),  # twelve months
    (date(1962, 11, 20), 65, "early", True), (date(1962, 11, 21), 65, "early", False),
    (date(1958, 11, 20), 70, "early", True), (date(1958, 11, 21), 70, "early", False),  # twenty-four from 70 on
    (date(1936, 11, 20), 90, "usual", True),
    (date(1985, 1, 1), 35, "usual", False),  # no such badge
])
def test_a_badge_is_given_up_to_the_last_day_of_the_rule(admitted, years, way, given):
    member = old(make_unit(), admitted)
    if given:
        assert award(member, years, TODAY, way).years == years
    else:
        with pytest.raises(RuleBroken):
            award(member, years, TODAY, way)


@pytest.mark.parametrize(("admitted", "given"), [(date(1996, 7, 1), True), (date(1997, 1, 10), True), (date(1997, 1, 11), False)])
def test_after_death_the_months_count_from_the_day_of_death(admitted, given):
    member = dead(make_unit(), admitted, date(2026, 1, 10))
    if given:
        assert award(member, 30, date(2026, 9, 2), "posthumous").way == "posthumous"
    else:
        with pytest.raises(RuleBroken):
            award(member, 30, date(2026, 9, 2), "posthumous")


def test_the_way_of_a_badge_fits_whether_the_member_lives():
    unit = make_unit()
    gone, here = dead(unit, date(1996, 1, 1), date(2026, 9, 10)), old(unit, date(1996, 1, 1), "Lò Văn Sống")
    for member, way in ((gone, "usual"), (gone, "early"), (here, "posthumous")):
        with pytest.raises(RuleBroken):
            award(member, 30, TODAY, way)
    assert award(gone, 30, date(2026, 9, 2)).way == "usual"  # given in life, entered later


def test_who_was_removed_gets_no_badge():
    member = strike_off(member=old(make_unit(), date(1996, 1, 1)), on=date(2026, 9, 10), reason=LeaveReason.REMOVED, paper="", by=SYSTEM, day=TODAY)
    with pytest.raises(RuleBroken):
        award(member, 30, TODAY)


def test_nobody_falls_between_two_rounds_on_the_end_of_february():
    old(make_unit(), date(1992, 2, 29))
    rounds = [(date(2021, 11, 7), date(2022, 2, 27)), (date(2021, 11, 7), date(2022, 2, 28)), (date(2022, 2, 28), date(2022, 5, 19))]
    assert [[row.on for row in queries.reaching(Member.objects.all(), *one)] for one in rounds] == [[], [date(2022, 2, 28)], []]


def test_a_day_without_a_confirmed_rule_refuses_with_a_sentence(client):
    unit = make_unit()
    member = old(unit, date(1996, 1, 1))
    client.force_login(make_user("office_clerk", unit.parent))
    page = client.post(f"/dang-vien/huy-hieu/{member.pk}/", {"years": 30, "way": "usual", "on": "2026-02-03", "paper": "1"})
    assert page.status_code == 422
    assert not Badge.objects.exists()
    assert client.get("/dang-vien/huy-hieu/?start=2025-11-07&end=2026-02-03").status_code == 200


@pytest.mark.parametrize(("kind", "day", "since", "key"), [
    ("card", date(2026, 11, 20), date(2025, 11, 20), "card.checks_per_year"), ("file", date(2028, 2, 29), date(2027, 2, 28), "file.reconcile_months"), ("card", date(2025, 9, 28), date.min, ""),
])
def test_how_long_a_check_holds_is_the_rules_to_say(kind, day, since, key):
    found, rule = rules.check_due_since(kind, day)
    assert (found, rule.key if rule else "") == (since, key)
