"""`từ 120 lên 150, tăng 25%`; `150, tăng 30 so với năm 2019 (120)`; `gấp 1,81 lần`; points against per cent; two years of one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from coso.reports.checker import phrases
from coso.reports.checker.findings import Notes, Relation, percent, plain, written
from coso.reports.checker.numbers import Figure, Kind, Number
from coso.reports.checker.passages import Sentence
from coso.reports.checker.phrases import Link
from coso.reports.checker.rounding import Range, agrees, may_be, minus, over

FROM = re.compile(r"\btừ (?:chỗ |mức |tỷ lệ |chỉ |có |khoảng |[^,;.()#]{0,30} )?$")
TO = re.compile(r"^[^;#]{0,70}\b(?:lên|xuống|còn|thành|đạt)(?: còn| tới| đến| mức| thành| gần| hơn| là)?(?: [^,;.()#]{0,25})? $")
TO_OR_UNTIL = re.compile(r"^[^;#]{0,70}\b(?:đến|tới) (?:[^,;.()#]{0,25} )?$")
MOVED = re.compile(r"\b(?:tăng|giảm|nâng)\b")
AGAINST = re.compile(r"^[^;#]{0,40}so với[^;#]{0,60}(?:\(|so với |mức |là |con số |số )(?:có |là |chỉ có |kết nạp |tổng số )?$")
AGAINST_YEAR = re.compile(r"^[^;#]{0,40}so với năm ((?:19|20)\d\d)")
LAST_YEAR = re.compile(r"(?:năm |\d/)((?:19|20)\d\d)\b(?!.*(?:năm |\d/)(?:19|20)\d\d\b)")
PLACE = re.compile(r"\b(?:xã|phường|huyện|quận|tỉnh|thành phố|thôn|bản|đảng bộ|chi bộ|cơ quan|ngành|khối|riêng)\b")
BY_SHARE = re.compile(r"^[^,;.()#]{0,40}\( ?(?:(?:tương ứng|tương đương|tức|tức là|tỷ lệ|bằng) ?)?(?:tăng|giảm)? ?[-+]?$|^[^,;.()#]{0,40},? (?:tương ứng|tương đương|tức|tức là|tỷ lệ)(?: với)?(?: tỷ lệ)?(?: (?:tăng|giảm))? $")
MOST_BACK = 24  # figures before an amount that may be what is now
CHANGES = (Link.RISE, Link.FALL, Link.FOLD)


@dataclass(frozen=True)
class Change:
    """From one value to another, and what is said of it: `tied` is rise, fall, fold, or equals for `bằng 112% so với`."""

    base: Figure
    now: Figure
    stated: Figure
    tied: Link
    sure: bool = True


def find(sentence: Sentence, before: list[Sentence], notes: Notes) -> None:
    for change in (*_from_to(sentence), *_against(sentence), *_two_years(sentence), *_year_named(sentence, before)):
        if change.stated.start not in notes.settled and _comparable(change.base, change.now) and change.base.value > 0 and change.now.value > 0:
            _compare(change, notes)
    for at in range(len(sentence.figures) - 1):
        if sentence.figures[at + 1].start not in notes.settled:
            _amount(sentence, at, before, notes)


def _comparable(base: Figure, now: Figure) -> bool:
    return base.kind == now.kind and base.kind in (Kind.COUNT, Kind.PERCENT) and (base.thing is None or now.thing is None or base.thing == now.thing)


def _from_to(sentence: Sentence) -> Iterator[Change]:
    figures, gaps = sentence.figures, sentence.gaps
    for at in range(len(figures) - 1):
        if "từ" not in gaps[at][-40:] or not FROM.search(gaps[at][-40:]):
            continue
        if not (TO.match(gaps[at + 1]) or (TO_OR_UNTIL.match(gaps[at + 1]) and MOVED.search(gaps[at][-60:]))):
            continue
        base, now = figures[at], figures[at + 1]
        if at + 2 < len(figures) and (tied := _change_link(sentence, at + 2)) and ";" not in gaps[at + 2] and len(gaps[at + 2]) < 90:
            yield Change(base, now, figures[at + 2], tied)
        elif at and (tied := _change_link(sentence, at - 1)) and ";" not in gaps[at] and len(gaps[at]) < 60:
            yield Change(base, now, figures[at - 1], tied)


def _change_link(sentence: Sentence, at: int) -> Link | None:
    tied = phrases.link(sentence.gaps[at])
    if tied not in CHANGES or (sentence.figures[at].kind != Kind.TIMES and phrases.TO_A_LEVEL.search(sentence.gaps[at])):
        return None  # `tăng lên 150` is where it rose to, not by how much
    return tied


def _against(sentence: Sentence) -> Iterator[Change]:
    """`150 đảng viên, tăng 30 đồng chí so với năm 2019 (120 đồng chí)`, `bằng 112% so với năm 2019 (134 đồng chí)`."""
    for at in range(1, len(sentence.figures) - 1):
        tied = _change_link(sentence, at) or (Link.EQUALS if phrases.link(sentence.gaps[at]) == Link.EQUALS and sentence.figures[at].kind == Kind.PERCENT else None)
        if tied and AGAINST.match(sentence.gaps[at + 1]) and not phrases.of_target(sentence.gaps[at], sentence.gaps[at + 1]):
            now = _before(sentence, at)
            if now is not None:
                yield Change(sentence.figures[at + 1], now, sentence.figures[at], tied)


def _before(sentence: Sentence, at: int) -> Figure | None:
    for back in range(at - 1, max(-1, at - 4), -1):
        if sentence.depths[back] <= sentence.depths[at]:
            return sentence.figures[back] if ";" not in sentence.between(back, at) else None
    return None


def _two_years(sentence: Sentence) -> Iterator[Change]:
    """`năm 2019 kết nạp 120 đảng viên, năm 2020 kết nạp 150 đảng viên, tăng 25% so với năm 2019`."""
    for at in range(2, len(sentence.figures)):
        tied, against = _change_link(sentence, at), AGAINST_YEAR.match(sentence.gaps[at + 1])
        if not tied or (phrases.compared(sentence.gaps[at + 1].lstrip()) and not against):
            continue
        now, base = sentence.figures[at - 1], sentence.figures[at - 2]
        year, year_before = (LAST_YEAR.search(sentence.gaps[one][-60:]) for one in (at - 1, at - 2))
        alike = now.noun == base.noun and now.noun and _acts(sentence.gaps[at - 1]) in (_acts(sentence.gaps[at - 2]), []) and ";" not in sentence.gaps[at]
        if year and year_before and alike and int(year[1]) > int(year_before[1]) and (not against or against[1] == year_before[1]):
            yield Change(base, now, sentence.figures[at], tied)


def _year_named(sentence: Sentence, before: list[Sentence]) -> Iterator[Change]:
    """`Năm 2022 toàn xã có 210 hộ nghèo. … còn 168 hộ nghèo, giảm 20% so với năm 2022`: sure where the second names no other place."""
    for at in range(1, len(sentence.figures)):
        tied, against, now = _change_link(sentence, at), AGAINST_YEAR.match(sentence.gaps[at + 1]), sentence.figures[at - 1]
        if not tied or not against or not (now.exact and now.noun) or ";" in sentence.gaps[at]:
            continue
        found = [one for earlier in before for one in _of_year(earlier, against[1], now.noun, _acts(sentence.gaps[at - 1]))]
        if len(found) == 1:
            yield Change(found[0], now, sentence.figures[at], tied, sure=not PLACE.search(sentence.gaps[at - 1]))


def _of_year(sentence: Sentence, year: str, noun: str, acts: list[str]) -> Iterator[Figure]:
    for figure, gap in zip(sentence.figures, sentence.gaps, strict=False):
        named = LAST_YEAR.search(gap[-60:])
        if named and named[1] == year and figure.exact and figure.noun == noun and _acts(gap) == acts:
            yield figure


def _acts(gap: str) -> list[str]:
    return phrases.ACT.findall(gap[-60:])


def _compare(change: Change, notes: Notes) -> None:
    readings = list(_readings(change))
    if not readings:
        return
    if any(agrees(computed, change.stated) for computed, _value, _sum in readings):
        notes.right(change.stated)
        return
    _range, first, sum_ = readings[0]
    shown = _shown(first, change.stated)
    told = _("%(sum)s = %(computed)s, and %(stated)s is stated.") % {"sum": sum_, "computed": shown, "stated": notes.said(change.stated)}
    others = "; ".join(f"{said} = {_shown(value, change.stated)}" for _range, value, said in readings[1:])
    if others:
        told += " " + _("Read otherwise: %(others)s.") % {"others": others}
    sure = change.sure and not change.base.rough and not change.now.rough
    notes.wrong(Relation.CHANGE, change.stated, [change.base, change.now], shown, told, sure=sure)


def _shown(value: Number, stated: Figure) -> str:
    return percent(value, stated) if stated.kind in (Kind.PERCENT, Kind.POINTS) else written(value, stated.places)


def _readings(change: Change) -> Iterator[tuple[Range, Number, str]]:
    """What may be meant: the range it may lie in, its value by the printed numbers, and the sum; the plainest first."""
    base, now, falls = change.base, change.now, change.tied == Link.FALL
    low, high = (now, base) if falls else (base, now)
    moved, difference = minus(may_be(high), may_be(low)), high.value - low.value
    said = f"{plain(high)} - {plain(low)}"
    plain_difference = moved, difference, said
    relative = _relative(moved, may_be(base)), Fraction(difference * 100, base.value), f"({said}) : {plain(base)} × 100"
    match change.stated.kind:
        case Kind.COUNT if base.kind == Kind.COUNT and change.tied != Link.FOLD:
            yield plain_difference
        case Kind.POINTS if base.kind == Kind.PERCENT:
            yield plain_difference
        case Kind.PERCENT if change.tied in (Link.FOLD, Link.EQUALS):
            yield over(may_be(now), may_be(base), 100), Fraction(now.value * 100, base.value), f"{plain(now)} : {plain(base)} × 100"
        case Kind.PERCENT:
            yield from (plain_difference, relative) if base.kind == Kind.PERCENT else (relative,)
        case Kind.TIMES:
            one, other = (base, now) if falls else (now, base)
            yield over(may_be(one), may_be(other)), Fraction(one.value, other.value), f"{plain(one)} : {plain(other)}"
            if change.tied == Link.RISE:
                yield _relative(moved, may_be(base), 1), Fraction(difference, base.value), f"({said}) : {plain(base)}"


def _relative(moved: Range, base: Range, times: int = 100) -> Range:
    ends = [Fraction(part * times, whole) for part in moved for whole in base]
    return min(ends), max(ends)


def _amount(sentence: Sentence, at: int, before: list[Sentence], notes: Notes) -> None:
    """`150 vụ, giảm 30 vụ (16,67%)`: the base is what is now, less what it rose or more what it fell by."""
    amount, stated = sentence.figures[at], sentence.figures[at + 1]
    if not amount.exact or not amount.noun or stated.kind != Kind.PERCENT or not phrases.by_how_much(sentence.gaps[at]) or not BY_SHARE.match(sentence.gaps[at + 1]):
        return
    told = list(_now(sentence, at, sentence, at)) or list(_now(sentence, at, before[0], len(before[0].figures)) if before else ())
    bases = [(now, base) for now, _kin in told if (base := now.value + amount.value * (1 if _falls(sentence, at) else -1)) > 0]
    shares = [Fraction(amount.value * 100, base) for _now, base in bases]
    if any(agrees((share, share), stated) for share in shares):
        notes.right(stated)
        return
    best = max((kin for _now, kin in told), default=0)
    meant = [pair for pair, (_figure, kin) in zip(bases, told, strict=False) if kin == best]
    if len(bases) != len(told) or len(meant) != 1:
        return
    now, base = meant[0]
    share = Fraction(amount.value * 100, base)
    sign = "+" if _falls(sentence, at) else "-"
    sum_ = f"{plain(amount)} : ({plain(now)} {sign} {plain(amount)}) × 100"
    said = _("%(sum)s = %(computed)s, and %(stated)s is stated.") % {"sum": sum_, "computed": percent(share, stated), "stated": notes.said(stated)}
    notes.wrong(Relation.CHANGE, stated, [amount], percent(share, stated), said)


def _falls(sentence: Sentence, at: int) -> bool:
    return "giảm" in sentence.gaps[at][-20:]


def _now(sentence: Sentence, at: int, told: Sentence, end: int) -> Iterator[tuple[Figure, int]]:
    """Counts of the same noun said before, no changes themselves, and how many words around them are those around the amount."""
    said = _words(sentence, at)
    for other in range(max(0, end - MOST_BACK), end):
        figure = told.figures[other]
        if figure.exact and figure.noun == sentence.figures[at].noun and not told.depths[other] and not phrases.by_how_much(told.gaps[other]):
            yield figure, len(said & _words(told, other))


def _words(sentence: Sentence, at: int) -> frozenset[str]:
    around = f"{phrases.clause_before(sentence.gaps[at])} {phrases.clause_after(sentence.gaps[at + 1])}"
    return frozenset(around.split()) - phrases.FREE
