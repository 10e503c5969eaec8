"""`kế hoạch 1.500 …, kết nạp 940, đạt 62,67%`; so much a year over a span of years; `vượt 11,8%`; a share against the share aimed at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from coso.reports.checker import phrases
from coso.reports.checker.findings import Notes, Relation, percent, plain, written
from coso.reports.checker.numbers import Figure, Kind
from coso.reports.checker.passages import Sentence
from coso.reports.checker.phrases import Link
from coso.reports.checker.rounding import Range, agrees, may_be, over

AIMED = re.compile(rf"(?:{phrases.TARGET}|\bgiao\b|phấn đấu|đề ra|đặt ra|được giao|đăng ký)[^,;.%#)]{{0,60}}$")
AIMED_AFTER = re.compile(rf"^[^,;.#()]{{0,30}}(?:{phrases.TARGET})|^[^,;.#()]{{0,20}}\((?:{phrases.TARGET})")
YEARLY = re.compile(r"/ ?năm|mỗi năm|hằng năm|hàng năm|một năm|từng năm|bình quân năm")
OTHER_YEARS = re.compile(r"từ (?:năm )?((?:19|20)\d\d) (?:đến|tới|-) (?:năm )?((?:19|20)\d\d)|từ (?:ngày )?\d{1,2}/\d{1,2}/((?:19|20)\d\d) (?:đến|tới|-) (?:ngày )?\d{1,2}/\d{1,2}/((?:19|20)\d\d)")
DONE = re.compile(r"\b(?:đạt|vượt|bằng|đã|được|thực hiện|hoàn thành|kết quả)\b[^,;]{0,25}$")
SPAN = re.compile(r"\bnăm\b|tháng|quý|nhiệm kỳ|giai đoạn|đợt|phân kỳ")
REACHED = (Link.REACHES, Link.EQUALS, Link.EXCEEDS, Link.BRACKET, Link.NONE)


@dataclass(frozen=True)
class Aim:
    """A target; yearly: so much in each year; sure: nothing speaks against it."""

    figure: Figure
    yearly: bool
    sure: bool


def find(sentence: Sentence, before: list[Sentence], notes: Notes) -> None:
    for at, stated in enumerate(sentence.figures):
        if stated.kind == Kind.PERCENT and stated.start not in notes.settled:
            _reached(sentence, at, stated, before, notes)


def _reached(sentence: Sentence, at: int, stated: Figure, before: list[Sentence], notes: Notes) -> None:
    tied, after = phrases.link(sentence.gaps[at]), sentence.gaps[at + 1]
    about = phrases.of_target(sentence.gaps[at], after)
    if tied not in REACHED or (not about and tied not in (Link.REACHES, Link.EXCEEDS)) or (phrases.compared(after) and not about):
        return
    result = _result(sentence, at)
    aim = (_aim(sentence, at, result) or _aim_before(sentence, result, about, before)) if result is not None else None
    if aim is None or result is None:
        return
    sure = aim.sure and (about or tied == Link.EXCEEDS or aim.figure.start < stated.start)
    _compare(sentence.figures[result], aim.figure, stated, list(_years(sentence, before)) if aim.yearly else [1], notes, exceeds=tied == Link.EXCEEDS, sure=sure)


def _result(sentence: Sentence, at: int) -> int | None:
    """The number reached: the nearest one before the per cent that is no target itself."""
    for back in range(at - 1, max(-1, at - 5), -1):
        figure = sentence.figures[back]
        if sentence.depths[back] > sentence.depths[at]:
            continue
        if ";" in sentence.between(back, at):
            return None
        if figure.kind == Kind.RATIO or (figure.kind == Kind.PERCENT and phrases.link(sentence.gaps[back]) in (Link.RISE, Link.FALL, Link.FOLD, Link.EXCEEDS)):
            return None
        if _is_aim(sentence, back):
            continue
        return back if figure.kind in (Kind.COUNT, Kind.PERCENT) and not figure.rough else None
    return None


def _is_aim(sentence: Sentence, at: int) -> bool:
    """Whether words before a number call it a target, and no later ones what was reached."""
    return _may_be_aim(sentence, at) and bool(AIMED.search(sentence.gaps[at])) and not DONE.search(sentence.gaps[at][-40:].replace("được giao", "").replace("phải đạt", ""))


def _may_be_aim(sentence: Sentence, at: int) -> bool:
    figure = sentence.figures[at]
    if figure.kind == Kind.PERCENT and phrases.of_target("", sentence.gaps[at + 1]):
        return False  # `26% so với kế hoạch` is no target itself
    if at + 1 < len(sentence.figures) and sentence.figures[at + 1].kind == Kind.PERCENT and "(" in sentence.gaps[at + 1] and phrases.of_target(sentence.gaps[at + 1], sentence.gaps[at + 2]):
        return False  # `162 đảng viên (đạt 101% kế hoạch)` is what was reached
    return figure.kind in (Kind.COUNT, Kind.PERCENT) and figure.places <= 2


def _aim(sentence: Sentence, at: int, result: int) -> Aim | None:
    """The target a per cent is of, where only one number of the sentence can be it."""
    aims = [other for other in range(len(sentence.figures)) if other not in (at, result) and _is_aim(sentence, other)]
    behind = at + 1
    if behind < len(sentence.figures) and behind not in aims and _may_be_aim(sentence, behind) and AIMED.search(sentence.gaps[behind]) and len(sentence.gaps[behind]) < 90:
        aims.append(behind)
    fitting = [other for other in aims if _comparable(sentence.figures[other], sentence.figures[result])]
    if len(fitting) != 1 or phrases.opens_group(between := sentence.between(*sorted((fitting[0], at)))):
        return None  # what is told of a part has a target of its own
    target = fitting[0]
    return Aim(sentence.figures[target], _yearly(sentence, target), ";" not in between or target < result)


def _aim_before(sentence: Sentence, result: int, about: bool, before: list[Sentence]) -> Aim | None:
    """`Chỉ tiêu là 1.500 đảng viên. Đến nay đã kết nạp 940 đảng viên, đạt 62,67% chỉ tiêu`: sure where no other span of time is named."""
    reached = sentence.figures[result]
    if not about or not before or not reached.noun or phrases.opens_group(sentence.gaps[0]):
        return None
    told = before[0]
    fitting = [other for other in range(len(told.figures)) if _is_aim(told, other) and _comparable(told.figures[other], reached) and told.figures[other].noun == reached.noun]
    if len(fitting) != 1:
        return None
    return Aim(told.figures[fitting[0]], _yearly(told, fitting[0]), not SPAN.search("".join(sentence.gaps)))


def _yearly(sentence: Sentence, target: int) -> bool:
    return bool(YEARLY.search(sentence.gaps[target][-40:] + "#" + sentence.gaps[target + 1][:45]))


def _comparable(target: Figure, result: Figure) -> bool:
    if (target.kind == Kind.PERCENT) != (result.kind == Kind.PERCENT) or not target.value:
        return False
    return target.kind == Kind.PERCENT or target.thing is None or result.thing is None or target.thing == result.thing


def _years(sentence: Sentence, before: list[Sentence]) -> Iterator[int]:
    """How many years a span may mean: 2010 - 2020 is ten or eleven."""
    for one in (sentence, *before):
        for figure in one.figures:
            if figure.kind == Kind.YEARS and figure.other > figure.value:
                length = int(figure.other - figure.value)
                yield from (length, length + 1)
            elif figure.kind == Kind.LENGTH:
                yield int(figure.value)
        for gap in one.gaps:
            for found in OTHER_YEARS.finditer(gap):
                first, last = (int(year) for year in found.groups() if year)
                if last > first:
                    yield from (last - first, last - first + 1)


def _compare(result: Figure, target: Figure, stated: Figure, years: list[int], notes: Notes, *, exceeds: bool, sure: bool) -> None:
    reached = [over(may_be(result), (low * many, high * many), 100) for many in dict.fromkeys(years) for low, high in [may_be(target)] if low > 0]
    if not reached:
        return
    if any(_agrees(one, stated, exceeds=exceeds) for one in reached):
        notes.right(stated)
        return
    share = Fraction(result.value * 100, target.value * years[0])
    share = share - 100 if exceeds and stated.value < 100 else share
    sum_ = f"{plain(result)} : {plain(target)}" if years == [1] else f"{plain(result)} : ({plain(target)} × {years[0]})"
    told = _("%(sum)s gives %(share)s, and %(stated)s is stated.") % {"sum": sum_, "share": percent(share, stated), "stated": notes.said(stated)}
    factor = Fraction(stated.value + 100 if exceeds and stated.value < 100 else stated.value, 100)
    base = _("It would agree with a target of %(target)s.") % {"target": written(Fraction(round(result.value / factor)))} if factor and result.kind == Kind.COUNT else ""
    notes.wrong(Relation.ATTAINMENT, stated, [result, target], percent(share, stated), f"{told} {base}".strip(), sure=sure and not target.rough)


def _agrees(reached: Range, stated: Figure, *, exceeds: bool) -> bool:
    """`vượt 16%` of what was reached is 116 %; `vượt 116%` is said, too."""
    beyond = (reached[0] - 100, reached[1] - 100)
    return agrees(beyond, stated) or (stated.value >= 100 and agrees(reached, stated)) if exceeds else agrees(reached, stated)
