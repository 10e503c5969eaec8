"""One procedure declared in one file runs from its first step to its last, and every way off the path is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from coso.ballots.actions import PaperVotes, close_ballot, mark_paper
from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.uploads import Upload
from coso.procedures import actions, queries
from coso.procedures.enums import CaseState, EntryKind, VoteWay
from coso.procedures.models import Case, CasePaper, Entry
from coso.procedures.rules import Count
from tests.factories import make_commune, make_member, make_unit, make_user
from tests.procedures.mending import DONE, MENDING

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
PDF = Upload(b"%PDF-1.7 test", "application/pdf", "anh.pdf")


@pytest.fixture
def branch() -> Any:
    branch = make_unit(parent=make_commune())
    for n in range(3):
        make_member(branch, full_name=f"Lò Văn {n}")
    make_member(branch, full_name="Lò Thị Dự Bị", official_date=None, admission_date=date(2026, 1, 19))
    return branch


def begin(branch: Any, by: Any = SYSTEM, on: date = date(2026, 11, 2)) -> Case:
    return actions.open_case(procedure=MENDING, unit=branch, title="Phòng họp", on=on, by=by, today=TODAY)


def asked(case: Case, by: Any = SYSTEM, room: str = "nhỏ") -> Case:
    return actions.do_step(case=case, seen=case.turn, on=date(2026, 11, 3), by=by, today=TODAY, told={"room": room}, seen_papers=["photo"])


def voted(case: Case, yes: int, no: int, by: Any = SYSTEM) -> Case:
    return actions.do_step(case=case, seen=case.turn, on=date(2026, 11, 5), by=by, today=TODAY, count=Count(VoteWay.SHOW_OF_HANDS, yes + no, yes, no))


def test_a_case_goes_from_its_first_step_to_its_last(branch):
    secretary, clerk = make_user("branch_secretary", branch), make_user("office_clerk", branch.parent)
    case = begin(branch, secretary)
    assert (case.number, case.step, case.acting_unit) == ("SP26-00001", "ask", branch)
    case = voted(asked(case, secretary), 2, 1, secretary)
    assert (case.step, case.acting_unit, case.due_on) == ("decide", branch.parent, date(2026, 12, 18))
    assert case.due_rule["regulation"] == "208-QĐ/TW"
    with pytest.raises(NotAllowed):
        actions.do_step(case=case, seen=case.turn, on=TODAY, by=secretary, today=TODAY)
    case = actions.do_step(case=case, seen=case.turn, on=date(2026, 11, 10), by=clerk, today=TODAY)
    assert case.due_on == date(2027, 11, 10), case.due_rule
    case = actions.do_step(case=case, seen=case.turn, on=date(2026, 11, 20), by=secretary, today=TODAY)
    assert (case.state, case.closed_on) == (CaseState.DONE, date(2026, 11, 20))
    assert DONE[-1] == (case.number, "nhỏ")
    assert [row.kind for row in Entry.objects.filter(case=case)] == ["opened", "done", "done", "passed_over", "done", "done"]


def test_two_thirds_are_counted_of_all_official_members_not_of_those_present(branch):
    case = voted(asked(begin(branch)), 2, 0)
    vote = case.casevotes.get()
    assert (vote.base, vote.needed, vote.passed, vote.share) == (3, 2, True, "2/3")


def test_a_lost_vote_closes_the_case_with_its_numbers(branch):
    case = voted(asked(begin(branch)), 1, 2)
    assert case.state == CaseState.REFUSED
    assert "1" in case.outcome
    assert "2/3" in case.outcome
    with pytest.raises(RuleBroken):
        voted(case, 3, 0)


def test_a_vote_whose_sums_do_not_hold_is_not_kept(branch):
    case = asked(begin(branch))
    with pytest.raises(RuleBroken, match="4"):
        actions.do_step(case=case, seen=case.turn, on=TODAY, by=SYSTEM, today=TODAY, count=Count(VoteWay.SHOW_OF_HANDS, 4, 3, 1))
    with pytest.raises(RuleBroken):
        actions.do_step(case=case, seen=case.turn, on=TODAY, by=SYSTEM, today=TODAY, count=Count(VoteWay.BALLOTS, 3, 2, 0, issued=3, returned=3))


def test_a_step_waits_for_its_papers_and_says_which(branch):
    case = begin(branch)
    with pytest.raises(RuleBroken, match="Ảnh chụp"):
        actions.do_step(case=case, seen=case.turn, on=TODAY, by=SYSTEM, today=TODAY, told={"room": "nhỏ"})
    actions.add_paper(case=case, key="photo", by=SYSTEM, upload=PDF)
    assert actions.do_step(case=case, seen=case.turn, on=TODAY, by=SYSTEM, today=TODAY, told={"room": "nhỏ"}).step == "vote"
    assert CasePaper.objects.get(case=case).form_code == ""


def test_a_paper_stays_while_a_step_rests_on_it(branch):
    case = begin(branch)
    actions.add_paper(case=case, key="photo", by=SYSTEM, upload=PDF)
    plan = actions.add_paper(case=case, key="plan", by=SYSTEM, upload=PDF)
    case = actions.do_step(case=case, seen=case.turn, on=date(2026, 11, 3), by=SYSTEM, today=TODAY, told={"room": "nhỏ"})
    photo = CasePaper.objects.get(case=case, key="photo")
    with pytest.raises(RuleBroken, match="Nêu việc cần sửa"):
        actions.withdraw_paper(paper=photo, reason="Ảnh mờ", by=SYSTEM)
    assert queries.lines(case, make_user("branch_secretary", branch))[0].loose == [plan]
    actions.withdraw_paper(paper=plan, reason="Không cần", by=SYSTEM)
    better = actions.add_paper(case=case, key="photo", by=SYSTEM, upload=PDF)
    actions.withdraw_paper(paper=photo, reason="Ảnh mờ", by=SYSTEM)
    with pytest.raises(RuleBroken):
        actions.withdraw_paper(paper=better, reason="Ảnh mờ", by=SYSTEM)
    case = actions.hand_back(case=case, seen=case.turn, to="ask", reason="Chụp lại", by=SYSTEM, today=TODAY)
    assert actions.withdraw_paper(paper=better, reason="Ảnh mờ", by=SYSTEM).withdrawn_at


def test_a_large_room_goes_through_the_superior_level(branch):
    case = voted(asked(begin(branch), room="lớn"), 3, 0)
    assert (case.step, case.acting_unit) == ("mayor", branch.parent)


def test_what_the_field_forbids_comes_back_as_a_sentence(branch):
    case = asked(begin(branch))
    with pytest.raises(RuleBroken, match="chủ nhật"):
        actions.do_step(case=case, seen=case.turn, on=date(2026, 11, 8), by=SYSTEM, today=TODAY, count=Count(VoteWay.SHOW_OF_HANDS, 3, 3, 0))


def test_handing_back_undoes_the_vote_and_keeps_the_story(branch):
    case = voted(asked(begin(branch)), 3, 0)
    case = actions.hand_back(case=case, seen=case.turn, to="vote", reason="Thiếu biên bản", by=SYSTEM, today=TODAY)
    assert (case.step, set(case.facts)) == ("vote", {"opened", "ask"})
    assert case.casevotes.get().void
    assert Entry.objects.filter(case=case, kind=EntryKind.HANDED_BACK).get().note == "Thiếu biên bản"


def test_a_case_is_not_handed_back_past_what_stands_in_other_records(branch):
    case = voted(asked(begin(branch)), 3, 0)
    case = actions.do_step(case=case, seen=case.turn, on=date(2026, 11, 10), by=SYSTEM, today=TODAY)
    assert queries.steps_to_hand_back(case) == []
    with pytest.raises(RuleBroken):
        actions.hand_back(case=case, seen=case.turn, to="vote", reason="Nhầm", by=SYSTEM, today=TODAY)


def test_a_refused_case_goes_on_after_a_decision(branch):
    case = voted(asked(begin(branch)), 1, 2)
    case = actions.reopen(case=case, seen=case.turn, reason="Kết luận 12-KL/ĐU", by=SYSTEM, today=TODAY)
    assert (case.state, case.step) == (CaseState.OPEN, "vote")
    assert voted(case, 3, 0).step == "decide"


def test_a_cancelled_case_tells_why(branch):
    case = begin(branch)
    case = actions.cancel(case=case, seen=case.turn, reason="Mở nhầm", by=SYSTEM, today=TODAY)
    assert (case.state, case.outcome) == (CaseState.CANCELLED, "Mở nhầm")


def test_the_second_of_two_people_is_told(branch):
    case = asked(begin(branch))
    voted(case, 3, 0)
    with pytest.raises(RuleBroken, match=case.number):
        voted(case, 0, 3)


def test_a_case_follows_its_unit(branch):
    other = make_unit(parent=branch.parent)
    case = actions.follow(case=asked(begin(branch)), to=other, on=TODAY, by=SYSTEM)
    assert (case.unit, case.acting_unit, case.position) == (other, other, other.position)
    assert set(Entry.objects.filter(case=case).values_list("position", flat=True)) == {other.position}


def test_a_step_is_not_done_before_the_case_or_after_today(branch):
    case = begin(branch)
    for day in (date(2026, 11, 1), date(2026, 11, 21)):
        with pytest.raises(RuleBroken):
            actions.do_step(case=case, seen=case.turn, on=day, by=SYSTEM, today=TODAY, told={"room": "nhỏ"}, seen_papers=["photo"])


def test_cases_wait_for_those_who_may_do_their_step(branch):
    secretary, clerk, stranger = make_user("branch_secretary", branch), make_user("office_clerk", branch.parent), make_user("office_clerk", make_commune())
    case = voted(asked(begin(branch)), 3, 0)
    assert list(Case.objects.in_hand_of(clerk)) == [case]
    assert not Case.objects.in_hand_of(secretary).exists()
    assert not Case.objects.visible_to(stranger).exists()


def test_figures_of_a_procedure_say_where_cases_stand_and_how_long_steps_take(branch):
    for _ in range(2):
        voted(asked(begin(branch)), 3, 0)
    begin(branch)
    rows = {row.step.key: row for row in queries.statistics(MENDING, Case.objects.all(), date(2027, 1, 5))}
    assert (rows["ask"].open, rows["decide"].open, rows["decide"].late) == (1, 2, 2)
    assert (rows["vote"].done, rows["vote"].median_days) == (2, 2.0)
    assert queries.totals(MENDING, Case.objects.all(), TODAY)["open"] == 3


def test_a_step_takes_its_vote_from_a_secret_ballot(branch):
    case = asked(begin(branch))
    ballot = actions.open_step_ballot(case=case, seen=case.turn, by=SYSTEM, today=TODAY)
    assert (ballot.base, ballot.question) == (3, "Chi bộ biểu quyết: Phòng họp")
    with pytest.raises(RuleBroken):
        actions.do_step(case=case, seen=case.turn, on=TODAY, by=SYSTEM, today=TODAY)
    for voter in ballot.voters.all()[:2]:
        mark_paper(voter=voter, by=SYSTEM)
    close_ballot(ballot=ballot, paper=PaperVotes(in_favour=2), by=SYSTEM, now=timezone.now())
    case = actions.do_step(case=case, seen=case.turn, on=TODAY, by=SYSTEM, today=TODAY)
    vote = case.casevotes.get()
    assert (vote.way, vote.base, vote.present, vote.in_favour, vote.passed) == ("electronic", 3, 2, 2, True)
    case = actions.hand_back(case=case, seen=case.turn, to="vote", reason="Biên bản thiếu chữ ký", by=SYSTEM, today=TODAY)
    assert actions.open_step_ballot(case=case, seen=case.turn, by=SYSTEM, today=TODAY).pk != ballot.pk
