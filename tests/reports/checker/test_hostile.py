"""Whatever is pasted: no crash, places inside the text, and work that grows with the text and no faster."""

import sys
import tomllib
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coso.reports.checker import check
from coso.reports.checker.marking import pieces
from tests.reports.checker.corpus_of import FOLDER

WORDS = [
    "trong đó", "gồm", "chiếm", "đạt", "tăng", "giảm từ", "lên", "so với", "chỉ tiêu", "mỗi năm", "đảng viên", "chi bộ", "tổng số", "còn lại", "(", ")", ";", ",", ".", ". Có", "\n", "\n- ", "\t", "|", "%", "12", "3/4", "62,67%", "1.234",
    "2020 - 2025", "gấp 2 lần", "điểm %", "Tổng cộng", "0", "0%", "0/0", "và", "với", "đồng chí", "hai", "triệu", "99999999999999999999", "-", "…", "Đảng bộ xã", "có",
]


@given(st.lists(st.sampled_from(WORDS), max_size=120).map(" ".join) | st.text(max_size=200))
@settings(max_examples=150)
def test_nothing_crashes_and_every_place_is_in_the_text(text):
    checked = check(text)
    for one in checked.findings:
        assert 0 <= one.start < one.end <= len(text)
        assert one.quote == text[one.start : one.end]
        assert one.explanation
    assert "".join(piece.text for piece in pieces(text, checked)) == text


def steps(text):
    """Calls of Python functions while a text is checked: the same on every machine."""
    count = Counter()
    sys.setprofile(lambda _frame, event, _arg: count.update([event]))
    try:
        check(text)
    finally:
        sys.setprofile(None)
    return count["call"] + count["c_call"]


CORPUS = tomllib.loads((FOLDER / "sentences.toml").read_text())["right"]
HOSTILE = {
    "a corpus": "\n".join(CORPUS[:40]), "one line of numbers": "12 " * (4000 // 8), "one line of per cents": "chiếm 12,5%, " * (2000 // 8), "brackets": "(1 đảng viên " * (2000 // 8), "closing brackets": ") 12 đảng viên" * (1500 // 8),
    "groups": "895 đảng viên, trong đó " * (1500 // 8), "a number without end": "1.000" * (3000 // 8), "ratios": "1/2/3/" * (3000 // 8), "spaces": " " * (20000 // 8) + "12%", "years": "2020 - 2025 " * (2000 // 8), "tabs": "1\t" * (5000 // 8), "rows": "a\t1\t2\n" * (2000 // 8),
    "pipes": "|1|2|3|\n" * (2000 // 8), "one cell": "|" + "x" * (20000 // 8) + "|1|\n", "a list": "gồm " + "1 chi bộ, " * (3000 // 8), "dots": "1. " * (5000 // 8), "words in numbers": "hai mươi " * (3000 // 8), "marks": "a\u0301" * (8000 // 8),
    "sources": "tổng số " * (4000 // 8) + "1 đảng viên", "people in brackets": "(12 đảng viên " * (1500 // 8), "falls": "150 vụ, giảm 30 vụ (16,67%), " * (1000 // 8), "digits": "12" * (20000 // 8), "traits": "Về trình độ, có 14 người, chiếm 25%. " * (800 // 8), "rises": "từ 12 lên 15, tăng 3, " * (1000 // 8),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_twice_the_text_is_about_twice_the_work(name):
    once, twice = steps("\n".join([HOSTILE[name]] * 2)), steps("\n".join([HOSTILE[name]] * 4))
    assert twice < 2.6 * once + 2000
