"""Lists say things by where they stand: a mark under Nam or Nữ, a day of birth under either, a branch named above its people."""

from __future__ import annotations

import pytest

from coso.members.models import Member
from tests import sheets
from tests.members.test_import import bring_in, commune  # noqa: F401 the fixture
from tests.sheets import cells_of, person

pytestmark = pytest.mark.django_db
SEX, BORN, UNIT = 4, 5, 13


def with_sides(above: str, at: int, *rows: tuple[dict[int, object], object, object]) -> list[list[object]]:
    """A table whose column `at` stands as two, Nam and Nữ, under one heading."""
    head = [*sheets.FLAT[:at], f"{above}", "", *sheets.FLAT[at + 1 :]]
    below = [""] * at + ["Nam", "Nữ"] + [""] * (len(sheets.FLAT) - at - 1)
    people = [[*cells_of(row)[:at], left, right, *cells_of(row)[at + 1 :]] for row, left, right in rows]
    return [head, below, *people]


def test_a_mark_under_nam_or_nu_is_the_sex(tmp_path, commune, capsys):  # noqa: F811
    rows = with_sides("Giới tính", SEX, (person(1, "Chi bộ thôn 1"), "x", ""), (person(2, "Chi bộ thôn 1"), "0", 1))
    code, said = bring_in(sheets.write_xlsx(tmp_path / "a.xlsx", rows), capsys)
    assert (code, said["created"]) == (0, 2)
    assert list(Member.objects.order_by("pk").values_list("sex", flat=True)) == ["male", "female"]
    assert "Nam" in said["notes"][-1]


@pytest.mark.parametrize(("left", "right"), [("x", "x"), ("", "")])
def test_both_marked_or_none_is_refused_and_never_guessed(tmp_path, commune, capsys, left, right):  # noqa: F811
    rows = with_sides("Giới tính", SEX, (person(1, "Chi bộ thôn 1"), left, right))
    code, said = bring_in(sheets.write_xlsx(tmp_path / "a.xlsx", rows), capsys)
    assert (code, said["created"]) == (1, 0)
    assert [error["column"] for error in said["errors"]] == ["Giới tính"]


def test_a_birth_date_under_nam_or_nu_says_both(tmp_path, commune, capsys):  # noqa: F811
    rows = with_sides("Ngày, tháng, năm sinh", BORN, (person(1, "Chi bộ thôn 1"), "03/02/1970", ""), (person(2, "Chi bộ thôn 1"), "", "1/5/1971"))
    rows = [row[:SEX] + row[SEX + 1 :] for row in rows]  # such lists have no other column for it
    code, said = bring_in(sheets.write_xlsx(tmp_path / "a.xlsx", rows), capsys)
    assert (code, said["errors"]) == (0, [])
    assert [(one.sex, f"{one.birth_date:%d/%m/%Y}") for one in Member.objects.order_by("pk")] == [("male", "03/02/1970"), ("female", "01/05/1971")]


def test_people_under_a_branch_belong_to_it_unless_they_say_another(tmp_path, commune, capsys):  # noqa: F811
    rows = sheets.flat([person(1), person(2, "Chi bộ thôn 3"), person(3)])
    rows.insert(1, ["I", "", "CHI BỘ THÔN 1"])
    rows.insert(4, ["II", "", "Chi bộ thôn 2"])
    code, said = bring_in(sheets.write_xlsx(tmp_path / "a.xlsx", rows), capsys)
    assert (code, said["errors"]) == (0, [])
    assert [one.unit.name for one in Member.objects.order_by("pk")] == ["Chi bộ thôn 1", "Chi bộ thôn 3", "Chi bộ thôn 2"]


def test_a_list_without_a_column_for_branches_takes_them_from_its_sections(tmp_path, commune, capsys):  # noqa: F811
    rows = [row[:UNIT] + row[UNIT + 1 :] for row in sheets.flat([person(1), person(2)])]
    rows.insert(1, ["A", "", "Chi bộ thôn 1"])
    rows.insert(3, ["B", "", "Chi bộ thôn Không Có"])
    code, said = bring_in(sheets.write_xlsx(tmp_path / "a.xlsx", rows), capsys)
    assert (code, said["created"]) == (1, 1)
    assert [(error["row"], error["value"]) for error in said["errors"]] == [(5, "Chi bộ thôn Không Có")]


def test_many_sections_are_told_in_few_lines(tmp_path, commune, capsys):  # noqa: F811
    rows = sheets.flat([])
    for number in range(30):
        rows += [["", "", "Chi bộ thôn 1"], cells_of(person(number + 1))]
    code, said = bring_in(sheets.write_xlsx(tmp_path / "a.xlsx", rows), capsys)
    assert (code, said["created"]) == (0, 30)
    assert "10" in said["notes"][20]
