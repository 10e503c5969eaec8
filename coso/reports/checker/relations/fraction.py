"""`648/956 … đạt 67,78%`, `11/13 thôn (84,6%)`, `đạt 84,6% (11/13)`, `648 trong tổng số 956 …, đạt 67,78%`; and 14/13."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from django.utils.translation import gettext as _

from coso.common.vietnamese import number
from coso.reports.checker import phrases
from coso.reports.checker.findings import Notes, Relation, percent, would_agree
from coso.reports.checker.numbers import Figure, Kind, Number
from coso.reports.checker.passages import Sentence
from coso.reports.checker.phrases import Link
from coso.reports.checker.rounding import agrees

INSIDE = re.compile(r"^[^,;.()#]{0,60}\((?:tức|gồm|có|đạt|tương ứng|bằng|là|=|với|tương đương)?[ :]*$|^[^,;.()#]{0,30},? ?(?:tức(?: là)?|tương ứng|tương đương|hay)(?: với)? $")
SEPARATE = re.compile(r"[;]|trong đó|còn lại|\briêng\b|trong số")
DONE_BEFORE = re.compile(rf"(?:{'|'.join(phrases.ACTS)})(?: được| mới| thêm)* $")  # `kết nạp được 36/35 đảng viên`
OTHER_BASE = re.compile(r"^ ?(?:(?:trong |của |so với |trên )?(?:tổng số|tổng|số|toàn))")


def find(sentence: Sentence, notes: Notes) -> None:
    for at, part, whole in pairs(sentence):
        if stated := _percent_after(sentence, at) or _percent_before(sentence, at, whole):
            _compare(sentence, part, whole, *stated, notes)
        else:
            _not_larger(sentence, at, part, whole, notes)


def pairs(sentence: Sentence) -> Iterator[tuple[int, Figure, Figure]]:
    """Part and whole said as one: place of the last of the two figures, part, whole (of a ratio the same figure)."""
    for at, figure in enumerate(sentence.figures):
        if figure.kind == Kind.RATIO:
            yield at, figure, figure
        elif at and figure.exact and sentence.figures[at - 1].exact and _said_of(sentence.gaps[at]):
            yield at, sentence.figures[at - 1], figure


def _said_of(gap: str) -> bool:
    """`648 trong tổng số 956`, `648 đồng chí trên tổng số 956`, `11 trên 13`."""
    return bool(re.match(r"^[^,;.()#:]{0,60}(?:trên|trong|/) (?:tổng số|số|tổng) $|^ (?:trên|trong) $", gap))


def numbers_of(part: Figure, whole: Figure) -> tuple[Number, Number]:
    return (part.value, part.other) if part is whole else (part.value, whole.value)


def _percent_after(sentence: Sentence, at: int) -> tuple[Figure, str] | None:
    """The per cent said of the pair, and the words behind it."""
    for then in range(at + 1, min(at + 4, len(sentence.figures))):
        figure = sentence.figures[then]
        between = sentence.between(at, then)
        if figure.kind == Kind.PERCENT and "#" not in between:
            tied = phrases.link(sentence.gaps[then])
            after = sentence.gaps[then + 1]
            near = tied in (Link.SHARE, Link.EQUALS, Link.REACHES, Link.BRACKET) or (sentence.depths[at] and sentence.depths[then] == sentence.depths[at] and re.fullmatch(r" ?[,=-] ?", between))
            return (figure, after) if near and not SEPARATE.search(between) and phrases.RESPECTIVELY not in between else None
        if sentence.depths[then] <= sentence.depths[at]:
            return None
    return None


def _percent_before(sentence: Sentence, at: int, whole: Figure) -> tuple[Figure, str] | None:
    """`đạt 67,78% (648/956 đồng chí)`."""
    first = at if whole.kind == Kind.RATIO else at - 1
    if not first or sentence.figures[first - 1].kind != Kind.PERCENT or not INSIDE.match(sentence.gaps[first]):
        return None
    stated = sentence.figures[first - 1]
    tied = phrases.link(sentence.gaps[first - 1])
    if tied in (Link.RISE, Link.FALL, Link.EXCEEDS, Link.FOLD) or phrases.RESPECTIVELY in sentence.gaps[first - 1]:
        return None
    return stated, sentence.gaps[first]


def _compare(sentence: Sentence, part: Figure, whole: Figure, stated: Figure, after: str, notes: Notes) -> None:
    one, other = numbers_of(part, whole)
    share = Fraction(one * 100, other)
    gap = sentence.gap_after(part if part is whole else whole)
    if agrees((share, share), stated) or (phrases.NOT_YET.search(gap) and agrees((100 - share, 100 - share), stated)):
        notes.right(stated)
        return
    planned = any(word in gap for word in ("kế hoạch", "chỉ tiêu", "mục tiêu", "giao", " kh")) or DONE_BEFORE.search(sentence.gaps[sentence.figures.index(part)])
    if phrases.compared(after) or (phrases.TARGET_AFTER.match(after) and not planned) or _of_others(after):
        return
    sum_ = f"{number(int(one))} : {number(int(other))} × 100 = {percent(share, stated)}"
    told = _("%(sum)s, and %(stated)s is stated.") % {"sum": sum_, "stated": notes.said(stated)}
    notes.wrong(Relation.FRACTION, stated, [part, whole], percent(share, stated), f"{told} {would_agree(one, other, stated)}")


def _of_others(after: str) -> bool:
    """`15/20 … , chiếm 3% tổng số đảng viên`: the per cent has a base of its own."""
    return bool(OTHER_BASE.match(after)) and phrases.clause_after(after).strip() != "tổng số"


def _not_larger(sentence: Sentence, at: int, part: Figure, whole: Figure, notes: Notes) -> None:
    """More than all there are, where no plan can be meant."""
    one, other = numbers_of(part, whole)
    around = sentence.gaps[at] + sentence.gaps[at + 1]
    if one <= other or (part is whole and not whole.noun):
        return
    if re.search(r"kế hoạch|chỉ tiêu|mục tiêu|giao|\bkh\b|vượt|đạt|so với|nghị quyết|đề ra|tỷ số|tỷ lệ", around):
        return
    told = _("%(part)s of %(whole)s: a part cannot be larger than its whole.") % {"part": number(int(one)), "whole": number(int(other))}
    notes.wrong(Relation.LARGER, part, [whole], f"≤ {number(int(other))}", told, sure=part is not whole)
