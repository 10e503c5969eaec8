"""A target on its way down, and how it stands: counted from records, read as of any day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.members.actions import move_member
from coso.members.models import Member
from coso.org.actions import merge_units
from coso.targets import actions, queries
from coso.targets.enums import HandState, SchemeKind, SplitWay, Standing
from coso.targets.models import Assignment, NewModel, Scheme
from tests.factories import TODAY, make_commune, make_member, make_unit, make_user
from tests.targets.story import (
    FIRST,
    LAST,
    admit,
    decided,
    make_branches,
    make_scheme,
    make_target,
    shared_out,
)

pytestmark = pytest.mark.django_db
JUNE = date(2026, 6, 30)


@pytest.fixture
def commune():
    return make_commune()


@pytest.fixture
def branches(commune):
    return make_branches(commune)


def test_a_target_goes_down_is_accepted_and_decided(commune, branches):
    root = make_target(commune, 11)
    first, second = shared_out(root)
    assert [first.proposed, second.proposed] == [6, 5]
    assert queries.sum_below(Assignment.objects.told().get(pk=root.pk)) == (11, 0)
    assert queries.progress(Assignment.objects.told().get(pk=first.pk), JUNE).value is None
    assert decided(first).state == HandState.DECIDED
    assert queries.progress(Assignment.objects.told().get(pk=first.pk), JUNE).value == 6


def test_shares_follow_the_number_of_members(commune, branches):
    for _ in range(3):
        make_member(branches[0])
    make_member(branches[1])
    first, second = shared_out(make_target(commune, 10), SplitWay.SIZE)
    assert [first.proposed, second.proposed] in ([8, 2], [7, 3])
    assert first.proposed + second.proposed == 10


def test_a_unit_answers_with_its_reason_and_is_asked_again(commune, branches):
    first, _second = shared_out(make_target(commune))
    with pytest.raises(RuleBroken, match="reason"):
        actions.answer(assignment=first, reason=" ", by=SYSTEM, today=TODAY)
    assert actions.answer(assignment=first, reason="Ít nguồn", by=SYSTEM, today=TODAY).answer == "Ít nguồn"
    with pytest.raises(RuleBroken, match="Nothing was changed"):
        actions.accept(assignment=first, by=SYSTEM, today=TODAY)
    again = actions.propose(assignment=first, value=Decimal(2), by=SYSTEM, today=TODAY)
    assert (again.state, again.proposed) == (HandState.PROPOSED, 2)
    with pytest.raises(RuleBroken):
        actions.decide(assignment=first, paper="", by=SYSTEM, today=TODAY)


def test_what_can_be_shared_out(commune, branches):
    root = make_target(commune)
    with pytest.raises(RuleBroken, match="no unit below"):
        actions.split(assignment=root, values={}, units=[], by=SYSTEM, today=TODAY)
    with pytest.raises(RuleBroken, match="below nothing"):
        actions.split(assignment=root, values={branches[0].pk: Decimal(-1)}, units=branches, by=SYSTEM, today=TODAY)
    first, _ = shared_out(root)
    with pytest.raises(RuleBroken):
        actions.split(assignment=first, values={branches[0].pk: Decimal(1)}, units=branches, by=SYSTEM, today=TODAY)
    assert queries.units_to_share(root, TODAY) == []
    with pytest.raises(RuleBroken, match="already"):
        actions.split(assignment=root, values={branches[0].pk: Decimal(1)}, units=branches, by=SYSTEM, today=TODAY)


def test_a_revised_target_is_read_as_it_was_on_earlier_days(commune):
    root = make_target(commune, 10)
    with pytest.raises(RuleBroken, match="later day"):
        actions.revise(assignment=root, value=Decimal(8), from_day=FIRST, paper="3-QĐ", reason="Bão", by=SYSTEM)
    actions.revise(assignment=root, value=Decimal(8), from_day=JUNE, paper="3-QĐ", reason="Bão", by=SYSTEM)
    root = Assignment.objects.told().get(pk=root.pk)
    assert [queries.progress(root, day).value for day in (date(2026, 6, 29), JUNE, LAST)] == [10, 8, 8]


def test_progress_is_what_a_slow_recount_finds_for_whole_and_parts(commune, branches):
    root = make_target(commune, 10)
    for one in shared_out(root):
        decided(one)
    for at, day in enumerate([FIRST, date(2026, 2, 1), JUNE, date(2026, 7, 1), LAST, date(2025, 12, 31)]):
        admit(branches[at % 2], day)
    root = Assignment.objects.told().get(pk=root.pk)
    for day, counts in {JUNE: [2, 1], LAST: [3, 2]}.items():
        assert [one.reached for one in queries.progress_below(root, day, by=SYSTEM)] == counts
        assert [queries.progress(one, day).reached for one in root.shares.told().order_by("unit__position")] == counts
        assert queries.progress(root.target, day).reached == sum(counts)
    found = queries.progress(root, LAST)
    assert (found.attained, found.gap, found.standing) == (Decimal(50), -5, Standing.MISSED)


def test_a_forecast_names_its_method_or_says_why_there_is_none(commune, branches):
    root = make_target(commune, 10)
    for month in (1, 2, 3):
        admit(branches[0], date(2026, month, 10))
    said = {day: queries.progress(root, day).forecast for day in (date(2026, 3, 1), JUNE, LAST)}
    assert "Too early" in said[date(2026, 3, 1)].said
    assert (said[JUNE].value, "Straight line" in said[JUNE].said) == (6, True)
    assert "over" in said[LAST].said
    assert "no baseline" in queries.progress(make_target(commune, 40, title="Nữ", indicator_key="members.count"), JUNE).forecast.said


def test_a_share_is_reached_in_points_and_in_per_cent_kept_apart(commune, branches):
    for at in range(4):
        admit(branches[0], date(2025, 5, 1) if at < 2 else date(2026, 5, 1), sex="female" if at else "male")
    root = make_target(commune, 80, over="members.admitted", where={"sex": "female"}, baseline=actions.Baseline(date(2025, 12, 31)))
    found = queries.progress(Assignment.objects.told().get(pk=root.pk), JUNE)
    assert (found.baseline, found.reached, found.change, found.change_percent, found.attained) == (50, 100, 50, 100, 125)
    shares = shared_out(root)
    assert [one.proposed for one in shares] == [80, 80]
    assert queries.sum_below(Assignment.objects.told().get(pk=root.pk)) is None
    below = queries.progress_below(Assignment.objects.told().get(pk=root.pk), JUNE, by=SYSTEM)
    assert [one.reached for one in below] == [100, None]


def test_a_typed_baseline_stands_with_its_paper(commune):
    root = make_target(commune, 5, indicator_key="members.count", baseline=actions.Baseline(date(2025, 12, 31), Decimal(2), "Báo cáo 1"))
    assert queries.progress(root, JUNE).change == -2


def test_what_no_record_counts_is_reported_with_its_paper(commune, branches):
    with pytest.raises(RuleBroken, match="unit of measure"):
        make_target(commune, indicator_key="")
    root = make_target(scheme=Scheme.objects.first() or make_scheme(commune), value=4, title="Nhà văn hóa", indicator_key="", measure="nhà")
    for day, value in ((FIRST, 1), (JUNE, 3)):
        actions.report_result(assignment=root, on=day, value=Decimal(value), paper="BC", by=SYSTEM, today=LAST)
    root = Assignment.objects.told().get(pk=root.pk)
    assert [(queries.progress(root, day).reached, queries.progress(root, day).counted) for day in (date(2026, 2, 1), JUNE)] == [(1, False), (3, False)]
    assert queries.progress(root, JUNE, timezone.now() - timedelta(days=1)).reached is None
    with pytest.raises(RuleBroken, match="its day"):
        actions.report_result(assignment=root, on=LAST, value=Decimal(1), paper="BC", by=SYSTEM, today=JUNE)
    with pytest.raises(RuleBroken, match="paper"):
        actions.report_result(assignment=root, on=JUNE, value=Decimal(1), paper=" ", by=SYSTEM, today=JUNE)
    with pytest.raises(RuleBroken, match="counted from records"):
        actions.report_result(assignment=make_target(commune), on=JUNE, value=Decimal(1), paper="BC", by=SYSTEM, today=JUNE)


def test_progress_as_it_was_known(commune, branches):
    root = make_target(commune)
    before = timezone.now()
    admit(branches[0], date(2026, 5, 1))
    assert (queries.progress(root, JUNE).reached, queries.progress(root, JUNE, before).reached) == (1, 0)


def test_a_merged_branch_brings_its_target_and_what_it_had_reached(commune, branches):
    root = make_target(commune, 10)
    for one in shared_out(root):
        decided(one)
    admit(branches[0], date(2026, 2, 1))
    admit(branches[1], date(2026, 2, 2))
    for person in Member.objects.filter(unit=branches[0]):
        move_member(member=person, to=branches[1], on=JUNE, paper="QĐ", by=SYSTEM, day=LAST)
    merge_units(units=[branches[0]], into=branches[1], on=JUNE, paper="QĐ", by=SYSTEM, today=LAST)
    old = Assignment.objects.get(unit=branches[0])
    taker = Assignment.objects.told().get(unit=branches[1])
    assert (old.ended_on, old.into) == (JUNE, taker)
    assert [queries.progress(taker, day).value for day in (date(2026, 6, 29), JUNE)] == [5, 10]
    assert [queries.progress(taker, day).reached for day in (date(2026, 6, 29), JUNE)] == [1, 2]


def test_new_models_are_registered_and_reported(commune):
    told = {"unit": commune, "title": "Tổ giúp dân", "text": "", "year": 2026, "by": SYSTEM, "today": TODAY}
    model = actions.register_model(**told)
    with pytest.raises(RuleBroken, match="already"):
        actions.register_model(**told)
    assert actions.report_model(model=model, result="Đã giúp 12 hộ", by=SYSTEM, today=JUNE).reported_on == JUNE
    assert NewModel.objects.get().result == "Đã giúp 12 hộ"


def test_a_branch_registers_its_own_targets_but_sets_none_for_others(commune, branches):
    secretary = make_user(role="branch_secretary", unit=branches[0])
    own = actions.set_scheme(unit=branches[0], kind=SchemeKind.REGISTERED, title="Đăng ký năm 2026", starts_on=FIRST, ends_on=LAST, by=secretary)
    assert actions.set_target(scheme=own, title="Kết nạp", value=Decimal(1), aim="at_least", indicator_key="members.admitted", by=secretary).state == HandState.DECIDED
    with pytest.raises(NotAllowed):
        actions.set_scheme(unit=branches[0], kind=SchemeKind.PLAN, title="Kế hoạch", starts_on=FIRST, ends_on=LAST, by=secretary)
    with pytest.raises(RuleBroken, match="ends before"):
        make_scheme(commune, starts_on=LAST, ends_on=FIRST)


def test_who_sees_what(commune, branches):
    root = make_target(commune)
    shared_out(root)
    secretary = make_user(role="branch_secretary", unit=branches[0])
    assert [one.unit for one in Assignment.objects.visible_to(secretary)] == [branches[0]]
    assert list(Scheme.objects.visible_to(secretary)) == [root.target.scheme]
    assert not Scheme.objects.visible_to(make_user(role="branch_secretary", unit=make_unit())).exists()
    answers, decides = queries.waiting_for(secretary)
    assert ([one.unit for one in answers], decides) == ([branches[0]], [])


def test_equals_share_a_place_and_small_targets_are_marked(commune):
    branches = make_branches(commune, 3)
    root = make_target(commune, 6)
    for one in shared_out(root):
        decided(one)
    for branch in branches[:2]:
        admit(branch, FIRST)
    placed = queries.ranked(queries.progress_below(Assignment.objects.told().get(pk=root.pk), JUNE, by=SYSTEM))
    assert [(one.rank, one.same, one.progress.small) for one in placed] == [(1, True, True), (1, True, True), (3, False, True)]
