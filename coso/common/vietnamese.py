"""Vietnamese text: folding, search words, name order, numbers, dates and numbers in words.

`fold`, `name_tokens` and `name_key` exist twice: here and as the SQL functions `coso_fold`,
`coso_name_tokens` and `coso_name_key` (migration `text_functions`); a property test holds them equal.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils.translation import get_language

# Ngang has no mark; the other five in the order of the alphabet: huyền hỏi ngã sắc nặng.
TONES = "\u0300\u0309\u0303\u0301\u0323"
VOWEL_MARKS = "\u0302\u0306\u031b"
OTHER_MARKS = "\u0304\u0308\u030c\u0327"
MARKS = TONES + VOWEL_MARKS + OTHER_MARKS
SPACES = "\t\n\v\f\r\u00a0\u2002\u2003\u2009\u202f\u3000"
UNSEEN = "\u0001\u00ad\u200b\u200c\u200d\u2060\ufeff"
PUNCTUATION = "-.,()/'\":;–—\u2018\u2019\u201c\u201d"
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
ALPHABET_KEYS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg"
# hòa -> hoà, xòe -> xoè, thúy -> thuý: the tone sits on the second vowel.
MISPLACED = [(first + tone + second, first + second + tone) for first, second in ("oa", "oe", "uy") for tone in TONES]

_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZĐ"
_CLEAN = str.maketrans(_UPPER + SPACES, _UPPER.lower() + " " * len(SPACES), UNSEEN)
_TIDY = str.maketrans(SPACES, " " * len(SPACES), UNSEEN)
_WORDS = str.maketrans(PUNCTUATION, " " * len(PUNCTUATION))
_NO_TONES = str.maketrans("", "", TONES)
_NO_MARKS = str.maketrans("", "", MARKS)
_KEY_LETTERS = str.maketrans(ALPHABET, ALPHABET_KEYS, OTHER_MARKS)
_KEY_TONES = str.maketrans(TONES, "12345", "abcdefghijklmnopqrstuvwxyzđ" + VOWEL_MARKS + OTHER_MARKS)


def nfc(text: str) -> str:
    """The composed form, in which everything is kept."""
    return unicodedata.normalize("NFC", text)


def tidy(text: str) -> str:
    """Composed, without unseen characters, single spaces, trimmed; case and marks are kept."""
    if text.isprintable() and "  " not in text and unicodedata.is_normalized("NFC", text):
        return text.strip(" ")  # the usual case; every exotic space is unprintable
    return _single_spaces(nfc(text).translate(_TIDY))


def fold(text: str) -> str:
    """No marks, đ as d, lower case, single spaces: `Nguyễn  Đức` and `nguyen duc` are the same."""
    return _single_spaces(_decomposed(text).translate(_NO_MARKS).replace("đ", "d"))


def place_tones(text: str) -> str:
    """Lower case, composed, tone on the second vowel of oa, oe and uy: `Hòa` and `hoà` are the same word."""
    return nfc(_placed(_decomposed(text)))


def name_tokens(name: str) -> list[str]:
    """The words a name is found by: each word as written, toneless, bare with đ, and bare."""
    placed = _single_spaces(_placed(_decomposed(name)).translate(_WORDS))
    bare = placed.translate(_NO_MARKS)
    forms = (nfc(placed), nfc(placed.translate(_NO_TONES)), bare, bare.replace("đ", "d"))
    return [word for form in forms for word in form.split(" ") if word]


def search_tokens(name: str) -> set[str]:
    """The distinct words a name is found by."""
    return set(name_tokens(name))


def query_words(query: str) -> list[str]:
    """What a person typed, one word each in the form that `name_tokens` holds it in.

    With all, some or no marks: `Nguyễn`, `nguyên` and `nguyen` each equal one token of `Nguyễn`.
    """
    return nfc(_single_spaces(_placed(_decomposed(query)).translate(_WORDS))).split()


def name_sort_key(name: str) -> str:
    """Given name, then family name, then middle names, in Vietnamese letter and tone order.

    Letters a ă â b c d đ e ê … first, then the tones ngang huyền hỏi ngã sắc nặng. Sorts with collation C.
    """
    words = [keys for part in name.split(" ") for keys in _word_keys(part)] or [("", "")]
    given, middle = words[-1], words[1:-1]
    family = words[0] if len(words) > 1 else ("", "")
    return f"{'!'.join(given)} {'!'.join(family)} {' '.join([letters for letters, _tones in middle])}!{' '.join([tones for _letters, tones in middle])}"


def sort_key(text: str) -> str:
    """Any text (a unit's name) from left to right in Vietnamese letter and tone order."""
    return "!".join(_key_letters_and_tones(text))


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text).translate(_CLEAN)


def _placed(decomposed: str) -> str:
    for wrong, right in MISPLACED:
        decomposed = decomposed.replace(wrong, right)
    return decomposed


def _single_spaces(text: str) -> str:
    return " ".join(word for word in text.split(" ") if word)


@lru_cache(maxsize=2**14)  # names are made of a few hundred syllables
def _word_keys(part: str) -> list[tuple[str, str]]:
    """Letters and tones of a word; of several, or none, where the text has spaces of other kinds."""
    words = _placed(_decomposed(part)).split(" ")
    return [(nfc(word.translate(_NO_TONES)).translate(_KEY_LETTERS), word.translate(_KEY_TONES)) for word in words if word]


def _key_letters_and_tones(text: str) -> tuple[str, str]:
    plain = _single_spaces(_placed(_decomposed(text)))
    return nfc(plain.translate(_NO_TONES)).translate(_KEY_LETTERS), plain.translate(_KEY_TONES)


def _english() -> bool:
    return (get_language() or "vi").startswith("en")


def number(value: float | Decimal | None, places: int = 0) -> str:
    """`15.980`, `62,67`; `15,980`, `62.67` when the active language is English. None is an empty text."""
    if value is None:
        return ""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{rounded:,.{places}f}"
    return text if _english() else text.translate(str.maketrans(",.", ".,"))


def percent(value: float | Decimal | None, places: int = 2) -> str:
    """A share given in hundredths: 62.67 -> `62,67%`."""
    return "" if value is None else number(value, places) + "%"


def date(day: dt.date | None) -> str:
    """`31/12/2020`; None is an empty text."""
    return "" if day is None else f"{day:%d/%m/%Y}"


_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
_ENGLISH_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def long_date(day: dt.date) -> str:
    """With the weekday: `Thứ Năm, ngày 31 tháng 12 năm 2020`; `Thursday, 31 December 2020`."""
    if _english():
        return f"{_ENGLISH_WEEKDAYS[day.weekday()]}, {day.day} {_ENGLISH_MONTHS[day.month - 1]} {day.year}"
    # The third to the ninth and the first two months carry a nought in party papers.
    of_day = f"{day.day:02d}" if day.day < 10 else str(day.day)
    of_month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{_WEEKDAYS[day.weekday()]}, ngày {of_day} tháng {of_month} năm {day.year}"


def spell_number(value: int) -> str:
    """The words of a whole number: 15980 -> `mười lăm nghìn chín trăm tám mươi`."""
    if value < 0:
        return ("minus " if _english() else "âm ") + spell_number(-value)
    return _spell_english(value) if _english() else _spell_vietnamese(value)


_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION = 10**9


def _spell_vietnamese(value: int) -> str:
    if value >= _BILLION:
        high, low = divmod(value, _BILLION)
        words = f"{_spell_vietnamese(high)} tỷ"
        return f"{words} {_groups(low, full=True)}" if low else words
    return _groups(value, full=False) or _DIGITS[0]


def _groups(value: int, *, full: bool) -> str:
    """Millions, thousands and units; `full` when something larger was said before."""
    said: list[str] = []
    for size, name in ((10**6, " triệu"), (10**3, " nghìn"), (1, "")):
        group, value = divmod(value, size)
        if group:
            said.append(_three_digits(group, full=full or bool(said)) + name)
    return " ".join(said)


def _three_digits(value: int, *, full: bool) -> str:
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or full else []
    if tens == 0 and ones and words:
        words.append("linh")
    elif tens:
        words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if ones:
        words.append(_last_digit(tens, ones))
    return " ".join(words)


def _last_digit(tens: int, ones: int) -> str:
    """mốt and tư after mươi, lăm after mười and mươi."""
    if ones == 5 and tens:
        return "lăm"
    if tens > 1:
        return {1: "mốt", 4: "tư"}.get(ones, _DIGITS[ones])
    return _DIGITS[ones]


_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def _spell_english(value: int) -> str:
    for size, name in ((10**9, "billion"), (10**6, "million"), (10**3, "thousand"), (100, "hundred")):
        if value >= size:
            high, low = divmod(value, size)
            joint = " and " if 0 < low < 100 else " "
            return f"{_spell_english(high)} {name}" + (joint + _spell_english(low) if low else "")
    if value < len(_ONES):
        return _ONES[value]
    tens, ones = divmod(value, 10)
    return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
