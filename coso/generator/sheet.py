"""A 28-column member sheet of invented people, clean or as messy as real ones are (domain/membership.md §1.1)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from coso.generator.names import FEMALE
from coso.generator.people import COUNTRY, invent_person
from coso.generator.places import PlaceNames, peoples_of
from coso.members.codes import ETHNIC_GROUPS

HEADINGS: list[tuple[str, list[str]]] = [
    ("STT", []), ("ID", []), ("Họ và tên", []), ("Tên gọi khác", []), ("Giới tính", []), ("Sinh ngày", []), ("Dân tộc", []), ("Tôn giáo", []),
    ("Số định danh cá nhân", []), ("Số thẻ Đảng", []), ("Nơi cấp thẻ", []), ("Ngày cấp thẻ", []), ("Số thẻ theo Quyết định 85", []),
    ("Tổ chức đảng đang sinh hoạt", []), ("Nơi đăng ký khai sinh", ["Quốc gia", "Tỉnh, thành phố", "Địa chỉ"]),
    ("Quê quán", ["Quốc gia", "Tỉnh, thành phố", "Địa chỉ"]), ("Thường trú", ["Quốc gia", "Tỉnh, thành phố", "Địa chỉ"]),
    ("Ngày vào Đảng", []), ("Ngày chính thức", []), ("Số CMND cũ", []), ("Trạng thái hoạt động", []), ("Ngày rời khỏi, mất, miễn sinh hoạt", []),
]
NUMBER, NAME, SEX, BIRTH, GROUP, CITIZEN, CARD, CARD_DAY, UNIT, BIRTH_PROVINCE, HOME_PROVINCE, RESIDENCE_PROVINCE, ADMITTED, OFFICIAL = 0, 2, 4, 5, 6, 8, 9, 11, 13, 15, 18, 21, 23, 24
DATES = (BIRTH, CARD_DAY, ADMITTED, OFFICIAL)
PROVINCES = (BIRTH_PROVINCE, HOME_PROVINCE, RESIDENCE_PROVINCE)
NO_PROVINCE = "097"  # the first digits of the citizen numbers: no province has them
EXCEL_ZERO = date(1899, 12, 30)
EVERY_BAD = 40  # in a messy sheet one row of so many cannot be entered
EVERY_TWICE = 97
EVERY_BLANK = 60

Cell = str | int | float | date | None


@dataclass(frozen=True)
class Bad:
    """A row that must be refused: its number in the sheet as a spreadsheet shows it, the column's heading, and why."""

    row: int
    column: str
    why: str


@dataclass
class Made:
    """What a sheet holds: people to enter, rows that must be refused, rows that repeat another."""

    people: int = 0
    bad: list[Bad] = field(default_factory=list)
    twice: list[int] = field(default_factory=list)


def write_sheet(path: Path, *, rows: int, seed: int, branches: list[str], province: str, today: date, messy: bool) -> Made:
    """Write `rows` people of the branches named. Messy: headings, dates, numbers and names as offices really send them."""
    rng = Random(f"{seed}/sheet")
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
    page = book.add_worksheet("Danh sách")
    top = _title(page, book) if messy else 0
    _headings(page, book, top)
    made = _Writer(page, rng, branches, province, today, messy=messy).people(rows, top + 2)
    book.close()
    return made


def _title(page: Worksheet, book: xlsxwriter.Workbook) -> int:
    bold = book.add_format({"bold": True, "align": "center"})
    page.merge_range(0, 0, 0, 27, "DANH SÁCH RÀ SOÁT THÔNG TIN ĐẢNG VIÊN", bold)
    page.merge_range(1, 0, 1, 27, "(Số liệu giả định, dùng để tập nhập dữ liệu)", bold)
    return 3


def _headings(page: Worksheet, book: xlsxwriter.Workbook, top: int) -> None:
    """Two rows: single headings merged downwards, groups merged across."""
    bold = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True})
    at = 0
    for heading, parts in HEADINGS:
        if parts:
            page.merge_range(top, at, top, at + len(parts) - 1, heading, bold)
            for part, name in enumerate(parts):
                page.write(top + 1, at + part, name, bold)
        else:
            page.merge_range(top, at, top + 1, at, heading, bold)
        at += len(parts) or 1


class _Writer:
    def __init__(self, page: Worksheet, rng: Random, branches: list[str], province: str, today: date, *, messy: bool) -> None:
        self.page, self.rng, self.branches, self.province, self.today, self.messy = page, rng, branches, province, today, messy
        self.groups, self.places = peoples_of(12), PlaceNames(rng, highland=True)
        self.villages = [self.places.take() for _ in range(60)]
        self.made = Made()

    def people(self, count: int, row: int) -> Made:
        for number in range(1, count + 1):
            cells = self.person(number)
            if self.messy and number % EVERY_BLANK == 0:
                row += 1
            if self.messy and number % EVERY_BAD == 0:
                self.spoil(cells, row, number // EVERY_BAD)
            else:
                self.made.people += 1
            self.put(row, self.messed(cells) if self.messy else cells)
            if self.messy and number % EVERY_TWICE == 0 and number % EVERY_BAD:
                row += 1
                self.made.twice.append(row + 1)
                self.put(row, cells)
            row += 1
        if self.messy:
            self.notes(row)
        return self.made

    def person(self, number: int) -> list[Cell]:
        """One row, right in every cell."""
        rng = self.rng
        day = self.today.toordinal() - 60 - int(40 * 365 * rng.random())
        one = invent_person(rng, number, self.groups[int(rng.random() * len(self.groups))], day)
        born, admitted, official = (date.fromordinal(value) for value in (one.birth, one.admitted, one.official))
        known = official if official < self.today else None
        citizen = f"{NO_PROVINCE}{(born.year // 100 - 19) * 2 + (one.sex == FEMALE)}{born.year % 100:02}{number % 10**6:06}"
        village = f"bản {rng.choice(self.villages)}"
        place: list[Cell] = [COUNTRY, self.province, village]
        return [
            number, None, one.name, None, "Nữ" if one.sex == FEMALE else "Nam", born, ETHNIC_GROUPS[one.group], "Không", citizen,
            citizen if known else None, f"Tỉnh ủy {self.province}" if known else None, known and min(known + timedelta(days=60), self.today), None,
            rng.choice(self.branches) if self.branches else None, *place, *place, *place, admitted, known, None, "Đang sinh hoạt", None,
        ]

    def put(self, row: int, cells: list[Cell]) -> None:
        for at, value in enumerate(cells):
            if isinstance(value, date):
                self.page.write_datetime(row, at, value)
            elif isinstance(value, int | float):
                self.page.write_number(row, at, value)
            elif value:
                self.page.write_string(row, at, value)

    def messed(self, cells: list[Cell]) -> list[Cell]:
        """The same facts, as people type and programs change them."""
        rng, out = self.rng, list(cells)
        for at in DATES:
            if isinstance(value := out[at], date):
                out[at] = rng.choice(DATE_FORMS)(value)
        for at in PROVINCES:
            out[at] = rng.choice(PROVINCE_FORMS)(str(out[at])) if out[at] else None
        for at in (CITIZEN, CARD):
            if isinstance(value := out[at], str) and value.isdecimal():
                out[at] = rng.choice(NUMBER_FORMS)(value)
        if isinstance(name := out[NAME], str):
            out[NAME] = rng.choice(NAME_FORMS)(name)
        if isinstance(sex := out[SEX], str):
            out[SEX] = rng.choice((sex, sex, sex.lower(), sex.upper(), f" {sex} "))
        return out

    def spoil(self, cells: list[Cell], row: int, turn: int) -> None:
        """Make one cell wrong past mending; which one, in turn."""
        at, value, why = SPOILS[turn % len(SPOILS)](self.today)
        cells[at] = value
        self.made.bad.append(Bad(row + 1, heading(at), why))

    def notes(self, row: int) -> None:
        self.page.write_string(row + 1, 1, f"Tổng số: {self.made.people} đảng viên")
        self.page.write_string(row + 3, 20, f"{self.province}, ngày {self.today.day} tháng {self.today.month} năm {self.today.year}")
        self.page.write_string(row + 4, 20, "NGƯỜI LẬP BIỂU")
        self.page.write_string(row + 5, 20, "(Ký, ghi rõ họ tên)")


def heading(at: int) -> str:
    """A column's heading in full, its group first."""
    flat = [(f"{name} – {part}" if part else name) for name, parts in HEADINGS for part in (parts or [""])]
    return flat[at]


DATE_FORMS: list[Callable[[date], Cell]] = [
    lambda day: day,
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day.day}/{day.month}/{day.year}",
    lambda day: f"{day:%d-%m-%Y}",
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: (day - EXCEL_ZERO).days,
]
NUMBER_FORMS: list[Callable[[str], Cell]] = [
    lambda digits: digits,
    int,  # a spreadsheet's number: the zero in front is gone
    lambda digits: digits.lstrip("0"),
    lambda digits: f"'{digits}",
    lambda digits: f"{digits[:3]} {digits[3:6]} {digits[6:9]} {digits[9:]}",
    lambda digits: f"{digits[:3]}.{digits[3:6]}.{digits[6:9]}.{digits[9:]}",
]
PROVINCE_FORMS: list[Callable[[str], Cell]] = [str, str.upper, lambda name: f"Tỉnh {name}", lambda name: f"tỉnh {name} ", lambda name: f"T. {name}"]
NAME_FORMS: list[Callable[[str], Cell]] = [
    str, str, str, str.upper, lambda name: unicodedata.normalize("NFD", name), lambda name: f"  {name.replace(' ', '  ', 1)} ",
]
SPOILS: list[Callable[[date], tuple[int, Cell, str]]] = [
    lambda _today: (NAME, None, "no name"),
    lambda _today: (BIRTH, "31/02/1980", "a day that does not exist"),
    lambda _today: (CITIZEN, "9,7008E+10", "a number that lost its digits"),
    lambda _today: (CITIZEN, "0971234", "too few digits"),
    lambda _today: (SEX, "?", "no sex that can be understood"),
    lambda today: (ADMITTED, f"{today.day:02}/{today.month:02}/{today.year + 2}", "a day to come"),
    lambda _today: (UNIT, "Chi bộ bản Không Có Ở Đâu", "no such organisation"),
    lambda _today: (GROUP, "Sao Hỏa", "no such people"),
    lambda _today: (ADMITTED, None, "no admission date"),
    lambda _today: (BIRTH, "chưa rõ", "no date"),
]
