"""What people write in cells, and what is made of it."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coso.common.imports import cells
from coso.common.imports.cells import CellProblem

TODAY = dt.date(2026, 11, 22)
days = st.dates(dt.date(1920, 1, 1), dt.date(2026, 11, 22))


@given(days)
def test_a_day_is_understood_in_every_form(day):
    forms = [
        f"{day:%d/%m/%Y}", f"{day.day}-{day.month}-{day.year}", f"{day.day}.{day.month}.{day.year}", day.isoformat(), f"{day:%d%m%Y}",
        f"ngày {day.day} tháng {day.month} năm {day.year}", f" {day.day} / {day.month} / {day.year} ",
        str((day - dt.date(1899, 12, 30)).days), f"{(day - dt.date(1899, 12, 30)).days}.0", f"{day.isoformat()} 00:00:00",
    ]
    assert {cells.date(form, TODAY).value for form in forms} == {day}


@pytest.mark.parametrize("text", ["1980", "02/1980", "31/02/1980", "13/13/1980", "hôm qua", "1/1/1800", "12"])
def test_a_day_that_cannot_be_known_is_refused(text):
    with pytest.raises(CellProblem):
        cells.date(text, TODAY)


def test_a_short_year_is_read_with_a_warning():
    assert cells.date("3/2/80", TODAY).value == dt.date(1980, 2, 3)
    assert cells.date("3/2/05", TODAY).value == dt.date(2005, 2, 3)
    assert cells.date("3/2/80", TODAY).warning


@pytest.mark.parametrize(
    ("text", "found"),
    [("038 080 001 234", "038080001234"), ("038.080.001.234", "038080001234"), ("'038080001234", "038080001234"),
     ("38080001234.0", "38080001234"), ("3,8080001234E+10", "38080001234"), ("", "")],
)
def test_numbers_lose_their_dress(text, found):
    assert cells.digits(text) == found


@pytest.mark.parametrize("text", ["1,23E+11", "3.8E+10", "12A4", "số 5"])
def test_a_number_whose_digits_are_lost_is_refused(text):
    with pytest.raises(CellProblem):
        cells.digits(text)


def test_lost_noughts_come_back_with_a_warning():
    assert cells.restored("38080001234", length=12, shortest=10) == cells.Cleaned("038080001234", cells.restored("38080001234", length=12, shortest=10).warning)
    assert cells.restored("38080001234", length=12, shortest=10).warning
    assert not cells.restored("038080001234", length=12, shortest=10).warning
    with pytest.raises(CellProblem):
        cells.restored("123", length=12, shortest=10)


def test_names_are_composed_tidied_and_never_numbers():
    assert cells.name("NGUYE\u0302\u0303N  VA\u0306N  A").value == "Nguyễn Văn A"
    assert cells.name("H'Hen Niê").value == "H'Hen Niê"
    assert cells.name("Y").value == "Y"
    assert cells.name("-") == cells.BLANK
    with pytest.raises(CellProblem):
        cells.name("Nguyễn 2")


def test_numbers_in_vietnamese_form():
    assert cells.number("15.980").value == Decimal(15980)
    assert cells.number("62,67").value == Decimal("62.67")
    assert cells.number("…") == cells.BLANK
    with pytest.raises(CellProblem):
        cells.number("nhiều")


def test_a_wrong_word_names_the_nearest():
    with pytest.raises(CellProblem, match="Kinh"):
        cells.choice("Kihn", {"kinh": "kinh"}, ["Kinh", "Tày"])
    with pytest.raises(CellProblem):
        cells.words("x" * 50, 40)
