"""Small groups of sensitive dimensions: hidden, and not to be worked out from what stands beside them."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coso.figures.queries import Question, figure, shown_lines, shown_value
from coso.figures.rules import hidden_cells
from coso.org.enums import UnitKind
from tests.factories import TODAY, make_member, make_unit, make_user

tables = st.integers(1, 4).flatmap(lambda rows: st.integers(1, 4).flatmap(lambda columns: st.lists(st.integers(0, 9), min_size=rows * columns, max_size=rows * columns).map(
    lambda counts: dict(zip(product(range(rows), range(columns)), counts, strict=True))
)))


@given(tables, st.integers(2, 6))
def test_no_line_gives_a_hidden_cell_away(cells, limit):
    small, others = hidden_cells(cells, limit)
    assert small == {place for place, count in cells.items() if 0 < count < limit}
    assert not small & others
    hidden = small | others
    for axis in (0, 1):
        for at in {place[1 - axis] for place in cells}:
            line = [place for place in cells if place[1 - axis] == at]
            assert len(line) == 1 or sum(place in hidden for place in line) != 1


@given(tables)
def test_nothing_is_hidden_where_no_group_is_small(cells):
    assert hidden_cells(cells, 1) == (set(), set())


def test_the_smallest_neighbour_is_hidden_too_and_noughts_last():
    assert hidden_cells({("a",): 3, ("b",): 20, ("c",): 7, ("d",): 0}, 5) == ({("a",)}, {("c",)})
    assert hidden_cells({("a",): 3, ("b",): 0}, 5) == ({("a",)}, {("b",)})


@pytest.fixture
def branch():
    branch = make_unit(kind=UnitKind.SUBORDINATE_BRANCH, parent=make_unit(kind=UnitKind.COMMUNE_ORGANISATION))
    for at in range(10):
        make_member(branch, f"Lò Văn {at}", ethnic_group="thai" if at < 3 else "kinh")
    return branch


def asked(unit, reader, key="members.count"):
    return figure(key, Question(unit, TODAY), by=reader)


@pytest.mark.django_db
def test_who_may_open_the_people_sees_all_numbers(branch):
    secretary = make_user("branch_secretary", branch)
    assert [one.value for one in shown_lines(asked(branch, secretary), "minority", by=secretary)] == [3, 7]


@pytest.mark.django_db
def test_who_may_not_sees_neither_the_small_group_nor_the_rest(branch):
    reader = make_user("report_reader", branch)
    lines = shown_lines(asked(branch, reader), "minority", by=reader)
    assert [(one.value, one.hidden, one.text) for one in lines] == [(None, "small", "< 5"), (None, "other", "…")]
    assert shown_value(asked(branch, reader), by=reader).value == 10


@pytest.mark.django_db
@pytest.mark.parametrize(("value", "hidden"), [("true", "small"), ("false", "other")])
def test_narrowing_to_either_side_tells_no_more(branch, value, hidden):
    reader = make_user("report_reader", branch)
    assert shown_value(asked(branch, reader).only(minority=value), by=reader).hidden == hidden


@pytest.mark.django_db
def test_the_share_of_a_small_group_is_hidden(branch):
    reader = make_user("report_reader", branch)
    assert shown_value(asked(branch, reader, "members.minority_share"), by=reader).hidden
    assert shown_value(asked(branch, reader, "members.women_share"), by=reader).value == 0


@pytest.mark.django_db
def test_a_column_of_branches_does_not_give_one_away(branch):
    commune = branch.parent
    for _each in range(2):
        other = make_unit(kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)
        for _person in range(6):
            make_member(other, ethnic_group="thai")
    reader = make_user("report_reader", commune)
    lines = shown_lines(asked(commune, reader).only(minority="true"), by=reader, children=True)
    assert sum(bool(one.hidden) for one in lines) >= 2
