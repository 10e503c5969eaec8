"""Vietnamese text: folding, search words, order of names, numbers and their words."""

import datetime as dt
import unicodedata
from decimal import Decimal

import pytest
from django.db import connection
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from coso.common import vietnamese as vn

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐÊÔƠƯ"
syllables = st.text(
    st.one_of(
        st.sampled_from(LETTERS),
        st.builds(lambda v, t: unicodedata.normalize("NFC", v + t), st.sampled_from("aăâeêioôơuưyAÂOƯ"), st.sampled_from(vn.TONES)),
        st.sampled_from("0123456789-.()\u00a0\t\u200b' "),
    ),
    max_size=7,
)
names = st.lists(syllables, max_size=6).map(" ".join).flatmap(
    lambda text: st.sampled_from([text, unicodedata.normalize("NFD", text)])
)


def test_folding_takes_marks_and_case_away():
    assert vn.fold("  Nguyễn \u00a0 ĐỨC   Thuỵ ") == "nguyen duc thuy"


@given(names)
def test_tidy_text_is_composed_and_singly_spaced(name):
    tidy = vn.tidy(name)
    assert tidy == unicodedata.normalize("NFC", tidy) == vn.tidy(tidy)
    assert not {"  ", "\t", "\u00a0", "\u200b"} & {tidy[at : at + size] for at in range(len(tidy)) for size in (1, 2)}
    assert vn.fold(tidy) == vn.fold(name)


def test_two_ways_to_place_a_tone_are_the_same_word():
    for old, new in (("Hòa", "hoà"), ("khỏe", "khoẻ"), ("Thúy", "thuý"), ("quý", "qúy")):
        assert vn.place_tones(old) == vn.place_tones(new)


@given(names)
def test_composed_and_decomposed_text_are_the_same(name):
    nfd = unicodedata.normalize("NFD", name)
    assert vn.fold(name) == vn.fold(nfd)
    assert vn.search_tokens(name) == vn.search_tokens(nfd)
    assert vn.name_sort_key(name) == vn.name_sort_key(nfd)


@pytest.mark.parametrize("typed", ["Nguyễn Đức Hoà", "nguyên đưc hòa", "nguyen duc hoa", "NGUYEN ĐỨC hoa", "nguyen đuc", "hoà"])
def test_a_name_is_found_with_all_some_or_no_marks(typed):
    assert set(vn.query_words(typed)) <= vn.search_tokens("Nguyễn Đức Hòa")


@pytest.mark.parametrize("typed", ["nguyện", "hóa", "đúc", "hoả"])
def test_a_wrong_tone_does_not_find(typed):
    assert not set(vn.query_words(typed)) <= vn.search_tokens("Nguyễn Đức Hòa")


def test_names_are_sorted_by_given_name_family_name_and_middle():
    ordered = [
        "Lê Văn An", "Nguyễn Thị An", "Nguyễn Văn An", "Trần An", "Nguyễn Văn Ánh", "Nguyễn Văn Ân",
        "Đỗ Bình", "Lê Dung", "An Đạt", "Lê Hoa", "Trần Hoa", "Lê Hòa", "Lê Hoá", "Y", "Lê Ý",
    ]  # fmt: skip
    assert sorted(set(ordered), key=vn.name_sort_key) == ordered


def test_tones_come_in_the_order_of_the_alphabet():
    assert sorted(["mạ", "má", "mã", "mả", "mà", "ma"], key=vn.sort_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]


def test_letters_come_in_the_order_of_the_alphabet():
    words = ["a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "g", "o", "ô", "ơ", "u", "ư", "v", "y"]
    assert sorted(set(words), key=vn.sort_key) == words


@given(st.text("aăâbdđeêơưạốỵ ", min_size=1))
def test_sort_keys_are_ascii(text):
    assert vn.name_sort_key(text).isascii()


@pytest.mark.django_db
@settings(max_examples=150, deadline=None)
@given(st.lists(names, min_size=1, max_size=12))
def test_the_database_and_python_agree(texts):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t, coso_fold(t), coso_name_tokens(t), coso_name_key(t), coso_text_key(t) FROM unnest(%s::text[]) AS t",
            [texts],
        )
        for text, folded, tokens, name_key, text_key in cursor.fetchall():
            assert folded == vn.fold(text)
            assert tokens == vn.name_tokens(text)
            assert name_key == vn.name_sort_key(text)
            assert text_key == vn.sort_key(text)


def test_numbers_are_written_the_vietnamese_way():
    with override("vi"):
        assert vn.number(15980) == "15.980"
        assert vn.number(Decimal("62.665"), 2) == "62,67"
        assert vn.number(-1234567.5, 1) == "-1.234.567,5"
        assert vn.percent(62.67) == "62,67%"
        assert vn.number(None) == vn.percent(None) == vn.date(None) == ""
    with override("en"):
        assert vn.number(15980) == "15,980"
        assert vn.percent(62.67) == "62.67%"


def test_dates_are_written_the_vietnamese_way():
    day = dt.date(2020, 12, 31)
    with override("vi"):
        assert vn.date(day) == "31/12/2020"
        assert vn.long_date(day) == "Thứ Năm, ngày 31 tháng 12 năm 2020"
        assert vn.long_date(dt.date(2021, 2, 3)) == "Thứ Tư, ngày 03 tháng 02 năm 2021"
    with override("en"):
        assert vn.long_date(day) == "Thursday, 31 December 2020"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "không"), (4, "bốn"), (5, "năm"), (10, "mười"), (11, "mười một"), (14, "mười bốn"), (15, "mười lăm"),
        (20, "hai mươi"), (21, "hai mươi mốt"), (24, "hai mươi tư"), (25, "hai mươi lăm"), (101, "một trăm linh một"),
        (105, "một trăm linh năm"), (110, "một trăm mười"), (111, "một trăm mười một"), (1000, "một nghìn"),
        (1005, "một nghìn không trăm linh năm"), (15980, "mười lăm nghìn chín trăm tám mươi"),
        (29849, "hai mươi chín nghìn tám trăm bốn mươi chín"), (1000001, "một triệu không trăm linh một"),
        (6500000, "sáu triệu năm trăm nghìn"), (2000000015, "hai tỷ không trăm mười lăm"),
        (10**18, "một tỷ tỷ"), (-7, "âm bảy"),
    ],
)  # fmt: skip
def test_numbers_are_spelt(value, words):
    with override("vi"):
        assert vn.spell_number(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "zero"), (21, "twenty-one"), (105, "one hundred and five"), (15980, "fifteen thousand nine hundred and eighty"), (-3, "minus three")],
)
def test_numbers_are_spelt_in_english(value, words):
    with override("en"):
        assert vn.spell_number(value) == words


@given(st.integers(0, 10**12))
def test_different_numbers_have_different_words(value):
    with override("vi"):
        assert vn.spell_number(value) != vn.spell_number(value + 1)
