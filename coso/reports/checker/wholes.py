"""Of which whole a number is a part: `895 đảng viên …, trong đó 354`, `trong tổng số 895 … có 354`, and lists under a line that ends in `trong đó:`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from coso.reports.checker import phrases, words
from coso.reports.checker.numbers import Figure, Kind, noun_of
from coso.reports.checker.passages import Sentence
from coso.reports.checker.words import Thing

TOTAL_BEFORE = re.compile(r"(?:trong|trên|của) (?:tổng )?số $|tổng số (?:[^,;.#()]{0,50},? [^,;.#()]{0,30}(?:là|có) )?$|tổng cộng $")
HAS = re.compile(r"(?:hiện có|có|gồm|là|tổng số|quản lý|với) (?:tổng số )?$")
OF_THESE = re.compile(r"trong (?:tổng )?số (?:các |những )?((?!đó|này|ấy)\w.*)")
BY_TRAIT = re.compile(r"(?:xét |phân )?(?:về|theo) (?:trình độ|độ tuổi|tuổi|giới|dân tộc|chuyên môn|học vấn|thành phần|tôn giáo|lý luận)")
BY_LEVEL = re.compile(r"(?:số )?(?:[^\W\d]+ ){0,4}?hoàn thành xuất sắc")
RATED = re.compile(r"xếp loại|phân loại|đánh giá")
OPENS = " \t\n-+*•.:;,)"
MOST_BACK = 14


@dataclass
class Context:
    """What stands before a sentence: earlier counts of its paragraph, nearest last, and the wholes a list belongs to."""

    earlier: list[Figure] = field(default_factory=list)
    before: list[Figure] = field(default_factory=list)  # counts of the sentence right before
    parted: list[Figure] = field(default_factory=list)  # what that sentence itself told parts of
    lead: list[Figure] = field(default_factory=list)  # of the line that leads into this list
    said: str = ""  # the words of that sentence
    paragraph: list[Figure] = field(default_factory=list)  # all counts of its earlier sentences
    held: list[Whole] = field(default_factory=list)  # those of them that tell what there is: `Đảng bộ hiện có 412 đảng viên`


@dataclass(frozen=True)
class Whole:
    """A number that another is a part of. before, after: the words around it. sure: the text says so.

    total: it is called a total: `trong tổng số 895`.
    """

    figure: Figure
    before: str = ""
    after: str = ""
    sure: bool = True
    total: bool = False


def wholes(sentence: Sentence, part: int, context: Context) -> Iterator[Whole]:
    """The wholes of a figure, the nearest first."""
    at = part
    for _step in range(MOST_BACK):
        marked = _marked(sentence, at, part)
        if marked is None:
            break
        at, total = marked
        yield Whole(sentence.figures[at], sentence.gaps[at], sentence.gaps[at + 1], total=total)
    if at == part or phrases.opens_group(sentence.gaps[0]):
        yield from _from_before(sentence, part, context)


def _marked(sentence: Sentence, at: int, part: int) -> tuple[int, bool] | None:
    """The next whole to the left of `at`, and whether it is called a total."""
    grouped, depth = False, sentence.depths[part]
    for back in range(at, max(0, at - MOST_BACK), -1):
        grouped = grouped or phrases.opens_group(sentence.gaps[back])
        candidate, before = sentence.figures[back - 1], sentence.gaps[back - 1]
        if not _counts(candidate) or sentence.depths[back - 1] > depth:
            continue
        total = bool(TOTAL_BEFORE.search(before))
        if grouped and (not phrases.by_how_much(before) or phrases.by_how_much(sentence.gaps[part])):
            return back - 1, total
        if total and fits(candidate, sentence.figures[part]):
            return back - 1, True
    return None


def _from_before(sentence: Sentence, part: int, context: Context) -> Iterator[Whole]:
    """`… 895 đảng viên. Trong đó, 354 …`; `Trong số đảng viên này, 354 …`; `… 895 đảng viên, trong đó:` and a list."""
    told = pool(sentence, context)
    fitting = [one for one in told if fits(one, sentence.figures[part])]
    for one in fitting:
        yield Whole(one, sure=len({other.value for other in fitting}) == 1 or told is context.lead)


def pool(sentence: Sentence, context: Context) -> list[Figure]:
    """The counts of the text before that a sentence tells parts of."""
    opening = phrases.ASIDE.sub("", sentence.gaps[0]).lstrip(OPENS)[:60]
    if BY_TRAIT.match(opening):
        return context.parted or context.before
    if tells_levels(sentence, context):
        return context.before
    if found := OF_THESE.match(opening):
        noun = noun_of(" " + found[1])[0]
        return [one for one in context.before if noun and one.noun == noun]
    return context.before if phrases.opens_group(opening[:40]) else context.lead


OF_SOME = re.compile(r"\b(?:mới|bị|lượt|nhiệm kỳ|khóa|bầu|dự|tham gia|trong số|toàn tỉnh|toàn huyện|cả nước)\b|được (?!miễn)")
ANYONE = frozenset(("đồng chí", "người", "đ/c"))
TRAIT_ALONE = re.compile(r" ?(?:có |số )?(?:đồng chí |ủy viên )?(?:là )?(?:nữ|(?:người )?dân tộc thiểu số|(?:có )?trình độ [^#]{2,25}?)(?: có| là)? ?$")
EXEMPT = "miễn sinh hoạt"  # what one is, not what was done in a year


def held(sentence: Sentence) -> list[Whole]:
    """What the sentence says there is, if that is its first number and nothing is done with it."""
    first, before = sentence.figures[0], sentence.gaps[0]
    if not (first.exact and first.thing and HAS.search(before)) or phrases.ACT.search(before) or sentence.depths[0]:
        return []
    return [Whole(first, before, sentence.gaps[1])]


def held_before(sentence: Sentence, part: int, context: Context) -> Iterator[Whole]:
    """What an earlier sentence of the paragraph said there is, where the part names it and nothing else there can be its whole."""
    figure, before, after = sentence.figures[part], phrases.clause_before(sentence.gaps[part]), phrases.clause_after(sentence.gaps[part + 1])
    rest = after[len(figure.noun) + 1 :]
    if phrases.ACT.search(f"{before} {rest}".replace(EXEMPT, "")) or OF_SOME.search(f"{before} {rest}"):
        return
    larger = [one for one in (*context.paragraph, *sentence.figures) if one.kind in (Kind.COUNT, Kind.RATIO) and one.thing == figure.thing and max(one.value, one.other) > figure.value]
    for one in context.held:
        if one.figure.noun in ANYONE:
            named = bool(TRAIT_ALONE.match(before))
        else:
            named = one.figure.noun in before if figure.noun in ANYONE else one.figure.noun == figure.noun
        if named and fits(one.figure, figure) and larger == [one.figure]:
            yield one


def tells_levels(sentence: Sentence, context: Context) -> bool:
    """`Xếp loại 140 chi bộ. Hoàn thành xuất sắc nhiệm vụ 28 …`: the levels of what the sentence before says was rated."""
    return bool(BY_LEVEL.match(sentence.gaps[0].lstrip(OPENS)) and RATED.search(context.said))


def _counts(figure: Figure) -> bool:
    return figure.kind == Kind.COUNT and (not figure.places or figure.thing == Thing.MONEY)


def fits(whole: Figure, part: Figure) -> bool:
    """Whether one may be a part of the other by what is counted."""
    if whole.thing is None or part.thing is None:
        return whole.thing is not Thing.MONEY
    if whole.thing != part.thing:
        return False
    return whole.thing in (Thing.PEOPLE, Thing.MONEY, Thing.OTHER) or part.noun in words.ANYBODY or _kin(whole.noun, part.noun)


GENERAL = frozenset(("tổ chức", "tổ chức cơ sở đảng", "tccsđ", "tcđ", "tổ chức đảng", "cơ sở", "đơn vị", "địa phương", "tập thể", "văn bản", "đoàn thể", "cơ quan", "đơn vị hành chính", "khu vực"))


def _kin(whole: str, part: str) -> bool:
    """`78 tổ chức cơ sở đảng` may have `40 đảng bộ`; `5 đảng bộ` have no `78 chi bộ` as parts of five."""
    return whole in GENERAL or part in GENERAL or whole.split(maxsplit=1)[0] == part.split(maxsplit=1)[0] or whole.startswith(part) or part.startswith(whole)
