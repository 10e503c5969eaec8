"""Numbers as Vietnamese offices write them, with what they count, how exact they are, and what only looks like one.

A number that is a figure becomes a `Figure`; symbols of documents, dates, years, terms, times, phone numbers and
numbering are passed over, but for spans of years, which a target of so much a year needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from coso.reports.checker import words
from coso.reports.checker.letters import Letters
from coso.reports.checker.words import Thing

Number = int | Fraction  # never divided but by Fraction(…, …)


class Kind(StrEnum):
    """What sort of number a figure is."""

    COUNT = "count"
    PERCENT = "percent"
    POINTS = "points"
    TIMES = "times"
    RATIO = "ratio"  # 648/956
    YEARS = "years"  # 2010 - 2020
    LENGTH = "length"  # ten years
    UNSURE = "unsure"  # a number, but which one cannot be told


@dataclass(slots=True)
class Figure:
    """A number in the text.

    start, end: its places in the text as read, sign of per cent included. value: of a ratio, its first number, and `other`
    the second; of years the first and the last. places: decimals printed. rough: one of over, under, near, about, or empty.
    """

    start: int
    end: int
    kind: Kind
    value: Number
    places: int = 0
    other: Number = 0
    rough: str = ""
    scale: int = 1
    noun: str = ""
    thing: Thing | None = None

    @property
    def exact(self) -> bool:
        """A count of whole things, told to the last one."""
        return self.kind == Kind.COUNT and not self.rough and not self.places and self.scale == 1

    @property
    def step(self) -> Fraction:
        """The worth of the last printed digit."""
        return STEPS[self.places] if self.scale == 1 else STEPS[self.places] * self.scale


STEPS = [Fraction(1, 10**places) for places in range(8)]
RAW = re.compile(r"\(0\d{1,3}\) ?\d[\d .-]{5,10}\d|\d+(?:[.,:]\d+| ?[-/] ?\d+| \d{3}(?!\d))*")
WHOLE = r"(?:\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3})+|\d+)"
INTEGER = re.compile(WHOLE)
DECIMAL = re.compile(rf"({WHOLE}),(\d{{1,4}})")
DOTTED = re.compile(r"(\d{1,3})\.(\d{1,2})")
RATIO = re.compile(rf"({WHOLE}) ?/ ?({WHOLE})")
YEARS = re.compile(r"((?:19|20)\d\d) ?- ?((?:19|20)\d\d)")
DAYS = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]((?:19|20)\d\d) ?- ?\d{1,2}[/.-]\d{1,2}[/.-]((?:19|20)\d\d)")
DAY = re.compile(r"\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d{2})")
SYMBOL = re.compile(r" ?[-/] ?(?:\d{4} ?[-/] ?)?[A-ZĐƯÔ]{2}|[-/][A-ZĐƯÔ]")
PERCENT = re.compile(r" {0,2}%| phần trăm(?: |$|[.,;)])")
POINTS = re.compile(r" (?:điểm ?(?:%|phần trăm)|% điểm)|% điểm")
SPELT = re.compile(r"(?<!\w)(?:(?:hai|ba|bốn|năm) mươi|mười(?: (?:một|hai|ba|bốn|lăm|sáu|bảy|tám|chín))?|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín) (?=[a-zđ])")
PER_CENT_OR_POINTS = ("%", " %", "  %", " phần trăm", " điểm")
NUMBERING = re.compile(r"(?:^|\n)[ \t]*(?:[-+*•●○▪#]+[ \t]*)?[\[(]?$")
YEARLY = (1900, 2100)
LONGEST = 32  # letters of a number; what is longer is none
BEFORE, AFTER = 40, 48
TRIM = '("“”\'‘’[*_'


def figures(letters: Letters, tables: Sequence[tuple[int, int]] = ()) -> list[Figure]:
    """All figures of a text, in order. tables: where each begins and ends; what stands in them is no prose."""
    begins, ends = [0, *(end for _begin, end in tables)], [*(begin for begin, _end in tables), len(letters.text)]
    spans = list(zip(begins, ends, strict=True))
    found = [figure for begin, end in spans for raw in RAW.finditer(letters.text, begin, end) if (figure := _figure(letters, raw.start(), raw.group()))]
    spelt = [figure for begin, end in spans for figure in _spelt(letters, begin, end)]
    return sorted(found + spelt, key=lambda one: one.start) if spelt else found


def _figure(letters: Letters, start: int, raw: str) -> Figure | None:
    text, low = letters.text, letters.low
    end = start + len(raw)
    before, after = low[max(0, start - BEFORE) : start], low[end : end + AFTER]
    noun, thing = noun_of(f" {after}" if after[:1].isalpha() else after)
    if raw[0] == "(" or len(raw) > LONGEST or _glued(text, start, end, noun if thing != Thing.MONEY else "") or SYMBOL.match(text, end):
        return None
    if after.startswith(PER_CENT_OR_POINTS):
        if percent := PERCENT.match(after):
            return _percent(start, end, raw, before, after, percent.end())
        if POINTS.match(after):
            return _percent(start, end, raw, before, after, 0)
    if not raw.isdigit() and (span := YEARS.fullmatch(raw) or DAYS.fullmatch(raw)):
        return Figure(start, end, Kind.YEARS, int(span[1]), other=int(span[2]))
    if not raw.isdigit() and DAY.fullmatch(raw):
        return None
    if _numbered(text, start, end, raw) or _named(before, raw, noun):
        return None
    return _count(start, end, raw, before, after, noun, thing)


def _glued(text: str, start: int, end: int, noun: str) -> bool:
    """Part of a word or code: covid-19, VNeID2, 5G, 7h30; but 470ha and 3chi bộ only lack a space."""
    last, then = text[start - 1] if start else " ", text[end] if end < len(text) else " "
    if last.isalpha() or (last in "_#@$&" and start > 1) or (then.isalpha() and not noun) or then in "_@":
        return True
    return last in "+-/.,:" and start > 1 and (text[start - 2].isalnum() or text[start - 2] == ")")


def _percent(start: int, end: int, raw: str, before: str, after: str, width: int) -> Figure | None:
    points = POINTS.match(after)
    read = _decimal(raw) or _dotted(raw)
    if not read:
        return None  # a range such as 5-7 %
    value, places = read
    kind, width = (Kind.POINTS, points.end()) if points else (Kind.PERCENT, width)
    if kind == Kind.PERCENT and after[width : width + 1].isalpha():
        return None
    rest = after[width:].lstrip()
    noun, thing = noun_of(after[width:])
    return Figure(start, end + len(after[:width].rstrip(" .,;)")), kind, value, places, rough=_rough(before) or ("over" if rest.startswith(("trở lên", "số trở lên")) else ""), noun=noun, thing=thing)


@lru_cache(maxsize=2**13)
def _decimal(raw: str) -> tuple[Number, int] | None:
    """Value and decimals of `15.980`, `62,67`, `1.234,5`."""
    if raw.isdigit():
        return int(raw), 0
    if INTEGER.fullmatch(raw):
        return int(raw.replace(".", "").replace(" ", "")), 0
    if found := DECIMAL.fullmatch(raw):
        whole, decimals = found[1].replace(".", "").replace(" ", ""), found[2]
        return Fraction(int(whole + decimals), 10 ** len(decimals)), len(decimals)
    return None


def _dotted(raw: str) -> tuple[Fraction, int] | None:
    """`62.67` of a per cent: a point for a comma."""
    found = DOTTED.fullmatch(raw)
    return (Fraction(int(found[1] + found[2]), 10 ** len(found[2])), len(found[2])) if found else None


def _numbered(text: str, start: int, end: int, raw: str) -> bool:
    """The number of a point in a list: `1.`, `2)`, `(3)`, `1.2. `."""
    then = text[end : end + 2]
    if len(raw) > 6:
        return False
    if text[start - 1 : start] == "(" and then[:1] == ")" and len(raw) < 3:
        return True
    if then[:1] in (".", ")", "/", ":", "-") or then == " -" or DOTTED.fullmatch(raw) or raw.count(".") > 1:
        return bool(NUMBERING.search(text, max(0, start - 12), start)) if start > 12 else not text[:start].strip(" \t\n-+*•([")
    return False


def _named(before: str, raw: str, noun: str) -> bool:
    """Only the name or number of something: a document, place, article, year or phone."""
    if raw[0] == "0" and len(raw) > 2 and raw[1].isdigit() and not (noun and "/" in raw):
        return True  # a telephone; but 06/29 đại biểu
    if ":" in raw:
        return True
    last, two = _last(before)
    if two in words.COUNTED_AFTER_NUMBER or (noun and two in words.DOCUMENTS_OR_PLANS):
        return False
    if two == "nông thôn" or (two == "thiểu số" and (noun or len(raw) != 4)) or (noun and last in words.PLACES and len(raw) > 2):
        return False
    if last in words.LABELS or two in words.LABELS_OF_TWO:
        return True
    return _is_year(raw, last, noun)


def _is_year(raw: str, last: str, noun: str) -> bool:
    if last == "năm" and len(raw) <= 4:
        return True
    if len(raw) != 4 or not raw.isdigit() or not YEARLY[0] <= int(raw) < YEARLY[1]:
        return False
    return not noun or last in ("đến", "từ", "trước", "sau", "cuối", "đầu", "-", "với", "và")


def _last(before: str) -> tuple[str, str]:
    """The last word and the last two before a number, when only a space is between."""
    if before[-1:] != " ":
        return "", ""
    said = before.rsplit(None, 2)[-2:]
    if not said:
        return "", ""
    last = said[-1].lstrip(TRIM)
    return last, f"{said[0].lstrip(TRIM)} {last}" if len(said) == 2 else last


def _rough(before: str) -> str:
    last, two = _last(before)
    if two in words.ABOUT or last in words.ABOUT:
        return "about"
    if last in words.OVER:
        return "over"
    if last in words.UNDER:
        return "under"
    return "near" if last in words.NEAR else ""


def _count(start: int, end: int, raw: str, before: str, after: str, noun: str, thing: Thing | None) -> Figure | None:
    first = after[:12].split(None, 1)[0] if after[:1] == " " and after[:12].strip() else ""
    if first.strip(".,;)") in words.TIMES and not (first == "năm" and after[5:9].isdigit()):
        return _length(start, end, raw, first)
    rough = _rough(before) or ("over" if " trở lên" in after[:40] else "")
    if found := RATIO.fullmatch(raw):
        return _ratio(start, end, found, before, noun, thing)
    read = _decimal(raw)
    if not read:
        return Figure(start, end, Kind.UNSURE, 0)
    value, places = read
    if first in words.SCALES:
        scale = words.SCALES[first]
        noun, thing = noun_of(after[len(first) + 1 :])
        return Figure(start, end + len(first) + 1, Kind.COUNT, value * scale, places, rough=rough, scale=scale, noun=noun, thing=thing or Thing.MONEY)
    if first.strip(".,;)") == "lần":
        return Figure(start, end + 4, Kind.TIMES, value, places, rough=rough)
    if places == 3:  # 1,256 may be a thousand or a decimal
        return Figure(start, end, Kind.UNSURE, value)
    return Figure(start, end, Kind.COUNT, value, places, rough=rough, noun=noun, thing=thing)


def _length(start: int, end: int, raw: str, first: str) -> Figure | None:
    if first.startswith("năm") and raw.isdigit() and len(raw) < 3:
        return Figure(start, end, Kind.LENGTH, int(raw))
    return None


def _ratio(start: int, end: int, found: re.Match[str], before: str, noun: str, thing: Thing | None) -> Figure | None:
    one, other = (int(part.replace(".", "").replace(" ", "")) for part in found.groups())
    if other == 0 or _like_a_day(one, other, before, noun):
        return None
    return Figure(start, end, Kind.RATIO, one, other=other, noun=noun, thing=thing)


DAY_WORDS = frozenset("ngày tháng quý từ đến dịp lễ năm mùng tết hết trước sau quốc sáng trưa chiều tối đêm hôm".split())


def _like_a_day(one: int, other: int, before: str, noun: str) -> bool:
    """3/2, 30/6, 9/2021; what is more than its whole and counts nothing is a day, too: 17/6."""
    if YEARLY[0] <= other < YEARLY[1] and one <= 12:
        return True
    return one <= 31 and other <= 12 and (_last(before)[0] in DAY_WORDS or (one > other and not noun))


@lru_cache(maxsize=2**14)
def noun_of(after: str) -> tuple[str, Thing | None]:
    """What stands counted right after a number: the longest noun known, or nothing."""
    if after[:1] != " ":
        return "", None
    said = after.split(None, words.MOST_WORDS)[: words.MOST_WORDS]
    if not said or said[0].rstrip('.,;:)”"') not in words.FIRST_WORDS:
        return "", None
    for at, word in enumerate(said):
        bare = word.rstrip('.,;:)”"')
        if bare != word:
            said = [*said[:at], bare]
            break
    return _longest(said)


def _longest(said: list[str]) -> tuple[str, Thing | None]:
    for length in range(len(said), 0, -1):
        noun = " ".join(said[:length])
        if noun in words.NOUNS:
            return noun, words.NOUNS[noun]
    return "", None


NOT_BEFORE_SPELT = frozenset("thứ tháng năm số ngày trong các hằng hàng mỗi cả đầu cuối một những quý lần khóa sang qua suốt nhiều và của trước sau".split())


def _spelt(letters: Letters, begin: int, end: int) -> Iterator[Figure]:
    """Small numbers in words, only where what is counted follows at once: `hai chi bộ`, `mười lăm đồng chí`."""
    low = letters.low
    for found in SPELT.finditer(low, begin, end):
        said = found.group()[:-1]
        noun, thing = noun_of(low[found.end() - 1 : found.end() - 1 + AFTER])
        before = low[max(0, found.start() - BEFORE) : found.start()]
        if noun and not (said == "năm" and _last(before)[0] in NOT_BEFORE_SPELT) and _last(before)[0] not in ("thứ", "tháng", "số", "mươi", "mười", "trăm") and not before.rstrip()[-1:].isdigit():
            yield Figure(found.start(), found.end() - 1, Kind.COUNT, words.SMALL_NUMBERS[said], rough=_rough(before), noun=noun, thing=thing)
