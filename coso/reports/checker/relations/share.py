"""`895 đảng viên, trong đó 354 …, chiếm 42,5%`; `chiếm 42,5% tổng số 895`; and a part that is larger than its whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from coso.common.vietnamese import number
from coso.reports.checker import phrases, words
from coso.reports.checker.findings import Notes, Relation, percent, plain, would_agree
from coso.reports.checker.numbers import STEPS, Figure, Kind
from coso.reports.checker.passages import Sentence
from coso.reports.checker.phrases import Link
from coso.reports.checker.rounding import ROUGHLY, Range, agrees, may_be, over
from coso.reports.checker.wholes import HAS, Context, Whole, fits, held_before, wholes
from coso.reports.checker.words import Thing

EXPLICIT = re.compile(r"^ ?(?:so với |trong |của |trên )?(?:tổng số|tổng|số) $|^[^,;.#()]{0,40}\((?:tổng số|trên|trong tổng số|của)? ?$")
BETWEEN = re.compile(r";|trong đó|còn lại|trong số|bao gồm|\bgồm\b|mục tiêu|chỉ tiêu|kế hoạch")
BESIDE = re.compile(r"\bvới\b|\briêng\b|ngoài ra")
OUT_OF = re.compile(r"\b(?:từ|trên|so với|của)(?: tổng số| số)? $")
FAR = 0.001
FAR_OFF = 2  # a total that is wrongly written is seldom more than twice or less than half of the right one
SHARES = (Link.SHARE, Link.EQUALS, Link.BRACKET)
CHANGES = (Link.RISE, Link.FALL, Link.FOLD)


@dataclass(frozen=True)
class Wrong:
    """A per cent that is not the share of its part in its whole."""

    part: Figure
    stated: Figure
    whole: Whole

    @property
    def base(self) -> Range:
        """What the per cent would be of."""
        share = max(self.stated.value - self.stated.step, STEPS[-1]), self.stated.value + self.stated.step
        return over(may_be(self.part), share, 100)


def find(sentence: Sentence, context: Context, notes: Notes) -> None:
    wrong: list[Wrong] = []
    for at, stated in enumerate(sentence.figures):
        if stated.kind == Kind.PERCENT and stated.start not in notes.settled:
            wrong += _share(sentence, at, stated, context, notes)
        elif stated.exact and stated.thing and stated.start not in notes.settled:
            _not_larger(sentence, at, stated, context, notes)
    doubtful = len(wrong) > 1 and _of_another_base(wrong)
    for one in wrong:
        _tell(one, notes, doubtful=doubtful)


def _of_another_base(wrong: list[Wrong]) -> bool:
    """Whether all are shares of one and the same number that is far from the whole, so that another base was meant."""
    low, high = max(one.base[0] for one in wrong), min(one.base[1] for one in wrong)
    return low <= high and all(low > one.whole.figure.value * FAR_OFF or high * FAR_OFF < one.whole.figure.value for one in wrong)


def _share(sentence: Sentence, at: int, stated: Figure, context: Context, notes: Notes) -> Iterator[Wrong]:
    tied, after = phrases.link(sentence.gaps[at]), sentence.gaps[at + 1]
    if tied == Link.SHARE and stated.value > 100 and not stated.rough and "chiếm" in sentence.gaps[at][-30:] and not phrases.of_target(sentence.gaps[at], after):
        notes.wrong(Relation.SHARE, stated, [], "≤ 100%", _("A share cannot be more than 100%%; %(stated)s is stated.") % {"stated": notes.said(stated)})
        return
    part = part_of(sentence, at) if tied in (*SHARES, Link.REACHES) else None
    if part is None or phrases.of_target(sentence.gaps[at], after) or phrases.compared(after):
        return
    yield from _compare(sentence, part, at, context, notes, surely=tied in SHARES or _is_attribute(sentence, part))


def _is_attribute(sentence: Sentence, part: int) -> bool:
    """Whether the part is who somebody is, so that `đạt` can't mean a target: `trong đó nữ 45 người (đạt 23%)`."""
    return bool(words.OVERLAP.search(f"{phrases.clause_before(sentence.gaps[part])} {phrases.clause_after(sentence.gaps[part + 1])}"))


def part_of(sentence: Sentence, at: int) -> int | None:
    """Which count a per cent is said of: the one right before it, or before its bracket."""
    passed = 0
    for back in range(at - 1, max(-1, at - 5), -1):
        if sentence.depths[back] > sentence.depths[at]:
            continue
        figure, between = sentence.figures[back], sentence.between(back, at)
        if figure.kind == Kind.PERCENT and _said_beside(sentence, back):
            passed = passed or back
            continue
        between = sentence.between(back, passed) if passed else between
        if figure.kind != Kind.COUNT or (figure.places and figure.thing != Thing.MONEY) or BETWEEN.search(between) or "#" in between:
            return None
        return None if phrases.link(sentence.gaps[back]) in CHANGES else back  # `tăng 17 …, bằng 112,6%` is said of the year
    return None


def _said_beside(sentence: Sentence, at: int) -> bool:
    """`423 nữ, tăng 12% so với năm trước, chiếm 45%`: a per cent of change or of a target stands between the two."""
    before, after = sentence.gaps[at], sentence.gaps[at + 1]
    return ";" not in after and (phrases.link(before) in CHANGES or phrases.of_target(before, after))


def _compare(sentence: Sentence, part_at: int, at: int, context: Context, notes: Notes, *, surely: bool) -> Iterator[Wrong]:
    """surely: the per cent can only be a share; else it is one where the whole is called a total."""
    part, stated = sentence.figures[part_at], sentence.figures[at]
    found = list(_explicit(sentence, part_at, at)) or list(wholes(sentence, part_at, context)) or list(_same_noun(sentence, part_at))
    found = [one for one in found if surely or one.total] or list(_two_sentences_away(sentence, part_at, at, context))
    others = [one for one in (*context.earlier, *context.lead, *sentence.figures) if one.kind in (Kind.COUNT, Kind.RATIO) and one is not part]
    if any(_holds(part, one.figure, stated) for one in found) or any(_holds(part, one, stated, near=True) for one in others):
        notes.right(stated)
        return
    fitting = [one for one in found if fits(one.figure, part) and one.figure.value > 0]
    if not fitting or phrases.names_other_base(sentence.gaps[at + 1], fitting[0].before, fitting[0].after):
        return
    yield Wrong(part, stated, fitting[0])


def _holds(part: Figure, whole: Figure, stated: Figure, *, near: bool = False) -> bool:
    """near: a rough per cent agrees only with what is close to it, since `hơn 25%` is less than almost any share."""
    if not whole.value or (near and stated.rough and abs(part.value * 100 - whole.value * stated.value) > whole.value * (stated.value * ROUGHLY + 1)):
        return False
    if part.exact and whole.exact and abs(float(part.value) * 100 / float(whole.value) - float(stated.value)) > FAR + float(stated.step) and not stated.rough:
        return False  # most are far off, and fractions take their time
    low, high = may_be(part), may_be(whole)
    if whole.kind == Kind.RATIO:
        return any(agrees(over(low, (base, base), 100), stated) for base in (whole.value, whole.other))
    return agrees(over(low, high, 100), stated)


def _tell(wrong: Wrong, notes: Notes, *, doubtful: bool) -> None:
    part, stated, whole = wrong.part, wrong.stated, wrong.whole
    share = Fraction(part.value * 100, whole.figure.value)
    told = _("%(part)s of %(whole)s is %(share)s, and %(stated)s is stated.") % {
        "part": plain(part), "whole": plain(whole.figure), "share": percent(share, stated), "stated": notes.said(stated),
    }
    sure = whole.sure and not part.rough and not whole.figure.rough and not doubtful
    notes.wrong(Relation.SHARE, stated, [part], percent(share, stated), f"{told} {would_agree(part.value, whole.figure.value, stated)}", sure=sure)


def _two_sentences_away(sentence: Sentence, part_at: int, at: int, context: Context) -> Iterator[Whole]:
    """`Đảng bộ có 412 đảng viên. … Đảng viên nữ 173 đồng chí, chiếm 42%`: only for what is called a share, of a whole that it may be wrongly written of."""
    part, stated = sentence.figures[part_at], sentence.figures[at]
    if phrases.link(sentence.gaps[at]) != Link.SHARE or phrases.clause_after(sentence.gaps[at + 1]).strip():
        return
    for one in held_before(sentence, part_at, context):
        if stated.value and one.figure.value < part.value * 100 * FAR_OFF / stated.value < one.figure.value * FAR_OFF * FAR_OFF:
            yield one


def _explicit(sentence: Sentence, part_at: int, at: int) -> Iterator[Whole]:
    """`chiếm 42,5% tổng số 895 đảng viên`."""
    if at + 1 < len(sentence.figures) and EXPLICIT.match(sentence.gaps[at + 1]):
        base = sentence.figures[at + 1]
        if base.kind == Kind.COUNT and base.thing and fits(base, sentence.figures[part_at]):
            yield Whole(base)


def _same_noun(sentence: Sentence, part_at: int) -> Iterator[Whole]:
    """`có 895 đảng viên, đảng viên nữ 354 đồng chí, chiếm …`: sure only where nothing else is done between."""
    part = sentence.figures[part_at]
    larger = [at for at in range(part_at) if _alike(sentence.figures[at], part)]
    if len(larger) == 1 and not phrases.opens_group(sentence.gaps[0]) and ";" not in sentence.between(larger[0], part_at) and sentence.depths[larger[0]] <= sentence.depths[part_at]:
        at = larger[0]
        between = sentence.between(at, part_at)
        quiet = not phrases.ACT.search(between + sentence.gaps[at]) and not re.search(r";|\bnăm\b|\btháng\b", between) and len(between) < 60
        yield Whole(sentence.figures[at], sentence.gaps[at], sentence.gaps[at + 1], sure=quiet and at == 0 and bool(HAS.search(sentence.gaps[at])))


def _alike(whole: Figure, part: Figure) -> bool:
    return whole.exact and whole.value > part.value and bool(whole.thing) and whole.thing == part.thing and fits(whole, part)


def _not_larger(sentence: Sentence, at: int, part: Figure, context: Context, notes: Notes) -> None:
    before = sentence.gaps[at]
    if phrases.link(before) in (*CHANGES, Link.EXCEEDS) or "trực thuộc" in sentence.gaps[at + 1][:40]:
        return
    whole = next(wholes(sentence, at, context), None)
    if whole is None or not whole.sure or not whole.figure.exact or not _same(whole.figure, part):
        return
    if part.value <= whole.figure.value:
        notes.checked += 1
        return
    said = phrases.clause_before(before)
    if OUT_OF.search(before):
        return  # `23 tỉnh hợp nhất từ 52 tỉnh`
    if BESIDE.search(_since(sentence, whole.figure, at)):
        return  # `9 đơn vị hành chính, gồm 7 huyện, 2 thành phố với 180 xã`
    if phrases.ACT.search(said) or re.search(r"\bnăm\b|kế hoạch|chỉ tiêu|lượt|giai đoạn|nâng|tổng số|\blên\b|toàn (?:đảng bộ|tỉnh|huyện|xã)", f"{said} {sentence.gaps[at + 1][:30]}"):
        return
    told = _("%(part)s of %(whole)s: a part cannot be larger than its whole.") % {"part": plain(part), "whole": plain(whole.figure)}
    notes.wrong(Relation.LARGER, part, [whole.figure], f"≤ {number(int(whole.figure.value))}", told)


def _since(sentence: Sentence, whole: Figure, at: int) -> str:
    """The words since the whole, or since the sentence began."""
    begin = next((other for other in range(at) if sentence.figures[other] is whole), -1)
    return sentence.between(begin, at) if begin >= 0 else "#".join(sentence.gaps[: at + 1])


def _same(whole: Figure, part: Figure) -> bool:
    """The same is counted, so that the part may be set against the whole with certainty."""
    return whole.thing == part.thing and fits(whole, part) and whole.value > 0
