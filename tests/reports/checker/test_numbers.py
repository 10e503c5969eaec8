"""What is a figure, which one, and what only looks like one."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coso.reports.checker import check, letters
from coso.reports.checker.numbers import Kind, figures


def read(text):
    said = letters.read(text)
    return [(said.text[one.start : one.end], one.kind, float(one.value), one.rough) for one in figures(said)]


@pytest.mark.parametrize(("text", "value", "rough"), [
    ("có 15.980 đảng viên", 15980, ""), ("có 8.929 đảng viên", 8929, ""), ("có 03 chi bộ", 3, ""), ("có 15 980 đảng viên", 15980, ""),
    ("hơn 1.000 đảng viên", 1000, "over"), ("gần 90 đồng chí", 90, "near"), ("khoảng 1.400 đồng chí", 1400, "about"), ("dưới 20 đồng chí", 20, "under"),
    ("có hai chi bộ", 2, ""), ("gồm mười lăm đồng chí", 15, ""), ("thu 1,25 tỷ đồng", 1.25e9, ""), ("thu 340 triệu đồng", 3.4e8, ""), ("nông thôn 354 đồng chí", 354, ""), ("trồng 470ha lúa", 470, ""), ("có 3chi bộ", 3, ""), ("tổng số 2.010 đảng viên", 2010, ""),
])
def test_a_count_is_read_with_how_exact_it_is(text, value, rough):
    assert [(value, rough)] == [(found, said) for _text, kind, found, said in read(text) if kind == Kind.COUNT]


@pytest.mark.parametrize(("text", "kind", "value"), [
    ("đạt 62,67%", Kind.PERCENT, 62.67), ("đạt 62.67 %", Kind.PERCENT, 62.67), ("trên 300%", Kind.PERCENT, 300), ("65 phần trăm.", Kind.PERCENT, 65), ("tăng 12,8 điểm %", Kind.POINTS, 12.8),
    ("tăng 3 điểm phần trăm", Kind.POINTS, 3), ("11/13 thôn", Kind.RATIO, 11), ("06/29 đại biểu", Kind.RATIO, 6), ("(+12,41%)", Kind.PERCENT, 12.41), ("(-18,7%)", Kind.PERCENT, 18.7), ("gấp 1,81 lần", Kind.TIMES, 1.81), ("2010 - 2020", Kind.YEARS, 2010), ("trong 10 năm", Kind.LENGTH, 10), ("1,256 tổ chức", Kind.UNSURE, 1.256),
])
def test_other_kinds_of_figures(text, kind, value):
    assert [(found, said) for _text, found, said, _rough in read(text)] == [(kind, value)]


@pytest.mark.parametrize("text", [
    "Nghị quyết số 08-NQ/TU", "294-QĐ/TW", "Kết luận số 330-KL/TU ngày 13/10/2011", "Nghị định số 92/2010/NĐ-CP", "Quyết định số 1719/QĐ-TTg", "ngày 14 tháng 10 năm 2021", "ngày 3/2", "tháng 9/2021",
    "quý III/2023", "năm 2020", "lúc 7h30 và 8:30", "từ 8 giờ 15 phút", "điện thoại 0912 345 678", "(024) 3825 1234", "Đại hội lần thứ 13", "khóa 15", "1. Công tác tổ chức", "2) Công tác cán bộ", "- (3) Kiểm tra",
    "chi bộ 3, tổ 5, khu phố 2", "Điều 12, khoản 3", "bệnh COVID-19", "VNeID2, 5G, A80", "Nghị quyết 18", "Chỉ thị 05", "60 tuổi", "12 tháng", "trong năm năm", "1.2. Kết quả", "chiều 17/6", "9" * 5000,
])
def test_what_is_no_figure_is_passed_over(text):
    assert read(text) == []


WRONG = "Kết nạp 940 đảng viên, trong đó có 423 đảng viên nữ, chiếm 54%."


def test_places_count_in_the_text_that_was_given_decomposed_or_not():
    for text in (WRONG, unicodedata.normalize("NFD", WRONG), f"\u200b{WRONG}", f"Báo cáo\r\n\r\n{unicodedata.normalize('NFD', WRONG)}\r\n"):
        (found,) = check(text).findings
        assert unicodedata.normalize("NFC", text[found.start : found.end]) == "423 đảng viên nữ, chiếm 54%"
        assert found.quote == text[found.start : found.end]


@given(st.text(alphabet="aăâđêôơư\u0300\u0301\u0303\u0323\u200b\r\n 12.%", max_size=60))
def test_the_way_back_is_the_same_letter(text):
    said = letters.read(text)
    assert said.given(len(said.text)) == len(text)
    places = [said.given(at) for at in range(len(said.text) + 1)]
    assert places == sorted(places)
