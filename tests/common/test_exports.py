"""Exports: what went in comes out as the same text, number or date, and nothing runs."""

import csv
import datetime as dt
import io
import string
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from coso.common import exports
from coso.common.columns import Column, Kind

TEXT = [Column("text", "Text", "text")]
TYPED = [
    Column("name", "Họ và tên", "name"),
    Column("count", "Số lượng", "count", kind=Kind.NUMBER),
    Column("share", "Tỷ lệ", "share", kind=Kind.PERCENT, places=2),
    Column("on", "Ngày", "on", kind=Kind.DATE),
    Column("yes", "Có", "yes", kind=Kind.YES_NO),
    Column("at", "Lúc", "at", kind=Kind.MOMENT),
]
texts = st.text(st.one_of(st.sampled_from(string.printable + "ăâđêôơưẵ=+-@＝＋－＠'\"\t\r"), st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"])), max_size=30)


def xlsx(columns, rows, **options):
    target = io.BytesIO()
    exports.write_xlsx(target, columns, rows, **options)
    target.seek(0)
    return target


@settings(max_examples=60, deadline=None)
@given(st.lists(texts.filter(bool), min_size=1, max_size=5))
def test_any_text_stays_text_in_a_spreadsheet(values):
    book = openpyxl.load_workbook(xlsx(TEXT, [{"text": value} for value in values]))
    cells = [row[0] for row in book.active.iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(values)
    assert not any(cell.hyperlink for cell in cells)
    plain = [value for value in values if value.isprintable() and "_x" not in value]
    assert set(plain) <= {cell.value for cell in cells}


@settings(max_examples=100, deadline=None)
@given(st.lists(texts, min_size=1, max_size=5))
def test_no_csv_cell_runs_as_a_formula(values):
    text = "".join(exports.csv_lines(TEXT, [{"text": value} for value in values]))
    assert text.startswith("\ufeff")
    for row, value in zip(list(csv.reader(io.StringIO(text[1:], newline="")))[1:], values, strict=True):
        assert not row[0].startswith(exports.RUNS_AS_FORMULA)
        assert row[0] in (value, f"'{value}")


def row(**facts):
    return {"name": "Nguyễn Văn Ân", "count": 15980, "share": Decimal("62.67"), "on": dt.date(2020, 12, 31), "yes": True, "at": dt.datetime(2020, 12, 31, 14, 5), **facts}


def test_numbers_and_dates_are_typed_in_a_spreadsheet():
    sheet = CalamineWorkbook.from_filelike(xlsx(TYPED, [row()], title="Danh sách", notes=["Đến 31/12/2020"])).get_sheet_by_index(0).to_python()
    assert sheet[0][0] == "Danh sách"
    assert sheet[3] == ["Họ và tên", "Số lượng", "Tỷ lệ", "Ngày", "Có", "Lúc"]
    assert sheet[4] == ["Nguyễn Văn Ân", 15980.0, 62.67, dt.date(2020, 12, 31), "Có", dt.datetime(2020, 12, 31, 14, 5)]


def test_a_csv_file_reads_as_the_screen_does():
    lines = list(csv.reader("".join(exports.csv_lines(TYPED, [row(count=-3, on=None)]))[1:].splitlines()))
    assert lines[1] == ["Nguyễn Văn Ân", "-3", "62.67", "", "Có", "31/12/2020 14:05"]


def test_dates_a_spreadsheet_cannot_hold_are_text():
    sheet = CalamineWorkbook.from_filelike(xlsx(TYPED, [row(on=dt.date(1890, 5, 19))])).get_sheet_by_index(0).to_python()
    assert sheet[1][3] == "19/05/1890"


@pytest.mark.parametrize(("kind", "starts"), [("csv", "\ufeff".encode()), ("xlsx", b"PK")])
def test_an_export_is_a_download_with_its_vietnamese_name(kind, starts):
    answer = exports.response(kind, "Đảng viên", TYPED, [row()])
    assert answer.content.startswith(starts)
    assert answer["Content-Disposition"] == f"attachment; filename*=UTF-8''%C4%90%E1%BA%A3ng%20vi%C3%AAn.{kind}"
