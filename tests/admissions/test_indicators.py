"""What is counted of the way into the Party, and who stands behind each number."""

from __future__ import annotations

from datetime import date

import pytest

from coso.common.actors import SYSTEM
from coso.figures.queries import Question, figure, narrowed_to_sensitive, shown_value
from tests.admissions.story import admitted, make_branch
from tests.admissions.test_probation import recognised, recognition_of
from tests.factories import make_unit, make_user

pytestmark = pytest.mark.django_db


def ask(key: str, unit, on: date, start: date | None = None, **where: str):
    return figure(key, Question(unit, on, start=start or date(on.year, on.month, 1)), by=SYSTEM).only(**where) if where else figure(key, Question(unit, on, start=start or date(on.year, on.month, 1)), by=SYSTEM)


@pytest.fixture
def branch():
    return make_branch()


def test_the_ceremony_counts_for_the_roll_and_the_decision_for_party_age(branch):
    member = admitted(branch, decided=date(2026, 8, 28), ceremony=date(2026, 9, 10)).member
    assert ask("admissions.admitted", branch, date(2026, 8, 31)).value() == 0
    september = ask("admissions.admitted", branch, date(2026, 9, 30))
    assert (september.value(), [row.member for row in september.records()]) == (1, [member])
    assert ask("members.count", branch, date(2026, 8, 31)).value() == 6
    assert ask("members.count", branch, date(2026, 9, 30)).value() == 7
    assert ask("members.admitted", branch, date(2026, 8, 31)).value() == 1


@pytest.mark.parametrize(("key", "number"), [
    ("admissions.women", 1), ("admissions.minority", 1), ("admissions.rural", 1), ("admissions.student", 0), ("admissions.village_head", 0), ("admissions.private_owner", 0), ("admissions.non_state_worker", 0),
])
def test_target_groups_are_counted_from_the_source_list(branch, key, number):
    admitted(branch, decided=date(2026, 9, 1), ceremony=date(2026, 9, 10))
    assert ask(key, branch, date(2026, 9, 30)).value() == number


def test_how_many_of_a_minority_were_admitted_is_hidden_while_they_are_few(branch):
    admitted(branch, decided=date(2026, 9, 1), ceremony=date(2026, 9, 10))
    reader, clerk = make_user("report_reader", branch.parent), make_user("standing_member", branch.parent)
    for key in ("admissions.minority", "admissions.minority_share"):
        asked = figure(key, Question(unit=branch, day=date(2026, 9, 30)), by=reader)
        assert shown_value(asked, by=reader).value is None
        assert shown_value(asked, by=clerk).value is not None
    assert narrowed_to_sensitive(figure("admissions.minority", Question(unit=branch, day=date(2026, 9, 30)), by=clerk)) == ["minority"]


def test_a_recognition_is_in_time_when_the_branch_voted_by_its_last_day(branch):
    for voted, name in ((date(2027, 9, 10), "true"), (date(2027, 11, 1), "false")):
        case = admitted(branch, decided=date(2026, 8, 3), ceremony=date(2026, 8, 20))
        recognised(recognition_of(case.member), voted, date(2027, 8, 20))
        assert ask("admissions.recognised", branch, date(2027, 8, 31), in_time=name).value() == 1
    assert ask("admissions.recognised_in_time", branch, date(2027, 8, 31)).value() == 50


def test_branches_are_counted_by_years_without_an_admission(branch):
    admitted(branch, decided=date(2026, 8, 3), ceremony=date(2026, 8, 20))
    make_unit(parent=branch.parent, founded_on=date(2023, 9, 1))
    lines = {line.choices[0].key: line.value for line in ask("branches.by_admission", branch.parent, date(2027, 12, 1)).by("years_without")}
    assert {key: value for key, value in lines.items() if value} == {"1": 1, "3-4": 1}
