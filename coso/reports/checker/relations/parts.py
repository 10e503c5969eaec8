"""`78 …, gồm 40 … và 38 …`; `101 … (63 …, 38 …)`; `trong đó` where the groups are known to make the whole."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import permutations

from django.utils.translation import gettext as _

from coso.common.vietnamese import number
from coso.reports.checker import phrases, words
from coso.reports.checker.findings import Notes, Relation, written
from coso.reports.checker.numbers import Figure, Kind
from coso.reports.checker.passages import Sentence
from coso.reports.checker.phrases import Link
from coso.reports.checker.wholes import Context, fits, pool, tells_levels
from coso.reports.checker.words import Thing

ALL_OF = re.compile(r"(?:^|[\s,;:(-])(?:bao gồm|gồm có|gồm|chia ra|chia thành|cụ thể là|cụ thể|(?:với|bằng|theo) (?:các )?hình thức)\b")
WITH = re.compile(r"(?:^|[\s,])với $")
SOME_OF = re.compile(r"(?:^|[\s,;:(-])(?:trong đó|trong số đó)\b")
JOINED = re.compile(r"[,;]|\bvà\b|\bcùng\b")
STOPS = re.compile(r"\bvới\b|trong đó|trong số|\bgồm\b|\bso với\b|\bđạt\b|\bchiếm\b|\btăng\b|\bgiảm\b|\bkế hoạch\b|\bchỉ tiêu\b|\bvượt\b|\bmỗi\b|bình quân")
MARKERS = ("gồm", "trong", "với", "(", "chia", "cụ thể", "hình thức", " có ")  # nothing else leads into a list
IN_THESE = re.compile(r"(?:^|[\s,;:(])trong (?:tổng )?(?:số )?$")  # `Trong 29 đảng viên … có 3 …`
HAS = re.compile(r"\bcó (?:[^,;.#()]{0,20} )?$")
ONE_MORE = re.compile(r"^[^;.]*\bvà\b")
ENDS = re.compile(r"\.|;(?! ?(?:trong đó|trong số đó|bao gồm|gồm)\b)")
MOST_PARTS, MOST_FIGURES = 14, 60  # of one list; figures said of its parts included
LONG_IN_PARTY = re.compile(r"\bnăm\b(?:,| |$|\d)*(?:tuổi đảng|$)|huy hiệu")
NEAR_MISS = 10  # parts that come as near as a tenth to their whole were meant to make it
NEARLY_ALL = 7, 10  # a list in brackets that makes seven tenths of the whole means all of it

# Groups of which everybody is in exactly one.
COMPLETE = [
    ("nam", "nữ"), ("chính thức", "dự bị"), ("đảng bộ", "chi bộ"), ("nông thôn", "thành thị"), ("xuất sắc", "tốt", "hoàn thành nhiệm vụ", "không hoàn thành"), ("trực tiếp", "trực tuyến"),
    ("khiển trách", "cảnh cáo", "cách chức", "khai trừ"), ("tái cử", "lần đầu"), ("đủ điều kiện", "không đủ điều kiện"), ("trước hạn", "đúng hạn", "trễ hạn"), ("trước hạn", "đúng hạn", "quá hạn"),
    ("đúng hạn", "trễ hạn"), ("đúng hạn", "quá hạn"), ("đã giải quyết", "đang giải quyết"), ("đã giải quyết", "chưa giải quyết"), ("công lập", "ngoài công lập"),
]
# Groups nobody is in twice, though there may be others.
EXCLUSIVE = [("bí thư", "phó bí thư"), ("chủ tịch", "phó chủ tịch"), ("trưởng", "phó"), ("khiển trách", "cảnh cáo")]


@dataclass
class Listed:
    """A list after a whole: places of its parts, the words of each, and whether it may go on or overlap."""

    parts: list[int]
    texts: list[str]
    open_ended: bool = False


def find(sentence: Sentence, context: Context, notes: Notes) -> None:
    for at, whole in enumerate(sentence.figures[:-1]):
        if whole.exact and whole.value > 1:
            _whole(sentence, at, whole, notes)
    if phrases.opens_group(sentence.gaps[0][-60:]) or tells_levels(sentence, context):
        _of_before(sentence, context, notes)


def _whole(sentence: Sentence, at: int, whole: Figure, notes: Notes) -> None:
    begin = _first(sentence, at)
    marker = _marker(sentence, at, begin) if begin else ""
    if marker:
        found = _list(sentence, whole, begin, sentence.between(at, begin), in_bracket=sentence.depths[begin] > sentence.depths[at])
        _compare(whole, found, marker, sentence, notes)


def _of_before(sentence: Sentence, context: Context, notes: Notes) -> None:
    """`… 71 đảng viên. Trong đó, 5 …, 26 …, 40 …`: of the one count before that is not smaller than any part."""
    told = [whole for whole in pool(sentence, context) if whole.start not in notes.settled and fits(whole, sentence.figures[0])]
    lists = [(whole, _list(sentence, whole, 0, sentence.gaps[0], in_bracket=False)) for whole in told]
    fitting = [(whole, found) for whole, found in lists if all(sentence.figures[one].value <= whole.value for one in found.parts)]
    if len(fitting) == 1:
        _compare(*fitting[0], "some", sentence, notes)


def _compare(whole: Figure, found: Listed, marker: str, sentence: Sentence, notes: Notes) -> None:
    if len(found.parts) < 2:
        return
    parts = [sentence.figures[one] for one in found.parts]
    sums = [sum(part.value for part in parts[:length]) for length in range(2, len(parts) + 1)]
    if whole.value in sums:
        notes.checked += 1
        return
    if sure := _must_add_up(marker, whole, parts, found):
        _tell(whole, parts, notes, sure=sure == "error")


def _first(sentence: Sentence, at: int) -> int:
    """The first figure of the list: the next one, past what only tells more of the whole: `78 …, đạt 100%, gồm 40 …`."""
    for then in range(at + 1, min(at + 4, len(sentence.figures))):
        if sentence.figures[then].kind == Kind.COUNT:
            return then
        if sentence.figures[then].kind not in (Kind.PERCENT, Kind.POINTS):
            return 0
    return 0


def _marker(sentence: Sentence, at: int, begin: int) -> str:
    gap = sentence.between(at, begin) if begin > at + 1 else sentence.gaps[begin]
    if len(gap) > 160 or not any(word in gap for word in MARKERS) or ENDS.search(gap.split("(")[0]):
        return ""
    inside = gap.rsplit("(", 1)[1] if sentence.depths[begin] > sentence.depths[at] and "(" in gap else None
    if ALL_OF.search(gap) and not SOME_OF.search(gap):
        return "all"
    if SOME_OF.search(gap):
        return "bracket" if inside is not None and ALL_OF.search(gap) else "some"  # `(trong đó gồm 76 …, 3 … và 5 …)`
    if inside is not None and not STOPS.search(inside) and len(inside) < 40 and phrases.link(gap) in (Link.NONE, Link.BRACKET):
        return "bracket"
    if IN_THESE.search(sentence.gaps[at][-20:]) and HAS.search(gap):
        return "these"
    return "with" if WITH.search(gap) else ""


def _list(sentence: Sentence, whole: Figure, begin: int, lead: str, *, in_bracket: bool) -> Listed:
    """The parts of a whole from `begin` on. lead: the words between the whole and its first part."""
    found = Listed([begin], [ALL_OF.split(phrases.clause_before(sentence.gaps[begin]))[-1]])
    level = sentence.depths[begin]
    found.open_ended = bool(phrases.NOT_ALL.search(lead))
    last = begin
    for then in range(begin + 1, min(len(sentence.figures), begin + MOST_FIGURES)):
        figure, depth = sentence.figures[then], sentence.depths[then]
        if depth < level:
            break
        if depth > level or figure.kind == Kind.LENGTH or (figure.kind == Kind.PERCENT and phrases.link(sentence.gaps[then]) in (Link.SHARE, Link.EQUALS, Link.BRACKET, Link.REACHES)):
            continue
        gap = _outside(sentence, last, then)
        if in_bracket and ")" in gap.replace("()", "") and sentence.depths[then] <= level and _closed(sentence, last, then, level):
            break
        if not _goes_on(gap, figure, whole):
            found.open_ended |= bool(ONE_MORE.search(gap)) and fits(whole, figure)  # `…, 45 … và truy tặng 1 …`
            break
        found.texts[-1] += " " + JOINED.split(gap, maxsplit=1)[0]
        found.open_ended |= bool(phrases.NOT_ALL.search(gap)) or not figure.exact
        found.parts.append(then)
        found.texts.append(JOINED.split(gap)[-1])
        last = then
        if len(found.parts) > MOST_PARTS:
            break
    rest = sentence.gaps[last + 1]
    if last + 1 < len(sentence.figures) and sentence.figures[last + 1].kind == Kind.LENGTH:
        rest += sentence.gaps[last + 2]  # `… và 17 đảng viên 30 năm tuổi Đảng`
    found.texts[-1] += " " + rest[:50].split(")")[0]
    found.open_ended |= bool(phrases.NOT_ALL.search(rest.split(")")[0][:60])) or not sentence.figures[begin].exact
    return found


def _outside(sentence: Sentence, last: int, then: int) -> str:
    """The words between two parts without what is said of the first in figures: `40 đảng bộ, chiếm 51,3%, 38 chi bộ`."""
    text = sentence.between(last, then).replace("# năm", "năm")  # `5 đảng viên 60 năm tuổi Đảng, 26 …`
    return re.sub(r",? ?(?:chiếm|đạt|tỷ lệ|bằng|tương ứng)[^#,;]{0,20}#", "", text) if "#" in text else text


def _closed(sentence: Sentence, last: int, then: int, level: int) -> bool:
    """Whether the bracket of the list was closed between two figures."""
    depth = sentence.depths[last]
    for gap in sentence.gaps[last + 1 : then + 1]:
        for letter in gap:
            depth += (letter == "(") - (letter == ")")
            if depth < level:
                return True
    return False


def _goes_on(gap: str, figure: Figure, whole: Figure) -> bool:
    if figure.kind != Kind.COUNT or figure.places or "#" in gap or len(gap) > 140:
        return False
    if not JOINED.search(gap) or STOPS.search(gap) or phrases.ACT.search(JOINED.split(gap)[-1]):
        return False
    return fits(whole, figure)


def _must_add_up(marker: str, whole: Figure, parts: list[Figure], found: Listed) -> str:
    """`error` where the parts must make the whole, `warning` where they very likely do, else nothing."""
    text = " | ".join(found.texts)
    total = sum(part.value for part in parts)
    if found.open_ended or not all(fits(whole, part) for part in parts) or ("trực thuộc" in text and marker != "with"):
        return ""
    if all(LONG_IN_PARTY.search(one) for one in found.texts) and marker in ("some", "these"):
        return "error" if total > whole.value or total * NEARLY_ALL[1] >= whole.value * NEARLY_ALL[0] else ""
    complete = marker != "these" and (all_of_one(COMPLETE, found.texts) or "còn lại" in text)
    if whole.thing in (Thing.PEOPLE, None) and words.OVERLAP.search(text) and not complete:
        return ""
    if marker == "all" or (marker == "with" and _same_thing(whole, parts)):
        return "error"
    if marker == "bracket":
        return "error" if total > whole.value or total * NEARLY_ALL[1] >= whole.value * NEARLY_ALL[0] or complete else "warning"
    if complete and len(parts) <= 4 and _same_thing(whole, parts):
        return "error"
    if marker != "some":
        return ""
    if total > whole.value and all_of_one(EXCLUSIVE, found.texts):
        return "error"
    return "warning" if _same_thing(whole, parts) and abs(total - whole.value) * NEAR_MISS <= whole.value else ""


def _same_thing(whole: Figure, parts: list[Figure]) -> bool:
    return all(whole.thing and part.thing in (whole.thing, None) for part in parts)


def word_in(word: str, text: str) -> bool:
    """Whether whole words stand in a text."""
    at = text.find(word)
    while at >= 0:
        if not text[at - 1 : at].isalpha() and not text[at + len(word) : at + len(word) + 1].isalpha():
            return True
        at = text.find(word, at + 1)
    return False


def all_of_one(sets: list[tuple[str, ...]], texts: list[str]) -> bool:
    """Whether the parts are exactly the groups of one of the sets, each text speaking of its own."""
    same = (groups for groups in sets if len(groups) == len(texts))
    return any(all(map(word_in, order, texts)) for groups in same for order in permutations(groups))


def _tell(whole: Figure, parts: list[Figure], notes: Notes, *, sure: bool) -> None:
    total = sum(part.value for part in parts)
    sum_ = " + ".join(number(int(part.value)) for part in parts)
    told = _("%(sum)s = %(total)s, and %(whole)s is stated as the whole.") % {"sum": sum_, "total": written(total), "whole": notes.said(whole)}
    last = parts[-1].value + whole.value - total
    other = _("It would agree if the last part were %(part)s.") % {"part": written(last)} if last >= 0 else ""
    notes.wrong(Relation.PARTS, whole, parts, written(total), f"{told} {other}".strip(), sure=sure)
