"""An office brings its tree in from a spreadsheet: all of it or nothing, each fault by row and column, and the same list twice is the same tree."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import StringIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from coso.org.models import Unit
from tests.factories import make_commune, make_province, make_unit, make_user

pytestmark = pytest.mark.django_db
HEADINGS = ["STT", "Tên tổ chức đảng", "Loại tổ chức đảng", "Tổ chức cấp trên", "Mã tổ chức đảng", "Loại hình", "Ngày thành lập", "Quyết định thành lập"]
TOP = "12000000000000"


@pytest.fixture
def province():
    return make_province("Đảng bộ tỉnh Lai Châu", code=TOP)


@pytest.fixture
def sheet(tmp_path):
    def write(*rows, headings=HEADINGS, above=()):
        book = openpyxl.Workbook()
        for row in [*above, headings, *rows]:
            book.active.append(list(row))
        book.save(tmp_path / "to-chuc.xlsx")
        return tmp_path / "to-chuc.xlsx"

    return write


def row(name, kind="Chi bộ trực thuộc", above="", code="", sector="", founded="03/02/2010", paper=""):
    return ["", name, kind, above, code, sector, founded, paper]


def run(path, *words):
    out = StringIO()
    code = 0
    try:
        call_command("import_units", str(path), "--under", TOP, "--json", *words, stdout=out)
    except SystemExit as ended:
        code = ended.code
    return json.loads(out.getvalue()), code


TREE = [
    row("Chi bộ bản Nà Củng", above="Đảng bộ xã Mường So", sector="Khu dân cư"),
    row("Đảng bộ xã Mường So", "Đảng bộ xã, phường, đặc khu", code="12000017000000", sector="Xã", paper="Quyết định số 12-QĐ/TU"),
    row("Chi bộ Trường Tiểu học", above="12.000.017.000.000", sector="Trường học"),
]


def test_superiors_may_stand_below_in_the_list_and_titles_above_the_headings(province, sheet):
    told, code = run(sheet(*TREE, above=[["DANH SÁCH TỔ CHỨC ĐẢNG"], []]))
    assert (told["read"], told["created"], told["refused"], code) == (3, 3, 0, 0)
    commune = Unit.objects.get(code="12000017000000")
    assert (commune.parent, commune.kind, commune.sector, commune.founded_on, commune.founding_paper) == (province, "commune_organisation", "commune", date(2010, 2, 3), "Quyết định số 12-QĐ/TU")
    assert set(Unit.objects.filter(parent=commune).values_list("name", "sector")) == {("Chi bộ bản Nà Củng", "residential"), ("Chi bộ Trường Tiểu học", "school")}


def test_the_same_list_again_founds_nothing(province, sheet):
    run(sheet(*TREE))
    told, code = run(sheet(*TREE, row("Chi bộ bản Huổi Én", above="Đảng bộ xã Mường So")))
    assert (told["created"], told["unchanged"], code) == (1, 3, 0)
    assert Unit.objects.count() == 5


def test_looking_only_writes_nothing(province, sheet):
    told, code = run(sheet(*TREE), "--dry-run")
    assert (told["created"], code) == (3, 0)
    assert Unit.objects.count() == 1


def test_every_fault_is_told_by_row_and_column_and_nothing_is_written(province, sheet):
    told, code = run(sheet(
        *TREE,
        row("", above="Đảng bộ xã Mường So"),
        row("Chi bộ A", "Chi bộ lạ"),
        row("Chi bộ B", above="Đảng bộ xã Mường Xo"),
        row("Chi bộ C", above="12000099000000"),
        row("Chi bộ D", code="1,2E+13"),
        row("Chi bộ E", founded="31/02/2010"),
        row("Chi bộ G", founded=""),
    ))
    assert code == 1
    assert Unit.objects.count() == 1
    assert told["created"] == 0
    assert [(one["row"], one["column"]) for one in told["errors"]] == [
        (5, "Tên tổ chức đảng"), (6, "Loại tổ chức đảng"), (9, "Mã tổ chức đảng"), (10, "Ngày thành lập"), (11, "Ngày thành lập"), (7, "Tổ chức cấp trên"), (8, "Tổ chức cấp trên"),
    ]
    said = {one["row"]: one["message"] for one in told["errors"]}
    assert "Đảng bộ xã Mường So" in said[7]
    assert told["refused"] == 7


def test_one_day_for_all_fills_what_is_empty(province, sheet):
    told, code = run(sheet(row("Đảng bộ xã Mường So", "Đảng bộ xã, phường, đặc khu", founded="")), "--founded", "2025-07-01")
    assert (told["created"], code) == (1, 0)
    assert Unit.objects.get(parent=province).founded_on == date(2025, 7, 1)


def test_what_a_rule_refuses_is_told_of_its_row(province, sheet):
    told, code = run(sheet(
        *TREE,
        row("Đảng bộ xã Bum Tở", "Đảng bộ xã, phường, đặc khu", above="Đảng bộ xã Mường So"),
        row("Chi bộ bản Bum", above="Đảng bộ xã Bum Tở"),
        row("Chi bộ sai mã", above="Đảng bộ xã Mường So", code="99000017000003"),
    ))
    assert code == 1
    assert [one["row"] for one in told["errors"]] == [5, 7]
    assert Unit.objects.count() == 1


def test_a_circle_of_superiors_and_a_name_borne_twice_are_told(province, sheet):
    told, _code = run(sheet(
        row("Chi bộ A", above="Chi bộ B"), row("Chi bộ B", above="Chi bộ A"),
        row("Đảng bộ xã Mường So", "Đảng bộ xã, phường, đặc khu"), row("Đảng bộ xã Mường So", "Đảng bộ xã, phường, đặc khu"), row("Chi bộ C", above="Đảng bộ xã Mường So"),
    ))
    said = [one["message"] for one in told["errors"]]
    assert any("above itself" in one for one in said)
    assert any("Write the code" in one for one in said)


def test_a_superior_that_shares_its_name_with_another_is_never_guessed(province, sheet):
    first = make_commune("Đảng bộ xã Mường So", parent=province)
    make_unit("Đảng bộ bộ phận Trường học", kind="sectional_organisation", parent=first)
    rows = [
        row("Đảng bộ xã Bum Tở", "Đảng bộ xã, phường, đặc khu"), row("Đảng bộ bộ phận Trường học", "Đảng bộ bộ phận", above="Đảng bộ xã Bum Tở"),
        row("Chi bộ Trường Mầm non", above="Đảng bộ bộ phận Trường học"),
    ]
    told, code = run(sheet(*rows))
    assert code == 1
    assert [(one["row"], one["column"]) for one in told["errors"]] == [(4, "Tổ chức cấp trên")]
    again, _code = run(sheet(row("Đảng bộ bộ phận Trường học", "Đảng bộ bộ phận", above="Đảng bộ xã Mường So"), row("Chi bộ Trường Mầm non", above="Đảng bộ bộ phận Trường học")))
    assert (again["created"], again["unchanged"]) == (1, 1), "a row that tells of the unit in being is no second one"


def test_a_unit_told_of_on_two_rows_is_founded_neither_once_nor_twice(province, sheet):
    told, _code = run(sheet(*TREE, TREE[0]))
    assert [(one["row"], "Row 2" in one["message"]) for one in told["errors"]] == [(5, True)]
    assert Unit.objects.count() == 1


def test_a_unit_in_being_is_known_by_its_name_under_the_same_superior_alone(province, sheet):
    commune = make_commune("Đảng bộ xã Mường So", parent=province)
    make_unit("Chi bộ bản Pho", kind="subordinate_branch", parent=commune)
    other = make_commune("Đảng bộ xã Bum Tở", parent=province)
    told, _code = run(sheet(row("Chi bộ bản Pho", above="Đảng bộ xã Mường So"), row("Chi bộ bản Pho", above="Đảng bộ xã Bum Tở")))
    assert (told["created"], told["unchanged"]) == (1, 1)
    assert Unit.objects.get(parent=other).name == "Chi bộ bản Pho"


def test_a_file_without_the_headings_and_an_unknown_unit_are_one_sentence(province, sheet, tmp_path):
    with pytest.raises(CommandError, match="Tên tổ chức đảng"):
        run(sheet(row("x"), headings=["a", "b"]))
    with pytest.raises(CommandError):
        call_command("import_units", str(sheet(*TREE)), "--under", "99", stdout=StringIO())


def test_a_csv_and_words_of_the_machine_are_read_too_and_told_in_words(province, tmp_path):
    path = tmp_path / "units.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["name", "kind", "superior", "founded on"], ["Đảng bộ xã Mường So", "commune_organisation", "", "2010-02-03"], ["Chi bộ A", "?", "", "2010-02-03"]])
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("import_units", str(path), "--under", TOP, stdout=out)
    assert "Rows read: 2" in out.getvalue()
    assert "Nothing was written" in out.getvalue()


# --- on the page of a unit ---------------------------------------------------------------------------

def sent(client, province, path, **told):
    with path.open("rb") as file:
        return client.post(reverse("org:found_many", args=[province.pk]), {"file": file, **told})


def test_an_officer_looks_first_and_founds_then(client, province, sheet):
    client.force_login(make_user("organisation_officer", province))
    assert 'enctype="multipart/form-data"' in client.get(reverse("org:found_many", args=[province.pk])).content.decode(), "else a browser sends the file's name alone"
    looked = sent(client, province, sheet(*TREE), only_look="on")
    assert "3 tổ chức mới, 0 đã có" in looked.content.decode()
    assert Unit.objects.count() == 1
    assert sent(client, province, sheet(*TREE)).url == province.get_absolute_url()
    assert Unit.objects.count() == 4


def test_faults_stand_on_the_page_with_row_column_and_value(client, province, sheet):
    client.force_login(make_user("organisation_officer", province))
    answer = sent(client, province, sheet(row("Chi bộ A", "Chi bộ lạ")))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Chi bộ lạ" in page
    assert "Loại tổ chức đảng" in page
    assert Unit.objects.count() == 1


def test_a_list_too_long_for_a_page_and_a_file_that_is_none_are_told(client, province, sheet, tmp_path, monkeypatch):
    monkeypatch.setattr("coso.org.views.changes.MOST_ROWS", 2)
    client.force_login(make_user("organisation_officer", province))
    assert "coso import_units" in sent(client, province, sheet(*TREE)).content.decode()
    other = tmp_path / "thư.pdf"
    other.write_bytes(b"%PDF-1.7")
    assert sent(client, province, other).status_code == 422
