"""What a province sets itself goes first, keeps its paper, and ends where the next begins."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from coso.common.actors import SYSTEM
from coso.common.errors import NoConfirmedRule, NotAllowed, NotSettled, RuleBroken
from coso.common.models import Act
from coso.org.enums import UnitKind as K
from coso.rulebook import queries, rules
from coso.rulebook.actions import add_closure, end_rule, settle_rule, withdraw_closure
from coso.rulebook.enums import RuleStatus
from coso.rulebook.models import LocalRule
from coso.rulebook.shares import Share
from tests.factories import make_commune, make_province, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
DAYS, SHARE = "transfer.official_working_days", "admission.vote_share"


@pytest.fixture
def province():
    return make_province()


@pytest.fixture
def commune(province):
    return make_commune("Đảng bộ xã Mường So", parent=province)


def settle(unit, value, on=date(2026, 9, 1), *, key=DAYS, by=SYSTEM, **more):
    return settle_rule(key=key, unit=unit, value=value, on=on, paper="31-QĐ/TU, 28/8/2026", reason="Ban Thường vụ thống nhất", by=by, **more)


def test_what_sources_disagree_on_decides_nothing_and_reminds_by_the_shorter(province):
    asked = rules.on(TODAY, province)
    with pytest.raises(NotSettled, match="30 or 60 working days"):
        asked.deadline(DAYS, date(2026, 8, 3))
    reminder = asked.reminder(DAYS, date(2026, 8, 3))
    assert reminder.day == date(2026, 9, 17)
    assert [reading.value for reading in reminder.rule.readings] == [30, 60]
    assert not reminder.rule.settled
    assert asked.find(DAYS).value == (30, 60)


def test_a_settled_value_decides_from_its_day_on(province, commune):
    settle(province, 60)
    found = rules.on(date(2026, 9, 1), commune).decisive(DAYS)
    assert (found.value, found.status, found.regulation.symbol) == (60, RuleStatus.LOCAL, "31-QĐ/TU, 28/8/2026")
    assert found.confirmed
    with pytest.raises(NotSettled):
        rules.on(date(2026, 8, 31), commune).number(DAYS)
    assert rules.on(TODAY, commune).deadline(DAYS, date(2026, 9, 3)).day == date(2026, 11, 27)


def test_the_nearest_unit_goes_first_and_a_neighbour_is_not_reached(province, commune):
    settle(province, 60)
    settle(commune, 30)
    assert rules.on(TODAY, commune).number(DAYS) == 30
    assert rules.on(TODAY, make_unit("Chi bộ Bản Mới", kind=K.SUBORDINATE_BRANCH, parent=commune)).number(DAYS) == 30
    assert rules.on(TODAY, make_commune("Đảng bộ xã Bản Bo", parent=province, code="12000018000000")).number(DAYS) == 60
    with pytest.raises(NotSettled):
        rules.on(TODAY, make_unit("Đảng bộ tỉnh khác", kind=K.PROVINCIAL_ORGANISATION)).number(DAYS)


def test_without_a_unit_the_top_of_the_tree_speaks():
    top = make_unit("Đảng bộ tỉnh", kind=K.PROVINCIAL_ORGANISATION)
    settle(top, 45)
    assert rules.on(TODAY).number(DAYS) == 45


def test_a_newer_value_ends_the_one_before_and_both_stay(province):
    first, second = settle(province, 60), settle(province, 30, date(2026, 10, 1))
    first.refresh_from_db()
    assert first.valid_to == second.valid_from == date(2026, 10, 1)
    assert rules.on(date(2026, 9, 30), province).number(DAYS) == 60
    assert rules.on(date(2026, 10, 1), province).number(DAYS) == 30
    assert [rule.value for rule in queries.versions(DAYS, province)[:2]] == [30, 60]
    with pytest.raises(RuleBroken, match="already set here from 01/10/2026"):
        settle(province, 60, date(2026, 10, 1))


def test_when_it_ends_the_regulations_decide_again(province):
    entry = settle(province, "3/4", key=SHARE)
    assert rules.on(date(2026, 9, 1), province).share(SHARE) == Share(3, 4)
    end_rule(entry=entry, on=date(2026, 10, 1), reason="Hết hiệu lực", by=SYSTEM)
    assert rules.on(date(2026, 9, 30), province).share(SHARE) == Share(3, 4)
    assert rules.on(date(2026, 10, 1), province).share(SHARE) == Share(2, 3)
    with pytest.raises(RuleBroken, match="may end only later"):
        end_rule(entry=entry, on=date(2026, 10, 2), reason="…", by=SYSTEM)


def test_a_value_nobody_has_read_can_be_settled(province):
    with pytest.raises(NoConfirmedRule, match="208-QĐ/TW"):
        rules.on(TODAY, province).text("vote.base")
    settle(province, "all official members", key="vote.base")
    assert rules.on(TODAY, province).text("vote.base") == "all official members"


def test_a_kind_of_unit_may_have_its_own_value(province, commune):
    settle(province, 3, key="org.term_years")
    settle(province, 2.5, key="org.term_years", scope="subordinate_branch")
    assert rules.on(TODAY, commune).span("org.term_years").months == 36
    assert rules.on(TODAY, make_unit("Chi bộ", kind=K.SUBORDINATE_BRANCH, parent=commune)).span("org.term_years").months == 30


@pytest.mark.parametrize(("key", "value"), [(DAYS, "many"), (DAYS, -1), (DAYS, True), (SHARE, "two thirds"), ("badge.years", []), ("card.change_deadline", "soon")])
def test_a_value_of_the_wrong_type_is_refused(province, key, value):
    with pytest.raises(RuleBroken, match="is no value for"):
        settle(province, value, key=key)


def test_paper_and_reason_are_owed(province):
    with pytest.raises(RuleBroken, match="its paper and a reason"):
        settle_rule(key=DAYS, unit=province, value=30, on=TODAY, paper=" ", reason="x", by=SYSTEM)


def test_only_who_may_settle_does_and_the_act_is_kept(province, commune):
    with pytest.raises(NotAllowed):
        settle(commune, 30, by=make_user("organisation_officer", province))
    administrator = make_user("administrator", province)
    settle(commune, 30, by=administrator)
    act = Act.objects.get(kind="rule.settled")
    assert (act.by_id, act.position, act.details["value"]) == (administrator.pk, commune.position, 30)


def test_an_entry_that_is_rolled_back_is_forgotten(province):
    with pytest.raises(RuntimeError), transaction.atomic():
        settle(province, 60)
        assert rules.on(TODAY, province).number(DAYS) == 60
        raise RuntimeError
    with pytest.raises(NotSettled):
        rules.on(TODAY, province).number(DAYS)


def test_a_transaction_asks_the_database_once(province, commune):
    settle(province, 60)
    rules.on(TODAY, commune).number(DAYS)
    with CaptureQueriesContext(connection) as asked:
        for day in range(1, 20):
            rules.on(date(2026, 10, day), commune).number(DAYS)
            rules.on(date(2026, 10, day), commune).share(SHARE)
    assert len(asked) == 0


# --- days off --------------------------------------------------------------------------------------

def test_local_days_off_move_deadlines_below_and_may_be_withdrawn(province, commune):
    start, key = date(2026, 8, 3), "admission.ceremony_working_days"
    plain = rules.on(TODAY, commune).deadline(key, start).day
    flood = add_closure(unit=province, first=date(2026, 9, 7), last=date(2026, 9, 8), paper="3-CV/TU", reason="Lũ", by=SYSTEM)
    assert plain == date(2026, 9, 17)
    assert flood.days == [date(2026, 9, 7), date(2026, 9, 8)]
    assert rules.on(TODAY, commune).deadline(key, start).day == date(2026, 9, 21)
    withdraw_closure(closure=flood, on=TODAY, reason="Nhập nhầm", by=SYSTEM)
    assert rules.on(TODAY, commune).deadline(key, start).day == plain
    with pytest.raises(RuleBroken, match="withdrawn before"):
        withdraw_closure(closure=flood, on=TODAY, reason="…", by=SYSTEM)


@pytest.mark.parametrize(("first", "last", "refusal"), [
    (date(2026, 9, 8), date(2026, 9, 7), "before the first"), (date(2026, 9, 8), date(2027, 9, 9), "More than a year"),
])
def test_days_off_that_can_not_be_meant_are_refused(province, first, last, refusal):
    with pytest.raises(RuleBroken, match=refusal):
        add_closure(unit=province, first=first, last=last, paper="3-CV/TU", reason="Lũ", by=SYSTEM)


# --- places ------------------------------------------------------------------------------------------

def test_a_provincial_rule_holds_in_its_province_only():
    lao_cai = make_unit("Đảng bộ tỉnh Lào Cai", kind=K.PROVINCIAL_ORGANISATION, code="15000000000000")
    assert rules.on(TODAY, lao_cai).number("planning.max_people_per_post") == 3
    elsewhere = make_unit("Đảng bộ tỉnh khác", kind=K.PROVINCIAL_ORGANISATION, code="12000000000000")
    with pytest.raises(NoConfirmedRule, match="14-QĐ/TU .* holds elsewhere only"):
        rules.on(TODAY, elsewhere).number("planning.max_people_per_post")
    assert rules.on(TODAY, lao_cai).find("meeting.local.upload_after_points") is None, "of a ward without a code: an example"


def test_history_of_an_entry_is_kept(province):
    entry = settle(province, 60)
    settle(province, 30, date(2026, 10, 1))
    before = apps.get_model("rulebook", "LocalRuleEvent").objects.get(pgh_obj_id=entry.pk)
    assert (before.valid_to, before.value) == (None, 60)
    assert LocalRule.objects.count() == 2
