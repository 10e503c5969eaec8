"""The sheet of invented people has 28 columns, says which of its rows are wrong, and is the same each time."""

import json
from datetime import date

import pytest
from django.core.management import call_command
from python_calamine import load_workbook

from coso.generator.sheet import EVERY_BAD, EVERY_TWICE, heading, write_sheet
from tests.factories import make_commune, make_unit

TODAY = date(2026, 11, 20)


def made(path, *, messy, rows=400, seed=1):
    told = write_sheet(path, rows=rows, seed=seed, branches=["Chi bộ bản Nậm Lăm"], province="Lai Châu", today=TODAY, messy=messy)
    return told, load_workbook(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_a_clean_sheet_has_28_columns_and_a_row_for_each_person(tmp_path):
    told, rows = made(tmp_path / "clean.xlsx", messy=False)
    assert [len(row) for row in rows] == [28] * 402
    assert (told.people, told.bad, told.twice) == (400, [], [])
    assert rows[0][2] == "Họ và tên"
    assert rows[1][14:17] == ["Quốc gia", "Tỉnh, thành phố", "Địa chỉ"]
    assert all(row[8].startswith("097") for row in rows[2:])


def test_a_messy_sheet_knows_its_wrong_rows_and_those_that_come_twice(tmp_path):
    told, rows = made(tmp_path / "messy.xlsx", messy=True)
    assert len(told.bad) == 400 // EVERY_BAD
    assert told.people == 400 - len(told.bad)
    assert len(told.twice) == 400 // EVERY_TWICE
    for row in told.twice:
        assert rows[row - 1][0] == rows[row - 2][0]
    no_day = next(bad for bad in told.bad if bad.why == "a day that does not exist")
    assert rows[no_day.row - 1][5] == "31/02/1980"
    assert no_day.column == heading(5) == "Sinh ngày"
    kinds = {type(row[5]) for row in rows[5:300]}
    assert {str, float, date} <= kinds


def test_the_same_seed_writes_the_same_sheet(tmp_path):
    one, other, different = (made(tmp_path / f"{at}.xlsx", messy=True, rows=90, seed=seed)[1] for at, seed in enumerate((1, 1, 2)))
    assert one == other != different


@pytest.mark.django_db
def test_the_command_writes_a_sheet_of_a_units_own_branches(tmp_path, capsys):
    commune = make_commune()
    make_unit("Chi bộ bản Pa Khao", parent=commune)
    call_command("demo_sheet", output=tmp_path / "out.xlsx", rows=5, unit=commune.code, json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["people"] == 5
    assert load_workbook(str(tmp_path / "out.xlsx")).get_sheet_by_index(0).to_python()[-1][13] == "Chi bộ bản Pa Khao"


@pytest.mark.django_db
def test_the_import_names_every_wrong_row_of_a_messy_sheet_and_takes_all_others(tmp_path, capsys):
    commune = make_commune(code="12001000000000")
    make_unit("Chi bộ bản Pa Khao", parent=commune)
    call_command("demo_sheet", output=tmp_path / "messy.xlsx", rows=450, unit=commune.code, messy=True, json=True)
    told = json.loads(capsys.readouterr().out)
    with pytest.raises(SystemExit):
        call_command("import_members", tmp_path / "messy.xlsx", unit=commune.code, dry_run=True, json=True)
    said = json.loads(capsys.readouterr().out)
    assert said["created"] == told["people"]
    assert {error["row"] for error in said["errors"]} == {bad["row"] for bad in told["refused"]} | set(told["twice"])
    for bad in told["refused"]:
        assert bad["column"] in {error["column"] for error in said["errors"] if error["row"] == bad["row"]}
