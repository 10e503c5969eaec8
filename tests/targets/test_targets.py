"""A target on its way down, and how it stands: counted from records, read as of any day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from coso.common import uploads
from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.scope import Scope, within
from coso.members.actions import move_member
from coso.members.models import Member
from coso.org.actions import merge_units, move_unit
from coso.org.models import Unit
from coso.targets import actions, queries
from coso.targets.enums import HandState, SchemeKind, SplitWay, Standing
from coso.targets.models import Assignment, NewModel, Scheme
from tests.factories import (
    TODAY,
    make_commune,
    make_member,
    make_province,
    make_unit,
    make_user,
)
from tests.targets.story import (
    FIRST,
    LAST,
    admit,
    decided,
    make_branches,
    make_scheme,
    make_target,
    reported_result,
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
    with pytest.raises(RuleBroken, match="nêu nội dung"):
        actions.answer(assignment=first, reason=" ", by=SYSTEM, today=TODAY)
    assert actions.answer(assignment=first, reason="Ít nguồn", by=SYSTEM, today=TODAY).answer == "Ít nguồn"
    with pytest.raises(RuleBroken, match="Chưa thay đổi gì"):
        actions.accept(assignment=first, by=SYSTEM, today=TODAY)
    again = actions.propose(assignment=first, value=Decimal(2), by=SYSTEM, today=TODAY)
    assert (again.state, again.proposed) == (HandState.PROPOSED, 2)
    with pytest.raises(RuleBroken):
        actions.decide(assignment=first, paper="", by=SYSTEM, today=TODAY)


def test_what_can_be_shared_out(commune, branches):
    root = make_target(commune)
    with pytest.raises(RuleBroken, match="không có đơn vị trực thuộc"):
        actions.split(assignment=root, values={}, units=[], by=SYSTEM, today=TODAY)
    with pytest.raises(RuleBroken, match="nhỏ hơn 0"):
        actions.split(assignment=root, values={branches[0].pk: Decimal(-1)}, units=branches, by=SYSTEM, today=TODAY)
    first, _ = shared_out(root)
    with pytest.raises(RuleBroken):
        actions.split(assignment=first, values={branches[0].pk: Decimal(1)}, units=branches, by=SYSTEM, today=TODAY)
    assert queries.units_to_share(root, TODAY) == []
    with pytest.raises(RuleBroken, match="đã được giao"):
        actions.split(assignment=root, values={branches[0].pk: Decimal(1)}, units=branches, by=SYSTEM, today=TODAY)


def test_a_revised_target_is_read_as_it_was_on_earlier_days(commune):
    root = make_target(commune, 10)
    with pytest.raises(RuleBroken, match="sau"):
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
    assert "Chưa dự báo" in said[date(2026, 3, 1)].said
    assert (said[JUNE].value, "Theo đường thẳng" in said[JUNE].said) == (6, True)
    assert "hết thời gian" in said[LAST].said
    assert "chưa có mức ban đầu" in queries.progress(make_target(commune, 40, title="Nữ", indicator_key="members.count"), JUNE).forecast.said


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
    with pytest.raises(RuleBroken, match="đơn vị tính"):
        make_target(commune, indicator_key="")
    root = make_target(scheme=Scheme.objects.first() or make_scheme(commune), value=4, title="Nhà văn hóa", indicator_key="", measure="nhà")
    for day, value in ((FIRST, 1), (JUNE, 3)):
        reported_result(root, day, value)
    root = Assignment.objects.told().get(pk=root.pk)
    assert [(queries.progress(root, day).reached, queries.progress(root, day).counted) for day in (date(2026, 2, 1), JUNE)] == [(1, False), (3, False)]
    assert queries.progress(root, JUNE, timezone.now() - timedelta(days=1)).reached is None
    with pytest.raises(RuleBroken, match="đã đến ngày"):
        reported_result(root, LAST, 1, today=JUNE)
    with pytest.raises(RuleBroken, match="văn bản"):
        reported_result(root, JUNE, 1, paper=" ")
    with pytest.raises(RuleBroken, match="đếm từ hồ sơ"):
        reported_result(make_target(commune), JUNE, 1)


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
    with pytest.raises(RuleBroken, match="đã đăng ký"):
        actions.register_model(**told)
    assert actions.report_model(model=model, result="Đã giúp 12 hộ", by=SYSTEM, today=JUNE).reported_on == JUNE
    assert NewModel.objects.get().result == "Đã giúp 12 hộ"


def test_a_branch_registers_its_own_targets_but_sets_none_for_others(commune, branches):
    secretary = make_user(role="branch_secretary", unit=branches[0])
    own = actions.set_scheme(unit=branches[0], kind=SchemeKind.REGISTERED, title="Đăng ký năm 2026", starts_on=FIRST, ends_on=LAST, by=secretary)
    assert actions.set_target(scheme=own, title="Kết nạp", value=Decimal(1), aim="at_least", indicator_key="members.admitted", by=secretary).state == HandState.DECIDED
    with pytest.raises(NotAllowed):
        actions.set_scheme(unit=branches[0], kind=SchemeKind.PLAN, title="Kế hoạch", starts_on=FIRST, ends_on=LAST, by=secretary)
    with pytest.raises(RuleBroken, match="kết thúc trước"):
        make_scheme(commune, starts_on=LAST, ends_on=FIRST)


def test_who_sees_what(commune, branches):
    root = make_target(commune)
    shared_out(root)
    secretary = make_user(role="branch_secretary", unit=branches[0])
    assert [one.unit for one in Assignment.objects.visible_to(secretary)] == [branches[0]]
    assert list(Scheme.objects.visible_to(secretary)) == [root.target.scheme]
    assert not Scheme.objects.visible_to(make_user(role="branch_secretary", unit=make_unit())).exists()
    assert [one.unit for one in queries.waiting_for(secretary, 9)] == [branches[0]]


def test_equals_share_a_place_and_small_targets_are_marked(commune):
    branches = make_branches(commune, 3)
    root = make_target(commune, 6)
    for one in shared_out(root):
        decided(one)
    for branch in branches[:2]:
        admit(branch, FIRST)
    placed = queries.ranked(queries.progress_below(Assignment.objects.told().get(pk=root.pk), JUNE, by=SYSTEM))
    assert [(one.rank, one.same, one.progress.small) for one in placed] == [(1, True, True), (1, True, True), (3, False, True)]


def test_who_was_given_a_target_does_not_decide_it_even_where_the_giver_is_out_of_sight(commune, branches):
    province = make_province()
    below = make_commune(parent=province)
    (given,) = shared_out(make_target(province))
    clerk = make_user(role="office_clerk", unit=below)
    with within(Scope(below.position, below.position_end)):
        seen = Assignment.objects.told().get(pk=given.pk)
        assert not Assignment.objects.filter(pk=given.parent_id).exists()
        seen = actions.accept(assignment=seen, responsible="Đồng chí Phó Bí thư", by=clerk, today=TODAY)
        for forbidden in (
            lambda: actions.decide(assignment=seen, paper="1-QĐ", by=clerk, today=TODAY),
            lambda: actions.propose(assignment=seen, value=Decimal(1), by=clerk, today=TODAY),
            lambda: actions.revise(assignment=seen, value=Decimal(1), from_day=JUNE, paper="1-QĐ", reason="Khó", by=clerk),
        ):
            with pytest.raises(NotAllowed):
                forbidden()
    assert queries.waiting_for(clerk, 9) == []
    assert [one.pk for one in queries.waiting_for(make_user(role="organisation_officer", unit=province), 9)] == [given.pk]


def test_a_target_is_shared_out_only_among_ones_own_units(commune, branches):
    stranger = make_branches(make_commune(), 1)[0]
    with pytest.raises(RuleBroken, match="trực thuộc ngay"):
        actions.split(assignment=make_target(commune), values={stranger.pk: Decimal(1)}, units=[stranger], by=SYSTEM, today=TODAY)


def test_a_branch_revises_what_it_registered_itself(commune, branches):
    secretary = make_user(role="branch_secretary", unit=branches[0])
    own = make_target(scheme=make_scheme(branches[0], kind=SchemeKind.REGISTERED), value=2)
    assert actions.revise(assignment=own, value=Decimal(3), from_day=JUNE, paper="", reason="Thêm nguồn", by=secretary).values.count() == 2
    given = make_target(scheme=make_scheme(branches[0]), value=2)
    with pytest.raises(NotAllowed):
        actions.revise(assignment=given, value=Decimal(3), from_day=JUNE, paper="", reason="Thêm nguồn", by=secretary)


def test_a_result_without_its_paper_or_with_a_secrecy_mark_leaves_no_file(commune):
    root = make_target(commune, indicator_key="", measure="nhà")
    before = set(uploads.folder().rglob("*/*"))
    for refused in ({"secret": True}, {"paper": "MẬT 3-BC/ĐU"}, {"paper": ""}):
        with pytest.raises(RuleBroken):
            reported_result(root, JUNE, 1, **refused)
    assert set(uploads.folder().rglob("*/*")) == before
    assert (uploads.folder() / reported_result(root, JUNE, 1).stored_as).read_bytes() == b"%PDF-1.7 test"


def test_what_an_ended_commune_had_given_goes_on_under_the_one_that_follows(commune, branches):
    province = make_province()
    old, new = make_commune(parent=province), make_commune("Đảng bộ xã Pa Vệ Sủ", parent=province)
    branch = make_branches(old, 1)[0]
    given = [decided(one) for one in shared_out(make_target(province, 10))]
    share = next(decided(one) for one in shared_out(given[0]))
    move_unit(unit=branch, to=new, on=JUNE, today=LAST, paper="QĐ", reason="", by=SYSTEM)
    merge_units(units=[Unit.objects.get(pk=old.pk)], into=new, on=JUNE, paper="QĐ", by=SYSTEM, today=LAST)
    share.refresh_from_db()
    assert (share.unit, share.parent.unit, share.given_by) == (branch, new, new)
    assert queries.progress(Assignment.objects.told().get(unit=new), JUNE).value == 10


def test_a_proposed_target_of_an_ended_unit_and_of_one_without_a_follower(commune, branches):
    first, second = shared_out(make_target(commune, 10))
    decided(second)
    assert actions.follow_ended_unit(unit=branches[0], into=[branches[1]], on=JUNE, by=SYSTEM) == 1
    assert list(second.values.values_list("value", flat=True)) == [5]
    assert actions.follow_ended_unit(unit=branches[1], into=[], on=FIRST, by=SYSTEM) == 1
    second.refresh_from_db()
    assert (second.into, second.ended_on, second.values.get().valid_to) == (None, FIRST, FIRST + timedelta(days=1))
    with pytest.raises(RuleBroken, match="Chưa thay đổi gì"):
        actions.revise(assignment=second, value=Decimal(1), from_day=JUNE, paper="", reason="x", by=SYSTEM)


def test_what_was_decided_is_added_to_what_the_following_unit_was_only_proposed(commune, branches):
    root = make_target(commune, 10)
    women = make_target(scheme=root.target.scheme, value=40, title="Nữ", over="members.admitted", where={"sex": "female"})
    for one in (root, women):
        decided(shared_out(one)[0])
    actions.follow_ended_unit(unit=branches[0], into=[branches[1]], on=JUNE, by=SYSTEM)
    assert dict(Assignment.objects.filter(unit=branches[1]).values_list("target", "proposed")) == {root.target_id: 10, women.target_id: 40}


def test_a_unit_that_is_split_hands_its_target_on_in_equal_parts_and_a_share_as_it_stands(commune):
    old, *new = make_branches(commune, 3)
    root = make_target(commune, 7)
    (given,) = actions.split(assignment=root, values={old.pk: Decimal(7)}, units=[old], by=SYSTEM, today=TODAY)
    women = make_target(scheme=root.target.scheme, value=40, title="Nữ", over="members.admitted", where={"sex": "female"})
    (portion,) = actions.split(assignment=women, values={old.pk: Decimal(40)}, units=[old], by=SYSTEM, today=TODAY)
    own = actions.split(assignment=women, values={new[0].pk: Decimal(35)}, units=new, by=SYSTEM, today=TODAY)
    for one in (given, portion, *own):
        decided(one)
    actions.follow_ended_unit(unit=old, into=new, on=JUNE, by=SYSTEM)
    found = {(one.target_id, one.unit_id): one.values.get(valid_to=None).value for one in Assignment.objects.filter(unit__in=new)}
    assert found == {(root.target_id, new[0].pk): 4, (root.target_id, new[1].pk): 3, (women.target_id, new[0].pk): 35, (women.target_id, new[1].pk): 40}


def test_what_is_late_is_told_to_the_unit_that_has_it(commune, branches):
    _first, second = [decided(one) for one in shared_out(make_target(commune, 10))]
    for _each in range(3):
        admit(branches[0], FIRST)
    secretaries = [make_user(role="branch_secretary", unit=branch) for branch in branches]
    late = [[one.assignment.pk for one in queries.late_of(user, JUNE, 9)] for user in secretaries]
    assert late == [[], [second.pk]]
    assert queries.late_of(secretaries[1], date(2027, 1, 1), 9) == []
