"""Members' sheets as offices make them, written as real XLSX, ODS and CSV files, with all that goes wrong in them."""

from __future__ import annotations

import csv
import datetime as dt
import random
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import openpyxl.utils
import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

TITLE = "DANH SÁCH RÀ SOÁT, LÀM SẠCH DỮ LIỆU ĐẢNG VIÊN"
TOP = [
    "STT", "ID", "Họ và tên*", "Tên gọi khác", "Giới tính*", "Sinh ngày* (dd/mm/yyyy)", "Dân tộc*", "Tôn giáo*", "Số định danh cá nhân*",
    "Số thẻ Đảng*", "Nơi cấp thẻ", "Ngày cấp thẻ", "Số thẻ theo Quyết định 85", "Tổ chức đảng đang sinh hoạt*",
    "Nơi đăng ký khai sinh", "", "", "Quê quán", "", "", "Thường trú", "", "", "Ngày vào Đảng*", "Ngày chính thức", "Số CMND cũ",
    "Trạng thái hoạt động", "Ngày rời khỏi, mất, miễn sinh hoạt",
]
SUB = [""] * 14 + ["Quốc gia", "Tỉnh/Thành phố", "Địa chỉ"] * 3 + [""] * 5
GROUPS = {14: "Nơi đăng ký khai sinh", 17: "Quê quán", 20: "Thường trú"}
FLAT = [f"{GROUPS[at - (at - 14) % 3]} - {SUB[at]}" if 14 <= at < 23 else TOP[at] for at in range(28)]
NUMBERS = [str(number) for number in range(1, 29)]
FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vàng", "Lò", "Đặng", "Bùi", "Đỗ"]
MIDDLE = ["Văn", "Thị", "Đức", "Minh", "Ngọc", "A", "Thúy", "Hữu", "Quốc", "Thanh"]
GIVEN = ["An", "Bình", "Hoà", "Hường", "Páo", "Ước", "Ất", "Quỳnh", "Khánh", "Đạt", "Sơn", "Yến"]


def person(number: int, unit: str = "", **cells: Any) -> dict[int, Any]:
    """A clean row as column number (from 1) -> cell; `cells` named c1 … c28 stand instead."""
    luck = random.Random(number)
    woman = luck.random() < 0.4
    born = dt.date(1950, 1, 1) + dt.timedelta(days=luck.randrange(18000))
    admitted = born + dt.timedelta(days=luck.randrange(8000, 9000))
    row: dict[int, Any] = {
        1: number, 3: f"{luck.choice(FAMILY)} {luck.choice(MIDDLE)} {luck.choice(GIVEN)}", 5: "Nữ" if woman else "Nam",
        6: f"{born:%d/%m/%Y}", 7: luck.choice(["Kinh", "Thái", "Mường"]), 8: "Không",
        9: f"038{luck.choice('23') if born.year > 2000 else (1 if woman else 0)}{born:%y}{number:06d}", 10: f"38{number:010d}", 11: "Tỉnh ủy Thanh Hóa",
        12: "03/02/2020", 14: unit, 15: "Việt Nam", 16: "Thanh Hóa", 17: "xã Mường So", 18: "Việt Nam", 19: "Thanh Hóa", 20: "xã Mường So",
        21: "Việt Nam", 22: "Thanh Hóa", 23: "thôn 1, xã Mường So", 24: f"{admitted:%d/%m/%Y}", 25: f"{admitted + dt.timedelta(days=370):%d/%m/%Y}",
    }
    return row | {int(name[1:]): value for name, value in cells.items()}


def cells_of(row: dict[int, Any], width: int = 28) -> list[Any]:
    return [row.get(number, "") for number in range(1, width + 1)]


def write_xlsx(path: Path, rows: Sequence[Sequence[Any]], *, merged: Sequence[tuple[int, int, int, int, str]] = ()) -> Path:
    """Plain rows; dates and numbers are typed, text is text. merged: ranges from 0 with their text."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, day = book.add_worksheet("Danh sách"), book.add_format({"num_format": "dd/mm/yyyy"})
        for at, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(at, column, dt.datetime(cell.year, cell.month, cell.day), day)
                elif isinstance(cell, (int, float)):
                    sheet.write_number(at, column, cell)
                elif cell != "":
                    sheet.write_string(at, column, cell)
        for top, left, bottom, right, text in merged:
            sheet.merge_range(top, left, bottom, right, text)
    return path


def official(people: Sequence[dict[int, Any]], path: Path, *, tail: Sequence[str] = (), width: int = 28) -> Path:
    """The sheet with title, two heading rows with merged cells, the row of numbers, the people, and what stands below."""
    rows = [[TITLE], ["Chi bộ thôn 1 – tháng 11/2026"], [], ["" if 14 <= at < 23 else top for at, top in enumerate(TOP)], SUB, NUMBERS]
    rows += [cells_of(row, width) for row in people]
    rows += [[], *([text] for text in tail)]
    merged = [(0, 0, 0, 27, TITLE)] + [(3, at, 3, at + 2, text) for at, text in GROUPS.items()]
    merged += [(3, at, 4, at, TOP[at]) for at in range(28) if not 14 <= at < 23]
    return write_xlsx(path, rows, merged=merged)


def flat(people: Sequence[dict[int, Any]]) -> list[list[Any]]:
    """One heading row and the people."""
    return [FLAT, *(cells_of(row) for row in people)]


def write_csv(path: Path, rows: Sequence[Sequence[Any]], *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    with path.open("w", encoding=encoding, newline="", errors="replace") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def write_ods(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    document, table = OpenDocumentSpreadsheet(), Table(name="Danh sách")
    for cells in rows:
        row = TableRow()
        for cell in cells:
            row.addElement(_ods_cell(cell))
        table.addElement(row)
    document.spreadsheet.addElement(table)
    document.save(str(path))
    return path


def _ods_cell(cell: Any) -> TableCell:
    if isinstance(cell, dt.date):
        return TableCell(valuetype="date", datevalue=cell.isoformat())
    if isinstance(cell, (int, float)):
        return TableCell(valuetype="float", value=cell)
    made = TableCell(valuetype="string")
    made.addElement(P(text=str(cell)))
    return made


def with_formulas(path: Path, results: dict[tuple[int, int], str]) -> Path:
    """The same file with formulas at (row, column), both from 1, and the results a spreadsheet kept beside them."""
    book = openpyxl.load_workbook(path)
    for row, column in results:
        book.active.cell(row, column).value = f'=CONCATENATE("{row}","{column}")'
    book.save(path)
    parts = {}
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name).decode() for name in packed.namelist()}
    for (row, column), result in results.items():
        cell = f"{openpyxl.utils.get_column_letter(column)}{row}"
        sheet = parts["xl/worksheets/sheet1.xml"]
        found = re.search(rf'<c r="{cell}"[^>]*><f>(.*?)</f><v ?/?>(</v>)?</c>', sheet)
        parts["xl/worksheets/sheet1.xml"] = sheet.replace(found[0], f'<c r="{cell}" t="str"><f>{found[1]}</f><v>{result}</v></c>')
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return path
